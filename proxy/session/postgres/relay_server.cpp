// What the server answers: tied to its question, masked, stripped, recorded.
#include "proxy/session/postgres/masking_plan.h"
#include "proxy/session/postgres/relay.h"
#include "proxy/session/postgres/strip.h"

namespace jaali::proxy::session::postgres {
namespace {

using wire::Backend;

ByteView body_of(ByteView message) { return message.subspan(wire::head_size); }

bool is(const Request* request, Request::Kind kind) { return request && request->kind == kind; }

}  // namespace

Taken Relay::on_server(ByteView input, Sends& sends) {
  Taken taken;
  while (!ended_) {
    const auto rest = input.subspan(taken.consumed);
    if (rest.empty()) break;
    if (pass_server_ > 0) {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(pass_server_, rest.size()));
      sends.to_client.pass(taken.consumed, size);
      pass_server_ -= size;
      taken.consumed += size;
      continue;
    }
    const auto head = wire::peek_head(rest, static_cast<std::uint32_t>(environment_.message_bytes));
    if (!head) {
      out_of_step("a malformed message of the server", sends);
      break;
    }
    if (!*head) {
      taken.need = wire::head_size;
      break;
    }
    const auto size = (*head)->size();
    const auto type = wire::backend_type((*head)->type);
    if (!type) {
      out_of_step("an unknown message of the server", sends);
      break;
    }
    if (*type == Backend::data_row || *type == Backend::copy_data || *type == Backend::function_call_response) {
      if (row(rest.first(std::min(rest.size(), size)), taken.consumed, sends) == Step::ended) break;
      if (pass_server_ > 0) continue;
      if (rest.size() < size) {
        taken.need = size;
        break;
      }
      taken.consumed += size;
      continue;
    }
    if (rest.size() < size) {
      taken.need = size;
      break;
    }
    if (server_message(**head, rest.first(size), taken.consumed, sends) == Step::ended) break;
    taken.consumed += size;
  }
  if (ended_) taken.consumed = input.size();
  return taken;
}

/// DataRow, CopyData, FunctionCallResponse: sets `pass_server_` where the message goes by as it lies, and otherwise masks
/// a row that is there as a whole.
Relay::Step Relay::row(ByteView message, std::size_t offset, Sends& sends) {
  const auto head = *wire::peek_head(message, static_cast<std::uint32_t>(environment_.message_bytes));
  (void)offset;
  auto* request = front();
  if (static_cast<Backend>(head->type) != Backend::data_row) {
    if (!request || request->poisoned || request->unknown) return out_of_step("data that nobody asked for", sends);
    request->bytes += head->size();
    pass_server_ = head->size();
    return Step::done;
  }
  if (!request || request->poisoned || request->internal || (request->kind != Kind::execute && request->kind != Kind::query)) {
    return out_of_step("a row that nobody asked for", sends);
  }
  if (!request->masking) {
    std::string why;
    if (!prepare_masking(*request, why)) return contradiction(why, sends);
  }
  if (!request->masking->masker) {
    ++request->rows;
    request->bytes += head->size();
    pass_server_ = head->size();
    return Step::done;
  }
  if (message.size() < head->size()) return Step::wait;
  bool good = true;
  sends.to_client.append([&](std::string& out) {
    const auto before = out.size();
    good = request->masking->masker->mask(body_of(message), out, counters_).has_value();
    if (!good) out.resize(before);
  });
  if (!good) return contradiction("a row is not of the shape that was described", sends);
  ++request->rows;
  request->bytes += head->size();
  return Step::done;
}

Relay::Step Relay::server_message(wire::MessageHead head, ByteView message, std::size_t offset, Sends& sends) {
  switch (static_cast<Backend>(head.type)) {
    case Backend::parse_complete: return confirm(Kind::parse, message, offset, sends);
    case Backend::bind_complete: return confirm(Kind::bind, message, offset, sends);
    case Backend::close_complete: return confirm(Kind::close_statement, message, offset, sends);
    case Backend::parameter_description: {
      auto* request = front();
      if (!is(request, Kind::describe_statement)) return out_of_step("ParameterDescription", sends);
      if (!request->internal) sends.to_client.pass(offset, message.size());
      return Step::done;
    }
    case Backend::row_description: return row_description(message, offset, sends);
    case Backend::no_data: {
      auto* request = front();
      if (!is(request, Kind::describe_statement) && !is(request, Kind::describe_portal)) return out_of_step("NoData", sends);
      if (request->statement) request->statement->fields.emplace();
      if (!request->internal) sends.to_client.pass(offset, message.size());
      pop();
      return Step::done;
    }
    case Backend::command_complete: {
      const auto tag = wire::decode_command_complete(body_of(message));
      if (!tag) return out_of_step("malformed CommandComplete", sends);
      return completed(message, offset, sends, *tag, false);
    }
    case Backend::empty_query_response: return completed(message, offset, sends, {}, false);
    case Backend::portal_suspended: return completed(message, offset, sends, {}, true);
    case Backend::copy_in_response:
    case Backend::copy_out_response:
    case Backend::copy_both_response: return copy_response(static_cast<Backend>(head.type), message, offset, sends);
    case Backend::copy_done:
      sends.to_client.pass(offset, message.size());
      return Step::done;
    case Backend::error_response: return error(message, offset, sends);
    case Backend::ready_for_query: return ready(message, offset, sends);
    case Backend::notice_response:
      if (strips(front())) {
        sends.to_client.append([&](std::string& out) { append_stripped(out, Backend::notice_response, body_of(message)); });
      } else {
        sends.to_client.pass(offset, message.size());
      }
      return Step::done;
    case Backend::notification_response: {
      const auto notification = wire::decode_notification(body_of(message));
      if (!notification) return out_of_step("malformed NotificationResponse", sends);
      if (situation_.restricted && situation_.catalog->policy().mode() == masking_rules::Mode::enforce) {
        sends.to_client.append([&](std::string& out) {
          wire::append_notification(out, {notification->process_id, notification->channel, {}});
        });
      } else {
        sends.to_client.pass(offset, message.size());
      }
      return Step::done;
    }
    case Backend::parameter_status: {
      const auto status = wire::decode_parameter_status(body_of(message));
      if (!status) return out_of_step("malformed ParameterStatus", sends);
      follow_parameter(status->name, status->value);
      sends.to_client.pass(offset, message.size());
      return Step::done;
    }
    case Backend::authentication:
    case Backend::backend_key_data:
    case Backend::negotiate_protocol_version: return out_of_step("a login message after login", sends);
    case Backend::data_row:
    case Backend::copy_data:
    case Backend::function_call_response: break;  // handled before
  }
  return out_of_step("an unexpected message of the server", sends);
}

Relay::Step Relay::confirm(Kind kind, ByteView message, std::size_t offset, Sends& sends) {
  auto* request = front();
  if (!request) return out_of_step("an answer that nobody asked for", sends);
  const bool close = kind == Kind::close_statement && is(request, Kind::close_portal);
  if ((request->kind != kind && !close) || request->poisoned) return out_of_step("an answer to another request", sends);
  switch (request->kind) {
    case Kind::parse: exchange_.confirmed.statements[request->name] = request->statement; break;
    case Kind::bind: {
      if (request->unknown) return contradiction("a statement that was never judged was bound", sends);
      if (situation_.restricted) {
        // What the name means to the server must be what was judged under it.
        const auto found = exchange_.confirmed.statements.find(request->prepared);
        if (found == exchange_.confirmed.statements.end() || found->second != request->statement) {
          return contradiction("a name means another prepared statement than the one that was judged", sends);
        }
      }
      exchange_.confirmed.portals[request->name] = request->portal;
      break;
    }
    case Kind::close_statement:
      exchange_.confirmed.statements.erase(request->name);
      exchange_.sql_prepared.erase(request->name);
      break;
    case Kind::close_portal:
      exchange_.confirmed.portals.erase(request->name);
      exchange_.cursors.erase(request->name);
      break;
    case Kind::query:
    case Kind::describe_statement:
    case Kind::describe_portal:
    case Kind::execute:
    case Kind::sync:
    case Kind::function_call:
    case Kind::copy_end: break;
  }
  if (!request->internal) sends.to_client.pass(offset, message.size());
  pop();
  return Step::done;
}

Relay::Step Relay::row_description(ByteView message, std::size_t offset, Sends& sends) {
  auto* request = front();
  if (!request || request->poisoned) return out_of_step("RowDescription", sends);
  const bool of_query = request->kind == Kind::query;
  const bool asked = request->kind == Kind::describe_statement || request->kind == Kind::describe_portal;
  if (!of_query && !asked) return out_of_step("RowDescription", sends);
  const bool needs_fields = situation_.restricted && (of_query || request->statement);
  if (needs_fields) {
    const auto description = wire::decode_row_description(body_of(message));
    if (!description) return out_of_step("malformed RowDescription", sends);
    Fields fields;
    fields.reserve(description->fields.size());
    for (const auto& field : description->fields) fields.push_back({field.table, field.column, field.type, field.type_modifier});
    if (of_query) {
      if (request->described) return contradiction("a statement gave two results", sends);
      request->described = true;
      auto masking = make_masking(request->judged, request->index, fields, {}, {date_style_, interval_style_});
      if (!masking) return contradiction(masking.error(), sends);
      request->masking = std::move(*masking);
    } else {
      request->statement->fields = std::move(fields);
      request->statement->masking = nullptr;
    }
  }
  if (!request->internal) sends.to_client.pass(offset, message.size());
  if (asked) pop();
  return Step::done;
}

/// Before the first row of an execution: its masks, or why there are none to be had.
bool Relay::prepare_masking(Request& request, std::string& why) {
  if (!situation_.restricted) {
    static const auto clear = std::make_shared<const Masking>();
    request.masking = clear;
    return true;
  }
  if (request.kind == Kind::query) {
    why = "rows came without a description";
    return false;
  }
  if (request.unknown || !request.portal || !request.judged) {
    why = "rows of a portal that was never judged";
    return false;
  }
  const auto found = exchange_.confirmed.portals.find(request.name);
  if (found == exchange_.confirmed.portals.end() || found->second != request.portal) {
    why = "a name means another portal than the one that was judged";
    return false;
  }
  auto& statement = *request.portal->statement;
  if (statement.masking && statement.masking->judged == request.judged && statement.masking->formats == request.portal->formats) {
    request.masking = statement.masking;
    return true;
  }
  if (!statement.fields) {
    why = "rows of a statement that was never described";
    return false;
  }
  auto masking = make_masking(request.judged, 0, *statement.fields, request.portal->formats, {date_style_, interval_style_});
  if (!masking) {
    why = masking.error();
    return false;
  }
  request.masking = *masking;
  statement.masking = std::move(*masking);
  return true;
}

Relay::Step Relay::completed(ByteView message, std::size_t offset, Sends& sends, std::string_view tag, bool suspended) {
  auto* request = front();
  if (!request || request->poisoned || (request->kind != Kind::query && request->kind != Kind::execute)) {
    return out_of_step("the completion of a statement that nobody sent", sends);
  }
  if (request->unknown) return contradiction("a portal that was never judged was executed", sends);
  if (suspended && request->kind == Kind::query) return out_of_step("PortalSuspended", sends);
  auto& facts = facts_for(*request);
  facts.partial = suspended;
  facts.sqlstate.clear();
  facts.rows_affected = 0;
  if (!tag.empty()) {
    if (facts.kind.empty()) facts.kind = std::string(tag.substr(0, tag.find_first_of("0123456789")));
    if (!request->rows) facts.rows_affected = wire::rows_of_tag(tag).value_or(0);
  }
  const bool empty_query = tag.empty() && !suspended;
  if (!empty_query && !append_record(audit::Kind::statement, *request, &sends, nullptr)) {
    end("58030", "jaali: the audit log does not take records", sends);
    sends.close = true;
    return Step::ended;
  }
  if (!suspended) apply_effects(*request);
  sends.to_client.pass(offset, message.size());
  if (request->kind == Kind::query) {
    ++request->index;
    request->described = false;
    request->masking = nullptr;
    request->rows = request->bytes = 0;
    request->number = next_number_++;
    request->start = audit::Clock::now();
  } else {
    pop();
  }
  return Step::done;
}

Relay::Step Relay::copy_response(Backend type, ByteView message, std::size_t offset, Sends& sends) {
  auto* request = front();
  if (!request || request->poisoned || request->unknown || (request->kind != Kind::query && request->kind != Kind::execute)) {
    return out_of_step("a copy that nobody asked for", sends);
  }
  if (situation_.restricted) {
    const auto& statements = request->judged->verdict.statements;
    const bool judged_as_copy = request->judged->observe || (request->index < statements.size() && statements[request->index].kind == "COPY");
    if (!judged_as_copy || type == Backend::copy_both_response) {
      return contradiction("a copy began where none was judged", sends);
    }
  }
  if (type != Backend::copy_out_response) {
    exchange_.begin_copy_in();
    request = front();
    waits_for_ = 0;  // it cannot complete before the client has sent its data
  }
  sends.to_client.pass(offset, message.size());
  return Step::done;
}

Relay::Step Relay::error(ByteView message, std::size_t offset, Sends& sends) {
  const auto view = wire::decode_error(body_of(message));
  if (!view) return out_of_step("malformed ErrorResponse", sends);
  auto* request = front();
  exchange_.copying_in = false;
  const bool refused = request && request->poisoned && view->field('C') == "42601";
  if (refused) {
    sends.to_client.append([&](std::string& out) { append_refusal(out, *request->judged->verdict.refusal); });
  } else {
    const bool statement = request && request->judged && !request->internal &&
                           (request->kind == Kind::query || request->kind == Kind::execute || request->kind == Kind::parse ||
                            request->kind == Kind::bind);
    if (statement && !request->poisoned) {
      auto& facts = facts_for(*request);
      facts.sqlstate = view->field('C');
      facts.cancelled = facts.sqlstate == "57014";
      facts.partial = request->rows > 0;
      if (!append_record(audit::Kind::statement, *request, &sends, nullptr)) {
        end("58030", "jaali: the audit log does not take records", sends);
        sends.close = true;
        return Step::ended;
      }
    }
    if (strips(request)) {
      sends.to_client.append([&](std::string& out) { append_stripped(out, Backend::error_response, body_of(message)); });
    } else {
      sends.to_client.pass(offset, message.size());
    }
  }
  if (!request) return Step::done;  // out of the blue: a shutdown, an idle timeout
  switch (request->kind) {
    case Kind::query:
    case Kind::function_call: request->failed = true; break;
    case Kind::sync: break;  // the commit at Sync failed
    case Kind::parse:
    case Kind::bind:
    case Kind::describe_statement:
    case Kind::describe_portal:
    case Kind::execute:
    case Kind::close_statement:
    case Kind::close_portal:
    case Kind::copy_end: exchange_.skip_to_sync(); break;
  }
  waits_for_ = is(front(), Kind::query) ? waits_for_ : 0;
  return Step::done;
}

Relay::Step Relay::ready(ByteView message, std::size_t offset, Sends& sends) {
  const auto status = wire::decode_ready_for_query(body_of(message));
  if (!status) return out_of_step("malformed ReadyForQuery", sends);
  while (is(front(), Kind::copy_end)) pop();
  auto* request = front();
  if (is(request, Kind::sync) || is(request, Kind::query) || is(request, Kind::function_call)) {
    pop();
    exchange_.copying_in = false;
  } else if (exchange_.ignored_syncs > 0) {
    --exchange_.ignored_syncs;  // the copy had failed before it read this one
  } else {
    return out_of_step("ReadyForQuery", sends);
  }
  transaction_ = *status;
  if (transaction_ == wire::TransactionStatus::idle) {
    transaction_sensitive_ = false;
    for (const auto& ahead : exchange_.outstanding) {
      if (ahead.judged && ahead.judged->sensitive()) transaction_sensitive_ = situation_.restricted;
    }
    if (catalog_changed_) {
      catalog_changed_ = false;
      environment_.refresh_catalog("DDL", [] {});
    }
  }
  sends.to_client.pass(offset, message.size());
  return Step::done;
}

bool Relay::strips(const Request* request) const noexcept {
  if (!situation_.restricted || situation_.catalog->policy().mode() == masking_rules::Mode::observe) return false;
  return transaction_sensitive_ || (request && request->judged && request->judged->sensitive());
}

void Relay::pop() {
  if (exchange_.outstanding.front().id == waits_for_) waits_for_ = 0;
  exchange_.outstanding.pop_front();
  while (is(front(), Kind::copy_end)) exchange_.outstanding.pop_front();  // ignored by a server that is not copying in
  if (exchange_.outstanding.empty()) waits_for_all_ = false;
}

void Relay::apply_effects(const Request& request) {
  if (!request.judged || request.index >= request.judged->verdict.statements.size()) return;
  using EffectKind = masking_rules::Effect::Kind;
  bool names = false;
  for (const auto& effect : request.judged->verdict.statements[request.index].effects) {
    switch (effect.kind) {
      case EffectKind::names_change: break;
      case EffectKind::catalog_change: catalog_changed_ = true; break;
      case EffectKind::creates_relation: names = situation_.names.session_relations.insert(effect.name).second || names; break;
      case EffectKind::prepare: exchange_.sql_prepared[effect.name] = request.judged; break;
      case EffectKind::deallocate:
        exchange_.sql_prepared.erase(effect.name);
        exchange_.confirmed.statements.erase(effect.name);
        exchange_.assumed.statements.erase(effect.name);
        break;
      case EffectKind::deallocate_all:
        exchange_.sql_prepared.clear();
        exchange_.confirmed.statements.clear();
        exchange_.assumed.statements.clear();
        break;
      case EffectKind::declare_cursor:
        exchange_.cursors[effect.name] = request.judged;
        exchange_.confirmed.portals.erase(effect.name);
        exchange_.assumed.portals.erase(effect.name);
        break;
      case EffectKind::close_cursor:
        exchange_.cursors.erase(effect.name);
        exchange_.confirmed.portals.erase(effect.name);
        exchange_.assumed.portals.erase(effect.name);
        break;
      case EffectKind::close_all_cursors:
        exchange_.cursors.clear();
        exchange_.confirmed.portals.clear();
        exchange_.assumed.portals.clear();
        break;
      case EffectKind::discard_all:
        exchange_.sql_prepared.clear();
        exchange_.cursors.clear();
        exchange_.confirmed = {};
        exchange_.assumed = {};
        break;
      case EffectKind::transaction_end: break;
    }
  }
  if (names) situation_.names_key = situation_.names.key();
}

/// The server and we no longer agree on what is being answered: nothing more may pass.
Relay::Step Relay::out_of_step(std::string_view what, Sends& sends) {
  environment_.alarm(std::string("out of step with the server: ") + std::string(what));
  end("08P01", std::string("jaali: out of step with the server: ") + std::string(what), sends);
  sends.close = true;
  return Step::ended;
}

Relay::Step Relay::contradiction(std::string_view what, Sends& sends) {
  environment_.alarm(std::string("wire origin contradicts the verdict: ") + std::string(what));
  environment_.refresh_catalog("contradiction", [] {});
  end("42501", std::string("jaali: the result is withheld: ") + std::string(what) + "; the catalog may have changed, connect again", sends);
  sends.close = true;
  return Step::ended;
}

}  // namespace jaali::proxy::session::postgres

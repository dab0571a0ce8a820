// What the server answers: tied to its question, stripped, its effects applied. Rows are in relay_results.cpp.
#include "proxy/session/postgres/relay.h"
#include "proxy/session/postgres/strip.h"

namespace jaali::proxy::session::postgres {
namespace {

using wire::Backend;

constexpr std::size_t most_prepared = 65536;   ///< by SQL
constexpr std::size_t few_outstanding = 2048;  ///< then a client that waited because of a crowd goes on

ByteView body_of(ByteView message) { return message.subspan(wire::head_size); }

bool is(const Request* request, Request::Kind kind) { return request && request->kind == kind; }

/// "INSERT 0 1" → "INSERT"
std::string kind_of_tag(std::string_view tag) {
  const auto words = tag.substr(0, tag.find_first_of("0123456789"));
  return std::string(words.substr(0, words.find_last_not_of(' ') + 1));
}

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
    const auto message = rest.first(std::min(rest.size(), size));
    if (*type == Backend::data_row) {
      if (row(**head, message, sends) == Step::ended) break;
      if (pass_server_ > 0) continue;
    } else if (*type == Backend::copy_data || *type == Backend::function_call_response) {
      if (data(**head, size, sends) == Step::ended) break;
      continue;
    }
    if (message.size() < size) {
      taken.need = size;
      break;
    }
    if (*type != Backend::data_row && server_message(**head, message, taken.consumed, sends) == Step::ended) break;
    taken.consumed += size;
  }
  release_client();
  if (ended_) taken.consumed = input.size();
  return taken;
}

/// Lets the client go on where what it waited for was answered, failed or was skipped.
void Relay::release_client() {
  const auto* first = front();
  if (!first) waits_for_all_ = false;
  if (!first || first->id > waits_for_) waits_for_ = 0;
  if (exchange_.outstanding.size() <= few_outstanding) crowded_ = false;
}

Relay::Step Relay::server_message(wire::MessageHead head, ByteView message, std::size_t offset, Sends& sends) {
  const auto type = static_cast<Backend>(head.type);
  switch (type) {
    case Backend::parse_complete: return confirm(Kind::parse, message, offset, sends);
    case Backend::bind_complete: return confirm(Kind::bind, message, offset, sends);
    case Backend::close_complete: return confirm(Kind::close_statement, message, offset, sends);
    case Backend::parameter_description:
      if (!is(front(), Kind::describe_statement)) return out_of_step("ParameterDescription", sends);
      sends.to_client.pass(offset, message.size());
      return Step::done;
    case Backend::row_description: return row_description(message, offset, sends);
    case Backend::no_data: return no_data(message, offset, sends);
    case Backend::command_complete: {
      const auto tag = wire::decode_command_complete(body_of(message));
      if (!tag) return out_of_step("malformed CommandComplete", sends);
      return completed(message, offset, sends, *tag, false);
    }
    case Backend::empty_query_response: return completed(message, offset, sends, {}, false);
    case Backend::portal_suspended: return completed(message, offset, sends, {}, true);
    case Backend::copy_in_response:
    case Backend::copy_out_response:
    case Backend::copy_both_response: return copy_response(type, message, offset, sends);
    case Backend::copy_done:
      if (auto* request = front(); !request || !request->copying_out) return out_of_step("CopyDone", sends);
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
    case Backend::notification_response: return notification(message, offset, sends);
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

/// ParseComplete, BindComplete, CloseComplete.
Relay::Step Relay::confirm(Kind kind, ByteView message, std::size_t offset, Sends& sends) {
  auto* request = front();
  if (!request) return out_of_step("an answer that nobody asked for", sends);
  const bool close = kind == Kind::close_statement && is(request, Kind::close_portal);
  if ((request->kind != kind && !close) || request->poisoned) return out_of_step("an answer to another request", sends);
  if (kind == Kind::parse || request->kind == Kind::close_statement) {
    exchange_.statements.confirm(request->name, request->statement);  // closed: none
    exchange_.sql_prepared.erase(request->name);
  } else {
    // What the name means to the server must be what was judged under it.
    if (kind == Kind::bind && enforced(request) && exchange_.statements.confirmed(request->prepared) != request->statement) {
      return contradiction("a name means another prepared statement than the one that was judged", sends);
    }
    exchange_.portals.confirm(request->name, request->portal);
    exchange_.cursors.erase(request->name);
  }
  sends.to_client.pass(offset, message.size());
  exchange_.pop();
  return Step::done;
}

/// CommandComplete, EmptyQueryResponse, PortalSuspended.
Relay::Step Relay::completed(ByteView message, std::size_t offset, Sends& sends, std::string_view tag, bool suspended) {
  auto* request = front();
  if (!request || request->poisoned || request->failed || !request->runs()) {
    return out_of_step("the completion of a statement that nobody sent", sends);
  }
  if (suspended && request->kind == Kind::query) return out_of_step("PortalSuspended", sends);
  auto& facts = facts_for(*request);
  facts.partial = suspended;
  facts.cancelled = false;
  facts.sqlstate.clear();
  facts.rows_affected = 0;
  if (!tag.empty()) {
    if (facts.kind.empty()) facts.kind = kind_of_tag(tag);
    if (!request->rows) facts.rows_affected = wire::rows_of_tag(tag).value_or(0);
  }
  const bool empty_query = tag.empty() && !suspended;
  if (!empty_query && !close_record(*request, sends)) return log_failed(sends);
  if (!suspended) apply_effects(*request);
  sends.to_client.pass(offset, message.size());
  if (request->kind == Kind::execute) {
    exchange_.pop();
    return Step::done;
  }
  records_.next_statement(*request);
  request->described = request->copying_out = false;
  request->masking = nullptr;
  return Step::done;
}

Relay::Step Relay::error(ByteView message, std::size_t offset, Sends& sends) {
  const auto view = wire::decode_error(body_of(message));
  if (!view) return out_of_step("malformed ErrorResponse", sends);
  auto* request = front();
  // A copy that failed before it read anything (into a view, FREEZE) had not swallowed the Sync that was sent ahead. One
  // that was cancelled, shut down or ended by CopyFail (class 57) had been waiting for data, and so had read it.
  const bool owes_sync = exchange_.early_sync && !exchange_.copy_fed && !view->field('C').starts_with("57");
  exchange_.copying_in = exchange_.early_sync = false;
  const auto severity = view->field('V').empty() ? view->field('S') : view->field('V');
  fatal_told_ = severity == "FATAL" || severity == "PANIC";
  if (request && request->poisoned && view->field('C') == "42601") {
    sends.to_client.append([&](std::string& out) { append_refusal(out, *request->judged->verdict.refusal); });
  } else {
    const bool runs = request && (request->runs() || request->kind == Kind::function_call);
    const bool statement = request && !request->poisoned && !request->failed &&
                           (runs || (request->judged && (request->kind == Kind::parse || request->kind == Kind::bind)));
    if (statement) {
      auto& facts = facts_for(*request);
      facts.sqlstate = view->field('C');
      facts.cancelled = facts.sqlstate == "57014";
      facts.partial = request->rows > 0;
      facts.rows_affected = 0;
      if (!runs) records_.number_alone(*request);
      if (!close_record(*request, sends)) return log_failed(sends);
    }
    if (strips(request)) {
      sends.to_client.append([&](std::string& out) { append_stripped(out, Backend::error_response, body_of(message)); });
    } else {
      sends.to_client.pass(offset, message.size());
    }
  }
  if (!request) return Step::done;  // out of the blue: a shutdown, an idle timeout
  // The server lets go of the unnamed statement before it reads what is to take its place.
  if (request->kind == Kind::parse && request->name.empty()) exchange_.statements.confirm({}, nullptr);
  switch (request->kind) {
    case Kind::query:
      if (!request->failed) record_not_run(*request, request->index + 1, sends);
      request->failed = true;
      break;
    case Kind::function_call: request->failed = true; break;
    case Kind::sync: break;  // the commit at Sync failed
    case Kind::parse:
    case Kind::bind:
    case Kind::describe_statement:
    case Kind::describe_portal:
    case Kind::execute:
    case Kind::close_statement:
    case Kind::close_portal:
      skip_to_sync(sends);
      if (owes_sync && exchange_.skipping) send_owed_sync(sends);
      break;
  }
  return Step::done;
}

void Relay::send_owed_sync(Sends& sends) {
  exchange_.skipping = false;
  exchange_.push(Kind::sync);
  sends.to_server.append([](std::string& out) { wire::append_sync(out); });
}

/// What was sent behind a failed message is not read before the next Sync, and neither is what will be.
void Relay::skip_to_sync(Sends& sends) {
  exchange_.pop();
  while (front() && front()->kind != Kind::sync) {
    record_not_run(*front(), 0, sends);
    exchange_.pop();
  }
  exchange_.skipping = front() == nullptr;
}

Relay::Step Relay::ready(ByteView message, std::size_t offset, Sends& sends) {
  const auto status = wire::decode_ready_for_query(body_of(message));
  if (!status) return out_of_step("malformed ReadyForQuery", sends);
  auto* request = front();
  if (!is(request, Kind::sync) && !is(request, Kind::query) && !is(request, Kind::function_call)) {
    return out_of_step("ReadyForQuery", sends);
  }
  if (request->kind == Kind::function_call && !request->failed && !close_record(*request, sends)) return log_failed(sends);
  if (request->id > unreported_ && unreported_ != 0) {
    unreported_ = 0;
    follow_names();
  }
  exchange_.pop();
  exchange_.copying_in = false;
  transaction_ = *status;
  if (names_moved_ && transaction_ != wire::TransactionStatus::in_transaction) ++names_epoch_;  // perhaps back
  if (transaction_ == wire::TransactionStatus::idle) {
    names_moved_ = false;
    exchange_.transaction_sensitive = false;
    exchange_.end_transaction();
    if (catalog_changed_) {
      catalog_changed_ = false;
      if (situation_.restricted) {
        catalog_wait_.ask("DDL");  // what he made must be known when he reads it
      } else {
        environment_.refresh_catalog("DDL", [] {});
      }
    }
  }
  sends.to_client.pass(offset, message.size());
  return Step::done;
}

Relay::Step Relay::notification(ByteView message, std::size_t offset, Sends& sends) {
  const auto notification = wire::decode_notification(body_of(message));
  if (!notification) return out_of_step("malformed NotificationResponse", sends);
  if (enforcing()) {
    sends.to_client.append([&](std::string& out) {
      wire::append_notification(out, {notification->process_id, notification->channel, {}});
    });
  } else {
    sends.to_client.pass(offset, message.size());
  }
  return Step::done;
}

bool Relay::strips(const Request* request) const noexcept {
  if (enforcing() && (exchange_.transaction_sensitive || (request && request->sensitive))) return true;
  return request && request->judged && request->judged->sensitive() && enforced(request);
}

void Relay::apply_effects(const Request& request) {
  if (!request.judged || request.index >= request.judged->verdict.statements.size()) return;
  using EffectKind = masking_rules::Effect::Kind;
  auto& relations = situation_.names.session_relations;
  const auto& plan = request.judged->verdict.statements[request.index];
  const auto relations_before = relations.size();
  bool moved = false;
  for (const auto& effect : plan.effects) {
    switch (effect.kind) {
      case EffectKind::names_change: moved = true; break;
      case EffectKind::catalog_change: catalog_changed_ = true; break;
      case EffectKind::creates_relation: relations.insert(effect.name); break;
      case EffectKind::prepare:
        if (exchange_.sql_prepared.size() >= most_prepared) exchange_.sql_prepared.clear();  // an EXECUTE of them is refused then
        exchange_.sql_prepared[effect.name] = request.judged;
        exchange_.statements.confirm(effect.name, nullptr);
        ++names_epoch_;
        break;
      case EffectKind::deallocate:
        exchange_.sql_prepared.erase(effect.name);
        exchange_.statements.confirm(effect.name, nullptr);
        break;
      case EffectKind::deallocate_all:
        exchange_.sql_prepared.clear();
        exchange_.statements.forget_confirmed();
        break;
      case EffectKind::declare_cursor:
        exchange_.cursors[effect.name] = request.judged;
        exchange_.portals.confirm(effect.name, nullptr);
        ++names_epoch_;
        break;
      case EffectKind::close_cursor:
        exchange_.cursors.erase(effect.name);
        exchange_.portals.confirm(effect.name, nullptr);
        break;
      case EffectKind::close_all_cursors:
        exchange_.cursors.clear();
        exchange_.portals.forget_confirmed();
        break;
      case EffectKind::discard_all:
        exchange_.sql_prepared.clear();
        exchange_.cursors.clear();
        exchange_.statements.forget_confirmed();
        exchange_.portals.forget_confirmed();
        relations.clear();
        moved = true;
        break;
      case EffectKind::transaction_end:
      case EffectKind::session_state_changes: break;  // of MySQL alone
    }
  }
  if (relations.size() != relations_before) follow_names();
  const bool ends_transaction = plan.kind == "COMMIT" || plan.kind == "ROLLBACK";
  if (moved && (names_moved_ || !ends_transaction)) names_moved();
}

/// The server and we no longer agree on what is being answered: nothing more may pass.
Relay::Step Relay::out_of_step(std::string_view what, Sends& sends) {
  environment_.alarm(std::string("out of step with the server: ") + std::string(what));
  end_with("08P01", std::string("jaali: out of step with the server: ") + std::string(what), sends);
  sends.close = true;
  return Step::ended;
}

Relay::Step Relay::contradiction(std::string_view what, Sends& sends) {
  environment_.alarm(std::string("wire origin contradicts the verdict: ") + std::string(what));
  environment_.refresh_catalog("contradiction", [] {});
  end_with("42501", std::string("jaali: the result is withheld: ") + std::string(what) + "; the catalog may have changed, connect again", sends);
  sends.close = true;
  return Step::ended;
}

Relay::Step Relay::log_failed(Sends& sends) {
  end_with("58030", "jaali: the audit log does not take records", sends);
  sends.close = true;
  return Step::ended;
}

}  // namespace jaali::proxy::session::postgres

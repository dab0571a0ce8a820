// What the client sends: taken apart, judged (relay_judge.cpp), then forwarded, replaced by a poison, or held back.
#include "proxy/session/postgres/relay.h"

namespace jaali::proxy::session::postgres {
namespace {

using wire::Frontend;

/// Requests in flight before the client waits: above what the server holds back in its 8 KB of unsent answers (five bytes
/// each at least), so that the half of them is always answered.
constexpr std::size_t most_outstanding = 4096;

ByteView body_of(ByteView message) { return message.subspan(wire::head_size); }

/// The server reads nothing else while it copies in; anything other ends the session there as well.
bool belongs_to_copy(Frontend type) {
  return type == Frontend::copy_data || type == Frontend::copy_done || type == Frontend::copy_fail ||
         type == Frontend::sync || type == Frontend::flush || type == Frontend::terminate;
}

}  // namespace

Taken Relay::on_client(ByteView input, Sends& sends) {
  Taken taken;
  while (!ended_ && !client_blocked()) {
    const auto rest = input.subspan(taken.consumed);
    if (rest.empty()) break;
    if (terminated_) {
      taken.consumed = input.size();
      break;
    }
    if (pass_client_ > 0 || drop_client_ > 0) {
      auto& left = pass_client_ > 0 ? pass_client_ : drop_client_;
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, rest.size()));
      if (pass_client_ > 0) sends.to_server.pass(taken.consumed, size);
      left -= size;
      taken.consumed += size;
      continue;
    }
    const auto head = wire::peek_head(rest, static_cast<std::uint32_t>(environment_.message_bytes));
    if (!head) {
      protocol_violation(to_string(head.error()), sends);
      break;
    }
    if (!*head) {
      taken.need = wire::head_size;
      break;
    }
    const auto type = wire::frontend_type((*head)->type);
    if (!type) {
      protocol_violation("unknown message type", sends);
      break;
    }
    const bool skipped = exchange_.skipping || exchange_.failing == exchange_.segment;
    if (skipped && *type != Frontend::sync && *type != Frontend::terminate) {
      drop_client_ = (*head)->size();  // as the server would
      continue;
    }
    if (*type == Frontend::copy_data) {  // the server ignores it where it is not copying in; it can be of any size
      pass_client_ = (*head)->size();
      exchange_.copy_fed = true;
      continue;
    }
    if (exchange_.copying_in && !belongs_to_copy(*type)) {
      protocol_violation("a message that does not belong to COPY FROM STDIN", sends);
      break;
    }
    if (rest.size() < (*head)->size()) {
      taken.need = (*head)->size();
      break;
    }
    const auto step = client_message(**head, rest.first((*head)->size()), taken.consumed, sends);
    if (step != Step::done) break;
    catalog_wait_.next_message();
    taken.consumed += (*head)->size();
    if (exchange_.outstanding.size() >= most_outstanding) {
      crowded_ = true;
      sends.to_server.append([](std::string& out) { wire::append_flush(out); });
    }
  }
  if (ended_) taken.consumed = input.size();
  return taken;
}

Relay::Step Relay::client_message(wire::MessageHead head, ByteView message, std::size_t offset, Sends& sends) {
  standing_.follow();
  const auto type = static_cast<Frontend>(head.type);
  switch (type) {
    case Frontend::query: return client_query(message, offset, sends);
    case Frontend::parse: return client_parse(message, offset, sends);
    case Frontend::bind: return client_bind(message, offset, sends);
    case Frontend::describe: return client_describe(message, offset, sends);
    case Frontend::execute: return client_execute(message, offset, sends);
    case Frontend::close: return client_close(message, offset, sends);
    case Frontend::function_call: return client_function_call(message, offset, sends);
    case Frontend::sync: return client_sync(message, offset, sends);
    case Frontend::flush:
      if (!wire::decode_empty(body_of(message))) return protocol_violation("malformed Flush", sends);
      if (!exchange_.copying_in) sends.to_server.pass(offset, message.size());
      return Step::done;
    case Frontend::copy_done:
    case Frontend::copy_fail: return client_copy_end(type, message, offset, sends);
    case Frontend::terminate:
      sends.to_server.pass(offset, message.size());
      terminated_ = true;
      return Step::done;
    case Frontend::password: return protocol_violation("a password message outside of login", sends);
    case Frontend::copy_data: break;  // handled before
  }
  return protocol_violation("unexpected message", sends);
}

Relay::Step Relay::client_query(ByteView message, std::size_t offset, Sends& sends) {
  const auto query = wire::decode_query(body_of(message));
  if (!query) return protocol_violation("malformed Query", sends);
  std::shared_ptr<const Judged> judged;
  if (!judging_.judge(query->text, false, judged)) return Step::wait;
  if (!judged->refused()) {
    if (const auto step = meet_needs(judged, sends); step != Step::done) return step;
  }
  if (judged->refused()) return refuse_query(std::move(judged), sends);
  auto& request = exchange_.push(Kind::query);
  request.judged = judged;
  if (!open_records(request, sends)) return Step::done;
  sends.to_server.pass(offset, message.size());
  hold_client_where_needed(request, sends);
  return Step::done;
}

Relay::Step Relay::client_parse(ByteView message, std::size_t offset, Sends& sends) {
  auto parse = wire::decode_parse(body_of(message));
  if (!parse) return protocol_violation("malformed Parse", sends);
  std::shared_ptr<const Judged> judged;
  if (!judging_.judge(parse->text, true, judged)) return Step::wait;
  judge_parameters(parse->parameter_types, judged);
  if (judged->refused()) return refuse_extended(Kind::parse, std::move(judged), sends, parse->statement.empty());
  constexpr std::uint64_t of_each = 1024;
  const auto bytes = parse->text.size() + of_each;
  if (*exchange_.held_text + bytes > environment_.prepared_bytes) {
    return refuse_extended(Kind::parse,
                           refusal("53400", "jaali: this session's prepared statements are too many or too long",
                                   "Close those that are done with.", "too many prepared statements"),
                           sends, parse->statement.empty());
  }
  auto statement = std::make_shared<Statement>();
  statement->held = std::make_shared<HeldText>(exchange_.held_text, bytes);
  statement->judged = std::move(judged);
  statement->parameter_types = std::move(parse->parameter_types);
  exchange_.push_parse(std::string(parse->statement), std::move(statement));
  sends.to_server.pass(offset, message.size());
  return Step::done;
}

/// What a name means is waited for where an earlier segment may yet leave it as it was: judged by a guess, the answer
/// would contradict the judgement.
template <class T>
Relay::Step Relay::settle_name(const Meanings<T>& meanings, std::string_view name) {
  const auto request = enforcing() ? meanings.doubtful(name, exchange_.segment) : 0;
  if (request == 0) return Step::done;
  waits_for_ = request;  // its Sync is on the way, so that it is answered or skipped
  return Step::wait;
}

Relay::Step Relay::client_bind(ByteView message, std::size_t offset, Sends& sends) {
  auto bind = wire::decode_bind(body_of(message));
  if (!bind) return protocol_violation("malformed Bind", sends);
  if (const auto step = settle_name(exchange_.statements, bind->statement); step != Step::done) return step;
  auto statement = exchange_.statements.assumed(bind->statement);
  if (statement) {
    if (const auto step = judge_again(*statement); step != Step::done) return step;
    if (statement->judged->refused()) return refuse_extended(Kind::bind, statement->judged, sends);
  } else if (enforcing()) {
    // A name that nothing judged stands behind: the server might know it all the same.
    const std::string name(bind->statement);
    if (exchange_.sql_prepared.contains(name)) {
      return refuse_extended(Kind::bind,
                             refusal("42501", "jaali: Bind to a statement made by SQL PREPARE",
                                     "Prepare it by the protocol's Parse, or run it by SQL EXECUTE.",
                                     "Bind to an SQL-level prepared statement"),
                             sends);
    }
    return refuse_extended(Kind::bind,
                           refusal("26000", name.empty() ? "unnamed prepared statement does not exist"
                                                         : "prepared statement \"" + name + "\" does not exist",
                                   {}, "unknown prepared statement"),
                           sends);
  }
  auto portal = std::make_shared<Portal>();
  portal->prepared = bind->statement;
  portal->formats = std::move(bind->result_formats);
  portal->epoch = names_epoch_;
  if (statement && statement->description && statement->description->epoch == names_epoch_ &&
      statement->description->reliable(exchange_.segment)) {
    portal->description = statement->description;
  }
  portal->statement = std::move(statement);
  exchange_.push_bind(std::string(bind->portal), std::move(portal));
  sends.to_server.pass(offset, message.size());
  return Step::done;
}

Relay::Step Relay::client_describe(ByteView message, std::size_t offset, Sends& sends) {
  const auto describe = wire::decode_describe(body_of(message));
  if (!describe) return protocol_violation("malformed Describe", sends);
  const bool of_statement = describe->target == wire::Target::statement;
  const auto settled = of_statement ? settle_name(exchange_.statements, describe->name) : settle_name(exchange_.portals, describe->name);
  if (settled != Step::done) return settled;
  auto& request = exchange_.push(of_statement ? Kind::describe_statement : Kind::describe_portal);
  request.name = describe->name;
  if (of_statement) {
    request.statement = exchange_.statements.assumed(describe->name);
  } else if (auto portal = exchange_.portals.assumed(describe->name)) {
    request.portal = portal;
    request.statement = portal->statement;
  }
  if (request.statement) request.judged = request.statement->judged;
  expect_description(request);
  sends.to_server.pass(offset, message.size());
  return Step::done;
}

Relay::Step Relay::client_execute(ByteView message, std::size_t offset, Sends& sends) {
  const auto execute = wire::decode_execute(body_of(message));
  if (!execute) return protocol_violation("malformed Execute", sends);
  const std::string name(execute->portal);
  if (const auto step = settle_name(exchange_.portals, name); step != Step::done) return step;
  auto portal = exchange_.portals.assumed(name);
  const bool known = portal && portal->statement;
  std::shared_ptr<const Judged> judged;
  if (known) {
    if (const auto step = judge_again(*portal->statement); step != Step::done) return step;
    judged = portal->statement->judged;
    if (!judged->refused()) {
      if (const auto step = meet_needs(judged, sends); step != Step::done) return step;
    }
    if (judged->refused()) return refuse_extended(Kind::execute, std::move(judged), sends);
  } else if (enforcing()) {
    if (exchange_.cursors.contains(name)) {
      return refuse_extended(Kind::execute,
                             refusal("42501", "jaali: Execute of a cursor made by SQL DECLARE",
                                     "Read it by SQL FETCH, or open it by the protocol's Bind.",
                                     "Execute of an SQL-level cursor"),
                             sends);
    }
    return refuse_extended(Kind::execute, refusal("34000", "portal \"" + name + "\" does not exist", {}, "unknown portal"), sends);
  }
  if (known && enforcing()) describe_for_us(name, portal, sends);
  auto& request = exchange_.push(Kind::execute);
  request.name = name;
  request.judged = std::move(judged);
  if (portal) {
    request.prepared = portal->prepared;
    request.statement = portal->statement;
    request.description = portal->description;
    request.portal = std::move(portal);
  }
  if (!open_records(request, sends)) return Step::done;
  sends.to_server.pass(offset, message.size());
  hold_client_where_needed(request, sends);
  return Step::done;
}

Relay::Step Relay::client_close(ByteView message, std::size_t offset, Sends& sends) {
  const auto close = wire::decode_close(body_of(message));
  if (!close) return protocol_violation("malformed Close", sends);
  const auto kind = close->target == wire::Target::statement ? Kind::close_statement : Kind::close_portal;
  exchange_.push_close(kind, std::string(close->name));
  sends.to_server.pass(offset, message.size());
  return Step::done;
}

Relay::Step Relay::client_function_call(ByteView message, std::size_t offset, Sends& sends) {
  if (enforcing()) {
    return refuse_query(refusal("42501", "jaali: the FunctionCall message is refused", "Call the function from a SELECT.", "FunctionCall"),
                        sends);
  }
  auto& request = exchange_.push(Kind::function_call);
  if (!open_records(request, sends)) return Step::done;
  sends.to_server.pass(offset, message.size());
  return Step::done;
}

Relay::Step Relay::client_sync(ByteView message, std::size_t offset, Sends& sends) {
  if (!wire::decode_empty(body_of(message))) return protocol_violation("malformed Sync", sends);
  // A copy swallows Syncs, unless it has failed by then: it gets none, so that there is no doubt which of them it read.
  if (exchange_.copying_in) {
    exchange_.early_sync = exchange_.early_sync || !exchange_.copy_fed;
    return Step::done;
  }
  exchange_.skipping = false;
  exchange_.push(Kind::sync);
  sends.to_server.pass(offset, message.size());
  return Step::done;
}

Relay::Step Relay::client_copy_end(wire::Frontend type, ByteView message, std::size_t offset, Sends& sends) {
  const bool good = type == Frontend::copy_done ? wire::decode_empty(body_of(message)).has_value()
                                                : wire::decode_copy_fail(body_of(message)).has_value();
  if (!good) return protocol_violation("malformed end of a copy", sends);
  sends.to_server.pass(offset, message.size());
  if (!exchange_.copying_in) return Step::done;  // ignored by a server that is not copying in
  exchange_.copying_in = false;
  if (type == Frontend::copy_done) exchange_.early_sync = false;  // it is up to the copy now, which has read all there was
  // The text may copy in once more.
  if (const auto* request = front(); request && request->kind == Kind::query) waits_for_ = request->id;
  return Step::done;
}

Relay::Step Relay::protocol_violation(std::string_view what, Sends& sends) {
  end_with("08P01", std::string("jaali: protocol violation: ") + std::string(what), sends);
  sends.close = true;
  return Step::ended;
}

}  // namespace jaali::proxy::session::postgres

// What the client sends: judged, then forwarded, replaced by a poison, or held back.
#include "proxy/session/postgres/relay.h"

namespace jaali::proxy::session::postgres {
namespace {

using wire::Frontend;

/// No server can parse it; the name says to whoever reads the server's log where it came from.
constexpr std::string_view poison_text = "refused by jaali";
constexpr std::string_view poison_name = "jaali_refused";

ByteView body_of(ByteView message) { return message.subspan(wire::head_size); }

/// Effects that change what later names or texts mean: nothing may be judged before they have happened.
bool changes_meaning(const masking_rules::StatementPlan& plan) {
  using EffectKind = masking_rules::Effect::Kind;
  for (const auto& effect : plan.effects) {
    switch (effect.kind) {
      case EffectKind::transaction_end:
      case EffectKind::catalog_change: break;
      case EffectKind::names_change:
      case EffectKind::creates_relation:
      case EffectKind::prepare:
      case EffectKind::deallocate:
      case EffectKind::deallocate_all:
      case EffectKind::declare_cursor:
      case EffectKind::close_cursor:
      case EffectKind::close_all_cursors:
      case EffectKind::discard_all: return true;
    }
  }
  return false;
}

bool changes_meaning(const Judged& judged) {
  for (const auto& plan : judged.verdict.statements) {
    if (changes_meaning(plan)) return true;
  }
  return false;
}

}  // namespace

Taken Relay::on_client(ByteView input, Sends& sends) {
  Taken taken;
  while (!ended_ && !client_blocked()) {
    const auto rest = input.subspan(taken.consumed);
    if (rest.empty()) break;
    if (pass_client_ > 0) {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(pass_client_, rest.size()));
      sends.to_server.pass(taken.consumed, size);
      pass_client_ -= size;
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
    if (*type == Frontend::copy_data) {  // the server ignores it where it is not copying in; it can be of any size
      pass_client_ = (*head)->size();
      continue;
    }
    if (rest.size() < (*head)->size()) {
      taken.need = (*head)->size();
      break;
    }
    const auto step = client_message(**head, rest.first((*head)->size()), taken.consumed, sends);
    if (step != Step::done) break;
    refreshed_ = false;
    taken.consumed += (*head)->size();
  }
  if (ended_) taken.consumed = input.size();
  return taken;
}

Relay::Step Relay::client_message(wire::MessageHead head, ByteView message, std::size_t offset, Sends& sends) {
  follow_situation();
  switch (static_cast<Frontend>(head.type)) {
    case Frontend::query: return client_query(message, offset, sends);
    case Frontend::parse: return client_parse(message, offset, sends);
    case Frontend::bind: return client_bind(message, offset, sends);
    case Frontend::describe: return client_describe(message, offset, sends);
    case Frontend::execute: return client_execute(message, offset, sends);
    case Frontend::close: return client_close(message, offset, sends);
    case Frontend::function_call: return client_function_call(message, offset, sends);
    case Frontend::sync:
      if (!wire::decode_empty(body_of(message))) return protocol_violation("malformed Sync", sends);
      if (exchange_.copying_in) {
        ++exchange_.ignored_syncs;
      } else {
        exchange_.push(Kind::sync);
      }
      sends.to_server.pass(offset, message.size());
      return Step::done;
    case Frontend::flush:
      if (!wire::decode_empty(body_of(message))) return protocol_violation("malformed Flush", sends);
      sends.to_server.pass(offset, message.size());
      return Step::done;
    case Frontend::copy_done:
    case Frontend::copy_fail:
      if (exchange_.copying_in) {
        exchange_.copying_in = false;
      } else {
        exchange_.push(Kind::copy_end);
      }
      sends.to_server.pass(offset, message.size());
      return Step::done;
    case Frontend::terminate:
      sends.to_server.pass(offset, message.size());
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
  if (const auto step = judge(query->text, false, judged); step != Step::done) return step;
  if (judged->refused()) {
    poison_query(judged, sends);
    return Step::done;
  }
  if (const auto step = meet_needs(judged, sends); step != Step::done) return step;
  if (judged->refused()) {
    poison_query(judged, sends);
    return Step::done;
  }
  auto& request = exchange_.push(Kind::query);
  request.judged = judged;
  if (!open_record(request, sends)) return Step::done;
  sends.to_server.pass(offset, message.size());
  hold_back_until_answered(request, false, sends);
  return Step::done;
}

Relay::Step Relay::client_parse(ByteView message, std::size_t offset, Sends& sends) {
  auto parse = wire::decode_parse(body_of(message));
  if (!parse) return protocol_violation("malformed Parse", sends);
  std::shared_ptr<const Judged> judged;
  if (const auto step = judge(parse->text, true, judged); step != Step::done) return step;
  if (situation_.restricted && !judged->refused() && judged->sensitive()) {
    // A parameter of a user's own type brings its own operators and casts to the comparison.
    for (const auto type : parse->parameter_types) {
      if (type >= sql::first_normal_oid) {
        judged = gate::Gate::refusal("42501", "jaali: a parameter of a user-defined type in a statement over protected data",
                                     "Declare the parameter with a built-in type, or leave its type open.",
                                     "parameter of a user-defined type", situation_);
      }
    }
  }
  if (judged->refused()) {
    poison_extended(Kind::parse, judged, sends);
    return Step::done;
  }
  auto statement = std::make_shared<Statement>();
  statement->judged = judged;
  statement->parameter_types = std::move(parse->parameter_types);
  auto& request = exchange_.push(Kind::parse);
  request.name = parse->statement;
  request.judged = judged;
  request.statement = statement;
  exchange_.assumed.statements[request.name] = statement;
  const std::string name = request.name;
  sends.to_server.pass(offset, message.size());
  if (situation_.restricted) describe_for_us(name, statement, sends);
  return Step::done;
}

Relay::Step Relay::client_bind(ByteView message, std::size_t offset, Sends& sends) {
  auto bind = wire::decode_bind(body_of(message));
  if (!bind) return protocol_violation("malformed Bind", sends);
  auto statement = exchange_.assumed_statement(bind->statement);
  if (statement) {
    const auto before = statement->judged;
    if (!still_good(*statement)) {
      if (refreshing_) return Step::wait;
      poison_extended(Kind::bind, statement->judged, sends);
      return Step::done;
    }
    // The server plans anew as well; where its columns come from is asked again.
    if (statement->judged != before) describe_for_us(bind->statement, statement, sends);
  }
  if (!statement && situation_.restricted && exchange_.sql_prepared.contains(bind->statement)) {
    poison_extended(Kind::bind,
                    gate::Gate::refusal("42501", "jaali: Bind to a statement made by SQL PREPARE",
                                        "Prepare it by the protocol's Parse, or run it by SQL EXECUTE.",
                                        "Bind to an SQL-level prepared statement", situation_),
                    sends);
    return Step::done;
  }
  auto portal = std::make_shared<Portal>();
  portal->statement = statement;
  portal->formats = std::move(bind->result_formats);
  auto& request = exchange_.push(Kind::bind);
  request.name = bind->portal;
  request.prepared = bind->statement;
  request.unknown = !statement && situation_.restricted;
  request.statement = statement;
  request.portal = portal;
  if (statement) request.judged = statement->judged;
  exchange_.assumed.portals[request.name] = portal;
  sends.to_server.pass(offset, message.size());
  return Step::done;
}

Relay::Step Relay::client_describe(ByteView message, std::size_t offset, Sends& sends) {
  const auto describe = wire::decode_describe(body_of(message));
  if (!describe) return protocol_violation("malformed Describe", sends);
  const bool of_statement = describe->target == wire::Target::statement;
  auto& request = exchange_.push(of_statement ? Kind::describe_statement : Kind::describe_portal);
  request.name = describe->name;
  if (of_statement) {
    request.statement = exchange_.assumed_statement(describe->name);
  } else if (auto portal = exchange_.assumed_portal(describe->name)) {
    request.portal = portal;
    request.statement = portal->statement;
  }
  if (request.statement) request.judged = request.statement->judged;
  sends.to_server.pass(offset, message.size());
  return Step::done;
}

Relay::Step Relay::client_execute(ByteView message, std::size_t offset, Sends& sends) {
  const auto execute = wire::decode_execute(body_of(message));
  if (!execute) return protocol_violation("malformed Execute", sends);
  auto portal = exchange_.assumed_portal(execute->portal);
  if (!portal && situation_.restricted && exchange_.cursors.contains(execute->portal)) {
    poison_extended(Kind::execute,
                    gate::Gate::refusal("42501", "jaali: Execute of a cursor made by SQL DECLARE",
                                        "Read it by SQL FETCH, or open it by the protocol's Bind.",
                                        "Execute of an SQL-level cursor", situation_),
                    sends);
    return Step::done;
  }
  std::shared_ptr<const Judged> judged;
  if (portal && portal->statement) {
    if (!still_good(*portal->statement)) {
      if (refreshing_) return Step::wait;
      poison_extended(Kind::execute, portal->statement->judged, sends);
      return Step::done;
    }
    judged = portal->statement->judged;
    if (const auto step = meet_needs(judged, sends); step != Step::done) return step;
    if (judged->refused()) {
      poison_extended(Kind::execute, judged, sends);
      return Step::done;
    }
  }
  auto& request = exchange_.push(Kind::execute);
  request.name = execute->portal;
  request.portal = portal;
  request.unknown = situation_.restricted && !judged;
  if (portal) request.statement = portal->statement;
  request.judged = judged;
  if (!open_record(request, sends)) return Step::done;
  sends.to_server.pass(offset, message.size());
  if (judged) hold_back_until_answered(request, true, sends);
  return Step::done;
}

Relay::Step Relay::client_close(ByteView message, std::size_t offset, Sends& sends) {
  const auto close = wire::decode_close(body_of(message));
  if (!close) return protocol_violation("malformed Close", sends);
  const bool of_statement = close->target == wire::Target::statement;
  auto& request = exchange_.push(of_statement ? Kind::close_statement : Kind::close_portal);
  request.name = close->name;
  if (of_statement) {
    exchange_.assumed.statements.erase(request.name);
  } else {
    exchange_.assumed.portals.erase(request.name);
  }
  sends.to_server.pass(offset, message.size());
  return Step::done;
}

Relay::Step Relay::client_function_call(ByteView message, std::size_t offset, Sends& sends) {
  if (situation_.restricted && situation_.catalog->policy().mode() == masking_rules::Mode::enforce) {
    poison_query(gate::Gate::refusal("42501", "jaali: the FunctionCall message is refused",
                                     "Call the function from a SELECT.", "FunctionCall", situation_),
                 sends);
    return Step::done;
  }
  exchange_.push(Kind::function_call);
  sends.to_server.pass(offset, message.size());
  return Step::done;
}

/// Judges a text in the present situation; `wait` while a fresh catalog is on its way for a name that is not known.
Relay::Step Relay::judge(std::string_view text, bool extended, std::shared_ptr<const Judged>& judged) {
  judged = environment_.gate->judge(text, extended, situation_);
  if (judged->verdict.refusal && judged->verdict.refusal->unknown_name && !refreshed_ && situation_.restricted) {
    refreshing_ = true;
    refreshed_ = true;
    environment_.refresh_catalog("unknown name", [this, alive = std::weak_ptr<bool>(alive_)] {
      if (alive.expired()) return;
      refreshing_ = false;
      environment_.resume_client();
    });
    return Step::wait;
  }
  return Step::done;
}

/// EXECUTE and FETCH name what only the session knows. Everything outstanding is answered first, so that names are exact.
Relay::Step Relay::meet_needs(std::shared_ptr<const Judged>& judged, Sends& sends) {
  if (!situation_.restricted || judged->observe) return Step::done;
  std::set<std::string, std::less<>> made_here;
  for (const auto& plan : judged->verdict.statements) {
    for (const auto& need : plan.needs) {
      if (made_here.contains(need.name)) continue;
      if (!exchange_.outstanding.empty()) {
        sends.to_server.append([](std::string& out) { wire::append_flush(out); });
        waits_for_all_ = true;
        return Step::wait;
      }
      const bool cursor = need.kind == masking_rules::Needs::Kind::cursor;
      const auto& known = cursor ? exchange_.cursors : exchange_.sql_prepared;
      const auto found = known.find(need.name);
      std::shared_ptr<const Judged> source;
      if (found != known.end()) source = environment_.gate->judge(found->second->sql, false, situation_);
      if (!source || source->refused() || source->sensitive()) {
        judged = gate::Gate::refusal(
            cursor ? "34000" : "26000",
            std::string("jaali: ") + (cursor ? "cursor" : "prepared statement") + " \"" + need.name +
                "\" was not made by a statement that this role may run that way",
            cursor ? "Declare it by SQL DECLARE over data that is not protected." : "Use the protocol's own prepared statements.",
            "unknown cursor or prepared statement", situation_);
        return Step::done;
      }
    }
    for (const auto& effect : plan.effects) {
      using EffectKind = masking_rules::Effect::Kind;
      if (effect.kind == EffectKind::prepare || effect.kind == EffectKind::declare_cursor) made_here.insert(effect.name);
    }
  }
  return Step::done;
}

/// Judges a prepared statement again where rules, catalog or names have changed since. False: it is refused now.
bool Relay::still_good(Statement& statement) {
  if (!situation_.restricted && !statement.judged->restricted) return true;
  if (gate::Gate::holds(*statement.judged, situation_)) return !statement.judged->refused();
  std::shared_ptr<const Judged> judged;
  if (judge(statement.judged->sql, true, judged) != Step::done) return false;
  statement.judged = judged;
  statement.masking = nullptr;
  return !judged->refused();
}

void Relay::poison_query(std::shared_ptr<const Judged> refusal, Sends& sends) {
  record_refusal(refusal);
  auto& request = exchange_.push(Kind::query);
  request.poisoned = true;
  request.judged = std::move(refusal);
  sends.to_server.append([](std::string& out) { wire::append_query(out, poison_text); });
}

void Relay::poison_extended(Kind kind, std::shared_ptr<const Judged> refusal, Sends& sends) {
  record_refusal(refusal);
  auto& request = exchange_.push(kind);
  request.poisoned = true;
  request.judged = std::move(refusal);
  // Named, so that the unnamed statement stays what it is.
  sends.to_server.append([](std::string& out) { wire::append_parse(out, poison_name, poison_text); });
}

void Relay::describe_for_us(std::string_view name, std::shared_ptr<Statement> statement, Sends& sends) {
  auto& request = exchange_.push(Kind::describe_statement);
  request.internal = true;
  request.name = name;
  request.judged = statement->judged;
  request.statement = std::move(statement);
  sends.to_server.append([&](std::string& out) { wire::append_describe(out, wire::Target::statement, name); });
}

/// No record, no access: false where the statement may not go on, and was refused instead.
bool Relay::open_record(Request& request, Sends& sends) {
  request.start = audit::Clock::now();
  request.number = next_number_++;
  const bool sensitive = request.judged && request.judged->sensitive();
  if (sensitive && situation_.restricted) transaction_sensitive_ = true;
  if (!environment_.worker->log().failed()) {
    if (!sensitive) return true;  // one record, when it is complete
    request.opened = true;
    if (append_record(audit::Kind::open, request, nullptr, &sends)) return true;
  }
  auto refusal = gate::Gate::refusal("58030", "jaali: the audit log does not take records; nothing is run without one",
                                     "Ask the operator of the proxy.", "audit log unavailable", situation_);
  const bool simple = request.kind == Kind::query;
  exchange_.outstanding.pop_back();
  if (simple) {
    poison_query(std::move(refusal), sends);
  } else {
    poison_extended(Kind::execute, std::move(refusal), sends);
  }
  return false;
}

void Relay::hold_back_until_answered(Request& request, bool extended, Sends& sends) {
  if (!situation_.restricted || !changes_meaning(*request.judged)) return;
  waits_for_ = request.id;
  if (extended) sends.to_server.append([](std::string& out) { wire::append_flush(out); });
}

Relay::Step Relay::protocol_violation(std::string_view what, Sends& sends) {
  end("08P01", std::string("jaali: protocol violation: ") + std::string(what), sends);
  sends.close = true;
  return Step::ended;
}

}  // namespace jaali::proxy::session::postgres

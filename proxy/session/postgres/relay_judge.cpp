// Between a client's message and its way on: the judgement, what it needs of the session, the poison that takes a refused
// statement's place, the records that come first, and what has to be answered before the next message is judged.
#include <algorithm>
#include <set>

#include "proxy/session/postgres/relay.h"

namespace jaali::proxy::session::postgres {
namespace {

using masking_rules::StatementPlan;
using EffectKind = masking_rules::Effect::Kind;

/// No server can parse it; the name says to whoever reads the server's log where it came from.
constexpr std::string_view poison_text = "refused by jaali";
constexpr std::string_view poison_name = "jaali_refused";
/// Relations that a session may make before it has to forget them: each is a part of every key of the gate's cache.
constexpr std::size_t most_session_relations = 1024;
constexpr std::uint32_t unknown_type = 705;

template <class Predicate>
bool any_effect(const Judged& judged, Predicate&& predicate) {
  for (const auto& plan : judged.verdict.statements) {
    for (const auto& effect : plan.effects) {
      if (predicate(plan, effect)) return true;
    }
  }
  return false;
}

bool ends_transaction(const StatementPlan& plan) { return plan.kind == "COMMIT" || plan.kind == "ROLLBACK"; }

bool reads_or_writes(const StatementPlan& plan) {
  return plan.kind == "SELECT" || plan.kind == "INSERT" || plan.kind == "UPDATE" || plan.kind == "DELETE" || plan.kind == "MERGE";
}

/// COPY, or a text that nobody could read and that may be one.
bool may_copy(const Judged& judged) {
  for (const auto& plan : judged.verdict.statements) {
    if (plan.kind == "COPY") return true;
  }
  if (judged.verdict.parsed) return false;
  const auto same = [](char a, char b) { return (a | 0x20) == b; };
  constexpr std::string_view word = "copy";
  return std::search(judged.sql.begin(), judged.sql.end(), word.begin(), word.end(), same) != judged.sql.end();
}

}  // namespace

/// The client's bytes wait until the catalog was read anew, whether or not that worked.
void Relay::wait_for_catalog(std::string reason) {
  ++refreshing_;
  environment_.refresh_catalog(std::move(reason), [this, alive = std::weak_ptr<bool>(alive_)] {
    if (alive.expired()) return;
    --refreshing_;
    environment_.resume_client();
  });
}

/// Judges a text in the present situation; `wait` while a fresh catalog is on its way for a name that is not known.
Relay::Step Relay::judge(std::string_view text, bool extended, std::shared_ptr<const Judged>& judged) {
  judged = environment_.gate->judge(text, extended, situation_);
  if (judged->verdict.refusal && judged->verdict.refusal->unknown_name && !refreshed_ && situation_.restricted) {
    refreshed_ = true;
    wait_for_catalog("unknown name");
    return Step::wait;
  }
  if (!judged->refused() && enforcing() && situation_.names.session_relations.size() >= most_session_relations &&
      any_effect(*judged, [](const auto&, const auto& effect) { return effect.kind == EffectKind::creates_relation; })) {
    judged = refusal("54000", "jaali: this session has made too many relations", "Send DISCARD ALL, or connect again.",
                     "too many relations of one session");
  }
  return Step::done;
}

/// As `judge`, and a parameter may not bring operators or casts of its own to a comparison.
Relay::Step Relay::judge_prepared(std::string_view text, const std::vector<std::uint32_t>& types,
                                  std::shared_ptr<const Judged>& judged) {
  if (const auto step = judge(text, true, judged); step != Step::done) return step;
  if (!enforcing() || judged->refused()) return Step::done;
  for (const auto type : types) {
    if (type == 0 || masking_rules::parameter_type_allowed(type, situation_.role, *situation_.catalog)) continue;
    judged = refusal("42501", "jaali: a parameter of a type that runs users' functions",
                     "Declare the parameter with a built-in type, or leave its type open.", "parameter of a user-defined type");
    return Step::done;
  }
  for (const auto& plan : judged->verdict.statements) {
    for (const auto& lookup : plan.lookup_parameters) {
      const auto at = static_cast<std::size_t>(lookup.number) - 1;
      if (lookup.number < 1 || at >= types.size() || types[at] == 0 || types[at] == unknown_type) continue;
      if (std::find(lookup.types.begin(), lookup.types.end(), types[at]) != lookup.types.end()) continue;
      judged = refusal("42501", "jaali: parameter $" + std::to_string(lookup.number) + " has another type than the column it is looked up in",
                       "Leave its type open, or declare the column's own.", "lookup by a parameter of another type");
      return Step::done;
    }
  }
  return Step::done;
}

/// Judges a prepared statement again where rules, catalog or names have changed since.
Relay::Step Relay::judge_again(Statement& statement) {
  if (!situation_.restricted && !statement.judged->restricted) return Step::done;
  if (gate::Gate::holds(*statement.judged, situation_)) return Step::done;
  const std::string text = statement.judged->sql;  // of a refusal as well: it may be open by now
  std::shared_ptr<const Judged> judged;
  if (const auto step = judge_prepared(text, statement.parameter_types, judged); step != Step::done) return step;
  if (judged->sql.empty()) {
    auto named = std::make_shared<Judged>(*judged);
    named->sql = text;
    judged = std::move(named);
  }
  statement.judged = std::move(judged);
  statement.description = nullptr;  // the server plans anew as well
  statement.masking = nullptr;
  return Step::done;
}

/// EXECUTE and FETCH name what only the session knows. Everything outstanding is answered first, so that names are exact.
Relay::Step Relay::meet_needs(std::shared_ptr<const Judged>& judged, Sends& sends) {
  if (!judged->restricted || judged->observe) return Step::done;
  using Need = masking_rules::Needs::Kind;
  std::set<std::pair<Need, std::string>> made_here;
  for (const auto& plan : judged->verdict.statements) {
    for (const auto& need : plan.needs) {
      if (made_here.contains({need.kind, need.name})) continue;
      if (!exchange_.outstanding.empty()) {
        sends.to_server.append([](std::string& out) { wire::append_flush(out); });
        waits_for_all_ = true;
        return Step::wait;
      }
      if (known_harmless(need)) continue;
      const bool cursor = need.kind == Need::cursor;
      judged = refusal(cursor ? "34000" : "26000",
                       std::string("jaali: ") + (cursor ? "cursor" : "prepared statement") + " \"" + need.name +
                           "\" was not made by a statement that this role may run that way",
                       cursor ? "Declare it by SQL DECLARE over data that is not protected." : "Use the protocol's own prepared statements.",
                       "unknown cursor or prepared statement");
      return Step::done;
    }
    for (const auto& effect : plan.effects) {
      if (effect.kind == EffectKind::prepare) made_here.emplace(Need::statement, effect.name);
      if (effect.kind == EffectKind::declare_cursor) made_here.emplace(Need::cursor, effect.name);
    }
  }
  return Step::done;
}

bool Relay::known_harmless(const masking_rules::Needs& need) {
  const auto& known = need.kind == masking_rules::Needs::Kind::cursor ? exchange_.cursors : exchange_.sql_prepared;
  const auto found = known.find(need.name);
  if (found == known.end()) return false;
  const auto source = environment_.gate->judge(found->second->sql, false, situation_);
  return !source->refused() && !source->sensitive();
}

std::shared_ptr<const Judged> Relay::refusal(std::string sqlstate, std::string message, std::string hint, std::string reason) const {
  return gate::Gate::refusal(std::move(sqlstate), std::move(message), std::move(hint), std::move(reason), situation_);
}

Relay::Step Relay::refuse_query(std::shared_ptr<const Judged> refusal, Sends& sends) {
  record_refusal(*refusal);
  auto& request = exchange_.push(Kind::query);
  request.poisoned = true;
  request.judged = std::move(refusal);
  sends.to_server.append([](std::string& out) { wire::append_query(out, poison_text); });
  return Step::done;
}

Relay::Step Relay::refuse_extended(Kind kind, std::shared_ptr<const Judged> refusal, Sends& sends) {
  record_refusal(*refusal);
  auto& request = exchange_.push(kind);
  request.poisoned = true;
  request.judged = std::move(refusal);
  // Named, so that the unnamed statement stays what it is.
  sends.to_server.append([](std::string& out) { wire::append_parse(out, poison_name, poison_text); });
  return Step::done;
}

/// Rows of a portal that nobody described, or not since names moved: the origin of its columns is asked for by us.
void Relay::describe_for_us(const std::string& name, const std::shared_ptr<Portal>& portal, Sends& sends) {
  const auto& plans = portal->statement->judged->verdict.statements;
  if (std::none_of(plans.begin(), plans.end(), [](const StatementPlan& plan) { return plan.returns_rows; })) return;
  // What EXECUTE and FETCH return is another thing once their name means another.
  const bool by_name = std::any_of(plans.begin(), plans.end(), [](const StatementPlan& plan) { return !plan.needs.empty(); });
  const auto& known = portal->description;
  if (known && known->reliable(exchange_.segment) && (!by_name || known->epoch == names_epoch_)) return;
  auto& request = exchange_.push(Kind::describe_portal);
  request.internal = true;
  request.name = name;
  request.judged = portal->statement->judged;
  request.statement = portal->statement;
  request.portal = portal;
  expect_description(request);
  sends.to_server.append([&](std::string& out) { wire::append_describe(out, wire::Target::portal, name); });
}

/// The request's answer will say what rows look like: to its portal, and to later ones that are planned the same.
void Relay::expect_description(Request& request) {
  if (!situation_.restricted || !request.statement) return;
  request.description = std::make_shared<Description>();
  request.description->epoch = names_epoch_;
  request.description->segment = exchange_.segment;
  if (request.portal) request.portal->description = request.description;
  if (!request.portal || request.portal->epoch == names_epoch_) request.statement->description = request.description;
}

/// No record, no access: false where the statement may not go on, and was refused instead.
bool Relay::open_records(Request& request, Sends& sends) {
  request.start = audit::Clock::now();
  request.number = next_number_;
  const auto plans = request.judged ? request.judged->verdict.statements.size() : 0;
  next_number_ += std::max<std::size_t>(plans, 1);
  bool good = !environment_.worker->log().failed();
  if (good && request.judged && request.judged->sensitive()) {  // others get one record, when they are complete
    if (situation_.restricted) {
      transaction_sensitive_ = true;
      request.sensitive = true;
      ++exchange_.sensitive;
    }
    request.opened = true;
    for (request.index = 0; good && request.index < plans; ++request.index) {
      if (!request.judged->verdict.statements[request.index].sensitive) continue;
      good = append_record(audit::Kind::open, request, nullptr, &sends);
    }
    request.index = 0;
  }
  if (good) return true;
  const bool extended = request.kind == Kind::execute;
  if (request.sensitive) --exchange_.sensitive;
  exchange_.outstanding.pop_back();
  auto why = refusal("58030", "jaali: the audit log does not take records; nothing is run without one", "Ask the operator of the proxy.",
                     "audit log unavailable");
  if (extended) {
    refuse_extended(Kind::execute, std::move(why), sends);
  } else {
    refuse_query(std::move(why), sends);
  }
  return false;
}

/// Nothing more of the client is judged before the answer, where that changes what names or texts mean, or where the
/// server may read what follows as the data of a copy.
void Relay::hold_client_where_needed(const Request& request, Sends& sends) {
  if (!request.judged) return;
  const auto& judged = *request.judged;
  bool holds = may_copy(judged);
  if (judged.restricted) {
    holds = holds || any_effect(judged, [&](const StatementPlan& plan, const masking_rules::Effect& effect) {
      if (effect.kind == EffectKind::transaction_end || effect.kind == EffectKind::catalog_change) return false;
      return effect.kind != EffectKind::names_change || names_moved_ || !ends_transaction(plan);
    });
    const auto& plans = judged.verdict.statements;
    if (ever_unreadable_ && !std::all_of(plans.begin(), plans.end(), reads_or_writes)) {
      if (request.kind == Kind::execute) {
        unreported_ = request.id;
        follow_names();
      } else {
        holds = true;
      }
    }
  }
  if (!holds) return;
  waits_for_ = request.id;
  if (request.kind == Kind::execute) sends.to_server.append([](std::string& out) { wire::append_flush(out); });
}

}  // namespace jaali::proxy::session::postgres

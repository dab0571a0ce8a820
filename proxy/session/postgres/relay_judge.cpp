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
constexpr std::uint32_t unknown_type = 705;

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

/// A parameter may not bring operators or casts of its own to a comparison.
void Relay::judge_parameters(const std::vector<std::uint32_t>& types, std::shared_ptr<const Judged>& judged) const {
  if (!enforcing() || judged->refused()) return;
  for (const auto type : types) {
    if (type == 0 || masking_rules::parameter_type_allowed(type, situation_.role, *situation_.catalog)) continue;
    judged = refusal("42501", "jaali: a parameter of a type that runs users' functions",
                     "Declare the parameter with a built-in type, or leave its type open.", "parameter of a user-defined type");
    return;
  }
  for (const auto& plan : judged->verdict.statements) {
    for (const auto& lookup : plan.lookup_parameters) {
      const auto at = static_cast<std::size_t>(lookup.number) - 1;
      if (lookup.number < 1 || at >= types.size() || types[at] == 0 || types[at] == unknown_type) continue;
      if (std::find(lookup.types.begin(), lookup.types.end(), types[at]) != lookup.types.end()) continue;
      judged = refusal("42501", "jaali: parameter $" + std::to_string(lookup.number) + " has another type than the column it is looked up in",
                       "Leave its type open, or declare the column's own.", "lookup by a parameter of another type");
      return;
    }
  }
}

/// Judges a prepared statement again where rules, catalog or names have changed since.
Relay::Step Relay::judge_again(Statement& statement) {
  auto judged = statement.judged;
  if (!judging_.judge_again(true, judged)) return Step::wait;
  if (judged == statement.judged) return Step::done;
  const std::string text = judged->sql;
  judge_parameters(statement.parameter_types, judged);
  statement.judged = with_text(std::move(judged), text);
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
      const bool cursor = need.kind == Need::cursor;
      if (judging_.harmless(cursor ? exchange_.cursors : exchange_.sql_prepared, need.name)) continue;
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

std::shared_ptr<const Judged> Relay::refusal(std::string sqlstate, std::string message, std::string hint, std::string reason) const {
  return standing_.refusal({std::move(sqlstate), std::move(message), std::move(hint), std::move(reason), false, 0});
}

Relay::Step Relay::refuse_query(std::shared_ptr<const Judged> refusal, Sends& sends) {
  record_refusal(*refusal);
  auto& request = exchange_.push(Kind::query);
  request.poisoned = true;
  request.judged = std::move(refusal);
  sends.to_server.append([](std::string& out) { wire::append_query(out, poison_text); });
  return Step::done;
}

/// The unnamed statement ends with a Parse that fails, as it would without us; otherwise it stays what it is.
Relay::Step Relay::refuse_extended(Kind kind, std::shared_ptr<const Judged> refusal, Sends& sends, bool unnamed_parse) {
  record_refusal(*refusal);
  auto& request = exchange_.push(kind);
  request.poisoned = true;
  request.judged = std::move(refusal);
  if (!unnamed_parse) request.name = poison_name;
  exchange_.failing = exchange_.segment;
  sends.to_server.append([&](std::string& out) { wire::append_parse(out, request.name, poison_text); });
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
  records_.begin(request);
  request.sensitive = situation_.restricted && request.judged && request.judged->sensitive();
  const bool good = records_.open(request, details_of(request), sends.to_server);
  if (good) return true;
  const bool extended = request.kind == Kind::execute;
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

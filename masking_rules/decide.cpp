#include "masking_rules/decide.h"

#include <algorithm>

#include "masking_rules/decide/judge.h"
#include "masking_rules/decide/reading.h"
#include "sql/normalise.h"

namespace jaali::masking_rules {
namespace {

/// What a statement changes for those behind it in the same text, before the session hears of it.
void carry_over(const StatementPlan& plan, std::optional<std::vector<std::string>>& path, std::set<std::string, std::less<>>& relations, bool mysql) {
  for (const auto& effect : plan.effects) {
    if (effect.kind == Effect::Kind::creates_relation) relations.insert(effect.name);
    const bool moves = effect.kind == Effect::Kind::names_change || effect.kind == Effect::Kind::discard_all;
    if (moves && (!mysql || plan.kind == "USE")) path.reset();  // MySQL's path is the database
  }
}

/// MySQL calls a column without an alias as its expression is written.
void name_columns(StatementPlan& plan, const sql::Analysis& analysis, std::string_view text) {
  for (std::size_t i = 0; i < plan.columns.size() && i < analysis.outputs.size(); ++i) {
    const auto range = analysis.outputs[i].written;
    if (plan.columns[i].name.empty() && range.known() && range.end <= text.size()) plan.columns[i].name = text.substr(range.begin, range.end - range.begin);
  }
}

StatementPlan unparsed(std::string_view text, std::span<const sql::Token> tokens, sql::Dialect dialect) {
  StatementPlan plan;
  plan.text = sql::without_literals(text, tokens, {0, static_cast<std::uint32_t>(text.size())});
  plan.fingerprint = sql::fingerprint(plan.text, dialect);
  return plan;
}

Verdict not_parsed(std::optional<Refusal> why, bool restricted, StatementPlan plan) {
  Verdict verdict;
  verdict.forward = !restricted;
  verdict.reason = restricted ? "" : "nothing is masked for this role; not parsed";
  if (restricted) verdict.refusal = std::move(why);
  if (!restricted) verdict.statements.push_back(std::move(plan));
  return verdict;
}

/// MySQL's own client asks so when it starts, to learn whether the server quotes by dollars. There is no FROM, so `$$` can
/// be no column: MySQL 9 takes it for the beginning of a text that does not end, older servers and MariaDB for a column that
/// they do not know. The server's own error is the answer; rows would be withheld.
constexpr std::string_view dollar_question = "select $$";

Verdict answered_by_error(std::string_view text, sql::Dialect dialect) {
  Verdict verdict;
  verdict.forward = true;
  verdict.reason = "names no table; the server answers it with an error";
  auto& plan = verdict.statements.emplace_back();
  plan.kind = "SELECT";
  plan.text = text;
  plan.fingerprint = sql::fingerprint(text, dialect);
  return verdict;
}

}  // namespace

std::string NameState::key() const {
  std::string key = standard_conforming_strings ? "s" : "-";
  key += client_encoding_utf8 ? 'u' : '-';
  if (search_path) {
    for (const auto& schema : *search_path) key += '\x1f' + schema;
  } else {
    key += '*';
  }
  for (const auto& relation : session_relations) key += '\x1e' + relation;
  return key + '\x1d' + reading();
}

std::string NameState::reading() const {
  if (!mysql) return {};
  std::string key = std::to_string(static_cast<int>(mysql->dialect)) + '.' + std::to_string(mysql->version) + '.' +
                    std::to_string(mysql->lower_case_table_names) + '.' + std::to_string(static_cast<int>(mysql->charset)) + '.';
  for (const bool flag : {mysql->ansi_quotes, mysql->no_backslash_escapes, mysql->pipes_as_concat, mysql->high_not_precedence, mysql->ignore_space, mysql->oracle}) {
    key += flag ? '1' : '0';
  }
  return key;
}

Verdict decide(std::string_view text, bool extended, std::size_t role, const ClassifiedCatalog& catalog, const NameState& names) {
  const bool restricted = catalog.restricted(role);
  const auto& snapshot = catalog.snapshot();
  const bool mysql = sql::is_mysql(snapshot.dialect);
  if (mysql && text == dollar_question) return answered_by_error(text, snapshot.dialect);
  auto reading = mysql ? deciding::read_mysql(text, extended, names, snapshot) : deciding::read_postgres(text, extended, names);
  if (!reading.ast) {
    return not_parsed(std::move(reading.refusal), restricted, reading.scanned ? unparsed(text, reading.tokens, snapshot.dialect) : StatementPlan{});
  }
  Verdict verdict;
  verdict.parsed = true;
  if (restricted) verdict.refusal = std::move(reading.refusal);
  const auto& statements = reading.ast->statements;
  auto path = names.search_path;
  auto session_relations = names.session_relations;
  for (const auto* statement : statements) {
    const sql::NameContext context{snapshot, path, session_relations};
    const deciding::Situation situation{catalog, role, restricted, context, names, text, reading.tokens};
    const auto analysis = sql::analyse(*statement, context);
    auto& plan = verdict.statements.emplace_back();
    auto refused = deciding::Judge(situation, *statement, *analysis, plan).judge();
    plan.text = sql::without_literals(text, reading.tokens, statement->range);
    plan.fingerprint = sql::fingerprint(plan.text, snapshot.dialect);
    if (mysql) name_columns(plan, *analysis, text);
    if (refused && !verdict.refusal) verdict.refusal = std::move(refused);
    if (statements.size() > 1) carry_over(plan, path, session_relations, mysql);
  }
  verdict.forward = !verdict.refusal;
  if (verdict.forward) {
    const bool sensitive = std::any_of(verdict.statements.begin(), verdict.statements.end(), [](const StatementPlan& plan) { return plan.sensitive; });
    verdict.reason = !restricted ? "nothing is masked for this role" : sensitive ? "plain access to protected tables" : "names no protected table";
  }
  return verdict;
}

}  // namespace jaali::masking_rules

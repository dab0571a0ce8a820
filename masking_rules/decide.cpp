#include "masking_rules/decide.h"

#include <algorithm>

#include "masking_rules/decide/judge.h"
#include "sql/normalise.h"
#include "sql/postgres_parser/parser.h"
#include "sql/prescan.h"

namespace jaali::masking_rules {
namespace {

using sql::UtilityKind;

Refusal refusal(std::string sqlstate, std::string message, std::string hint, std::string reason) {
  return {std::move(sqlstate), std::move(message), std::move(hint), std::move(reason), false};
}

/// While server and parser may read quotes and backslashes differently, only a text without any of them is understood.
bool reads_the_same(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && c != '\'' && c != '"' && c != '\\' && c != '$';
  });
}

bool mends_reading(const sql::Ast& ast) {
  return std::all_of(ast.statements.begin(), ast.statements.end(), [](const sql::Statement* statement) {
    if (!statement->utility) return false;
    const auto kind = statement->utility->kind;
    return kind == UtilityKind::set || kind == UtilityKind::reset || kind == UtilityKind::show || kind == UtilityKind::transaction || kind == UtilityKind::discard;
  });
}

/// What a statement changes for those behind it in the same text, before the session hears of it.
void carry_over(const StatementPlan& plan, std::optional<std::vector<std::string>>& path, std::set<std::string, std::less<>>& relations) {
  for (const auto& effect : plan.effects) {
    if (effect.kind == Effect::Kind::creates_relation) relations.insert(effect.name);
    if (effect.kind == Effect::Kind::names_change || effect.kind == Effect::Kind::discard_all) path.reset();
  }
}

StatementPlan unparsed(std::string_view text, std::span<const sql::Token> tokens) {
  StatementPlan plan;
  plan.text = sql::without_literals(text, tokens, {0, static_cast<std::uint32_t>(text.size())});
  plan.fingerprint = sql::fingerprint(plan.text);
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
  return key;
}

Verdict decide(std::string_view text, bool extended, std::size_t role, const ClassifiedCatalog& catalog, const NameState& names) {
  const bool restricted = catalog.restricted(role);
  const bool readable = names.standard_conforming_strings && names.client_encoding_utf8;
  if (!readable && !reads_the_same(text)) {
    return not_parsed(refusal("42501", "jaali: standard_conforming_strings is off or client_encoding is not UTF8, so that server and proxy read this text differently",
                              "Send RESET standard_conforming_strings; SET client_encoding TO UTF8, without quotes.", "text that is read differently"),
                      restricted, {});
  }
  auto scan = sql::prescan(text);
  if (scan.problem) {
    const bool too_much = scan.sqlstate == "54000";
    return not_parsed(refusal(std::string(scan.sqlstate), "jaali: " + *scan.problem, too_much ? "Split the statement." : "",
                              "prescan: " + *scan.problem),
                      restricted, {});
  }
  const auto parsed = sql::parse_postgres(text, scan.tokens);
  if (!parsed.ast) {
    return not_parsed(refusal(parsed.too_deep ? "54001" : "42601", parsed.error, "jaali reads PostgreSQL 17's syntax; what it cannot read is refused to a restricted caller.",
                              "not parsed"),
                      restricted, unparsed(text, scan.tokens));
  }
  Verdict verdict;
  verdict.parsed = true;
  const auto& statements = parsed.ast->statements;
  if (restricted && extended && statements.size() > 1) {
    verdict.refusal = refusal("42601", "cannot insert multiple commands into a prepared statement", "", "several statements in Parse");
  }
  if (restricted && !readable && !mends_reading(*parsed.ast)) {
    verdict.refusal = refusal("42501", "jaali: standard_conforming_strings is off or client_encoding is not UTF8; only SET, RESET and SHOW are open until that is mended",
                              "Send RESET standard_conforming_strings; SET client_encoding TO UTF8.", "text that may be read differently");
  }
  auto path = names.search_path;
  auto session_relations = names.session_relations;
  for (const auto* statement : statements) {
    const sql::NameContext context{catalog.snapshot(), path, session_relations};
    const deciding::Situation situation{catalog, role, restricted, context};
    const auto analysis = sql::analyse(*statement, context);
    auto& plan = verdict.statements.emplace_back();
    auto refused = deciding::Judge(situation, *statement, *analysis, plan).judge();
    plan.text = sql::without_literals(text, scan.tokens, statement->range);
    plan.fingerprint = sql::fingerprint(plan.text);
    if (refused && !verdict.refusal) verdict.refusal = std::move(refused);
    if (statements.size() > 1) carry_over(plan, path, session_relations);
  }
  verdict.forward = !verdict.refusal;
  if (verdict.forward) {
    const bool sensitive = std::any_of(verdict.statements.begin(), verdict.statements.end(), [](const StatementPlan& plan) { return plan.sensitive; });
    verdict.reason = !restricted ? "nothing is masked for this role" : sensitive ? "plain access to protected tables" : "names no protected table";
  }
  return verdict;
}

}  // namespace jaali::masking_rules

#include "proxy/cli/rule_tests.h"

#include <algorithm>
#include <map>

#include "masking_rules/policy_catalog_names.h"
#include "proxy/cli/files.h"

namespace jaali::proxy::cli {
namespace {

using masking_rules::Handling;
using masking_rules::OutputColumn;
using masking_rules::RuleTest;
using masking_rules::Verdict;

// The rows that a client sees last: a text may hold several statements.
const masking_rules::StatementPlan* last_with_rows(const Verdict& verdict) {
  const auto plan = std::ranges::find_if(verdict.statements.rbegin(), verdict.statements.rend(),
                                         &masking_rules::StatementPlan::returns_rows);
  return plan == verdict.statements.rend() ? nullptr : &*plan;
}

TestResult judge_columns(const RuleTest& test, const masking_rules::StatementPlan& plan) {
  TestResult result{true, {}};
  for (const auto& column : plan.columns)
    result.got += (result.got.empty() ? "" : ", ") + column.name + " " + shown_as(column);
  for (const auto& [name, expected] : test.expect) {
    // A name may come out twice; then each must be as expected.
    std::size_t found = 0;
    for (const auto& column : plan.columns) {
      if (column.name != name) continue;
      ++found;
      result.passed &= shown_as(column) == expected;
    }
    result.passed &= found > 0;
  }
  return result;
}

}  // namespace

TestResult run_test(const RuleTest& test, const masking_rules::ClassifiedCatalog& catalog) {
  const auto role = catalog.policy().role_named(test.as);
  if (!role) return {false, "there is no role " + test.as};
  const auto on = parse_database_name(test.on);
  const auto session = fresh_session(catalog.snapshot(), on ? on->database : std::string());
  const auto verdict = masking_rules::decide(test.sql, false, *role, catalog, session);
  if (!verdict.forward)
    return {test.expect_refused, "refused: " + (verdict.refusal ? verdict.refusal->message : verdict.reason)};
  const auto* plan = last_with_rows(verdict);
  if (test.expect_refused) return {false, "forwarded: " + verdict.reason};
  if (plan == nullptr) return {test.expect.empty(), "no rows"};
  return judge_columns(test, *plan);
}

std::string shown_as(const OutputColumn& column) {
  if (column.treatment == nullptr) return "clear";
  switch (column.treatment->kind) {
    case Handling::reveal:
      return "clear";
    case Handling::mask:
      return column.treatment->mask->spelling();
    case Handling::refuse:
      return "refuse";
  }
  return {};
}

masking_rules::NameState fresh_session(const sql::Snapshot& snapshot, std::string_view database) {
  masking_rules::NameState names;
  names.search_path.emplace();
  if (!sql::is_mysql(snapshot.dialect))
    names.search_path->push_back("public");
  else if (!database.empty())
    names.search_path->push_back(masking_rules::as_stored(database, snapshot));
  return names;
}

}  // namespace jaali::proxy::cli

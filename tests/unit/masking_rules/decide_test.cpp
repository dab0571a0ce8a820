// Verdicts by golden files (tests/golden/postgres/*.sql): a role, a text, and what is expected of it. Every leak case of
// tests/leak/cases, offline: refused, or every classified output masked.
#include "masking_rules/decide.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "tests/unit/masking_rules/golden_catalog.h"

namespace jaali::masking_rules {
namespace {

using jaali::testing::decide_as;
using jaali::testing::golden_catalog;
using jaali::testing::read_file;

struct Case {
  std::string role, text, expected, where;
  bool mask_unclassified = false;
};

/// Lines "-- role: NAME" and "-- unclassified: mask|pass" hold until the next; "--> …" ends a text and says what comes.
std::vector<Case> read_cases(const std::filesystem::path& path) {
  std::vector<Case> cases;
  std::stringstream lines(read_file(path));
  Case next;
  next.role = "app";
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.starts_with("-- role: ")) {
      next.role = line.substr(9);
    } else if (line.starts_with("-- unclassified: ")) {
      next.mask_unclassified = line.substr(17) == "mask";
    } else if (line.starts_with("--> ")) {
      next.expected = line.substr(4);
      next.where = path.filename().string() + ":" + std::to_string(number);
      cases.push_back(next);
      next.text.clear();
    } else if (!line.starts_with("--- ")) {
      next.text += line + "\n";
    }
  }
  return cases;
}

/// "refused: …", or per statement, joined by " | ": name=clear name=redact …, "?" where the columns are not known.
std::string describe(const Verdict& verdict) {
  if (!verdict.forward) return "refused: " + verdict.refusal->reason;
  std::string text;
  for (const auto& plan : verdict.statements) {
    if (!text.empty()) text += " | ";
    std::string columns;
    for (const auto& column : plan.columns) {
      if (!columns.empty()) columns += ' ';
      columns += column.name + "=" + (column.treatment ? column.treatment->mask->spelling() : "clear");
    }
    text += plan.columns_known ? columns : "?";
  }
  return text;
}

bool meets(const Verdict& verdict, const std::string& expected) {
  if (expected == "pass") {
    return verdict.forward && std::all_of(verdict.statements.begin(), verdict.statements.end(), [](const StatementPlan& plan) {
             return std::none_of(plan.columns.begin(), plan.columns.end(), [](const OutputColumn& column) { return column.treatment; });
           });
  }
  if (expected.starts_with("refused")) return !verdict.forward && describe(verdict).starts_with(expected);
  return describe(verdict) == expected;
}

class Golden : public ::testing::TestWithParam<std::string> {};

TEST_P(Golden, meets_expectations) {
  const auto cases = read_cases(std::string(JAALI_SOURCE_DIR) + "/tests/golden/postgres/" + GetParam() + ".sql");
  ASSERT_GT(cases.size(), 5U);
  for (const auto& one : cases) {
    const auto verdict = decide_as(one.role, one.text, one.mask_unclassified);
    EXPECT_TRUE(meets(verdict, one.expected)) << one.where << " as " << one.role << "\n" << one.text << "expected: " << one.expected << "\n     got: "
                                              << describe(verdict) << (verdict.refusal ? "\n          " + verdict.refusal->message : "");
  }
}

INSTANTIATE_TEST_SUITE_P(Decide, Golden, ::testing::Values("reads", "refused", "lookup", "clear", "writes", "utility", "benign", "introspection", "attacks", "unclassified"),
                         [](const auto& parameter) { return parameter.param; });

}  // namespace
}  // namespace jaali::masking_rules

// Verdicts by golden files (tests/golden/postgres/*.sql): a role, a text, and what is expected of it. Every leak case of
// tests/leak/cases, offline: refused, or every classified output masked.
#include "masking_rules/decide.h"

#include <gtest/gtest.h>

#include "tests/unit/masking_rules/golden_cases.h"
#include "tests/unit/masking_rules/golden_catalog.h"

namespace jaali::masking_rules {
namespace {

using jaali::testing::decide_as;
using jaali::testing::describe;
using jaali::testing::meets;
using jaali::testing::read_cases;

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

// Each is read when the one before names it: without an end to that, the stack would be the caller's to fill.
TEST(Decide, ChainsOfWithTablesNamedAheadHaveAnEnd) {
  const auto chain = [](int length) {
    std::string text = "WITH RECURSIVE ";
    for (int i = 0; i < length; ++i) text += "t" + std::to_string(i) + " AS (SELECT * FROM t" + std::to_string(i + 1) + "), ";
    return text + "t" + std::to_string(length) + " AS (SELECT query FROM pg_stat_activity) SELECT * FROM t0";
  };
  EXPECT_EQ(describe(decide_as("app", chain(5), false)), "query=null");
  EXPECT_TRUE(decide_as("app", chain(5000), false).refusal);
}

}  // namespace
}  // namespace jaali::masking_rules

// Verdicts over MySQL and MariaDB by golden files (tests/golden/mysql/*.sql), and every leak case of MySQL, offline: refused,
// or every classified output masked. Files named mysql_* and mariadb_* are for one dialect, the others for both.
#include <gtest/gtest.h>

#include "masking_rules/decide.h"
#include "tests/unit/masking_rules/golden_cases.h"
#include "tests/unit/masking_rules/golden_catalog_mysql.h"

namespace jaali::masking_rules {
namespace {

using jaali::testing::describe;
using jaali::testing::meets;
using jaali::testing::mysql_catalog;
using jaali::testing::mysql_names;
using sql::Dialect;

class GoldenMysql : public ::testing::TestWithParam<std::string> {};

TEST_P(GoldenMysql, meets_expectations) {
  const auto& file = GetParam();
  const auto cases = jaali::testing::read_cases(std::string(JAALI_SOURCE_DIR) + "/tests/golden/mysql/" + file + ".sql");
  ASSERT_GT(cases.size(), 5U);
  for (const auto dialect : {Dialect::mysql, Dialect::mariadb}) {
    if (file.starts_with("mysql_") && dialect != Dialect::mysql) continue;
    if (file.starts_with("mariadb_") && dialect != Dialect::mariadb) continue;
    const auto& catalog = mysql_catalog(dialect);
    for (const auto& one : cases) {
      const auto& rules = one.mask_unclassified ? *catalog.unclassified : *catalog.plain;
      const auto verdict = decide(one.text, false, catalog.role(one.role), rules, mysql_names(dialect, one.sql_mode));
      EXPECT_TRUE(meets(verdict, one.expected)) << one.where << (dialect == Dialect::mysql ? " (MySQL)" : " (MariaDB)") << " as " << one.role << "\n"
                                                << one.text << "expected: " << one.expected << "\n     got: " << describe(verdict)
                                                << (verdict.refusal ? "\n          " + verdict.refusal->message : "");
      if (verdict.refusal) {
        EXPECT_FALSE(verdict.refusal->message.empty());
        EXPECT_NE(verdict.refusal->code, 0) << one.text;
        EXPECT_EQ(verdict.refusal->sqlstate.size(), 5U);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(DecideMysql, GoldenMysql,
                         ::testing::Values("reads", "refused", "lookup", "clear", "writes", "utility", "show", "benign", "attacks", "unclassified", "mysql_only", "mariadb_only"),
                         [](const auto& parameter) { return parameter.param; });

/// By its letters alone, for there is no reading of it that all servers share: MySQL's own client, when it starts.
TEST(DecideMysql, lets_the_server_answer_whether_it_quotes_by_dollars) {
  for (const auto dialect : {Dialect::mysql, Dialect::mariadb}) {
    const auto& catalog = mysql_catalog(dialect);
    const auto decided = [&](const char* text) { return decide(text, false, catalog.role("app"), *catalog.plain, mysql_names(dialect)); };
    const auto verdict = decided("select $$");
    EXPECT_TRUE(verdict.forward);
    ASSERT_EQ(verdict.statements.size(), 1U);
    EXPECT_FALSE(verdict.statements[0].returns_rows);
    EXPECT_FALSE(verdict.statements[0].sensitive);
    for (const auto* text : {"select $$\n", "SELECT $$", "select $$;", " select $$", "select $$ from customers", "select $$, email from customers", "select $$ $$", "select $$;select 1"}) {
      EXPECT_FALSE(decided(text).forward) << text;
    }
  }
}

class LeakMysql : public ::testing::TestWithParam<Dialect> {};

TEST_P(LeakMysql, no_case_passes_unmasked) {
  const auto dialect = GetParam();
  const auto& catalog = mysql_catalog(dialect);
  const auto cases = jaali::testing::read_leak_cases(std::string(JAALI_SOURCE_DIR) + "/tests/leak/cases/mysql.sql");
  ASSERT_GT(cases.size(), 150U);
  std::size_t texts = 0, refused = 0;
  for (const auto& one : cases) {
    if (one.on.find(dialect == Dialect::mysql ? "mysql" : "mariadb") == std::string::npos) continue;
    auto names = mysql_names(dialect);
    for (const auto& text : one.texts) {
      ++texts;
      const auto verdict = decide(text, false, catalog.role("app"), *catalog.plain, names);
      if (!verdict.forward) {
        ++refused;
        EXPECT_FALSE(verdict.refusal->message.empty());
        EXPECT_FALSE(verdict.refusal->reason.empty());
        continue;
      }
      EXPECT_EQ(jaali::testing::leak_in(verdict, *catalog.plain), "") << one.id << ": " << text;
      for (const auto& plan : verdict.statements) {
        for (const auto& effect : plan.effects) {
          if (effect.kind == Effect::Kind::creates_relation) names.session_relations.insert(effect.name);
        }
      }
    }
  }
  EXPECT_GT(refused, texts / 2);
}

INSTANTIATE_TEST_SUITE_P(DecideMysql, LeakMysql, ::testing::Values(Dialect::mysql, Dialect::mariadb),
                         [](const auto& parameter) { return parameter.param == Dialect::mysql ? "mysql" : "mariadb"; });

}  // namespace
}  // namespace jaali::masking_rules

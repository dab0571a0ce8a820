#include "sql/postgres_parser/parser.h"

#include <gtest/gtest.h>

#include "sql/prescan.h"

namespace jaali::sql {
namespace {

Parsed parse(std::string_view text) {
  const auto scan = prescan(text);
  EXPECT_FALSE(scan.problem) << *scan.problem;
  return parse_postgres(text, scan.tokens);
}

std::string_view at(std::string_view text, Range range) { return text.substr(range.begin, range.end - range.begin); }

TEST(PostgresParser, keeps_the_exact_range_of_columns_and_calls) {
  constexpr std::string_view text = "SELECT c.email, upper ( c . email ), public.f(1, (2)), -5, \"x y\" FROM public.customers AS c WHERE (c.id) = $1";
  const auto parsed = parse(text);
  ASSERT_TRUE(parsed.ast) << parsed.error;
  ASSERT_EQ(parsed.ast->statements.size(), 1U);
  const auto& query = *parsed.ast->statements[0]->query;
  EXPECT_EQ(at(text, query.targets[0].value->range), "c.email");
  EXPECT_EQ(at(text, query.targets[1].value->range), "upper ( c . email )");
  EXPECT_EQ(at(text, query.targets[1].value->arguments[0]->range), "c . email");
  EXPECT_EQ(at(text, query.targets[2].value->range), "public.f(1, (2))");
  EXPECT_EQ(at(text, query.targets[3].value->range), "-5");
  EXPECT_EQ(at(text, query.targets[4].value->range), "\"x y\"");
  EXPECT_EQ(at(text, query.from[0]->relation->range), "public.customers");
  EXPECT_EQ(at(text, query.where->arguments[1]->range), "$1");
}

TEST(PostgresParser, splits_a_text_into_statements) {
  constexpr std::string_view text = "SELECT 1; INSERT INTO t VALUES (1);; BEGIN";
  const auto parsed = parse(text);
  ASSERT_TRUE(parsed.ast);
  ASSERT_EQ(parsed.ast->statements.size(), 3U);
  EXPECT_EQ(parsed.ast->statements[0]->tag, "SELECT");
  EXPECT_EQ(parsed.ast->statements[1]->tag, "INSERT");
  EXPECT_EQ(at(text, parsed.ast->statements[1]->range), " INSERT INTO t VALUES (1)");
  EXPECT_EQ(parsed.ast->statements[2]->utility->kind, UtilityKind::transaction);
}

TEST(PostgresParser, tells_errors_and_depth) {
  EXPECT_EQ(parse("SELECT FROM WHERE").error, "syntax error at or near \"WHERE\"");
  std::string deep = "SELECT 1";
  for (int i = 0; i < 5000; ++i) deep += "+1";
  EXPECT_TRUE(parse(deep).too_deep);
  std::string unions = "SELECT 1";
  for (int i = 0; i < 900; ++i) unions += " UNION SELECT 1";
  EXPECT_TRUE(parse(unions).too_deep);
  std::string wide = "SELECT 1";
  for (int i = 0; i < 5000; ++i) wide += ", 1";
  EXPECT_TRUE(parse(wide).ast);
  std::string conjuncts = "SELECT 1 WHERE true";
  for (int i = 0; i < 5000; ++i) conjuncts += " AND true";
  EXPECT_TRUE(parse(conjuncts).ast);
}

TEST(PostgresParser, names_statements_it_does_not_take_apart) {
  for (const auto& [text, tag] : {std::pair{"DO $$ $$", "DO"}, {"CREATE VIEW v AS SELECT 1", "CREATE VIEW"}, {"LOAD 'x'", "LOAD"}, {"CHECKPOINT", "CHECKPOINT"}}) {
    const auto parsed = parse(text);
    ASSERT_TRUE(parsed.ast) << text;
    EXPECT_EQ(parsed.ast->statements[0]->utility->kind, UtilityKind::other);
    EXPECT_EQ(parsed.ast->statements[0]->tag, tag);
  }
}

}  // namespace
}  // namespace jaali::sql

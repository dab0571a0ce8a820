#include "sql/prescan.h"

#include <gtest/gtest.h>

#include <chrono>

#include "sql/normalise.h"

namespace jaali::sql {
namespace {

std::string repeat(std::string_view text, int times) {
  std::string made;
  for (int i = 0; i < times; ++i) made += text;
  return made;
}

std::string tokens_of(std::string_view text) {
  std::string made;
  for (const auto& token : read_tokens(text).items) {
    if (!made.empty()) made += '|';
    made += text.substr(token.begin, token.end - token.begin);
  }
  return made;
}

std::string normalised(std::string_view text) {
  const auto scan = prescan(text);
  return without_literals(text, scan.tokens, {0, static_cast<std::uint32_t>(text.size())});
}

TEST(Prescan, refuses_what_would_cost_the_parser_too_much) {
  EXPECT_TRUE(prescan(std::string(1024 * 1024 + 1, ' ')).problem);
  EXPECT_TRUE(prescan(std::string_view("SELECT\0 1", 9)).problem);
  EXPECT_TRUE(prescan("SELECT '\xC3\x28'").problem);
  EXPECT_TRUE(prescan(repeat("/*", 100) + repeat("*/", 100)).problem);
  EXPECT_TRUE(prescan("SELECT 1 " + repeat("+-", 200) + " 1").problem);
  EXPECT_TRUE(prescan(repeat("SELECT 1;", 2000)).problem);
  EXPECT_TRUE(prescan(repeat("(", 1000) + "1" + repeat(")", 1000)).problem);
  EXPECT_TRUE(prescan("SELECT 'open").problem);
  EXPECT_TRUE(prescan("SELECT $a$ open $b$").problem);
  EXPECT_TRUE(prescan("/* open").problem);
}

TEST(Prescan, lets_ordinary_texts_pass) {
  EXPECT_FALSE(prescan("").problem);
  EXPECT_FALSE(prescan("SELECT 'زبان', \"نام\" /* /* ok */ */ -- end").problem);
  EXPECT_FALSE(prescan("SELECT " + repeat("1, ", 20000) + "1").problem);
}

TEST(Prescan, is_linear) {
  const auto start = std::chrono::steady_clock::now();
  for (const auto* bad : {"/*", "+-", "'", "$a", "((", "E'\\", "\"", "--\n"}) (void)prescan(repeat(bad, 250000));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(ValidUtf8, knows_every_kind_of_bad_sequence) {
  for (const auto* good : {"", "a", "\xC2\x80", "\xED\x9F\xBF", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "12345678\xC3\xA4"}) EXPECT_TRUE(valid_utf8(good)) << good;
  for (const auto* bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3", "12345678\xE2\x82"}) {
    EXPECT_FALSE(valid_utf8(bad)) << bad;
  }
}

TEST(Lexer, splits_as_the_server_does) {
  EXPECT_EQ(tokens_of("SELECT a.b,c FROM t"), "SELECT|a|.|b|,|c|FROM|t");
  EXPECT_EQ(tokens_of("'it''s' E'a\\'b' U&'x' $1 $$a;b$$ $t$ $$ $t$"), "'it''s'|E'a\\'b'|U&'x'|$1|$$a;b$$|$t$ $$ $t$");
  EXPECT_EQ(tokens_of("'a'\n 'b' 'c'"), "'a'\n 'b'|'c'");
  EXPECT_EQ(tokens_of("E'a'\n'b\\'c'"), "E'a'\n'b\\'c'");
  EXPECT_EQ(tokens_of("'\\' x"), "'\\'|x");
  EXPECT_EQ(tokens_of("a -- x\r, b"), "a|,|b");
  EXPECT_EQ(tokens_of("a/* /* x */ */b"), "a|b");
  EXPECT_EQ(tokens_of("\"a\"\"b\" a$b$c 1.5e-3 1..2"), "\"a\"\"b\"|a$b$c|1.5e-3|1|.|.|2");
  EXPECT_EQ(tokens_of("a->>'b'::text"), "a|->>|'b'|:|:|text");
}

TEST(Normalise, takes_literals_and_comments_out) {
  EXPECT_EQ(normalised("SELECT  a /* secret */ FROM t\nWHERE x='p' AND y = 5 -- secret"), "SELECT a FROM t WHERE x=? AND y = ?");
  EXPECT_EQ(normalised("ALTER ROLE a PASSWORD 'secret';"), "ALTER ROLE a PASSWORD ?");
  EXPECT_EQ(normalised("DO $x$ secret $x$"), "DO ?");
  EXPECT_EQ(normalised("SELECT E'se\\'cret', U&'s', b'1', $1, \"Name\""), "SELECT ?, ?, ?, $1, \"Name\"");
  EXPECT_EQ(normalised("SELECT 'a'\n'secret'"), "SELECT ?");
}

TEST(Fingerprint, is_the_same_for_what_differs_in_literals_only) {
  const auto of = [](std::string_view text) { return fingerprint(normalised(text)); };
  EXPECT_EQ(of("SELECT a FROM t WHERE x IN (1, 2, 3)"), of("select a from T where x in (4)"));
  EXPECT_NE(of("SELECT a FROM t"), of("SELECT b FROM t"));
  EXPECT_NE(of("SELECT \"A\" FROM t"), of("SELECT \"a\" FROM t"));
  EXPECT_EQ(of("SELECT 1").size(), 16U);
}

}  // namespace
}  // namespace jaali::sql

// Each case was asked of MariaDB 10.11, 11.8 and MySQL 9.7: what they read is what we must.
#include "sql/mysql_lexer.h"

#include <gtest/gtest.h>

#include "sql/prescan.h"

namespace jaali::sql {
namespace {

MysqlText mysql() { return {.dialect = Dialect::mysql, .version = 90704}; }
MysqlText mariadb() { return {.dialect = Dialect::mariadb, .version = 101119}; }

/// The lexemes' texts, a blank between them; "ERROR" where the text cannot be read.
std::string read(std::string_view text, const MysqlText& mode) {
  const auto lexemes = read_mysql(text, mode);
  if (lexemes.error != LexerError::none) return "ERROR";
  std::string made;
  for (const auto& lexeme : lexemes.items) {
    if (lexeme.kind == LexemeKind::end) break;
    if (!made.empty()) made += ' ';
    made += text.substr(lexeme.begin, lexeme.end - lexeme.begin);
  }
  return made;
}
std::string both(std::string_view text) {
  const auto one = read(text, mysql()), other = read(text, mariadb());
  EXPECT_EQ(one, other) << text;
  return one;
}

TEST(MysqlLexer, executable_comments_run_by_version) {
  EXPECT_EQ(both("1 /*! , 2 */"), "1 , 2");
  EXPECT_EQ(both("1 /*!50000 , 2 */"), "1 , 2");
  EXPECT_EQ(both("1 /*!50000,2*/"), "1 , 2");
  EXPECT_EQ(both("1 /*!99999 , 2 */, 3"), "1 , 3");
  EXPECT_EQ(both("1 /*!999999 , 2 */"), "1");
  EXPECT_EQ(both("1 /*!5000 , 2 */"), "1 5000 , 2");  // four digits are no version
  EXPECT_EQ(read("1 /*!50700 , 2 */", mysql()), "1 , 2");
  EXPECT_EQ(read("1 /*!50700 , 2 */", mariadb()), "1");
  EXPECT_EQ(read("1 /*!80000 , 2 */", mariadb()), "1");
  EXPECT_EQ(read("1 /*!100000 , 2 */", mysql()), "1");
  EXPECT_EQ(read("1 /*!100000 , 2 */", mariadb()), "1 , 2");
  EXPECT_EQ(read("1 /*!101120 , 2 */", mariadb()), "1");
  EXPECT_EQ(read("1 /*!500003*/", mysql()), "1 3");      // no white space behind a sixth digit: it is not one
  EXPECT_EQ(read("1 /*!500003*/", mariadb()), "1");
  EXPECT_EQ(read("1 /*!090700 , 2 */", mysql()), "1 , 2");
  EXPECT_EQ(read("1 /*!090700 , 2 */", mariadb()), "1");
  EXPECT_EQ(read("1 /*M! , 2 */", mariadb()), "1 , 2");
  EXPECT_EQ(read("1 /*M!50700 , 2 */", mariadb()), "1 , 2");
  EXPECT_EQ(read("1 /*M! , 2 */", mysql()), "1");
  EXPECT_EQ(both("1 /*m! , 2 */"), "1");
}

TEST(MysqlLexer, comments_nest_as_the_servers_let_them) {
  EXPECT_EQ(both("1 /* /* */ , 2"), "1 , 2");
  EXPECT_EQ(both("1 /*! /* x */ , 2 */"), "1 , 2");
  EXPECT_EQ(both("1 /*!99999 /* x */ , 2 */ , 3"), "1 , 3");
  EXPECT_EQ(both("1 /*! , 2 /*!99999 , 3 */ , 4 */"), "1 , 2 , 4");
  EXPECT_EQ(both("1 /*!99999 /*!50000 , 2 */ , 3 */, 4"), "1 , 4");
  EXPECT_EQ(both("1 /*! /*! , 2 */ */"), "1 , 2 * /");
  EXPECT_EQ(both("2/*! */*/**/3"), "2 * 3");
  EXPECT_EQ(both("1 /*"), "ERROR");
  EXPECT_EQ(both("1 /*! , 2"), "ERROR");
  EXPECT_EQ(both("1 /*!99999 /* */"), "ERROR");
}

TEST(MysqlLexer, line_comments_need_a_blank_or_a_control_character) {
  EXPECT_EQ(both("1--1"), "1 - - 1");
  EXPECT_EQ(both("1 -- x\n, 2"), "1 , 2");
  EXPECT_EQ(both("1 --\x01 x\n, 2"), "1 , 2");
  EXPECT_EQ(both("1 --\x7F x\n, 2"), "1 , 2");
  EXPECT_EQ(both("1 --"), "1");
  EXPECT_EQ(both("1 -- x\r, 2"), "1");
  EXPECT_EQ(both("1 #' x\n, 2 # '"), "1 , 2");
  EXPECT_EQ(both(std::string_view("1 -- \0\n, 2", 10)), "ERROR");
}

TEST(MysqlLexer, numbers_and_names_that_begin_with_digits) {
  EXPECT_EQ(both("1e5 1ea 1e .5 5. 1.e2 1e5abc"), "1e5 1ea 1e .5 5. 1.e2 1e5 abc");
  EXPECT_EQ(read("1..2", mysql()), "1. .2");
  EXPECT_EQ(both("0x4 0x41z 0xG 0X41 0b1 0b12 x'41' B'1'"), "0x4 0x41z 0xG 0X41 0b1 0b12 x'41' B'1'");
  EXPECT_EQ(both("x'4'"), "ERROR");
  EXPECT_EQ(both("1.5e"), "ERROR");
  EXPECT_EQ(both("t.1e5 t .1e5 `t`.1e5"), "t . 1e5 t .1e5 `t` .1e5");
}

TEST(MysqlLexer, a_word_by_a_dot_is_no_keyword) {
  const auto keyword = [](std::string_view text, std::size_t at) { return read_mysql(text, mysql()).items[at].keyword; };
  EXPECT_EQ(keyword("select.a", 0), Keyword());
  EXPECT_EQ(keyword("t.select", 2), Keyword());
  EXPECT_EQ(keyword("select .a", 0), Keyword("SELECT"));
  EXPECT_EQ(keyword("t. select", 2), Keyword("SELECT"));
  EXPECT_EQ(keyword("select.`a`", 0), Keyword("SELECT"));
  EXPECT_EQ(keyword("count(1)", 0), Keyword("COUNT"));
  EXPECT_EQ(keyword("count (1)", 0), Keyword());
  auto spaced = mysql();
  spaced.ignore_space = true;
  EXPECT_EQ(read_mysql("count (1)", spaced).items[0].keyword, Keyword("COUNT"));
}

TEST(MysqlLexer, quotes_by_sql_mode) {
  EXPECT_EQ(both("'a\\' AS x, ', b"), "'a\\' AS x, ' , b");
  EXPECT_EQ(both("'a''b' \"c\"\"d\" `e``f`"), "'a''b' \"c\"\"d\" `e``f`");
  auto mode = mysql();
  mode.no_backslash_escapes = true;
  EXPECT_EQ(read("'a\\' AS x", mode), "'a\\' AS x");
  EXPECT_EQ(both("'a"), "ERROR");
  EXPECT_EQ(both("`a"), "ERROR");
  mode.ansi_quotes = true;
  EXPECT_EQ(read_mysql("\"a\"", mode).items[0].kind, LexemeKind::quoted_name);
  EXPECT_EQ(read_mysql("\"a\"", mysql()).items[0].kind, LexemeKind::string);
  EXPECT_EQ(string_value("'a\\n\\%\\'''\\Z'", false), "a\n\\%''\x1A");
  EXPECT_EQ(string_value("'a\\n'", true), "a\\n");
  EXPECT_EQ(name_value("`a``b`"), "a`b");
}

TEST(MysqlLexer, variables_introducers_and_parameters) {
  EXPECT_EQ(both("@a.b @'c d' @`e` @@global.x @@`y`"), "@a.b @'c d' @`e` @@ global . x @@ `y`");
  EXPECT_EQ(both("@@ x"), "ERROR");
  EXPECT_EQ(both("@ x"), "ERROR");
  EXPECT_EQ(both("? ?a"), "? ? a");
  EXPECT_EQ(read_mysql("?", mysql()).items[0].kind, LexemeKind::parameter);
  EXPECT_EQ(read_mysql("?a", mysql()).items[0].symbol, Symbol::other);
  EXPECT_EQ(read_mysql("_latin1'x'", mysql()).items[0].kind, LexemeKind::introducer);
  EXPECT_EQ(read_mysql("_foo'x'", mysql()).items[0].kind, LexemeKind::word);
  EXPECT_EQ(read_mysql("_gb18030'x'", mariadb()).items[0].kind, LexemeKind::word);
}

TEST(MysqlLexer, signs_that_the_servers_read_differently) {
  EXPECT_EQ(read("1 =! 0", mariadb()), "1 = ! 0");
  EXPECT_EQ(read("1 =! 0", mysql()), "ERROR");
  EXPECT_EQ(read("!!1", mariadb()), "! ! 1");
  EXPECT_EQ(read("!!1", mysql()), "!! 1");  // one NOT: the second sign is lost
  EXPECT_EQ(read("a->'$' a->>'$'", mysql()), "a -> '$' a ->> '$'");
  EXPECT_EQ(read("a->'$'", mariadb()), "a - > '$'");
  EXPECT_EQ(read("$$", mysql()), "ERROR");
  EXPECT_EQ(read("$a a$b$", mysql()), "$a a$b$");
  EXPECT_EQ(read("$$", mariadb()), "$$");
}

TEST(MysqlLexer, bytes_beyond_ascii) {
  EXPECT_EQ(both("é `ü` @ñ 'ۍ'"), "é `ü` @ñ 'ۍ'");
  EXPECT_EQ(both("'\xFF' /* \xFF */ 1"), "'\xFF' 1");  // as bytes in a text, nothing can go wrong
  EXPECT_EQ(both("`\xFF`"), "ERROR");
  EXPECT_EQ(both("\xC3"), "ERROR");
  EXPECT_EQ(both("`\xF0\x9F\x98\x80`"), "ERROR");      // MySQL reads "?"
  auto latin = mysql();
  latin.charset = MysqlText::Charset::single_byte;
  EXPECT_EQ(read("'\xE9' a", latin), "'\xE9' a");
  EXPECT_EQ(read("\xE9", latin), "ERROR");
  EXPECT_EQ(read("1 --\xA0 x", latin), "ERROR");
  EXPECT_EQ(both(std::string_view("1 \0 2", 5)), "ERROR");
  EXPECT_EQ(both(std::string_view("'\0' /*\0*/\0", 10)), std::string_view("'\0'", 3));
}

TEST(MysqlLexer, character_sets_that_hide_quotes_are_not_read) {
  auto mode = mysql();
  mode.charset = readable_charset("gbk");
  EXPECT_FALSE(prescan("SELECT 'a'", mode).problem);
  EXPECT_TRUE(prescan("SELECT '\xBF\x5C', 1 -- '", mode).problem);
  mode.charset = readable_charset("swe7");
  EXPECT_TRUE(prescan("SELECT 1", mode).problem);
  mode.charset = readable_charset("nothing");
  EXPECT_TRUE(prescan("SELECT 1", mode).problem);
  mode = mariadb();
  apply_sql_mode("PIPES_AS_CONCAT,ANSI_QUOTES,ORACLE", mode);
  EXPECT_TRUE(mode.ansi_quotes && mode.pipes_as_concat && mode.oracle && !mode.ignore_space);
  EXPECT_TRUE(prescan("SELECT 1", mode).problem);
  apply_sql_mode("MSSQL", mode);
  EXPECT_TRUE(prescan("SELECT [a] FROM t", mode).problem);
  apply_sql_mode("", mode);
  EXPECT_FALSE(prescan("SELECT 1", mode).problem);
}

TEST(MysqlLexer, limits_and_linear_time) {
  const auto repeat = [](std::string_view what, std::size_t count) {
    std::string made;
    for (std::size_t i = 0; i < count; ++i) made += what;
    return made;
  };
  EXPECT_EQ(read_mysql(repeat("(", 300), mysql()).error, LexerError::brackets_too_deep);
  EXPECT_EQ(read_mysql(repeat(";", 2000), mysql()).error, LexerError::too_many_statements);
  EXPECT_EQ(read_mysql(repeat("1,", 200000), mysql()).error, LexerError::too_many_tokens);
  EXPECT_TRUE(prescan(std::string(1024 * 1024 + 1, ' '), mysql()).problem);
  for (const auto* bad : {"/*", "/*!", "/*!99999 ", "+-", "'", "''", "\\", "\"", "`", "``", "--\n", "@", "@@a", "{", ".", "1e", "!", "/*+ */", "a.", "1a."}) {
    for (const auto& mode : {mysql(), mariadb()}) (void)read_mysql(repeat(bad, 250000), mode);
  }
}

}  // namespace
}  // namespace jaali::sql

#pragma once
// The lexical structure of MySQL and MariaDB (sql_lex.cc of either), by version and sql_mode: words, strings, numbers and
// symbols with their places; comments left out, executable ones opened or left out as that server does. Where a server
// would read on in a way that we do not follow, it is an error: never a guess. Pure, linear.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sql/mysql_keywords.h"
#include "sql/mysql_text.h"
#include "sql/token.h"

namespace jaali::sql {

enum class LexemeKind : std::uint8_t {
  end,            ///< of the text; also after an error
  word,           ///< unquoted; `keyword` where the server would take it for one
  quoted_name,    ///< `x`, and "x" under ANSI_QUOTES
  string,         ///< 'x', "x"
  national,       ///< N'x'
  introducer,     ///< _utf8mb4 before a literal
  integer, decimal, floating,
  hex,            ///< 0xFF, x'FF'
  bits,           ///< 0b11, b'11'
  parameter,      ///< ?
  user_variable,  ///< @name, the name quoted or not
  system_sign,    ///< @@, right before a name
  symbol,         ///< `symbol` says which
};

enum class Symbol : std::uint8_t {
  none, open, close, comma, dot, semicolon, star, plus, minus, slash, percent, caret, tilde, exclamation, ampersand, bar,
  and_and, or_or, equal, null_equal, not_equal, less, less_equal, greater, greater_equal, shift_left, shift_right, assign,
  arrow, arrow_text, brace_open, brace_close, colon, dot_dot, other,
};

struct Lexeme {
  std::uint32_t begin = 0, end = 0;
  LexemeKind kind = LexemeKind::end;
  Symbol symbol = Symbol::none;
  bool called = false;     ///< word: a bracket follows, close enough for a native function
  bool in_comment = false; ///< stands in an executable comment
  bool comma = false;      ///< open: a comma lies directly in these brackets
  Keyword keyword;
  std::uint32_t partner = 0;  ///< open, close: index of the other one; its own where there is none
};

struct OptimizerHint { std::uint32_t begin = 0, end = 0; };  ///< what stands between /*+ and */

struct Lexemes {
  std::vector<Lexeme> items;  ///< ends with `end`
  std::vector<OptimizerHint> hints;
  LexerError error = LexerError::none;
  std::uint32_t position = 0;  ///< of the error
  std::string_view what = {};  ///< of an `unreadable` one
  bool comment = false;        ///< there was one
};

[[nodiscard]] Lexemes read_mysql(std::string_view text, const MysqlText& mode, const LexerLimits& limits = {});
/// As prescan and normalise want them.
[[nodiscard]] std::vector<Token> as_tokens(const Lexemes& lexemes);

/// The value of a quoted string, its quotes included: escapes and doubled quotes resolved.
[[nodiscard]] std::string string_value(std::string_view quoted, bool no_backslash_escapes);
/// The name between backquotes or double quotes, doubled ones resolved.
[[nodiscard]] std::string name_value(std::string_view quoted);
[[nodiscard]] bool is_character_set(std::string_view name, Dialect dialect) noexcept;

}  // namespace jaali::sql

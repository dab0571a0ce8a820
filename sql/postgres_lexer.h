#pragma once
// A linear reading of PostgreSQL's lexical structure (manual §4.1, standard_conforming_strings on): tokens with their
// places, comments left out. It bounds what the real parser is fed (prescan.h), finds source ranges for its nodes, and
// takes literals out of the text for the log. It never decides what a statement means.
#include <cstdint>
#include <string_view>
#include <vector>

#include "sql/ast.h"

namespace jaali::sql {

enum class TokenKind : std::uint8_t { word, quoted_word, string, number, parameter, operator_, open, close, comma, dot, semicolon, other };

struct Token {
  std::uint32_t begin = 0, end = 0;
  TokenKind kind = TokenKind::other;
  std::uint32_t partner = 0;  ///< open and close: index of the other one; itself where there is none
};

struct LexerLimits {
  std::uint32_t comment_depth = 32;
  std::uint32_t operator_run = 64;    ///< PostgreSQL's names end at 63 bytes
  std::uint32_t bracket_depth = 256;
  std::uint32_t statements = 1000;
  std::uint32_t tokens = 300000;
};

enum class LexerError : std::uint8_t {
  none, unterminated_comment, unterminated_string, comments_too_deep, operator_too_long, brackets_too_deep, too_many_statements, too_many_tokens,
};

struct Tokens {
  std::vector<Token> items;
  LexerError error = LexerError::none;
};

[[nodiscard]] Tokens read_tokens(std::string_view text, const LexerLimits& limits = {});

}  // namespace jaali::sql

#pragma once
// Words and symbols of a text with their places, comments left out: what the lexers of both databases make, prescan hands
// on and normalise takes literals out of.
#include <cstdint>
#include <vector>

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
  unreadable,  ///< MySQL: the server may read what stands there otherwise than we do
};

struct Tokens {
  std::vector<Token> items;
  LexerError error = LexerError::none;
};

}  // namespace jaali::sql

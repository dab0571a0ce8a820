#include "sql/prescan.h"

#include <algorithm>
#include <cstring>

namespace jaali::sql {
namespace {

std::string problem_of(LexerError error, const LexerLimits& limits) {
  switch (error) {
    case LexerError::none: break;
    case LexerError::unterminated_comment: return "a comment is not closed";
    case LexerError::unterminated_string: return "a quoted string or name is not closed";
    case LexerError::comments_too_deep: return "comments are nested more than " + std::to_string(limits.comment_depth) + " deep";
    case LexerError::operator_too_long: return "an operator is longer than " + std::to_string(limits.operator_run) + " characters";
    case LexerError::brackets_too_deep: return "brackets are nested more than " + std::to_string(limits.bracket_depth) + " deep";
    case LexerError::too_many_statements: return "the text holds " + std::to_string(limits.statements) + " statements or more";
    case LexerError::unreadable: return "the text may be read in two ways";
    case LexerError::too_many_tokens: return "the text holds more than " + std::to_string(limits.tokens) + " words and symbols";
  }
  return {};
}

/// Length of the UTF-8 sequence at `at`, 0 where it is none (RFC 3629: no overlong forms, surrogates or beyond U+10FFFF).
std::size_t sequence(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0), second = byte(1);
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return tail(1) ? 2 : 0;
  if (first < 0xF0) {
    const bool bad = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F);
    return !bad && tail(1) && tail(2) ? 3 : 0;
  }
  const bool bad = first > 0xF4 || (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return !bad && tail(1) && tail(2) && tail(3) ? 4 : 0;
}

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

Prescan prescan(std::string_view text, const PrescanLimits& limits) {
  Prescan scan;
  if (text.size() > limits.bytes) {
    scan.problem = "the text is longer than " + std::to_string(limits.bytes) + " bytes";
  } else if (text.find('\0') != std::string_view::npos) {
    scan.problem = "the text holds a zero byte";
  } else if (!valid_utf8(text)) {
    scan.problem = "the text is not valid UTF-8";
    scan.sqlstate = "22021";
  } else {
    auto tokens = read_tokens(text, limits.lexer);
    if (tokens.error != LexerError::none) scan.problem = problem_of(tokens.error, limits.lexer);
    if (tokens.error == LexerError::unterminated_comment || tokens.error == LexerError::unterminated_string) scan.sqlstate = "42601";
    scan.tokens = std::move(tokens.items);
  }
  return scan;
}

MysqlScan scan_mysql(std::string_view text, const MysqlText& mode, const PrescanLimits& limits) {
  MysqlScan scan;
  const auto charset_problem = [&]() -> const char* {
    if (mode.oracle) return "sql_mode ORACLE or MSSQL is on: its texts are not read";
    if (mode.charset == MysqlText::Charset::unreadable) return "the session's character set is not one that is read";
    if (mode.charset == MysqlText::Charset::multi_byte && !is_ascii(text)) return "letters beyond ASCII in the session's character set may hide quotes";
    return nullptr;
  };
  if (text.size() > limits.bytes) {
    scan.problem = "the text is longer than " + std::to_string(limits.bytes) + " bytes";
    scan.limit = true;
  } else if (const char* const problem = charset_problem()) {
    scan.problem = problem;
  } else {
    scan.lexemes = read_mysql(text, mode, limits.lexer);
    const auto error = scan.lexemes.error;
    if (error == LexerError::none) return scan;
    scan.position = scan.lexemes.position;
    scan.limit = error != LexerError::unterminated_comment && error != LexerError::unterminated_string && error != LexerError::unreadable;
    scan.problem = error == LexerError::unreadable ? "the server may read " + std::string(scan.lexemes.what) + " in another way" : problem_of(error, limits.lexer);
  }
  return scan;
}

Prescan prescan(std::string_view text, const MysqlText& mode, const PrescanLimits& limits) {
  auto read = scan_mysql(text, mode, limits);
  Prescan scan;
  scan.tokens = as_tokens(read.lexemes);
  if (read.problem && !read.limit) scan.sqlstate = "42000";
  scan.problem = std::move(read.problem);
  return scan;
}

bool valid_utf8(std::string_view text) noexcept {
  constexpr std::uint64_t high_bits = 0x8080808080808080ULL;
  for (std::size_t at = 0; at < text.size();) {
    std::uint64_t word = 0;
    if (at + sizeof word <= text.size()) {
      std::memcpy(&word, text.data() + at, sizeof word);
      if ((word & high_bits) == 0) {
        at += sizeof word;
        continue;
      }
    }
    const auto length = sequence(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

}  // namespace jaali::sql

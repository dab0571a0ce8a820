#include <algorithm>

#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {

const Lexeme& Reader::peek(std::size_t ahead) const noexcept {
  return lexemes_.items[std::min(at_ + ahead, lexemes_.items.size() - 1)];
}

bool Reader::is_any(std::initializer_list<Keyword> words, std::size_t ahead) const noexcept {
  const auto word = peek(ahead).keyword;
  return word.id != 0 && std::find(words.begin(), words.end(), word) != words.end();
}

void Reader::advance() noexcept {
  if (at_end()) return;
  last_end_ = peek().end;
  ++at_;
}

bool Reader::take(Keyword word) noexcept {
  if (!is(word)) return false;
  advance();
  return true;
}

bool Reader::take(Symbol symbol) noexcept {
  if (!is(symbol)) return false;
  advance();
  return true;
}

bool Reader::take(Keyword first, Keyword second) noexcept {
  if (!is(first) || !is(second, 1)) return false;
  advance();
  advance();
  return true;
}

std::string_view Reader::take_any(std::initializer_list<Keyword> words) noexcept {
  if (!is_any(words)) return {};
  const auto taken = peek().keyword.text();
  advance();
  return taken;
}

bool Reader::expect(Keyword word) {
  if (take(word)) return true;
  fail();
  return false;
}

bool Reader::expect(Symbol symbol) {
  if (take(symbol)) return true;
  fail();
  return false;
}

void Reader::fail() {
  if (!failed_) {
    failed_ = true;
    failed_lexeme_ = at_;
    failed_at_ = peek().begin;
  }
  at_ = lexemes_.items.size() - 1;
}

void Reader::fail_depth() {
  too_deep_ = too_deep_ || !failed_;
  fail();
}

std::string Reader::message() const {
  if (too_deep_) return "the statement is nested too deep";
  const auto& lexeme = lexemes_.items[std::min(failed_lexeme_, lexemes_.items.size() - 1)];
  if (lexeme.kind == LexemeKind::end) return "syntax error at the end of the text";
  constexpr std::size_t shown = 40;
  std::string near(written(lexeme).substr(0, shown));
  while (near.size() == shown && (static_cast<unsigned char>(near.back()) & 0xC0U) == 0x80U) near.pop_back();  // no half letter
  if (lexeme.kind == LexemeKind::string || lexeme.kind == LexemeKind::national) near = "a string";  // may be anybody's data
  else near = '"' + near + '"';
  return "syntax error at or near " + near + " (byte " + std::to_string(lexeme.begin + 1) + ")";
}

Range Reader::cover(Range left, Range right) noexcept {
  if (!right.known()) return left;
  if (!left.known()) return right;
  return {std::min(left.begin, right.begin), std::max(left.end, right.end)};
}

}  // namespace jaali::sql::mysql_parser

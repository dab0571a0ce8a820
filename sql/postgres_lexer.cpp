#include "sql/postgres_lexer.h"

#include <utility>

#include "sql/characters.h"

namespace jaali::sql {
namespace {

constexpr bool is_letter(char c) noexcept { return is_ascii_letter(c) || c == '_' || is_high(c); }
constexpr bool is_operator(char c) noexcept { return std::string_view("~!@#^&|`?+-*/%<>=").find(c) != std::string_view::npos; }

class Lexer {
 public:
  Lexer(std::string_view text, const LexerLimits& limits) : text_(text), limits_(limits) {
    tokens_.items.reserve(text.size() / 4 + 8);
  }

  Tokens read() && {
    while (tokens_.error == LexerError::none && at_ < text_.size()) next();
    for (const auto open : open_) tokens_.items[open].partner = open;
    return std::move(tokens_);
  }

 private:
  char peek(std::size_t ahead = 0) const noexcept { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  void fail(LexerError error) noexcept {
    tokens_.error = error;
    at_ = text_.size();
  }
  void add(std::size_t begin, TokenKind kind) {
    if (tokens_.items.size() >= limits_.tokens) return fail(LexerError::too_many_tokens);
    const auto index = static_cast<std::uint32_t>(tokens_.items.size());
    tokens_.items.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_), kind, index});
  }

  void next() {
    const auto begin = at_;
    const char c = peek();
    if (is_space(c)) {
      ++at_;
    } else if (c == '-' && peek(1) == '-') {
      skip_line();
    } else if (c == '/' && peek(1) == '*') {
      skip_comment();
    } else if (is_letter(c)) {
      word();
    } else if (c == '\'') {
      ++at_;
      string(begin, false);
    } else if (c == '"') {
      ++at_;
      quoted_word(begin);
    } else if (c == '$') {
      dollar();
    } else if (is_digit(c) || (c == '.' && is_digit(peek(1)) && (at_ == 0 || text_[at_ - 1] != '.'))) {
      number();
    } else if (is_operator(c)) {
      operators();
    } else {
      ++at_;
      punctuation(begin, c);
    }
  }

  /// A carriage return ends the comment as well as a line feed (leak case lex-cr-ends-comment).
  void skip_line() noexcept {
    while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
  }

  void skip_comment() {
    std::uint32_t depth = 0;
    while (at_ < text_.size()) {
      if (peek() == '/' && peek(1) == '*') {
        if (++depth > limits_.comment_depth) return fail(LexerError::comments_too_deep);
        at_ += 2;
      } else if (peek() == '*' && peek(1) == '/') {
        at_ += 2;
        if (--depth == 0) return;
      } else {
        ++at_;
      }
    }
    fail(LexerError::unterminated_comment);
  }

  void word() {
    const auto begin = at_;
    const char first = static_cast<char>(peek() | 0x20);
    if (peek(1) == '\'' && (first == 'e' || first == 'b' || first == 'x' || first == 'n')) {
      at_ += 2;
      return string(begin, first == 'e');
    }
    if (first == 'u' && peek(1) == '&' && (peek(2) == '\'' || peek(2) == '"')) {
      const bool name = peek(2) == '"';
      at_ += 3;
      return name ? quoted_word(begin) : string(begin, false);
    }
    while (is_letter(peek()) || is_digit(peek()) || peek() == '$') {
      if (at_ >= text_.size()) break;
      ++at_;
    }
    add(begin, TokenKind::word);
  }

  /// Behind the opening quote. A string goes on in the same mode after white space with a line end in it.
  void string(std::size_t begin, bool escapes) {
    for (;;) {
      while (at_ < text_.size() && text_[at_] != '\'') at_ += escapes && text_[at_] == '\\' ? 2 : 1;
      if (at_ >= text_.size()) return fail(LexerError::unterminated_string);
      ++at_;
      if (peek() == '\'') {
        ++at_;
        continue;
      }
      const auto end = at_;
      if (!continues()) {
        at_ = end;
        return add(begin, TokenKind::string);
      }
    }
  }

  bool continues() noexcept {
    bool line = false;
    for (;;) {
      if (is_space(peek()) && at_ < text_.size()) {
        line = line || peek() == '\n' || peek() == '\r';
        ++at_;
      } else if (line && peek() == '-' && peek(1) == '-') {
        skip_line();
      } else {
        break;
      }
    }
    if (!line || peek() != '\'') return false;
    ++at_;
    return true;
  }

  void quoted_word(std::size_t begin) {
    for (;; ++at_) {
      if (at_ >= text_.size()) return fail(LexerError::unterminated_string);
      if (text_[at_] != '"') continue;
      ++at_;
      if (peek() != '"') return add(begin, TokenKind::quoted_word);
    }
  }

  void dollar() {
    const auto begin = at_;
    if (is_digit(peek(1))) {
      ++at_;
      while (is_digit(peek())) ++at_;
      return add(begin, TokenKind::parameter);
    }
    auto tag_end = at_ + 1;
    if (tag_end < text_.size() && is_letter(text_[tag_end])) {
      while (tag_end < text_.size() && (is_letter(text_[tag_end]) || is_digit(text_[tag_end]))) ++tag_end;
    }
    if (tag_end >= text_.size() || text_[tag_end] != '$') {
      ++at_;
      return add(begin, TokenKind::other);
    }
    const auto tag = text_.substr(at_, tag_end + 1 - at_);
    const auto close = text_.find(tag, tag_end + 1);
    if (close == std::string_view::npos) return fail(LexerError::unterminated_string);
    at_ = close + tag.size();
    add(begin, TokenKind::string);
  }

  void number() {
    const auto begin = at_;
    for (;;) {
      const char c = peek();
      const char before = at_ > begin ? text_[at_ - 1] : '\0';
      const bool sign = (c == '+' || c == '-') && (before == 'e' || before == 'E') && is_digit(peek(1)) && is_digit(text_[begin]) &&
                        !(peek_from(begin, 1) == 'x' || peek_from(begin, 1) == 'X');
      if (c == '.' && peek(1) == '.') break;  // 1..10
      if (!is_digit(c) && !is_letter(c) && c != '.' && !sign) break;
      ++at_;
    }
    add(begin, TokenKind::number);
  }
  char peek_from(std::size_t begin, std::size_t ahead) const noexcept {
    return begin + ahead < text_.size() ? text_[begin + ahead] : '\0';
  }

  void operators() {
    const auto begin = at_;
    while (at_ < text_.size() && is_operator(text_[at_])) {
      if (at_ > begin && ((peek() == '-' && peek(1) == '-') || (peek() == '/' && peek(1) == '*'))) break;
      if (at_ - begin >= limits_.operator_run) return fail(LexerError::operator_too_long);
      ++at_;
    }
    add(begin, TokenKind::operator_);
  }

  void punctuation(std::size_t begin, char c) {
    switch (c) {
      case '(':
      case '[':
        if (open_.size() >= limits_.bracket_depth) return fail(LexerError::brackets_too_deep);
        open_.push_back(static_cast<std::uint32_t>(tokens_.items.size()));
        return add(begin, TokenKind::open);
      case ')':
      case ']':
        add(begin, TokenKind::close);
        if (tokens_.error == LexerError::none && !open_.empty()) {
          const auto index = static_cast<std::uint32_t>(tokens_.items.size() - 1);
          tokens_.items[open_.back()].partner = index;
          tokens_.items[index].partner = open_.back();
          open_.pop_back();
        }
        return;
      case ',': return add(begin, TokenKind::comma);
      case '.': return add(begin, TokenKind::dot);
      case ';':
        if (++statements_ >= limits_.statements) return fail(LexerError::too_many_statements);
        return add(begin, TokenKind::semicolon);
      default: return add(begin, TokenKind::other);
    }
  }

  std::string_view text_;
  const LexerLimits& limits_;
  std::size_t at_ = 0;
  std::uint32_t statements_ = 0;
  std::vector<std::uint32_t> open_;
  Tokens tokens_;
};

}  // namespace

Tokens read_tokens(std::string_view text, const LexerLimits& limits) { return Lexer(text, limits).read(); }

}  // namespace jaali::sql

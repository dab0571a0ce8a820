#include "sql/mysql_lexer.h"

#include <algorithm>

#include "sql/characters.h"
#include "sql/prescan.h"

namespace jaali::sql {
namespace {

class Reader {
 public:
  Reader(std::string_view text, const MysqlText& mode, const LexerLimits& limits) : text_(text), mode_(mode), limits_(limits) {}

  Lexemes read() {
    found_.items.reserve(std::min<std::size_t>(text_.size() / 4 + 8, limits_.tokens));
    while (!text_.empty() && text_.back() == '\0') text_.remove_suffix(1);  // either server ends there
    while (step()) {}
    if (ok() && in_comment_) fail(LexerError::unterminated_comment, opened_at_);
    close_brackets();
    at_ = text_.size();
    add(LexemeKind::end, at_);
    return std::move(found_);
  }

 private:
  [[nodiscard]] char at(std::size_t i) const noexcept { return i < text_.size() ? text_[i] : '\0'; }
  [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept { return at(at_ + ahead); }
  [[nodiscard]] bool ok() const noexcept { return found_.error == LexerError::none; }

  bool fail(LexerError error, std::size_t position, std::string_view what = {}) {
    if (ok()) {
      found_.error = error;
      found_.position = static_cast<std::uint32_t>(position);
      found_.what = what;
    }
    at_ = text_.size();
    return false;
  }
  bool unreadable(std::size_t position, std::string_view what) { return fail(LexerError::unreadable, position, what); }

  Lexeme& add(LexemeKind kind, std::size_t begin, Symbol symbol = Symbol::none) {
    auto& lexeme = found_.items.emplace_back();
    lexeme.begin = static_cast<std::uint32_t>(begin);
    lexeme.end = static_cast<std::uint32_t>(at_);
    lexeme.kind = kind;
    lexeme.symbol = symbol;
    lexeme.in_comment = in_comment_;
    return lexeme;
  }

  bool step() {
    if (!ok() || at_ >= text_.size()) return false;
    if (found_.items.size() >= limits_.tokens) return fail(LexerError::too_many_tokens, at_);
    const char c = peek();
    if (is_space(c)) {
      ++at_;
      return true;
    }
    switch (c) {
      case '\'': return string(LexemeKind::string, at_);
      case '"': return mode_.ansi_quotes ? quoted_name() : string(LexemeKind::string, at_);
      case '`': return quoted_name();
      case '#': return line_comment(1);
      case '/': return peek(1) == '*' ? comment() : symbol(Symbol::slash, 1);
      case '*': return star();
      case '-': return minus();
      case '@': return at_sign();
      case '.': return dot();
      case '?': return question();
      case '\0': return unreadable(at_, "a zero byte");
      default: break;
    }
    if (is_digit(c)) return number_or_word();
    if (is_mysql_name(c)) return prefixed_or_word();
    return other_symbol(c);
  }

  bool symbol(Symbol which, std::size_t length) {
    const auto begin = at_;
    at_ += length;
    auto& lexeme = add(LexemeKind::symbol, begin, which);
    const auto index = static_cast<std::uint32_t>(found_.items.size() - 1);
    lexeme.partner = index;
    if (which == Symbol::open) {
      open_.push_back(index);
      if (open_.size() > limits_.bracket_depth) return fail(LexerError::brackets_too_deep, begin);
    } else if (which == Symbol::close && !open_.empty()) {
      lexeme.partner = open_.back();
      found_.items[open_.back()].partner = index;
      open_.pop_back();
    } else if (which == Symbol::comma && !open_.empty()) {
      found_.items[open_.back()].comma = true;
    } else if (which == Symbol::semicolon) {
      close_brackets();
      if (++statements_ >= limits_.statements) return fail(LexerError::too_many_statements, begin);
    }
    return true;
  }

  void close_brackets() { open_.clear(); }

  bool other_symbol(char c) {
    switch (c) {
      case '(': return symbol(Symbol::open, 1);
      case ')': return symbol(Symbol::close, 1);
      case ',': return symbol(Symbol::comma, 1);
      case ';': return symbol(Symbol::semicolon, 1);
      case '+': return symbol(Symbol::plus, 1);
      case '%': return symbol(Symbol::percent, 1);
      case '^': return symbol(Symbol::caret, 1);
      case '~': return symbol(Symbol::tilde, 1);
      case '{': return symbol(Symbol::brace_open, 1);
      case '}': return symbol(Symbol::brace_close, 1);
      case '&': return peek(1) == '&' ? symbol(Symbol::and_and, 2) : symbol(Symbol::ampersand, 1);
      case '|': return peek(1) == '|' ? symbol(Symbol::or_or, 2) : symbol(Symbol::bar, 1);
      case ':': return peek(1) == '=' ? symbol(Symbol::assign, 2) : symbol(Symbol::colon, 1);
      case '=': return equal();
      case '!': return exclamation();
      case '>':
        if (peek(1) == '=') return symbol(Symbol::greater_equal, 2);
        if (peek(1) == '>') return symbol(Symbol::shift_right, 2);
        return compare(Symbol::greater);
      case '<': return less();
      case '\\':
        if (peek(1) == 'N' && mode_.dialect == Dialect::mariadb) return escaped_null();
        return symbol(Symbol::other, 1);
      default: return symbol(Symbol::other, 1);
    }
  }

  /// \N is NULL.
  bool escaped_null() {
    const auto begin = at_;
    at_ += 2;
    add(LexemeKind::word, begin).keyword = "NULL";
    return true;
  }

  /// MySQL takes two signs of comparison for one symbol even where there is no such symbol, and drops the second; MariaDB
  /// reads them one by one. Only `!` is a symbol of its own in MySQL then.
  bool compare(Symbol which) {
    if (mode_.dialect == Dialect::mysql && (begins_comparison(peek(1)) || peek(1) == '<')) return unreadable(at_, "these signs in a row");
    return symbol(which, 1);
  }
  bool equal() {
    return compare(Symbol::equal);
  }
  bool exclamation() {
    if (peek(1) == '=') return symbol(Symbol::not_equal, 2);
    const bool swallows = mode_.dialect == Dialect::mysql && (peek(1) == '!' || peek(1) == '>' || peek(1) == '<');
    return symbol(Symbol::exclamation, swallows ? 2 : 1);
  }
  bool less() {
    if (peek(1) == '=' && peek(2) == '>') return symbol(Symbol::null_equal, 3);
    const Symbol two = peek(1) == '=' ? Symbol::less_equal : peek(1) == '>' ? Symbol::not_equal : peek(1) == '<' ? Symbol::shift_left : Symbol::none;
    if (two == Symbol::none) return compare(Symbol::less);
    if (mode_.dialect == Dialect::mysql && begins_comparison(peek(2))) return unreadable(at_, "these signs in a row");
    return symbol(two, 2);
  }

  bool minus() {
    const char after = peek(2);
    if (peek(1) == '-' && (at_ + 2 >= text_.size() || is_space(after) || is_control(after))) return line_comment(2);
    if (peek(1) == '-' && is_high(after) && mode_.charset != MysqlText::Charset::utf8) return unreadable(at_, "two signs before a letter beyond ASCII");
    if (peek(1) == '>' && mode_.dialect == Dialect::mysql) return peek(2) == '>' ? symbol(Symbol::arrow_text, 3) : symbol(Symbol::arrow, 2);
    return symbol(Symbol::minus, 1);
  }

  bool star() {
    if (in_comment_ && peek(1) == '/') {
      in_comment_ = false;
      at_ += 2;
      return true;
    }
    return symbol(Symbol::star, 1);
  }

  /// `-- ` and #, to the end of the line. A zero byte would end it too.
  bool line_comment(std::size_t begins) {
    found_.comment = true;
    at_ += begins;
    while (at_ < text_.size() && text_[at_] != '\n') {
      if (text_[at_] == '\0') return unreadable(at_, "a zero byte");
      ++at_;
    }
    return true;
  }

  bool comment() {
    found_.comment = true;
    const auto begin = at_;
    const bool mariadb = mode_.dialect == Dialect::mariadb && peek(2) == 'M' && peek(3) == '!';
    if (!mariadb && peek(2) != '!') {
      if (peek(2) == '+' && hint_place()) {
        const auto end = text_.find("*/", at_ + 3);
        if (end == std::string_view::npos) return fail(LexerError::unterminated_comment, begin);
        found_.hints.push_back({static_cast<std::uint32_t>(at_ + 3), static_cast<std::uint32_t>(end)});
        at_ = end + 2;
        return true;
      }
      at_ += 2;
      return skip_comment(false, begin);
    }
    at_ += mariadb ? 4 : 3;
    std::size_t digits = 0;
    while (digits < 5 && is_digit(peek(digits))) ++digits;
    if (digits == 5) {
      // Five or six digits; MySQL wants white space behind the sixth.
      if (is_digit(peek(5)) && (mode_.dialect == Dialect::mariadb || is_space(peek(6)))) digits = 6;
      int version = 0;
      for (std::size_t i = 0; i < digits; ++i) version = version * 10 + (peek(i) - '0');
      if (!runs(version, mariadb)) return skip_comment(true, begin);
      at_ += digits;
    }
    // One in another: the first */ ends both.
    in_comment_ = true;
    opened_at_ = begin;
    return true;
  }

  [[nodiscard]] bool runs(int version, bool mariadb) const noexcept {
    if (version > mode_.version) return false;
    return mode_.dialect == Dialect::mysql || mariadb || version < 50700 || version > 99999;
  }

  /// Behind these words MySQL, and MariaDB from 12.0, read hints instead of a comment.
  [[nodiscard]] bool hint_place() const noexcept {
    if (mode_.dialect == Dialect::mariadb && mode_.version < 120000) return false;
    if (found_.items.empty()) return false;
    const auto& last = found_.items.back();
    const auto word = last.keyword;
    if (word != "SELECT" && word != "INSERT" && word != "REPLACE" && word != "UPDATE" && word != "DELETE") return false;
    return std::all_of(text_.begin() + last.end, text_.begin() + static_cast<std::ptrdiff_t>(at_), is_space);
  }

  /// To the closing */; a comment that is left out by its version may hold one level of others.
  bool skip_comment(bool nests, std::size_t begin) {
    while (at_ < text_.size()) {
      if (nests && peek() == '/' && peek(1) == '*') {
        at_ += 2;
        const auto end = text_.find("*/", at_);
        if (end == std::string_view::npos) break;
        at_ = end + 2;
      } else if (peek() == '*' && peek(1) == '/') {
        at_ += 2;
        return true;
      } else {
        ++at_;
      }
    }
    return fail(LexerError::unterminated_comment, begin);
  }

  bool string(LexemeKind kind, std::size_t begin) {
    if (!skip_string()) return fail(LexerError::unterminated_string, begin);
    add(kind, begin);
    return true;
  }

  /// From a quote past its partner.
  bool skip_string() {
    const char quote = peek();
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\\' && !mode_.no_backslash_escapes) {
        if (at_ >= text_.size()) return false;
        ++at_;
      } else if (c == quote) {
        if (peek() != quote || at_ >= text_.size()) return true;
        ++at_;
      }
    }
    return false;
  }

  bool quoted_name() {
    const auto begin = at_;
    if (!skip_quoted_name()) return ok() ? fail(LexerError::unterminated_string, begin) : false;
    add(LexemeKind::quoted_name, begin);
    return true;
  }

  bool skip_quoted_name() {
    const char quote = peek();
    const auto begin = at_++;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\0') return unreadable(at_, "a zero byte in a name");
      if (is_high(c)) {
        if (!skip_letter(begin)) return false;
        continue;
      }
      ++at_;
      if (c != quote) continue;
      if (peek() != quote) return true;
      ++at_;
    }
    return false;
  }

  /// A letter beyond ASCII in a name: of the BMP (the servers' own limit), and in a character set that we can fold.
  bool skip_letter(std::size_t begin) {
    if (mode_.charset != MysqlText::Charset::utf8) return unreadable(begin, "a name with letters beyond ASCII in this character set");
    const auto first = static_cast<unsigned char>(peek());
    const std::size_t length = first < 0xE0 ? 2 : 3;
    if (first >= 0xF0 || at_ + length > text_.size() || !valid_utf8(text_.substr(at_, length))) return unreadable(at_, "bytes that are no letter");
    at_ += length;
    return true;
  }

  bool skip_name() {
    const auto begin = at_;
    while (is_mysql_name(peek())) {
      if (!is_high(peek())) ++at_;
      else if (!skip_letter(begin)) return false;
    }
    return true;
  }

  bool prefixed_or_word() {
    const char c = peek();
    if (peek(1) == '\'') {
      if (c == 'x' || c == 'X') return quoted_digits(LexemeKind::hex, is_hex, 2);
      if (c == 'b' || c == 'B') return quoted_digits(LexemeKind::bits, [](char d) { return d == '0' || d == '1'; }, 1);
      if (c == 'n' || c == 'N') return string(LexemeKind::national, at_++);
    }
    return word();
  }

  template <class Test>
  bool quoted_digits(LexemeKind kind, Test test, std::size_t group) {
    const auto begin = at_;
    at_ += 2;
    while (test(peek())) ++at_;
    const auto digits = at_ - begin - 2;
    if (peek() != '\'' || digits % group != 0) return unreadable(begin, "this literal");
    ++at_;
    add(kind, begin);
    return true;
  }

  bool word() {
    const auto begin = at_;
    if (!skip_name()) return false;
    if (dollar_quote(begin)) return unreadable(begin, "a dollar-quoted string");
    auto after = at_;
    if (mode_.ignore_space) {
      while (is_space(at(after))) ++after;
    }
    const auto written = text_.substr(begin, at_ - begin);
    auto& lexeme = add(LexemeKind::word, begin);
    lexeme.called = at(after) == '(';
    if (after == at_ && peek() == '.' && is_mysql_name(peek(1))) return qualified();
    lexeme.keyword = find_keyword(written);
    if (lexeme.keyword.function(mode_.dialect) && !lexeme.called) lexeme.keyword = {};
    if (written[0] == '_' && is_character_set(written.substr(1), mode_.dialect)) lexeme.kind = LexemeKind::introducer;
    return true;
  }

  /// MySQL from 8.0.34 takes $tag$ for the beginning of a string.
  [[nodiscard]] bool dollar_quote(std::size_t begin) const noexcept {
    if (mode_.dialect != Dialect::mysql || text_[begin] != '$') return false;
    return text_.substr(begin + 1, at_ - begin - 1).find('$') != std::string_view::npos;
  }

  /// `.name` right behind a name: no keyword, whatever it is.
  bool qualified() {
    do {
      if (found_.items.size() >= limits_.tokens) return fail(LexerError::too_many_tokens, at_);
      symbol(Symbol::dot, 1);
      const auto begin = at_;
      if (!skip_name()) return false;
      add(LexemeKind::word, begin).called = peek() == '(';
    } while (peek() == '.' && is_mysql_name(peek(1)));
    return true;
  }

  bool dot() {
    if (is_digit(peek(1))) return fraction(at_);
    if (is_mysql_name(peek(1))) return qualified();
    if (peek(1) == '.' && mode_.dialect == Dialect::mariadb) return symbol(Symbol::dot_dot, 2);
    return symbol(Symbol::dot, 1);
  }

  bool number_or_word() {
    const auto begin = at_;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'b')) {
      const bool hex = peek(1) == 'x';
      std::size_t after = at_ + 2;
      while (hex ? is_hex(at(after)) : at(after) == '0' || at(after) == '1') ++after;
      if (after > at_ + 2 && !is_mysql_name(at(after))) {
        at_ = after;
        add(hex ? LexemeKind::hex : LexemeKind::bits, begin);
        return true;
      }
      return digit_name(begin);
    }
    while (is_digit(peek())) ++at_;
    if (!is_mysql_name(peek())) {
      if (peek() == '.' && !(peek(1) == '.' && mode_.dialect == Dialect::mariadb)) return fraction(begin);
      add(LexemeKind::integer, begin);
      return true;
    }
    if (exponent()) {
      add(LexemeKind::floating, begin);
      return true;
    }
    return digit_name(begin);
  }

  /// e5, E+5: skips it, or nothing.
  bool exponent() {
    if (peek() != 'e' && peek() != 'E') return false;
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if (!is_digit(peek(1 + sign))) return false;
    at_ += 1 + sign;
    while (is_digit(peek())) ++at_;
    return true;
  }

  /// From the point of a number on; `begin` is that of its first digit.
  bool fraction(std::size_t begin) {
    ++at_;
    while (is_digit(peek())) ++at_;
    if (exponent()) {
      add(LexemeKind::floating, begin);
      return true;
    }
    if (peek() == 'e' || peek() == 'E') return unreadable(begin, "a number without its exponent");
    add(LexemeKind::decimal, begin);
    return true;
  }

  /// A name that begins with digits is never a keyword.
  bool digit_name(std::size_t begin) {
    at_ = begin;
    if (!skip_name()) return false;
    auto& lexeme = add(LexemeKind::word, begin);
    lexeme.called = peek() == '(';
    return peek() == '.' && is_mysql_name(peek(1)) ? qualified() : true;
  }

  bool at_sign() {
    const auto begin = at_++;
    if (peek() == '@') {
      ++at_;
      if (!is_mysql_name(peek()) && peek() != '`') return unreadable(begin, "a variable without a name");
      add(LexemeKind::system_sign, begin);
      return peek() == '`' ? true : system_name();
    }
    if (peek() == '\'' || (peek() == '"' && !mode_.ansi_quotes)) {
      if (!skip_string()) return fail(LexerError::unterminated_string, begin);
    } else if (peek() == '`' || peek() == '"') {
      if (!skip_quoted_name()) return ok() ? fail(LexerError::unterminated_string, begin) : false;
    } else {
      if (!is_mysql_name(peek()) && peek() != '.') return unreadable(begin, "a variable without a name");
      while (is_mysql_name(peek()) || peek() == '.') {
        if (!is_high(peek())) ++at_;
        else if (!skip_letter(begin)) return false;
      }
    }
    add(LexemeKind::user_variable, begin);
    return true;
  }

  /// Behind @@: a word, a keyword if it is one, also before a dot.
  bool system_name() {
    const auto begin = at_;
    if (!skip_name()) return false;
    auto& lexeme = add(LexemeKind::word, begin);
    lexeme.keyword = find_keyword(text_.substr(begin, at_ - begin));
    if (lexeme.keyword.function(mode_.dialect)) lexeme.keyword = {};
    return peek() == '.' && is_mysql_name(peek(1)) ? qualified() : true;
  }

  bool question() {
    if (is_mysql_name(peek(1))) return symbol(Symbol::other, 1);
    const auto begin = at_++;
    add(LexemeKind::parameter, begin);
    return true;
  }

  std::string_view text_;
  const MysqlText& mode_;
  const LexerLimits& limits_;
  Lexemes found_;
  std::vector<std::uint32_t> open_;
  std::size_t at_ = 0, opened_at_ = 0;
  std::uint32_t statements_ = 0;
  bool in_comment_ = false;
};

}  // namespace

Lexemes read_mysql(std::string_view text, const MysqlText& mode, const LexerLimits& limits) { return Reader(text, mode, limits).read(); }

}  // namespace jaali::sql

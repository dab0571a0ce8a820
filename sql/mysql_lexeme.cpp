#include <algorithm>
#include <array>

#include "sql/mysql_lexer.h"

namespace jaali::sql {
namespace {

TokenKind token_kind(const Lexeme& lexeme) noexcept {
  switch (lexeme.kind) {
    case LexemeKind::word: return TokenKind::word;
    case LexemeKind::quoted_name: return TokenKind::quoted_word;
    case LexemeKind::string:
    case LexemeKind::national: return TokenKind::string;
    case LexemeKind::integer:
    case LexemeKind::decimal:
    case LexemeKind::floating:
    case LexemeKind::hex:
    case LexemeKind::bits: return TokenKind::number;
    case LexemeKind::parameter: return TokenKind::parameter;
    case LexemeKind::end:
    case LexemeKind::introducer:
    case LexemeKind::user_variable:
    case LexemeKind::system_sign: return TokenKind::other;
    case LexemeKind::symbol: break;
  }
  switch (lexeme.symbol) {
    case Symbol::open: return TokenKind::open;
    case Symbol::close: return TokenKind::close;
    case Symbol::comma: return TokenKind::comma;
    case Symbol::dot: return TokenKind::dot;
    case Symbol::semicolon: return TokenKind::semicolon;
    case Symbol::other: return TokenKind::other;
    default: return TokenKind::operator_;
  }
}

constexpr auto character_sets = std::to_array<std::string_view>(
    {"armscii8", "ascii", "big5", "binary", "cp1250", "cp1251", "cp1256", "cp1257", "cp850", "cp852", "cp866", "cp932", "dec8", "eucjpms",
     "euckr", "gb18030", "gb2312", "gbk", "geostd8", "greek", "hebrew", "hp8", "keybcs2", "koi8r", "koi8u", "latin1", "latin2", "latin5",
     "latin7", "macce", "macroman", "sjis", "swe7", "tis620", "ucs2", "ujis", "utf16", "utf16le", "utf32", "utf8", "utf8mb3", "utf8mb4"});

}  // namespace

std::vector<Token> as_tokens(const Lexemes& lexemes) {
  std::vector<Token> tokens;
  tokens.reserve(lexemes.items.size());
  for (const auto& lexeme : lexemes.items) {
    if (lexeme.kind != LexemeKind::end) tokens.push_back({lexeme.begin, lexeme.end, token_kind(lexeme), lexeme.partner});
  }
  return tokens;
}

std::string string_value(std::string_view quoted, bool no_backslash_escapes) {
  std::string value;
  if (quoted.size() < 2) return value;
  const char quote = quoted.front();
  const auto inner = quoted.substr(1, quoted.size() - 2);
  value.reserve(inner.size());
  for (std::size_t i = 0; i < inner.size(); ++i) {
    const char c = inner[i];
    if (c == '\\' && !no_backslash_escapes && i + 1 < inner.size()) {
      switch (const char escaped = inner[++i]; escaped) {
        case 'n': value += '\n'; break;
        case 't': value += '\t'; break;
        case 'r': value += '\r'; break;
        case 'b': value += '\b'; break;
        case '0': value += '\0'; break;
        case 'Z': value += '\x1A'; break;
        case '%':
        case '_': value += '\\'; [[fallthrough]];
        default: value += escaped;
      }
    } else {
      value += c;
      if (c == quote) ++i;  // doubled
    }
  }
  return value;
}

std::string name_value(std::string_view quoted) {
  std::string value;
  if (quoted.size() < 2) return value;
  const char quote = quoted.front();
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    value += quoted[i];
    if (quoted[i] == quote) ++i;
  }
  return value;
}

bool is_character_set(std::string_view name, Dialect dialect) noexcept {
  if (dialect == Dialect::mariadb && name.size() == 7 && name.ends_with("18030")) return false;  // it has no gb18030
  return std::any_of(character_sets.begin(), character_sets.end(), [&](std::string_view one) {
    return std::equal(one.begin(), one.end(), name.begin(), name.end(), [](char wanted, char c) { return wanted == (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
  });
}

}  // namespace jaali::sql

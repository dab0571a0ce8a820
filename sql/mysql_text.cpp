#include "sql/mysql_text.h"

#include <algorithm>
#include <array>

namespace jaali::sql {
namespace {

char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool same(std::string_view left, std::string_view upper_case) noexcept {
  return std::equal(left.begin(), left.end(), upper_case.begin(), upper_case.end(), [](char l, char r) { return upper(l) == r; });
}

template <std::size_t n>
bool among(std::string_view name, const std::array<std::string_view, n>& names) noexcept {
  return std::any_of(names.begin(), names.end(), [&](std::string_view one) { return same(name, one); });
}

/// One byte a character, the lower half ASCII.
constexpr auto single_byte = std::to_array<std::string_view>(
    {"LATIN1", "LATIN2", "LATIN5", "LATIN7", "CP850", "CP852", "CP866", "CP1250", "CP1251", "CP1256", "CP1257", "DEC8", "GREEK", "HEBREW",
     "HP8", "KEYBCS2", "KOI8R", "KOI8U", "MACCE", "MACROMAN", "GEOSTD8", "ARMSCII8", "TIS620", "ASCII", "BINARY"});
constexpr auto multi_byte = std::to_array<std::string_view>(
    {"BIG5", "CP932", "EUCJPMS", "EUCKR", "GB2312", "GBK", "GB18030", "SJIS", "UJIS"});

}  // namespace

void apply_sql_mode(std::string_view sql_mode, MysqlText& text) noexcept {
  text.ansi_quotes = text.no_backslash_escapes = text.pipes_as_concat = text.high_not_precedence = text.ignore_space = text.oracle = false;
  while (!sql_mode.empty()) {
    const auto comma = std::min(sql_mode.find(','), sql_mode.size());
    const auto flag = sql_mode.substr(0, comma);
    sql_mode.remove_prefix(std::min(comma + 1, sql_mode.size()));
    if (same(flag, "ANSI_QUOTES")) text.ansi_quotes = true;
    if (same(flag, "NO_BACKSLASH_ESCAPES")) text.no_backslash_escapes = true;
    if (same(flag, "PIPES_AS_CONCAT")) text.pipes_as_concat = true;
    if (same(flag, "HIGH_NOT_PRECEDENCE")) text.high_not_precedence = true;
    if (same(flag, "IGNORE_SPACE")) text.ignore_space = true;
    if (same(flag, "ORACLE") || same(flag, "MSSQL")) text.oracle = true;
  }
}

MysqlText::Charset readable_charset(std::string_view name) noexcept {
  if (same(name, "UTF8MB4") || same(name, "UTF8MB3") || same(name, "UTF8")) return MysqlText::Charset::utf8;
  if (among(name, single_byte)) return MysqlText::Charset::single_byte;
  if (among(name, multi_byte)) return MysqlText::Charset::multi_byte;
  return MysqlText::Charset::unreadable;
}

}  // namespace jaali::sql

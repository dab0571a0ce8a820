#pragma once
// Classes of characters that both databases' scanners have in common: ASCII alone, whatever the locale.

namespace jaali::sql {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_hex(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_ascii_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_high(char c) noexcept { return static_cast<unsigned char>(c) >= 0x80; }

constexpr bool is_control(char c) noexcept { return (c >= 0 && c < ' ') || c == '\x7F'; }
/// Of the operators that compare, all but those with "<".
constexpr bool begins_comparison(char c) noexcept { return c == '>' || c == '=' || c == '!'; }
/// MySQL's ident_map: what a name goes on with. Bytes beyond ASCII have still to be whole characters.
constexpr bool is_mysql_name(char c) noexcept { return is_ascii_letter(c) || is_digit(c) || c == '_' || c == '$' || is_high(c); }

}  // namespace jaali::sql

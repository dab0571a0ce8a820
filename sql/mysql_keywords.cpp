#include "sql/mysql_keywords.h"

namespace jaali::sql {
namespace {

constexpr std::size_t slots = 4096;
constexpr std::size_t longest = 40;

constexpr char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

constexpr std::uint32_t hash(std::string_view word) noexcept {
  std::uint32_t value = 2166136261U;
  for (const char c : word) value = (value ^ static_cast<unsigned char>(upper(c))) * 16777619U;
  return value ^ (value >> 15U);
}

/// Open addressing, a quarter full.
consteval std::array<std::uint16_t, slots> make_table() {
  std::array<std::uint16_t, slots> table{};
  for (std::uint16_t i = 0; i < mysql_keywords.size(); ++i) {
    if (mysql_keywords[i].word.size() > longest) throw "longer than `longest`";
    if (i > 0 && !(mysql_keywords[i - 1U].word < mysql_keywords[i].word)) throw "not in order";
    std::size_t at = hash(mysql_keywords[i].word) % slots;
    while (table[at] != 0) at = (at + 1) % slots;
    table[at] = static_cast<std::uint16_t>(i + 1);
  }
  return table;
}

constexpr auto table = make_table();

}  // namespace

Keyword find_keyword(std::string_view word) noexcept {
  if (word.size() > longest) return {};
  for (std::size_t at = hash(word) % slots; table[at] != 0; at = (at + 1) % slots) {
    const auto candidate = mysql_keywords[table[at] - 1U].word;
    if (candidate.size() != word.size()) continue;
    std::size_t i = 0;
    while (i < word.size() && upper(word[i]) == candidate[i]) ++i;
    if (i == word.size()) return Keyword(table[at]);
  }
  return {};
}

}  // namespace jaali::sql

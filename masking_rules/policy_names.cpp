#include "masking_rules/policy_names.h"

#include <algorithm>
#include <array>

#include "sql/fold.h"

namespace jaali::masking_rules {
namespace {

constexpr std::size_t max_identifier_bytes = 63;       // NAMEDATALEN - 1
constexpr std::size_t max_identifier_characters = 64;  // NAME_CHAR_LEN of MySQL

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::size_t next_character(std::string_view text, std::size_t at) noexcept {
  ++at;
  while (at < text.size() && is_continuation(text[at])) ++at;
  return at;
}

// PostgreSQL folds ASCII only in UTF-8 databases (scansup.c, downcase_identifier).
char fold(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

NameResult<NamePart> quoted_part(std::string_view text, std::size_t& at) {
  NamePart part;
  for (++at; at < text.size(); ++at) {
    if (text[at] != '"') {
      part.text += text[at];
    } else if (at + 1 < text.size() && text[at + 1] == '"') {
      part.text += '"';
      ++at;
    } else {
      ++at;
      if (at < text.size() && text[at] != '.') return NameProblem{"text stands behind a closing quote"};
      return part;
    }
  }
  return NameProblem{"a quote is not closed"};
}

NamePart plain_part(std::string_view text, std::size_t& at, Naming naming) {
  NamePart part;
  for (; at < text.size() && text[at] != '.'; ++at) {
    part.text += naming == Naming::postgres ? fold(text[at]) : text[at];
    part.folded |= part.text.back() != text[at];
  }
  part.glob = has_glob(part.text);
  return part;
}

NameResult<TablePattern> table_of(std::string_view upstream, std::vector<NamePart> parts) {
  if (upstream.empty()) return NameProblem{"the upstream before the slash is empty"};
  // The upstream is our own name, not the database's: neither folded nor quoted.
  NamePart name{std::string(upstream), has_glob(upstream), false};
  if (parts.size() == 3)
    return TablePattern{std::move(name), std::move(parts[0]), std::move(parts[1]), std::move(parts[2])};
  return TablePattern{std::move(name), {"*", true, false}, std::move(parts[0]), std::move(parts[1]), Naming::mysql};
}

struct Split {
  std::string_view upstream;
  std::vector<NamePart> parts;
};
/// One part less than `postgres_parts`, and the name is MySQL's.
NameResult<Split> split_at_upstream(std::string_view text, std::size_t postgres_parts) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return NameProblem{"there is no slash behind the upstream's name"};
  const std::string_view name = text.substr(slash + 1);
  auto parts = split_name(name, Naming::mysql);
  if (parts && parts->size() != postgres_parts - 1) parts = split_name(name, Naming::postgres);
  if (!parts) return parts.error();
  return Split{text.substr(0, slash), std::move(*parts)};
}

std::string wrong_count(std::size_t count, std::string_view wanted) {
  return "the name has " + std::to_string(count) + " parts behind the slash instead of " + std::string(wanted);
}

bool too_long(std::string_view part, Naming naming) noexcept {
  if (naming == Naming::postgres) return part.size() > max_identifier_bytes;
  return static_cast<std::size_t>(std::ranges::count_if(part, [](char c) { return !is_continuation(c); })) >
         max_identifier_characters;
}

}  // namespace

bool has_glob(std::string_view pattern) noexcept { return pattern.find_first_of("*?") != std::string_view::npos; }

bool glob_matches(std::string_view pattern, std::string_view text) noexcept {
  // Only the last star is ever retried, so this is linear in the product at worst.
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == '?') {
      ++p;
      t = next_character(text, t);
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool globs_meet(std::string_view a, std::string_view b) {
  // reachable[j]: a's first i characters and b's first j can stand for the same text.
  std::vector<char> reachable(b.size() + 1, 0), next(b.size() + 1, 0);
  reachable[0] = 1;
  for (std::size_t j = 1; j <= b.size(); ++j) reachable[j] = reachable[j - 1] && b[j - 1] == '*';
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = reachable[0] && a[i - 1] == '*';
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const char x = a[i - 1], y = b[j - 1];
      if (x == '*' || y == '*') {
        next[j] = (x == '*' && (reachable[j] || next[j - 1])) || (y == '*' && (next[j - 1] || reachable[j])) ||
                  reachable[j - 1];
      } else {
        next[j] = reachable[j - 1] && (x == y || x == '?' || y == '?');
      }
    }
    std::swap(reachable, next);
  }
  return reachable[b.size()] != 0;
}

bool NamePart::meets(const NamePart& other) const {
  if (glob && other.glob) return globs_meet(text, other.text);
  return glob ? matches(other.text) : other.matches(text);
}

NameResult<std::vector<NamePart>> split_name(std::string_view text, Naming naming) {
  std::vector<NamePart> parts;
  std::size_t at = 0;
  while (true) {
    if (at < text.size() && text[at] == '"') {
      auto part = quoted_part(text, at);
      if (!part) return part.error();
      parts.push_back(std::move(*part));
    } else {
      parts.push_back(plain_part(text, at, naming));
    }
    if (parts.back().text.empty()) return NameProblem{"a part of the name is empty"};
    if (too_long(parts.back().text, naming)) {
      return NameProblem{naming == Naming::postgres ? "a part of the name is longer than 63 bytes"
                                                    : "a part of the name is longer than 64 characters"};
    }
    if (at >= text.size()) return parts;
    ++at;  // the dot
  }
}

std::string quote_part(std::string_view name, Naming naming) {
  const auto needs_quotes = [naming](char c) {
    return c == '.' || c == '"' || c == '*' || c == '?' || c == '/' || (naming == Naming::postgres && c != fold(c));
  };
  if (!name.empty() && std::ranges::none_of(name, needs_quotes)) return std::string(name);
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

bool TablePattern::meets(const TablePattern& other) const {
  return naming == other.naming && upstream.meets(other.upstream) && database.meets(other.database) &&
         schema.meets(other.schema) && table.meets(other.table);
}

namespace {
std::string spelled(const NamePart& part, Naming naming) {
  return part.glob ? part.text : quote_part(part.text, naming);
}
}  // namespace

std::string TablePattern::to_string() const {
  return upstream.text + "/" + (mysql() ? "" : spelled(database, naming) + ".") + spelled(schema, naming) + "." +
         spelled(table, naming);
}

std::string ColumnName::to_string() const { return table.to_string() + "." + spelled(column, table.naming); }

NameResult<TablePattern> parse_table_pattern(std::string_view text) {
  auto split = split_at_upstream(text, 3);
  if (!split) return split.error();
  auto& [upstream, parts] = *split;
  if (parts.size() != 3 && parts.size() != 2) return NameProblem{wrong_count(parts.size(), "three (MySQL: two)")};
  return table_of(upstream, std::move(parts));
}

NameResult<ColumnName> parse_column_name(std::string_view text) {
  auto split = split_at_upstream(text, 4);
  if (!split) return split.error();
  auto& [upstream, parts] = *split;
  if (parts.size() != 4 && parts.size() != 3) return NameProblem{wrong_count(parts.size(), "four (MySQL: three)")};
  if (has_glob(upstream) || std::ranges::any_of(parts, &NamePart::glob)) {
    return NameProblem{"a single column is named here, so no * or ?"};
  }
  NamePart column = std::move(parts.back());
  parts.pop_back();
  auto table = table_of(upstream, std::move(parts));
  if (!table) return table.error();
  if (table->mysql()) column.text = sql::fold(column.text);
  return ColumnName{std::move(*table), std::move(column)};
}

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        current[j] = std::min(current[j], before[j - 2] + 1);
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

std::string did_you_mean(std::string_view given, std::span<const std::string_view> known) {
  constexpr std::size_t longest = 64;  // a hint is for slips of the finger; this also bounds the work
  if (given.empty() || given.size() > longest) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, given.size() / 3) + 1;
  for (const auto name : known) {
    if (name.size() > longest) continue;
    const auto distance = edit_distance(given, name);
    if (distance < best_distance) {
      best = name;
      best_distance = distance;
    }
  }
  return best.empty() ? std::string() : "did you mean \"" + std::string(best) + "\"?";
}

std::string did_you_mean(std::string_view given, std::span<const std::string> known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  return did_you_mean(given, std::span<const std::string_view>(views));
}

}  // namespace jaali::masking_rules

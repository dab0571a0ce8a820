// Names of functions, views and the rest under [trust], in one form for the rules file and the catalog.
#include <algorithm>
#include <array>
#include <utility>

#include "masking_rules/policy_data.h"

namespace jaali::masking_rules {
namespace {

// What people write, and what PostgreSQL's format_type says.
constexpr std::array<std::pair<std::string_view, std::string_view>, 17> type_aliases{{
    {"int", "integer"},
    {"int4", "integer"},
    {"int2", "smallint"},
    {"int8", "bigint"},
    {"bool", "boolean"},
    {"float", "double precision"},
    {"float8", "double precision"},
    {"float4", "real"},
    {"decimal", "numeric"},
    {"varchar", "character varying"},
    {"char", "character"},
    {"bpchar", "character"},
    {"varbit", "bit varying"},
    {"timestamp", "timestamp without time zone"},
    {"timestamptz", "timestamp with time zone"},
    {"time", "time without time zone"},
    {"timetz", "time with time zone"},
}};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string type_name(std::string_view text, bool folds) {
  text = trimmed(text);
  std::string_view array;
  if (const auto bracket = text.find('['); bracket != std::string_view::npos) {
    array = text.substr(bracket);
    text = trimmed(text.substr(0, bracket));
  }
  std::string name(text);
  if (folds && text.find('"') == std::string_view::npos) {
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto alias =
        std::ranges::find(type_aliases, std::string_view(name), &std::pair<std::string_view, std::string_view>::first);
    if (alias != type_aliases.end()) name = alias->second;
  }
  return name.append(array);
}

std::string type_list(std::string_view text, bool folds) {
  std::string out;
  int depth = 0;
  bool quoted = false;
  std::size_t start = 0;
  if (trimmed(text).empty()) return out;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size()) {
      if (text[i] == '"') quoted = !quoted;
      if (text[i] == '(') ++depth;
      if (text[i] == ')') --depth;
      if (text[i] != ',' || depth != 0 || quoted) continue;
    }
    if (start > 0) out += ',';
    out += type_name(text.substr(start, i - start), folds);
    start = i + 1;
  }
  return out;
}

// The parenthesis that opens the argument list: the first outside quotes.
std::size_t arguments_at(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == '(' && !quoted) return i;
  }
  return std::string_view::npos;
}

std::vector<std::string> split_as_stored(std::string_view name, Naming naming) {
  std::vector<std::string> parts;
  if (auto quoted = name.find('"') != std::string_view::npos ? split_name(name, naming)
                                                             : NameResult<std::vector<NamePart>>(NameProblem{})) {
    // quote_ident's form: whatever needs quotes has them, so folding changes nothing.
    for (auto& part : *quoted) parts.push_back(std::move(part.text));
    return parts;
  }
  for (std::size_t start = 0;;) {
    const auto dot = name.find('.', start);
    parts.emplace_back(name.substr(start, dot == std::string_view::npos ? dot : dot - start));
    if (dot == std::string_view::npos) return parts;
    start = dot + 1;
  }
}

}  // namespace

std::optional<std::vector<std::string>> split_object(std::string_view text, bool folds, Naming naming) {
  std::string arguments;
  if (const auto open = arguments_at(text); open != std::string_view::npos) {
    if (!text.ends_with(')')) return std::nullopt;
    arguments = "(" + type_list(text.substr(open + 1, text.size() - open - 2), folds) + ")";
    text = trimmed(text.substr(0, open));
  }
  std::vector<std::string> parts;
  if (folds) {
    auto split = split_name(text, naming);
    if (!split || std::ranges::any_of(*split, &NamePart::glob)) return std::nullopt;
    for (auto& part : *split) parts.push_back(std::move(part.text));
  } else {
    parts = split_as_stored(text, naming);
  }
  if (std::ranges::any_of(parts, [](const std::string& part) { return part.empty(); })) return std::nullopt;
  parts.back() += arguments;
  return parts;
}

std::string join_object(std::span<const std::string> parts) {
  std::string out;
  for (const auto& part : parts) (out.empty() ? out : out += '\x1f') += part;
  return out;
}

}  // namespace jaali::masking_rules

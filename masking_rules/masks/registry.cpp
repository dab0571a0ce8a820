#include "masking_rules/masks/registry.h"

#include <charconv>

namespace jaali::masking_rules::masks {

namespace {

constexpr Entry entries[] = {
    {"redact", "redact", make_redact},
    {"null", "null", make_null},
    {"fixed", "fixed(0)", make_fixed},
    {"keep", "keep(5,2)", make_keep},
    {"keep_first", "keep_first(3)", make_keep_first},
    {"keep_last", "keep_last(4)", make_keep_last},
    {"email", "email", make_email},
    {"year_only", "year_only", make_year_only},
    {"round", "round(1000)", make_round},
    {"token", "token", make_token},
};

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

std::span<const Entry> registry() noexcept { return entries; }

std::optional<std::vector<std::uint64_t>> Arguments::numbers(std::size_t count, std::uint64_t least,
                                                             std::uint64_t most) const {
  std::vector<std::uint64_t> values;
  std::string_view rest = text;
  while (values.size() < count) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view part = trimmed(rest.substr(0, comma));
    std::uint64_t value = 0;
    const auto [stop, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (part.empty() || error != std::errc{} || stop != part.data() + part.size()) return std::nullopt;
    if (value < least || value > most) return std::nullopt;
    values.push_back(value);
    const bool last = comma == rest.size();
    if (last != (values.size() == count)) return std::nullopt;
    rest.remove_prefix(last ? comma : comma + 1);
  }
  return values;
}

}  // namespace jaali::masking_rules::masks

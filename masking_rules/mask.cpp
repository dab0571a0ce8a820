#include "masking_rules/mask.h"

#include <algorithm>

#include "masking_rules/masks/mysql_binding.h"
#include "masking_rules/masks/postgres_binding.h"
#include "masking_rules/masks/registry.h"

namespace jaali::masking_rules {

namespace {

class ParsedMask final : public Mask {
 public:
  explicit ParsedMask(std::shared_ptr<const masks::Transform> transform)
      : transform_(std::move(transform)), spelling_(transform_->spelling()) {}
  const std::string& spelling() const noexcept override { return spelling_; }
  bool supports(std::uint32_t type) const noexcept override { return masks::carries_postgres(*transform_, type); }
  bool supports(const protocol::mysql::ColumnType& type) const noexcept override {
    return masks::carries_mysql(*transform_, type);
  }
  std::unique_ptr<BoundMask> bind(std::uint32_t type) const override { return masks::bind_postgres(transform_, type); }
  std::unique_ptr<BoundMask> bind(const protocol::mysql::ColumnType& type) const override {
    return masks::bind_mysql(transform_, type);
  }

 private:
  std::shared_ptr<const masks::Transform> transform_;
  std::string spelling_;
};

std::string unknown(std::string_view name);

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view blanks = " \t";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

boost::system::result<std::shared_ptr<const Mask>, std::string> parse_mask(std::string_view spelling,
                                                                           std::shared_ptr<const TokenKey> token_key) {
  const std::string_view text = trimmed(spelling);
  if (text.empty()) return std::string("a mask is missing here, as in \"redact\"");

  masks::Arguments arguments;
  arguments.token_key = std::move(token_key);
  std::string_view name = text;
  if (const std::size_t open = text.find('('); open != std::string_view::npos) {
    if (text.back() != ')') return "mask '" + std::string(text) + "' has no closing parenthesis";
    name = text.substr(0, open);
    arguments.given = true;
    arguments.text = trimmed(text.substr(open + 1, text.size() - open - 2));
  }
  name = trimmed(name);

  const auto entries = masks::registry();
  const auto entry = std::ranges::find(entries, name, &masks::Entry::name);
  if (entry == entries.end()) return unknown(name);
  auto made = entry->make(arguments);
  if (!made) return made.error();
  return std::shared_ptr<const Mask>(std::make_shared<ParsedMask>(*made));
}

std::vector<std::string_view> mask_names() {
  std::vector<std::string_view> names;
  for (const auto& entry : masks::registry()) names.push_back(entry.name);
  return names;
}

namespace {

/// Edits from one word to the other: insertions, deletions, replacements.
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

std::string unknown(std::string_view name) {
  std::string message = "unknown mask '" + std::string(name.substr(0, 40)) + "'";
  if (name.size() <= 40) {
    const auto entries = masks::registry();
    const auto nearest =
        std::ranges::min_element(entries, {}, [&](const auto& entry) { return distance(name, entry.name); });
    if (distance(name, nearest->name) <= 2) return message + "; did you mean '" + std::string(nearest->usage) + "'?";
  }
  message += "; known are";
  for (const auto& entry : masks::registry()) message += " " + std::string(entry.name);
  return message;
}

}  // namespace

}  // namespace jaali::masking_rules

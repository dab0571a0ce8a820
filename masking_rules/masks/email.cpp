// email: a****@example.com. The first character of the local part, four stars whatever its length, the domain. A local
// part of one character is hidden whole; what is no address is, too: ****.
#include <algorithm>

#include "masking_rules/masks/code_points.h"
#include "masking_rules/masks/registry.h"

namespace jaali::masking_rules::masks {

namespace {

constexpr std::size_t stars = 4;

constexpr bool is_letter_or_digit(unsigned char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
}

/// Two labels or more, the last not a number: what is shown in the clear must not be something else with an @ in it.
bool is_domain(std::string_view text) noexcept {
  constexpr std::size_t longest = 253;
  if (text.size() > longest) return false;
  std::size_t labels = 0;
  bool digits_only = true;
  for (std::string_view rest = text;; ++labels) {
    const std::size_t size = std::min(rest.find('.'), rest.size());
    const std::string_view label = rest.substr(0, size);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    if (!std::ranges::all_of(label,
                             [](char c) { return c == '-' || is_letter_or_digit(static_cast<unsigned char>(c)); }))
      return false;
    digits_only = std::ranges::all_of(label, [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
    if (size == rest.size()) break;
    rest.remove_prefix(size + 1);
  }
  return labels >= 1 && !digits_only;
}

/// The first character of a local part that has more than one, marks apart; else nothing.
std::string_view shown_start(std::string_view local) noexcept {
  if (local.empty()) return {};
  const CodePoint first = first_code_point(local);
  if (is_mark(first.value)) return {};
  for (std::string_view rest = local.substr(first.size); !rest.empty();) {
    const CodePoint next = first_code_point(rest);
    if (!is_mark(next.value)) return local.substr(0, first.size);
    rest.remove_prefix(next.size);
  }
  return {};
}

class Email final : public Transform {
 public:
  std::string spelling() const override { return "email"; }
  bool carries(Kind kind, const Limits&) const noexcept override { return kind == Kind::text; }
  bool text(const Text& text, const Limits& limits, std::string& out) const override {
    const std::size_t room =
        limits.characters < 0 ? std::string_view::npos : static_cast<std::size_t>(limits.characters);
    const std::size_t at = text.utf8.rfind('@');
    if (at == 0 || at == std::string_view::npos || !is_domain(text.utf8.substr(at + 1))) {
      out.append(std::min(stars, room), '*');
      return true;
    }
    const std::string_view start = shown_start(text.utf8.substr(0, at)), domain = text.utf8.substr(at);
    // Where four stars do not fit a varchar(n), fewer are written; how many depends on the domain, not on what is
    // hidden.
    const std::size_t others = (start.empty() ? 0 : 1) + count_code_points(domain);
    if (others >= room) {
      out.append(std::min(stars, room), '*');
      return true;
    }
    out += start;
    out.append(std::min(stars, room - others), '*');
    out += domain;
    return true;
  }
};

}  // namespace

Made make_email(const Arguments& arguments) {
  if (!arguments.none()) return std::string("email takes no arguments");
  return std::shared_ptr<const Transform>(std::make_shared<Email>());
}

}  // namespace jaali::masking_rules::masks

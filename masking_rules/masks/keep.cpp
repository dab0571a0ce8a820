// keep(first,last), keep_first(n), keep_last(n): the first and last characters stay, separators stay, the rest becomes
// '*' (a digit of a number or uuid becomes 0). Every code point counts. Where, separators and marks apart, no more
// would be hidden than shown, all is. A mark at the front of the kept end is hidden with the base it belongs to.
#include <algorithm>

#include "masking_rules/masks/code_points.h"
#include "masking_rules/masks/registry.h"
#include "protocol/value_text.h"

namespace jaali::masking_rules::masks {

namespace {

using protocol::DecimalText;
using protocol::IntegerText;
constexpr std::uint64_t most_kept = 1000;

class Keep final : public Transform {
 public:
  Keep(std::string spelling, std::size_t first, std::size_t last)
      : spelling_(std::move(spelling)), first_(first), last_(last) {}
  std::string spelling() const override { return spelling_; }
  bool carries(Kind kind, const Limits&) const noexcept override {
    return kind == Kind::text || kind == Kind::integer || kind == Kind::decimal || kind == Kind::uuid;
  }
  bool text(const Text& text, const Limits&, std::string& out) const override {
    if (text.ascii) {
      const std::size_t start = out.size();
      out.append(text.utf8.size(), '*');
      show_ascii(text.utf8, out.data() + start);
    } else {
      mask_unicode(text.utf8, out);
    }
    return true;
  }
  std::optional<Integer> integer(Integer value, const Limits&) const override {
    return protocol::read_integer_text(digits(IntegerText(value).view()).view());
  }
  std::optional<Decimal> decimal(const Decimal& value, const Limits&) const override {
    return protocol::read_finite_decimal_text(digits(DecimalText(value).view()).view());
  }
  std::optional<Uuid> uuid(const Uuid& value) const override;

 private:
  struct Digits {
    char text[Decimal::max_digits + 4];
    std::size_t size = 0;
    [[nodiscard]] std::string_view view() const noexcept { return {text, size}; }
  };
  Digits digits(std::string_view number) const noexcept;
  void show_ascii(std::string_view text, char* out) const noexcept;
  void mask_unicode(std::string_view text, std::string& out) const;

  std::string spelling_;
  std::size_t first_, last_;
};

/// `out` holds as many mask characters as `text` has characters; puts those that stay in their places.
void Keep::show_ascii(std::string_view text, char* out) const noexcept {
  const std::size_t head = std::min(first_, text.size());
  const std::size_t tail = std::max(head, text.size() - std::min(last_, text.size()));
  std::size_t hidden = 0, shown = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_separator(static_cast<unsigned char>(text[at]))) continue;
    ++(at >= head && at < tail ? hidden : shown);
  }
  if (hidden + shown == 0) return;  // separators alone: they would be the whole value
  const bool all = hidden <= shown;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool kept = !all && (at < head || at >= tail);
    if (kept || is_separator(static_cast<unsigned char>(text[at]))) out[at] = text[at];
  }
}

void Keep::mask_unicode(std::string_view text, std::string& out) const {
  const std::size_t count = count_code_points(text);
  const std::size_t head = std::min(first_, count);
  std::size_t tail = std::max(head, count - std::min(last_, count));
  std::size_t hidden = 0, shown = 0, at = 0;
  bool at_tail = true;
  for (std::string_view rest = text; !rest.empty(); ++at) {
    const CodePoint c = first_code_point(rest);
    rest.remove_prefix(c.size);
    const bool mark = is_mark(c.value);
    if (at == tail && at_tail) {
      if (mark)
        ++tail;
      else
        at_tail = false;
    }
    if (!mark && !is_separator(c.value)) ++(at >= head && at < tail ? hidden : shown);
  }
  const bool all = hidden <= shown, whole = hidden + shown == 0;
  at = 0;
  for (std::string_view rest = text; !rest.empty(); ++at) {
    const CodePoint c = first_code_point(rest);
    const bool kept = (!all && (at < head || at >= tail)) || (!whole && is_separator(c.value));
    if (kept)
      out += rest.substr(0, c.size);
    else
      out.push_back('*');
    rest.remove_prefix(c.size);
  }
}

Keep::Digits Keep::digits(std::string_view number) const noexcept {
  Digits masked;
  masked.size = number.size();
  std::fill_n(masked.text, masked.size, '0');
  show_ascii(number, masked.text);
  return masked;
}

std::optional<Uuid> Keep::uuid(const Uuid& value) const {
  char text[36];
  std::size_t size = 0;
  constexpr std::string_view hex = "0123456789abcdef";
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (at == 4 || at == 6 || at == 8 || at == 10) text[size++] = '-';
    text[size++] = hex[value[at] >> 4];
    text[size++] = hex[value[at] & 15];
  }
  char masked[36];
  std::fill_n(masked, size, '0');
  show_ascii({text, size}, masked);
  return protocol::read_uuid_text({masked, size});
}

Made made(std::string spelling, std::uint64_t first, std::uint64_t last) {
  return std::shared_ptr<const Transform>(std::make_shared<Keep>(std::move(spelling), first, last));
}

}  // namespace

Made make_keep(const Arguments& arguments) {
  const auto numbers = arguments.numbers(2, 0, most_kept);
  if (!numbers) return std::string("keep takes how many characters stay at the start and at the end, as in keep(5,2)");
  const std::uint64_t first = (*numbers)[0], last = (*numbers)[1];
  return made("keep(" + std::to_string(first) + "," + std::to_string(last) + ")", first, last);
}

Made make_keep_first(const Arguments& arguments) {
  const auto numbers = arguments.numbers(1, 0, most_kept);
  if (!numbers) return std::string("keep_first takes how many characters stay, as in keep_first(3)");
  return made("keep_first(" + std::to_string(numbers->front()) + ")", numbers->front(), 0);
}

Made make_keep_last(const Arguments& arguments) {
  const auto numbers = arguments.numbers(1, 0, most_kept);
  if (!numbers) return std::string("keep_last takes how many characters stay, as in keep_last(4)");
  return made("keep_last(" + std::to_string(numbers->front()) + ")", 0, numbers->front());
}

}  // namespace jaali::masking_rules::masks

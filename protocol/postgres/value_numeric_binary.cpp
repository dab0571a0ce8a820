// numeric's binary form (numeric_send): counts and base-10000 digits, aligned to the decimal point.
#include <algorithm>

#include "protocol/postgres/frame.h"
#include "protocol/postgres/value_number.h"

namespace jaali::protocol::postgres {

namespace {

constexpr std::uint16_t positive = 0x0000, negative = 0x4000, nan = 0xC000, infinity = 0xD000, minus_infinity = 0xF000;
constexpr std::size_t head = 8;
constexpr Magnitude last_with_room = power_of_ten(Decimal::max_digits - 1) - 1;

void append_u16(std::string& out, unsigned value) {
  out.push_back(static_cast<char>(value >> 8));
  out.push_back(static_cast<char>(value & 0xff));
}

unsigned digit_group(ByteView bytes, int index, int count) noexcept {
  return index < count ? load_u16(bytes.data() + head + 2 * static_cast<std::size_t>(index)) : 0U;
}

}  // namespace

std::optional<Decimal> read_decimal_binary(ByteView bytes) noexcept {
  if (bytes.size() < head) return std::nullopt;
  const int count = static_cast<std::int16_t>(load_u16(bytes.data()));
  const int weight = static_cast<std::int16_t>(load_u16(bytes.data() + 2));  // groups before the point, less one
  const std::uint16_t sign = load_u16(bytes.data() + 4);
  const int scale = load_u16(bytes.data() + 6);
  Decimal value;
  if (sign == nan) value.form = Decimal::Form::nan;
  if (sign == infinity) value.form = Decimal::Form::infinity;
  if (sign == minus_infinity) value.form = Decimal::Form::negative_infinity;
  if (value.form != Decimal::Form::finite)
    return count == 0 && bytes.size() == head ? std::optional(value) : std::nullopt;
  if (sign != positive && sign != negative) return std::nullopt;
  if (count < 0 || bytes.size() != head + 2 * static_cast<std::size_t>(count)) return std::nullopt;
  if (scale > Decimal::max_digits || weight > Decimal::max_digits / 4) return std::nullopt;

  // Digits from the first group down to the scale's last one; what is stored behind that must be zero.
  const int groups_needed = weight + 1 + (scale + 3) / 4;
  for (int index = 0; index < std::max(count, groups_needed); ++index) {
    const unsigned group = digit_group(bytes, index, count);
    if (group > 9999) return std::nullopt;
    for (unsigned power = 1000, place = 0; power != 0; power /= 10, ++place) {
      const unsigned digit = group / power % 10;
      const int behind_point = 4 * (index - weight - 1) + static_cast<int>(place) + 1;  // 1: the first decimal
      if (behind_point > scale) {
        if (digit != 0) return std::nullopt;
        continue;
      }
      if (value.magnitude > last_with_room) return std::nullopt;
      value.magnitude = value.magnitude * 10 + digit;
    }
  }
  value.scale = static_cast<std::uint8_t>(scale);
  value.negative = sign == negative && value.magnitude != 0;
  return value;
}

void append_decimal_binary(std::string& out, const Decimal& value) {
  if (value.form != Decimal::Form::finite) {
    append_u16(out, 0);
    append_u16(out, 0);
    append_u16(out, value.form == Decimal::Form::nan        ? nan
                    : value.form == Decimal::Form::infinity ? infinity
                                                            : minus_infinity);
    append_u16(out, 0);
    return;
  }
  // Text digits padded to whole groups on both sides of the point.
  const DecimalText text({.magnitude = value.magnitude, .scale = value.scale, .negative = false, .form = value.form});
  const std::string_view digits = text.view();
  const int whole = static_cast<int>(std::min(digits.find('.'), digits.size()));
  const int whole_groups = (whole + 3) / 4;
  const int groups = whole_groups + (value.scale + 3) / 4;
  unsigned group[2 + 2 * (Decimal::max_digits + 3) / 4] = {};
  int at = 4 * whole_groups - whole;
  for (const char c : digits) {
    if (c == '.') continue;
    auto& target = group[at++ / 4];
    target = target * 10 + static_cast<unsigned>(c - '0');
  }
  for (; at % 4 != 0; ++at) group[at / 4] *= 10;

  int first = 0, last = groups;
  while (first < last && group[first] == 0) ++first;
  while (last > first && group[last - 1] == 0) --last;
  append_u16(out, static_cast<unsigned>(last - first));
  append_u16(out, first == last ? 0U : static_cast<unsigned>(whole_groups - 1 - first) & 0xffff);
  append_u16(out, value.negative && first != last ? negative : positive);
  append_u16(out, value.scale);
  for (int index = first; index < last; ++index) append_u16(out, group[index]);
}

}  // namespace jaali::protocol::postgres

#include "protocol/value_text.h"

#include <algorithm>
#include <charconv>

namespace jaali::protocol {

namespace {

constexpr Magnitude last_with_room = power_of_ten(Decimal::max_digits - 1) - 1;  // one more digit fits behind it
constexpr std::uint64_t least_magnitude = std::uint64_t{1} << 63;                // of a negative number

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

constexpr int hex_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr bool hyphen_at(std::size_t at) noexcept { return at == 8 || at == 13 || at == 18 || at == 23; }

/// `size` digits at `at`, or -1.
int digits_at(std::string_view text, std::size_t at, std::size_t size) noexcept {
  int value = 0;
  for (const char c : text.substr(at, size)) {
    if (!is_digit(c)) return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<Integer> read_integer_text(std::string_view text) noexcept {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::uint64_t magnitude = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, magnitude);
  if (error != std::errc{} || stop != end || (negative && magnitude > least_magnitude)) return std::nullopt;
  return negative ? -Integer{magnitude} : Integer{magnitude};
}

void append_integer_text(std::string& out, Integer value) { out += IntegerText(value).view(); }

IntegerText::IntegerText(Integer value) noexcept {
  if (value < 0) text[size++] = '-';
  const auto magnitude = static_cast<std::uint64_t>(value < 0 ? -value : value);
  size = static_cast<std::size_t>(std::to_chars(text + size, text + sizeof text, magnitude).ptr - text);
}

std::optional<Decimal> read_finite_decimal_text(std::string_view text) noexcept {
  Decimal value;
  value.negative = text.starts_with('-');
  if (value.negative) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  if (point == 0 || point + 1 == text.size()) return std::nullopt;  // ".5", "5." and "" are not written by servers

  bool behind_point = false;
  for (const char c : text) {
    if (c == '.' && !behind_point) {
      behind_point = true;
      continue;
    }
    if (!is_digit(c) || value.magnitude > last_with_room) return std::nullopt;
    if (behind_point && value.scale == Decimal::max_digits) return std::nullopt;
    value.magnitude = value.magnitude * 10 + static_cast<unsigned>(c - '0');
    if (behind_point) ++value.scale;
  }
  if (value.magnitude == 0) value.negative = false;
  return value;
}

DecimalText::DecimalText(const Decimal& value) noexcept {
  char reversed[Decimal::max_digits + 1];
  int digits = 0;
  for (Magnitude rest = value.magnitude; rest != 0 && digits < Decimal::max_digits; rest /= 10)
    reversed[digits++] = static_cast<char>('0' + static_cast<int>(rest % 10));
  while (digits <= value.scale && digits <= Decimal::max_digits) reversed[digits++] = '0';  // one before the point

  if (value.negative && value.magnitude != 0) text[size++] = '-';
  while (digits > 0) {
    if (digits == value.scale) text[size++] = '.';
    text[size++] = reversed[--digits];
  }
}

std::optional<CivilDate> read_iso_day(std::string_view text) noexcept {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = digits_at(text, 0, 4), month = digits_at(text, 5, 2), day = digits_at(text, 8, 2);
  if (year < 1 || month < 1 || day < 1) return std::nullopt;
  const CivilDate date{year, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
  if (!is_day(date)) return std::nullopt;
  return date;
}

std::optional<Uuid> read_uuid_text(std::string_view text) noexcept {
  if (text.size() != 36) return std::nullopt;
  Uuid uuid{};
  std::size_t digit = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (hyphen_at(at) != (text[at] == '-')) return std::nullopt;
    if (hyphen_at(at)) continue;
    const int value = hex_value(text[at]);
    if (value < 0) return std::nullopt;
    uuid[digit / 2] = static_cast<std::uint8_t>(uuid[digit / 2] * 16 + value);
    ++digit;
  }
  return uuid;
}

void append_uuid_text(std::string& out, const Uuid& uuid) {
  constexpr char hex_digits[] = "0123456789abcdef";
  for (std::size_t at = 0; at < uuid.size(); ++at) {
    if (at == 4 || at == 6 || at == 8 || at == 10) out.push_back('-');
    out.push_back(hex_digits[uuid[at] >> 4]);
    out.push_back(hex_digits[uuid[at] & 15]);
  }
}

}  // namespace jaali::protocol

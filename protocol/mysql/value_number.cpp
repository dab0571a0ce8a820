#include "protocol/mysql/value_number.h"

#include <bit>
#include <charconv>
#include <cmath>

namespace jaali::protocol::mysql {

namespace {

constexpr std::uint8_t most_decimals = 30;
constexpr int float_digits = 6;  // FLT_DIG

std::uint64_t load(ByteView bytes) noexcept {
  std::uint64_t value = 0;
  for (std::size_t at = bytes.size(); at > 0; --at) value = value << 8 | std::to_integer<std::uint64_t>(bytes[at - 1]);
  return value;
}

template <class Float>
std::optional<double> parse(std::string_view text) noexcept {
  Float value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
  return static_cast<double>(value);
}

/// Digits of a finite value in a buffer that holds DBL_MAX with thirty decimals.
struct FloatText {
  char text[400];
  std::size_t size = 0;
  [[nodiscard]] std::string_view view() const noexcept { return {text, size}; }
  template <class... Style>
  explicit FloatText(double value, Style... style) noexcept {
    size = static_cast<std::size_t>(std::to_chars(text, text + sizeof text, value, style...).ptr - text);
  }
};

FloatText shown(double value, int width, std::uint8_t decimals) noexcept {
  if (decimals <= most_decimals) return FloatText(value, std::chars_format::fixed, int{decimals});
  if (width == 4) return FloatText(value, std::chars_format::scientific, float_digits - 1);
  return FloatText(value, std::chars_format::scientific);
}

/// 1.23450e+07 → 12345000, 1.5e20, 1.5e-20.
void append_general(std::string& out, std::string_view scientific) {
  constexpr int last_fixed = 14, first_fixed = -15;
  const std::size_t at = scientific.find('e');
  std::string_view mantissa = scientific.substr(0, at), exponent_text = scientific.substr(at + 1);
  if (exponent_text.starts_with('+')) exponent_text.remove_prefix(1);
  int exponent = 0;
  std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);

  if (mantissa.starts_with('-')) {
    out.push_back('-');
    mantissa.remove_prefix(1);
  }
  char digits[32];
  std::size_t count = 0;
  for (const char c : mantissa)
    if (c != '.') digits[count++] = c;
  while (count > 1 && digits[count - 1] == '0') --count;

  const bool fraction = exponent >= 0 && count > static_cast<std::size_t>(exponent) + 1;
  if (exponent < first_fixed || (exponent > last_fixed && !fraction)) {
    out.push_back(digits[0]);
    if (count > 1) out.push_back('.'), out.append(digits + 1, count - 1);
    out.push_back('e');
    out += std::to_string(exponent);
  } else if (exponent < 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-exponent - 1), '0');
    out.append(digits, count);
  } else {
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    out.append(digits, std::min(count, whole));
    if (whole >= count)
      out.append(whole - count, '0');
    else
      out.push_back('.'), out.append(digits + whole, count - whole);
  }
}

}  // namespace

std::optional<Integer> read_integer_binary(ByteView bytes, int wire_width, bool is_unsigned) noexcept {
  if (bytes.size() != static_cast<std::size_t>(wire_width)) return std::nullopt;
  const std::uint64_t value = load(bytes);
  if (is_unsigned) return Integer{value};
  const int unused = 64 - 8 * wire_width;
  return Integer{static_cast<std::int64_t>(value << unused) >> unused};
}

void append_integer_binary(std::string& out, Integer value, int wire_width) {
  auto rest = static_cast<std::uint64_t>(value);
  for (int at = 0; at < wire_width; ++at, rest >>= 8) out.push_back(static_cast<char>(rest & 0xff));
}

std::optional<double> read_float_text(std::string_view text, int width) noexcept {
  return width == 4 ? parse<float>(text) : parse<double>(text);
}

std::optional<double> read_float_binary(ByteView bytes, int width, std::uint8_t decimals) noexcept {
  if (bytes.size() != static_cast<std::size_t>(width)) return std::nullopt;
  const std::uint64_t bits = load(bytes);
  const double value = width == 4 ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                                  : std::bit_cast<double>(bits);
  if (!std::isfinite(value)) return std::nullopt;
  if (width == 8 && decimals > most_decimals) return value;
  return read_float_text(shown(value, width, decimals).view(), width);
}

void append_float_text(std::string& out, double value, int width, std::uint8_t decimals) {
  if (value == 0) value = 0;  // no sign on a zero
  const FloatText text = shown(value, width, decimals);
  if (decimals <= most_decimals)
    out += text.view();
  else
    append_general(out, text.view());
}

void append_float_binary(std::string& out, double value, int width) {
  const std::uint64_t bits =
      width == 4 ? std::bit_cast<std::uint32_t>(static_cast<float>(value)) : std::bit_cast<std::uint64_t>(value);
  append_integer_binary(out, Integer{bits}, width);
}

}  // namespace jaali::protocol::mysql

#include "protocol/postgres/value_number.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "protocol/postgres/frame.h"

namespace jaali::protocol::postgres {

namespace {

std::uint64_t load_u64(const std::byte* at) noexcept { return (std::uint64_t{load_u32(at)} << 32) | load_u32(at + 4); }

template <class Float>
std::optional<double> parse_float(std::string_view text) noexcept {
  Float value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
  return static_cast<double>(value);
}

// As float8out does: fixed digits while they are few, else an exponent.
template <class Float>
void print_float(std::string& out, Float value) {
  const Float size = std::abs(value);
  constexpr auto many = sizeof(Float) == 4 ? Float(1e6) : Float(1e15);
  const bool fixed = size == 0 || (size >= Float(1e-4) && size < many);
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value,
                                 fixed ? std::chars_format::fixed : std::chars_format::scientific);
  out.append(buffer, end.ptr);
}

}  // namespace

std::optional<std::int64_t> read_integer_text(std::string_view text, int width) noexcept {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || !fits_width(value, width)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> read_integer_binary(ByteView bytes, int width) noexcept {
  if (bytes.size() != static_cast<std::size_t>(width)) return std::nullopt;
  switch (width) {
    case 2:
      return static_cast<std::int16_t>(load_u16(bytes.data()));
    case 4:
      return static_cast<std::int32_t>(load_u32(bytes.data()));
    case 8:
      return static_cast<std::int64_t>(load_u64(bytes.data()));
    default:
      return std::nullopt;
  }
}

bool fits_width(std::int64_t value, int width) noexcept {
  switch (width) {
    case 2:
      return value == static_cast<std::int16_t>(value);
    case 4:
      return value == static_cast<std::int32_t>(value);
    default:
      return true;
  }
}

void append_integer_text(std::string& out, std::int64_t value) {
  char buffer[24];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

void append_integer_binary(std::string& out, std::int64_t value, int width) {
  for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<char>((static_cast<std::uint64_t>(value) >> shift) & 0xff));
}

std::optional<double> read_float_text(std::string_view text, int width) noexcept {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  return width == 4 ? parse_float<float>(text) : parse_float<double>(text);
}

std::optional<double> read_float_binary(ByteView bytes, int width) noexcept {
  if (bytes.size() != static_cast<std::size_t>(width)) return std::nullopt;
  if (width == 4) return static_cast<double>(std::bit_cast<float>(load_u32(bytes.data())));
  if (width == 8) return std::bit_cast<double>(load_u64(bytes.data()));
  return std::nullopt;
}

void append_float_text(std::string& out, double value, int width) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value < 0 ? "-Infinity" : "Infinity";
  } else if (width == 4) {
    print_float(out, static_cast<float>(value));
  } else {
    print_float(out, value);
  }
}

void append_float_binary(std::string& out, double value, int width) {
  const std::uint64_t bits =
      width == 4 ? std::bit_cast<std::uint32_t>(static_cast<float>(value)) : std::bit_cast<std::uint64_t>(value);
  append_integer_binary(out, static_cast<std::int64_t>(bits), width);
}

std::optional<Decimal> read_decimal_text(std::string_view text) noexcept {
  Decimal value;
  if (text == "NaN") value.form = Decimal::Form::nan;
  if (text == "Infinity") value.form = Decimal::Form::infinity;
  if (text == "-Infinity") value.form = Decimal::Form::negative_infinity;
  if (value.form != Decimal::Form::finite) return value;
  return read_finite_decimal_text(text);
}

void append_decimal_text(std::string& out, const Decimal& value) {
  switch (value.form) {
    case Decimal::Form::nan:
      out += "NaN";
      return;
    case Decimal::Form::infinity:
      out += "Infinity";
      return;
    case Decimal::Form::negative_infinity:
      out += "-Infinity";
      return;
    case Decimal::Form::finite:
      out += DecimalText(value).view();
      return;
  }
}

}  // namespace jaali::protocol::postgres

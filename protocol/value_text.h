#pragma once
// Numbers, days and UUIDs in the spelling that every database shares and that rules files use: -12, 1.50, 1990-06-17,
// 123e4567-e89b-…. Readers take a whole text and return nothing for what is written otherwise; writers append. No
// allocation beyond the growth of `out`; any thread.
#include <optional>
#include <string>
#include <string_view>

#include "protocol/value_model.h"

namespace jaali::protocol {

/// Of -2^63 to 2^64 - 1, without a plus sign; leading zeros are read.
[[nodiscard]] std::optional<Integer> read_integer_text(std::string_view text) noexcept;
void append_integer_text(std::string& out, Integer value);

/// A finite decimal of at most 38 digits, as an integer and its scale together, with a digit on both sides of a point.
[[nodiscard]] std::optional<Decimal> read_finite_decimal_text(std::string_view text) noexcept;

/// A finite decimal's text in a buffer of its own, for masks that work on digits: sign, digits, point, scale's digits.
struct DecimalText {
  explicit DecimalText(const Decimal& value) noexcept;
  [[nodiscard]] std::string_view view() const noexcept { return {text, size}; }
  char text[Decimal::max_digits + 4];
  std::size_t size = 0;
};
/// The same for a whole number.
struct IntegerText {
  explicit IntegerText(Integer value) noexcept;
  [[nodiscard]] std::string_view view() const noexcept { return {text, size}; }
  char text[24];
  std::size_t size = 0;
};

/// yyyy-mm-dd with a year of four digits, 0001 to 9999, that exists.
[[nodiscard]] std::optional<CivilDate> read_iso_day(std::string_view text) noexcept;

[[nodiscard]] std::optional<Uuid> read_uuid_text(std::string_view text) noexcept;
void append_uuid_text(std::string& out, const Uuid& uuid);

}  // namespace jaali::protocol

#pragma once
// What a value is, apart from how a server writes it: the neutral forms that masks compute with, and that the codecs of
// every database hand out and take. Nothing here knows a text or binary form. Plain values.
#include <array>
#include <cstdint>
#include <limits>
#include <optional>

namespace jaali::protocol {

__extension__ typedef unsigned __int128 Magnitude;
/// A whole number of any width and sign that databases have: -2^63 to 2^64 - 1.
__extension__ typedef __int128 Integer;

/// An exact number: magnitude / 10^scale. Numbers of more than 38 digits are not read.
struct Decimal {
  enum class Form : std::uint8_t { finite, nan, infinity, negative_infinity };
  static constexpr int max_digits = 38;

  Magnitude magnitude = 0;
  std::uint8_t scale = 0;  ///< digits behind the point, at most max_digits
  bool negative = false;
  Form form = Form::finite;
};
/// 10^exponent, for 0 to 38.
[[nodiscard]] constexpr Magnitude power_of_ten(int exponent) noexcept {
  Magnitude power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}
/// The same finite number with another scale, rounded half away from zero; nothing above 38 digits.
[[nodiscard]] std::optional<Decimal> rescale(const Decimal& value, std::uint8_t scale) noexcept;

/// Days from 2000-01-01 in the proleptic Gregorian calendar.
struct Date {
  static constexpr std::int32_t infinity = std::numeric_limits<std::int32_t>::max();
  static constexpr std::int32_t negative_infinity = std::numeric_limits<std::int32_t>::min();
  std::int32_t days = 0;
  [[nodiscard]] bool finite() const noexcept { return days != infinity && days != negative_infinity; }
};

inline constexpr std::int64_t microseconds_per_day = 86'400'000'000;

/// Microseconds from 2000-01-01 00:00, in UTC where the type has a time zone.
struct Timestamp {
  static constexpr std::int64_t infinity = std::numeric_limits<std::int64_t>::max();
  static constexpr std::int64_t negative_infinity = std::numeric_limits<std::int64_t>::min();
  std::int64_t microseconds = 0;
  [[nodiscard]] bool finite() const noexcept { return microseconds != infinity && microseconds != negative_infinity; }
};

/// A calendar day; `year` is astronomical (0 is 1 BC).
struct CivilDate {
  std::int32_t year = 2000;
  std::uint8_t month = 1, day = 1;
};
[[nodiscard]] bool is_day(const CivilDate& date) noexcept;           ///< month and day exist in that year
[[nodiscard]] std::int64_t days_of(const CivilDate& date) noexcept;  ///< from 2000-01-01
[[nodiscard]] CivilDate civil_of(std::int64_t days) noexcept;        ///< within ±2^31 days

using Uuid = std::array<std::uint8_t, 16>;

}  // namespace jaali::protocol

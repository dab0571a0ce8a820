#include "protocol/value_model.h"

namespace jaali::protocol {

namespace {

constexpr std::int64_t days_per_era = 146'097;  // 400 years
constexpr std::int64_t era_start = -730'485;    // 0000-01-01

constexpr bool is_leap(std::int64_t year) noexcept { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }
constexpr int days_before_month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

constexpr int days_before(int month, bool leap) noexcept { return days_before_month[month - 1] + (leap && month > 2); }
// Days from the first of the era to the first of its year `year` (0 to 400): year 0 of an era is a leap year.
constexpr std::int64_t days_before_year(std::int64_t year) noexcept {
  return year * 365 + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
}

}  // namespace

std::optional<Decimal> rescale(const Decimal& value, std::uint8_t scale) noexcept {
  Decimal result = value;
  result.scale = scale;
  if (scale >= value.scale) {
    const Magnitude factor = power_of_ten(scale - value.scale);
    if (value.magnitude > (power_of_ten(Decimal::max_digits) - 1) / factor) return std::nullopt;
    result.magnitude = value.magnitude * factor;
  } else {
    const Magnitude divisor = power_of_ten(value.scale - scale);
    const Magnitude rest = value.magnitude % divisor;
    result.magnitude = value.magnitude / divisor + (rest >= divisor - rest ? 1 : 0);
  }
  if (result.magnitude == 0) result.negative = false;
  return result;
}

bool is_day(const CivilDate& date) noexcept {
  if (date.month < 1 || date.month > 12 || date.day < 1) return false;
  const bool leap = is_leap(date.year);
  return date.day <= days_before(date.month + 1, leap) - days_before(date.month, leap);
}

std::int64_t days_of(const CivilDate& date) noexcept {
  std::int64_t era = date.year / 400;
  std::int64_t year = date.year % 400;
  if (year < 0) {
    year += 400;
    --era;
  }
  return era_start + era * days_per_era + days_before_year(year) + days_before(date.month, is_leap(date.year)) +
         date.day - 1;
}

CivilDate civil_of(std::int64_t days) noexcept {
  std::int64_t era = (days - era_start) / days_per_era;
  std::int64_t rest = (days - era_start) % days_per_era;
  if (rest < 0) {
    rest += days_per_era;
    --era;
  }
  std::int64_t year = rest / 366;  // never too late, at most one year too early
  while (days_before_year(year + 1) <= rest) ++year;
  rest -= days_before_year(year);
  const bool leap = is_leap(year);
  int month = static_cast<int>(rest / 31) + 1;  // likewise
  while (month < 12 && days_before(month + 1, leap) <= rest) ++month;
  return {static_cast<std::int32_t>(era * 400 + year), static_cast<std::uint8_t>(month),
          static_cast<std::uint8_t>(rest - days_before(month, leap) + 1)};
}

}  // namespace jaali::protocol

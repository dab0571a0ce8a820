// year_only: the first of January of the same year, at midnight; a timestamptz's year and midnight are those of UTC, so
// that no session's time zone moves the line between two years. Infinity has no year and becomes NULL. Text must be an
// ISO date (and may go on with a time): 1990-06-17 → 1990-01-01.
#include "masking_rules/masks/registry.h"
#include "protocol/value_text.h"

namespace jaali::masking_rules::masks {

namespace {

using protocol::microseconds_per_day;

/// Of the year in which the day lies.
std::int64_t first_of_year(std::int64_t days) noexcept {
  return protocol::days_of({protocol::civil_of(days).year, 1, 1});
}

class YearOnly final : public Transform {
 public:
  std::string spelling() const override { return "year_only"; }
  bool carries(Kind kind, const Limits&) const noexcept override {
    return kind == Kind::date || kind == Kind::timestamp || kind == Kind::text;
  }
  std::optional<Date> date(Date value) const override {
    if (!value.finite()) return std::nullopt;
    return Date{static_cast<std::int32_t>(first_of_year(value.days))};
  }
  std::optional<Timestamp> timestamp(Timestamp value) const override {
    if (!value.finite()) return std::nullopt;
    std::int64_t days = value.microseconds / microseconds_per_day;
    if (value.microseconds % microseconds_per_day < 0) --days;
    return Timestamp{first_of_year(days) * microseconds_per_day};
  }
  bool text(const Text& text, const Limits&, std::string& out) const override {
    constexpr std::size_t date_size = 10;  // years of four digits
    const std::string_view day = text.utf8.substr(0, date_size), time = text.utf8.substr(day.size());
    if (!protocol::read_iso_day(day)) return false;
    if (!time.empty() && time.front() != ' ' && time.front() != 'T') return false;
    if (time.find_first_not_of("0123456789:.+-Z T") != std::string_view::npos) return false;
    out += day.substr(0, 4);
    out += "-01-01";
    return true;
  }
};

}  // namespace

Made make_year_only(const Arguments& arguments) {
  if (!arguments.none()) return std::string("year_only takes no arguments");
  return std::shared_ptr<const Transform>(std::make_shared<YearOnly>());
}

}  // namespace jaali::masking_rules::masks

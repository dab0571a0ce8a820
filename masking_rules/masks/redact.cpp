// redact: a constant of the type. Text: ***; numbers: 0; dates: 1900-01-01; uuid: zeros; bytea: empty; arrays: empty;
// every other built-in type: value_constants.h of its database.
#include <algorithm>

#include "masking_rules/masks/registry.h"

namespace jaali::masking_rules::masks {

namespace {

constexpr std::int64_t day_shown = -36'524;  // 1900-01-01

class Redact final : public Transform {
 public:
  std::string spelling() const override { return "redact"; }
  bool carries(Kind kind, const Limits&) const noexcept override { return kind != Kind::unknown; }
  bool shows_type_constant() const noexcept override { return true; }
  bool constant() const noexcept override { return true; }
  ArrayRule array_rule() const noexcept override { return ArrayRule::empty; }

  bool text(const Text&, const Limits& limits, std::string& out) const override {
    constexpr std::int32_t stars = 3;
    out.append(static_cast<std::size_t>(limits.characters < 0 ? stars : std::min(stars, limits.characters)), '*');
    return true;
  }
  bool bytes(ByteView, std::string&) const override { return true; }
  std::optional<Integer> integer(Integer, const Limits& limits) const override { return limits.first_integer; }
  std::optional<Decimal> decimal(const Decimal&, const Limits&) const override { return Decimal{}; }
  std::optional<double> floating(double, const Limits&) const override { return 0.0; }
  std::optional<bool> boolean() const override { return false; }
  std::optional<Date> date(Date) const override { return Date{static_cast<std::int32_t>(day_shown)}; }
  std::optional<Timestamp> timestamp(Timestamp) const override {
    return Timestamp{day_shown * protocol::microseconds_per_day};
  }
  std::optional<Uuid> uuid(const Uuid&) const override { return Uuid{}; }
};

}  // namespace

Made make_redact(const Arguments& arguments) {
  if (!arguments.none()) return std::string("redact takes no arguments; for a value of your own write fixed(…)");
  return std::shared_ptr<const Transform>(std::make_shared<Redact>());
}

}  // namespace jaali::masking_rules::masks

// round(n): the nearest multiple of n, half away from zero. A multiple that the column cannot hold gives way to the one
// towards zero. NaN and the infinities become NULL.
#include <cmath>

#include "masking_rules/masks/registry.h"

namespace jaali::masking_rules::masks {

namespace {

using protocol::Magnitude;
using protocol::power_of_ten;
constexpr std::uint64_t largest_step = 1'000'000'000'000'000;

class Round final : public Transform {
 public:
  explicit Round(std::uint64_t step) : step_(step) {}
  std::string spelling() const override { return "round(" + std::to_string(step_) + ")"; }
  /// round(1) would hand out whole numbers as they are.
  bool carries(Kind kind, const Limits&) const noexcept override {
    return (kind == Kind::integer && step_ > 1) || kind == Kind::decimal || kind == Kind::floating;
  }

  std::optional<Integer> integer(Integer value, const Limits& limits) const override {
    const Integer step = step_, magnitude = value < 0 ? -value : value;
    const Integer most = largest_integer(limits);
    const Integer rest = magnitude % step, below = magnitude - rest;
    Integer rounded = rest >= step - rest ? below + step : below;
    if (rounded > most) rounded = below > most ? below - step : below;  // the least may itself be a multiple
    return value < 0 ? -rounded : rounded;
  }

  std::optional<Decimal> decimal(const Decimal& value, const Limits& limits) const override {
    if (step_ == 1 && limits.scale == 0) return std::nullopt;
    Decimal result{.negative = value.negative};
    const Magnitude unit_scale = power_of_ten(value.scale);
    const Magnitude whole = value.magnitude / unit_scale, fraction = value.magnitude % unit_scale;
    const Magnitude rest = whole % step_, below = whole - rest;
    // rest + fraction ≥ step / 2, without leaving whole numbers: for an odd step the half lies on a fraction of one
    // half.
    const Magnitude twice = 2 * rest;
    const bool half = fraction != 0 && fraction >= unit_scale - fraction;
    const bool up = twice >= step_ || (twice + 1 == step_ && half);
    result.magnitude = up && fits(below + step_, limits) ? below + step_ : below;
    if (result.magnitude == 0) result.negative = false;
    return result;
  }

  std::optional<double> floating(double value, const Limits&) const override {
    const auto step = static_cast<double>(step_);
    const double rounded = std::round(value / step) * step;
    if (!std::isfinite(rounded)) return std::nullopt;
    return rounded == 0 ? 0.0 : rounded;  // no sign on a zero
  }

 private:
  static bool fits(Magnitude whole, const Limits& limits) noexcept {
    const std::int32_t scale = limits.scale > 0 ? limits.scale : 0;
    const std::int32_t room = Decimal::max_digits - scale;
    const std::int32_t digits =
        limits.integer_digits >= 0 && limits.integer_digits < room ? limits.integer_digits : room;
    return whole < power_of_ten(digits);
  }
  std::uint64_t step_;
};

}  // namespace

Made make_round(const Arguments& arguments) {
  const auto numbers = arguments.numbers(1, 1, largest_step);
  if (!numbers) return std::string("round takes the step to round to, a whole number from 1, as in round(1000)");
  return std::shared_ptr<const Transform>(std::make_shared<Round>(numbers->front()));
}

}  // namespace jaali::masking_rules::masks

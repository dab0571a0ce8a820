#pragma once
// What a mask does to a value, apart from how a server writes values: one function per neutral form, of which a mask
// overrides those that it carries. Bindings (postgres_binding.h, mysql_binding.h) stand between this and the wire, so
// that each database needs a binding and no mask is written twice. Immutable, shared by all threads; no allocation but
// in `out`.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/result.h"
#include "protocol/value_model.h"

namespace jaali::masking_rules::masks {

using protocol::ByteView;
using protocol::Date;
using protocol::Decimal;
using protocol::Integer;
using protocol::Timestamp;
using protocol::Uuid;

/// The neutral forms. `other`: a type that masks do not compute with, but that has a constant of its own. `unknown`: a
/// type of users or extensions, of which nothing is known but NULL.
enum class Kind : std::uint8_t {
  text,
  integer,
  decimal,
  floating,
  boolean,
  date,
  timestamp,
  uuid,
  bytes,
  other,
  unknown
};

/// What the column's type and modifier allow. -1: no limit.
struct Limits {
  std::int32_t characters = -1;      ///< text: code points
  int width = 8;                     ///< integer, floating: bytes
  bool is_unsigned = false;          ///< integer
  std::int16_t first_integer = 0;    ///< integer: what redact shows and where tokens start (MySQL's YEAR: 1901)
  std::int16_t integers = 0;         ///< integer: how many there are from there on; 0: all that the width holds
  std::int32_t integer_digits = -1;  ///< decimal: digits before the point
  std::int32_t scale = -1;           ///< decimal: digits behind it; the binding rounds to it
};

/// Least and largest whole number that the column's type holds.
[[nodiscard]] constexpr Integer least_integer(const Limits& limits) noexcept {
  return limits.is_unsigned ? Integer{0} : -(Integer{1} << (8 * limits.width - 1));
}
[[nodiscard]] constexpr Integer largest_integer(const Limits& limits) noexcept {
  return (Integer{1} << (8 * limits.width - (limits.is_unsigned ? 0 : 1))) - 1;
}
[[nodiscard]] constexpr bool holds(const Limits& limits, Integer value) noexcept {
  return value >= least_integer(limits) && value <= largest_integer(limits);
}

/// Valid UTF-8, without the blanks that a char(n) is padded with.
struct Text {
  std::string_view utf8;
  bool ascii = true;
};

/// What becomes of an array: masked element by element, or a constant that does not tell its length.
enum class ArrayRule : std::uint8_t { elements, empty, one_element };

class Transform {
 public:
  virtual ~Transform() = default;
  [[nodiscard]] virtual std::string spelling() const = 0;
  [[nodiscard]] virtual bool carries(Kind kind, const Limits& limits) const noexcept = 0;
  /// Constant masks are called with an empty value of the kind, never with the real one.
  [[nodiscard]] virtual bool constant() const noexcept { return false; }
  [[nodiscard]] virtual ArrayRule array_rule() const noexcept { return ArrayRule::elements; }
  /// Values of kind `other` become the type's own constant; else NULL.
  [[nodiscard]] virtual bool shows_type_constant() const noexcept { return false; }

  // Each answers nothing (false) for NULL. Text and bytes are appended; on false the caller takes back what was.
  virtual bool text(const Text&, const Limits&, std::string& /*out*/) const { return false; }
  virtual bool bytes(ByteView, std::string& /*out*/) const { return false; }
  virtual std::optional<Integer> integer(Integer, const Limits&) const { return std::nullopt; }
  virtual std::optional<Decimal> decimal(const Decimal&, const Limits&) const { return std::nullopt; }
  virtual std::optional<double> floating(double, const Limits&) const { return std::nullopt; }
  virtual std::optional<bool> boolean() const {
    return std::nullopt;
  }  ///< only constants: a bit has nothing to hide in
  virtual std::optional<Date> date(Date) const { return std::nullopt; }
  virtual std::optional<Timestamp> timestamp(Timestamp) const { return std::nullopt; }
  virtual std::optional<Uuid> uuid(const Uuid&) const { return std::nullopt; }
};

}  // namespace jaali::masking_rules::masks

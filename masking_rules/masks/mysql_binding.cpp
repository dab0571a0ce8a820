#include "masking_rules/masks/mysql_binding.h"

#include <algorithm>
#include <cmath>

#include "masking_rules/masks/code_points.h"
#include "masking_rules/masks/null_binding.h"
#include "masking_rules/masks/registry.h"
#include "protocol/mysql/values.h"

namespace jaali::masking_rules::masks {

namespace {

namespace my = protocol::mysql;
using my::ColumnType;
using my::FieldType;
using protocol::text_of;

/// A type as masks see it.
struct TypeFacts {
  Kind kind = Kind::other;
  int width = 8;       ///< of its range, in bytes
  int wire_width = 8;  ///< in a binary row
  bool zoned = false;  ///< TIMESTAMP: shown in the session's time zone
};
TypeFacts facts_of(const ColumnType& type) noexcept;
Limits limits_of(const ColumnType& type, const TypeFacts& facts, const ValueContext& context) noexcept;

class MysqlMask final : public BoundMask {
 public:
  MysqlMask(std::shared_ptr<const Transform> transform, const ColumnType& type, const TypeFacts& facts)
      : transform_(std::move(transform)),
        type_(type),
        facts_(facts),
        charset_(my::charset_of(type.collation)),
        constant_(transform_->constant()) {}
  bool constant() const noexcept override { return constant_; }
  bool apply(ByteView value, const ValueContext& context, std::string& out) const override {
    const std::size_t start = out.size();
    if (write(value, context, out)) {
      if (context.zerofill && context.format == Format::text) fill_with_zeros(context.length, start, out);
      return true;
    }
    out.resize(start);
    return false;
  }

 private:
  bool write(ByteView value, const ValueContext& context, std::string& out) const;
  bool text(std::string_view value, const Limits& limits, std::string& out) const;
  bool integer(ByteView value, bool binary, const Limits& limits, std::string& out) const;
  bool decimal(ByteView value, const Limits& limits, std::string& out) const;
  bool floating(ByteView value, const ValueContext& context, const Limits& limits, std::string& out) const;
  bool date(ByteView value, bool binary, std::string& out) const;
  bool timestamp(ByteView value, const ValueContext& context, std::string& out) const;
  bool uuid(ByteView value, std::string& out) const;
  void fill_with_zeros(std::uint32_t width, std::size_t start, std::string& out) const;

  std::shared_ptr<const Transform> transform_;
  ColumnType type_;
  TypeFacts facts_;
  const my::Charset& charset_;
  bool constant_;
};

}  // namespace

bool carries_mysql(const Transform& transform, const ColumnType& type) noexcept {
  const TypeFacts facts = facts_of(type);
  return transform.carries(facts.kind, limits_of(type, facts, {}));
}

std::unique_ptr<BoundMask> bind_mysql(std::shared_ptr<const Transform> transform, const ColumnType& type) {
  const TypeFacts facts = facts_of(type);
  if (facts.kind == Kind::unknown || !carries_mysql(*transform, type)) return std::make_unique<NullMask>();
  // Where its characters cannot be told apart, a mask that needs them shows what redact does.
  if (facts.kind == Kind::text && !my::charset_of(type.collation).counted() && !transform->constant()) {
    const auto redact = make_redact({});
    return std::make_unique<MysqlMask>(*redact, type, facts);
  }
  return std::make_unique<MysqlMask>(std::move(transform), type, facts);
}

namespace {

TypeFacts string_facts(const ColumnType& type) noexcept {
  if (type.is_uuid) return TypeFacts{Kind::uuid};
  if (my::has_constant(type)) return TypeFacts{Kind::other};
  return TypeFacts{type.is_binary() ? Kind::bytes : Kind::text};
}

TypeFacts facts_of(const ColumnType& type) noexcept {
  switch (type.field) {
    case FieldType::tiny:
      return TypeFacts{Kind::integer, 1, 1};
    case FieldType::short_:
      return TypeFacts{Kind::integer, 2, 2};
    case FieldType::year:
      return TypeFacts{Kind::integer, 2, 2};
    case FieldType::int24:
      return TypeFacts{Kind::integer, 3, 4};
    case FieldType::long_:
      return TypeFacts{Kind::integer, 4, 4};
    case FieldType::longlong:
      return TypeFacts{Kind::integer, 8, 8};
    case FieldType::decimal:
    case FieldType::newdecimal:
      return TypeFacts{Kind::decimal};
    case FieldType::float_:
      return TypeFacts{Kind::floating, 4, 4};
    case FieldType::double_:
      return TypeFacts{Kind::floating, 8, 8};
    case FieldType::date:
    case FieldType::newdate:
      return TypeFacts{Kind::date};
    case FieldType::datetime:
    case FieldType::datetime2:
      return TypeFacts{Kind::timestamp};
    case FieldType::timestamp:
    case FieldType::timestamp2:
      return TypeFacts{Kind::timestamp, 8, 8, true};
    case FieldType::varchar:
    case FieldType::varchar_compressed:
    case FieldType::tiny_blob:
    case FieldType::medium_blob:
    case FieldType::long_blob:
    case FieldType::blob:
    case FieldType::blob_compressed:
    case FieldType::var_string:
    case FieldType::string:
    case FieldType::enum_:
    case FieldType::set:
    case FieldType::json:
      return string_facts(type);
    case FieldType::time:
    case FieldType::time2:
    case FieldType::bit:
    case FieldType::vector:
    case FieldType::geometry:
      return TypeFacts{Kind::other};
    case FieldType::null:
    case FieldType::typed_array:
      break;
  }
  return TypeFacts{Kind::unknown};
}

/// DECIMAL(p,s) by its width: a sign and a point are counted in.
std::int32_t precision_of(const ColumnType& type, const ValueContext& context) noexcept {
  const std::int32_t others = (type.is_unsigned ? 0 : 1) + (context.decimals > 0 ? 1 : 0);
  return static_cast<std::int32_t>(context.length) - others;
}

Limits limits_of(const ColumnType& type, const TypeFacts& facts, const ValueContext& context) noexcept {
  constexpr std::uint32_t widest_decimal = 67, most_characters = 0x3fffffff;
  constexpr std::uint8_t most_decimals = 30;
  Limits limits{.width = facts.width, .is_unsigned = type.is_unsigned};
  if (type.field == FieldType::year) {
    limits.is_unsigned = true;
    limits.first_integer = 1901;
    limits.integers = 255;
  }
  if (facts.kind == Kind::text && context.length > 0) {
    const std::uint32_t characters = context.length / my::charset_of(type.collation).bytes_per_character;
    if (characters < most_characters) limits.characters = static_cast<std::int32_t>(characters);
  }
  if (facts.kind == Kind::decimal && context.decimals <= most_decimals) {
    limits.scale = context.decimals;
    if (context.length > 0 && context.length <= widest_decimal)
      limits.integer_digits = std::max(precision_of(type, context) - limits.scale, 0);
  }
  return limits;
}

bool MysqlMask::write(ByteView value, const ValueContext& context, std::string& out) const {
  const bool binary = context.format == Format::binary;
  const Limits limits = limits_of(type_, facts_, context);
  switch (facts_.kind) {
    case Kind::text:
      return text(text_of(value), limits, out);
    case Kind::bytes:
      return transform_->bytes(constant_ ? ByteView{} : value, out);
    case Kind::integer:
      return integer(value, binary, limits, out);
    case Kind::decimal:
      return decimal(value, limits, out);
    case Kind::floating:
      return floating(value, context, limits, out);
    case Kind::date:
      return date(value, binary, out);
    case Kind::timestamp:
      return timestamp(value, context, out);
    case Kind::uuid:
      return uuid(value, out);
    case Kind::other:
      return transform_->shows_type_constant() &&
             my::append_constant(type_, {binary, context.decimals, context.length}, out);
    case Kind::boolean:
    case Kind::unknown:
      return false;
  }
  return false;
}

bool MysqlMask::text(std::string_view value, const Limits& limits, std::string& out) const {
  using my::Coding;
  const bool ascii_bytes = charset_.coding == Coding::utf8 || charset_.coding == Coding::ascii ||
                           charset_.coding == Coding::single_byte || charset_.coding == Coding::uncounted;
  std::string decoded;
  Text text;
  if (!constant_) {
    text = {value, ascii_bytes && is_ascii(value)};
    if (!text.ascii && charset_.coding == Coding::utf8) {
      if (!is_utf8(value)) return false;
    } else if (!text.ascii) {
      if (!my::to_utf8(charset_, value, decoded)) return false;
      text = {decoded, is_ascii(decoded)};
    }
    // PAD_CHAR_TO_FULL_LENGTH: else a CHAR comes without its padding.
    if (type_.field == FieldType::string) text.utf8 = text.utf8.substr(0, text.utf8.find_last_not_of(' ') + 1);
  }
  const std::size_t start = out.size();
  if (!transform_->text(text, limits, out)) return false;
  if (charset_.coding == Coding::utf8 || (ascii_bytes && is_ascii(std::string_view(out).substr(start)))) return true;
  if (!charset_.counted()) return false;  // only a constant: `fixed` with what the charset may not have
  const std::string masked = out.substr(start);
  out.resize(start);
  my::from_utf8(charset_, masked, out);
  return true;
}

bool MysqlMask::integer(ByteView value, bool binary, const Limits& limits, std::string& out) const {
  std::optional<Integer> read = 0;
  if (!constant_)
    read = binary ? my::read_integer_binary(value, facts_.wire_width, limits.is_unsigned)
                  : protocol::read_integer_text(text_of(value));
  if (!read || !holds(limits, *read)) return false;
  const auto masked = transform_->integer(*read, limits);
  if (!masked || !holds(limits, *masked)) return false;
  constexpr Integer last_year = 9999;
  if (limits.integers > 0 && *masked > last_year) return false;
  if (binary) {
    my::append_integer_binary(out, *masked, facts_.wire_width);
    return true;
  }
  const std::size_t start = out.size();
  protocol::append_integer_text(out, *masked);
  if (type_.field == FieldType::year) fill_with_zeros(4, start, out);
  return true;
}

bool MysqlMask::decimal(ByteView value, const Limits& limits, std::string& out) const {
  std::optional<Decimal> read = Decimal{};
  if (!constant_) read = protocol::read_finite_decimal_text(text_of(value));
  if (!read) return false;
  auto masked = transform_->decimal(*read, limits);
  if (masked && limits.scale >= 0) {  // as the column's own DECIMAL(p,s) has it
    masked = protocol::rescale(*masked, static_cast<std::uint8_t>(limits.scale));
    const std::int32_t digits = limits.integer_digits + limits.scale;
    const bool bounded = limits.integer_digits >= 0 && digits < Decimal::max_digits;
    if (masked && bounded && masked->magnitude >= protocol::power_of_ten(digits)) return false;
  }
  if (!masked || (masked->negative && type_.is_unsigned)) return false;
  out += protocol::DecimalText(*masked).view();
  return true;
}

bool MysqlMask::floating(ByteView value, const ValueContext& context, const Limits& limits, std::string& out) const {
  const bool binary = context.format == Format::binary;
  std::optional<double> read = 0;
  if (!constant_)
    read = binary ? my::read_float_binary(value, facts_.width, context.decimals)
                  : my::read_float_text(text_of(value), facts_.width);
  if (!read) return false;
  const auto masked = transform_->floating(*read, limits);
  if (!masked || (*masked < 0 && type_.is_unsigned)) return false;
  if (!std::isfinite(facts_.width == 4 ? static_cast<double>(static_cast<float>(*masked)) : *masked)) return false;
  if (binary)
    my::append_float_binary(out, *masked, facts_.width);
  else
    my::append_float_text(out, *masked, facts_.width, context.decimals);
  return true;
}

bool MysqlMask::date(ByteView value, bool binary, std::string& out) const {
  std::optional<Date> read = Date{};
  if (!constant_) read = binary ? my::read_date_binary(value) : my::read_date_text(text_of(value));
  if (!read) return false;
  const auto masked = transform_->date(*read);
  return masked && (binary ? my::append_date_binary(out, *masked) : my::append_date_text(out, *masked));
}

bool MysqlMask::timestamp(ByteView value, const ValueContext& context, std::string& out) const {
  const bool binary = context.format == Format::binary;
  std::optional<Timestamp> read = Timestamp{};
  if (!constant_) {
    read = binary ? my::read_timestamp_binary(value) : my::read_timestamp_text(text_of(value));
    if (!read) return false;
    if (facts_.zoned) {  // in UTC, so that SET time_zone does not move the line between two years
      const auto east = my::read_time_zone(context.time_zone);
      if (!east) return false;
      constexpr std::int64_t minute = 60'000'000;
      read->microseconds -= *east * minute;
    }
  }
  const auto masked = transform_->timestamp(*read);
  if (!masked) return false;
  constexpr std::uint8_t no_decimals_known = 31;
  return binary ? my::append_timestamp_binary(out, *masked)
                : my::append_timestamp_text(out, *masked,
                                            context.decimals == no_decimals_known ? std::uint8_t{0} : context.decimals);
}

/// MariaDB sends a UUID as 36 characters in both protocols.
bool MysqlMask::uuid(ByteView value, std::string& out) const {
  std::optional<Uuid> read = Uuid{};
  if (!constant_) {
    std::string decoded;
    const bool plain = charset_.bytes_per_character == 1 || charset_.coding == my::Coding::utf8;
    if (!plain && !my::to_utf8(charset_, text_of(value), decoded)) return false;
    read = protocol::read_uuid_text(plain ? text_of(value) : std::string_view(decoded));
  }
  if (!read) return false;
  const auto masked = transform_->uuid(*read);
  if (!masked) return false;
  std::string shown;
  protocol::append_uuid_text(shown, *masked);
  my::from_utf8(charset_, shown, out);
  return true;
}

/// As ZEROFILL shows a number in text: to the column's width.
void MysqlMask::fill_with_zeros(std::uint32_t width, std::size_t start, std::string& out) const {
  constexpr std::uint32_t widest = 255;
  const bool number = facts_.kind == Kind::integer || facts_.kind == Kind::decimal || facts_.kind == Kind::floating;
  const std::size_t written = out.size() - start;
  if (number && width <= widest && written < width) out.insert(start, width - written, '0');
}

}  // namespace

}  // namespace jaali::masking_rules::masks

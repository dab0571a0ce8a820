#include "masking_rules/masks/postgres_binding.h"

#include <cmath>

#include "masking_rules/masks/code_points.h"
#include "masking_rules/masks/null_binding.h"
#include "protocol/postgres/values.h"

namespace jaali::masking_rules::masks {

namespace {

namespace pg = protocol::postgres;
using protocol::bytes_of;
using protocol::text_of;

constexpr std::int32_t header = 4;  // VARHDRSZ, which the modifiers of text and numeric types count in

/// A built-in type as masks see it.
struct TypeFacts {
  Kind kind = Kind::other;
  int width = 8;
  bool zoned = false;
};
TypeFacts facts_of(std::uint32_t type) noexcept;
Limits limits_of(std::uint32_t type, const TypeFacts& facts, std::int32_t modifier) noexcept;

class ScalarMask final : public BoundMask {
 public:
  ScalarMask(std::shared_ptr<const Transform> transform, std::uint32_t type, const TypeFacts& facts)
      : transform_(std::move(transform)), type_(type), facts_(facts), constant_(transform_->constant()) {}
  bool constant() const noexcept override { return constant_; }
  bool apply(ByteView value, const ValueContext& context, std::string& out) const override {
    const std::size_t start = out.size();
    if (write(value, context, out)) return true;
    out.resize(start);
    return false;
  }

 private:
  bool write(ByteView value, const ValueContext& context, std::string& out) const;
  bool text(std::string_view value, const Limits& limits, std::string& out) const;
  bool bytes(ByteView value, const ValueContext& context, std::string& out) const;
  bool integer(ByteView value, bool binary, const Limits& limits, std::string& out) const;
  bool decimal(ByteView value, bool binary, const Limits& limits, std::string& out) const;
  bool floating(ByteView value, bool binary, const Limits& limits, std::string& out) const;
  bool date(ByteView value, const ValueContext& context, std::string& out) const;
  bool timestamp(ByteView value, const ValueContext& context, std::string& out) const;
  bool uuid(ByteView value, bool binary, std::string& out) const;

  std::shared_ptr<const Transform> transform_;
  std::uint32_t type_;
  TypeFacts facts_;
  bool constant_;
};

class ArrayMask final : public BoundMask {
 public:
  ArrayMask(std::shared_ptr<const Transform> transform, std::uint32_t element, const TypeFacts& facts)
      : rule_(transform->array_rule()), element_type_(element), element_(std::move(transform), element, facts) {}
  bool constant() const noexcept override { return element_.constant(); }
  bool apply(ByteView value, const ValueContext& context, std::string& out) const override;

 private:
  bool one_element(const ValueContext& element, std::string& out) const;
  ArrayRule rule_;
  std::uint32_t element_type_;
  ScalarMask element_;
};

}  // namespace

bool carries_postgres(const Transform& transform, std::uint32_t type) noexcept {
  const std::uint32_t element = pg::array_element(type);
  const std::uint32_t scalar = element != 0 ? element : type;
  const TypeFacts facts = facts_of(scalar);
  return transform.carries(facts.kind, limits_of(scalar, facts, -1));
}

std::unique_ptr<BoundMask> bind_postgres(std::shared_ptr<const Transform> transform, std::uint32_t type) {
  const std::uint32_t element = pg::array_element(type);
  const std::uint32_t scalar = element != 0 ? element : type;
  const TypeFacts facts = facts_of(scalar);
  if (facts.kind == Kind::unknown || !carries_postgres(*transform, type)) return std::make_unique<NullMask>();
  if (element != 0) return std::make_unique<ArrayMask>(std::move(transform), element, facts);
  return std::make_unique<ScalarMask>(std::move(transform), type, facts);
}

namespace {

TypeFacts facts_of(std::uint32_t type) noexcept {
  switch (type) {
    case pg::type::text:
    case pg::type::varchar:
    case pg::type::bpchar:
    case pg::type::name:
    case pg::type::refcursor:
      return TypeFacts{Kind::text};
    case pg::type::int2:
      return TypeFacts{Kind::integer, 2};
    case pg::type::int4:
      return TypeFacts{Kind::integer, 4};
    case pg::type::int8:
      return TypeFacts{Kind::integer, 8};
    case pg::type::numeric:
      return TypeFacts{Kind::decimal};
    case pg::type::float4:
      return TypeFacts{Kind::floating, 4};
    case pg::type::float8:
      return TypeFacts{Kind::floating, 8};
    case pg::type::boolean:
      return TypeFacts{Kind::boolean};
    case pg::type::date:
      return TypeFacts{Kind::date};
    case pg::type::timestamp:
      return TypeFacts{Kind::timestamp};
    case pg::type::timestamptz:
      return TypeFacts{Kind::timestamp, 8, true};
    case pg::type::uuid:
      return TypeFacts{Kind::uuid};
    case pg::type::bytea:
      return TypeFacts{Kind::bytes};
    default:
      break;
  }
  return TypeFacts{pg::has_constant(type) ? Kind::other : Kind::unknown};
}

Limits limits_of(std::uint32_t type, const TypeFacts& facts, std::int32_t modifier) noexcept {
  Limits limits{.width = facts.width};
  if (type == pg::type::name) limits.characters = 63;
  if (modifier < header) return limits;
  if (type == pg::type::varchar || type == pg::type::bpchar) limits.characters = modifier - header;
  if (type == pg::type::numeric) {
    // Precision in the high half, scale in the low 11 bits, signed since PostgreSQL 15 (numeric.c,
    // make_numeric_typmod).
    const std::int32_t packed = modifier - header;
    const std::int32_t precision = packed >> 16 & 0xffff, scale = ((packed & 0x7ff) ^ 1024) - 1024;
    limits.scale = std::max(scale, 0);
    limits.integer_digits = std::max(precision - scale, 0);
  }
  return limits;
}

bool ScalarMask::write(ByteView value, const ValueContext& context, std::string& out) const {
  const bool binary = context.format == Format::binary;
  const Limits limits = limits_of(type_, facts_, context.type_modifier);
  switch (facts_.kind) {
    case Kind::text:
      return text(text_of(value), limits, out);
    case Kind::bytes:
      return bytes(value, context, out);
    case Kind::integer:
      return integer(value, binary, limits, out);
    case Kind::decimal:
      return decimal(value, binary, limits, out);
    case Kind::floating:
      return floating(value, binary, limits, out);
    case Kind::boolean: {
      const auto masked = transform_->boolean();
      if (masked) out.push_back(binary ? static_cast<char>(*masked) : *masked ? 't' : 'f');
      return masked.has_value();
    }
    case Kind::date:
      return date(value, context, out);
    case Kind::timestamp:
      return timestamp(value, context, out);
    case Kind::uuid:
      return uuid(value, binary, out);
    case Kind::other:
      return transform_->shows_type_constant() &&
             pg::append_constant(type_, {binary, context.type_modifier, context.interval_style}, out);
    case Kind::unknown:
      return false;
  }
  return false;
}

bool ScalarMask::text(std::string_view value, const Limits& limits, std::string& out) const {
  const bool padded = type_ == pg::type::bpchar;
  Text text;
  if (!constant_) {
    if (padded) value = value.substr(0, value.find_last_not_of(' ') + 1);
    text = {value, is_ascii(value)};
    if (!text.ascii && !is_utf8(value)) return false;
  }
  const std::size_t start = out.size();
  if (!transform_->text(text, limits, out)) return false;
  if (padded && limits.characters > 0) {
    const std::size_t written = count_code_points(std::string_view(out).substr(start));
    const auto width = static_cast<std::size_t>(limits.characters);
    if (written < width) out.append(width - written, ' ');
  }
  return true;
}

bool ScalarMask::bytes(ByteView value, const ValueContext& context, std::string& out) const {
  if (context.format == Format::binary) return transform_->bytes(constant_ ? ByteView{} : value, out);
  std::string decoded, masked;
  if (!constant_ && !pg::decode_bytea_text(text_of(value), decoded)) return false;
  if (!transform_->bytes(bytes_of(decoded), masked)) return false;
  pg::append_bytea_text(out, masked, context.bytea_output != "escape");
  return true;
}

bool ScalarMask::integer(ByteView value, bool binary, const Limits& limits, std::string& out) const {
  std::optional<std::int64_t> read = 0;
  if (!constant_)
    read = binary ? pg::read_integer_binary(value, facts_.width) : pg::read_integer_text(text_of(value), facts_.width);
  if (!read) return false;
  const auto masked = transform_->integer(*read, limits);
  if (!masked || !holds(limits, *masked)) return false;
  const auto result = static_cast<std::int64_t>(*masked);
  if (binary)
    pg::append_integer_binary(out, result, facts_.width);
  else
    pg::append_integer_text(out, result);
  return true;
}

bool ScalarMask::decimal(ByteView value, bool binary, const Limits& limits, std::string& out) const {
  std::optional<Decimal> read = Decimal{};
  if (!constant_) read = binary ? pg::read_decimal_binary(value) : pg::read_decimal_text(text_of(value));
  if (!read || read->form != Decimal::Form::finite) return false;
  auto masked = transform_->decimal(*read, limits);
  if (masked && limits.scale >= 0) {  // as the column's own numeric(p,s) has it
    const std::int32_t digits = limits.integer_digits + limits.scale;
    if (limits.scale > Decimal::max_digits) return false;
    masked = protocol::rescale(*masked, static_cast<std::uint8_t>(limits.scale));
    if (masked && digits < Decimal::max_digits && masked->magnitude >= protocol::power_of_ten(digits)) return false;
  }
  if (!masked) return false;
  if (binary)
    pg::append_decimal_binary(out, *masked);
  else
    pg::append_decimal_text(out, *masked);
  return true;
}

bool ScalarMask::floating(ByteView value, bool binary, const Limits& limits, std::string& out) const {
  std::optional<double> read = 0;
  if (!constant_)
    read = binary ? pg::read_float_binary(value, facts_.width) : pg::read_float_text(text_of(value), facts_.width);
  if (!read || !std::isfinite(*read)) return false;
  const auto masked = transform_->floating(*read, limits);
  if (!masked) return false;
  if (!std::isfinite(facts_.width == 4 ? static_cast<double>(static_cast<float>(*masked)) : *masked)) return false;
  if (binary)
    pg::append_float_binary(out, *masked, facts_.width);
  else
    pg::append_float_text(out, *masked, facts_.width);
  return true;
}

bool ScalarMask::date(ByteView value, const ValueContext& context, std::string& out) const {
  const bool binary = context.format == Format::binary;
  const auto style = pg::parse_date_style(context.date_style);
  if (!binary && !style) return false;
  std::optional<Date> read = Date{};
  if (!constant_) read = binary ? pg::read_date_binary(value) : pg::read_date_text(text_of(value), *style);
  if (!read) return false;
  const auto masked = transform_->date(*read);
  if (!masked || (masked->finite() && masked->days < pg::first_day)) return false;
  if (binary)
    pg::append_date_binary(out, *masked);
  else
    pg::append_date_text(out, *masked, *style);
  return true;
}

bool ScalarMask::timestamp(ByteView value, const ValueContext& context, std::string& out) const {
  const bool binary = context.format == Format::binary;
  const auto style = pg::parse_date_style(context.date_style);
  if (!binary && !style) return false;
  std::optional<Timestamp> read = Timestamp{};
  if (!constant_)
    read = binary ? pg::read_timestamp_binary(value) : pg::read_timestamp_text(text_of(value), *style, facts_.zoned);
  if (!read) return false;
  const auto masked = transform_->timestamp(*read);
  constexpr std::int64_t first = pg::first_day * protocol::microseconds_per_day;
  if (!masked || (masked->finite() && masked->microseconds < first)) return false;
  if (binary)
    pg::append_timestamp_binary(out, *masked);
  else
    pg::append_timestamp_text(out, *masked, *style, facts_.zoned);
  return true;
}

bool ScalarMask::uuid(ByteView value, bool binary, std::string& out) const {
  std::optional<Uuid> read = Uuid{};
  if (!constant_) read = binary ? pg::read_uuid_binary(value) : protocol::read_uuid_text(text_of(value));
  if (!read) return false;
  const auto masked = transform_->uuid(*read);
  if (!masked) return false;
  if (binary)
    pg::append_uuid_binary(out, *masked);
  else
    protocol::append_uuid_text(out, *masked);
  return true;
}

bool ArrayMask::apply(ByteView value, const ValueContext& context, std::string& out) const {
  const bool binary = context.format == Format::binary;
  ValueContext element = context;
  element.type = element_type_;
  const auto mask_element = [&](ByteView bytes, std::string& to) { return element_.apply(bytes, element, to); };
  switch (rule_) {
    case ArrayRule::empty:
      pg::append_empty_array(out, element_type_, binary);
      return true;
    case ArrayRule::one_element:
      return one_element(element, out);
    case ArrayRule::elements:
      return binary ? pg::rewrite_array_binary(value, out, mask_element)
                    : pg::rewrite_array_text(text_of(value), out, mask_element);
  }
  return false;
}

bool ArrayMask::one_element(const ValueContext& element, std::string& out) const {
  const std::size_t start = out.size();
  const bool binary = element.format == Format::binary;
  if (binary) {
    pg::append_array_head(out, element_type_);
    out.append(4, '\0');
  } else {
    out.push_back('{');
  }
  const std::size_t at = out.size();
  if (!element_.apply({}, element, out)) {
    out.resize(start);
    return false;
  }
  if (binary) {
    pg::store_u32(out, at - 4, static_cast<std::uint32_t>(out.size() - at));
  } else {
    pg::quote_array_element(out, at);
    out.push_back('}');
  }
  return true;
}

}  // namespace

}  // namespace jaali::masking_rules::masks

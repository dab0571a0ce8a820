#pragma once
// Short ways to mask one value in a test: by spelling, type and text; in binary by way of the codecs. Test code only.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "masking_rules/mask.h"
#include "protocol/postgres/values.h"

namespace jaali::masking_rules::test {

namespace pg = protocol::postgres;
using protocol::bytes_of;
using protocol::text_of;

inline std::shared_ptr<const TokenKey> key(std::string_view bytes = "a made-up key of 32 bytes, for tests") {
  auto token_key = std::make_shared<TokenKey>();
  token_key->id = "test";
  token_key->key = protocol::Secret(bytes);
  return token_key;
}

inline std::shared_ptr<const Mask> parsed(std::string_view spelling) {
  auto mask = parse_mask(spelling, key());
  EXPECT_TRUE(mask) << spelling << ": " << (mask ? "" : mask.error());
  return mask ? *mask : nullptr;
}

/// The masked value's bytes; nothing for NULL. What stood in `out` before must stay.
inline std::optional<std::string> apply(const Mask& mask, std::string_view value, const ValueContext& context) {
  std::string out = "before";
  const bool some = mask.bind(context.type)->apply(bytes_of(value), context, out);
  EXPECT_EQ(out.substr(0, 6), "before");
  if (!some) {
    EXPECT_EQ(out, "before") << "NULL must append nothing";
  }
  return some ? std::optional(out.substr(6)) : std::nullopt;
}

inline std::optional<std::string> masked(std::string_view spelling, std::uint32_t type, std::string_view value,
                                         std::int32_t modifier = -1) {
  return apply(*parsed(spelling), value, {.type = type, .type_modifier = modifier});
}
inline std::optional<std::string> masked_text(std::string_view spelling, std::string_view value) {
  return masked(spelling, pg::type::text, value);
}

/// The modifiers of varchar(n), char(n) and numeric(p,s).
constexpr std::int32_t characters(std::int32_t n) { return n + 4; }
constexpr std::int32_t precision(std::int32_t p, std::int32_t s) { return (p << 16 | (s & 0x7ff)) + 4; }

/// The text form of a value as the same value's binary form, and back; nothing if the codec does not read it.
inline std::optional<std::string> to_binary(std::uint32_t type, std::string_view text) {
  std::string out;
  switch (type) {
    case pg::type::int2:
    case pg::type::int4:
    case pg::type::int8: {
      const int width = type == pg::type::int2 ? 2 : type == pg::type::int4 ? 4 : 8;
      const auto value = pg::read_integer_text(text, width);
      if (!value) return std::nullopt;
      pg::append_integer_binary(out, *value, width);
      return out;
    }
    case pg::type::float4:
    case pg::type::float8: {
      const int width = type == pg::type::float4 ? 4 : 8;
      const auto value = pg::read_float_text(text, width);
      if (!value) return std::nullopt;
      pg::append_float_binary(out, *value, width);
      return out;
    }
    case pg::type::numeric: {
      const auto value = pg::read_decimal_text(text);
      if (!value) return std::nullopt;
      pg::append_decimal_binary(out, *value);
      return out;
    }
    case pg::type::boolean:
      return text == "t" ? std::string(1, '\1') : std::string(1, '\0');
    case pg::type::date: {
      const auto value = pg::read_date_text(text, {});
      if (!value) return std::nullopt;
      pg::append_date_binary(out, *value);
      return out;
    }
    case pg::type::timestamp:
    case pg::type::timestamptz: {
      const auto value = pg::read_timestamp_text(text, {}, type == pg::type::timestamptz);
      if (!value) return std::nullopt;
      pg::append_timestamp_binary(out, *value);
      return out;
    }
    case pg::type::uuid: {
      const auto value = protocol::read_uuid_text(text);
      if (!value) return std::nullopt;
      pg::append_uuid_binary(out, *value);
      return out;
    }
    case pg::type::bytea:
      return pg::decode_bytea_text(text, out) ? std::optional(out) : std::nullopt;
    default:
      return std::string(text);  // text types: one form
  }
}

}  // namespace jaali::masking_rules::test

// All masks × types × formats over arbitrary bytes: nothing crashes, what comes out is read back by the type's codec,
// a constant mask does not see its input, and NULL appends nothing. The first bytes choose mask, type, format, style.
#include "masking_rules/mask.h"

#include <array>
#include <cstdlib>
#include <optional>

#include "protocol/postgres/values.h"

namespace {

namespace pg = jaali::protocol::postgres;
using namespace jaali::masking_rules;
using jaali::protocol::bytes_of;
using jaali::protocol::ByteView;
using jaali::protocol::text_of;

void require(bool holds) {
  if (!holds) std::abort();
}

constexpr std::array spellings = {
    "redact",        "null",         "fixed(7)", "fixed(2001-02-03)", "fixed('a, \"b\"')", "keep(5,2)", "keep(0,0)",
    "keep_first(2)", "keep_last(3)", "email",    "year_only",         "round(1000)",       "round(1)",  "token",
    "token(c_)"};
constexpr std::array<std::uint32_t, 34> types = {pg::type::text,
                                                 pg::type::varchar,
                                                 pg::type::bpchar,
                                                 pg::type::name,
                                                 pg::type::int2,
                                                 pg::type::int4,
                                                 pg::type::int8,
                                                 pg::type::numeric,
                                                 pg::type::float4,
                                                 pg::type::float8,
                                                 pg::type::boolean,
                                                 pg::type::date,
                                                 pg::type::timestamp,
                                                 pg::type::timestamptz,
                                                 pg::type::uuid,
                                                 pg::type::bytea,
                                                 pg::type::jsonb,
                                                 pg::type::interval,
                                                 pg::type::bit,
                                                 70'000,
                                                 1009,
                                                 1014,
                                                 1015,
                                                 1005,
                                                 1016,
                                                 1231,
                                                 1022,
                                                 1000,
                                                 1182,
                                                 1185,
                                                 2951,
                                                 1001,
                                                 3807,
                                                 1561};
constexpr std::array styles = {"ISO, MDY",      "ISO, DMY",      "SQL, MDY",    "SQL, DMY",
                               "Postgres, MDY", "Postgres, DMY", "German, DMY", "odd"};
constexpr std::array<std::int32_t, 5> lengths = {-1, 4, 5, 9, 24};
constexpr std::array<std::int32_t, 5> precisions = {-1, 4, (12 << 16 | 2) + 4, (3 << 16 | 0x7fe) + 4, (38 << 16 | 38) + 4};

std::shared_ptr<const TokenKey> key() {
  auto token_key = std::make_shared<TokenKey>();
  token_key->key = jaali::protocol::Secret("a made-up key of the fuzz target");
  return token_key;
}

const Mask& mask(std::size_t index) {
  static const auto masks = [] {
    std::array<std::shared_ptr<const Mask>, spellings.size()> made;
    for (std::size_t at = 0; at < made.size(); ++at) made[at] = *parse_mask(spellings[at], key());
    return made;
  }();
  return *masks[index];
}

bool reads_scalar(std::string_view value, const ValueContext& context) {
  const bool binary = context.format == Format::binary;
  const auto style = pg::parse_date_style(context.date_style);
  const auto integer = [&](int width) {
    return binary ? pg::read_integer_binary(bytes_of(value), width).has_value()
                  : pg::read_integer_text(value, width).has_value();
  };
  const auto floating = [&](int width) {
    return binary ? pg::read_float_binary(bytes_of(value), width).has_value()
                  : pg::read_float_text(value, width).has_value();
  };
  std::string scratch;
  switch (context.type) {
    case pg::type::int2:
      return integer(2);
    case pg::type::int4:
      return integer(4);
    case pg::type::int8:
      return integer(8);
    case pg::type::float4:
      return floating(4);
    case pg::type::float8:
      return floating(8);
    case pg::type::numeric:
      return binary ? pg::read_decimal_binary(bytes_of(value)).has_value() : pg::read_decimal_text(value).has_value();
    case pg::type::boolean:
      return value.size() == 1;
    case pg::type::date:
      return binary ? pg::read_date_binary(bytes_of(value)).has_value() : pg::read_date_text(value, *style).has_value();
    case pg::type::timestamp:
      return binary ? pg::read_timestamp_binary(bytes_of(value)).has_value()
                    : pg::read_timestamp_text(value, *style, false).has_value();
    case pg::type::timestamptz:
      if (binary) return pg::read_timestamp_binary(bytes_of(value)).has_value();
      return style->format != pg::DateStyle::Format::iso || pg::read_timestamp_text(value, *style, true).has_value();
    case pg::type::uuid:
      return binary ? pg::read_uuid_binary(bytes_of(value)).has_value() : jaali::protocol::read_uuid_text(value).has_value();
    case pg::type::bytea:
      return binary || pg::decode_bytea_text(value, scratch);
    default:
      return true;  // text, and the constants, which ConstantsDoNotSeeTheValue covers
  }
}

bool reads(std::string_view value, const ValueContext& context) {
  const std::uint32_t element_type = pg::array_element(context.type);
  if (element_type == 0) return reads_scalar(value, context);
  ValueContext element = context;
  element.type = element_type;
  bool all = true;
  const auto each = [&](ByteView bytes, std::string& out) {
    all = all && reads_scalar(text_of(bytes), element);
    out += text_of(bytes);
    return true;
  };
  std::string again;
  const bool walked = context.format == Format::binary ? pg::rewrite_array_binary(bytes_of(value), again, each)
                                                       : pg::rewrite_array_text(value, again, each);
  return walked && all && again == value;
}

std::optional<std::string> apply(const BoundMask& bound, std::string_view value, const ValueContext& context) {
  std::string out = "before";
  const bool some = bound.apply(bytes_of(value), context, out);
  require(out.starts_with("before") && (some || out.size() == 6));
  return some ? std::optional(out.substr(6)) : std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t head = 4;
  if (size < head) return 0;
  const std::string_view value(reinterpret_cast<const char*>(data) + head, size - head);
  const std::uint32_t type = types[data[1] % types.size()];
  const bool numeric = type == pg::type::numeric || pg::array_element(type) == pg::type::numeric;
  const ValueContext context{.type = type,
                             .type_modifier = numeric ? precisions[data[3] % 5] : lengths[data[3] % 5],
                             .format = data[2] % 2 == 0 ? Format::text : Format::binary,
                             .date_style = styles[data[2] / 2 % styles.size()],
                             .bytea_output = data[2] % 32 < 16 ? "hex" : "escape"};
  const auto bound = mask(data[0] % spellings.size()).bind(context.type);
  const auto masked = apply(*bound, value, context);
  if (masked) require(reads(*masked, context));
  if (bound->constant()) require(masked == apply(*bound, "", context));
  require(masked == apply(*bound, value, context));
  (void)parse_mask(value, key());
  return 0;
}

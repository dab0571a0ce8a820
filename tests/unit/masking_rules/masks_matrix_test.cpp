// Every mask × type × format × value: what comes out is a value of the type or NULL, text and binary agree, an array
// masks like its elements, constants do not see the value, and what a mask does not carry is NULL.
#include "tests/unit/masking_rules/masks_fixture.h"

namespace jaali::masking_rules {
namespace {

using test::apply;
using test::characters;
using test::parsed;
using test::precision;
using test::to_binary;
namespace pg = protocol::postgres;
namespace type = protocol::postgres::type;

constexpr const char* spellings[] = {
    "redact",       "null",  "fixed(7)",  "fixed(2001-02-03)", "fixed(a, \"b\")", "keep(5,2)", "keep_first(2)",
    "keep_last(2)", "email", "year_only", "round(1000)",       "round(1)",        "token",     "token(c_)"};

struct Column {
  std::uint32_t type;
  std::int32_t modifier;
  std::vector<const char*> values;
  std::string_view carried;  ///< the first letters of the masks that carry it: k e y r(ound) t f(ixed(7))
};
const std::vector<Column>& columns() {
  static const std::vector<Column> all = {
      {type::text,
       -1,
       {"", "a", "42101-1234567-1", "ali@example.com", "1990-06-17", "é\u0301--x", "😀 \"{},\\ NULL", "null"},
       "keytf"},
      {type::varchar, characters(20), {"", "abcdefghijklmnopqrst", "ali@example.com.pk", "1990-06-17"}, "keytf"},
      {type::bpchar, characters(12), {"            ", "abcdefgh    ", "1990-06-17  ", "äöü         "}, "keytf"},
      {type::name, -1, {"", "postgres", "a@b.pk"}, "keytf"},
      {type::int2, -1, {"0", "1", "-1", "32767", "-32768", "1500"}, "krtf"},
      {type::int4, -1, {"0", "-7", "2147483647", "-2147483648", "85250"}, "krtf"},
      {type::int8, -1, {"0", "4210112345671", "9223372036854775807", "-9223372036854775808"}, "krtf"},
      {type::numeric,
       -1,
       {"0", "0.00", "-0.5", "85250.75", "12345678901234567890.123456789", "NaN", "Infinity", "-Infinity"},
       "krtf"},
      {type::numeric, precision(12, 2), {"0.00", "85250.75", "-9999999999.99"}, "krtf"},
      {type::numeric, precision(3, -2), {"99900", "-500", "0"}, "krtf"},
      {type::float4, -1, {"0", "1.5", "-85250.75", "3.4e+38", "1e-30", "NaN", "Infinity"}, "rf"},
      {type::float8, -1, {"0", "1.5", "-85250.75", "1.7e+308", "1e-300", "NaN", "-Infinity"}, "rf"},
      {type::boolean, -1, {"t", "f"}, ""},
      {type::date,
       -1,
       {"1990-06-17", "2000-02-29", "0044-03-15 BC", "4714-11-24 BC", "5874897-12-31", "infinity", "-infinity"},
       "y"},
      {type::timestamp,
       -1,
       {"1990-06-17 10:20:30.5", "0044-03-15 01:02:03 BC", "294276-12-31 23:59:59.999999", "infinity"},
       "y"},
      {type::timestamptz, -1, {"1990-01-01 03:00:00+05", "0044-03-15 01:02:03+04:28:12 BC", "-infinity"}, "y"},
      {type::uuid, -1, {"550e8400-e29b-41d4-a716-446655440000", "00000000-0000-0000-0000-000000000000"}, "kt"},
      {type::bytea, -1, {"\\x", "\\x00ff5c41"}, "tf"},
      {type::json, -1, {"{\"a\": 1}", "null"}, ""},
      {type::inet, -1, {"10.0.0.1/8", "::1"}, ""},
      {type::interval, -1, {"1 year"}, ""},
      {type::money, -1, {"$12.34"}, ""},
      {type::int4range, -1, {"[1,10)"}, ""},
      {type::bit, 3, {"101"}, ""},
  };
  return all;
}

bool computed(const Column& column) { return !pg::has_constant(column.type) || column.type == type::boolean; }

TEST(MaskMatrix, TextAndBinaryAgreeAndKeepTheType) {
  std::size_t compared = 0;
  for (const auto* spelling : spellings) {
    const auto mask = parsed(spelling);
    for (const Column& column : columns()) {
      if (!computed(column)) continue;
      for (const auto* value : column.values) {
        const auto where = std::string(spelling) + " of type " + std::to_string(column.type) + ": " + value;
        const auto binary_value = to_binary(column.type, value);
        ASSERT_TRUE(binary_value) << where;
        const auto text = apply(*mask, value, {.type = column.type, .type_modifier = column.modifier});
        const auto binary = apply(*mask, *binary_value,
                                  {.type = column.type, .type_modifier = column.modifier, .format = Format::binary});
        ASSERT_EQ(text.has_value(), binary.has_value()) << where;
        if (!text) continue;
        EXPECT_EQ(to_binary(column.type, *text), binary) << where << " → " << *text;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 400U);
}

TEST(MaskMatrix, SupportsSaysWhatComesOut) {
  for (const Column& column : columns()) {
    for (const auto* spelling : spellings) {
      const auto mask = parsed(spelling);
      const std::string_view name = spelling;
      const bool everything = name == "redact" || name == "null";
      // The letters of Column::carried; fixed with a date or a text has its own table in
      // Fixed.SupportsWhatItCanBeReadAs.
      const char letter = name == "fixed(7)" ? 'f' : name.starts_with("fixed") ? '-' : name.front();
      if (letter == '-') continue;
      bool carried = everything || column.carried.find(letter) != std::string_view::npos;
      if (name == "round(1)" && column.type != type::numeric && column.type != type::float4 &&
          column.type != type::float8)
        carried = false;
      EXPECT_EQ(mask->supports(column.type), carried) << spelling << " of type " << column.type;
      const std::uint32_t array = pg::array_over(column.type);
      EXPECT_EQ(mask->supports(array), carried) << spelling << " of type " << array;
      if (carried) continue;
      for (const auto* value : column.values)
        EXPECT_EQ(apply(*mask, value, {.type = column.type, .type_modifier = column.modifier}), std::nullopt)
            << spelling << ": " << value;
    }
  }
}

TEST(MaskMatrix, ConstantsDoNotSeeTheValue) {
  for (const auto* spelling : spellings) {
    const auto mask = parsed(spelling);
    for (const Column& column : columns()) {
      for (const std::uint32_t of : {column.type, pg::array_over(column.type)}) {
        const auto bound = mask->bind(of);
        if (!bound->constant()) continue;
        for (const Format format : {Format::text, Format::binary}) {
          const ValueContext context{.type = of, .type_modifier = column.modifier, .format = format};
          const auto expected = apply(*mask, "", context);
          for (const auto* value : column.values)
            EXPECT_EQ(apply(*mask, value, context), expected) << spelling << " of type " << of;
          EXPECT_EQ(apply(*mask, "{a,b,\xff", context), expected) << spelling << " of type " << of;
        }
      }
    }
  }
  EXPECT_TRUE(parsed("redact")->bind(type::text)->constant());
  EXPECT_TRUE(parsed("email")->bind(type::int4)->constant());  // NULL for all
  EXPECT_FALSE(parsed("email")->bind(type::text)->constant());
}

TEST(MaskMatrix, NullIsNullForEveryTypeAndRedactNever) {
  for (const Column& column : columns()) {
    for (const std::uint32_t of : {column.type, pg::array_over(column.type)}) {
      for (const Format format : {Format::text, Format::binary}) {
        const ValueContext context{.type = of, .type_modifier = column.modifier, .format = format};
        EXPECT_EQ(apply(*parsed("null"), "value", context), std::nullopt) << of;
        EXPECT_NE(apply(*parsed("redact"), "value", context), std::nullopt) << of;
      }
    }
  }
}

TEST(MaskMatrix, ArraysMaskLikeTheirElements) {
  for (const auto* spelling : spellings) {
    const auto mask = parsed(spelling);
    for (const Column& column : columns()) {
      const std::uint32_t array = pg::array_over(column.type);
      if (!mask->supports(array) || mask->bind(array)->constant() || !computed(column)) continue;
      std::string text = "{NULL", expected_text = "{NULL", binary, expected_binary;
      pg::append_array_head(binary, column.type);
      pg::store_u32(binary, 4, 1);
      pg::store_u32(binary, 12, static_cast<std::uint32_t>(column.values.size() + 1));
      binary += "\xff\xff\xff\xff";
      expected_binary = binary;
      const auto append_text = [](std::string& to, const std::optional<std::string>& element) {
        to += ",";
        const std::size_t at = to.size();
        to += element.value_or("NULL");
        if (element) pg::quote_array_element(to, at);
      };
      const auto append_binary = [](std::string& to, const std::optional<std::string>& element) {
        const std::size_t at = to.size();
        to += "\xff\xff\xff\xff";
        to += element.value_or("");
        if (element) pg::store_u32(to, at, static_cast<std::uint32_t>(element->size()));
      };
      for (const auto* value : column.values) {
        const ValueContext scalar{.type = column.type, .type_modifier = column.modifier};
        ValueContext binary_scalar = scalar;
        binary_scalar.format = Format::binary;
        append_text(text, value);
        append_text(expected_text, apply(*mask, value, scalar));
        append_binary(binary, to_binary(column.type, value));
        append_binary(expected_binary, apply(*mask, *to_binary(column.type, value), binary_scalar));
      }
      const ValueContext context{.type = array, .type_modifier = column.modifier};
      ValueContext binary_context = context;
      binary_context.format = Format::binary;
      EXPECT_EQ(apply(*mask, text + "}", context), expected_text + "}") << spelling << ": " << text;
      EXPECT_EQ(apply(*mask, binary, binary_context), expected_binary) << spelling << " of type " << array;
    }
  }
}

TEST(MaskMatrix, ArraysThatCannotBeReadAreNull) {
  for (const auto* text : {"", "a", "{a", "{a b}", "{\"a}", "[1:2]{a}"})
    EXPECT_EQ(test::masked("keep_first(1)", pg::array_over(type::text), text), std::nullopt) << text;
  EXPECT_EQ(test::masked("keep_first(1)", pg::array_over(type::text), "[0:1][2:2]={{abc},{NULL}}"),
            "[0:1][2:2]={{a**},{NULL}}");
  EXPECT_EQ(test::masked("email", pg::array_over(type::text), "{}"), "{}");
  EXPECT_EQ(test::masked("keep_first(1)", pg::array_over(type::text), "{abc,\"b\xff\"}"), "{a**,NULL}");
}

}  // namespace
}  // namespace jaali::masking_rules

// redact, null, fixed, year_only, round and token: what each type gets.

#include <set>

#include "masking_rules/masks/hmac_sha256.h"
#include "tests/unit/masking_rules/masks_fixture.h"

namespace jaali::masking_rules {
namespace {

using test::apply;
using test::characters;
using test::key;
using test::masked;
using test::masked_text;
using test::parsed;
using test::precision;
namespace type = protocol::postgres::type;
constexpr std::uint32_t text_array = 1009, int4_array = 1007, date_array = 1182, box_array = 1020;

TEST(Redact, GivesTheTypesConstant) {
  EXPECT_EQ(masked_text("redact", "anything"), "***");
  EXPECT_EQ(masked("redact", type::varchar, "anything", characters(2)), "**");
  EXPECT_EQ(masked("redact", type::bpchar, "any  ", characters(5)), "***  ");
  EXPECT_EQ(masked("redact", type::int4, "42"), "0");
  EXPECT_EQ(masked("redact", type::numeric, "42.5", precision(12, 2)), "0.00");
  EXPECT_EQ(masked("redact", type::numeric, "NaN"), "0");
  EXPECT_EQ(masked("redact", type::boolean, "t"), "f");
  EXPECT_EQ(masked("redact", type::date, "1990-06-17"), "1900-01-01");
  EXPECT_EQ(masked("redact", type::date, "infinity"), "1900-01-01");
  EXPECT_EQ(masked("redact", type::timestamptz, "1990-06-17 10:20:30+05"), "1900-01-01 00:00:00+00");
  EXPECT_EQ(masked("redact", type::uuid, "550e8400-e29b-41d4-a716-446655440000"),
            "00000000-0000-0000-0000-000000000000");
  EXPECT_EQ(masked("redact", type::bytea, "\\x0102"), "\\x");
  EXPECT_EQ(masked("redact", type::json, "[1]"), "{}");
  EXPECT_EQ(masked("redact", type::inet, "10.1.2.3"), "0.0.0.0");
  EXPECT_EQ(masked("redact", type::int4range, "[1,2)"), "empty");
  EXPECT_EQ(masked("redact", type::char_, "M"), "*");
  EXPECT_EQ(masked("redact", 70'000, "happy"), std::nullopt);  // an enum: no label is known to be valid
}

TEST(Redact, OfAnArrayDoesNotTellItsLength) {
  EXPECT_EQ(masked("redact", text_array, "{a,b,c}"), "{}");
  EXPECT_EQ(masked("redact", box_array, "{(1,1),(0,0);(2,2),(1,1)}"), "{}");
  EXPECT_EQ(apply(*parsed("redact"), "", {.type = int4_array, .format = Format::binary}),
            std::string("\0\0\0\0\0\0\0\0\0\0\0\x17", 12));
}

TEST(Redact, FollowsTheSessionsStyles) {
  const auto mask = parsed("redact");
  EXPECT_EQ(apply(*mask, "x", {.type = type::date, .date_style = "German, DMY"}), "01.01.1900");
  EXPECT_EQ(apply(*mask, "x", {.type = type::timestamptz, .date_style = "Postgres, MDY"}),
            "Mon Jan 01 00:00:00 1900 UTC");
  EXPECT_EQ(apply(*mask, "x", {.type = type::timestamp, .date_style = "SQL, DMY"}), "01/01/1900 00:00:00");
  EXPECT_EQ(apply(*mask, "x", {.type = type::date, .date_style = "Klingon"}), std::nullopt);
  EXPECT_EQ(apply(*mask, "x", {.type = type::interval, .interval_style = "iso_8601"}), "PT0S");
  EXPECT_EQ(apply(*mask, "x", {.type = type::bytea, .bytea_output = "escape"}), "");
}

TEST(Null, IsNullForEveryType) {
  for (const std::uint32_t any : {std::uint32_t{type::text}, std::uint32_t{type::int4}, text_array, 70'000U, 0U}) {
    EXPECT_EQ(masked("null", any, "x"), std::nullopt) << any;
    EXPECT_TRUE(parsed("null")->supports(any)) << any;
  }
}

TEST(Fixed, IsReadAsTheColumnsType) {
  EXPECT_EQ(masked("fixed(hidden)", type::text, "x"), "hidden");
  EXPECT_EQ(masked("fixed(hidden)", type::varchar, "x", characters(3)), "hid");
  EXPECT_EQ(masked("fixed(é)", type::bpchar, "x  ", characters(3)), "é  ");
  EXPECT_EQ(masked("fixed('')", type::text, "x"), "");
  EXPECT_EQ(masked("fixed(' it''s ')", type::text, "x"), " it's ");
  EXPECT_EQ(masked("fixed(7)", type::int2, "1"), "7");
  EXPECT_EQ(masked("fixed(1.25)", type::numeric, "1", precision(5, 1)), "1.3");
  EXPECT_EQ(masked("fixed(1000)", type::numeric, "1", precision(3, 0)), std::nullopt);  // does not fit
  EXPECT_EQ(masked("fixed(2.5)", type::float8, "1"), "2.5");
  EXPECT_EQ(masked("fixed(true)", type::boolean, "f"), "t");
  EXPECT_EQ(masked("fixed(2001-02-03)", type::date, "1990-06-17"), "2001-02-03");
  EXPECT_EQ(masked("fixed(2001-02-03)", type::timestamp, "1990-06-17 00:00:00"), "2001-02-03 00:00:00");
  EXPECT_EQ(masked("fixed(2001-02-03 04:05:06+05)", type::timestamptz, "x"), "2001-02-02 23:05:06+00");
  EXPECT_EQ(masked("fixed(550e8400-e29b-41d4-a716-446655440000)", type::uuid, "x"),
            "550e8400-e29b-41d4-a716-446655440000");
  EXPECT_EQ(masked("fixed(\\xcafe)", type::bytea, "x"), "\\xcafe");
}

TEST(Fixed, SupportsWhatItCanBeReadAs) {
  const auto supports = [](std::string_view spelling, std::uint32_t of) { return parsed(spelling)->supports(of); };
  EXPECT_TRUE(supports("fixed(70000)", type::int4));
  EXPECT_FALSE(supports("fixed(70000)", type::int2));
  EXPECT_FALSE(supports("fixed(abc)", type::int4));
  EXPECT_FALSE(supports("fixed(NaN)", type::numeric));
  EXPECT_FALSE(supports("fixed(1990-02-30)", type::date));
  EXPECT_FALSE(supports("fixed(1e300)", type::float4));
  EXPECT_FALSE(supports("fixed({})", type::json));
  EXPECT_EQ(masked("fixed(abc)", type::int4, "42"), std::nullopt);
}

TEST(Fixed, AnArrayHoldsItOnce) {
  EXPECT_EQ(masked("fixed(a b)", text_array, "{x,y,z}"), "{\"a b\"}");
  EXPECT_EQ(masked("fixed(7)", int4_array, "{}"), "{7}");
  EXPECT_EQ(apply(*parsed("fixed(7)"), "", {.type = int4_array, .format = Format::binary}),
            std::string("\0\0\0\1\0\0\0\0\0\0\0\x17\0\0\0\1\0\0\0\1\0\0\0\4\0\0\0\7", 28));
}

TEST(YearOnly, IsJanuaryTheFirst) {
  EXPECT_EQ(masked("year_only", type::date, "1990-06-17"), "1990-01-01");
  EXPECT_EQ(masked("year_only", type::date, "1990-01-01"), "1990-01-01");
  EXPECT_EQ(masked("year_only", type::date, "2000-02-29"), "2000-01-01");
  EXPECT_EQ(masked("year_only", type::date, "0044-03-15 BC"), "0044-01-01 BC");
  EXPECT_EQ(masked("year_only", type::date, "0001-12-31 BC"), "0001-01-01 BC");
  EXPECT_EQ(masked("year_only", type::date, "12345-06-07"), "12345-01-01");
  EXPECT_EQ(masked("year_only", type::timestamp, "1990-06-17 10:20:30.5"), "1990-01-01 00:00:00");
  EXPECT_EQ(masked("year_only", type::timestamp, "0044-03-15 01:02:03 BC"), "0044-01-01 00:00:00 BC");
  for (const auto* none : {"infinity", "-infinity", "4714-11-24 BC", "", "June"})
    EXPECT_EQ(masked("year_only", type::date, none), std::nullopt) << none;
}

TEST(YearOnly, AZonedYearIsThatOfUtc) {
  EXPECT_EQ(masked("year_only", type::timestamptz, "1990-06-17 10:20:30+05"), "1990-01-01 00:00:00+00");
  EXPECT_EQ(masked("year_only", type::timestamptz, "1990-01-01 03:00:00+05"), "1989-01-01 00:00:00+00");
  EXPECT_EQ(masked("year_only", type::timestamptz, "1989-12-31 22:00:00-05"), "1990-01-01 00:00:00+00");
  // One moment as two sessions see it.
  EXPECT_EQ(masked("year_only", type::timestamptz, "1990-01-01 03:00:00+05"),
            masked("year_only", type::timestamptz, "1989-12-31 22:00:00+00"));
  EXPECT_EQ(
      apply(*parsed("year_only"), "06/17/1990 10:20:30 UTC", {.type = type::timestamptz, .date_style = "SQL, MDY"}),
      std::nullopt);
}

TEST(YearOnly, FollowsTheDateStyle) {
  const auto mask = parsed("year_only");
  EXPECT_EQ(apply(*mask, "17/06/1990", {.type = type::date, .date_style = "SQL, DMY"}), "01/01/1990");
  EXPECT_EQ(apply(*mask, "Sun 17 Jun 10:20:30 1990", {.type = type::timestamp, .date_style = "Postgres, DMY"}),
            "Mon 01 Jan 00:00:00 1990");
  EXPECT_EQ(apply(*mask, "17/06/1990", {.type = type::date, .date_style = "ISO, DMY"}), std::nullopt);
}

TEST(YearOnly, AStaleOrderOfDayAndMonthTellsNothing) {  // the new one is reported only after the rows
  const auto mask = parsed("year_only");
  for (const auto* style : {"SQL, MDY", "SQL, DMY", "SQL, YMD"})
    for (const auto* value : {"17/06/1990", "06/17/1990", "05/06/1990", "31/12/1990", "12/31/1990"}) {
      EXPECT_EQ(apply(*mask, value, {.type = type::date, .date_style = style}), "01/01/1990") << style << " " << value;
      EXPECT_EQ(apply(*mask, std::string(value) + " 10:20:30", {.type = type::timestamp, .date_style = style}),
                "01/01/1990 00:00:00");
    }
}

TEST(YearOnly, ReadsIsoText) {
  EXPECT_EQ(masked_text("year_only", "1990-06-17"), "1990-01-01");
  EXPECT_EQ(masked_text("year_only", "1990-06-17T10:20:30.5Z"), "1990-01-01");
  for (const auto* none : {"", "1990", "17.06.1990", "1990-06-31", "1990-06-17 BC", "1990-06-17 born", "19900-6-17"})
    EXPECT_EQ(masked_text("year_only", none), std::nullopt) << none;
  EXPECT_EQ(masked("year_only", date_array, "{1990-06-17,NULL,infinity}"), "{1990-01-01,NULL,NULL}");
}

TEST(Round, GoesToTheNearestMultiple) {
  EXPECT_EQ(masked("round(1000)", type::int4, "85250"), "85000");
  EXPECT_EQ(masked("round(1000)", type::int4, "85500"), "86000");
  EXPECT_EQ(masked("round(1000)", type::int4, "-85500"), "-86000");
  EXPECT_EQ(masked("round(1000)", type::int4, "-499"), "0");
  EXPECT_EQ(masked("round(1000)", type::int2, "32767"), "32000");  // 33000 is no int2
  EXPECT_EQ(masked("round(1000)", type::int2, "-32768"), "-32000");
  EXPECT_EQ(masked("round(2)", type::int8, "-9223372036854775808"), "-9223372036854775806");
  EXPECT_EQ(masked("round(7)", type::int8, "9223372036854775807"), "9223372036854775807");  // 7 divides it
  EXPECT_EQ(masked("round(1000)", type::numeric, "85250.75"), "85000");
  EXPECT_EQ(masked("round(1000)", type::numeric, "85250.75", precision(12, 2)), "85000.00");
  EXPECT_EQ(masked("round(1000)", type::numeric, "-85500.00"), "-86000");
  EXPECT_EQ(masked("round(1000)", type::numeric, "85499.99"), "85000");
  EXPECT_EQ(masked("round(1000)", type::numeric, "9999", precision(4, 0)), "9000");
  EXPECT_EQ(masked("round(5)", type::numeric, "2.5"), "5");
  EXPECT_EQ(masked("round(5)", type::numeric, "2.4999"), "0");
  EXPECT_EQ(masked("round(1)", type::numeric, "2.5"), "3");
  EXPECT_EQ(masked("round(1000)", type::numeric, "-0.4"), "0");
  EXPECT_EQ(masked("round(1000)", type::float8, "85250.75"), "85000");
  EXPECT_EQ(masked("round(1000)", type::float8, "-3.5"), "0");
  EXPECT_EQ(masked("round(1000)", type::float4, "1e+20").has_value(), true);
}

TEST(Round, WhatIsNoNumberBecomesNull) {
  for (const auto* none : {"NaN", "Infinity", "-Infinity", "", "1,000"}) {
    EXPECT_EQ(masked("round(1000)", type::numeric, none), std::nullopt) << none;
    EXPECT_EQ(masked("round(1000)", type::float8, none), std::nullopt) << none;
  }
  EXPECT_EQ(masked("round(1000)", type::numeric, "123456789012345678901234567890123456789"), std::nullopt);
  EXPECT_EQ(masked("round(1000)", type::text, "85250"), std::nullopt);
}

TEST(Round, ByOneHidesNothingOfWholeNumbers) {
  EXPECT_FALSE(parsed("round(1)")->supports(type::int4));
  EXPECT_EQ(masked("round(1)", type::int4, "5"), std::nullopt);
  EXPECT_EQ(masked("round(1)", type::numeric, "5", precision(5, 0)), std::nullopt);
}

TEST(Hmac, AgreesWithRfc4231) {
  const auto hex = [](const masks::HmacSha256::Digest& digest) {
    std::string out;
    for (const auto byte : digest) out += "0123456789abcdef"[byte >> 4], out += "0123456789abcdef"[byte & 15];
    return out;
  };
  EXPECT_EQ(hex(masks::HmacSha256(std::string(20, '\x0b')).digest("Hi ", "There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex(masks::HmacSha256("Jefe").digest("what do ya want ", "for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(masks::HmacSha256(std::string(131, '\xaa'))
                    .digest("Test Using Larger Than Block-Size Key - Hash Key First", "")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Token, IsStableAndKeyed) {
  const auto one = masked_text("token", "42101-1234567-1");
  EXPECT_EQ(one->size(), 26U);
  EXPECT_EQ(masked_text("token", "42101-1234567-1"), one);
  EXPECT_NE(masked_text("token", "42101-1234567-2"), one);
  const auto other_key = parse_mask("token", key("another made-up key, also for tests"));
  EXPECT_NE(apply(**other_key, "42101-1234567-1", {.type = type::text}), one);
  EXPECT_EQ(one->find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"), std::string::npos);
}

TEST(Token, AgreesAcrossTypesOfOneValue) {
  EXPECT_EQ(masked("token", type::bpchar, "abc       ", characters(10)),
            masked("token", type::varchar, "abc", characters(10)));
  EXPECT_EQ(masked("token", type::numeric, "1.50"), masked("token", type::numeric, "1.5"));
  const auto wide = std::stoull(*masked("token", type::int8, "42")),
             narrow = std::stoull(*masked("token", type::int4, "42"));
  EXPECT_EQ(wide >> 32, narrow);
}

TEST(Token, KeepsTheType) {
  for (int value = -50; value < 50; ++value) {
    const std::string text = std::to_string(value);
    EXPECT_TRUE(test::to_binary(type::int2, *masked("token", type::int2, text)));
    EXPECT_TRUE(test::to_binary(type::int4, *masked("token", type::int4, text)));
    const auto number = masked("token", type::numeric, text, precision(5, 2));
    EXPECT_LE(number->size(), 6U) << *number;
    EXPECT_EQ(number->substr(number->size() - 3), ".00");
  }
  const auto uuid = masked("token", type::uuid, "550e8400-e29b-41d4-a716-446655440000");
  EXPECT_EQ((*uuid)[14], '4');
  EXPECT_EQ(masked("token", type::bytea, "\\x00")->size(), 2 + 32U);
  EXPECT_EQ(masked("token(cust_)", type::text, "x")->substr(0, 5), "cust_");
  EXPECT_EQ(masked("token", type::varchar, "x", characters(12))->size(), 12U);
  EXPECT_EQ(masked("token", type::varchar, "x", characters(7)), std::nullopt);  // too few to tell values apart
  EXPECT_EQ(masked("token", type::date, "1990-06-17"), std::nullopt);
  EXPECT_FALSE(parsed("token")->supports(type::date));
}

TEST(Token, SpreadsOverTheRange) {
  std::set<std::string> seen;
  for (int value = 0; value < 1000; ++value) seen.insert(*masked("token", type::int4, std::to_string(value)));
  EXPECT_GE(seen.size(), 999U);
}

}  // namespace
}  // namespace jaali::masking_rules

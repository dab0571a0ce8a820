// Numbers in text and binary. The binary forms in these tables were printed by PostgreSQL 15's send functions.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "protocol/postgres/value_number.h"
#include "tests/unit/protocol/postgres/values_hex.h"

namespace jaali::protocol::postgres {
namespace {

using test::from_hex;
using test::to_hex;

TEST(ValueInteger, TextAndBinaryOfEveryWidth) {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{32767}, std::int64_t{-32768},
        std::int64_t{2147483647}, std::int64_t{-2147483648LL}, std::numeric_limits<std::int64_t>::min()}) {
    for (const int width : {2, 4, 8}) {
      std::string text, binary;
      append_integer_text(text, value);
      EXPECT_EQ(read_integer_text(text, width).has_value(), fits_width(value, width)) << value << " " << width;
      if (!fits_width(value, width)) continue;
      append_integer_binary(binary, value, width);
      EXPECT_EQ(binary.size(), static_cast<std::size_t>(width));
      EXPECT_EQ(read_integer_text(text, width), value);
      EXPECT_EQ(read_integer_binary(bytes_of(binary), width), value);
    }
  }
}

TEST(ValueInteger, RefusesWhatTheServerDoesNotWrite) {
  for (const auto* text : {"", "-", "+1", " 1", "1 ", "1.0", "0x10", "9223372036854775808", "1e3"})
    EXPECT_FALSE(read_integer_text(text, 8)) << text;
  EXPECT_FALSE(read_integer_binary(bytes_of("abc"), 4));
  EXPECT_FALSE(read_integer_binary(bytes_of("abc"), 3));
}

TEST(ValueFloat, TextAsTheServerPrintsIt) {
  const std::pair<double, const char*> doubles[] = {{1e15, "1e+15"},
                                                    {1e14, "100000000000000"},
                                                    {123456.789, "123456.789"},
                                                    {0.0001, "0.0001"},
                                                    {0.00001, "1e-05"},
                                                    {1e6, "1000000"},
                                                    {0, "0"}};
  for (const auto& [value, text] : doubles) {
    std::string out;
    append_float_text(out, value, 8);
    EXPECT_EQ(out, text);
    EXPECT_EQ(read_float_text(text, 8), value);
  }
  const std::pair<double, const char*> floats[] = {{1e6, "1e+06"}, {1234567, "1.234567e+06"}, {1e5, "100000"}};
  for (const auto& [value, text] : floats) {
    std::string out;
    append_float_text(out, value, 4);
    EXPECT_EQ(out, text);
  }
}

TEST(ValueFloat, SpecialValuesAndBinary) {
  for (const int width : {4, 8}) {
    for (const double value :
         {1.5, -0.25, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
      std::string text, binary;
      append_float_text(text, value, width);
      append_float_binary(binary, value, width);
      EXPECT_EQ(read_float_text(text, width), value);
      EXPECT_EQ(read_float_binary(bytes_of(binary), width), value);
    }
    std::string nan;
    append_float_text(nan, std::nan(""), width);
    EXPECT_EQ(nan, "NaN");
    EXPECT_TRUE(std::isnan(*read_float_text(nan, width)));
  }
  for (const auto* text : {"", "inf", "nan", "1e999", "1,5", "0x1p3", "1 "})
    EXPECT_FALSE(read_float_text(text, 8)) << text;
  EXPECT_FALSE(read_float_binary(bytes_of("1234567"), 8));
}

constexpr std::pair<const char*, const char*> numerics[] = {
    {"0", "0000000000000000"},
    {"0.00", "0000000000000002"},
    {"1", "00010000000000000001"},
    {"-1", "00010000400000000001"},
    {"85250.75", "0003000100000002000814821d4c"},
    {"10000", "00010001000000000001"},
    {"123456789012.3456", "000400020000000404d2162e23340d80"},
    {"0.0001", "0001ffff000000040001"},
    {"-0.00012", "0002ffff40000005000107d0"},
    {"99999999", "0002000100000000270f270f"},
    {"12345678901234567890123456789012345678", "000a000900000000000c0d801ed204d2162e23340d801ed204d2162e"},
    {"0.12345678901234567890123456789012345678", "000affff0000002604d2162e23340d801ed204d2162e23340d801e78"},
    {"1000000000000", "00010003000000000001"},
    {"0.5", "0001ffff000000011388"},
    {"100.10", "0002000000000002006403e8"},
};

TEST(ValueNumeric, EachFormReadsAndWritesBoth) {
  for (const auto& [text, hex] : numerics) {
    const std::string binary = from_hex(hex);
    const auto by_text = read_decimal_text(text);
    const auto by_binary = read_decimal_binary(bytes_of(binary));
    ASSERT_TRUE(by_text && by_binary) << text;
    for (const auto& value : {*by_text, *by_binary}) {
      std::string out_text, out_binary;
      append_decimal_text(out_text, value);
      append_decimal_binary(out_binary, value);
      EXPECT_EQ(out_text, text);
      EXPECT_EQ(to_hex(out_binary), hex) << text;
    }
  }
}

TEST(ValueNumeric, NanAndInfinities) {
  const std::pair<const char*, const char*> specials[] = {
      {"NaN", "00000000c0000000"}, {"Infinity", "00000000d0000020"}, {"-Infinity", "00000000f0000020"}};
  for (const auto& [text, hex] : specials) {
    const auto by_binary = read_decimal_binary(bytes_of(from_hex(hex)));
    const auto by_text = read_decimal_text(text);
    ASSERT_TRUE(by_binary && by_text) << text;
    EXPECT_EQ(by_binary->form, by_text->form);
    std::string out_text, out_binary;
    append_decimal_text(out_text, *by_binary);
    append_decimal_binary(out_binary, *by_text);
    EXPECT_EQ(out_text, text);
    EXPECT_EQ(to_hex(out_binary).substr(0, 12), std::string(hex).substr(0, 12));
  }
}

TEST(ValueNumeric, RefusesWhatIsTooLongOrWrong) {
  for (const auto* text : {"", "-", ".5", "5.", "1.2.3", "1e5", "+1", "0x1", "infinity", "-.1", "--1", "1 ",
                           "123456789012345678901234567890123456789", "0.123456789012345678901234567890123456789"})
    EXPECT_FALSE(read_decimal_text(text)) << text;
  for (const auto* hex :
       {"", "0001", "0001000000000000", "000100000000000000", "00010000000000002710" /* a group of 10000 */,
        "00010000123400000001" /* sign */, "00010000000000270001" /* scale 39 */, "0001000b000000000001" /* 10^44 */,
        "ffff000000000000", "00010000c00000000001", "0001ffff000000020001" /* digits behind the scale */,
        "0000000000000000ff"})
    EXPECT_FALSE(read_decimal_binary(bytes_of(from_hex(hex)))) << hex;
}

TEST(ValueNumeric, NoSignOnZero) {
  std::string out;
  append_decimal_text(out, *read_decimal_text("-0.00"));
  EXPECT_EQ(out, "0.00");
  EXPECT_FALSE(read_decimal_binary(bytes_of(from_hex("0000000040000002")))->negative);
}

TEST(ValueNumeric, RescaleRoundsHalfAwayFromZero) {
  const auto rescaled = [](const char* text, std::uint8_t scale) {
    std::string out;
    append_decimal_text(out, *rescale(*read_decimal_text(text), scale));
    return out;
  };
  EXPECT_EQ(rescaled("1.25", 1), "1.3");
  EXPECT_EQ(rescaled("-1.25", 1), "-1.3");
  EXPECT_EQ(rescaled("1.24", 1), "1.2");
  EXPECT_EQ(rescaled("-0.04", 1), "0.0");
  EXPECT_EQ(rescaled("7", 2), "7.00");
  EXPECT_FALSE(rescale(*read_decimal_text("12345678901234567890123456789012345678"), 1));
}

}  // namespace
}  // namespace jaali::protocol::postgres

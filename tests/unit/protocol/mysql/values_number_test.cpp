// Integers and floats of MySQL: what servers print and send, and nothing else.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "protocol/mysql/value_number.h"
#include "tests/unit/protocol/mysql/values_hex.h"

namespace jaali::protocol::mysql {
namespace {

using test::from_hex;
using test::to_hex;

constexpr Integer largest_unsigned = Integer{std::numeric_limits<std::uint64_t>::max()};

TEST(MysqlIntegers, TextOfEveryRange) {
  for (const char* text :
       {"0", "1", "-1", "127", "-9223372036854775808", "9223372036854775807", "18446744073709551615"}) {
    const auto value = read_integer_text(text);
    ASSERT_TRUE(value) << text;
    std::string out = "x";
    append_integer_text(out, *value);
    EXPECT_EQ(out, std::string("x") + text);
  }
  EXPECT_EQ(read_integer_text("18446744073709551615"), largest_unsigned);
  EXPECT_EQ(read_integer_text("00042"), Integer{42}) << "ZEROFILL";
  for (const char* text :
       {"", "-", "+1", "1 ", " 1", "1.0", "1e3", "--1", "-9223372036854775809", "18446744073709551616", "0x10"})
    EXPECT_FALSE(read_integer_text(text)) << text;
}

TEST(MysqlIntegers, BinaryIsLittleEndian) {
  struct Case {
    const char* hex;
    int width;
    bool is_unsigned;
    Integer value;
  };
  for (const Case& one :
       {Case{"ff", 1, false, -1}, Case{"ff", 1, true, 255}, Case{"0080", 2, false, -32768}, Case{"c607", 2, true, 1990},
        Case{"ffffffff", 4, false, -1}, Case{"000080ff", 4, false, -8388608}, Case{"ffffffff", 4, true, 4294967295},
        Case{"ffffffffffffffff", 8, true, largest_unsigned}, Case{"0000000000000080", 8, false, -(Integer{1} << 63)}}) {
    const auto value = read_integer_binary(bytes_of(from_hex(one.hex)), one.width, one.is_unsigned);
    ASSERT_TRUE(value) << one.hex;
    EXPECT_TRUE(*value == one.value) << one.hex;
    std::string out;
    append_integer_binary(out, *value, one.width);
    EXPECT_EQ(to_hex(out), one.hex);
  }
  EXPECT_FALSE(read_integer_binary(bytes_of("abc"), 4, false));
  EXPECT_FALSE(read_integer_binary({}, 1, false));
}

// Each text was printed by MariaDB 10.11 and MySQL 9.7.
TEST(MysqlFloats, PrintAsServersDo) {
  struct Case {
    double value;
    int width;
    std::uint8_t decimals;
    const char* text;
  };
  for (const Case& one : {Case{1e15, 8, not_fixed, "1e15"},
                          Case{1e14, 8, not_fixed, "100000000000000"},
                          Case{1e-15, 8, not_fixed, "0.000000000000001"},
                          Case{1e-5, 8, not_fixed, "0.00001"},
                          Case{123456789012345678.0, 8, not_fixed, "1.2345678901234568e17"},
                          Case{1234567890123456.8, 8, not_fixed, "1234567890123456.8"},
                          Case{999999999999999.9, 8, not_fixed, "999999999999999.9"},
                          Case{0.1 + 0.2, 8, not_fixed, "0.30000000000000004"},
                          Case{1.7976931348623157e308, 8, not_fixed, "1.7976931348623157e308"},
                          Case{5e-324, 8, not_fixed, "5e-324"},
                          Case{-1.5e-20, 8, not_fixed, "-1.5e-20"},
                          Case{0.0, 8, not_fixed, "0"},
                          Case{-0.0, 8, not_fixed, "0"},
                          Case{1e10f, 4, not_fixed, "10000000000"},
                          Case{1.5e15f, 4, not_fixed, "1.5e15"},
                          Case{123456.7f, 4, not_fixed, "123457"},
                          Case{1234567.0f, 4, not_fixed, "1234570"},
                          Case{0.000001234567f, 4, not_fixed, "0.00000123457"},
                          Case{-3.40282e38f, 4, not_fixed, "-3.40282e38"},
                          Case{1.5, 8, 2, "1.50"},
                          Case{85250.755f, 4, 1, "85250.8"}}) {
    std::string out;
    append_float_text(out, one.value, one.width, one.decimals);
    EXPECT_EQ(out, one.text);
    EXPECT_TRUE(read_float_text(one.text, one.width)) << one.text;
  }
  for (const char* text : {"", "nan", "inf", "1.5 ", "1,5", "1e999", "0x1p3"})
    EXPECT_FALSE(read_float_text(text, 8)) << text;
}

TEST(MysqlFloats, BinaryReadsAsTheTextShows) {
  std::string out;
  append_float_binary(out, 1.5, 8);
  EXPECT_EQ(to_hex(out), "000000000000f83f");
  EXPECT_EQ(read_float_binary(bytes_of(out), 8, not_fixed), 1.5);
  out.clear();
  append_float_binary(out, 1499.9999f, 4);
  EXPECT_EQ(read_float_binary(bytes_of(out), 4, not_fixed), 1500.0) << "six digits, as in text";
  out.clear();
  append_float_binary(out, 0.126, 8);
  EXPECT_EQ(read_float_binary(bytes_of(out), 8, 2), 0.13);
  EXPECT_FALSE(read_float_binary(bytes_of(from_hex("000000000000f07f")), 8, not_fixed)) << "infinity";
  EXPECT_FALSE(read_float_binary(bytes_of(from_hex("0000c07f")), 4, not_fixed)) << "NaN";
  EXPECT_FALSE(read_float_binary(bytes_of("abc"), 4, not_fixed));
}

}  // namespace
}  // namespace jaali::protocol::mysql

// Dates and times of MySQL: zero dates and spans beyond a day, in both protocols.
#include <gtest/gtest.h>

#include "protocol/mysql/value_datetime.h"
#include "tests/unit/protocol/mysql/values_hex.h"

namespace jaali::protocol::mysql {
namespace {

using test::from_hex;
using test::to_hex;

TEST(MysqlDates, TextAndBinary) {
  struct Case {
    const char *text, *hex;
  };
  for (const Case& one : {Case{"1990-06-17", "c6070611"}, Case{"0001-01-01", "01000101"},
                          Case{"9999-12-31", "0f270c1f"}, Case{"2000-02-29", "d007021d"}}) {
    const auto date = read_date_text(one.text);
    ASSERT_TRUE(date) << one.text;
    std::string text, binary;
    EXPECT_TRUE(append_date_text(text, *date));
    EXPECT_TRUE(append_date_binary(binary, *date));
    EXPECT_EQ(text, one.text);
    EXPECT_EQ(to_hex(binary), one.hex);
    EXPECT_EQ(read_date_binary(bytes_of(binary))->days, date->days);
  }
  for (const char* text : {"0000-00-00", "0000-03-05", "1990-02-30", "1990-13-01", "90-06-17", "1990-6-17",
                           "1990-06-17 ", "10000-01-01", "", "1990-06-17 00:00:00"})
    EXPECT_FALSE(read_date_text(text)) << text;
  for (const char* hex : {"", "00000000", "c6070d01", "c607021e", "c60706", "c607061100"})
    EXPECT_FALSE(read_date_binary(bytes_of(from_hex(hex)))) << hex;
}

TEST(MysqlDates, PartsLeftOutReadAsTheFirst) {
  EXPECT_EQ(read_date_text("2020-00-00")->days, read_date_text("2020-01-01")->days);
  EXPECT_EQ(read_date_text("2020-06-00")->days, read_date_text("2020-06-01")->days);
  EXPECT_EQ(read_date_binary(bytes_of(from_hex("e4070000")))->days, read_date_text("2020-01-01")->days);
}

TEST(MysqlDates, WhatTheTypeDoesNotHoldIsNotWritten) {
  std::string out = "x";
  EXPECT_FALSE(append_date_text(out, Date{-730'120}));
  EXPECT_FALSE(append_date_binary(out, Date{Date::infinity}));
  EXPECT_FALSE(append_timestamp_text(out, Timestamp{Timestamp::negative_infinity}, 0));
  EXPECT_FALSE(append_time_text(out, Time{Time::longest + 1}, 0));
  EXPECT_EQ(out, "x");
}

TEST(MysqlTimestamps, TextAndBinary) {
  struct Case {
    const char* text;
    std::uint8_t decimals;
    const char* hex;
  };
  for (const Case& one :
       {Case{"1990-06-17 10:20:30.500000", 6, "c60706110a141e20a10700"},
        Case{"1990-06-17 10:20:30.5", 1, "c60706110a141e20a10700"}, Case{"1990-06-17 10:20:30", 0, "c60706110a141e"},
        Case{"1990-06-17 00:00:00", 0, "c6070611"}, Case{"0001-01-01 00:00:01", 0, "01000101000001"},
        Case{"9999-12-31 23:59:59.999999", 6, "0f270c1f173b3b3f420f00"}}) {
    const auto timestamp = read_timestamp_text(one.text);
    ASSERT_TRUE(timestamp) << one.text;
    std::string text, binary;
    EXPECT_TRUE(append_timestamp_text(text, *timestamp, one.decimals));
    EXPECT_TRUE(append_timestamp_binary(binary, *timestamp));
    EXPECT_EQ(text, one.text);
    EXPECT_EQ(to_hex(binary), one.hex);
    EXPECT_EQ(read_timestamp_binary(bytes_of(binary))->microseconds, timestamp->microseconds);
  }
  for (const char* text : {"0000-00-00 00:00:00", "1990-06-17T10:20:30", "1990-06-17 24:00:00", "1990-06-17 10:60:00",
                           "1990-06-17 10:20:30.", "1990-06-17 10:20:30.1234567", "1990-06-17 10:20", "1990-06-17"})
    EXPECT_FALSE(read_timestamp_text(text)) << text;
  for (const char* hex : {"", "c60706", "c607061118141e", "c60706110a3c1e", "c60706110a143c", "c60706110a141e40420f00",
                          "c60706110a141e20a1070000"})
    EXPECT_FALSE(read_timestamp_binary(bytes_of(from_hex(hex)))) << hex;
}

TEST(MysqlTimes, BeyondADayAndNegative) {
  struct Case {
    const char* text;
    std::uint8_t decimals;
    const char* hex;
  };
  for (const Case& one :
       {Case{"00:00:00", 0, ""}, Case{"10:20:30", 0, "00000000000a141e"}, Case{"-10:20:30", 0, "01000000000a141e"},
        Case{"838:59:59", 0, "0022000000163b3b"}, Case{"-838:59:59.999999", 6, "0122000000163b3b3f420f00"},
        Case{"25:00:00.25", 2, "000100000001000090d00300"}}) {
    const auto time = read_time_text(one.text);
    ASSERT_TRUE(time) << one.text;
    std::string text, binary;
    EXPECT_TRUE(append_time_text(text, *time, one.decimals));
    EXPECT_TRUE(append_time_binary(binary, *time));
    EXPECT_EQ(text, one.text);
    EXPECT_EQ(to_hex(binary), one.hex);
    EXPECT_EQ(read_time_binary(bytes_of(binary))->microseconds, time->microseconds);
  }
  for (const char* text : {"", "1:00:00", "839:00:00", "10:60:00", "10:20", "+10:20:30", "1000:00:00"})
    EXPECT_FALSE(read_time_text(text)) << text;
  for (const char* hex : {"00", "02000000000a141e", "00ffffffff0a141e", "0023000000000000", "000000000018141e"})
    EXPECT_FALSE(read_time_binary(bytes_of(from_hex(hex)))) << hex;
}

TEST(MysqlTimeZones, OffsetsAreKnownAndNamesAreNot) {
  EXPECT_EQ(read_time_zone("SYSTEM"), 0);
  EXPECT_EQ(read_time_zone("UTC"), 0);
  EXPECT_EQ(read_time_zone("+05:00"), 300);
  EXPECT_EQ(read_time_zone("-03:30"), -210);
  for (const char* text : {"", "Asia/Karachi", "05:00", "+5", "+15:00", "+05:60", "+05:00 "})
    EXPECT_FALSE(read_time_zone(text)) << text;
}

}  // namespace
}  // namespace jaali::protocol::mysql

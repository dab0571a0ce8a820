// Dates and timestamps in every DateStyle. The tables were printed by PostgreSQL 15.
#include <gtest/gtest.h>

#include "protocol/postgres/value_datetime.h"
#include "tests/unit/protocol/postgres/values_hex.h"

namespace jaali::protocol::postgres {
namespace {

using test::from_hex;
using test::to_hex;

constexpr std::pair<const char*, const char*> dates[] = {
    {"2000-01-01", "00000000"},    {"1990-06-17", "fffff263"},    {"1900-01-01", "ffff7154"},
    {"0044-03-15 BC", "fff49d7b"}, {"4714-11-24 BC", "ffda97a7"}, {"5874897-12-31", "7fda970c"},
    {"infinity", "7fffffff"},      {"-infinity", "80000000"},     {"1999-12-31", "ffffffff"},
    {"2000-02-29", "0000003b"},    {"1900-02-28", "ffff718e"},    {"0001-01-01", "fff4dbf9"},
    {"0001-12-31 BC", "fff4dbf8"},
};

TEST(ValueDate, BothForms) {
  for (const auto& [text, hex] : dates) {
    const auto by_text = read_date_text(text, {});
    const auto by_binary = read_date_binary(bytes_of(from_hex(hex)));
    ASSERT_TRUE(by_text && by_binary) << text;
    EXPECT_EQ(by_text->days, by_binary->days) << text;
    std::string out_text, out_binary;
    append_date_text(out_text, *by_binary, {});
    append_date_binary(out_binary, *by_text);
    EXPECT_EQ(out_text, text);
    EXPECT_EQ(to_hex(out_binary), hex);
  }
}

struct Styled {
  const char *style, *date, *bc_date, *late_date, *timestamp, *bc_timestamp;
};
constexpr Styled styles[] = {
    {"ISO, MDY", "1990-06-17", "0044-03-15 BC", "12345-01-02", "1990-06-17 10:20:30.5", "0044-03-15 01:02:03 BC"},
    {"ISO, DMY", "1990-06-17", "0044-03-15 BC", "12345-01-02", "1990-06-17 10:20:30.5", "0044-03-15 01:02:03 BC"},
    {"ISO, YMD", "1990-06-17", "0044-03-15 BC", "12345-01-02", "1990-06-17 10:20:30.5", "0044-03-15 01:02:03 BC"},
    {"Postgres, MDY", "06-17-1990", "03-15-0044 BC", "01-02-12345", "Sun Jun 17 10:20:30.5 1990",
     "Fri Mar 15 01:02:03 0044 BC"},
    {"Postgres, DMY", "17-06-1990", "15-03-0044 BC", "02-01-12345", "Sun 17 Jun 10:20:30.5 1990",
     "Fri 15 Mar 01:02:03 0044 BC"},
    {"Postgres, YMD", "06-17-1990", "03-15-0044 BC", "01-02-12345", "Sun Jun 17 10:20:30.5 1990",
     "Fri Mar 15 01:02:03 0044 BC"},
    {"SQL, MDY", "06/17/1990", "03/15/0044 BC", "01/02/12345", "06/17/1990 10:20:30.5", "03/15/0044 01:02:03 BC"},
    {"SQL, DMY", "17/06/1990", "15/03/0044 BC", "02/01/12345", "17/06/1990 10:20:30.5", "15/03/0044 01:02:03 BC"},
    {"SQL, YMD", "06/17/1990", "03/15/0044 BC", "01/02/12345", "06/17/1990 10:20:30.5", "03/15/0044 01:02:03 BC"},
    {"German, MDY", "17.06.1990", "15.03.0044 BC", "02.01.12345", "17.06.1990 10:20:30.5", "15.03.0044 01:02:03 BC"},
    {"German, DMY", "17.06.1990", "15.03.0044 BC", "02.01.12345", "17.06.1990 10:20:30.5", "15.03.0044 01:02:03 BC"},
    {"German, YMD", "17.06.1990", "15.03.0044 BC", "02.01.12345", "17.06.1990 10:20:30.5", "15.03.0044 01:02:03 BC"},
};

TEST(ValueDate, EveryStyleMeansTheSameDay) {
  for (const Styled& styled : styles) {
    const auto style = parse_date_style(styled.style);
    ASSERT_TRUE(style) << styled.style;
    const std::pair<const char*, const char*> pairs[] = {
        {styles[0].date, styled.date}, {styles[0].bc_date, styled.bc_date}, {styles[0].late_date, styled.late_date}};
    for (const auto& [iso, text] : pairs) {
      const auto value = read_date_text(text, *style);
      ASSERT_TRUE(value) << styled.style << ": " << text;
      EXPECT_EQ(value->days, read_date_text(iso, {})->days) << styled.style << ": " << text;
      std::string out;
      append_date_text(out, *value, *style);
      EXPECT_EQ(out, text) << styled.style;
    }
  }
}

TEST(ValueTimestamp, EveryStyleMeansTheSameMoment) {
  for (const Styled& styled : styles) {
    const auto style = parse_date_style(styled.style);
    const std::pair<const char*, const char*> pairs[] = {{styles[0].timestamp, styled.timestamp},
                                                         {styles[0].bc_timestamp, styled.bc_timestamp},
                                                         {"infinity", "infinity"},
                                                         {"-infinity", "-infinity"}};
    for (const auto& [iso, text] : pairs) {
      const auto value = read_timestamp_text(text, *style, false);
      ASSERT_TRUE(value) << styled.style << ": " << text;
      EXPECT_EQ(value->microseconds, read_timestamp_text(iso, {}, false)->microseconds) << styled.style << ": " << text;
      std::string out;
      append_timestamp_text(out, *value, *style, false);
      EXPECT_EQ(out, text) << styled.style;
    }
  }
}

constexpr std::pair<const char*, const char*> zoned[] = {
    {"2000-01-01 00:00:00+00", "0000000000000000"},
    {"1990-06-17 10:20:30.123456+05", "fffeee2a3d3e85c0"},
    {"1890-01-01 00:00:00+04:28:12", "fff3aaf1086d9100"},
    {"0044-03-15 01:02:03+04:28:12 BC", "ff1af9dc0b1b29c0"},
    {"infinity", "7fffffffffffffff"},
    {"-infinity", "8000000000000000"},
    {"294276-12-31 23:59:59.999999+00", "7fffff5bb3b29fff"},
    {"1999-12-31 23:59:59.5-05", "0000000430da92e0"},
};

TEST(ValueTimestamp, TimeZonesAreOffsets) {
  for (const auto& [text, hex] : zoned) {
    const auto by_text = read_timestamp_text(text, {}, true);
    const auto by_binary = read_timestamp_binary(bytes_of(from_hex(hex)));
    ASSERT_TRUE(by_text && by_binary) << text;
    EXPECT_EQ(by_text->microseconds, by_binary->microseconds) << text;
    std::string again, binary;
    append_timestamp_text(again, *by_text, {}, true);
    append_timestamp_binary(binary, *by_text);
    EXPECT_EQ(read_timestamp_text(again, {}, true)->microseconds, by_text->microseconds) << again;
    EXPECT_EQ(to_hex(binary), hex);
  }
}

TEST(ValueTimestamp, AnAbbreviationIsNotTrusted) {  // SET TimeZone = '<UTC>+5' prints UTC for UTC-5
  EXPECT_FALSE(read_timestamp_text("17.06.1990 10:20:30 UTC", *parse_date_style("German, DMY"), true));
  EXPECT_FALSE(read_timestamp_text("06/17/1990 10:20:30 +0545", *parse_date_style("SQL, MDY"), true));
  EXPECT_FALSE(read_timestamp_text("Sun Jun 17 10:20:30 1990 PKT", *parse_date_style("Postgres, MDY"), true));
  EXPECT_FALSE(read_timestamp_text("1990-06-17 10:20:30 UTC", {}, true));
  EXPECT_FALSE(read_timestamp_text("1990-06-17 10:20:30", {}, true));
  EXPECT_FALSE(read_timestamp_text("1990-06-17 10:20:30+05", {}, false));
}

TEST(ValueDate, RefusesWhatIsNoDay) {
  for (const auto* text : {"", "1990", "1990-6-17", "1990-06-17 ", "1990-13-01", "1990-02-29", "1990-00-10",
                           "1990-01-00", "0000-01-01", "1990-06-17 AD", "1990-06-17 BC BC", "9999999-01-01",
                           "4714-11-23 BC", "+infinity", "Infinity", "06/17/1990", "1990-06-17 10:00:00"})
    EXPECT_FALSE(read_date_text(text, {})) << text;
  EXPECT_FALSE(read_date_binary(bytes_of(from_hex("ffda97a6"))));
  EXPECT_FALSE(read_date_binary(bytes_of("12345")));
  for (const auto* text : {"1990-06-17", "1990-06-17 25:00:00", "1990-06-17 10:60:00", "1990-06-17 10:20:30.",
                           "1990-06-17T10:20:30", "1990-06-17 10:20:30.1234567", "9999999-01-01 00:00:00"})
    EXPECT_FALSE(read_timestamp_text(text, {}, false)) << text;
}

TEST(ValueDate, AMonthAboveTwelveIsADay) {
  const auto june = read_date_text("1990-06-17", {})->days;
  EXPECT_EQ(read_date_text("17/06/1990", *parse_date_style("SQL, MDY"))->days, june);
  EXPECT_EQ(read_date_text("06-17-1990", *parse_date_style("Postgres, DMY"))->days, june);
  EXPECT_FALSE(read_date_text("06.17.1990", *parse_date_style("German, DMY")));  // German has one order
  EXPECT_FALSE(read_date_text("17/17/1990", *parse_date_style("SQL, MDY")));
}

TEST(ValueDate, StylesAreReadExactly) {
  for (const auto* text : {"", "ISO", "iso, MDY", "ISO,MDY", "ISO, XYZ", "French, DMY", "ISO, MDY "})
    EXPECT_FALSE(parse_date_style(text)) << text;
}

TEST(ValueDate, CivilDaysGoRound) {
  for (std::int64_t days = first_day; days < 800'000; days += 13) {
    const CivilDate civil = civil_of(days);
    ASSERT_TRUE(is_day(civil)) << days;
    ASSERT_EQ(days_of(civil), days);
  }
  EXPECT_EQ(civil_of(days_of({1900, 2, 28}) + 1).month, 3);  // no leap year
  EXPECT_EQ(civil_of(days_of({2000, 2, 28}) + 1).day, 29);
  EXPECT_EQ(civil_of(days_of({-3, 2, 28}) + 1).day, 1);   // 4 BC is year -3
  EXPECT_EQ(civil_of(days_of({-4, 2, 28}) + 1).day, 29);  // 5 BC is year -4
}

}  // namespace
}  // namespace jaali::protocol::postgres

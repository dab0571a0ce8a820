// Masks on MySQL's types, one by one, with their edges.
#include "tests/unit/masking_rules/masks_mysql_fixture.h"

namespace jaali::masking_rules {
namespace {

using namespace test::mysql;
using test::parsed;
using Shown = std::optional<std::string>;

TEST(MysqlRedact, ConstantsOfEveryType) {
  EXPECT_EQ(masked("redact", number(FieldType::longlong, true), "18446744073709551615"), "0");
  EXPECT_EQ(masked("redact", number(FieldType::year, true, 4), "1990"), "1901");
  EXPECT_EQ(masked("redact", number(FieldType::newdecimal, false, 14, 2), "5.25"), "0.00");
  EXPECT_EQ(masked("redact", floating(FieldType::double_, 2), "5.25"), "0.00");
  EXPECT_EQ(masked("redact", moment(FieldType::date), "1990-06-17"), "1900-01-01");
  EXPECT_EQ(masked("redact", moment(FieldType::date), "0000-00-00"), "1900-01-01");
  EXPECT_EQ(masked("redact", moment(FieldType::timestamp), "1990-06-17 00:00:00", Format::text, ""),
            "1900-01-01 00:00:00");
  EXPECT_EQ(masked("redact", moment(FieldType::datetime, 3), "x"), "1900-01-01 00:00:00.000");
  EXPECT_EQ(masked("redact", moment(FieldType::time, 2), "-100:00:00.00"), "00:00:00.00");
  EXPECT_EQ(masked("redact", characters(2), "secret"), "**");
  EXPECT_EQ(masked("redact", characters(20), ""), "***");
  EXPECT_EQ(masked("redact", characters(20, utf16), "x"), std::string("\0*\0*\0*", 6));
  EXPECT_EQ(masked("redact", text(gbk), "\xc4\xe3"), "***");
  EXPECT_EQ(masked("redact", blob(), "secret"), "");
}

TEST(MysqlIntegers, StayInTheirRange) {
  const Column tiny = number(FieldType::tiny), medium = number(FieldType::int24),
               big = number(FieldType::longlong, true);
  EXPECT_EQ(masked("round(100)", tiny, "99"), "100");
  EXPECT_EQ(masked("round(200)", tiny, "120"), "0") << "200 does not fit";
  EXPECT_EQ(masked("round(1000)", medium, "8388607"), "8388000");
  EXPECT_EQ(masked("round(10)", big, "18446744073709551615"), "18446744073709551610")
      << "the next multiple is beyond 2^64";
  EXPECT_EQ(masked("keep_last(4)", big, "18446744073709551615"), "1615");
  EXPECT_EQ(masked("keep_first(3)", number(FieldType::longlong), "4210112345671"), "4210000000000");
  EXPECT_EQ(masked("fixed(300)", tiny, "1"), std::nullopt);
  EXPECT_EQ(masked("fixed(-1)", number(FieldType::tiny, true), "1"), std::nullopt);
  EXPECT_EQ(masked("fixed(18446744073709551615)", big, "1"), "18446744073709551615");
  EXPECT_EQ(masked("redact", tiny, std::string("\x7f"), Format::binary), std::string(1, '\0'));
  EXPECT_EQ(masked("round(1000)", medium, std::string("\xff\xff\x7f\0", 4), Format::binary),
            std::string("\xa0\xfd\x7f\0", 4));
  EXPECT_EQ(masked("round(1000)", medium, std::string("\xff\xff\xff\x7f", 4), Format::binary), std::nullopt)
      << "no MEDIUMINT has that value";
  EXPECT_EQ(masked("round(10)", tiny, "300"), std::nullopt);
}

TEST(MysqlIntegers, TokensAreNumbersOfTheType) {
  for (const FieldType field :
       {FieldType::tiny, FieldType::short_, FieldType::int24, FieldType::long_, FieldType::longlong}) {
    for (const bool is_unsigned : {false, true}) {
      const Column column = number(field, is_unsigned);
      const auto token = masked("token", column, "42");
      ASSERT_TRUE(token);
      EXPECT_EQ(masked("token", column, "42"), token);
      EXPECT_FALSE(token->starts_with('-'));
      const auto again = masked("round(2)", column, *token);  // reads: within the range
      EXPECT_TRUE(again) << *token;
    }
  }
  EXPECT_EQ(masked("token", number(FieldType::longlong), "42"),
            test::masked("token", protocol::postgres::type::int8, "42"))
      << "the same value has the same token in both databases";
  const auto year = masked("token", number(FieldType::year, true, 4), "1990");
  ASSERT_TRUE(year);
  EXPECT_GE(*year, "1901");
  EXPECT_LE(*year, "2155");
}

TEST(MysqlIntegers, ZerofillShowsTheColumnsWidth) {
  Column column = number(FieldType::longlong, true, 13);
  column.zerofill = true;
  EXPECT_EQ(masked("keep_last(4)", column, "0000112345671"), "0000000005671");
  EXPECT_EQ(masked("redact", column, "4210112345671"), "0000000000000");
  EXPECT_EQ(masked("redact", column, std::string(8, '\1'), Format::binary), std::string(8, '\0'));
  Column decimal = number(FieldType::newdecimal, true, 9, 2);
  decimal.zerofill = true;
  EXPECT_EQ(masked("round(10)", decimal, "000014.75"), "000010.00");
}

TEST(MysqlYear, IsANumberOfFourDigits) {
  const Column year = number(FieldType::year, true, 4);
  EXPECT_EQ(masked("round(10)", year, "1994"), "1990");
  EXPECT_EQ(masked("keep_first(1)", year, "1994"), "1000");
  EXPECT_EQ(masked("keep_first(2)", year, "1994"), "0000") << "no more would be hidden than shown";
  EXPECT_EQ(masked("year_only", year, "1994"), std::nullopt) << "it would hand out the value";
  EXPECT_EQ(masked("round(10)", year, std::string("\xca\x07", 2), Format::binary), std::string("\xc6\x07", 2));
}

TEST(MysqlDecimal, KeepsTheColumnsScaleAndPrecision) {
  const Column money = number(FieldType::newdecimal, false, 14, 2);  // decimal(12,2)
  EXPECT_EQ(masked("round(1000)", money, "85250.75"), "85000.00");
  EXPECT_EQ(masked("round(1000)", money, "-499.99"), "0.00");
  EXPECT_EQ(masked("keep_first(3)", money, "85250.75"), "85200.00");
  EXPECT_EQ(masked("fixed(12345678901)", money, "1.00"), std::nullopt) << "eleven digits before the point";
  EXPECT_EQ(masked("fixed(-5)", number(FieldType::newdecimal, true, 13, 2), "1.00"), std::nullopt) << "unsigned";
  EXPECT_EQ(masked("round(1000)", number(FieldType::newdecimal, false, 5, 0), "9999"), "9000") << "10000 does not fit";
  EXPECT_EQ(masked("round(1)", number(FieldType::newdecimal, false, 5, 0), "9999"), std::nullopt);
  EXPECT_EQ(masked("round(10)", number(FieldType::newdecimal, false, 67, 30),
                   std::string(35, '9') + "." + std::string(30, '1')),
            std::nullopt)
      << "more than 38 digits";
  EXPECT_EQ(masked("round(10)", money, "85250.75", Format::binary), "85250.00") << "text in both protocols";
  for (const char* text : {"", ".5", "5.", "1e3", "NaN", "1.2.3"})
    EXPECT_EQ(masked("round(10)", money, text), std::nullopt) << text;
}

TEST(MysqlFloat, AgreesWithItsText) {
  std::string near;
  my::append_float_binary(near, 1499.9999f, 4);
  const Column column = floating(FieldType::float_);
  const auto shown = masked("round(1000)", column, near, Format::binary);
  std::string expected;
  my::append_float_binary(expected, 2000, 4);
  EXPECT_EQ(shown, expected) << "the text protocol shows 1500";
  EXPECT_EQ(masked("round(1000)", column, "1500"), "2000");
  EXPECT_EQ(masked("round(1000)", floating(FieldType::double_, 2), "1499.99"), "1000.00");
}

TEST(MysqlDates, YearOnly) {
  const Column date = moment(FieldType::date), datetime = moment(FieldType::datetime, 2);
  EXPECT_EQ(masked("year_only", date, "1990-06-17"), "1990-01-01");
  EXPECT_EQ(masked("year_only", date, "1990-06-00"), "1990-01-01");
  EXPECT_EQ(masked("year_only", date, "2020-00-00"), "2020-01-01");
  EXPECT_EQ(masked("year_only", date, "0000-00-00"), std::nullopt);
  EXPECT_EQ(masked("year_only", date, "", Format::binary), std::nullopt) << "the zero date";
  EXPECT_EQ(masked("year_only", date, std::string("\xc6\x07\x06\x11", 4), Format::binary),
            std::string("\xc6\x07\1\1", 4));
  EXPECT_EQ(masked("year_only", datetime, "1990-06-17 10:20:30.50"), "1990-01-01 00:00:00.00");
  EXPECT_EQ(masked("year_only", datetime, std::string("\xc6\x07\x06\x11\x0a\x14\x1e", 7), Format::binary),
            std::string("\xc6\x07\1\1", 4));
  EXPECT_EQ(masked("fixed(2001-02-03)", date, "x"), "2001-02-03");
  EXPECT_EQ(masked("fixed(2001-02-03)", datetime, "x"), "2001-02-03 00:00:00.00");
  EXPECT_EQ(masked("fixed(0044-03-15 BC)", date, "x"), std::nullopt) << "MySQL has no such year";
  EXPECT_EQ(masked("fixed(infinity)", date, "x"), std::nullopt);
  EXPECT_EQ(masked("year_only", characters(10), "1990-06-17"), "1990-01-01");
}

TEST(MysqlTimestamps, TheirYearIsThatOfUtc) {
  const Column column = moment(FieldType::timestamp);
  const char* const new_year = "1990-01-01 03:00:00";
  EXPECT_EQ(masked("year_only", column, new_year, Format::text, "+00:00"), "1990-01-01 00:00:00");
  EXPECT_EQ(masked("year_only", column, new_year, Format::text, "+05:00"), "1989-01-01 00:00:00");
  EXPECT_EQ(masked("year_only", column, "1989-12-31 22:00:00", Format::text, "-05:00"), "1990-01-01 00:00:00");
  EXPECT_EQ(masked("year_only", column, new_year, Format::text, "Asia/Karachi"), std::nullopt);
  EXPECT_EQ(masked("year_only", column, new_year, Format::text, ""), std::nullopt) << "unknown";
  EXPECT_EQ(masked("year_only", moment(FieldType::datetime), new_year, Format::text, ""), "1990-01-01 00:00:00")
      << "a DATETIME has no zone";
}

TEST(MysqlText, IsCountedAndCutInCharacters) {
  EXPECT_EQ(masked("keep(5,2)", characters(20), "42101-1234567-1"), "42101-*******-1");
  EXPECT_EQ(masked("keep_first(2)", characters(20), "محمد علی خان"), "مح** *** ***");
  EXPECT_EQ(masked("fixed(abcdef)", characters(4), "x"), "abcd");
  EXPECT_EQ(masked("fixed(äöüß)", characters(3, latin1), "x"), "\xe4\xf6\xfc");
  EXPECT_EQ(masked("email", characters(12), "ayesha@example.com"), "****") << "too narrow";
  EXPECT_EQ(masked("keep_first(1)", characters(20), "bad\xff"), std::nullopt);
  EXPECT_EQ(masked("keep_last(1)", characters(8, utf8mb4, FieldType::string), "abcd    "), "***d")
      << "PAD_CHAR_TO_FULL_LENGTH";
  EXPECT_EQ(masked("token", characters(7), "x"), std::nullopt);
  EXPECT_EQ(masked("token", characters(8), "x")->size(), 8U);
}

TEST(MysqlText, InEveryCharset) {
  EXPECT_EQ(masked("keep_first(2)", text(latin1), "\xe9t\xe9 1990"), "\xe9t* ****");
  EXPECT_EQ(masked("keep_first(2)", text(51), "\xcf\xf0\xe8\xe2\xe5\xf2"), "\xcf\xf0****") << "cp1251";
  EXPECT_EQ(masked("email", text(latin1), "\xe9va@example.com"), "\xe9****@example.com");
  EXPECT_EQ(masked("keep_first(1)", characters(9, utf16), std::string("\0a\0b\0c", 6)), std::string("\0a\0*\0*", 6));
  EXPECT_EQ(masked("keep_first(1)", characters(9, 60), std::string("\0\1\xf6\0\0\0\0b\0\0\0c", 12)),
            std::string("\0\1\xf6\0\0\0\0*\0\0\0*", 12))
      << "utf32";
  EXPECT_EQ(masked("token", text(latin1), "caf\xe9"), masked("token", text(), "café")) << "one value, one token";
  EXPECT_EQ(masked("keep_first(2)", text(gbk), "\xc4\xe3\xba\xc3"), "***") << "a charset that is not counted";
  EXPECT_EQ(masked("email", text(gbk), "ali@example.com"), "***");
  EXPECT_EQ(masked("token", text(0), "x"), "***") << "a charset that nobody knows";
  EXPECT_EQ(masked("fixed(n/a)", text(gbk), "x"), "n/a");
  EXPECT_EQ(masked("fixed(é)", text(gbk), "x"), std::nullopt) << "its bytes would mean another character";
  EXPECT_EQ(masked("null", text(gbk), "x"), std::nullopt);
  EXPECT_EQ(masked("keep_first(1)", text(11), "caf\xe9"), std::nullopt) << "no ASCII";
}

TEST(MysqlBytes, AreNotText) {
  EXPECT_EQ(masked("keep_first(1)", blob(), "abc"), std::nullopt);
  EXPECT_EQ(masked("email", blob(), "ali@example.com"), std::nullopt);
  EXPECT_EQ(masked("token", blob(), "abc")->size(), 16U);
  EXPECT_EQ(masked("fixed(\\xff00)", blob(), "abc"), std::string("\xff\0", 2));
}

TEST(MysqlUuid, StaysOne) {
  ColumnType type{.field = FieldType::string, .is_uuid = true, .collation = utf8mb4};
  const Column column{type, 144, 0};
  EXPECT_EQ(masked("keep_first(8)", column, "550e8400-e29b-41d4-a716-446655440000"),
            "550e8400-0000-0000-0000-000000000000");
  const auto token = masked("token", column, "550e8400-e29b-41d4-a716-446655440000");
  ASSERT_TRUE(token);
  EXPECT_TRUE(protocol::read_uuid_text(*token));
  EXPECT_EQ((*token)[14], '4');
  type.collation = utf16;
  EXPECT_EQ(masked("redact", Column{type, 144, 0}, "x")->size(), 72U) << "written in the result's charset";
  EXPECT_EQ(masked("keep_first(8)", column, "no uuid"), std::nullopt);
}

}  // namespace
}  // namespace jaali::masking_rules

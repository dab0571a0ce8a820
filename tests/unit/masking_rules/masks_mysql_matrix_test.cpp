// Every mask × MySQL type × protocol × value, as masks_matrix_test.cpp does for PostgreSQL: the result is a value of
// the type or NULL, text and binary agree, constants do not see the value, and what a mask does not carry is NULL.
#include "tests/unit/masking_rules/masks_mysql_fixture.h"

namespace jaali::masking_rules {
namespace {

using namespace test::mysql;
using test::parsed;

constexpr const char* spellings[] = {
    "redact",       "null",  "fixed(7)",  "fixed(2001-02-03)", "fixed(a, \"b\")", "keep(5,2)", "keep_first(2)",
    "keep_last(2)", "email", "year_only", "round(1000)",       "round(1)",        "token",     "token(c_)"};

struct Case {
  const char* name;
  Column column;
  std::vector<std::string> values;  ///< as text shows them
  std::string_view carried;  ///< first letters of the masks that carry it: k e y r(ound) t f(ixed(7)); 1: round(1)
};

ColumnType flagged(bool ColumnType::*flag, std::uint16_t collation = utf8mb4, FieldType field = FieldType::string) {
  ColumnType type{.field = field, .collation = collation};
  type.*flag = true;
  return type;
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"tinyint", number(FieldType::tiny), {"0", "-1", "127", "-128"}, "krtf"},
      {"tinyint unsigned", number(FieldType::tiny, true), {"0", "255", "200"}, "krtf"},
      {"smallint", number(FieldType::short_), {"0", "1500", "-32768", "32767"}, "krtf"},
      {"smallint unsigned", number(FieldType::short_, true), {"0", "65535"}, "krtf"},
      {"mediumint", number(FieldType::int24), {"0", "-8388608", "8388607", "1500"}, "krtf"},
      {"mediumint unsigned", number(FieldType::int24, true), {"0", "16777215"}, "krtf"},
      {"int", number(FieldType::long_), {"0", "-7", "2147483647", "-2147483648"}, "krtf"},
      {"int unsigned", number(FieldType::long_, true), {"0", "4294967295"}, "krtf"},
      {"bigint",
       number(FieldType::longlong),
       {"0", "4210112345671", "-9223372036854775808", "9223372036854775807"},
       "krtf"},
      {"bigint unsigned",
       number(FieldType::longlong, true),
       {"0", "18446744073709551615", "9223372036854775808"},
       "krtf"},
      {"year", number(FieldType::year, true, 4), {"1990", "2155", "1901", "0000"}, "krtf"},
      {"decimal(12,2)", number(FieldType::newdecimal, false, 14, 2), {"0.00", "85250.75", "-9999999999.99"}, "krtf1"},
      {"decimal(12,0) unsigned", number(FieldType::newdecimal, true, 12, 0), {"0", "999999999999"}, "krtf1"},
      {"decimal(65,30)",
       number(FieldType::newdecimal, false, 67, 30),
       {"0.000000000000000000000000000000", "1.500000000000000000000000000000",
        std::string(35, '9') + ".123456789012345678901234567890"},
       "krtf1"},
      {"float", floating(FieldType::float_), {"0", "1.5", "-85250.8", "3.4e38", "1e-30", "123457"}, "rf1"},
      {"double", floating(FieldType::double_), {"0", "1.5", "-85250.75", "1.7e308", "1e-300"}, "rf1"},
      {"double(10,2)", floating(FieldType::double_, 2), {"0.00", "-85250.75"}, "rf1"},
      {"date", moment(FieldType::date), {"1990-06-17", "2000-02-29", "0001-01-01", "9999-12-31"}, "y"},
      {"datetime", moment(FieldType::datetime), {"1990-06-17 10:20:30", "9999-12-31 23:59:59"}, "y"},
      {"datetime(6)",
       moment(FieldType::datetime, 6),
       {"1990-06-17 10:20:30.500000", "0001-01-01 00:00:00.000001"},
       "y"},
      {"timestamp", moment(FieldType::timestamp), {"1990-06-17 10:20:30", "2038-01-19 03:14:07"}, "y"},
      {"time", moment(FieldType::time), {"00:00:00", "-838:59:59", "25:00:01"}, ""},
      {"varchar(20)",
       characters(20),
       {"", "a", "42101-1234567-1", "ali@example.com", "1990-06-17", "é\u0301--x"},
       "keytf"},
      {"char(12)", characters(12, utf8mb4, FieldType::string), {"", "abcdefgh", "1990-06-17"}, "keytf"},
      {"text latin1", text(latin1), {"", "caf\xe9", "ali@example.com", "\xff\xfe\x80"}, "keytf"},
      {"text gbk", text(gbk), {"", "abc", "\xc4\xe3\xba\xc3"}, "keytf"},
      {"varchar utf16", characters(20, utf16), {"", std::string("\0a\0b\0c\0d\0e", 10)}, "keytf"},
      {"blob", blob(), {"", std::string("\0\xff\\", 3)}, "tf"},
      {"binary(3)", {{.field = FieldType::string, .collation = my::binary_collation}, 3, 0}, {"abc"}, "tf"},
      {"bit(9)", number(FieldType::bit, true, 9), {std::string("\1\xff", 2)}, ""},
      {"enum", {flagged(&ColumnType::is_enum), 28, 0}, {"", "male"}, ""},
      {"set", {flagged(&ColumnType::is_set), 28, 0}, {"", "a,b"}, ""},
      {"json",
       {flagged(&ColumnType::is_json, my::binary_collation, FieldType::json), 0, 0},
       {"{\"a\": 1}", "null"},
       ""},
      {"json (MariaDB)", {flagged(&ColumnType::is_json, utf8mb4, FieldType::blob), 0, 0}, {"[]"}, ""},
      {"uuid",
       {flagged(&ColumnType::is_uuid), 144, 0},
       {"550e8400-e29b-41d4-a716-446655440000", "00000000-0000-0000-0000-000000000000"},
       "kt"},
      {"inet4", {flagged(&ColumnType::is_inet4), 60, 0}, {"10.0.0.1"}, ""},
      {"inet6", {flagged(&ColumnType::is_inet6), 156, 0}, {"fe80::1"}, ""},
      {"geometry",
       {{.field = FieldType::geometry, .collation = my::binary_collation}, 0, 0},
       {std::string(25, '\0')},
       ""},
      {"vector(3)",
       {{.field = FieldType::vector, .collation = my::binary_collation}, 12, 0},
       {std::string(12, 'v')},
       ""},
  };
  return all;
}

bool carried(const Case& one, std::string_view spelling) {
  if (spelling == "redact" || spelling == "null") return true;
  const char letter = spelling == "fixed(7)" ? 'f' : spelling == "round(1)" ? '1' : spelling.front();
  return one.carried.find(letter) != std::string_view::npos;
}
bool has_a_row_of_its_own(std::string_view spelling) { return spelling.starts_with("fixed") && spelling != "fixed(7)"; }

TEST(MysqlMaskMatrix, TextAndBinaryAgreeAndKeepTheType) {
  std::size_t compared = 0;
  for (const auto* spelling : spellings) {
    const auto mask = parsed(spelling);
    for (const Case& one : cases()) {
      for (const auto& value : one.values) {
        const auto where = std::string(spelling) + " of " + one.name + ": " + value;
        const auto binary_value = to_binary(one.column, value);
        ASSERT_TRUE(binary_value) << where;
        const auto shown = apply(*mask, one.column, value);
        const auto binary = apply(*mask, one.column, *binary_value, Format::binary);
        ASSERT_EQ(shown.has_value(), binary.has_value()) << where;
        if (!shown) continue;
        EXPECT_EQ(to_binary(one.column, *shown), binary) << where << " → " << *shown;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 500U);
}

TEST(MysqlMaskMatrix, SupportsSaysWhatComesOut) {
  for (const Case& one : cases()) {
    for (const auto* spelling : spellings) {
      if (has_a_row_of_its_own(spelling)) continue;
      const auto mask = parsed(spelling);
      EXPECT_EQ(mask->supports(one.column.type), carried(one, spelling)) << spelling << " of " << one.name;
      if (carried(one, spelling)) continue;
      for (const auto& value : one.values)
        EXPECT_EQ(apply(*mask, one.column, value), std::nullopt) << spelling << " of " << one.name << ": " << value;
    }
  }
}

TEST(MysqlMaskMatrix, ConstantsDoNotSeeTheValue) {
  for (const auto* spelling : spellings) {
    const auto mask = parsed(spelling);
    for (const Case& one : cases()) {
      if (!mask->bind(one.column.type)->constant()) continue;
      for (const Format format : {Format::text, Format::binary}) {
        const auto expected = apply(*mask, one.column, "", format);
        for (const auto& value : one.values)
          EXPECT_EQ(apply(*mask, one.column, value, format), expected) << spelling << " of " << one.name;
        EXPECT_EQ(apply(*mask, one.column, "\xff\xfe", format, ""), expected) << spelling << " of " << one.name;
      }
    }
  }
  EXPECT_TRUE(parsed("redact")->bind(cases().front().column.type)->constant());
  EXPECT_TRUE(parsed("keep(1,1)")->bind(text(gbk).type)->constant()) << "it shows what redact shows";
  EXPECT_FALSE(parsed("keep(1,1)")->bind(text().type)->constant());
}

TEST(MysqlMaskMatrix, NullIsNullForEveryTypeAndRedactNever) {
  for (const Case& one : cases()) {
    for (const Format format : {Format::text, Format::binary}) {
      EXPECT_EQ(apply(*parsed("null"), one.column, "value", format), std::nullopt) << one.name;
      EXPECT_NE(apply(*parsed("redact"), one.column, "value", format), std::nullopt) << one.name;
    }
  }
  const Column of_no_value = number(FieldType::null), of_nobody = number(static_cast<FieldType>(77));
  for (const Column& column : {of_no_value, of_nobody})
    EXPECT_EQ(apply(*parsed("redact"), column, "value"), std::nullopt);
}

// What a mask cannot read it never copies, whatever the bytes.
TEST(MysqlMaskMatrix, HostileBytesAreNullOrNotThere) {
  for (const auto* spelling : {"keep(5,2)", "email", "year_only", "round(1000)", "token"}) {
    const auto mask = parsed(spelling);
    for (const Case& one : cases()) {
      if (!carried(one, spelling)) continue;
      for (const std::string& value :
           {std::string("\xff\xfe\xfd\xfc\xfb", 5), std::string("secret"), std::string(17, '\xff')}) {
        for (const Format format : {Format::text, Format::binary}) {
          const auto shown = apply(*mask, one.column, value, format);
          EXPECT_EQ(shown.value_or("").find(value), std::string::npos) << spelling << " of " << one.name;
        }
      }
    }
  }
}

}  // namespace
}  // namespace jaali::masking_rules

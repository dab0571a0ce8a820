// The MySQL row masker over whole rows of both protocols: what is copied, what is masked, what is refused, what is
// counted.
#include "proxy/rows/mysql_row_masker.h"

#include <gtest/gtest.h>

#include "protocol/mysql/row.h"
#include "protocol/mysql/wire_writer.h"

namespace jaali::proxy::rows {
namespace {

namespace my = protocol::mysql;
using masking_rules::Format;
using my::ColumnType;
using my::FieldType;
using protocol::bytes_of;
using protocol::WireError;
using Value = std::optional<std::string>;

constexpr ColumnType varchar{.field = FieldType::var_string, .collation = 45};
constexpr ColumnType integer{.field = FieldType::long_, .collation = my::binary_collation};
constexpr ColumnType date{.field = FieldType::date, .collation = my::binary_collation};

std::string text_row(const std::vector<Value>& values) {
  std::string out;
  for (const Value& value : values)
    my::append_lenenc_value(out, value ? std::optional(bytes_of(*value)) : std::nullopt);
  return out;
}

/// Values as they lie in the row, without their lengths.
std::string binary_row(const std::vector<ColumnType>& types, const std::vector<Value>& values) {
  std::string nulls((values.size() + 9) / 8, '\0'), rest;
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (!values[at]) {
      nulls[(at + 2) / 8] = static_cast<char>(nulls[(at + 2) / 8] | 1 << ((at + 2) % 8));
    } else if (my::fixed_size(types[at].field)) {
      rest += *values[at];
    } else {
      my::append_lenenc_value(rest, bytes_of(*values[at]));
    }
  }
  return std::string(1, '\0') + nulls + rest;
}

ColumnPlan clear(const ColumnType& type = varchar, std::uint16_t class_index = no_class) {
  return {.mask = nullptr, .context = {.type = my::pack(type)}, .class_index = class_index};
}
ColumnPlan plan(const char* spelling, const ColumnType& type = varchar, std::uint16_t class_index = no_class) {
  return {.mask = (*masking_rules::parse_mask(spelling))->bind(type),
          .context = {.type = my::pack(type), .decimals = 0},
          .class_index = class_index};
}

Value masked(const MysqlRowMasker& masker, const std::string& row) {
  std::string out = "before";
  Counters counters;
  const auto result = masker.mask(bytes_of(row), out, counters);
  EXPECT_EQ(out.substr(0, 6), "before");
  if (!result) {
    EXPECT_EQ(out, "before");
    EXPECT_TRUE(counters.classes.empty());
    return std::nullopt;
  }
  return out.substr(6);
}
Value masked_text(std::vector<ColumnPlan> plans, const std::vector<Value>& values) {
  return masked(MysqlRowMasker(std::move(plans), Format::text), text_row(values));
}

TEST(MysqlRowMasker, CopiesRunsAndMasksBetweenThem) {
  EXPECT_EQ(masked_text({clear(), clear(), plan("keep(5,2)"), clear(), plan("email"), clear()},
                        {"1", "Ayesha", "42101-1234567-1", std::nullopt, "ayesha@example.com", ""}),
            text_row({"1", "Ayesha", "42101-*******-1", std::nullopt, "a****@example.com", ""}));
}

TEST(MysqlRowMasker, EveryPlaceOfTheMaskedColumnInBothProtocols) {
  const std::vector<Value> row = {"first", "second", "third"};
  const std::vector<ColumnType> types(3, varchar);
  for (std::size_t place = 0; place < row.size(); ++place) {
    for (const Value& shown : {Value("***"), Value(std::nullopt)}) {
      std::vector<ColumnPlan> plans(row.size(), clear());
      plans[place] = plan(shown ? "redact" : "null");
      auto expected = row;
      expected[place] = shown;
      EXPECT_EQ(masked(MysqlRowMasker(plans, Format::text), text_row(row)), text_row(expected));
      EXPECT_EQ(masked(MysqlRowMasker(plans, Format::binary), binary_row(types, row)), binary_row(types, expected));
    }
  }
}

TEST(MysqlRowMasker, NullStaysNullAndUnreadableBecomesNull) {
  EXPECT_EQ(masked_text({plan("redact"), plan("keep_first(1)"), plan("round(10)", integer)},
                        {std::nullopt, "bad\xff", "not a number"}),
            text_row({std::nullopt, std::nullopt, std::nullopt}));
  const std::vector<ColumnType> types{varchar, varchar, integer, date};
  const MysqlRowMasker masker(
      {plan("redact"), plan("keep_first(1)"), plan("keep_first(2)", integer), plan("year_only", date)}, Format::binary);
  EXPECT_EQ(masked(masker, binary_row(types, {std::nullopt, "bad\xff", std::string("\x15\xcd\x5b\7", 4), ""})),
            binary_row(types, {std::nullopt, std::nullopt, std::string("\0\x0e\x27\7", 4), std::nullopt}))
      << "123456789 is 120000000; the zero date has no year";
}

TEST(MysqlRowMasker, NullBitsOfManyColumns) {
  std::vector<ColumnPlan> plans;
  std::vector<ColumnType> types;
  std::vector<Value> row, expected;
  for (std::size_t column = 0; column < 4096; ++column) {
    const bool hidden = column % 3 == 0, null = column % 5 == 0;
    types.push_back(integer);
    plans.push_back(hidden ? plan("null", integer) : clear(integer));
    row.push_back(null ? Value() : Value("abcd"));
    expected.push_back(null || hidden ? Value() : Value("abcd"));
  }
  EXPECT_EQ(masked(MysqlRowMasker(plans, Format::binary), binary_row(types, row)), binary_row(types, expected));
}

TEST(MysqlRowMasker, ForcedNull) {
  std::vector<ColumnPlan> plans(2, clear());
  plans[1].force_null = true;
  EXPECT_EQ(masked_text(plans, {"a", "secret"}), text_row({"a", std::nullopt}));
  plans[0] = plan("redact");
  plans[0].force_null = true;  // wins over a mask
  EXPECT_EQ(masked_text(plans, {"a", std::nullopt}), text_row({std::nullopt, std::nullopt}));
}

TEST(MysqlRowMasker, LengthsAreEncodedAgain) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{250}, std::size_t{251}, std::size_t{65'535},
                                 std::size_t{65'536}, std::size_t{17'000'000}}) {
    const std::string value(size, 'x'), mask(size, '*');
    EXPECT_EQ(masked_text({clear(), plan("keep_first(0)"), clear()}, {"a", value, "b"}), text_row({"a", mask, "b"}))
        << size;
    const std::vector<ColumnType> types{integer, varchar, varchar};
    EXPECT_EQ(masked(MysqlRowMasker({clear(integer), plan("keep_first(0)"), clear()}, Format::binary),
                     binary_row(types, {"abcd", value, "b"})),
              binary_row(types, {"abcd", mask, "b"}))
        << size;
  }
}

// A mask may be bound to another type than the one that lies in the row; it must not shift what follows.
TEST(MysqlRowMasker, AFixedSizeIsKept) {
  auto wrong = plan("redact", varchar);
  wrong.context.type = my::pack(integer);
  const std::vector<ColumnType> types{integer, varchar};
  EXPECT_EQ(masked(MysqlRowMasker({wrong, clear()}, Format::binary), binary_row(types, {"abcd", "x"})),
            binary_row(types, {std::nullopt, "x"}));
}

TEST(MysqlRowMasker, CountsCellsByClass) {
  const MysqlRowMasker masker(
      {plan("redact", varchar, 2), clear(varchar, 2), clear(varchar, 0), plan("null"), plan("null", varchar, 0)},
      Format::text);
  Counters counters;
  std::string out;
  for (const auto& row :
       {std::vector<Value>{"a", "b", "c", "d", "e"}, std::vector<Value>{std::nullopt, "b", std::nullopt, "d", "e"}})
    ASSERT_TRUE(masker.mask(bytes_of(text_row(row)), out, counters));
  ASSERT_EQ(counters.classes.size(), 3U);
  EXPECT_EQ(counters.classes[0].masked, 2U);
  EXPECT_EQ(counters.classes[0].clear, 1U);
  EXPECT_EQ(counters.classes[2].masked, 1U);
  EXPECT_EQ(counters.classes[2].clear, 2U);
}

TEST(MysqlRowMasker, RefusesARowCutAnywhereAndTrailingBytes) {
  const std::vector<ColumnType> types{varchar, integer, date};
  const std::vector<ColumnPlan> plans{plan("redact", varchar, 0), clear(integer, 0), plan("redact", date, 0)};
  const auto refused = [&](Format format, const std::string& row) {
    for (std::size_t size = 0; size < row.size(); ++size)
      EXPECT_FALSE(masked(MysqlRowMasker(plans, format), row.substr(0, size))) << size;
    EXPECT_FALSE(masked(MysqlRowMasker(plans, format), row + "x"));
    EXPECT_TRUE(masked(MysqlRowMasker(plans, format), row));
  };
  refused(Format::text, text_row({"one", "22", "1990-06-17"}));
  refused(Format::binary, binary_row(types, {"one", "abcd", std::string("\xc6\7\6\x11", 4)}));
}

TEST(MysqlRowMasker, RefusesWhatIsNoRow) {
  EXPECT_FALSE(masked_text({clear()}, {"a", "b"})) << "another number of columns";
  EXPECT_FALSE(masked_text({clear(), clear()}, {"a"}));
  for (const std::string& row : {std::string("\xff"), std::string("\xfc\xff"),
                                 std::string("\xfe\xff\xff\xff\xff\xff\xff\xff\xff"), std::string("\xfd\xff\xff\xff")})
    EXPECT_FALSE(masked(MysqlRowMasker({plan("redact")}, Format::text), row));
  EXPECT_FALSE(masked(MysqlRowMasker({clear(integer)}, Format::binary), std::string("\1\0abcd", 6)))
      << "no row's header";
  const ColumnType strange{.field = static_cast<FieldType>(77), .collation = my::binary_collation};
  const std::vector<ColumnType> types{strange};
  EXPECT_FALSE(masked(MysqlRowMasker({clear(strange)}, Format::binary), binary_row(types, {"abc"})))
      << "nobody knows where its value ends";
  EXPECT_TRUE(masked(MysqlRowMasker({clear(strange)}, Format::text), text_row({"abc"})))
      << "in text it does not matter";
}

TEST(MysqlRowMasker, FollowsANewTimeZone) {
  const ColumnType timestamp{.field = FieldType::timestamp, .collation = my::binary_collation};
  MysqlRowMasker masker({plan("year_only", timestamp)}, Format::text);
  const auto row = text_row({"1990-01-01 03:00:00"});
  EXPECT_EQ(masked(masker, row), text_row({std::nullopt})) << "unknown";
  masker.set_time_zone("+05:00");
  EXPECT_EQ(masked(masker, row), text_row({"1989-01-01 00:00:00"}));
  masker.set_time_zone("Asia/Karachi");
  EXPECT_EQ(masked(masker, row), text_row({std::nullopt}));
}

TEST(MysqlRowMasker, KnowsWhenThereIsNothingToDo) {
  EXPECT_TRUE(MysqlRowMasker({clear(), clear()}, Format::text).passes_everything());
  EXPECT_FALSE(MysqlRowMasker({clear(), clear(varchar, 0)}, Format::binary).passes_everything());
  EXPECT_FALSE(MysqlRowMasker({plan("redact")}, Format::text).passes_everything());
  EXPECT_EQ(masked(MysqlRowMasker({}, Format::text), ""), "");
}

}  // namespace
}  // namespace jaali::proxy::rows

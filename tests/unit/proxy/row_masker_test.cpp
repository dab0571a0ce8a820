// The row masker over whole DataRow bodies: what is copied, what is masked, what is refused, what is counted.
#include "proxy/rows/row_masker.h"

#include <gtest/gtest.h>

#include "protocol/postgres/types.h"

namespace jaali::proxy::rows {
namespace {

using masking_rules::Format;
using protocol::bytes_of;
using protocol::WireError;
namespace type = protocol::postgres::type;
using Value = std::optional<std::string>;

void append_u32(std::string& out, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 0xff));
}

std::string body(const std::vector<Value>& values) {
  std::string out;
  out.push_back(static_cast<char>(values.size() >> 8));
  out.push_back(static_cast<char>(values.size() & 0xff));
  for (const Value& value : values) {
    append_u32(out, value ? value->size() : 0xffffffffU);
    if (value) out += *value;
  }
  return out;
}

std::string message(const std::vector<Value>& values) {
  const std::string content = body(values);
  std::string out = "D";
  append_u32(out, content.size() + 4);
  return out + content;
}

ColumnPlan clear(std::uint16_t class_index = no_class) {
  return {.mask = nullptr, .context = {}, .class_index = class_index};
}
ColumnPlan plan(const char* spelling, std::uint32_t of, std::uint16_t class_index = no_class) {
  return {
      .mask = (*masking_rules::parse_mask(spelling))->bind(of), .context = {.type = of}, .class_index = class_index};
}

std::string masked(const RowMasker& masker, const std::vector<Value>& values) {
  std::string out = "before";
  Counters counters;
  const auto result = masker.mask(bytes_of(body(values)), out, counters);
  EXPECT_TRUE(result) << (result ? "" : to_string(result.error()));
  EXPECT_EQ(out.substr(0, 6), "before");
  return out.substr(6);
}

TEST(RowMasker, CopiesRunsAndMasksBetweenThem) {
  const RowMasker masker(
      {clear(), clear(), plan("keep(5,2)", type::text), clear(), plan("email", type::text), clear()});
  EXPECT_EQ(masked(masker, {"1", "Ayesha", "42101-1234567-1", std::nullopt, "ayesha@example.com", ""}),
            message({"1", "Ayesha", "42101-*******-1", std::nullopt, "a****@example.com", ""}));
}

TEST(RowMasker, EveryPlaceOfTheMaskedColumn) {
  const std::vector<Value> row = {"first", "second", "third"};
  for (std::size_t place = 0; place < row.size(); ++place) {
    std::vector<ColumnPlan> plans(row.size());
    plans[place] = plan("redact", type::text);
    auto expected = row;
    expected[place] = "***";
    EXPECT_EQ(masked(RowMasker(std::move(plans)), row), message(expected));
  }
  EXPECT_EQ(
      masked(RowMasker({plan("redact", type::text), plan("null", type::text), plan("keep_first(1)", type::text)}), row),
      message({"***", std::nullopt, "t****"}));
}

TEST(RowMasker, NullStaysNullAndUnreadableBecomesNull) {
  const RowMasker masker(
      {plan("redact", type::text), plan("keep_first(1)", type::text), plan("round(10)", type::int4)});
  EXPECT_EQ(masked(masker, {std::nullopt, "bad\xff", "not a number"}),
            message({std::nullopt, std::nullopt, std::nullopt}));
}

TEST(RowMasker, ForcedNull) {
  std::vector<ColumnPlan> plans(2);
  plans[1].force_null = true;
  EXPECT_EQ(masked(RowMasker(plans), {"a", "secret"}), message({"a", std::nullopt}));
  plans[0] = plan("redact", type::text);
  plans[0].force_null = true;  // wins over a mask
  EXPECT_EQ(masked(RowMasker(plans), {"a", std::nullopt}), message({std::nullopt, std::nullopt}));
}

TEST(RowMasker, NoColumnsAndManyColumns) {
  EXPECT_EQ(masked(RowMasker({}), {}), message({}));
  std::vector<ColumnPlan> plans(1600);
  std::vector<Value> row(1600, "value"), expected = row;
  for (std::size_t column = 0; column < plans.size(); column += 3) {
    plans[column] = plan("redact", type::text);
    expected[column] = "***";
  }
  EXPECT_EQ(masked(RowMasker(std::move(plans)), row), message(expected));
}

TEST(RowMasker, CountsCellsByClass) {
  const RowMasker masker(
      {plan("redact", type::text, 2), clear(2), clear(0), plan("null", type::text), plan("null", type::text, 0)});
  Counters counters;
  std::string out;
  for (const auto& row :
       {std::vector<Value>{"a", "b", "c", "d", "e"}, std::vector<Value>{std::nullopt, "b", std::nullopt, "d", "e"}})
    ASSERT_TRUE(masker.mask(bytes_of(body(row)), out, counters));
  ASSERT_EQ(counters.classes.size(), 3U);
  EXPECT_EQ(counters.classes[0].masked, 2U);
  EXPECT_EQ(counters.classes[0].clear, 1U);
  EXPECT_EQ(counters.classes[1].masked + counters.classes[1].clear, 0U);
  EXPECT_EQ(counters.classes[2].masked, 1U);
  EXPECT_EQ(counters.classes[2].clear, 2U);
}

TEST(RowMasker, RefusesAnotherNumberOfColumns) {
  const RowMasker masker({clear(), plan("redact", type::text)});
  for (const auto& row : {std::vector<Value>{}, std::vector<Value>{"a"}, std::vector<Value>{"a", "b", "c"}}) {
    std::string out = "before";
    Counters counters;
    const auto result = masker.mask(bytes_of(body(row)), out, counters);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(), WireError::bad_value);
    EXPECT_EQ(out, "before");
  }
}

TEST(RowMasker, RefusesARowCutAnywhereAndTrailingBytes) {
  const RowMasker masker({plan("redact", type::text, 0), clear(0), plan("redact", type::text, 0)});
  const std::string whole = body({"one", "two", "three"});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::string out = "before";
    Counters counters;
    EXPECT_FALSE(masker.mask(bytes_of(whole).first(size), out, counters)) << size;
    EXPECT_EQ(out, "before");
    EXPECT_TRUE(counters.classes.empty());
  }
  std::string out;
  Counters counters;
  const auto trailing = masker.mask(bytes_of(whole + "x"), out, counters);
  ASSERT_FALSE(trailing);
  EXPECT_EQ(trailing.error(), WireError::trailing_bytes);
}

TEST(RowMasker, RefusesImpossibleLengths) {
  const RowMasker masker({clear()});
  for (const std::string_view length : {std::string_view("\xff\xff\xff\xfe", 4), std::string_view("\x80\0\0\0", 4),
                                        std::string_view("\x7f\xff\xff\xff", 4)}) {
    std::string out;
    Counters counters;
    EXPECT_FALSE(masker.mask(bytes_of(std::string("\0\1", 2) + std::string(length)), out, counters));
    EXPECT_TRUE(out.empty());
  }
}

TEST(RowMasker, BinaryAndTextColumnsInOneRow) {
  ColumnPlan binary = plan("round(1000)", type::int4);
  binary.context.format = Format::binary;
  const RowMasker masker({plan("round(1000)", type::int4), binary});
  EXPECT_EQ(masked(masker, {"1500", std::string("\0\0\x05\xdc", 4)}),
            message({"2000", std::string("\0\0\x07\xd0", 4)}));
}

TEST(RowMasker, FollowsANewDateStyle) {
  RowMasker masker({plan("year_only", type::date)});
  EXPECT_EQ(masked(masker, {"1990-06-17"}), message({"1990-01-01"}));
  masker.set_styles("German, DMY", "postgres", "hex");
  EXPECT_EQ(masked(masker, {"17.06.1990"}), message({"01.01.1990"}));
  EXPECT_EQ(masked(masker, {"1990-06-17"}), message({std::nullopt}));
}

TEST(RowMasker, KnowsWhenThereIsNothingToDo) {
  EXPECT_TRUE(RowMasker({clear(), clear()}).passes_everything());
  EXPECT_FALSE(RowMasker({clear(), clear(0)}).passes_everything());
  EXPECT_FALSE(RowMasker({plan("redact", type::text)}).passes_everything());
}

}  // namespace
}  // namespace jaali::proxy::rows

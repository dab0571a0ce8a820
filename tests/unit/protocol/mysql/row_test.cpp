#include "protocol/mysql/row.h"

#include <vector>

#include "protocol/mysql/wire_writer.h"
#include "tests/unit/protocol/mysql/packets.h"

namespace jaali::protocol::mysql {
namespace {

using namespace test;

/// All values of a row of `columns`: what a masker does with one.
auto text_decoder(std::size_t columns) {
  return [columns](ByteView payload) -> Result<std::vector<ValueView>> {
    TextRowReader row(payload);
    std::vector<ValueView> values;
    for (std::size_t i = 0; i < columns; ++i) {
      const auto value = row.next();
      if (!value) return value.error();
      values.push_back(*value);
    }
    if (const auto end = row.finish(); !end) return end.error();
    return values;
  };
}
void encode_text(std::string& out, std::uint8_t& sequence, const std::vector<ValueView>& values) {
  WireWriter writer(out, sequence);
  for (const auto& value : values) writer.lenenc_value(value);
  writer.finish();
}

TEST(TextRow, Values) {
  const std::string long_value(300, 'x');
  const auto whole = hex("03") + "abc" + hex("fb 00 fc2c01") + long_value;
  expect_round_trip(text_decoder(4), encode_text, whole);
  const auto values = text_decoder(4)(bytes_of(whole));
  EXPECT_EQ(text_of(*(*values)[0]), "abc");
  EXPECT_FALSE((*values)[1].has_value());
  EXPECT_TRUE((*values)[2]->empty());
  EXPECT_EQ((*values)[3]->size(), 300U);
  EXPECT_FALSE(text_decoder(3)(bytes_of(whole)).has_value());
  EXPECT_FALSE(text_decoder(5)(bytes_of(whole)).has_value());
}

TEST(TextRow, Hostile) {
  expect_error(text_decoder(1), "", WireError::truncated);
  expect_error(text_decoder(1), hex("ff"), WireError::bad_length);
  expect_error(text_decoder(1), hex("fe ffffffffffffffff 41"), WireError::truncated);
  expect_error(text_decoder(1), hex("fe f7ffffffffffffff 41"), WireError::truncated);
  expect_error(text_decoder(2), hex("fe 0000000080000000 41"), WireError::truncated);
  expect_error(text_decoder(1), hex("02 41"), WireError::truncated);
}

auto binary_decoder(std::vector<FieldType> types) {
  return [types](ByteView payload) -> Result<std::vector<ValueView>> {
    auto row = BinaryRowReader::open(payload, types.size());
    if (!row) return row.error();
    std::vector<ValueView> values;
    for (const auto type : types) {
      const auto value = row->next(type);
      if (!value) return value.error();
      values.push_back(*value);
    }
    if (const auto end = row->finish(); !end) return end.error();
    return values;
  };
}

TEST(BinaryRow, EveryLength) {
  const std::vector<FieldType> types = {
      FieldType::tiny,   FieldType::short_, FieldType::year,     FieldType::int24,
      FieldType::long_,  FieldType::float_, FieldType::longlong, FieldType::double_,
      FieldType::date,   FieldType::time,   FieldType::datetime, FieldType::newdecimal,
      FieldType::string, FieldType::null,   FieldType::json,     FieldType::vector};
  const auto whole =
      hex("00 000000 01 0102 e807 01020304 01020304 00000000 0102030405060708 0000000000000000"
          "04 e8070101 08 0000000000010203 0b e8070101010203 00000000 03 312e35 02 6162 01 41 04 0000803f");
  expect_exact(binary_decoder(types), whole);
  const auto values = binary_decoder(types)(bytes_of(whole));
  EXPECT_EQ((*values)[7]->size(), 8U);
  EXPECT_EQ((*values)[10]->size(), 11U);
  EXPECT_EQ(text_of(*(*values)[11]), "1.5");
  EXPECT_TRUE((*values)[13]->empty());
  EXPECT_EQ((*values)[15]->size(), 4U);
}

TEST(BinaryRow, BitmapBeginsAtItsThirdBit) {
  for (std::size_t null = 0; null < 20; ++null) {
    std::string bitmap(3, '\0');
    bitmap[(null + 2) / 8] = static_cast<char>(1U << ((null + 2) % 8));
    const std::string whole = '\0' + bitmap + std::string(19, 'v');
    const auto values = binary_decoder(std::vector<FieldType>(20, FieldType::tiny))(bytes_of(whole));
    ASSERT_TRUE(values.has_value()) << null;
    for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ((*values)[i].has_value(), i != null) << null;
  }
}

TEST(BinaryRow, Hostile) {
  const std::vector<FieldType> one = {FieldType::long_}, seven(7, FieldType::tiny);
  expect_error(binary_decoder(one), "", WireError::truncated);
  expect_error(binary_decoder(one), hex("fe 00 01020304"), WireError::bad_value);
  expect_error(binary_decoder(one), hex("00"), WireError::truncated);
  expect_error(binary_decoder(one), hex("00 04 01020304"),
               WireError::trailing_bytes);  // NULL, and a value all the same
  expect_error(binary_decoder(one), hex("00 00 010203"), WireError::truncated);
  expect_error(binary_decoder(seven), hex("00 00") + std::string(7, 'v'), WireError::truncated);  // a bitmap too short
  expect_error(binary_decoder({FieldType::string}), hex("00 00 fb"), WireError::bad_length);  // NULL is in the bitmap
  expect_error(binary_decoder({FieldType::string}), hex("00 00 fe ffffffffffffffff"), WireError::truncated);
  expect_error(binary_decoder({FieldType::datetime}), hex("00 00 0b 01"), WireError::truncated);
  auto row = BinaryRowReader::open(bytes_of("\0\0v"sv), 1);
  ASSERT_TRUE(row->next(FieldType::tiny).has_value());
  EXPECT_EQ(row->next(FieldType::tiny).error(), WireError::too_many);
  EXPECT_EQ(BinaryRowReader::open(bytes_of("\0\0v"sv), 1)->finish().error(), WireError::truncated);
}

}  // namespace
}  // namespace jaali::protocol::mysql

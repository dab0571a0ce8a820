#include "protocol/postgres/frame.h"

#include <set>
#include <stdexcept>

#include "protocol/postgres/wire_writer.h"
#include "tests/unit/protocol/postgres/messages.h"

namespace jaali::protocol::postgres {
namespace {

using namespace test;

TEST(Frame, NeedsFiveBytes) {
  const std::string whole = message('Q', "select 1\0"sv);
  for (std::size_t size = 0; size < head_size; ++size) {
    const auto head = peek_head(bytes_of(std::string_view(whole).substr(0, size)), 100);
    ASSERT_TRUE(head.has_value());
    EXPECT_FALSE(head->has_value()) << size;
  }
  for (std::size_t size = head_size; size <= whole.size(); ++size) {
    const auto head = peek_head(bytes_of(std::string_view(whole).substr(0, size)), 100);
    ASSERT_TRUE(head.has_value() && head->has_value());
    EXPECT_EQ((*head)->type, 'Q');
    EXPECT_EQ((*head)->body_size, 9U);
    EXPECT_EQ((*head)->size(), whole.size());
  }
}

TEST(Frame, RefusesImpossibleLengths) {
  for (const std::int64_t length : {0L, 1L, 2L, 3L, -1L, -2L, -2147483648L}) {
    const auto head = peek_head(bytes_of("D" + i32(length)), 0xffffffff);
    ASSERT_FALSE(head.has_value()) << length;
    EXPECT_EQ(head.error(), WireError::bad_length);
  }
}

TEST(Frame, CapsTheBodyAndNotTheHead) {
  EXPECT_TRUE(peek_head(bytes_of("D" + i32(104)), 100).has_value());
  const auto above = peek_head(bytes_of("D" + i32(105)), 100);
  ASSERT_FALSE(above.has_value());
  EXPECT_EQ(above.error(), WireError::overlong);
  const auto largest = peek_head(bytes_of("D" + i32(0x7fffffff)), 0x7fffffff);
  ASSERT_TRUE(largest.has_value() && largest->has_value());
  EXPECT_EQ((*largest)->body_size, 0x7ffffffbU);
  EXPECT_EQ((*largest)->size(), 0x80000000U);  // no wrap
}

TEST(Frame, AnEmptyBodyIsEmpty) {
  EXPECT_TRUE(decode_empty({}).has_value());
  expect_error(decode_empty, "\0"sv, WireError::trailing_bytes);
}

TEST(WireWriter, TakesBackAHalfMessage) {
  std::string out = "before";
  EXPECT_THROW(
      {
        WireWriter writer(out, 'D');
        writer.count(0x10000);
      },
      std::length_error);
  EXPECT_EQ(out, "before");
}

TEST(WireWriter, AStringEndsAtItsFirstNul) {
  std::string out;
  WireWriter writer(out, 'Q');
  writer.cstring("select 1\0; drop"sv).finish();
  EXPECT_EQ(out, message('Q', "select 1\0"sv));
}

TEST(WireError, EveryErrorHasItsOwnText) {
  std::set<std::string_view> texts;
  for (const auto error :
       {WireError::truncated, WireError::overlong, WireError::bad_length, WireError::unknown_type,
        WireError::trailing_bytes, WireError::missing_terminator, WireError::bad_value, WireError::too_many}) {
    texts.insert(to_string(error));
  }
  EXPECT_EQ(texts.size(), 8U);
  EXPECT_THROW((void)peek_head(bytes_of("D" + i32(0)), 1).value(), std::runtime_error);
}

}  // namespace
}  // namespace jaali::protocol::postgres

// Arrays, uuid, bytea, types and constants. Array forms as array_out and array_send of PostgreSQL 15 write them.
#include <gtest/gtest.h>

#include "protocol/postgres/values.h"
#include "tests/unit/protocol/postgres/values_hex.h"

namespace jaali::protocol::postgres {
namespace {

using test::from_hex;
using test::to_hex;

const auto same = [](ByteView element, std::string& out) {
  out += text_of(element);
  return true;
};
constexpr const char* text_arrays[] = {
    "{}",
    "{1,2}",
    R"({a,"b c",NULL,"","q\"\\","NULL"})",
    "[0:1][2:3]={{1,2},{3,4}}",
    "[0:2]={a,b,c}",
    "{{{{{{1}}}}}}",
    R"({"{}","a,b","\\\\"})",
    "{\"null\"}",
    "{\"tab\there\"}",
};

TEST(ValueArray, TextGoesRound) {
  for (const std::string_view text : text_arrays) {
    std::string out = "before";
    ASSERT_TRUE(rewrite_array_text(text, out, same)) << text;
    EXPECT_EQ(out, "before" + std::string(text));
  }
}

TEST(ValueArray, TextElementsComeUnquotedAndGoQuoted) {
  std::vector<std::string> seen;
  std::string out;
  ASSERT_TRUE(rewrite_array_text(R"({a,"b c",NULL,"","q\"\\","NULL"})", out, [&](ByteView element, std::string& to) {
    seen.emplace_back(text_of(element));
    to += "\"new\\";
    return true;
  }));
  EXPECT_EQ(seen, (std::vector<std::string>{"a", "b c", "", "q\"\\", "NULL"}));
  EXPECT_EQ(out, R"({"\"new\\","\"new\\",NULL,"\"new\\","\"new\\","\"new\\"})");
}

TEST(ValueArray, TextThatTheServerDoesNotWriteIsRefused) {
  for (const std::string_view text : {"",
                                      "1",
                                      "{",
                                      "}",
                                      "{1",
                                      "{1,",
                                      "{1,}",
                                      "{,1}",
                                      "{1}}",
                                      "{1} ",
                                      "{ 1}",
                                      "{{}}",
                                      "{{{{{{{1}}}}}}}",
                                      "{\"a}",
                                      "{\"a\\",
                                      "{a\"b}",
                                      "{a b}",
                                      "{a\\b}",
                                      "[0:1]{1,2}",
                                      "[x:y]={1}",
                                      "[0:1 ]={1}",
                                      "{null}",
                                      "{1}{2}",
                                      "{1,{2}x}",
                                      "[secret]={1}"}) {
    std::string out = "before";
    EXPECT_FALSE(rewrite_array_text(text, out, same)) << text;
    EXPECT_EQ(out, "before") << text;
  }
}

TEST(ValueArray, Binary) {
  const std::string bytes = from_hex(
      "0000000200000000000000170000000200000000000000020000000200000004000000010000000400000002000000040000000300000004"
      "00000004");
  std::string out;
  ASSERT_TRUE(rewrite_array_binary(bytes_of(bytes), out, same));
  EXPECT_EQ(to_hex(out), to_hex(bytes));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    std::string cut = "before";
    EXPECT_FALSE(rewrite_array_binary(bytes_of(bytes).first(size), cut, same)) << size;
    EXPECT_EQ(cut, "before");
  }
  std::string trailing = "";
  EXPECT_FALSE(rewrite_array_binary(bytes_of(bytes + "x"), trailing, same));
}

TEST(ValueArray, BinaryNullsSetTheFlag) {
  const std::string bytes = from_hex("000000010000000000000019000000020000000100000001780000000179");
  std::string out;
  ASSERT_TRUE(rewrite_array_binary(bytes_of(bytes), out, [](ByteView element, std::string& to) {
    if (text_of(element) == "x") return false;
    to += "new";
    return true;
  }));
  EXPECT_EQ(to_hex(out), "0000000100000001000000190000000200000001ffffffff000000036e6577");
}

TEST(ValueArray, BinaryHeadsAreChecked) {
  for (const auto* hex :
       {"000000070000000000000017", "ffffffff0000000000000017", "000000010000000200000017000000000000000100",
        "0000000100000000000000177fffffff00000001" /* 2^31 elements in no bytes */,
        "00000002000000000000001700010000000000010001000000000001" /* 2^32 */}) {
    std::string out;
    EXPECT_FALSE(rewrite_array_binary(bytes_of(from_hex(hex)), out, same)) << hex;
  }
  std::string empty;
  append_empty_array(empty, type::text, true);
  EXPECT_EQ(to_hex(empty), "000000000000000000000019");
  std::string again;
  EXPECT_TRUE(rewrite_array_binary(bytes_of(empty), again, same));
  EXPECT_EQ(again, empty);
}

TEST(ValueUuid, BothForms) {
  const std::string text = "550e8400-e29b-41d4-a716-446655440000";
  const auto uuid = read_uuid_text(text);
  ASSERT_TRUE(uuid);
  std::string out, binary;
  append_uuid_text(out, *uuid);
  append_uuid_binary(binary, *uuid);
  EXPECT_EQ(out, text);
  EXPECT_EQ(to_hex(binary), "550e8400e29b41d4a716446655440000");
  EXPECT_EQ(read_uuid_binary(bytes_of(binary)), uuid);
  for (const auto* wrong : {"", "550e8400e29b41d4a716446655440000", "550e8400-e29b-41d4-a716-44665544000g",
                            "550e8400-e29b-41d4-a716-4466554400000", "550e8400-e29b-41d4-a716+446655440000"})
    EXPECT_FALSE(read_uuid_text(wrong)) << wrong;
}

TEST(ValueBytea, HexAndEscape) {
  const std::string bytes = from_hex("00ff5c41");
  for (const auto& [text, hex] : {std::pair{"\\x00ff5c41", true}, std::pair{"\\000\\377\\\\A", false}}) {
    std::string read, out;
    ASSERT_TRUE(decode_bytea_text(text, read));
    EXPECT_EQ(read, bytes);
    append_bytea_text(out, bytes, hex);
    EXPECT_EQ(out, text);
  }
  std::string backslash_x;
  ASSERT_TRUE(decode_bytea_text("\\\\x", backslash_x));
  EXPECT_EQ(backslash_x, "\\x");
  for (const auto* wrong : {"\\x0", "\\x0g", "\\", "\\1", "\\400", "\\08", "a\\"}) {
    std::string out = "before";
    EXPECT_FALSE(decode_bytea_text(wrong, out)) << wrong;
    EXPECT_EQ(out, "before");
  }
}

TEST(ValueTypes, ArraysAndElements) {
  EXPECT_EQ(array_element(1009), type::text);
  EXPECT_EQ(array_element(271), type::xid8);
  EXPECT_EQ(array_element(6157), type::int8multirange);
  EXPECT_EQ(array_element(type::text), 0U);
  EXPECT_EQ(array_element(0), 0U);
  EXPECT_EQ(array_element(70000), 0U);
  EXPECT_EQ(array_over(type::numeric), 1231U);
  EXPECT_EQ(array_over(1009), 0U);
}

TEST(ValueConstants, FollowTheForm) {
  const auto constant = [](std::uint32_t type, ConstantForm form) {
    std::string out;
    EXPECT_TRUE(append_constant(type, form, out)) << type;
    return out;
  };
  EXPECT_EQ(constant(type::interval, {.interval_style = "iso_8601"}), "PT0S");
  EXPECT_EQ(constant(type::interval, {.interval_style = "postgres"}), "00:00:00");
  EXPECT_EQ(constant(type::bit, {.type_modifier = 5}), "00000");
  EXPECT_EQ(to_hex(constant(type::bit, {.binary = true, .type_modifier = 9})), "000000090000");
  EXPECT_EQ(constant(type::bit, {.type_modifier = -7}), "");
  EXPECT_EQ(to_hex(constant(type::jsonb, {.binary = true})), "017b7d");
  EXPECT_EQ(to_hex(constant(type::inet, {.binary = true})), "0220000400000000");
  std::string out;
  EXPECT_FALSE(append_constant(70000, {}, out));
  EXPECT_FALSE(has_constant(type::text));
}

}  // namespace
}  // namespace jaali::protocol::postgres

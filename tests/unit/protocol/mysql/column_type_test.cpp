// Column types from definitions, packed and back; character sets by collation; what a byte means and that it comes
// back.
#include "protocol/mysql/column_type.h"

#include <gtest/gtest.h>

#include "protocol/mysql/charsets.h"
#include "protocol/mysql/value_constants.h"
#include "tests/unit/protocol/mysql/values_hex.h"

namespace jaali::protocol::mysql {
namespace {

using test::to_hex;
constexpr std::uint16_t utf8mb4 = 45, latin1 = 8;

TEST(ColumnType, PacksAsTheCatalogKeepsIt) {
  const auto unsigned_int = column_type(3, column_flag::unsigned_ | column_flag::not_null, binary_collation);
  EXPECT_EQ(pack(unsigned_int), 3U | 1U << 8 | 1U << 9 | 63U << 16);
  EXPECT_EQ(pack(column_type(254, column_flag::enum_, utf8mb4)), 254U | 1U << 10 | 45U << 16);
  EXPECT_EQ(pack(column_type(254, column_flag::set, utf8mb4)), 254U | 1U << 11 | 45U << 16);
  EXPECT_EQ(pack(column_type(252, 0, utf8mb4, {.type = "", .format = "json"})), 252U | 1U << 12 | 45U << 16);
  EXPECT_EQ(pack(column_type(254, 0, latin1, {.type = "uuid", .format = ""})), 254U | 1U << 13 | 8U << 16);
  EXPECT_EQ(pack(column_type(254, 0, latin1, {.type = "inet4", .format = ""})), 254U | 1U << 14 | 8U << 16);
  EXPECT_EQ(pack(column_type(254, 0, latin1, {.type = "inet6", .format = ""})), 254U | 1U << 15 | 8U << 16);
  EXPECT_EQ(column_type(252, 0, 63, {.type = "point", .format = ""}).field, FieldType::geometry);
  EXPECT_TRUE(column_type(245, 0, 63).is_json);
  for (const std::uint32_t packed : {0x00000003U | 1U << 8, 0x002d04feU, 0x01ff0000U | 253U, 0x002dd0feU})
    EXPECT_EQ(pack(unpack(packed)), packed);
}

TEST(ColumnType, TheCatalogAddsWhatTheWireLeavesOut) {
  const auto declared_uuid = column_type(254, 0, latin1, {.type = "uuid", .format = ""});
  EXPECT_TRUE(refined(column_type(254, 0, utf8mb4), declared_uuid).is_uuid);
  EXPECT_FALSE(refined(column_type(3, 0, 63), declared_uuid).is_uuid)
      << "an integer is no string, whoever declared what";
  const auto declared_text = column_type(253, 0, latin1);
  EXPECT_EQ(refined(column_type(253, 0, binary_collation), declared_text).collation, latin1) << "character_set_results";
  EXPECT_EQ(refined(column_type(253, 0, utf8mb4), declared_text).collation, utf8mb4) << "the wire's own bytes";
  EXPECT_EQ(refined(column_type(253, 0, utf8mb4), column_type(253, 0, binary_collation)).collation, utf8mb4);
}

TEST(ColumnType, NamesForMessages) {
  EXPECT_EQ(type_name(column_type(3, column_flag::unsigned_, 63)), "int unsigned");
  EXPECT_EQ(type_name(column_type(253, 0, utf8mb4)), "varchar");
  EXPECT_EQ(type_name(column_type(253, 0, 63)), "varbinary");
  EXPECT_EQ(type_name(column_type(252, 0, utf8mb4)), "text");
  EXPECT_EQ(type_name(column_type(254, column_flag::enum_, utf8mb4)), "enum");
  EXPECT_EQ(type_name(column_type(13, column_flag::unsigned_, 63)), "year");
  EXPECT_EQ(type_name(column_type(77, 0, 63)), "type 77");
  EXPECT_FALSE(is_known(static_cast<FieldType>(77)));
  EXPECT_FALSE(is_known(FieldType::typed_array));
  EXPECT_TRUE(is_known(FieldType::json));
  EXPECT_TRUE(is_known(FieldType::null));
}

TEST(Charsets, ByCollation) {
  struct Case {
    std::uint16_t collation;
    const char* name;
    Coding coding;
    int bytes;
  };
  for (const Case& one : {Case{8, "latin1", Coding::single_byte, 1},   Case{33, "utf8mb3", Coding::utf8, 3},
                          Case{45, "utf8mb4", Coding::utf8, 4},        Case{255, "utf8mb4", Coding::utf8, 4},
                          Case{309, "utf8mb4", Coding::utf8, 4},       Case{63, "binary", Coding::binary, 1},
                          Case{11, "ascii", Coding::ascii, 1},         Case{35, "ucs2", Coding::utf16, 2},
                          Case{54, "utf16", Coding::utf16, 4},         Case{56, "utf16le", Coding::utf16le, 4},
                          Case{60, "utf32", Coding::utf32, 4},         Case{28, "gbk", Coding::uncounted, 2},
                          Case{248, "gb18030", Coding::uncounted, 4},  Case{1070, "utf8mb4", Coding::utf8, 4},
                          Case{2304, "utf8mb4", Coding::utf8, 4},      Case{2248, "utf8mb3", Coding::utf8, 3},
                          Case{608, "utf8mb4", Coding::utf8, 4},       Case{0, "unknown", Coding::uncounted, 1},
                          Case{17, "unknown", Coding::uncounted, 1},   Case{1041, "unknown", Coding::uncounted, 1},
                          Case{65535, "unknown", Coding::uncounted, 1}}) {
    const auto& charset = charset_of(one.collation);
    EXPECT_EQ(charset.name, one.name) << one.collation;
    EXPECT_EQ(charset.coding, one.coding) << one.collation;
    EXPECT_EQ(charset.bytes_per_character, one.bytes) << one.collation;
  }
}

std::optional<std::string> read(std::uint16_t collation, std::string_view bytes) {
  std::string out;
  return to_utf8(charset_of(collation), bytes, out) ? std::optional(out) : std::nullopt;
}
std::string written(std::uint16_t collation, std::string_view utf8) {
  std::string out;
  from_utf8(charset_of(collation), utf8, out);
  return out;
}

TEST(Charsets, EveryByteComesBack) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  for (std::uint16_t collation = 1; collation < 250; ++collation) {
    if (charset_of(collation).coding != Coding::single_byte) continue;
    const auto utf8 = read(collation, all);
    ASSERT_TRUE(utf8) << charset_of(collation).name;
    EXPECT_EQ(written(collation, *utf8), all) << charset_of(collation).name;
  }
}

TEST(Charsets, ReadAndWritten) {
  EXPECT_EQ(read(8, "caf\xe9 \x80"), "café €") << "latin1 is Windows-1252";
  EXPECT_EQ(read(51, "\xcf\xf0\xe8"), "При") << "cp1251";
  EXPECT_EQ(written(8, "café €"), "caf\xe9 \x80");
  EXPECT_EQ(written(8, "محمد"), "????");
  EXPECT_EQ(written(11, "café"), "caf?");
  EXPECT_EQ(read(11, "caf\xe9"), std::nullopt);
  EXPECT_EQ(read(45, "caf\xe9"), std::nullopt);
  EXPECT_EQ(read(45, "\xed\xa0\x80"), std::nullopt) << "a surrogate";
  EXPECT_EQ(read(45, "\xf4\x90\x80\x80"), std::nullopt);
  EXPECT_EQ(read(45, "\xc0\x80"), std::nullopt);
  EXPECT_EQ(read(45, "😀é"), "😀é");
  EXPECT_EQ(read(54, std::string("\0a\xd8\x3d\xde\0", 6)), "a😀");
  EXPECT_EQ(written(54, "a😀"), std::string("\0a\xd8\x3d\xde\0", 6));
  EXPECT_EQ(read(56, std::string("a\0\x3d\xd8\0\xde", 6)), "a😀");
  EXPECT_EQ(written(56, "a😀"), std::string("a\0\x3d\xd8\0\xde", 6));
  EXPECT_EQ(read(60, std::string("\0\0\0a\0\1\xf6\0", 8)), "a😀");
  EXPECT_EQ(written(60, "a😀"), std::string("\0\0\0a\0\1\xf6\0", 8));
  EXPECT_EQ(read(54, "a"), std::nullopt);
  EXPECT_EQ(read(54, std::string("\xd8\x3d", 2)), std::nullopt) << "half a pair";
  EXPECT_EQ(read(54, std::string("\xde\0\0a", 4)), std::nullopt);
  EXPECT_EQ(read(60, std::string("\0\x11\0\0", 4)), std::nullopt);
  EXPECT_EQ(read(28, "abc"), std::nullopt) << "not counted";
  EXPECT_EQ(read(63, "abc"), std::nullopt) << "bytes are no text";
}

TEST(Constants, AreValuesOfTheType) {
  const auto constant = [](const ColumnType& type, const ConstantForm& form = {}) {
    std::string out;
    EXPECT_TRUE(append_constant(type, form, out));
    EXPECT_TRUE(has_constant(type));
    return out;
  };
  EXPECT_EQ(constant(column_type(11, 0, 63)), "00:00:00");
  EXPECT_EQ(constant(column_type(11, 0, 63), {.decimals = 3}), "00:00:00.000");
  EXPECT_EQ(constant(column_type(11, 0, 63), {.binary = true}), "");
  EXPECT_EQ(to_hex(constant(column_type(16, 0, 63), {.length = 9})), "0000");
  EXPECT_EQ(to_hex(constant(column_type(16, 0, 63), {.length = 1})), "00");
  EXPECT_EQ(constant(column_type(245, 0, 63)), "{}");
  EXPECT_EQ(constant(column_type(254, column_flag::enum_, utf8mb4)), "");
  EXPECT_EQ(constant(column_type(254, column_flag::set, utf8mb4)), "");
  EXPECT_EQ(constant(column_type(254, 0, latin1, {.type = "inet4", .format = ""})), "0.0.0.0");
  EXPECT_EQ(constant(column_type(254, 0, 54, {.type = "inet6", .format = ""})), std::string("\0:\0:", 4));
  EXPECT_EQ(to_hex(constant(column_type(255, 0, 63))), "00000000010100000000000000000000000000000000000000");
  EXPECT_EQ(constant(column_type(242, 0, 63), {.length = 12}).size(), 12U);
  std::string out;
  EXPECT_FALSE(has_constant(column_type(3, 0, 63)));
  EXPECT_FALSE(append_constant(column_type(253, 0, utf8mb4), {}, out));
  EXPECT_TRUE(out.empty());
}

}  // namespace
}  // namespace jaali::protocol::mysql

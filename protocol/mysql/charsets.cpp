#include "protocol/mysql/charsets.h"

#include <algorithm>
#include <iterator>

#include "protocol/mysql/charset_tables.h"
#include "protocol/mysql/column_type.h"

namespace jaali::protocol::mysql {

namespace {

namespace tables = charset_tables;

constexpr Charset unknown{};
constexpr Charset binary{"binary", Coding::binary, 1};
constexpr Charset utf8mb4{"utf8mb4", Coding::utf8, 4}, utf8mb3{"utf8mb3", Coding::utf8, 3};
constexpr Charset ucs2{"ucs2", Coding::utf16, 2}, utf16{"utf16", Coding::utf16, 4};
constexpr Charset utf16le{"utf16le", Coding::utf16le, 4}, utf32{"utf32", Coding::utf32, 4};
constexpr Charset ascii{"ascii", Coding::ascii, 1};

constexpr Charset single(std::string_view name, const char16_t* table = nullptr) {
  return {name, Coding::single_byte, 1, table};
}
constexpr Charset latin1 = single("latin1", tables::latin1), latin2 = single("latin2", tables::latin2),
                  latin5 = single("latin5", tables::latin5), latin7 = single("latin7", tables::latin7),
                  cp850 = single("cp850", tables::cp850), cp852 = single("cp852", tables::cp852),
                  cp866 = single("cp866", tables::cp866), cp1250 = single("cp1250", tables::cp1250),
                  cp1251 = single("cp1251", tables::cp1251), cp1256 = single("cp1256", tables::cp1256),
                  cp1257 = single("cp1257", tables::cp1257), greek = single("greek", tables::greek),
                  hebrew = single("hebrew", tables::hebrew), koi8r = single("koi8r", tables::koi8r),
                  koi8u = single("koi8u", tables::koi8u), macroman = single("macroman", tables::macroman),
                  macce = single("macce", tables::macce), hp8 = single("hp8", tables::hp8),
                  tis620 = single("tis620", tables::tis620), dec8 = single("dec8"), keybcs2 = single("keybcs2"),
                  armscii8 = single("armscii8"), geostd8 = single("geostd8");

constexpr Charset uncounted(std::string_view name, std::uint8_t bytes) { return {name, Coding::uncounted, bytes}; }
constexpr Charset big5 = uncounted("big5", 2), gb2312 = uncounted("gb2312", 2), gbk = uncounted("gbk", 2),
                  gb18030 = uncounted("gb18030", 4), euckr = uncounted("euckr", 2), sjis = uncounted("sjis", 2),
                  cp932 = uncounted("cp932", 2), ujis = uncounted("ujis", 3), eucjpms = uncounted("eucjpms", 3),
                  swe7 = uncounted("swe7", 1);

/// Collation ids from `first` to `last`.
struct Range {
  std::uint16_t first, last;
  const Charset* charset;
};

// INFORMATION_SCHEMA.COLLATIONS of MySQL 9.7 and MariaDB 11.8. MariaDB's NO PAD collations stand 1024 above the others,
// its UCA 14.0.0 ones begin at 2048, in 256 for each Unicode charset.
constexpr Range ranges[] = {
    {1, 1, &big5},          {2, 2, &latin2},        {3, 3, &dec8},        {4, 4, &cp850},       {5, 5, &latin1},
    {6, 6, &hp8},           {7, 7, &koi8r},         {8, 8, &latin1},      {9, 9, &latin2},      {10, 10, &swe7},
    {11, 11, &ascii},       {12, 12, &ujis},        {13, 13, &sjis},      {14, 14, &cp1251},    {15, 15, &latin1},
    {16, 16, &hebrew},      {18, 18, &tis620},      {19, 19, &euckr},     {20, 20, &latin7},    {21, 21, &latin2},
    {22, 22, &koi8u},       {23, 23, &cp1251},      {24, 24, &gb2312},    {25, 25, &greek},     {26, 26, &cp1250},
    {27, 27, &latin2},      {28, 28, &gbk},         {29, 29, &cp1257},    {30, 30, &latin5},    {31, 31, &latin1},
    {32, 32, &armscii8},    {33, 33, &utf8mb3},     {34, 34, &cp1250},    {35, 35, &ucs2},      {36, 36, &cp866},
    {37, 37, &keybcs2},     {38, 38, &macce},       {39, 39, &macroman},  {40, 40, &cp852},     {41, 42, &latin7},
    {43, 43, &macce},       {44, 44, &cp1250},      {45, 46, &utf8mb4},   {47, 49, &latin1},    {50, 52, &cp1251},
    {53, 53, &macroman},    {54, 55, &utf16},       {56, 56, &utf16le},   {57, 57, &cp1256},    {58, 59, &cp1257},
    {60, 61, &utf32},       {62, 62, &utf16le},     {63, 63, &binary},    {64, 64, &armscii8},  {65, 65, &ascii},
    {66, 66, &cp1250},      {67, 67, &cp1256},      {68, 68, &cp866},     {69, 69, &dec8},      {70, 70, &greek},
    {71, 71, &hebrew},      {72, 72, &hp8},         {73, 73, &keybcs2},   {74, 74, &koi8r},     {75, 75, &koi8u},
    {76, 76, &utf8mb3},     {77, 77, &latin2},      {78, 78, &latin5},    {79, 79, &latin7},    {80, 80, &cp850},
    {81, 81, &cp852},       {82, 82, &swe7},        {83, 83, &utf8mb3},   {84, 84, &big5},      {85, 85, &euckr},
    {86, 86, &gb2312},      {87, 87, &gbk},         {88, 88, &sjis},      {89, 89, &tis620},    {90, 90, &ucs2},
    {91, 91, &ujis},        {92, 93, &geostd8},     {94, 94, &latin1},    {95, 96, &cp932},     {97, 98, &eucjpms},
    {99, 99, &cp1250},      {101, 124, &utf16},     {128, 151, &ucs2},    {159, 159, &ucs2},    {160, 183, &utf32},
    {192, 215, &utf8mb3},   {223, 223, &utf8mb3},   {224, 247, &utf8mb4}, {248, 250, &gb18030}, {255, 323, &utf8mb4},
    {576, 579, &utf8mb3},   {608, 611, &utf8mb4},   {640, 643, &ucs2},    {672, 675, &utf16},   {736, 739, &utf32},
    {2048, 2303, &utf8mb3}, {2304, 2559, &utf8mb4}, {2560, 2815, &ucs2},  {2816, 3071, &utf16}, {3072, 3327, &utf32},
};
static_assert(std::ranges::is_sorted(ranges, {}, &Range::first));

const Charset* find(std::uint16_t collation) noexcept {
  const auto* after = std::ranges::upper_bound(ranges, collation, {}, &Range::first);
  if (after == std::begin(ranges)) return nullptr;
  const auto* range = std::prev(after);
  return collation <= range->last ? range->charset : nullptr;
}

constexpr char32_t private_start = 0xf700;  // + byte: a byte that has no character

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&out](char32_t value) { out.push_back(static_cast<char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xc0 | c >> 6), byte(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    byte(0xe0 | c >> 12), byte(0x80 | (c >> 6 & 0x3f)), byte(0x80 | (c & 0x3f));
  } else {
    byte(0xf0 | c >> 18), byte(0x80 | (c >> 12 & 0x3f)), byte(0x80 | (c >> 6 & 0x3f)), byte(0x80 | (c & 0x3f));
  }
}

/// The character at the front of well-formed UTF-8, taken off; 0xfffd where it is not.
char32_t take_utf8(std::string_view& text) noexcept {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  char32_t c = size == 1 ? lead : lead & (0x7fU >> size);
  if (size > text.size()) {
    text = {};
    return 0xfffd;
  }
  for (std::size_t at = 1; at < size; ++at) c = c << 6 | (static_cast<unsigned char>(text[at]) & 0x3fU);
  text.remove_prefix(size);
  return c;
}

constexpr bool is_surrogate(char32_t c) noexcept { return c >= 0xd800 && c <= 0xdfff; }

/// Well-formed (Unicode, table 3-7), as MySQL itself stores nothing else.
bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) {
      text.remove_prefix(1);
      continue;
    }
    if (lead < 0xc2 || lead > 0xf4) return false;
    const std::size_t size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (size > text.size()) return false;
    for (std::size_t at = 1; at < size; ++at)
      if ((static_cast<unsigned char>(text[at]) & 0xc0U) != 0x80U) return false;
    const char32_t c = take_utf8(text);
    if (is_surrogate(c) || c > 0x10ffff || (size == 3 && c < 0x800) || (size == 4 && c < 0x10000)) return false;
  }
  return true;
}

char32_t unit_at(std::string_view bytes, std::size_t at, bool little) noexcept {
  const auto first = static_cast<unsigned char>(bytes[at]), second = static_cast<unsigned char>(bytes[at + 1]);
  return little ? static_cast<char32_t>(second << 8 | first) : static_cast<char32_t>(first << 8 | second);
}

bool utf16_to_utf8(std::string_view bytes, bool little, std::string& out) {
  if (bytes.size() % 2 != 0) return false;
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    char32_t c = unit_at(bytes, at, little);
    if (is_surrogate(c)) {
      if (c > 0xdbff || at + 2 == bytes.size()) return false;
      at += 2;
      const char32_t low = unit_at(bytes, at, little);
      if (low < 0xdc00 || low > 0xdfff) return false;
      c = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
    }
    append_utf8(out, c);
  }
  return true;
}

bool utf32_to_utf8(std::string_view bytes, std::string& out) {
  if (bytes.size() % 4 != 0) return false;
  for (std::size_t at = 0; at < bytes.size(); at += 4) {
    const char32_t c = unit_at(bytes, at, false) << 16 | unit_at(bytes, at + 2, false);
    if (is_surrogate(c) || c > 0x10ffff) return false;
    append_utf8(out, c);
  }
  return true;
}

void append_unit(std::string& out, char32_t unit, bool little) {
  const char high = static_cast<char>(unit >> 8 & 0xff), low = static_cast<char>(unit & 0xff);
  out.push_back(little ? low : high);
  out.push_back(little ? high : low);
}

char byte_of(const Charset& charset, char32_t c) noexcept {
  if (c < 0x80) return static_cast<char>(c);
  if (charset.coding == Coding::single_byte && c >= private_start + 0x80 && c <= private_start + 0xff)
    return static_cast<char>(c - private_start);
  if (charset.upper_half != nullptr) {
    const char16_t* const end = charset.upper_half + 128;
    const char16_t* const found = std::find(charset.upper_half, end, c);
    if (found != end) return static_cast<char>(0x80 + (found - charset.upper_half));
  }
  return '?';
}

}  // namespace

const Charset& charset_of(std::uint16_t collation) noexcept {
  constexpr std::uint16_t no_pad = 1024;
  const Charset* charset = find(collation);
  if (charset == nullptr && collation > no_pad && collation < 2 * no_pad)
    charset = find(static_cast<std::uint16_t>(collation - no_pad));
  return charset == nullptr ? unknown : *charset;
}

bool to_utf8(const Charset& charset, std::string_view bytes, std::string& out) {
  const std::size_t start = out.size();
  bool read = false;
  switch (charset.coding) {
    case Coding::utf8:
      read = is_utf8(bytes);
      if (read) out += bytes;
      break;
    case Coding::ascii:
      read = std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
      if (read) out += bytes;
      break;
    case Coding::single_byte:
      for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const char32_t known = byte < 0x80 ? byte : charset.upper_half ? charset.upper_half[byte - 0x80] : U'\0';
        append_utf8(out, known != 0 || byte == 0 ? known : private_start + byte);
      }
      read = true;
      break;
    case Coding::utf16:
    case Coding::utf16le:
      read = utf16_to_utf8(bytes, charset.coding == Coding::utf16le, out);
      break;
    case Coding::utf32:
      read = utf32_to_utf8(bytes, out);
      break;
    case Coding::binary:
    case Coding::uncounted:
      break;
  }
  if (!read) out.resize(start);
  return read;
}

void from_utf8(const Charset& charset, std::string_view utf8, std::string& out) {
  switch (charset.coding) {
    case Coding::utf8:
    case Coding::binary:
    case Coding::uncounted:
      out += utf8;
      return;
    case Coding::ascii:
    case Coding::single_byte:
      while (!utf8.empty()) out.push_back(byte_of(charset, take_utf8(utf8)));
      return;
    case Coding::utf16:
    case Coding::utf16le: {
      const bool little = charset.coding == Coding::utf16le;
      while (!utf8.empty()) {
        const char32_t c = take_utf8(utf8);
        if (c >= 0x10000) {
          append_unit(out, 0xd800 | (c - 0x10000) >> 10, little);
          append_unit(out, 0xdc00 | ((c - 0x10000) & 0x3ff), little);
        } else {
          append_unit(out, c, little);
        }
      }
      return;
    }
    case Coding::utf32:
      while (!utf8.empty()) {
        const char32_t c = take_utf8(utf8);
        append_unit(out, c >> 16, false);
        append_unit(out, c & 0xffff, false);
      }
      return;
  }
}

}  // namespace jaali::protocol::mysql

#pragma once
// Character sets by collation id, as ColumnDefinition and the catalog carry it, and how their bytes become Unicode and
// go back. Tables are constant; any thread.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jaali::protocol::mysql {

enum class Coding : std::uint8_t {
  binary,       ///< bytes, no characters
  utf8,         ///< utf8mb3, utf8mb4
  ascii,        ///< bytes above 127 are not characters
  single_byte,  ///< one byte a character; the lower half is ASCII
  utf16,        ///< big-endian, with surrogates; ucs2
  utf16le,
  utf32,      ///< big-endian
  uncounted,  ///< characters of several bytes whose ends we do not find (gbk, sjis …), or no ASCII (swe7), or unknown
};

struct Charset {
  std::string_view name = "unknown";  ///< as SHOW CHARACTER SET has it
  Coding coding = Coding::uncounted;
  std::uint8_t bytes_per_character = 1;  ///< at most: what a column's length on the wire has been multiplied by
  const char16_t* upper_half = nullptr;  ///< single_byte: code points of the bytes from 128; null: none are known

  /// Masks can read its characters; where not, only constants are shown.
  [[nodiscard]] constexpr bool counted() const noexcept { return coding != Coding::uncounted; }
};

/// The charset of a collation; one that no server has: "unknown".
[[nodiscard]] const Charset& charset_of(std::uint16_t collation) noexcept;

/// Appends the text as UTF-8. False, with nothing appended, where the bytes are no text of the charset, and for binary
/// and uncounted ones. A byte that a table has no character for becomes a private code point, and finds its way back.
[[nodiscard]] bool to_utf8(const Charset& charset, std::string_view bytes, std::string& out);
/// Appends well-formed UTF-8 in the charset; a character that it lacks becomes '?'. Of `uncounted` and `binary` the
/// text must be ASCII.
void from_utf8(const Charset& charset, std::string_view utf8, std::string& out);

}  // namespace jaali::protocol::mysql

#pragma once
// Text as Unicode code points: validation, and the three questions that masks ask of a character. Pure.
#include <cstdint>
#include <string_view>

namespace jaali::masking_rules::masks {

[[nodiscard]] bool is_ascii(std::string_view text) noexcept;
/// Well-formed UTF-8 (Unicode, table 3-7): no surrogates, nothing overlong, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 0;  ///< bytes; 0: not well-formed
};
/// The code point at the front of a text that is not empty.
[[nodiscard]] CodePoint first_code_point(std::string_view text) noexcept;
[[nodiscard]] std::size_t count_code_points(std::string_view utf8) noexcept;  ///< of well-formed text
/// The longest front of well-formed text with at most `count` code points.
[[nodiscard]] std::string_view first_code_points(std::string_view utf8, std::size_t count) noexcept;

/// What `keep` leaves standing: blank - . , / : ( ) and _
[[nodiscard]] constexpr bool is_separator(char32_t c) noexcept {
  constexpr auto bit = [](char one) { return std::uint64_t{1} << (one % 64); };
  constexpr std::uint64_t low =
      bit(' ') | bit('-') | bit('.') | bit(',') | bit('/') | bit(':') | bit('(') | bit(')');  // all below 64
  return c < 64 ? (low >> c & 1) != 0 : c == '_';
}
/// A character that shows on the one before it, or not at all: combining marks, variation selectors, joiners and other
/// format characters, emoji skin tones, trailing Hangul jamo. It counts as a code point, but hides and shows nothing.
[[nodiscard]] bool is_mark(char32_t c) noexcept;

}  // namespace jaali::masking_rules::masks

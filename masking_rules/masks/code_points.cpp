#include "masking_rules/masks/code_points.h"

#include <cstring>

namespace jaali::masking_rules::masks {

namespace {

constexpr unsigned byte_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<unsigned char>(text[at]);
}

/// The bits of a continuation byte, or 64 where there is none.
constexpr unsigned continuation(std::string_view text, std::size_t at) noexcept {
  if (at >= text.size() || (byte_at(text, at) & 0xc0U) != 0x80U) return 64;
  return byte_at(text, at) & 0x3fU;
}

}  // namespace

bool is_ascii(std::string_view text) noexcept {
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t seen = 0;
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    seen |= word;
  }
  for (; left > 0; --left, ++at) seen |= static_cast<unsigned char>(*at);
  return (seen & 0x8080808080808080ULL) == 0;
}

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t size = first_code_point(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

CodePoint first_code_point(std::string_view text) noexcept {
  const unsigned lead = byte_at(text, 0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return {};
  char32_t value = lead & (0x7fU >> size);
  for (std::size_t at = 1; at < size; ++at) {
    const unsigned bits = continuation(text, at);
    if (bits == 64) return {};
    value = value << 6 | bits;
  }
  if (size == 3 && (value < 0x800 || (value >= 0xd800 && value <= 0xdfff))) return {};
  if (size == 4 && (value < 0x10000 || value > 0x10ffff)) return {};
  return {value, size};
}

std::size_t count_code_points(std::string_view utf8) noexcept {
  std::size_t count = 0;
  for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  return count;
}

std::string_view first_code_points(std::string_view utf8, std::size_t count) noexcept {
  std::size_t at = 0;
  for (; at < utf8.size(); ++at)
    if ((byte_at(utf8, at) & 0xc0U) != 0x80U && count-- == 0) break;
  return utf8.substr(0, at);
}

}  // namespace jaali::masking_rules::masks

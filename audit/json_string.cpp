// Any bytes as a JSON string. Text arrives from callers, who may send what they like; the log's readers get valid
// UTF-8.
#include <array>
#include <cstdint>
#include <cstring>

#include "audit/record.h"

namespace jaali::audit {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

/// Bytes that go into a JSON string as they are: printable ASCII but for the quote and the backslash.
constexpr std::array<bool, 256> plain = [] {
  std::array<bool, 256> table{};
  for (unsigned c = 0x20; c < 0x80; ++c) table[c] = c != '"' && c != '\\';
  return table;
}();

/// The length of the UTF-8 character at the start of `text`, 0 if the bytes are none (Unicode 15, table 3-7).
std::size_t utf8_length(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  const auto within = [&](std::size_t i, unsigned low, unsigned high) { return byte(i) >= low && byte(i) <= high; };
  const unsigned first = byte(0);
  if (first >= 0xC2 && first <= 0xDF) return within(1, 0x80, 0xBF) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
    return within(1, low, high) && within(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
    return within(1, low, high) && within(2, 0x80, 0xBF) && within(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

void append_escape(std::string& out, unsigned char c) {
  static constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"':
      out.append("\\\"");
      return;
    case '\\':
      out.append("\\\\");
      return;
    case '\n':
      out.append("\\n");
      return;
    case '\r':
      out.append("\\r");
      return;
    case '\t':
      out.append("\\t");
      return;
    default:
      out.append("\\u00").append({digits[c >> 4U], digits[c & 0x0FU]});
      return;
  }
}

}  // namespace

bool copy_plain_json(char* to, std::string_view text) noexcept {
  // Eight bytes at a time: the highest bit of each byte is set where it is below a blank, a quote, a backslash or not ASCII.
  constexpr std::uint64_t ones = 0x0101010101010101, high = 0x8080808080808080;
  const auto zero_bytes = [](std::uint64_t word) { return (word - ones) & ~word; };
  const char* from = text.data();
  const char* const end = from + text.size();
  for (; end - from >= 8; from += 8, to += 8) {
    std::uint64_t word;
    std::memcpy(&word, from, 8);
    const auto control = (word - 0x20 * ones) & ~word;
    if (((control | zero_bytes(word ^ ('"' * ones)) | zero_bytes(word ^ ('\\' * ones)) | word) & high) != 0) return false;
    std::memcpy(to, &word, 8);
  }
  for (; from != end; ++from, ++to) {
    if (!plain[static_cast<unsigned char>(*from)]) return false;
    *to = *from;
  }
  return true;
}

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    std::size_t run = 0;
    while (run < text.size() && plain[static_cast<unsigned char>(text[run])]) ++run;
    out.append(text.substr(0, run));
    text.remove_prefix(run);
    if (text.empty()) break;

    if (const auto c = static_cast<unsigned char>(text.front()); c < 0x80) {
      append_escape(out, c);
      text.remove_prefix(1);
    } else if (const std::size_t length = utf8_length(text); length != 0) {
      out.append(text.substr(0, length));
      text.remove_prefix(length);
    } else {
      out.append(replacement);
      text.remove_prefix(1);
    }
  }
  out.push_back('"');
}

}  // namespace jaali::audit

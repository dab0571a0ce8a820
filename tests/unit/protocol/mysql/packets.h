#pragma once
// How every payload is tested: whole it decodes and re-encodes to the same bytes; cut at every length, and with a byte
// behind its end, it is refused. Payloads are built by hand from the documentation's words.
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/mysql/packet.h"

namespace jaali::protocol::mysql::test {

using namespace std::string_literals;
using namespace std::string_view_literals;

/// A little-endian integer of `size` bytes.
inline std::string le(std::uint64_t value, std::size_t size) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xff));
  return out;
}
/// A string below 251 bytes with its length before it.
inline std::string counted(std::string_view text) { return static_cast<char>(text.size()) + std::string(text); }

/// Bytes from hexadecimal digits; blanks between them are skipped, so that dumps can be pasted.
inline std::string hex(std::string_view digits) {
  std::string bytes, pair;
  for (const char c : digits) {
    if (c != ' ' && c != '\n') pair.push_back(c);
    if (pair.size() < 2) continue;
    bytes.push_back(static_cast<char>(std::stoi(pair, nullptr, 16)));
    pair.clear();
  }
  return bytes;
}

/// `bytes` for as long as the program runs, so that views of what was decoded may outlive the expression.
inline ByteView keep(std::string bytes) {
  static std::deque<std::string> kept;
  return bytes_of(kept.emplace_back(std::move(bytes)));
}

/// One frame around `payload`.
inline std::string packet(std::uint8_t sequence, std::string_view payload) {
  return le(payload.size(), 3) + static_cast<char>(sequence) + std::string(payload);
}
inline std::string_view payload_of_frame(std::string_view frame) { return frame.substr(head_size); }

/// `decode(ByteView)` takes `payload`, and refuses each of its proper prefixes from `from` bytes on.
template <class Decode>
void expect_cuts(Decode decode, std::string_view payload, std::size_t from = 0) {
  ASSERT_TRUE(decode(bytes_of(payload)).has_value()) << to_string(decode(bytes_of(payload)).error());
  for (std::size_t size = from; size < payload.size(); ++size) {
    const std::string cut(payload.substr(0, size));  // on the heap, so that the sanitizer sees a read behind its end
    EXPECT_FALSE(decode(bytes_of(cut)).has_value()) << "cut at " << size << " of " << payload.size();
  }
}

/// As above, and refuses `payload` with a byte more.
template <class Decode>
void expect_exact(Decode decode, std::string_view payload) {
  expect_cuts(decode, payload);
  for (const char extra : {'\0', 'x', '\xfb'}) {
    const std::string longer = std::string(payload) + extra;
    EXPECT_FALSE(decode(bytes_of(longer)).has_value()) << "with a byte behind its end";
  }
}

/// `encode(out, sequence, decoded)` writes `payload` in one packet.
template <class Decode, class Encode>
void expect_same(Decode decode, Encode encode, std::string_view payload) {
  const std::string copy(payload);
  const auto decoded = decode(bytes_of(copy));
  ASSERT_TRUE(decoded.has_value()) << to_string(decoded.error());
  std::string out = "before";
  std::uint8_t sequence = 7;
  encode(out, sequence, *decoded);
  EXPECT_EQ(out, "before" + packet(7, payload));
  EXPECT_EQ(sequence, 8);
}

template <class Decode, class Encode>
void expect_round_trip(Decode decode, Encode encode, std::string_view payload) {
  expect_exact(decode, payload);
  expect_same(decode, encode, payload);
}

template <class Decode>
void expect_error(Decode decode, std::string_view payload, WireError error) {
  const std::string copy(payload);
  const auto decoded = decode(bytes_of(copy));
  ASSERT_FALSE(decoded.has_value());
  EXPECT_EQ(decoded.error(), error) << to_string(decoded.error());
}

}  // namespace jaali::protocol::mysql::test

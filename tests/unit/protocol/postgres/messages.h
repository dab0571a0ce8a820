#pragma once
// How every message is tested: whole it decodes and re-encodes to the same bytes; cut at every length, and with a byte
// behind its end, it is refused.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "protocol/postgres/frame.h"

namespace jaali::protocol::postgres::test {

using namespace std::string_literals;
using namespace std::string_view_literals;

/// An Int32 and an Int16 in network order.
inline std::string i32(std::int64_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>((value >> shift) & 0xff));
  return out;
}
inline std::string i16(std::int64_t value) { return i32(value).substr(2); }

/// A whole message of `type` around `body`.
inline std::string message(char type, std::string_view body) {
  return std::string(1, type) + i32(static_cast<std::int64_t>(body.size()) + 4) + std::string(body);
}

inline std::string_view body_of(std::string_view message) { return message.substr(head_size); }

/// `decode(ByteView)` refuses every proper prefix of `body`, and `body` with a byte more.
template <class Decode>
void expect_exact(Decode decode, std::string_view body) {
  ASSERT_TRUE(decode(bytes_of(body)).has_value()) << to_string(decode(bytes_of(body)).error());
  for (std::size_t size = 0; size < body.size(); ++size) {
    const std::string cut(body.substr(0, size));  // on the heap, so that the sanitizer sees a read behind its end
    EXPECT_FALSE(decode(bytes_of(cut)).has_value()) << "cut at " << size << " of " << body.size();
  }
  for (const char extra : {'\0', 'x'}) {
    const std::string longer = std::string(body) + extra;
    EXPECT_FALSE(decode(bytes_of(longer)).has_value()) << "with a byte behind its end";
  }
}

/// As above, and `encode(out, decoded)` writes `whole` (head and body).
template <class Decode, class Encode>
void expect_round_trip(Decode decode, Encode encode, std::string_view whole) {
  expect_exact(decode, body_of(whole));
  const auto decoded = decode(bytes_of(body_of(whole)));
  ASSERT_TRUE(decoded.has_value());
  std::string out = "before";
  encode(out, *decoded);
  EXPECT_EQ(out, "before" + std::string(whole));
}

template <class Decode>
void expect_error(Decode decode, std::string_view body, WireError error) {
  const std::string copy(body);
  const auto decoded = decode(bytes_of(copy));
  ASSERT_FALSE(decoded.has_value());
  EXPECT_EQ(decoded.error(), error) << to_string(decoded.error());
}

}  // namespace jaali::protocol::postgres::test

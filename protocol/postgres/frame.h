#pragma once
// Framing of PostgreSQL's messages after start-up: one type byte, then an Int32 length that counts itself.
// (PostgreSQL documentation, chapter "Frontend/Backend Protocol", Message Formats.) Stateless and allocation-free.
#include <optional>

#include "protocol/result.h"

namespace jaali::protocol::postgres {

inline constexpr std::size_t head_size = 5;

/// A message's type and the size of its body (the length word less its own four bytes).
struct MessageHead {
  char type;
  std::uint32_t body_size;
  [[nodiscard]] std::size_t size() const noexcept { return head_size + body_size; }
};

inline std::uint16_t load_u16(const std::byte* at) noexcept {
  return static_cast<std::uint16_t>((std::to_integer<unsigned>(at[0]) << 8) | std::to_integer<unsigned>(at[1]));
}
inline std::uint32_t load_u32(const std::byte* at) noexcept {
  return (std::uint32_t{load_u16(at)} << 16) | load_u16(at + 2);
}

/// Reads the head at the front of `bytes`: nothing while fewer than five bytes are there, an error for a length below 4
/// or a body above `max_body` (bytes). The type is not judged here. Inline, because it runs once for every row.
[[nodiscard]] inline Result<std::optional<MessageHead>> peek_head(ByteView bytes, std::uint32_t max_body) {
  if (bytes.size() < head_size) return std::optional<MessageHead>{};
  const std::uint32_t length = load_u32(bytes.data() + 1);
  if (length < 4 || length > 0x7fffffffU) return WireError::bad_length;
  if (length - 4 > max_body) return WireError::overlong;
  return std::optional<MessageHead>{MessageHead{static_cast<char>(bytes[0]), length - 4}};
}

/// A message without a body: Flush, Sync, Terminate, CopyDone; BindComplete, CloseComplete, EmptyQueryResponse, NoData,
/// ParseComplete, PortalSuspended. Anything in it is an error.
[[nodiscard]] inline Result<void> decode_empty(ByteView body) {
  if (!body.empty()) return WireError::trailing_bytes;
  return {};
}

}  // namespace jaali::protocol::postgres

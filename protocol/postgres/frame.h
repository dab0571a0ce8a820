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

/// Reads the head at the front of `bytes`: nothing while fewer than five bytes are there, an error for a length below 4
/// or a body above `max_body` (bytes). The type is not judged here.
[[nodiscard]] Result<std::optional<MessageHead>> peek_head(ByteView bytes, std::uint32_t max_body);

}  // namespace jaali::protocol::postgres

#pragma once
// Framing of MySQL's protocol: three bytes of length, one of sequence, a payload. A payload of 16 MB - 1 or more goes on
// in the next frame, and ends with the first one that is shorter (which may be empty). Here a *frame* is what has a head
// of its own, a *packet* the whole of its frames. Nothing is gathered unless asked for: a reader follows the frames of one
// direction and the owner passes their payload on as it lies. Stateless functions, or state of one session's thread.
#include <optional>
#include <string>

#include "protocol/result.h"

namespace jaali::protocol::mysql {

inline constexpr std::size_t head_size = 4;

/// Sizes in bytes. Servers know no other `max_frame` than the default; tests take a small one, to split cheaply.
struct Framing {
  std::uint32_t max_frame = 0xffffff;
  std::uint64_t max_packet = std::uint64_t{1} << 30;  ///< servers' own limit of max_allowed_packet
};

struct FrameHead {
  std::uint32_t payload_size;
  std::uint8_t sequence;
  [[nodiscard]] std::size_t size() const noexcept { return head_size + payload_size; }
};

/// The head at the front of `bytes`; nothing while fewer than four bytes are there. Any four bytes are a head.
[[nodiscard]] inline std::optional<FrameHead> peek_head(ByteView bytes) noexcept {
  if (bytes.size() < head_size) return std::nullopt;
  const auto byte = [bytes](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
  return FrameHead{byte(0) | (byte(1) << 8) | (byte(2) << 16), static_cast<std::uint8_t>(byte(3))};
}

/// A frame and its place in its packet.
struct Frame {
  FrameHead head;
  std::uint64_t offset;  ///< payload of the same packet in the frames before
  bool last;             ///< the packet ends with it
  [[nodiscard]] bool first() const noexcept { return offset == 0; }
};

/// Follows the frames of one direction: which begins a packet, which goes on with one, which ends it, and whether their
/// sequence ids come in order. Ids count over both directions of an exchange: a command begins at 0, its answer goes on
/// from there. So the owner tells each side, by `expect`, where the other one stopped.
class PacketReader {
 public:
  explicit PacketReader(Framing framing = {}) noexcept : framing_(framing) {}

  /// The frame whose head is at the front of `bytes` (its payload need not be there); nothing while the head is not
  /// whole. Errors: bad_value for a sequence id out of order, overlong for a packet above `max_packet`.
  [[nodiscard]] Result<std::optional<Frame>> peek(ByteView bytes) const noexcept;
  /// The frame is taken: what comes behind its payload is judged as its successor.
  void accept(const Frame& frame) noexcept;

  void expect(std::uint8_t sequence) noexcept { sequence_ = sequence; }
  [[nodiscard]] std::uint8_t next_sequence() const noexcept { return sequence_; }
  /// The last frame that was taken goes on in the next one.
  [[nodiscard]] bool inside_packet() const noexcept { return offset_ > 0; }
  [[nodiscard]] const Framing& framing() const noexcept { return framing_; }

 private:
  Framing framing_;
  std::uint64_t offset_ = 0;
  std::uint8_t sequence_ = 0;
};

/// A packet that has arrived whole.
struct PacketExtent {
  std::size_t size;            ///< bytes of all its frames, heads included
  std::size_t payload_size;
  std::uint8_t next_sequence;  ///< of whatever comes next in the exchange
};
/// Looks for the end of the packet at the front of `bytes`, whose first frame must have the id `sequence`. Nothing while
/// it is not whole. Errors as PacketReader's. For what has to be decoded whole: logins, commands, definitions.
[[nodiscard]] Result<std::optional<PacketExtent>> peek_packet(ByteView bytes, std::uint8_t sequence,
                                                              const Framing& framing = {}) noexcept;
/// The payload of a whole packet (as measured by `peek_packet`): a view into it where it is one frame, otherwise gathered
/// in `storage`. Valid while both are.
[[nodiscard]] ByteView payload_of(ByteView packet, std::string& storage, const Framing& framing = {});

}  // namespace jaali::protocol::mysql

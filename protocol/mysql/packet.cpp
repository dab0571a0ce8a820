#include "protocol/mysql/packet.h"

namespace jaali::protocol::mysql {

Result<std::optional<Frame>> PacketReader::peek(ByteView bytes) const noexcept {
  const auto head = peek_head(bytes);
  if (!head) return std::optional<Frame>{};
  if (head->sequence != sequence_) return WireError::bad_value;
  if (head->payload_size > framing_.max_frame) return WireError::overlong;  // only where max_frame is a test's
  if (head->payload_size > framing_.max_packet - offset_) return WireError::overlong;
  return std::optional<Frame>{Frame{*head, offset_, head->payload_size < framing_.max_frame}};
}

void PacketReader::accept(const Frame& frame) noexcept {
  sequence_ = static_cast<std::uint8_t>(frame.head.sequence + 1);
  offset_ = frame.last ? 0 : frame.offset + frame.head.payload_size;
}

Result<std::optional<PacketExtent>> peek_packet(ByteView bytes, std::uint8_t sequence,
                                                const Framing& framing) noexcept {
  PacketReader reader(framing);
  reader.expect(sequence);
  PacketExtent extent{0, 0, sequence};
  for (;;) {
    const ByteView rest = bytes.subspan(extent.size);
    const auto frame = reader.peek(rest);
    if (!frame) return frame.error();
    if (!*frame || rest.size() < (*frame)->head.size()) return std::optional<PacketExtent>{};
    reader.accept(**frame);
    extent.size += (*frame)->head.size();
    extent.payload_size += (*frame)->head.payload_size;
    extent.next_sequence = reader.next_sequence();
    if ((*frame)->last) return std::optional<PacketExtent>{extent};
  }
}

ByteView payload_of(ByteView packet, std::string& storage, const Framing& framing) {
  storage.clear();
  for (auto head = peek_head(packet); head && packet.size() >= head->size(); head = peek_head(packet)) {
    const ByteView payload = packet.subspan(head_size, head->payload_size);
    packet = packet.subspan(head->size());
    const bool last = head->payload_size < framing.max_frame;
    if (last && storage.empty()) return payload;
    storage.append(text_of(payload));
    if (last) break;
  }
  return bytes_of(storage);
}

}  // namespace jaali::protocol::mysql

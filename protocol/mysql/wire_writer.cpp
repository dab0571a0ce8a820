#include "protocol/mysql/wire_writer.h"

#include <cstring>

#include "protocol/mysql/wire_reader.h"

namespace jaali::protocol::mysql {

void append_lenenc(std::string& out, std::uint64_t value) {
  if (value < null_marker) return append_le(out, value, 1);
  const std::size_t size = value <= 0xffff ? 2 : value <= 0xffffff ? 3 : 8;
  out.push_back(size == 2 ? '\xfc' : size == 3 ? '\xfd' : '\xfe');
  append_le(out, value, size);
}

void append_lenenc_value(std::string& out, const std::optional<ByteView>& value) {
  if (!value) {
    out.push_back(static_cast<char>(null_marker));
    return;
  }
  append_lenenc(out, value->size());
  out.append(text_of(*value));
}

void WireWriter::finish() {
  const std::size_t payload = out_.size() - start_ - head_size;
  const std::size_t whole_frames = payload / framing_.max_frame;  // a full frame is always followed by another
  out_.append(whole_frames * head_size, '\0');
  // From the back, so that no byte is moved twice and none is overwritten before it moved.
  for (std::size_t frame = whole_frames + 1; frame-- > 0;) {
    const std::size_t size = frame == whole_frames ? payload % framing_.max_frame : framing_.max_frame;
    const std::size_t from = start_ + head_size + frame * framing_.max_frame;
    const std::size_t head = start_ + frame * (framing_.max_frame + head_size);
    std::memmove(out_.data() + head + head_size, out_.data() + from, size);
    for (std::size_t i = 0; i < 3; ++i) out_[head + i] = static_cast<char>((size >> (8 * i)) & 0xff);
    out_[head + 3] = static_cast<char>(static_cast<std::uint8_t>(sequence_ + frame));
  }
  sequence_ = static_cast<std::uint8_t>(sequence_ + whole_frames + 1);
  finished_ = true;
}

void append_packet(std::string& out, std::uint8_t& sequence, ByteView payload, const Framing& framing) {
  WireWriter writer(out, sequence, framing);
  writer.bytes(payload).finish();
}

}  // namespace jaali::protocol::mysql

#pragma once
// Writes one packet to the end of a buffer; its heads are filled in at the end, in as many frames as it takes. A writer
// that is destroyed before `finish` takes its half packet back. Borrows the buffer and the exchange's sequence id, which
// `finish` moves on; one stack frame's use.
#include <optional>
#include <string>
#include <string_view>

#include "protocol/mysql/packet.h"

namespace jaali::protocol::mysql {

/// `value` in `size` bytes (1 to 8), little-endian.
inline void append_le(std::string& out, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xff));
}
/// A length-encoded integer in its shortest form.
void append_lenenc(std::string& out, std::uint64_t value);
/// A value of a text row, or of a binary row of a type with a length: NULL is the marker of text rows.
void append_lenenc_value(std::string& out, const std::optional<ByteView>& value);

class WireWriter {
 public:
  WireWriter(std::string& out, std::uint8_t& sequence, Framing framing = {})
      : out_(out), sequence_(sequence), framing_(framing), start_(out.size()) {
    out_.append(head_size, '\0');
  }
  WireWriter(const WireWriter&) = delete;
  WireWriter& operator=(const WireWriter&) = delete;
  ~WireWriter() {
    if (!finished_) out_.resize(start_);
  }

  WireWriter& u8(std::uint8_t value) { return le(value, 1); }
  WireWriter& u16(std::uint16_t value) { return le(value, 2); }
  WireWriter& u24(std::uint32_t value) { return le(value, 3); }
  WireWriter& u32(std::uint32_t value) { return le(value, 4); }
  WireWriter& u64(std::uint64_t value) { return le(value, 8); }
  WireWriter& lenenc(std::uint64_t value) {
    append_lenenc(out_, value);
    return *this;
  }
  WireWriter& bytes(ByteView value) { return text(text_of(value)); }
  WireWriter& text(std::string_view value) {
    out_.append(value);
    return *this;
  }
  WireWriter& zeros(std::size_t count) {
    out_.append(count, '\0');
    return *this;
  }
  WireWriter& lenenc_string(std::string_view value) { return lenenc(value.size()).text(value); }
  WireWriter& lenenc_value(const std::optional<ByteView>& value) {
    append_lenenc_value(out_, value);
    return *this;
  }
  /// The text up to its first NUL, if it has one, and a NUL.
  WireWriter& cstring(std::string_view value) {
    out_.append(value.substr(0, value.find('\0')));
    out_.push_back('\0');
    return *this;
  }
  /// The buffer, for encoders that write a part of the payload themselves.
  std::string& payload() noexcept { return out_; }

  void finish();

 private:
  WireWriter& le(std::uint64_t value, std::size_t size) {
    append_le(out_, value, size);
    return *this;
  }

  std::string& out_;
  std::uint8_t& sequence_;
  Framing framing_;
  std::size_t start_;
  bool finished_ = false;
};

/// One packet around `payload`.
void append_packet(std::string& out, std::uint8_t& sequence, ByteView payload, const Framing& framing = {});

}  // namespace jaali::protocol::mysql

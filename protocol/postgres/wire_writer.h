#pragma once
// Writes one message to the end of a buffer and fills in its length at the end. What a message cannot carry throws
// std::length_error, and a writer that is destroyed before `finish` takes its half message back: a wrapped length
// would let the peer read one message as another. Borrows the buffer; one stack frame's use.
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "protocol/result.h"

namespace jaali::protocol::postgres {

class WireWriter {
 public:
  /// An untyped packet of start-up.
  explicit WireWriter(std::string& out) : out_(out), start_(out.size()), length_at_(out.size()) { u32(0); }
  WireWriter(std::string& out, char type) : out_(out), start_(out.size()), length_at_(out.size() + 1) {
    out_.push_back(type);
    u32(0);
  }
  WireWriter(const WireWriter&) = delete;
  WireWriter& operator=(const WireWriter&) = delete;
  ~WireWriter() {
    if (!finished_) out_.resize(start_);
  }

  WireWriter& u8(std::uint8_t value) {
    out_.push_back(static_cast<char>(value));
    return *this;
  }
  WireWriter& u16(std::uint16_t value) {
    return u8(static_cast<std::uint8_t>(value >> 8)).u8(static_cast<std::uint8_t>(value & 0xff));
  }
  WireWriter& u32(std::uint32_t value) {
    return u16(static_cast<std::uint16_t>(value >> 16)).u16(static_cast<std::uint16_t>(value & 0xffff));
  }
  WireWriter& i16(std::int16_t value) { return u16(static_cast<std::uint16_t>(value)); }
  WireWriter& i32(std::int32_t value) { return u32(static_cast<std::uint32_t>(value)); }
  WireWriter& bytes(ByteView value) {
    out_.append(text_of(value));
    return *this;
  }
  /// The text up to its first NUL, if it has one, and a NUL.
  WireWriter& cstring(std::string_view text) {
    out_.append(text.substr(0, text.find('\0')));
    out_.push_back('\0');
    return *this;
  }
  WireWriter& count(std::size_t count) {
    if (count > 0xffff) throw std::length_error("a message with more than 65,535 elements");
    return u16(static_cast<std::uint16_t>(count));
  }
  WireWriter& value(const std::optional<ByteView>& value) {
    if (!value) return i32(-1);
    if (value->size() > 0x7fffffff) throw std::length_error("a value above 2 GB");
    return u32(static_cast<std::uint32_t>(value->size())).bytes(*value);
  }

  void finish() {
    const std::size_t length = out_.size() - length_at_;
    if (length > 0x7fffffff) throw std::length_error("a message above 2 GB");
    for (unsigned i = 0; i < 4; ++i) out_[length_at_ + i] = static_cast<char>((length >> (24 - 8 * i)) & 0xff);
    finished_ = true;
  }

 private:
  std::string& out_;
  std::size_t start_;
  std::size_t length_at_;
  bool finished_ = false;
};

}  // namespace jaali::protocol::postgres

#pragma once
// Reads the fields of one message body, front to back. The first failure sticks and every later read returns zero or
// nothing, so that a decoder reads its fields in a row and asks once, in `finish`. Owns nothing; one stack frame's use.
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/postgres/frame.h"

namespace jaali::protocol::postgres {

class WireReader {
 public:
  explicit WireReader(ByteView bytes) noexcept : rest_(bytes) {}

  std::uint8_t u8() noexcept { return need(1) ? std::to_integer<std::uint8_t>(take(1)[0]) : std::uint8_t{0}; }
  std::uint16_t u16() noexcept { return need(2) ? load_u16(take(2).data()) : std::uint16_t{0}; }
  std::uint32_t u32() noexcept { return need(4) ? load_u32(take(4).data()) : 0U; }
  std::int8_t i8() noexcept { return static_cast<std::int8_t>(u8()); }
  std::int16_t i16() noexcept { return static_cast<std::int16_t>(u16()); }
  std::int32_t i32() noexcept { return static_cast<std::int32_t>(u32()); }

  /// A string up to its NUL, which is consumed and not part of it.
  std::string_view cstring() noexcept {
    const void* end = rest_.empty() ? nullptr : std::memchr(rest_.data(), 0, rest_.size());
    if (error_ || end == nullptr) {
      fail(WireError::missing_terminator);
      return {};
    }
    const auto size = static_cast<std::size_t>(static_cast<const std::byte*>(end) - rest_.data());
    const std::string_view text = text_of(take(size));
    take(1);
    return text;
  }

  ByteView bytes(std::size_t size) noexcept { return need(size) ? take(size) : ByteView{}; }
  ByteView rest() noexcept { return error_ ? ByteView{} : take(rest_.size()); }

  /// An Int32 length and that many bytes; -1 is nothing, anything below an error.
  std::optional<ByteView> value() noexcept {
    const std::int32_t length = i32();
    if (length == -1) return std::nullopt;
    if (length < 0) {
      fail(WireError::bad_length);
      return std::nullopt;
    }
    return bytes(static_cast<std::size_t>(length));
  }

  /// An Int16 count of elements that take at least `element` bytes each. A count that the rest of the message cannot
  /// hold fails here, before anybody allocates for it. PostgreSQL reads these counts unsigned (65,535 parameters).
  std::size_t count(std::size_t element) noexcept {
    const std::size_t count = u16();
    return need(count * element) ? count : 0;
  }

  /// A counted list of format codes, 0 (text) or 1 (binary).
  std::vector<std::int16_t> formats() {
    std::vector<std::int16_t> codes(count(2));
    for (auto& code : codes) code = format();
    return codes;
  }
  std::int16_t format() noexcept {
    const std::int16_t code = i16();
    if (code != 0 && code != 1) fail(WireError::bad_value);
    return code;
  }

  void fail(WireError error) noexcept {
    if (!error_) error_ = error;
  }
  [[nodiscard]] bool failed() const noexcept { return error_.has_value(); }
  [[nodiscard]] std::size_t remaining() const noexcept { return error_ ? 0 : rest_.size(); }

  /// `value` if every field was there and nothing follows the last one.
  template <class T>
  [[nodiscard]] Result<T> finish(T value) const {
    if (error_) return *error_;
    if (!rest_.empty()) return WireError::trailing_bytes;
    return Result<T>(std::move(value));
  }

 private:
  bool need(std::size_t size) noexcept {
    if (rest_.size() < size) fail(WireError::truncated);
    return !error_;
  }
  ByteView take(std::size_t size) noexcept {
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  ByteView rest_;
  std::optional<WireError> error_;
};

}  // namespace jaali::protocol::postgres

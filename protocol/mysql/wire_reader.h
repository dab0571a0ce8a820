#pragma once
// Reads the fields of one payload, front to back: little-endian integers, length-encoded integers and strings. The first
// failure sticks and every later read returns zero or nothing, so that a decoder reads its fields in a row and asks once,
// in `finish`. Owns nothing; one stack frame's use.
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "protocol/result.h"

namespace jaali::protocol::mysql {

/// `size` bytes (1 to 8) in little-endian order.
inline std::uint64_t load_le(const std::byte* at, std::size_t size) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = size; i > 0; --i) value = (value << 8) | std::to_integer<std::uint64_t>(at[i - 1]);
  return value;
}

inline constexpr std::uint8_t null_marker = 0xfb;  ///< in the place of a length: NULL

class WireReader {
 public:
  explicit WireReader(ByteView bytes) noexcept : rest_(bytes) {}

  std::uint8_t u8() noexcept { return static_cast<std::uint8_t>(le(1)); }
  std::uint16_t u16() noexcept { return static_cast<std::uint16_t>(le(2)); }
  std::uint32_t u24() noexcept { return static_cast<std::uint32_t>(le(3)); }
  std::uint32_t u32() noexcept { return static_cast<std::uint32_t>(le(4)); }
  std::uint64_t u64() noexcept { return le(8); }

  /// A length-encoded integer. As servers do, it may have more bytes than it needs; NULL (0xFB) and 0xFF are errors.
  std::uint64_t lenenc() noexcept {
    const std::uint8_t first = u8();
    if (first < null_marker) return first;
    if (first == 0xfc) return le(2);
    if (first == 0xfd) return le(3);
    if (first == 0xfe) return le(8);
    fail(WireError::bad_length);
    return 0;
  }
  /// A string with its length before it. A length that the payload cannot hold fails before anything is read.
  ByteView lenenc_bytes() noexcept {
    const std::uint64_t size = lenenc();
    if (size > rest_.size()) fail(WireError::truncated);
    return error_ ? ByteView{} : take(static_cast<std::size_t>(size));
  }
  std::string_view lenenc_string() noexcept { return text_of(lenenc_bytes()); }
  /// As above, or NULL.
  std::optional<ByteView> lenenc_value() noexcept {
    if (!error_ && !rest_.empty() && std::to_integer<std::uint8_t>(rest_[0]) == null_marker) {
      take(1);
      return std::nullopt;
    }
    return lenenc_bytes();
  }

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

  void fail(WireError error) noexcept {
    if (!error_) error_ = error;
  }
  [[nodiscard]] bool failed() const noexcept { return error_.has_value(); }
  [[nodiscard]] std::optional<WireError> error() const noexcept { return error_; }
  [[nodiscard]] std::size_t remaining() const noexcept { return error_ ? 0 : rest_.size(); }
  [[nodiscard]] ByteView peek() const noexcept { return error_ ? ByteView{} : rest_; }

  /// `value` if every field was there and nothing follows the last one.
  template <class T>
  [[nodiscard]] Result<T> finish(T value) const {
    if (error_) return *error_;
    if (!rest_.empty()) return WireError::trailing_bytes;
    return Result<T>(std::move(value));
  }

 private:
  std::uint64_t le(std::size_t size) noexcept { return need(size) ? load_le(take(size).data(), size) : 0; }
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

}  // namespace jaali::protocol::mysql

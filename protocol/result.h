#pragma once
// The result type of every codec: a value, or the way in which the bytes were not what the protocol allows.
#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace jaali::protocol {

using ByteView = std::span<const std::byte>;

enum class WireError : std::uint8_t {
  truncated,            ///< a field runs past the end of its message
  overlong,             ///< a length above the cap given by the caller
  bad_length,           ///< a length that the protocol never produces (negative, below the header's own size)
  unknown_type,         ///< a message type that this direction does not have
  trailing_bytes,       ///< bytes after the last field
  missing_terminator,   ///< a string without its NUL
  bad_value,            ///< a field outside its set of values
  too_many,             ///< more elements than the cap
};

[[nodiscard]] std::string_view to_string(WireError error) noexcept;

template <class T>
using Result = boost::system::result<T, WireError>;

/// What `Result::value()` throws on an error. Data paths test first and use `operator*`; this serves tests and start-up.
[[noreturn]] void throw_exception_from_error(WireError error, const boost::source_location& where);

inline ByteView bytes_of(std::string_view text) noexcept {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}
inline std::string_view text_of(ByteView bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace jaali::protocol

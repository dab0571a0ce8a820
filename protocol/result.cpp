#include "protocol/result.h"

#include <boost/throw_exception.hpp>
#include <stdexcept>
#include <string>

namespace jaali::protocol {

std::string_view to_string(WireError error) noexcept {
  switch (error) {
    case WireError::truncated:
      return "a field runs past the end of its message";
    case WireError::overlong:
      return "a length above the limit";
    case WireError::bad_length:
      return "an impossible length";
    case WireError::unknown_type:
      return "an unknown message type";
    case WireError::trailing_bytes:
      return "bytes after the last field";
    case WireError::missing_terminator:
      return "a string without its terminator";
    case WireError::bad_value:
      return "a field with an impossible value";
    case WireError::too_many:
      return "too many elements";
  }
  return "an unknown wire error";
}

void throw_exception_from_error(WireError error, const boost::source_location& where) {
  boost::throw_exception(std::runtime_error(std::string(to_string(error))), where);
}

}  // namespace jaali::protocol

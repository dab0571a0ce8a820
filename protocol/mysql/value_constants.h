#pragma once
// For each type that masks do not compute with, one value that is valid, the same for everybody and says nothing: what
// `redact` shows. Writers append and hold no state; any thread.
#include <cstdint>
#include <string>

#include "protocol/mysql/column_type.h"

namespace jaali::protocol::mysql {

[[nodiscard]] bool has_constant(const ColumnType& type) noexcept;

/// What the form of the constant depends on besides the type.
struct ConstantForm {
  bool binary = false;
  std::uint8_t decimals = 0;  ///< TIME: digits behind the second
  std::uint32_t length = 0;   ///< BIT: bits; VECTOR: bytes
};
/// Appends the type's constant; false, with nothing appended, where there is none.
[[nodiscard]] bool append_constant(const ColumnType& type, const ConstantForm& form, std::string& out);

}  // namespace jaali::protocol::mysql

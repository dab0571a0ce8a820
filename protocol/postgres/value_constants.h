#pragma once
// For each built-in type that masks do not compute with, one value that is valid, the same for everybody and says
// nothing: what `redact` shows. Writers append and hold no state; any thread.
#include <cstdint>
#include <string>
#include <string_view>

namespace jaali::protocol::postgres {

[[nodiscard]] bool has_constant(std::uint32_t type) noexcept;

/// What the form of the constant depends on besides the type.
struct ConstantForm {
  bool binary = false;
  std::int32_t type_modifier = -1;  ///< bit(n): its length
  std::string_view interval_style = "postgres";
};
/// Appends the type's constant; false, with nothing appended, where there is none.
[[nodiscard]] bool append_constant(std::uint32_t type, const ConstantForm& form, std::string& out);

}  // namespace jaali::protocol::postgres

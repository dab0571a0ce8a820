#include "protocol/mysql/value_constants.h"

#include <algorithm>
#include <string_view>

#include "protocol/mysql/charsets.h"
#include "protocol/mysql/value_datetime.h"

namespace jaali::protocol::mysql {

namespace {

using namespace std::string_view_literals;

/// A character constant, in the column's charset.
std::string_view text_constant(const ColumnType& type) noexcept {
  if (type.is_json) return "{}";
  if (type.is_inet4) return "0.0.0.0";
  if (type.is_inet6) return "::";
  return {};  // ENUM: the value of number 0; SET: none of its members
}

bool is_text_constant(const ColumnType& type) noexcept {
  return type.is_json || type.is_inet4 || type.is_inet6 || type.is_enum || type.is_set;
}

/// Reference system 0, then POINT(0 0) in little-endian well-known binary.
constexpr std::string_view origin = "\0\0\0\0\1\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv;

constexpr std::uint32_t most_bits = 64, most_vector_bytes = 65'532, element_size = 4;

}  // namespace

bool has_constant(const ColumnType& type) noexcept {
  if (is_text_constant(type)) return true;
  switch (type.field) {
    case FieldType::time:
    case FieldType::time2:
    case FieldType::bit:
    case FieldType::vector:
    case FieldType::geometry:
      return true;
    default:
      return false;
  }
}

bool append_constant(const ColumnType& type, const ConstantForm& form, std::string& out) {
  if (is_text_constant(type)) {
    from_utf8(charset_of(type.collation), text_constant(type), out);
    return true;
  }
  switch (type.field) {
    case FieldType::time:
    case FieldType::time2:
      return form.binary ? append_time_binary(out, {})
                         : append_time_text(out, {}, form.decimals > 6 ? 0 : form.decimals);
    case FieldType::bit:
      out.append((std::clamp(form.length, 1U, most_bits) + 7) / 8, '\0');
      return true;
    case FieldType::vector:
      out.append(std::clamp(form.length, element_size, most_vector_bytes) / element_size * element_size, '\0');
      return true;
    case FieldType::geometry:
      out += origin;
      return true;
    default:
      return false;
  }
}

}  // namespace jaali::protocol::mysql

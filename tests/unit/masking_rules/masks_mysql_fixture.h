#pragma once
// Columns of MySQL and values in both protocols, for the tests of masks on them. Test code only.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "masking_rules/mask.h"
#include "protocol/mysql/values.h"
#include "tests/unit/masking_rules/masks_fixture.h"

namespace jaali::masking_rules::test::mysql {

namespace my = protocol::mysql;
using my::ColumnType;
using my::FieldType;

inline constexpr std::uint16_t utf8mb4 = 45, latin1 = 8, gbk = 28, utf16 = 54;

struct Column {
  ColumnType type;
  std::uint32_t length = 0;
  std::uint8_t decimals = 31;
  bool zerofill = false;

  [[nodiscard]] ValueContext context(Format format = Format::text, std::string_view time_zone = "SYSTEM") const {
    return {.type = my::pack(type),
            .format = format,
            .length = length,
            .decimals = decimals,
            .zerofill = zerofill,
            .time_zone = time_zone};
  }
};

inline Column number(FieldType field, bool is_unsigned = false, std::uint32_t length = 0, std::uint8_t decimals = 0) {
  return {{.field = field, .is_unsigned = is_unsigned, .collation = my::binary_collation}, length, decimals};
}
inline Column floating(FieldType field, std::uint8_t decimals = my::not_fixed) {
  return number(field, false, 12, decimals);
}
inline Column moment(FieldType field, std::uint8_t decimals = 0) { return number(field, false, 19, decimals); }
inline Column characters(std::uint32_t count, std::uint16_t collation = utf8mb4,
                         FieldType field = FieldType::var_string) {
  return {{.field = field, .collation = collation}, count * my::charset_of(collation).bytes_per_character, 0};
}
inline Column text(std::uint16_t collation = utf8mb4) { return characters(16'383, collation, FieldType::blob); }
inline Column blob() { return {{.field = FieldType::blob, .collation = my::binary_collation}, 65'535, 0}; }

/// The masked value; nothing for NULL. What stood in `out` before must stay.
inline std::optional<std::string> apply(const Mask& mask, const Column& column, std::string_view value,
                                        Format format = Format::text, std::string_view time_zone = "SYSTEM") {
  std::string out = "before";
  const bool some = mask.bind(column.type)->apply(bytes_of(value), column.context(format, time_zone), out);
  EXPECT_EQ(out.substr(0, 6), "before");
  if (!some) {
    EXPECT_EQ(out, "before") << "NULL must append nothing";
  }
  return some ? std::optional(out.substr(6)) : std::nullopt;
}
inline std::optional<std::string> masked(std::string_view spelling, const Column& column, std::string_view value,
                                         Format format = Format::text, std::string_view time_zone = "SYSTEM") {
  return apply(*parsed(spelling), column, value, format, time_zone);
}

/// Bytes of an integer in a binary row.
inline int wire_width(FieldType field) {
  switch (field) {
    case FieldType::tiny:
      return 1;
    case FieldType::short_:
    case FieldType::year:
      return 2;
    case FieldType::longlong:
    case FieldType::double_:
      return 8;
    default:
      return 4;
  }
}

/// A value of the text protocol as the binary one sends it; nothing if a codec does not read it.
inline std::optional<std::string> to_binary(const Column& column, std::string_view text) {
  std::string out;
  switch (column.type.field) {
    case FieldType::tiny:
    case FieldType::short_:
    case FieldType::int24:
    case FieldType::long_:
    case FieldType::longlong:
    case FieldType::year: {
      const auto value = protocol::read_integer_text(text);
      if (!value) return std::nullopt;
      my::append_integer_binary(out, *value, wire_width(column.type.field));
      return out;
    }
    case FieldType::float_:
    case FieldType::double_: {
      const auto value = my::read_float_text(text, wire_width(column.type.field));
      if (!value) return std::nullopt;
      my::append_float_binary(out, *value, wire_width(column.type.field));
      return out;
    }
    case FieldType::date: {
      const auto value = my::read_date_text(text);
      return value && my::append_date_binary(out, *value) ? std::optional(out) : std::nullopt;
    }
    case FieldType::datetime:
    case FieldType::timestamp: {
      const auto value = my::read_timestamp_text(text);
      return value && my::append_timestamp_binary(out, *value) ? std::optional(out) : std::nullopt;
    }
    case FieldType::time: {
      const auto value = my::read_time_text(text);
      return value && my::append_time_binary(out, *value) ? std::optional(out) : std::nullopt;
    }
    default:
      return std::string(text);  // strings, decimals, BIT: one form
  }
}

}  // namespace jaali::masking_rules::test::mysql

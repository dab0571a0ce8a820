#pragma once
// From what information_schema says of a column to the packed type that masks are bound to. Pure.
#include <cstdint>
#include <string_view>

namespace jaali::proxy::catalog::mysql {

/// One row of information_schema.columns, as far as it matters here.
struct Declared {
  std::string_view data_type;    ///< "varchar"
  std::string_view column_type;  ///< "varchar(20)", "int unsigned", "enum('a','b')"
  std::uint64_t characters = 0, octets = 0;
  std::uint32_t precision = 0, scale = 0, fraction = 0;  ///< fraction: digits of a second
  std::uint16_t collation = 0;                           ///< 0: none
  bool json = false;                                     ///< MariaDB's alias: its CHECK says json_valid
};

struct TypeAndModifier {
  std::uint32_t type = 0;  ///< protocol::mysql::pack
  std::int32_t modifier = -1;
};

/// A type that nobody knows becomes MYSQL_TYPE_NULL, which no mask but `null` fits.
[[nodiscard]] TypeAndModifier packed_type(const Declared& declared);

}  // namespace jaali::proxy::catalog::mysql

#pragma once
// A column's type in MySQL and MariaDB, in 32 bits: what the wire says of a result column, and what the catalog keeps
// (sql::Column::type), so that masks are bound to the one as they were checked against the other. A plain value.
//
// Bits 0–7: field type; 8: unsigned; 9: binary character set; 10: ENUM; 11: SET; 12: JSON (MariaDB's alias too); 13:
// UUID; 14: INET4; 15: INET6; 16–31: collation id.
#include <cstdint>
#include <string>
#include <string_view>

namespace jaali::protocol::mysql {

/// enum_field_types, as far as servers send them; blob sizes and VARCHAR appear in catalogs.
enum class FieldType : std::uint8_t {
  decimal = 0,
  tiny = 1,
  short_ = 2,
  long_ = 3,
  float_ = 4,
  double_ = 5,
  null = 6,
  timestamp = 7,
  longlong = 8,
  int24 = 9,
  date = 10,
  time = 11,
  datetime = 12,
  year = 13,
  newdate = 14,
  varchar = 15,
  bit = 16,
  timestamp2 = 17,
  datetime2 = 18,
  time2 = 19,
  typed_array = 20,
  blob_compressed = 140,     ///< MariaDB
  varchar_compressed = 141,  ///< MariaDB
  vector = 242,              ///< MySQL 9
  json = 245,
  newdecimal = 246,
  enum_ = 247,
  set = 248,
  tiny_blob = 249,
  medium_blob = 250,
  long_blob = 251,
  blob = 252,
  var_string = 253,
  string = 254,
  geometry = 255,
};

/// Flags of a ColumnDefinition that matter here.
namespace column_flag {
inline constexpr std::uint16_t not_null = 1, unsigned_ = 32, zerofill = 64, enum_ = 256, set = 2048;
}

inline constexpr std::uint16_t binary_collation = 63;

/// MariaDB's extended type information (MARIADB_CLIENT_EXTENDED_METADATA): "uuid", "inet6", "point" …; "json". Empty
/// where there is none.
struct ExtendedType {
  std::string_view type, format;
};

struct ColumnType {
  FieldType field = FieldType::null;
  bool is_unsigned = false, is_enum = false, is_set = false, is_json = false, is_uuid = false, is_inet4 = false,
       is_inet6 = false;
  std::uint16_t collation = 0;

  /// Bytes, not characters: BINARY, VARBINARY, BLOB (and all numbers and dates).
  [[nodiscard]] constexpr bool is_binary() const noexcept { return collation == binary_collation; }
  bool operator==(const ColumnType&) const = default;
};

[[nodiscard]] constexpr std::uint32_t pack(const ColumnType& type) noexcept {
  const auto bit = [](bool set, unsigned at) { return std::uint32_t{set} << at; };
  return static_cast<std::uint32_t>(type.field) | bit(type.is_unsigned, 8) | bit(type.is_binary(), 9) |
         bit(type.is_enum, 10) | bit(type.is_set, 11) | bit(type.is_json, 12) | bit(type.is_uuid, 13) |
         bit(type.is_inet4, 14) | bit(type.is_inet6, 15) | std::uint32_t{type.collation} << 16;
}
[[nodiscard]] constexpr ColumnType unpack(std::uint32_t packed) noexcept {
  const auto bit = [packed](unsigned at) { return (packed >> at & 1) != 0; };
  return {.field = static_cast<FieldType>(packed & 0xff),
          .is_unsigned = bit(8),
          .is_enum = bit(10),
          .is_set = bit(11),
          .is_json = bit(12),
          .is_uuid = bit(13),
          .is_inet4 = bit(14),
          .is_inet6 = bit(15),
          .collation = static_cast<std::uint16_t>(packed >> 16)};
}

/// Of a ColumnDefinition's fields.
[[nodiscard]] ColumnType column_type(std::uint8_t field_type, std::uint16_t flags, std::uint16_t collation,
                                     ExtendedType extended = {}) noexcept;

/// What the wire leaves out of a column whose identity is certain: that a string is a UUID, INET or JSON (a client that
/// does not know MariaDB's extended metadata), or which characters its bytes are (character_set_results = binary). The
/// bytes' form is always the wire's.
[[nodiscard]] ColumnType refined(const ColumnType& wire, const ColumnType& declared) noexcept;

/// As a declaration would name it, for messages: "int unsigned", "varchar", "varbinary", "enum", "type 77".
[[nodiscard]] std::string type_name(const ColumnType& type);

/// A type that servers send. Of another one it is not known how its values lie in a binary row.
[[nodiscard]] bool is_known(FieldType type) noexcept;

}  // namespace jaali::protocol::mysql

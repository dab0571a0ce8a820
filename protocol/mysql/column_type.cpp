#include "protocol/mysql/column_type.h"

namespace jaali::protocol::mysql {

namespace {

bool is_string(FieldType type) noexcept {
  switch (type) {
    case FieldType::varchar:
    case FieldType::varchar_compressed:
    case FieldType::tiny_blob:
    case FieldType::medium_blob:
    case FieldType::long_blob:
    case FieldType::blob:
    case FieldType::blob_compressed:
    case FieldType::var_string:
    case FieldType::string:
      return true;
    default:
      return false;
  }
}

/// Types that a ColumnType tells by a bit, where servers send them as such.
bool has_bit_of_its_own(FieldType type) noexcept {
  return type == FieldType::json || type == FieldType::enum_ || type == FieldType::set;
}

bool is_geometry(std::string_view type) noexcept {
  for (const std::string_view name : {"geometry", "point", "linestring", "polygon", "multipoint", "multilinestring",
                                      "multipolygon", "geometrycollection"})
    if (type == name) return true;
  return false;
}

std::string_view string_name(const ColumnType& type) noexcept {
  switch (type.field) {
    case FieldType::tiny_blob:
      return type.is_binary() ? "tinyblob" : "tinytext";
    case FieldType::medium_blob:
      return type.is_binary() ? "mediumblob" : "mediumtext";
    case FieldType::long_blob:
      return type.is_binary() ? "longblob" : "longtext";
    case FieldType::blob:
    case FieldType::blob_compressed:
      return type.is_binary() ? "blob" : "text";
    case FieldType::string:
      return type.is_binary() ? "binary" : "char";
    default:
      return type.is_binary() ? "varbinary" : "varchar";
  }
}

std::string_view plain_name(FieldType type) noexcept {
  switch (type) {
    case FieldType::decimal:
    case FieldType::newdecimal:
      return "decimal";
    case FieldType::tiny:
      return "tinyint";
    case FieldType::short_:
      return "smallint";
    case FieldType::int24:
      return "mediumint";
    case FieldType::long_:
      return "int";
    case FieldType::longlong:
      return "bigint";
    case FieldType::float_:
      return "float";
    case FieldType::double_:
      return "double";
    case FieldType::null:
      return "null";
    case FieldType::timestamp:
    case FieldType::timestamp2:
      return "timestamp";
    case FieldType::date:
    case FieldType::newdate:
      return "date";
    case FieldType::time:
    case FieldType::time2:
      return "time";
    case FieldType::datetime:
    case FieldType::datetime2:
      return "datetime";
    case FieldType::year:
      return "year";
    case FieldType::bit:
      return "bit";
    case FieldType::vector:
      return "vector";
    case FieldType::geometry:
      return "geometry";
    default:
      return {};
  }
}

}  // namespace

ColumnType column_type(std::uint8_t field_type, std::uint16_t flags, std::uint16_t collation,
                       ExtendedType extended) noexcept {
  ColumnType type{.field = static_cast<FieldType>(field_type), .collation = collation};
  type.is_unsigned = (flags & column_flag::unsigned_) != 0;
  type.is_enum = type.field == FieldType::enum_ || (flags & column_flag::enum_) != 0;
  type.is_set = type.field == FieldType::set || (flags & column_flag::set) != 0;
  type.is_json = type.field == FieldType::json || extended.format == "json";
  type.is_uuid = extended.type == "uuid";
  type.is_inet4 = extended.type == "inet4";
  type.is_inet6 = extended.type == "inet6";
  if (extended.type == "vector") type.field = FieldType::vector;
  if (is_geometry(extended.type)) type.field = FieldType::geometry;
  return type;
}

ColumnType refined(const ColumnType& wire, const ColumnType& declared) noexcept {
  ColumnType type = wire;
  if (!is_string(wire.field)) return type;
  if (!wire.is_enum && !wire.is_set) {
    type.is_uuid |= declared.is_uuid;
    type.is_inet4 |= declared.is_inet4;
    type.is_inet6 |= declared.is_inet6;
    type.is_json |= declared.is_json;
    if (declared.field == FieldType::vector || declared.field == FieldType::geometry) type.field = declared.field;
  }
  if (wire.is_binary() && !declared.is_binary() && declared.collation != 0) type.collation = declared.collation;
  return type;
}

std::string type_name(const ColumnType& type) {
  if (type.is_json) return "json";
  if (type.is_uuid) return "uuid";
  if (type.is_inet4) return "inet4";
  if (type.is_inet6) return "inet6";
  if (type.is_enum) return "enum";
  if (type.is_set) return "set";
  if (is_string(type.field)) return std::string(string_name(type));
  std::string name(plain_name(type.field));
  if (name.empty()) return "type " + std::to_string(static_cast<unsigned>(type.field));
  if (type.is_unsigned && type.field != FieldType::year && type.field != FieldType::bit) name += " unsigned";
  return name;
}

bool is_known(FieldType type) noexcept {
  return is_string(type) || !plain_name(type).empty() || has_bit_of_its_own(type);
}

}  // namespace jaali::protocol::mysql

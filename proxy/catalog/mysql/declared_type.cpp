#include "proxy/catalog/mysql/declared_type.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "protocol/mysql/column_type.h"

namespace jaali::proxy::catalog::mysql {
namespace {

using protocol::mysql::binary_collation;
using protocol::mysql::ColumnType;
using protocol::mysql::FieldType;

constexpr std::uint16_t utf8mb4_bin = 46;

/// As result columns of that type are announced; blobs keep their size, which the wire does not tell.
constexpr std::array<std::pair<std::string_view, FieldType>, 44> names{{
    {"tinyint", FieldType::tiny},
    {"smallint", FieldType::short_},
    {"mediumint", FieldType::int24},
    {"int", FieldType::long_},
    {"bigint", FieldType::longlong},
    {"decimal", FieldType::newdecimal},
    {"float", FieldType::float_},
    {"double", FieldType::double_},
    {"bit", FieldType::bit},
    {"year", FieldType::year},
    {"date", FieldType::date},
    {"time", FieldType::time},
    {"datetime", FieldType::datetime},
    {"timestamp", FieldType::timestamp},
    {"char", FieldType::string},
    {"binary", FieldType::string},
    {"varchar", FieldType::var_string},
    {"varbinary", FieldType::var_string},
    {"tinytext", FieldType::tiny_blob},
    {"tinyblob", FieldType::tiny_blob},
    {"text", FieldType::blob},
    {"blob", FieldType::blob},
    {"mediumtext", FieldType::medium_blob},
    {"mediumblob", FieldType::medium_blob},
    {"longtext", FieldType::long_blob},
    {"longblob", FieldType::long_blob},
    {"enum", FieldType::string},
    {"set", FieldType::string},
    {"json", FieldType::json},
    {"vector", FieldType::vector},
    {"uuid", FieldType::string},
    {"inet4", FieldType::string},
    {"inet6", FieldType::string},
    {"geometry", FieldType::geometry},
    {"point", FieldType::geometry},
    {"linestring", FieldType::geometry},
    {"polygon", FieldType::geometry},
    {"multipoint", FieldType::geometry},
    {"multilinestring", FieldType::geometry},
    {"multipolygon", FieldType::geometry},
    {"geometrycollection", FieldType::geometry},
    {"geomcollection", FieldType::geometry},
    // Another name of BIGINT UNSIGNED AUTO_INCREMENT's type in old dumps, and of DECIMAL.
    {"integer", FieldType::long_},
    {"numeric", FieldType::newdecimal},
}};

FieldType field_of(std::string_view data_type) {
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const auto& name) { return name.first == data_type; });
  return found == names.end() ? FieldType::null : found->second;
}

std::int32_t modifier_of(const Declared& declared, const ColumnType& type) {
  const auto capped = [](std::uint64_t length) {
    return static_cast<std::int32_t>(std::min<std::uint64_t>(length, std::numeric_limits<std::int32_t>::max()));
  };
  switch (type.field) {
    case FieldType::string:
    case FieldType::var_string:
    case FieldType::tiny_blob:
    case FieldType::blob:
    case FieldType::medium_blob:
    case FieldType::long_blob:
      if (type.is_uuid || type.is_inet4 || type.is_inet6) return -1;
      return capped(type.is_binary() ? declared.octets : declared.characters);
    case FieldType::date:
    case FieldType::time:
    case FieldType::datetime:
    case FieldType::timestamp:
      return static_cast<std::int32_t>(declared.fraction & 0xff);
    case FieldType::json:
    case FieldType::geometry:
    case FieldType::vector:
    case FieldType::null:
      return -1;
    default:
      return static_cast<std::int32_t>((declared.precision & 0xffff) << 8 | (declared.scale & 0xff));
  }
}

}  // namespace

TypeAndModifier packed_type(const Declared& declared) {
  ColumnType type{.field = field_of(declared.data_type), .collation = declared.collation};
  const bool number = type.field != FieldType::null && declared.characters == 0 && declared.octets == 0;
  type.is_unsigned = number && declared.column_type.find(" unsigned") != std::string_view::npos;
  type.is_enum = declared.data_type == "enum";
  type.is_set = declared.data_type == "set";
  type.is_json = declared.json || type.field == FieldType::json;
  type.is_uuid = declared.data_type == "uuid";
  type.is_inet4 = declared.data_type == "inet4";
  type.is_inet6 = declared.data_type == "inet6";
  // JSON is text in utf8mb4 that compares by bytes; what has no collation is bytes or a number.
  if (type.collation == 0) {
    const bool text = type.is_json || type.is_uuid || type.is_inet4 || type.is_inet6;
    type.collation = text ? utf8mb4_bin : binary_collation;
  }
  return {protocol::mysql::pack(type), modifier_of(declared, type)};
}

}  // namespace jaali::proxy::catalog::mysql

#include "proxy/rows/mysql_column.h"

#include "protocol/mysql/charsets.h"

namespace jaali::proxy::rows {

namespace my = protocol::mysql;

MysqlColumn mysql_column(const my::ColumnDefinitionView& definition, const my::ColumnType* declared,
                         std::string_view time_zone) {
  const auto wire = my::column_type(static_cast<std::uint8_t>(definition.type), definition.flags, definition.collation,
                                    definition.extended_type());
  const auto type = declared != nullptr ? my::refined(wire, *declared) : wire;
  std::uint64_t length = definition.length;
  // character_set_results = binary: the length is then in characters, as if they had one byte each.
  if (type.collation != wire.collation) length *= my::charset_of(type.collation).bytes_per_character;
  return {.type = type,
          .context = {.type = my::pack(type),
                      .length = length > 0xffffffffU ? 0 : static_cast<std::uint32_t>(length),
                      .decimals = definition.decimals,
                      .zerofill = (definition.flags & my::column_flag::zerofill) != 0,
                      .time_zone = time_zone}};
}

}  // namespace jaali::proxy::rows

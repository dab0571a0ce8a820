#pragma once
// A result column of MySQL as masks are bound to it: its ColumnDefinition, and what the catalog declares of the column
// where it is certain which one it is. Pure.
#include <string_view>

#include "masking_rules/mask.h"
#include "protocol/mysql/response.h"

namespace jaali::proxy::rows {

struct MysqlColumn {
  protocol::mysql::ColumnType type;  ///< what to bind the mask to
  masking_rules::ValueContext context;
};

/// `declared`: sql::Column::type of the column that the result column is, or null. `time_zone` belongs to the session;
/// empty: unknown.
[[nodiscard]] MysqlColumn mysql_column(const protocol::mysql::ColumnDefinitionView& definition,
                                       const protocol::mysql::ColumnType* declared, std::string_view time_zone);

}  // namespace jaali::proxy::rows

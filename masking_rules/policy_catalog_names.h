#pragma once
// Where the names of a rules file meet those of a catalog: whether a pattern is about that database at all, and its
// parts folded as that server folds them. PostgreSQL's are folded when they are read; MySQL's columns and routines
// compare without case, its databases and tables by lower_case_table_names. Pure functions.
#include <string>
#include <string_view>

#include "masking_rules/policy_names.h"
#include "sql/catalog.h"

namespace jaali::masking_rules {

[[nodiscard]] inline Naming naming_of(const sql::Snapshot& snapshot) noexcept {
  return sql::is_mysql(snapshot.dialect) ? Naming::mysql : Naming::postgres;
}

/// Three parts are about PostgreSQL, two about MySQL, whatever the upstream's glob matches.
[[nodiscard]] bool is_about(const TablePattern& pattern, const sql::Snapshot& snapshot) noexcept;
/// The pattern with `schema` and `table` as that catalog stores names.
[[nodiscard]] TablePattern as_stored(TablePattern pattern, const sql::Snapshot& snapshot);
/// A name of a database or table as that catalog stores it.
[[nodiscard]] std::string as_stored(std::string_view name, const sql::Snapshot& snapshot);

/// "upstream/database.schema.table", MySQL: "upstream/database.table", as a rules file would write it.
[[nodiscard]] std::string full_name(const sql::Snapshot& snapshot, std::string_view schema, std::string_view table);
[[nodiscard]] std::string full_name(const sql::Snapshot& snapshot, std::string_view schema, std::string_view table,
                                    std::string_view column);

}  // namespace jaali::masking_rules

#pragma once
// What a look at a MySQL or MariaDB server asks. The texts are bodies of two procedures that `jaali setup-sql` makes:
// they run as the administrator who made them, so that the service account sees every name and needs no right to any
// table. Their names carry a number that changes with the texts.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sql/dialect.h"

namespace jaali::proxy::catalog::mysql {

/// Positions of the results of the catalog procedure, in order; each has one row in the fingerprint procedure's.
enum class Part : std::uint8_t {
  server,  ///< version, lower_case_table_names, mandatory roles, how many of the three rights the definer has
  databases,
  collations,    ///< name, id
  relations,     ///< database, name, type, engine
  columns,       ///< see load_relations.cpp
  unique_keys,   ///< database, table, index, column or NULL, expression
  foreign_keys,  ///< database, table, constraint, column, their database, table, column
  key_actions,   ///< database, table, constraint, on delete, on update
  checks,        ///< database, table, constraint, clause
  views,         ///< database, name, definition
  triggers,      ///< database, table, trigger
  routines,      ///< database, name, type
  loadable,      ///< name
  role_edges,    ///< role, its host, member, its host
  accounts,      ///< user, host, 'Y' for SUPER
};
inline constexpr std::size_t part_count = 15;

/// SELECT, SHOW VIEW and TRIGGER: without them information_schema leaves things out, and says nothing.
inline constexpr int administrator_rights = 3;

inline constexpr std::string_view procedures_database = "jaali";
inline constexpr std::string_view catalog_procedure = "catalog_1", fingerprint_procedure = "fingerprint_1";

/// "SELECT …; SELECT …;", what the procedures do on a server of that dialect (mysql or mariadb).
[[nodiscard]] std::string catalog_body(sql::Dialect dialect);
[[nodiscard]] std::string fingerprint_body(sql::Dialect dialect);

}  // namespace jaali::proxy::catalog::mysql

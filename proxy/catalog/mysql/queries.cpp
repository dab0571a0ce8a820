#include "proxy/catalog/mysql/queries.h"

namespace jaali::proxy::catalog::mysql {
namespace {

struct Query {
  std::vector<std::string_view> columns;
  std::string_view rest;  ///< FROM … WHERE …, or empty
  std::string_view
      database{};  ///< a column of that name tells objects of the system, which change with the server alone
};

/// Inside the procedure CURRENT_USER() is who made it.
constexpr std::string_view definer_rights =
    "(SELECT COUNT(DISTINCT privilege_type) FROM information_schema.user_privileges "
    "WHERE privilege_type IN ('SELECT', 'SHOW VIEW', 'TRIGGER') AND grantee = CONCAT('''', "
    "LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1), "
    "'''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), ''''))";

/// In the order of Part. Every ORDER BY would cost the server; the loader sorts.
std::vector<Query> queries(sql::Dialect dialect) {
  const bool mariadb = dialect == sql::Dialect::mariadb;
  std::vector<Query> all;
  all.push_back(mariadb
                    ? Query{{"@@version", "@@lower_case_table_names", "''", definer_rights}, ""}
                    : Query{{"@@version", "@@lower_case_table_names", "@@global.mandatory_roles", definer_rights}, ""});
  all.push_back({{"schema_name"}, "FROM information_schema.schemata"});
  // MariaDB's newer collations have an id for each character set.
  all.push_back(mariadb ? Query{{"full_collation_name", "id"},
                                "FROM information_schema.collation_character_set_applicability WHERE id IS NOT NULL"}
                        : Query{{"collation_name", "id"}, "FROM information_schema.collations"});
  all.push_back({{"table_schema", "table_name", "table_type", "engine"},
                 "FROM information_schema.tables WHERE TRUE",
                 "table_schema"});
  all.push_back(
      {{"table_schema", "table_name", "column_name", "ordinal_position", "data_type", "column_type",
        "character_maximum_length", "character_octet_length", "numeric_precision", "numeric_scale",
        "datetime_precision", "collation_name", "is_nullable", "column_default", "extra", "generation_expression"},
       "FROM information_schema.columns WHERE TRUE",
       "table_schema"});
  all.push_back(mariadb ? Query{{"table_schema", "table_name", "index_name", "column_name", "NULL"},
                                "FROM information_schema.statistics WHERE non_unique = 0",
                                "table_schema"}
                        : Query{{"table_schema", "table_name", "index_name", "column_name", "expression"},
                                "FROM information_schema.statistics WHERE non_unique = 0",
                                "table_schema"});
  all.push_back({{"table_schema", "table_name", "constraint_name", "column_name", "referenced_table_schema",
                  "referenced_table_name", "referenced_column_name"},
                 "FROM information_schema.key_column_usage WHERE referenced_table_name IS NOT NULL"});
  all.push_back({{"constraint_schema", "table_name", "constraint_name", "delete_rule", "update_rule"},
                 "FROM information_schema.referential_constraints"});
  all.push_back(mariadb
                    ? Query{{"constraint_schema", "table_name", "constraint_name", "check_clause"},
                            "FROM information_schema.check_constraints"}
                    : Query{{"c.constraint_schema", "t.table_name", "c.constraint_name", "c.check_clause"},
                            "FROM information_schema.check_constraints c JOIN information_schema.table_constraints t "
                            "ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name "
                            "AND t.constraint_type = 'CHECK'"});
  all.push_back(
      {{"table_schema", "table_name", "view_definition"}, "FROM information_schema.views WHERE TRUE", "table_schema"});
  all.push_back({{"event_object_schema", "event_object_table", "trigger_name"}, "FROM information_schema.triggers"});
  all.push_back({{"routine_schema", "routine_name", "routine_type"}, "FROM information_schema.routines"});
  // Components bring functions that mysql.func does not know; with the performance schema off the view is empty.
  all.push_back(mariadb ? Query{{"name"}, "FROM mysql.func"}
                        : Query{{"f.name"},
                                "FROM (SELECT name FROM mysql.func UNION SELECT udf_name FROM "
                                "performance_schema.user_defined_functions) f"});
  all.push_back(mariadb ? Query{{"role", "''", "user", "host"}, "FROM mysql.roles_mapping"}
                        : Query{{"from_user", "from_host", "to_user", "to_host"}, "FROM mysql.role_edges"});
  all.push_back({{"user", "host", "super_priv"}, "FROM mysql.user"});
  return all;
}

}  // namespace

std::string catalog_body(sql::Dialect dialect) {
  std::string body;
  for (const Query& query : queries(dialect)) {
    body += "SELECT ";
    for (std::size_t at = 0; at < query.columns.size(); ++at) {
      if (at > 0) body += ", ";
      body += query.columns[at];
    }
    if (!query.rest.empty()) body.append(" ").append(query.rest);
    body += ";\n";
  }
  return body;
}

std::string fingerprint_body(sql::Dialect dialect) {
  std::string body;
  for (const Query& query : queries(dialect)) {
    // The order of rows does not count: their hashes are joined by XOR, each part by itself.
    body +=
        "SELECT COUNT(*), BIT_XOR(CAST(CONV(LEFT(h, 16), 16, 10) AS UNSIGNED)), "
        "BIT_XOR(CAST(CONV(RIGHT(h, 16), 16, 10) AS UNSIGNED)) FROM (SELECT SHA2(CONCAT(";
    for (std::size_t at = 0; at < query.columns.size(); ++at) {
      if (at > 0) body += ", ";
      // QUOTE keeps neighbours apart, and reads NULL as a word.
      body.append("QUOTE(").append(query.columns[at]).append(")");
    }
    body += "), 256) AS h";
    if (!query.rest.empty()) body.append(" ").append(query.rest);
    if (!query.database.empty())
      body.append(" AND ")
          .append(query.database)
          .append(" NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')");
    body += ") hashed;\n";
  }
  return body;
}

}  // namespace jaali::proxy::catalog::mysql

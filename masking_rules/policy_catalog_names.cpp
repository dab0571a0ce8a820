#include "masking_rules/policy_catalog_names.h"

#include "sql/fold.h"

namespace jaali::masking_rules {

bool is_about(const TablePattern& pattern, const sql::Snapshot& snapshot) noexcept {
  if (pattern.naming != naming_of(snapshot)) return false;
  return pattern.upstream.matches(snapshot.upstream) &&
         (pattern.mysql() || pattern.database.matches(snapshot.database));
}

TablePattern as_stored(TablePattern pattern, const sql::Snapshot& snapshot) {
  if (pattern.mysql()) {
    for (auto* part : {&pattern.schema, &pattern.table}) part->text = as_stored(part->text, snapshot);
  }
  return pattern;
}

std::string as_stored(std::string_view name, const sql::Snapshot& snapshot) {
  const bool folds = sql::is_mysql(snapshot.dialect) && snapshot.lower_case_table_names != 0;
  return folds ? sql::fold(name) : std::string(name);
}

std::string full_name(const sql::Snapshot& snapshot, std::string_view schema, std::string_view table) {
  const Naming naming = naming_of(snapshot);
  std::string name = snapshot.upstream + "/";
  if (naming == Naming::postgres) name += quote_part(snapshot.database) + ".";
  return name + quote_part(schema, naming) + "." + quote_part(table, naming);
}

std::string full_name(const sql::Snapshot& snapshot, std::string_view schema, std::string_view table,
                      std::string_view column) {
  return full_name(snapshot, schema, table) + "." + quote_part(column, naming_of(snapshot));
}

}  // namespace jaali::masking_rules

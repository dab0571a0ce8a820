#pragma once
// The real catalogs of a MySQL 9.7 and a MariaDB 10.11 with the leak cases' schema and tests/golden/mysql/schema.sql, under
// the rules beside it. Loaded once per test program.
#include <memory>
#include <string>
#include <string_view>

#include "masking_rules/decide.h"

namespace jaali::testing {

struct MysqlCatalog {
  std::shared_ptr<const masking_rules::Policy> policy;
  std::shared_ptr<const sql::Snapshot> snapshot;
  std::shared_ptr<const masking_rules::ClassifiedCatalog> plain, unclassified;
  [[nodiscard]] std::size_t role(std::string_view name) const { return policy->role_named(name).value(); }
};

[[nodiscard]] const MysqlCatalog& mysql_catalog(sql::Dialect dialect);
/// Database d1, utf8mb4, and the flags of `sql_mode`.
[[nodiscard]] masking_rules::NameState mysql_names(sql::Dialect dialect, std::string_view sql_mode = {});

}  // namespace jaali::testing

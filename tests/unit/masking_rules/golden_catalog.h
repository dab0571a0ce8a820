#pragma once
// The real catalog of a PostgreSQL 15 with the leak cases' schema, from tests/golden/postgres/catalog.txt, under the rules
// beside it. Loaded once per test program.
#include <memory>
#include <string>
#include <string_view>

#include "masking_rules/decide.h"

namespace jaali::testing {

struct GoldenCatalog {
  std::shared_ptr<const masking_rules::Policy> policy;
  std::shared_ptr<const sql::Snapshot> snapshot;
  std::shared_ptr<const masking_rules::ClassifiedCatalog> plain;         ///< unclassified = "pass"
  std::shared_ptr<const masking_rules::ClassifiedCatalog> unclassified;  ///< unclassified = "mask"
  [[nodiscard]] std::size_t role(std::string_view name) const;
};

[[nodiscard]] const GoldenCatalog& golden_catalog();
[[nodiscard]] std::shared_ptr<sql::Snapshot> read_snapshot();
/// Under the search path of an ordinary session, as `role`.
[[nodiscard]] masking_rules::Verdict decide_as(std::string_view role, std::string_view text, bool mask_unclassified = false);
[[nodiscard]] std::string read_file(const std::string& path);

}  // namespace jaali::testing

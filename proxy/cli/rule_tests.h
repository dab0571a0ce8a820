#pragma once
// [[tests]] of the rules file, run through the same decision that a caller's statement meets.
#include <string>
#include <string_view>
#include <vector>

#include "masking_rules/decide.h"

namespace jaali::proxy::cli {

struct TestResult {
  bool passed = false;
  std::string got;  ///< "refused: …", or "full_name clear, cnic keep(5,2)"
};

/// The test's role must exist in the catalog's policy (the loader saw to it).
[[nodiscard]] TestResult run_test(const masking_rules::RuleTest& test, const masking_rules::ClassifiedCatalog& catalog);

/// "clear", or the mask, of one output column.
[[nodiscard]] std::string shown_as(const masking_rules::OutputColumn& column);
/// The names of a session that has just begun. PostgreSQL: search_path is the server's default, for a user without a
/// schema of his. MySQL: `database` is the current one, none where it is empty.
[[nodiscard]] masking_rules::NameState fresh_session(const sql::Snapshot& snapshot, std::string_view database);

}  // namespace jaali::proxy::cli

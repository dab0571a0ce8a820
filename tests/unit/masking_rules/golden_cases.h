#pragma once
// Golden files of verdicts (tests/golden/*/*.sql), and the leak cases of tests/leak, as texts to decide.
#include <filesystem>
#include <string>
#include <vector>

#include "masking_rules/decide.h"

namespace jaali::testing {

struct GoldenCase {
  std::string role, text, expected, where;
  bool mask_unclassified = false;
  std::string sql_mode;  ///< MySQL
};

/// Lines "-- role: NAME", "-- unclassified: mask|pass" and "-- sql_mode: FLAGS" hold until the next; "--> …" ends a text and
/// says what comes; "--- …" is a remark.
[[nodiscard]] std::vector<GoldenCase> read_cases(const std::filesystem::path& path);
/// "refused: …", or per statement, joined by " | ": name=clear name=redact …, "?" where the columns are not known.
[[nodiscard]] std::string describe(const masking_rules::Verdict& verdict);
[[nodiscard]] bool meets(const masking_rules::Verdict& verdict, const std::string& expected);

struct LeakCase { std::string id, on; std::vector<std::string> texts; };
[[nodiscard]] std::vector<LeakCase> read_leak_cases(const std::string& path);
/// Empty, or what of a protected column a forwarded text uses or hands out unmasked.
[[nodiscard]] std::string leak_in(const masking_rules::Verdict& verdict, const masking_rules::ClassifiedCatalog& catalog);

}  // namespace jaali::testing

#pragma once
// Proves that a log is whole, as far as its hash chain can: edited, inserted, deleted and reordered records, missing
// and repeated segments, records of another instance. It reads as a stream, and stops in each chain at the first break:
// what lies behind it is proved by nothing. A tail that was cut off at the end of a line, or written anew with all its
// hashes, shows only once segments end in signed checkpoints.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "audit/result.h"

namespace jaali::audit {

struct Finding {
  std::filesystem::path file;
  std::uint64_t line = 0;                 ///< from 1; 0: the file as a whole
  std::optional<std::uint64_t> expected;  ///< the record's number that belongs there
  std::string what;                       ///< in words
};

struct ChainReport {
  std::string instance;
  std::uint64_t segments = 0;  ///< that verify (with the one that breaks, if any)
  std::uint64_t records = 0;   ///< that verify, from the first on
  std::uint64_t bytes = 0;     ///< of those records
  std::string last_hash;       ///< of the last of them: note it elsewhere, and a later cut shows
  std::optional<Finding> finding;
};

struct VerifyReport {
  std::vector<ChainReport> chains;   ///< by instance
  std::vector<Finding> strangers;    ///< files that are no segment of any chain
  [[nodiscard]] bool whole() const;  ///< at least one chain, and no finding
};

struct VerifyOptions {
  std::string instance;  ///< empty: all
  /// How long an incomplete last line may take to become whole: a writer may be in the middle of it.
  std::chrono::milliseconds patience{500};
};

/// Error: the directory cannot be read at all. All else is a finding.
[[nodiscard]] Result<VerifyReport> verify(const std::filesystem::path& directory, const VerifyOptions& options = {});

/// "file, line 3 (record 12): the record was edited ..."
[[nodiscard]] std::string to_string(const Finding& finding);

}  // namespace jaali::audit

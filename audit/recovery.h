#pragma once
// Start-up: finds the end of an instance's chain and proves that the writer may go on from it. Runs once, before the
// writer's thread, under the instance's lock.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "audit/file.h"
#include "audit/hash.h"
#include "audit/result.h"

namespace jaali::audit {

/// An incomplete last line that a crash left behind, now in a file of its own.
struct TornTail {
  std::uint64_t offset = 0, bytes = 0;  ///< where the line began, and its length
  std::filesystem::path segment, kept;  ///< kept: the file with its bytes
};

struct ChainEnd {
  std::uint64_t segment = 0;        ///< newest; 0: the chain is new
  std::uint64_t segment_bytes = 0;  ///< its size
  std::uint64_t sequence = 0;       ///< of the last record; 0: none
  HexDigest hash = no_digest;       ///< of the last record
  FileDescriptor file;              ///< the newest segment, open for appending; empty for a new chain
  std::optional<TornTail> torn;
};

/// Walks through the newest segment, from the last record of the one before. A last line without its newline is moved
/// to
/// `<segment>.torn-<offset>`. Error: a complete line that does not verify, or a failing call.
[[nodiscard]] Result<ChainEnd> recover(const std::filesystem::path& directory, const std::string& instance,
                                       const FileCalls& calls);

/// Creates the directory if need be (mode 0750) and takes the instance's lock, which falls with the descriptor.
[[nodiscard]] Result<FileDescriptor> lock_instance(const std::filesystem::path& directory, const std::string& instance);

}  // namespace jaali::audit

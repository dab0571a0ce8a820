#pragma once
// Writes records into segments, a batch at a time: builds the lines, writes them, syncs them if asked, and begins a new
// segment when one is full. Owned by the writer, used by one thread at a time. After an error it must not be used
// again.
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "audit/file.h"
#include "audit/line.h"
#include "audit/recovery.h"
#include "audit/result.h"

namespace jaali::audit {

class SegmentWriter {
 public:
  struct Options {
    std::filesystem::path directory;
    std::string instance;
    std::uint64_t segment_bytes;
    bool sync;  ///< a batch is on the disk, not in the kernel only, when write() returns
    FileCalls calls;
  };
  SegmentWriter(Options options, ChainEnd end);

  /// Writes the records' members, in order. Nothing is known to be in the log after an error.
  [[nodiscard]] Result<void> write(std::span<const std::string> records);
  [[nodiscard]] std::uint64_t last_sequence() const noexcept { return lines_.last_sequence(); }

 private:
  [[nodiscard]] Result<void> flush();
  [[nodiscard]] Result<void> sync();
  [[nodiscard]] Result<void> begin_segment();

  Options options_;
  LineBuilder lines_;
  FileDescriptor file_;
  std::filesystem::path path_;
  std::uint64_t segment_;
  std::uint64_t bytes_;  ///< of the segment, with what is still in the buffer
  std::string buffer_;
};

}  // namespace jaali::audit

#pragma once
// Reads the log: one file as a stream of lines, and the newest records of a whole directory, with what is added to
// them. Reading needs no lock and may go on while a writer appends. One thread at a time.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/file.h"
#include "audit/result.h"
#include "audit/segment.h"

namespace jaali::audit {

/// A line without its newline; `text` is valid until the next call of next().
struct Line {
  std::uint64_t number = 0;  ///< from 1
  std::uint64_t offset = 0;  ///< of its first byte in the file
  std::string_view text;
  bool complete = true;  ///< false: the file ends before a newline
};

class LineReader {
 public:
  /// Starts at `offset`, which is the start of a line.
  [[nodiscard]] static Result<LineReader> open(const std::filesystem::path& path, std::uint64_t offset = 0);

  /// The next line; nothing at the file's end. An incomplete one is not passed by: the next call gives it again, with
  /// what has been added to it, and at the end nothing is final: a later call sees what was appended. Error: a line
  /// beyond max_line_bytes, or the file could not be read.
  [[nodiscard]] Result<std::optional<Line>> next();

 private:
  [[nodiscard]] Result<bool> fill();

  std::filesystem::path path_;
  FileDescriptor file_;
  std::string buffer_;
  std::size_t used_ = 0;      ///< bytes of the buffer that lines already given have taken
  std::size_t scanned_ = 0;   ///< bytes behind `used_` known to hold no newline
  std::uint64_t offset_ = 0;  ///< of buffer_[used_] in the file
  std::uint64_t number_ = 0;
};

/// The newest records of a directory, of one instance or of all, and then those that come.
class Tail {
 public:
  explicit Tail(std::filesystem::path directory, std::string instance = {})
      : directory_(std::move(directory)), instance_(std::move(instance)) {}

  /// The newest `count` records, oldest first; of several instances in the order of their times. Complete lines only.
  [[nodiscard]] Result<std::vector<std::string>> last(std::size_t count);
  /// Hands out the lines that were added since last() or poll(), over the ends of segments; a new instance's from its
  /// start.
  [[nodiscard]] Result<void> poll(const std::function<void(std::string_view line)>& take);

 private:
  struct Position {
    std::uint64_t segment = 0;
    LineReader reader;
  };
  [[nodiscard]] Result<std::map<std::string, std::vector<Segment>>> chains() const;

  std::filesystem::path directory_;
  std::string instance_;  ///< empty: all
  std::map<std::string, Position> positions_;
};

}  // namespace jaali::audit

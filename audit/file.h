#pragma once
// Files of the log: a descriptor that closes itself, and the two calls whose failure the writer must survive in the
// right way (they can be replaced, so that a test makes a disk full or a sync fail).
#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "audit/result.h"

namespace jaali::audit {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) noexcept : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor();
  [[nodiscard]] int number() const noexcept { return fd_; }
  explicit operator bool() const noexcept { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// As write(2) and fdatasync(2), errno included.
struct FileCalls {
  std::function<ssize_t(int fd, const void* bytes, std::size_t size)> write;
  std::function<int(int fd)> sync;
};
[[nodiscard]] FileCalls system_file_calls();

/// open(2) with O_CLOEXEC; mode 0640 for a new file. The error names the path.
[[nodiscard]] Result<FileDescriptor> open_file(const std::filesystem::path& path, int flags);
/// Writes all of it, through short writes and interrupts. After an error nobody knows how much was written.
[[nodiscard]] Result<void> write_all(const FileCalls& calls, int fd, std::string_view bytes);
/// Makes the names in a directory as durable as the files behind them.
[[nodiscard]] Result<void> sync_directory(const FileCalls& calls, const std::filesystem::path& directory);
/// errno in words, behind what was being done: "write /log/x.jsonl: No space left on device".
[[nodiscard]] std::string error_text(std::string_view action, const std::filesystem::path& path, int error);

}  // namespace jaali::audit

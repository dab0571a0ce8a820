#include "audit/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace jaali::audit {

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

FileCalls system_file_calls() {
  return {[](int fd, const void* bytes, std::size_t size) { return ::write(fd, bytes, size); },
          [](int fd) { return ::fdatasync(fd); }};
}

Result<FileDescriptor> open_file(const std::filesystem::path& path, int flags) {
  int fd = -1;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY, 0640);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) return error_text("open", path, errno);
  return FileDescriptor(fd);
}

Result<void> write_all(const FileCalls& calls, int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = calls.write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return "write: " + std::generic_category().message(errno);
    if (written == 0) return std::string("write: nothing was taken");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> sync_directory(const FileCalls& calls, const std::filesystem::path& directory) {
  auto fd = open_file(directory, O_RDONLY | O_DIRECTORY);
  if (!fd) return fd.error();
  if (calls.sync(fd->number()) != 0) return error_text("sync", directory, errno);
  return {};
}

std::string error_text(std::string_view action, const std::filesystem::path& path, int error) {
  return std::string(action)
      .append(" ")
      .append(path.string())
      .append(": ")
      .append(std::generic_category().message(error));
}

}  // namespace jaali::audit

#pragma once
// A temporary MariaDB for tests: on loopback below port 32768 and on a Unix socket, as a user other than root, gone
// with the object. Where MariaDB is missing or does not start, the constructor throws: tests fail loudly.
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace jaali::tests {

class TemporaryMariadb {
 public:
  /// `options`: more of them for the server, as "--name=value".
  explicit TemporaryMariadb(std::vector<std::string> options = {});
  ~TemporaryMariadb();
  TemporaryMariadb(const TemporaryMariadb&) = delete;
  TemporaryMariadb& operator=(const TemporaryMariadb&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }
  [[nodiscard]] std::filesystem::path socket() const { return folder_ / "sock"; }
  /// A script of the client's (DELIMITER and all), as root over the socket. All rows, columns joined by '|'; throws
  /// with the server's message on an error.
  std::vector<std::string> run(const std::string& script) const;
  void start();
  void stop(int signal);

 private:
  std::filesystem::path folder_;
  std::vector<std::string> options_;
  std::uint16_t port_ = 0;
  pid_t process_ = -1;
};

/// One server for all tests of a program, started at first use.
[[nodiscard]] TemporaryMariadb& mariadb();

}  // namespace jaali::tests

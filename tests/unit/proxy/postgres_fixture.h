#pragma once
// A temporary PostgreSQL for tests: made by initdb, on loopback below port 32768 and on a Unix socket, as a user other
// than root, gone with the object. Where PostgreSQL is missing or does not start, the constructor throws: tests fail
// loudly. JAALI_POSTGRES_BIN names another version's folder of programs.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace jaali::tests {

class TemporaryPostgres {
 public:
  TemporaryPostgres();
  ~TemporaryPostgres();
  TemporaryPostgres(const TemporaryPostgres&) = delete;
  TemporaryPostgres& operator=(const TemporaryPostgres&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] const std::filesystem::path& socket_folder() const noexcept { return folder_; }
  [[nodiscard]] std::filesystem::path socket() const { return folder_ / (".s.PGSQL." + std::to_string(port_)); }
  /// As superuser "postgres", who needs no password on the Unix socket. Everybody else does, and on loopback everybody.
  /// Returns the last statement's rows, columns joined by '|'; throws with the server's message on an error.
  std::vector<std::string> run(const std::string& database, const std::string& sql) const;
  /// psql with ON_ERROR_STOP, as `jaali setup-sql` says to apply its output; `variables` as "name=value".
  [[nodiscard]] bool psql(const std::string& database, const std::string& script,
                          const std::vector<std::string>& variables = {}) const;
  /// Restarts with TLS, for the name "localhost"; returns the certificate, which is its own authority.
  std::filesystem::path enable_tls() const;
  void stop() const;  ///< immediate: as a crash
  void start() const;

 private:
  [[nodiscard]] bool command(const std::string& program_and_arguments) const;

  std::filesystem::path folder_;
  std::uint16_t port_ = 0;
};

/// One server for all tests of a program, started at first use.
[[nodiscard]] TemporaryPostgres& postgres();

}  // namespace jaali::tests

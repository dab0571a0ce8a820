#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// One libpq connection, as an application would hold it. Every failure throws std::runtime_error with the server's
/// message: a benchmark that goes on after an error measures something else. Single-threaded.
namespace jaali::bench {

struct ResultDeleter {
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ResultDeleter>;

/// The name under which Session::prepare leaves its statement, as pgbench does it.
inline constexpr const char* prepared_name = "P_0";

class Session {
 public:
  /// Connects and logs in; `owner` names the target in messages.
  Session(const std::string& conninfo, std::string owner);

  [[nodiscard]] PGconn* raw() const noexcept { return connection_.get(); }
  [[nodiscard]] int socket() const noexcept { return PQsocket(raw()); }

  void prepare(const std::string& statement);
  /// Runs one statement to its end; the rows of its first row, NULL as the text "NULL".
  std::vector<std::string> first_row(const std::string& statement);

  /// Send without waiting for the answer. The socket is blocking: these statements fit its buffer.
  void send(const std::string& statement);
  void send_prepared(const std::string& key);

  /// What the leg to the next hop is encrypted with ("TLSv1.3 TLS_AES_256_GCM_SHA384"), or "plain".
  [[nodiscard]] std::string encryption() const;

  /// Throws the connection's or the result's error.
  [[noreturn]] void fail(const char* during, const PGresult* result = nullptr) const;

 private:
  struct ConnectionDeleter {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
  };
  std::string owner_;
  std::unique_ptr<PGconn, ConnectionDeleter> connection_;
};

}  // namespace jaali::bench

#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "bench/client/session.h"

namespace jaali::bench {

/// A session over libpq.
class PostgresSession final : public Session {
 public:
  /// `owner` names the target in messages.
  PostgresSession(const Login& login, std::string owner);

  [[nodiscard]] int socket() const override;
  void prepare(const std::string& statement) override;
  std::vector<std::string> first_row(const std::string& statement) override;
  std::vector<std::string> first_row_prepared(std::uint32_t key) override;
  void send(const std::string& statement) override;
  void send_prepared(std::uint32_t key) override;
  bool answered() override;
  std::uint64_t read_whole(const std::string& statement) override;
  [[nodiscard]] std::string encryption() const override;
  [[nodiscard]] std::uint64_t sessions_beside() override;

 private:
  struct ConnectionDeleter {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
  };
  struct ResultDeleter {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
  };
  using Result = std::unique_ptr<PGresult, ResultDeleter>;

  [[nodiscard]] PGconn* raw() const noexcept { return connection_.get(); }
  [[nodiscard]] std::vector<std::string> values_of(const Result& result) const;
  /// Throws the connection's or the result's error.
  [[noreturn]] void fail(const char* during, const PGresult* result = nullptr) const;

  std::string owner_;
  std::unique_ptr<PGconn, ConnectionDeleter> connection_;
};

}  // namespace jaali::bench

#pragma once

#include <mysql.h>

#include <memory>
#include <string>
#include <vector>

#include "bench/client/session.h"

namespace jaali::bench {

/// A session over libmariadb, sending and reading apart. libmariadb has two ways to do that. Its non-blocking calls
/// (`mysql_…_start`, `mysql_…_cont`) try to read as soon as they have sent, and so may have swallowed an answer that
/// epoll never reports; and for nothing, nearly always. This one sends alone, and reads when the socket is readable: a
/// read waits only if an answer comes in pieces, and then not longer than the timeout.
class MariadbSession final : public Session {
 public:
  /// `owner` names the target in messages.
  MariadbSession(const Login& login, std::string owner);

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
    void operator()(MYSQL* connection) const noexcept { mysql_close(connection); }
  };
  struct StatementDeleter {
    void operator()(MYSQL_STMT* statement) const noexcept { mysql_stmt_close(statement); }
  };
  struct ResultDeleter {
    void operator()(MYSQL_RES* result) const noexcept { mysql_free_result(result); }
  };
  using Result = std::unique_ptr<MYSQL_RES, ResultDeleter>;

  [[nodiscard]] MYSQL* raw() const noexcept { return connection_.get(); }
  void read_text_answer();
  void read_prepared_answer();
  void must_be_one_row(std::uint64_t rows) const;
  /// Throws the connection's or the statement's error.
  [[noreturn]] void fail(const char* during) const;
  [[noreturn]] void fail_prepared(const char* during) const;

  std::string owner_;
  std::unique_ptr<MYSQL, ConnectionDeleter> connection_;
  std::unique_ptr<MYSQL_STMT, StatementDeleter> prepared_;  // closed before its connection
  std::uint32_t key_{};                                     // bound to the statement's parameter
  bool prepared_is_due_ = false;
};

}  // namespace jaali::bench

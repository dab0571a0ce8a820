#pragma once
// Verifiers for logins (wire-notes §2): from the auth query, or from users_file where one is configured. Its own thread
// and connection, so that a slow catalog load never delays a login. Every call returns at once; callbacks run on that
// thread. The connection is closed when idle for two seconds.
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "proxy/catalog/catalog_service.h"
#include "proxy/catalog/postgres/connection.h"

namespace jaali::proxy::catalog::postgres {

/// users_file as PgBouncer's userlist.txt: `"user" "verifier"` a line, `""` for a quote inside, the rest of the line
/// ignored; lines that begin with ';' or '#' are comments. Passwords in the clear are not taken.
struct UsersFile {
  std::map<std::string, std::string, std::less<>> verifiers;
  std::vector<std::string> problems;  ///< "line 3: …", never with content
};
[[nodiscard]] UsersFile parse_users_file(std::string_view text);

class AuthRows {
 public:
  using Callback = std::function<void(CatalogService::Result<AuthRow>)>;

  /// `alarm` is called on this thread when users_file has other problems than before.
  AuthRows(const UpstreamConfig& upstream, const Interrupt& interrupt, std::function<void(std::string)> alarm);
  /// Raise the interrupt first. Lookups still waiting get an error.
  ~AuthRows();

  void look_up(std::string user, Callback callback);
  /// Runs something short on this thread.
  void post(std::function<void()> task);
  /// Wakes the thread to see that the interrupt was raised.
  void wake();

 private:
  struct Lookup {
    std::string user;
    Callback callback;
  };

  /// users_file as it is now: read again when its identity, size or time changed.
  [[nodiscard]] CatalogService::Result<AuthRow> look_in_file(const std::string& user);
  void work();
  void serve(Lookup& lookup);
  [[nodiscard]] CatalogService::Result<AuthRow> ask(const std::string& user);
  [[nodiscard]] CatalogService::Result<AuthRow> ask_server(const std::string& user);
  [[nodiscard]] Outcome<AuthRow> query(const std::string& user);

  const UpstreamConfig& upstream_;
  const Interrupt& interrupt_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Lookup> lookups_;
  std::deque<std::function<void()>> tasks_;
  // Of the thread alone:
  std::optional<Connection> connection_;
  Clock::time_point retry_at_{};
  std::chrono::milliseconds pause_{0};
  std::string last_failure_;
  std::function<void(std::string)> alarm_;
  UsersFile users_;
  std::string users_stamp_;
  std::thread thread_;  ///< last: starts when all the rest is there
};

}  // namespace jaali::proxy::catalog::postgres

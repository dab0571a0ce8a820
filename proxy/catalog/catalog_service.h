#pragma once
// The catalogs of one upstream: loads a snapshot of each database that callers use, as the service account, applies the
// policy, swaps it in, and keeps it fresh (DDL seen, unknown names, a timer). What is asked of the server is in a room
// for each kind (loader.h). MySQL and MariaDB have one catalog for the whole server, whatever database is named here.
// PostgreSQL's verifiers (auth query) are read here as well. One long-lived thread for catalogs, and for PostgreSQL one
// for verifiers, so that a slow load never delays a login. Every call here but set_policy returns at once; callbacks
// run on one of the two and must be short. A connection is closed at the end of each look, so that it is never in the
// way of DROP DATABASE.
#include <atomic>
#include <boost/system/result.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "masking_rules/classified_catalog.h"
#include "proxy/cli/config.h"

namespace jaali::proxy::catalog {

using masking_rules::ClassifiedCatalog;

/// One database as sessions hold it: a session compares `version()` with the one it judged under (one relaxed load),
/// and takes `current()` anew when it moved.
class DatabaseCatalog {
 public:
  DatabaseCatalog() = default;
  /// Holds a catalog that no service keeps fresh.
  explicit DatabaseCatalog(std::shared_ptr<const ClassifiedCatalog> current) { replace(std::move(current)); }
  /// From any thread; the version moves after the catalog.
  void replace(std::shared_ptr<const ClassifiedCatalog> next) {
    const std::lock_guard lock(mutex_);
    const auto version = next ? next->version() : 0;
    current_ = std::move(next);
    version_.store(version, std::memory_order_release);
  }
  [[nodiscard]] std::uint64_t version() const noexcept { return version_.load(std::memory_order_acquire); }
  /// Null until the first load succeeded, and after the database was dropped.
  [[nodiscard]] std::shared_ptr<const ClassifiedCatalog> current() const;

 private:
  friend class CatalogService;
  std::atomic<std::uint64_t> version_{0};
  mutable std::mutex mutex_;
  std::shared_ptr<const ClassifiedCatalog> current_;
};

/// What the auth query says of a user (wire-notes §2). Absent user: `known` false.
struct AuthRow {
  bool known = false;
  std::string verifier;  ///< rolpassword: SCRAM-SHA-256$… or md5…; empty: no password
};

struct Alarm {
  std::string upstream, database, message;
};

class CatalogService {
 public:
  template <class T>
  using Result = boost::system::result<T, std::string>;
  using CatalogCallback = std::function<void(Result<std::shared_ptr<DatabaseCatalog>>)>;

  /// `alarm` is called (on the catalogs' thread) for drift, failed refreshes, bindings that cannot be written and the
  /// like, each once until it changes.
  CatalogService(const UpstreamConfig& upstream, std::filesystem::path state_directory,
                 std::shared_ptr<const masking_rules::Policy> policy, std::function<void(Alarm)> alarm);
  ~CatalogService();  ///< joins; callbacks still waiting get an error

  /// The database's catalog, loaded if it is not yet. Concurrent calls share one load.
  void open(const std::string& database, CatalogCallback callback);
  /// Loads anew; the callback (may be empty) runs when a snapshot taken *after* this call is in place.
  void refresh(const std::string& database, std::string reason, CatalogCallback callback = {});
  /// New rules: every loaded database is classified again before this returns.
  void set_policy(std::shared_ptr<const masking_rules::Policy> policy);
  /// PostgreSQL: the user's verifier by the auth query, or from users_file where one is configured. Takes equally long
  /// for users that do not exist.
  void auth_row(const std::string& user, std::function<void(Result<AuthRow>)> callback);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// For `check --connect`, `explain`: one snapshot, synchronously.
[[nodiscard]] CatalogService::Result<std::shared_ptr<const sql::Snapshot>> load_snapshot(const UpstreamConfig& upstream,
                                                                                         const std::string& database);
/// `jaali setup-sql`: everything a superuser must run for the service account; for PostgreSQL the pg_hba.conf lines as
/// comments.
[[nodiscard]] std::string setup_sql(const UpstreamConfig& upstream);

}  // namespace jaali::proxy::catalog

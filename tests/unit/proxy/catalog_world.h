#pragma once
// What the catalog tests share: an upstream's configuration for the temporary server, policies from text, a service
// that can be waited on, and short ways to look into a snapshot.
#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "proxy/catalog/catalog_service.h"
#include "tests/unit/proxy/postgres_fixture.h"

namespace jaali::tests {

using proxy::UpstreamConfig;
using proxy::catalog::AuthRow;
using proxy::catalog::CatalogService;
using proxy::catalog::DatabaseCatalog;

/// A folder that is gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  std::filesystem::path write(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path path_;
};

/// Upstream "crm" on the server of postgres(): loopback, plaintext, service account "jaali" set up by setup_sql, the
/// catalog looked at every second.
[[nodiscard]] UpstreamConfig upstream();
/// Makes a database anew; `sql` runs in it.
void make_database(const std::string& name, const std::string& sql = {});
/// A valid rules file's policy; the test fails on any error in it.
[[nodiscard]] std::shared_ptr<const masking_rules::Policy> policy(const std::string& toml);
/// Waits for `condition`, at most `limit`; false when it did not come.
[[nodiscard]] bool eventually(const std::function<bool()>& condition,
                              std::chrono::seconds limit = std::chrono::seconds(45));

/// A CatalogService whose calls can be waited for.
class Service {
 public:
  Service(const UpstreamConfig& config, const std::filesystem::path& state,
          std::shared_ptr<const masking_rules::Policy> rules);

  [[nodiscard]] CatalogService::Result<std::shared_ptr<DatabaseCatalog>> open(const std::string& database);
  [[nodiscard]] CatalogService::Result<std::shared_ptr<DatabaseCatalog>> refresh(const std::string& database);
  [[nodiscard]] CatalogService::Result<AuthRow> auth_row(const std::string& user);
  [[nodiscard]] std::vector<std::string> alarms() const;
  [[nodiscard]] bool alarmed(const std::string& part) const;
  CatalogService& operator*() noexcept { return *service_; }
  CatalogService* operator->() noexcept { return service_.get(); }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> alarms_;
  std::unique_ptr<CatalogService> service_;
};

/// "schema.name"; a test failure and an empty relation where there is none.
[[nodiscard]] const sql::Relation& relation(const sql::Snapshot& snapshot, const std::string& name);
[[nodiscard]] const sql::Column& column(const sql::Snapshot& snapshot, const std::string& table,
                                        const std::string& name);
[[nodiscard]] const sql::Function& function(const sql::Snapshot& snapshot, const std::string& signature);
/// "table.column", sorted.
[[nodiscard]] std::vector<std::string> names(const sql::Snapshot& snapshot, const std::vector<sql::ColumnId>& columns);
[[nodiscard]] std::string class_of(const DatabaseCatalog& catalog, const std::string& table, const std::string& name);

}  // namespace jaali::tests

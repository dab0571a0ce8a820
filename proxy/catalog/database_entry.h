#pragma once
// What the catalog service knows of one database. Internal to catalog_service.cpp; each part says who may touch it.
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "proxy/catalog/binding_resolver.h"
#include "proxy/catalog/catalog_service.h"
#include "proxy/catalog/loader.h"

namespace jaali::proxy::catalog {

struct DatabaseEntry {
  explicit DatabaseEntry(std::string database) : name(std::move(database)) {}

  const std::string name;
  const std::shared_ptr<DatabaseCatalog> catalog = std::make_shared<DatabaseCatalog>();

  struct Waiter {
    CatalogService::CatalogCallback callback;
    bool opens = false;  ///< a session that begins; otherwise one that has seen what changed
  };

  // Under the service's queue lock.
  std::vector<Waiter> waiting;                           ///< for a load that begins after they came
  Clock::time_point checked{};                           ///< when the server was last asked, once it had confirmed
  Clock::time_point not_before{};                        ///< of the next load that a caller asks for
  Clock::duration cost{};                                ///< of the last look
  Clock::time_point used{};                              ///< when a session last asked for it

  // Of the service's thread alone.
  Fingerprint fingerprint;
  std::string digest, lasting_digest;  ///< with and without temporary objects
  Clock::time_point loaded{};          ///< last full load
  Clock::time_point confirmed{};       ///< when the server last confirmed `snapshot`

  // Under the service's classification lock.
  std::shared_ptr<const sql::Snapshot> snapshot;
  BindingState bindings;
  bool bindings_read = false;
  bool bindings_dirty = false;  ///< the file could not be written: try again

  /// Somebody besides the service holds the catalog: a session is open.
  [[nodiscard]] bool in_use() const noexcept { return catalog.use_count() > 1; }
};

}  // namespace jaali::proxy::catalog

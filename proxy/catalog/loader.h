#pragma once
// What the catalog service asks of a database's room: a look at one database. One implementation for PostgreSQL, one
// for MySQL and MariaDB; each is used by one thread and keeps no connection between looks.
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "proxy/catalog/failure.h"
#include "proxy/cli/config.h"
#include "sql/catalog.h"

namespace jaali::proxy::catalog {

/// Of the server's catalog at one moment. Equal fingerprints: nothing that a snapshot holds has changed.
struct Fingerprint {
  std::string permanent;
  std::string temporary;  ///< PostgreSQL: of relations in pg_temp schemas, of any session
  bool operator==(const Fingerprint&) const = default;
};

struct Loaded {
  std::shared_ptr<sql::Snapshot> snapshot;  ///< indexed; `version` is left at 0
  Fingerprint fingerprint;
};

class Loader {
 public:
  Loader() = default;
  virtual ~Loader() = default;
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  /// One look over one connection: nothing where `unchanged` says so of the fingerprint (empty: it is not asked), a
  /// whole snapshot otherwise.
  [[nodiscard]] virtual Outcome<std::optional<Loaded>> look(
      const std::string& database, const std::function<bool(const Fingerprint&)>& unchanged) = 0;
};

/// By the upstream's protocol. Both arguments must outlive the loader.
[[nodiscard]] std::unique_ptr<Loader> make_loader(const UpstreamConfig& upstream, const Interrupt& interrupt);

/// Whether a hanging server holds a thread that was left behind in a library. The process then has to end without
/// destructors of static objects: that thread may need them.
[[nodiscard]] bool threads_left_behind() noexcept;

/// A digest of everything in a snapshot but its version. Temporary objects come and go with sessions: without them,
/// a digest says whether the lasting catalog is another one.
[[nodiscard]] std::string digest(const sql::Snapshot& snapshot, bool with_temporary);

}  // namespace jaali::proxy::catalog

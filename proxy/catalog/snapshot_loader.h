#pragma once
// One consistent snapshot of one database's catalog over an open connection. No state, any thread.
#include <memory>
#include <string>

#include "proxy/catalog/connection.h"
#include "sql/catalog.h"

namespace jaali::proxy::catalog {

/// Of the server's catalog at one moment. Equal fingerprints: nothing that a snapshot holds has changed.
struct Fingerprint {
  std::string permanent;
  std::string temporary;  ///< of relations in pg_temp schemas, of any session
  bool operator==(const Fingerprint&) const = default;
};

struct Loaded {
  std::shared_ptr<sql::Snapshot> snapshot;  ///< indexed; `version` is left at 0
  Fingerprint fingerprint;
};

[[nodiscard]] Outcome<Loaded> load(Connection& connection, const std::string& upstream, const std::string& database);
/// Some milliseconds of the server's time, where a load takes some tens.
[[nodiscard]] Outcome<Fingerprint> load_fingerprint(Connection& connection);

/// A digest of everything in a snapshot but its version. Temporary objects come and go with sessions: without them,
/// a digest says whether the lasting catalog is another one.
[[nodiscard]] std::string digest(const sql::Snapshot& snapshot, bool with_temporary);

}  // namespace jaali::proxy::catalog

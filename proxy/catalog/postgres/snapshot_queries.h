#pragma once
// The text that reads a whole catalog in one round trip: one REPEATABLE READ transaction, so that all results are of
// one moment. Only what every role may read (no pg_authid, no statistics). Works on PostgreSQL 12 to 18; sorting and
// joining of names is left to the loader, which keeps the server's part near 20 ms for a default database.
#include <cstdint>
#include <string>

namespace jaali::proxy::catalog::postgres {

/// Positions of the results of `snapshot_text`, in order (index 0 is BEGIN's).
enum class Part : std::uint8_t {
  begin,
  fingerprint,
  schemas,
  roles,
  memberships,
  types,
  relations,
  columns,
  constraints,
  attached,
  dependencies,
  functions,
  operators,
  casts,
  commit,
};
inline constexpr std::size_t part_count = static_cast<std::size_t>(Part::commit) + 1;

[[nodiscard]] std::string snapshot_text(int server_version);
/// One row, two texts: a fingerprint of the catalog without temporary objects, and one of these alone. Equal
/// fingerprints mean an equal snapshot; a new one may turn out to be equal as well (GRANT, ANALYZE of a new table).
[[nodiscard]] std::string fingerprint_text();

/// OIDs of system catalogs, as pg_depend names them; the same in every version.
namespace catalog_oid {
inline constexpr std::uint32_t type = 1247, function = 1255, relation = 1259, default_ = 2604, constraint = 2606,
                               operator_ = 2617, rule = 2618, extension = 3079, policy = 3256;
}

}  // namespace jaali::proxy::catalog::postgres

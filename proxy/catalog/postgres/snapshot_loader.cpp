#include "proxy/catalog/postgres/snapshot_loader.h"

#include <charconv>

#include "proxy/catalog/postgres/snapshot_parts.h"

namespace jaali::proxy::catalog::postgres {
namespace {

constexpr std::chrono::seconds load_timeout{30}, fingerprint_timeout{10};

Fingerprint read_fingerprint(const Rows& rows) {
  return rows.count() == 1 ? Fingerprint{rows.string(0, 0), rows.string(0, 1)} : Fingerprint{};
}

/// The fingerprint begins with the database's OID.
Oid database_oid(const Fingerprint& fingerprint) {
  Oid oid = 0;
  const auto& text = fingerprint.permanent;
  std::from_chars(text.data(), text.data() + text.size(), oid);
  return oid;
}

/// The connection is gone when a look is over: it is in nobody's way, DROP DATABASE's least of all.
class PostgresLoader : public Loader {
 public:
  PostgresLoader(const UpstreamConfig& upstream, const Interrupt& interrupt)
      : upstream_(upstream), interrupt_(interrupt) {}

  Outcome<std::optional<Loaded>> look(const std::string& database,
                                      const std::function<bool(const Fingerprint&)>& unchanged) override {
    auto connection = Connection::open(upstream_, database, interrupt_);
    if (!connection) return std::move(connection.error());
    if (unchanged) {
      auto now = load_fingerprint(*connection);
      if (!now) return std::move(now.error());
      if (unchanged(*now)) return std::optional<Loaded>{};
    }
    auto loaded = load(*connection, upstream_.name, database);
    if (!loaded) return std::move(loaded.error());
    return std::optional<Loaded>(std::move(*loaded));
  }

 private:
  const UpstreamConfig& upstream_;
  const Interrupt& interrupt_;
};

}  // namespace

std::unique_ptr<Loader> make_loader(const UpstreamConfig& upstream, const Interrupt& interrupt) {
  return std::make_unique<PostgresLoader>(upstream, interrupt);
}

Outcome<Loaded> load(Connection& connection, const std::string& upstream, const std::string& database) {
  auto results = connection.run(snapshot_text(connection.server_version()), load_timeout);
  if (!results) return std::move(results.error());
  if (results->size() != part_count)
    return Failure{Failure::Kind::query, "", "the catalog's answer is not as expected"};

  Loaded loaded{std::make_shared<sql::Snapshot>(), {}};
  sql::Snapshot& snapshot = *loaded.snapshot;
  Build build{*results, snapshot, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  loaded.fingerprint = read_fingerprint(build.part(Part::fingerprint));
  snapshot.upstream = upstream;
  snapshot.database = database;
  snapshot.database_oid = database_oid(loaded.fingerprint);
  snapshot.server_version = connection.server_version();
  load_schemas(build);
  load_members(build);
  load_types(build);
  load_relations(build);
  load_constraints(build);
  load_functions(build);
  load_operators(build);
  load_dependencies(build);
  apply_unique_indexes(build);
  raise_from_children(build);
  load_casts(build);
  snapshot.index();
  return loaded;
}

Outcome<Fingerprint> load_fingerprint(Connection& connection) {
  auto results = connection.run(fingerprint_text(), fingerprint_timeout);
  if (!results) return std::move(results.error());
  if (results->size() != 1 || results->front().count() != 1)
    return Failure{Failure::Kind::query, "", "the catalog's answer is not as expected"};
  return read_fingerprint(results->front());
}

}  // namespace jaali::proxy::catalog::postgres

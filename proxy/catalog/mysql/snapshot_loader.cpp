#include "proxy/catalog/mysql/snapshot_loader.h"

#include <charconv>

#include "proxy/catalog/mysql/connection.h"
#include "proxy/catalog/mysql/queries.h"
#include "proxy/catalog/mysql/snapshot_parts.h"

namespace jaali::proxy::catalog::mysql {
namespace {

/// A catalog that changes while it is read is read again, so many times at most; then the next look corrects it.
constexpr int most_tries = 3;

std::string call(std::string_view procedure) {
  return "CALL " + std::string(procedures_database) + "." + std::string(procedure) + "()";
}

class MysqlLoader : public Loader {
 public:
  MysqlLoader(const UpstreamConfig& upstream, const Interrupt& interrupt)
      : upstream_(upstream), interrupt_(interrupt) {}

  Outcome<std::optional<Loaded>> look(const std::string&,
                                      const std::function<bool(const Fingerprint&)>& unchanged) override {
    auto connection = Connection::open(upstream_, interrupt_);
    if (!connection) return std::move(connection.error());
    auto before = fingerprint(*connection);
    if (!before) return std::move(before.error());
    if (unchanged && unchanged(*before)) return std::optional<Loaded>{};
    for (int tries = 1;; ++tries) {
      auto results = ask(*connection, catalog_procedure);
      if (!results) return std::move(results.error());
      // The results are of several moments: the same fingerprint on both sides says that they are of one state.
      auto after = fingerprint(*connection);
      if (!after) return std::move(after.error());
      if (*before != *after && tries < most_tries) {
        before = std::move(after);
        continue;
      }
      auto loaded = build_snapshot(*results, upstream_.name, numbers_);
      if (!loaded) return std::move(loaded.error());
      loaded->fingerprint = std::move(*before);
      return std::optional<Loaded>(std::move(*loaded));
    }
  }

 private:
  Outcome<Fingerprint> fingerprint(Connection& connection) {
    auto results = ask(connection, fingerprint_procedure);
    if (!results) return std::move(results.error());
    Fingerprint print;
    for (const Rows& rows : *results)
      for (std::size_t column = 0; rows.count() == 1 && column < rows.width(); ++column)
        print.permanent.append(rows.text(0, column)).append(1, '.');
    return print;
  }

  Outcome<std::vector<Rows>> ask(Connection& connection, std::string_view procedure) {
    auto results = connection.run(call(procedure));
    if (!results) {
      Failure failure = std::move(results.error());
      // What the procedures lack, or who may not call them, is a matter of the set-up: class 42 of SQLSTATE.
      if (failure.kind == Failure::Kind::query && failure.sqlstate.starts_with("42")) failure.message += advice();
      return failure;
    }
    if (results->size() != part_count)
      return Failure{Failure::Kind::query, "", "the answer of " + call(procedure) + " is not as expected" + advice()};
    return results;
  }

  [[nodiscard]] std::string advice() const {
    return "; run the output of \"jaali setup-sql " + upstream_.name + "\" as an administrator";
  }

  const UpstreamConfig& upstream_;
  const Interrupt& interrupt_;
  ObjectNumbers numbers_;
};

}  // namespace

std::optional<ServerVersion> parse_version(std::string_view version) {
  int parts[3] = {};
  const char* at = version.data();
  const char* const end = at + version.size();
  for (int& part : parts) {
    const auto [next, error] = std::from_chars(at, end, part);
    if (error != std::errc{} || part < 0 || part > 99) return std::nullopt;
    at = next;
    if (&part != &parts[2]) {
      if (at == end || *at != '.') return std::nullopt;
      ++at;
    }
  }
  const bool mariadb = version.find("MariaDB") != std::string_view::npos;
  return ServerVersion{mariadb ? sql::Dialect::mariadb : sql::Dialect::mysql,
                       parts[0] * 10000 + parts[1] * 100 + parts[2]};
}

Outcome<Loaded> build_snapshot(const std::vector<Rows>& results, const std::string& upstream, ObjectNumbers& numbers) {
  Loaded loaded{std::make_shared<sql::Snapshot>(), {}};
  sql::Snapshot& snapshot = *loaded.snapshot;
  Build build{results, snapshot, numbers};
  const Rows& server = build.part(Part::server);
  const auto version = server.count() == 1 ? parse_version(server.text(0, 0)) : std::nullopt;
  if (!version) return Failure{Failure::Kind::query, "", "the server does not say its version"};
  if (server.number<int>(0, 3) < administrator_rights) {
    return Failure{
        Failure::Kind::query, "",
        "whoever ran \"jaali setup-sql " + upstream +
            "\" has not the global rights SELECT, SHOW VIEW and TRIGGER himself, so the catalog has gaps: let "
            "somebody run it who has"};
  }
  snapshot.dialect = version->dialect;
  snapshot.server_version = version->number;
  snapshot.lower_case_table_names = server.number<int>(0, 1);
  snapshot.upstream = upstream;
  load_relations(build);
  load_keys(build);
  load_triggers(build);
  load_routines(build);
  load_members(build);
  snapshot.index();
  follow_views(build);
  return loaded;
}

std::unique_ptr<Loader> make_loader(const UpstreamConfig& upstream, const Interrupt& interrupt) {
  return std::make_unique<MysqlLoader>(upstream, interrupt);
}

}  // namespace jaali::proxy::catalog::mysql

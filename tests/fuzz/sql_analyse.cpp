// Any bytes through prescan, parser and analysis, under a small catalog: no crash, no leak, bounded work.
#include <cstdint>
#include <string_view>

#include "sql/lineage.h"
#include "sql/normalise.h"
#include "sql/postgres_parser/parser.h"
#include "sql/prescan.h"

namespace {

jaali::sql::Snapshot small_catalog() {
  jaali::sql::Snapshot snapshot;
  snapshot.database = "crm";
  snapshot.server_version = 180000;
  for (jaali::sql::Oid oid = 20000; oid < 20003; ++oid) {
    jaali::sql::Relation relation;
    relation.oid = oid;
    relation.schema = "public";
    relation.name = std::string(1, static_cast<char>('a' + (oid - 20000)));
    for (std::int16_t number = 1; number <= 4; ++number) {
      jaali::sql::Column column;
      column.name = std::string(1, static_cast<char>('w' + number - 1));
      column.number = number;
      column.type = column.base_type = 25;
      relation.columns.push_back(column);
    }
    snapshot.relations.push_back(relation);
  }
  return snapshot;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto* const snapshot = [] {
    auto* const made = new jaali::sql::Snapshot(small_catalog());
    made->index();
    return made;
  }();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto scan = jaali::sql::prescan(text);
  (void)jaali::sql::fingerprint(jaali::sql::without_literals(text, scan.tokens, {0, static_cast<std::uint32_t>(size)}));
  if (scan.problem) return 0;
  const auto parsed = jaali::sql::parse_postgres(text, scan.tokens);
  if (!parsed.ast) return 0;
  const std::optional<std::vector<std::string>> path;
  const std::set<std::string, std::less<>> session;
  const jaali::sql::NameContext names{*snapshot, path, session};
  for (const auto* statement : parsed.ast->statements) (void)jaali::sql::analyse(*statement, names);
  return 0;
}

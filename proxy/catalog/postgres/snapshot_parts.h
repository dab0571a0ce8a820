#pragma once
// The parts of snapshot_loader: each reads some of the results into the snapshot under construction. Internal to it.
// Objects that initdb made are taken as read-only facts of the server; the parts follow dependencies of all others.
#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "proxy/catalog/postgres/rows.h"
#include "proxy/catalog/postgres/snapshot_queries.h"
#include "sql/catalog.h"

namespace jaali::proxy::catalog::postgres {

using sql::ColumnId;
using sql::Oid;

/// What the parts share while one snapshot is built. Pointers into the snapshot's vectors stay valid once the part
/// that fills the vector is done.
struct Build {
  const std::vector<Rows>& results;
  sql::Snapshot& snapshot;
  std::unordered_map<Oid, std::string> schemas;
  std::unordered_map<Oid, std::string> type_names;       ///< format_type's spelling: "integer", "public.citext"
  std::unordered_map<Oid, std::int32_t> type_modifiers;  ///< of domains
  std::unordered_map<Oid, sql::Type*> types;
  std::unordered_map<Oid, sql::Relation*> relations;
  std::unordered_map<Oid, sql::Function*> functions;
  std::unordered_map<Oid, Oid> indexed;  ///< index → its table
  struct UniqueIndex {
    std::vector<std::int16_t> key, included;  ///< plain columns; what its expressions read is added to the key
  };
  std::map<Oid, UniqueIndex> unique_indexes;  ///< and exclusion ones
  std::set<ColumnId> generated;
  std::unordered_map<Oid, Oid> operator_functions;  ///< users' operators → their function
  std::set<Oid> row_security;                       ///< relations where it is on

  [[nodiscard]] const Rows& part(Part wanted) const { return results[static_cast<std::size_t>(wanted)]; }
  [[nodiscard]] std::string schema(Oid oid) const;
  [[nodiscard]] sql::Relation* relation(Oid oid) const;
  [[nodiscard]] sql::Function* function(Oid oid) const;
  [[nodiscard]] sql::Column* column(ColumnId id) const;
};

void load_schemas(Build& build);
void load_members(Build& build);
void load_types(Build& build);
void load_relations(Build& build);
void load_constraints(Build& build);
void load_functions(Build& build);
void load_operators(Build& build);
/// What stored queries, policies, defaults, checks, indexes and function bodies reach. After all of the above.
void load_dependencies(Build& build);
/// After the dependencies, which complete the keys: which columns a unique index covers.
void apply_unique_indexes(Build& build);
/// What the server does in partitions and children for whoever writes to their parent. After the dependencies.
void raise_from_children(Build& build);
void load_casts(Build& build);

/// Names joined by dots as [trust] reads them: quoted where a name needs it.
[[nodiscard]] std::string qualified(std::initializer_list<std::string_view> names);

/// Sorted, without doubles, so that equal catalogs give equal snapshots.
template <class T>
void normalise(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace jaali::proxy::catalog::postgres

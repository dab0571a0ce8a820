#pragma once
// The parts of snapshot_loader: each reads some of the results into the snapshot under construction. Internal to it.
#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "proxy/catalog/mysql/object_numbers.h"
#include "proxy/catalog/mysql/queries.h"
#include "proxy/catalog/mysql/rows.h"
#include "sql/catalog.h"

namespace jaali::proxy::catalog::mysql {

using sql::ColumnId;
using sql::Oid;

/// What stored code may read that nobody could follow: no column has this identity, so whoever looks for it finds
/// nothing and takes the worst for granted.
inline constexpr ColumnId unknown_column{0, 0};

/// What the parts share while one snapshot is built. Pointers into `snapshot.relations` are valid once they are loaded.
struct Build {
  const std::vector<Rows>& results;
  sql::Snapshot& snapshot;
  ObjectNumbers& numbers;
  std::unordered_map<Oid, sql::Relation*> relations{};

  [[nodiscard]] const Rows& part(Part wanted) const { return results[static_cast<std::size_t>(wanted)]; }
  /// As the snapshot stores them; see sql/catalog.h.
  [[nodiscard]] std::string database_name(std::string_view name) const;
  [[nodiscard]] std::string relation_name(std::string_view database, std::string_view name) const;
  /// By names as the server gives them; null where there is none.
  [[nodiscard]] sql::Relation* relation(std::string_view database, std::string_view name);
  [[nodiscard]] sql::Column* column(sql::Relation& relation, std::string_view name);
};

void load_relations(Build& build);
/// Unique keys, foreign keys and checks.
void load_keys(Build& build);
void load_triggers(Build& build);
void load_routines(Build& build);
void load_members(Build& build);
/// What views depend on. Needs all of the above, and an indexed snapshot.
void follow_views(Build& build);

/// The columns that an expression in the server's own spelling may read: those whose quoted names are anywhere in it.
[[nodiscard]] std::vector<std::int16_t> columns_named(const sql::Relation& relation, std::string_view expression);

/// Names joined by dots as [trust] reads them: quoted where a name needs it.
[[nodiscard]] std::string qualified(std::initializer_list<std::string_view> names);

/// Sorted, without doubles, so that equal catalogs give equal snapshots.
template <class T>
void normalise(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace jaali::proxy::catalog::mysql

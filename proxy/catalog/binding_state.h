#pragma once
// What is remembered of classified columns between snapshots and across restarts (design.md §6): their identity, the
// name under which a rule classified them, and the shape of their table, so that a restore or re-creation is noticed.
// Plain values; the JSON form is one file per database in the state directory.
#include <boost/system/result.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sql/catalog.h"

namespace jaali::proxy::catalog {

/// "schema.table.column" as parts.
struct RuleName {
  std::string schema, table, column;
  auto operator<=>(const RuleName&) const = default;
};

struct BoundColumn {
  std::int16_t number = 0;  ///< 0: lost, its table was made anew without it
  std::string name;         ///< now
  std::string class_;
  RuleName then;  ///< the name that the rule classified
  bool operator==(const BoundColumn&) const = default;
};

struct ShapeColumn {
  std::int16_t number = 0;
  std::string name, type;  ///< type: "schema.name", which survives a restore where OIDs do not
  bool operator==(const ShapeColumn&) const = default;
};

struct BoundTable {
  sql::Oid oid = 0;  ///< 0: the table is gone; should it come back, it is found by name. MySQL: always
  std::string schema, name;
  std::vector<ShapeColumn> shape;
  std::vector<BoundColumn> columns;
  bool operator==(const BoundTable&) const = default;
};

struct BindingState {
  sql::Oid database_oid = 0;
  std::vector<BoundTable> tables;
  bool operator==(const BindingState&) const = default;
};

template <class T>
using StateResult = boost::system::result<T, std::string>;

[[nodiscard]] std::string to_json(const BindingState& state);
[[nodiscard]] StateResult<BindingState> from_json(std::string_view text);

/// `directory`/bindings/UPSTREAM/DATABASE.json, names percent-encoded. Without a database (MySQL: of the whole server):
/// `directory`/bindings/UPSTREAM.json.
[[nodiscard]] std::filesystem::path binding_file(const std::filesystem::path& directory, std::string_view upstream,
                                                 std::string_view database);
/// A file that does not exist reads as an empty state. One that cannot be read or understood is an error: to go on
/// without it could show a renamed column in the clear.
[[nodiscard]] StateResult<BindingState> read_bindings(const std::filesystem::path& file);
/// Atomic and durable: a temporary file beside it, fsync, rename, fsync of the folder. Makes missing folders.
[[nodiscard]] StateResult<void> write_bindings(const std::filesystem::path& file, const BindingState& state);
/// Whether files can be made under the state directory; the error says why not.
[[nodiscard]] StateResult<void> probe_state_directory(const std::filesystem::path& directory);

}  // namespace jaali::proxy::catalog

#pragma once
// From names as written to objects of the catalog, by the session's search path (manual §5.9.3). Where the path is not
// known, an unqualified name means every object of that name: whoever asks must be content with each of them.
//
// MySQL: the path is the current database alone, empty where none is chosen; operators and types are the server's own.
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sql/ast.h"
#include "sql/catalog.h"

namespace jaali::sql {

/// Borrowed for one analysis.
struct NameContext {
  const Snapshot& snapshot;
  const std::optional<std::vector<std::string>>& search_path;
  const std::set<std::string, std::less<>>& session_relations;  ///< may exist though the snapshot lacks them
};

struct RelationMatch {
  std::vector<const Relation*> relations;
  bool session = false;  ///< may (also) be a relation of the session whose columns are not known
  [[nodiscard]] bool unknown() const noexcept { return relations.empty() && !session; }
};

[[nodiscard]] RelationMatch find_relation(const NameContext& names, Name name);
/// Those that a call could resolve to: all overloads in reach, less what an earlier schema of the path hides.
[[nodiscard]] std::vector<const Function*> find_functions(const NameContext& names, Name name);
/// Operators that are not built in; the built-in ones of that name are always in reach unless a schema is written.
[[nodiscard]] std::vector<const Operator*> find_operators(const NameContext& names, Name name);
[[nodiscard]] std::vector<const Type*> find_types(const NameContext& names, Name name);

[[nodiscard]] std::string written(Name name);  ///< "a.b.c"
[[nodiscard]] bool is_system_column(std::string_view name) noexcept;

}  // namespace jaali::sql

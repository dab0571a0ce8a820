#pragma once
// Which columns a name can mean at one place of a statement (PostgreSQL's parse_relation.c): the tables of FROM with their
// aliases, joins with merged columns, and the scopes around. Built by the analysis, in its arena; valid as long as that.
#include <string_view>
#include <vector>

#include "sql/ast.h"
#include "sql/catalog.h"

namespace jaali::sql {

using Sources = std::span<const ColumnId>;

struct ScopeColumn {
  std::string_view name;
  Sources sources;      ///< base columns whose value it is; empty: computed
  bool origin = false;  ///< see Output::origin
};

struct ScopeTable {
  std::string_view alias;
  bool aliased = false;  ///< an alias was written: the relation's own name no longer counts
  std::vector<const Relation*> relations;  ///< what it may be; empty for subqueries, functions …
  std::vector<ScopeColumn> columns;
  bool open = false;     ///< it may have columns that are not listed
  bool unnamed = false;  ///< as many as listed, but one of the names may be another
};

/// What FROM, or a part of it, makes visible.
struct Visible {
  std::vector<const ScopeTable*> tables;
  std::vector<ScopeColumn> columns;  ///< without qualifier, in the order of *
  bool open = false, unnamed = false;
  void add(const Visible& other);
};

struct Scope {
  Visible visible;
  const Scope* outer = nullptr;
};

/// What a column reference can mean.
struct Meaning {
  enum class Kind : std::uint8_t { nothing, column, system_column, whole_row, call } kind = Kind::nothing;
  std::vector<ColumnId> sources;          ///< column, whole_row
  bool origin = false;
  bool open = false;                      ///< it may also be a column that is not known
  bool outer = false;                     ///< found in a scope around the one asked
  bool unknown_table = false;             ///< its qualifier names no table in reach
  std::string_view function;              ///< call: table.function, in functional notation
  std::string_view name;
};

/// Resolves a reference without a star.
[[nodiscard]] Meaning resolve(const Scope& scope, Name name);
/// The table that a qualifier means, innermost first; null: none.
[[nodiscard]] const ScopeTable* find_table(const Scope& scope, Name qualifier);

}  // namespace jaali::sql

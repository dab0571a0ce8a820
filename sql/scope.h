#pragma once
// Which columns a name can mean at one place of a statement: the tables of FROM with their aliases, joins with merged
// columns, and the scopes around. One structure for both databases, two sets of rules: PostgreSQL's (parse_relation.c) in
// scope.cpp, MySQL's (manual §15.2.13, find_field_in_tables and resolve_ref_in_select_and_group of the server) in
// scope_mysql.cpp. Built by the analysis, in its arena; valid as long as that.
#include <string_view>
#include <vector>

#include "sql/ast.h"
#include "sql/catalog.h"

namespace jaali::sql {

using Sources = std::span<const ColumnId>;

struct ScopeColumn {
  std::string_view name;  ///< MySQL: empty where it is the text of an expression; then any name may mean it
  Sources sources;        ///< base columns whose value it is; empty: computed
  bool origin = false;    ///< see Output::origin
  bool invisible = false; ///< MySQL: not among those of *
  Range written = {};     ///< of what it is called after, where the name is empty
};

struct ScopeTable {
  std::string_view alias;
  bool aliased = false;  ///< an alias was written: the relation's own name no longer counts
  std::vector<const Relation*> relations;  ///< what it may be; empty for subqueries, functions …
  std::vector<ScopeColumn> columns;
  bool open = false;     ///< it may have columns that are not listed
  bool unnamed = false;  ///< as many as listed, but one of the names may be another
  std::string_view database;  ///< MySQL: what a qualifier in front of the alias must be; empty: any
  bool any_case = false;      ///< MySQL: a table of information_schema under its own name
  std::size_t use = no_use;   ///< its place in Analysis::relations
  static constexpr std::size_t no_use = static_cast<std::size_t>(-1);
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
  /// MySQL: the select list, whose names GROUP BY, HAVING, ORDER BY and windows may use (own_names), and every subquery.
  const std::vector<ScopeColumn>* selected = nullptr;
  bool own_names = false;
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

/// By MySQL's rules. Where a name of the select list and a column could both be meant, it is both.
[[nodiscard]] Meaning resolve_mysql(const Scope& scope, Name name);
/// The tables of the innermost scope that has any which the qualifier could mean.
[[nodiscard]] std::vector<const ScopeTable*> find_mysql_tables(const Scope& scope, Name qualifier);

}  // namespace jaali::sql

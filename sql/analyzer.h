#pragma once
// The analysis of one statement: three plain passes in one walk (names, scopes, lineage). Private to sql/lineage*.cpp.
#include <map>

#include "sql/lineage.h"
#include "sql/scope.h"

namespace jaali::sql {

/// The columns that a query or RETURNING gives.
struct Columns {
  std::vector<ScopeColumn> items;
  bool open = false;     ///< there may be others, anywhere between them
  bool unnamed = false;  ///< the name of one is not known
};

class Analyzer {
 public:
  Analyzer(const NameContext& names, Analysis& result) : names_(names), result_(result), mysql_(is_mysql(names.snapshot.dialect)) {}
  void run(const Statement& statement);

 private:
  struct Environment;  ///< the common tables in reach
  struct Common {
    const CommonTable* node = nullptr;
    const Environment* definition = nullptr;
    enum class State : std::uint8_t { untouched, running, done } state = State::untouched;
    bool itself = false;  ///< its body reads it
    Columns columns;
  };
  struct Environment {
    const Environment* outer = nullptr;
    bool recursive = false;
    mutable std::vector<Common> tables;
    std::size_t visible = 0;
    const Scope* scope = nullptr;  ///< what their bodies may name from outside
  };
  /// Bounds the whole walk: what would take longer is refused as too complex.
  static constexpr int max_steps = 400000;
  /// Common tables named before they are defined, within one another.
  static constexpr int max_ahead = 32;
  bool step(Range range);

  // lineage.cpp
  Columns statement(const Statement& node, const Scope* outer, int depth);
  void enter_with(const With* with, Environment& environment, const Scope* outer);
  void common_table(Common& table, const Scope* outer);
  void defined_ahead(Common& table, Range range);
  Common* find_common(std::string_view name);
  [[nodiscard]] bool find_common_folded(std::string_view name) const;
  void utility(const Utility& node, int depth);
  void named_relation(RelationName* name, bool target);

  // lineage_query.cpp
  Columns query(const Query& node, const Scope* outer, int depth);
  Columns leaf_query(const Query& node, const Scope* outer, int depth);
  Columns set_operation(const Query& node, const Scope* outer, int depth);
  Columns values(const Query& node, const Scope& scope);
  std::string_view values_name(std::size_t place);
  Columns targets(std::span<const Target> list, const Scope& scope, std::string_view clause, std::vector<ScopeColumn>* selected = nullptr);
  void star(const Expression& node, const Scope& scope, Columns& into);
  ScopeColumn direct(const Expression& node, const Scope& scope, std::string_view clause);
  void sorted(const Expression* item, const Columns& outputs, std::span<const Target> targets, const Scope& scope, std::string_view clause, Use::Kind kind);
  void use_outputs(const Columns& outputs, Use::Kind kind, std::string_view clause, Range range);

  // lineage_from.cpp
  Visible from(std::span<Table* const> tables, const Scope* outer, int depth, bool outermost);
  Visible table(const Table& node, const Scope& lateral, int depth, bool outermost);
  Visible relation_table(const Table& node, bool outermost);
  Visible join_table(const Table& node, const Scope& lateral, int depth, bool outermost);
  Visible function_table(const Table& node, const Scope& lateral);
  Columns function_columns(const FunctionItem& item, const Table& node, bool single);
  void merge(const Table& node, const Visible& left, const Visible& right, std::span<const std::string_view> shared, Visible& into);
  Visible as_table(Columns columns, std::string_view alias, std::span<const std::string_view> names);
  ScopeTable* relation_scope(const RelationMatch& match, std::string_view name);
  RelationUse& relation_use(RelationName* name, bool outermost);
  void rename(std::vector<ScopeColumn>& columns, std::span<const std::string_view> names);
  void name_columns(Columns& columns, std::span<const std::string_view> names);

  // lineage_expression.cpp
  void visit(const Expression* node, const Scope& scope, std::string_view clause);
  void visit_all(Expressions nodes, const Scope& scope, std::string_view clause);
  void column(const Expression& node, const Scope& scope, std::string_view clause);
  void call(const Expression& node, const Scope& scope, std::string_view clause);
  void clauses(const CallClauses& clauses, const Scope& scope, std::string_view clause);
  void window(const Window& window, const Scope& scope);
  void subquery(const Expression& node, const Scope& scope, std::string_view clause);
  void type(const TypeName* type, const Scope& scope, std::string_view clause);
  void condition(const Expression* node, const Scope& scope, std::string_view clause, bool outermost);
  bool comparison(const Expression& node, const Scope& scope, std::string_view clause);
  const ScopeColumn* field(const Expression& node, const Scope& scope);
  void use(std::span<const ColumnId> columns, Use::Kind kind, std::string_view clause, Range range);
  void unresolved(Unresolved::Kind kind, Name name, Range range);

  // lineage_modify.cpp
  Columns modify(const Modify& node, const Scope* outer, int depth);
  void insert_values(const Modify& node, const ScopeTable& target, const Scope* outer, int depth);
  void on_conflict(const OnConflict& node, const ScopeTable& target);
  void assign(std::span<Assignment> assignments, const ScopeTable& target, const Scope& scope, std::string_view clause, bool excluded);
  void write(const ScopeColumn& column, const Expression* value, bool update, Range range);
  Columns returning(const Modify& node, const ScopeTable& target, Scope& scope);
  const ScopeColumn* assigned_column(const Assignment& assignment, const ScopeTable& target);
  void given_value(const ScopeColumn& column);

  // lineage_mysql.cpp
  [[nodiscard]] Meaning meaning(const Scope& scope, Name name) const;
  std::vector<ScopeColumn> selected_names(std::span<const Target> list, const Scope& scope);
  void query_clauses(const Query& node, const Scope& scope, const Columns& outputs, bool outermost);
  Columns modify_tables(const Modify& node, const Scope* outer, int depth);
  void assign_tables(const Modify& node, const Scope& scope);
  void delete_tables(const Modify& node, const Scope& scope);
  void becomes_target(const ScopeTable& table, ModifyKind kind, Range range);
  void on_duplicate_key(const Modify& node, const ScopeTable& target, const Scope* outer, int depth);
  void mysql_utility(const Utility& node, const Scope& scope, int depth);

  template <class T>
  std::span<const T> keep(const std::vector<T>& items) { return result_.arena.list(std::span<const T>(items)); }
  std::string_view keep_text(std::string_view text) { return result_.arena.text(text); }

  const NameContext& names_;
  Analysis& result_;
  const bool mysql_;
  const Environment* environment_ = nullptr;
  std::vector<std::unique_ptr<ScopeTable>> tables_;
  std::vector<std::unique_ptr<Environment>> environments_;
  int steps_ = 0, depth_ = 0, ahead_ = 0;
};

/// The name that PostgreSQL gives an output (FigureColname); 0: none, "?column?".
int figure_name(const Expression* node, std::string_view& name);

}  // namespace jaali::sql

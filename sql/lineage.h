#pragma once
// What a statement touches: which base column each output, use and write depends on, and every relation, function,
// operator and type that it names (design.md §3). Names are resolved to columns, never matched as text. It judges nothing:
// masking_rules/decide does. Everything here points into the tree and the snapshot that were analysed.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/ast.h"
#include "sql/names.h"

namespace jaali::sql {

using Sources = std::span<const ColumnId>;

struct Output {
  std::string_view name;      ///< MySQL: empty where it is the text of an expression
  Sources sources;            ///< the columns whose value it is, unchanged; empty: computed
  bool origin = false;        ///< the server reports where it comes from (not through set operations, scalar subqueries)
  Range written = {};         ///< MySQL: of the expression that is its name
};

/// A column that is not handed out as it is, but looked at.
struct Use {
  enum class Kind : std::uint8_t {
    value,          ///< in an expression
    equality,       ///< column = constant, a conjunct of the outermost WHERE
    join_equality,  ///< column = column, a conjunct of the outermost WHERE or of an ON
    merged,         ///< by USING or NATURAL
    order, group, distinct, set_operation,
    whole_row,
    arbiter,        ///< of ON CONFLICT
  } kind = Kind::value;
  ColumnId column;
  std::string_view clause;             ///< "WHERE", "select list", "argument of lower" …
  Range range;
  const Expression* constant = nullptr;  ///< equality
  ColumnId other;                        ///< join_equality
};

/// A column that gets a value.
struct Write {
  ColumnId column;
  bool update = false;      ///< by UPDATE or ON CONFLICT DO UPDATE
  bool constant = true;     ///< only literals, parameters, DEFAULT
  bool default_only = true;
  bool excluded = false;    ///< ON CONFLICT: EXCLUDED.the same column
  Range range;
};

struct RelationUse {
  RelationName* name = nullptr;
  RelationMatch match;
  bool outermost = false;  ///< in the FROM of the outermost query, or the target of the outermost INSERT, UPDATE, DELETE
  bool target = false;     ///< written to
  ModifyKind modify = ModifyKind::insert;
  bool replaces = false;   ///< MySQL: REPLACE, which deletes rows that stand in the way
  bool named_only = false; ///< by a utility statement
};

struct FunctionUse { Name name; const Expression* call = nullptr; std::string_view implied_by; };
struct OperatorUse { Name name; Range range; };
struct Unresolved { enum class Kind : std::uint8_t { relation, column, table } kind; std::string name; Range range; };
struct Problem { std::string what; Range range; };

struct Analysis {
  Arena arena;
  bool returns_rows = false;
  bool outputs_known = true;    ///< `outputs` is complete, by position
  std::vector<Output> outputs;
  std::vector<Use> uses;
  std::vector<Write> writes;
  std::vector<RelationUse> relations;
  std::vector<FunctionUse> functions;
  std::vector<OperatorUse> operators;
  std::vector<const TypeName*> types;
  std::vector<Unresolved> unresolved;
  std::vector<Problem> problems;          ///< what the analysis does not understand; a restricted caller is refused
  std::vector<std::string_view> cursors;  ///< of WHERE CURRENT OF
  std::vector<std::string_view> locks;    ///< strengths of the outermost query's row locks
  const RelationName* into = nullptr;     ///< SELECT INTO
  bool insert_query = false;              ///< outermost INSERT takes its rows from a query, not from VALUES
  bool open = false;                      ///< some relation's columns are not known
  bool set_operation = false, modifying_with = false;

  // MySQL
  std::vector<const Expression*> system_variables;  ///< that it reads
  bool assigns_variables = false;                   ///< @v := …, SELECT … INTO @v
  const SelectInto* select_into = nullptr;          ///< of the outermost query
  std::vector<std::string_view> plan_choices;       ///< what chooses how, and so in which order, rows are read: index hints …
};

/// A literal or a parameter, also under casts.
[[nodiscard]] bool is_constant(const Expression& node);

[[nodiscard]] std::unique_ptr<Analysis> analyse(const Statement& statement, const NameContext& names);

}  // namespace jaali::sql

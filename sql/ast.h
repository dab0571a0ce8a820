#pragma once
// The syntax tree that the analysis reads: one for both databases, made by postgres_parser/ and mysql_parser/. It keeps
// the source range of every node, in bytes of the text. What a parser does not understand becomes an `unsupported` node
// that names the construct; nothing is left out silently. Everything lives in the tree's arena.
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "sql/arena.h"

namespace jaali::sql {

/// Bytes [begin, end) of the text. Exact for columns, literals, parameters and names; for others it covers what they
/// are made of. Empty where a parser does not say.
struct Range {
  std::uint32_t begin = 0, end = 0;
  [[nodiscard]] bool known() const noexcept { return end > begin; }
};

using Name = std::span<const std::string_view>;  ///< a qualified name, outermost part first, case folded as the server does

struct Expression;
struct Query;
struct Modify;
struct Utility;
struct Statement;
using Expressions = std::span<Expression* const>;

struct TypeName {
  Range range;
  Name name;
  bool array = false, set = false, of_column = false;  ///< of_column: table.column%TYPE
  Expressions modifiers;
};

struct RelationName {
  Range range;
  Name name;
  bool only = false, temporary = false;
  std::string_view alias;
};

struct SortItem { Expression* value = nullptr; Name using_operator; };

struct Window {
  std::string_view name, based_on;
  Expressions partition_by;
  std::span<SortItem> order_by;
  Expressions bounds;
};

/// What a function call may carry besides its arguments.
struct CallClauses {
  bool distinct = false, star = false, variadic = false, within_group = false;
  std::span<SortItem> order_by;
  Expression* filter = nullptr;
  Window* over = nullptr;
};

enum class LiteralKind : std::uint8_t { null, boolean, integer, decimal, string, bits };

enum class ExpressionKind : std::uint8_t {
  literal,        ///< literal, text
  parameter,      ///< number
  column,         ///< name; `star`: name.*, or * where the name is empty
  call,           ///< name, arguments, call
  operation,      ///< name of the operator, one or two arguments; text: "IN", "BETWEEN", "ANY" … or empty
  logic,          ///< text: AND, OR, NOT
  construct,      ///< text: CASE, COALESCE, IS NULL, XMLELEMENT …; arguments; type where it has one
  cast,           ///< arguments[0], type
  collate,        ///< arguments[0], name of the collation
  field,          ///< (arguments[0]).name, or .* with `star`
  subscript,      ///< arguments[0] [ the others ]
  row,            ///< ROW(arguments)
  array,          ///< ARRAY[arguments]
  subquery,       ///< query; text: EXISTS, ANY, ALL, ARRAY, ROW or empty (scalar); arguments: what is compared, name: by
  default_value,  ///< DEFAULT
  current_of,     ///< WHERE CURRENT OF text
  source_field,   ///< one column of SET (a, b) = (…): number, from arguments[0]
  unsupported,    ///< text names the construct
};

struct Expression {
  ExpressionKind kind = ExpressionKind::unsupported;
  LiteralKind literal = LiteralKind::null;
  bool star = false;
  Range range;
  int number = 0;
  int since = 0;  ///< construct: server version from which its keyword is one; before, `name` would be a function
  Name name;
  std::string_view text;
  Expressions arguments;
  TypeName* type = nullptr;
  CallClauses* call = nullptr;
  Query* query = nullptr;
};

struct ColumnDefinition {
  std::string_view name;
  TypeName* type = nullptr;
  Expressions expressions;                 ///< defaults, checks, generated
  std::span<RelationName* const> references;  ///< of foreign keys
};

enum class JoinKind : std::uint8_t { inner, left, right, full };
enum class TableKind : std::uint8_t { relation, join, subquery, function, table_function, unsupported };

struct FunctionItem { Expression* call = nullptr; std::span<ColumnDefinition* const> columns; };

struct Table {
  TableKind kind = TableKind::unsupported;
  Range range;
  bool lateral = false, ordinality = false;
  std::string_view alias;
  std::span<const std::string_view> column_aliases;
  std::string_view text;  ///< table_function: XMLTABLE, JSON_TABLE; unsupported: the construct
  int since = 0;          ///< table_function: as Expression::since

  RelationName* relation = nullptr;
  Name sample;  ///< TABLESAMPLE's method
  Expressions sample_arguments;

  JoinKind join = JoinKind::inner;
  bool natural = false;
  Table* left = nullptr;
  Table* right = nullptr;
  Expression* on = nullptr;
  std::span<const std::string_view> using_columns;
  std::string_view using_alias;

  Query* query = nullptr;

  std::span<FunctionItem> functions;
  std::span<ColumnDefinition* const> columns;  ///< of a function's record, or of a table function
  Expressions arguments;                       ///< of a table function
};

struct Target { Range range; Expression* value = nullptr; std::string_view alias; };

struct CommonTable {
  std::string_view name;
  std::span<const std::string_view> columns;
  Statement* body = nullptr;
  std::span<const std::string_view> added_columns;  ///< by SEARCH and CYCLE
  std::span<const std::string_view> search_columns; ///< what SEARCH and CYCLE read of the body's columns
  Expressions expressions;
};
struct With { bool recursive = false; std::span<CommonTable* const> tables; };

struct Lock { std::string_view strength; std::span<RelationName* const> tables; };

enum class SetOperation : std::uint8_t { none, union_, intersect, except };

struct Query {
  Range range;
  With* with = nullptr;
  SetOperation operation = SetOperation::none;
  bool all = false;
  Query* left = nullptr;
  Query* right = nullptr;

  bool distinct = false;
  Expressions distinct_on;
  std::span<Target> targets;
  std::span<Expressions> values;
  std::span<Table* const> from;
  Expression* where = nullptr;
  Expressions group_by;  ///< GROUPING SETS and the like as constructs
  Expression* having = nullptr;
  std::span<Window* const> windows;
  std::span<SortItem> order_by;
  Expression* limit = nullptr;
  Expression* offset = nullptr;
  bool with_ties = false;
  std::span<Lock> locks;
  RelationName* into = nullptr;
};

struct Assignment {
  std::string_view column;
  bool partial = false;  ///< an element or a field of it only
  Expressions subscripts;
  Expression* value = nullptr;
  Range range;
};

struct OnConflict {
  bool update = false;
  std::string_view constraint;
  Expressions arbiters;
  Expression* arbiter_where = nullptr;
  std::span<Assignment> assignments;
  Expression* where = nullptr;
};

struct MergeWhen {
  Expression* condition = nullptr;
  std::span<Assignment> assignments;
  Expressions values;
};

enum class ModifyKind : std::uint8_t { insert, update, delete_, merge };

struct Modify {
  ModifyKind kind = ModifyKind::insert;
  Range range;
  With* with = nullptr;
  RelationName* target = nullptr;
  std::span<Assignment> columns;  ///< INSERT: the columns named
  Query* source = nullptr;        ///< INSERT: VALUES or SELECT; null: DEFAULT VALUES
  std::span<Assignment> assignments;
  std::span<Table* const> from;   ///< UPDATE … FROM, DELETE … USING, MERGE … USING
  Expression* where = nullptr;    ///< MERGE: ON
  OnConflict* on_conflict = nullptr;
  std::span<MergeWhen> when;
  std::span<Target> returning;
};

/// Statements that are neither queries nor data changes. A kind says what the fields mean; see postgres_parser/utility*.
enum class UtilityKind : std::uint8_t {
  transaction,        ///< name: BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, ROLLBACK TO, PREPARE TRANSACTION, …
  set, reset, show,   ///< name: the setting ("all"); values; SET TRANSACTION … as "transaction"
  set_constraints,
  prepare, execute, deallocate,  ///< name (empty: all), body, values, types
  declare_cursor, fetch, close_cursor,
  explain,            ///< body; analyze
  copy,               ///< relation or body; name: STDIN, STDOUT, PROGRAM, FILE; names: columns; expressions: WHERE
  create_table_as,    ///< body, target
  create_table, alter_table, create_index, create_sequence, alter_sequence, drop, rename, alter_schema, alter_owner,
  truncate, lock, vacuum, analyze, cluster, reindex, comment, grant, refresh,
  create_schema, drop_schema,
  listen, unlisten, notify, discard,
  alter_role_password,
  call,               ///< expressions: the call
  other,              ///< name: what it is, for the message; refused to restricted callers
};

struct Utility {
  UtilityKind kind = UtilityKind::other;
  std::string_view name;
  std::span<const std::string_view> names;
  RelationName* target = nullptr;                 ///< what it creates
  std::span<RelationName* const> relations;       ///< what it names
  Expressions expressions;
  Expressions values;
  std::span<TypeName* const> types;
  std::span<ColumnDefinition* const> columns;
  std::span<const std::string_view> unsupported;  ///< parts that are refused
  Statement* body = nullptr;
  bool analyze = false, if_exists = false, cascade = false, local = false, to_default = false;
};

struct Statement {
  enum class Kind : std::uint8_t { query, modify, utility } kind = Kind::utility;
  Range range;
  std::string_view tag;  ///< SELECT, INSERT, CREATE TABLE …
  Query* query = nullptr;
  Modify* modify = nullptr;
  Utility* utility = nullptr;
};

struct Ast {
  Arena arena;
  std::span<Statement* const> statements;
};

}  // namespace jaali::sql

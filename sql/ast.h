#pragma once
// The syntax tree that the analysis reads: one for both databases, made by postgres_parser/ and mysql_parser/. It keeps
// the source range of every node, in bytes of the text. What a parser does not understand becomes an `unsupported` node
// that names the construct; nothing is left out silently. Everything lives in the tree's arena.
//
// MySQL. Names of columns, aliases of columns, windows, routines, variables and prepared statements are folded to lower
// case (sql/fold.h); names of databases and tables, aliases of tables and names of common tables where
// lower_case_table_names is not 0, and in information_schema always. Operators keep their spelling in upper case: "=",
// "<=>", "DIV", "NOT LIKE"; under PIPES_AS_CONCAT `||` is the operation "||", else logic OR. `&&` is AND, `!` is NOT.
// "SELECT" and so on of the tags, and every name of a utility, are upper case.
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
  std::span<const std::string_view> partitions;  ///< MySQL: PARTITION (p, …), a condition on the rows
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
  parameter,      ///< number; MySQL: ?, counted from 1 in each statement
  column,         ///< name; `star`: name.*, or * where the name is empty
  call,           ///< name, arguments, call
  /// name of the operator, one or two arguments; text: "IN", "BETWEEN", "ANY" … or empty. MySQL: IN is "=" or "<>" with
  /// text "IN"; LIKE, REGEXP, SOUNDS LIKE, MEMBER OF, and what begins with NOT, repeat their name in text, ESCAPE is a
  /// third argument; `->` and `->>` have a literal on the right; unary -, +, ~, BINARY have one argument.
  operation,
  logic,          ///< text: AND, OR, NOT, XOR
  construct,      ///< text: CASE, COALESCE, IS NULL, XMLELEMENT …; arguments; type where it has one. MySQL: see below
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
  user_variable,  ///< MySQL: @text; `@text := arguments[0]` where it is assigned
  system_variable,  ///< MySQL: @@text.name, text: GLOBAL, SESSION, LOCAL, PERSIST … or empty; name: parts, folded
  unsupported,    ///< text names the construct
};

/// MySQL's constructs, by text (server syntax that is no plain call; what is one is a call):
///   CASE, IS NULL, IS NOT NULL, IS TRUE / IS NOT TRUE / … FALSE, UNKNOWN, IS JSON
///   VALUES [column] of ON DUPLICATE KEY UPDATE; DEFAULT [column]
///   INTERVAL [count], name: the unit, under + or -, DATE_ADD and the like; EXTRACT, TIMESTAMPADD, TIMESTAMPDIFF,
///   GET_FORMAT: name has the unit or type; TRIM, POSITION: arguments in the order of the server's function
///   MATCH [columns…, what], name: {"boolean"} or the like; WITH ROLLUP, GROUPING SETS, ROLLUP, CUBE [group items]
///   DATE, TIME, TIMESTAMP [text]; CONVERT USING [value], name: the character set
///   ODBC [value] of {d '…'}, name: the word; NEXT VALUE, PREVIOUS VALUE, SETVAL: `relation` is the sequence
///   CURRENT_TIMESTAMP, CURRENT_USER … written without brackets
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
  RelationName* relation = nullptr;  ///< MySQL: the sequence of NEXT VALUE FOR, NEXTVAL, LASTVAL, SETVAL
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
  bool index_hints = false;     ///< MySQL: USE, FORCE or IGNORE INDEX is written
  bool system_time = false;     ///< MariaDB: FOR SYSTEM_TIME, its points in `arguments`
  Name sample;  ///< TABLESAMPLE's method
  Expressions sample_arguments;

  JoinKind join = JoinKind::inner;
  bool natural = false;
  bool straight = false;        ///< MySQL: STRAIGHT_JOIN
  bool bracketed = false;       ///< MySQL: (a JOIN b)
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

/// `range`: PostgreSQL that of the value; MySQL the item as written without its alias, which is its name where it has none.
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

/// strength: UPDATE, SHARE, "NO KEY UPDATE", … (MySQL's LOCK IN SHARE MODE is SHARE).
struct Lock {
  std::string_view strength;
  std::span<RelationName* const> tables;
  std::string_view wait = {};  ///< MySQL: NOWAIT, SKIP LOCKED, WAIT or empty
};

/// MySQL: where SELECT … INTO puts its rows.
struct SelectInto {
  enum class Kind : std::uint8_t { variables, outfile, dumpfile } kind = Kind::variables;
  Expressions variables;  ///< user variables; a local variable of a routine is a column here
  std::string_view file;
  Range range;
};

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

  // MySQL. `(query) ORDER BY … LIMIT …` where query has a LIMIT of its own is SELECT * FROM (query) without an alias.
  SelectInto* select_into = nullptr;
  Expression* qualify = nullptr;
  Expression* procedure = nullptr;      ///< PROCEDURE ANALYSE (…): a call
  Expression* rows_examined = nullptr;  ///< LIMIT … ROWS EXAMINED
  std::span<const std::string_view> modifiers;  ///< SQL_CALC_FOUND_ROWS, STRAIGHT_JOIN, SQL_NO_CACHE …
};

/// MySQL: `name` is the column as written, t.a or db.t.a; `column` its last part. LOAD DATA … (@a): `variable`.
struct Assignment {
  std::string_view column;
  Name name;
  bool variable = false;
  bool partial = false;  ///< an element or a field of it only
  Expressions subscripts;
  Expression* value = nullptr;
  Range range;
};

/// MySQL: ON DUPLICATE KEY UPDATE; update is true, arbiters are empty.
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

  // MySQL. UPDATE and DELETE of one table have `target` (with its alias) and neither `from` nor `targets`. Of several
  // (UPDATE a JOIN b SET …; DELETE a, b FROM …; DELETE FROM a USING …) `target` is null and `from` holds the tables;
  // DELETE's `targets` name tables or aliases of those. INSERT … SET a = 1 is columns and a row of VALUES.
  bool replace = false;           ///< REPLACE
  bool ignore = false;
  std::span<RelationName* const> targets;
  std::string_view row_alias;     ///< INSERT … VALUES … AS row_alias (row_columns)
  std::span<const std::string_view> row_columns;
  std::span<SortItem> order_by;
  Expression* limit = nullptr;
  std::string_view period;        ///< MariaDB: FOR PORTION OF period FROM … TO …
  Expressions period_bounds;
  std::span<const std::string_view> modifiers;  ///< LOW_PRIORITY, DELAYED, HIGH_PRIORITY, QUICK
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
  alter_role_password,  ///< name: whose; nothing else is altered
  call,               ///< expressions: the call
  other,              ///< name: what it is, for the message; refused to restricted callers

  // MySQL. PREPARE: name, and `expressions` with its text (a literal or a user variable). DEALLOCATE: name.
  // SET: `settings`. CREATE TABLE: columns, relations (LIKE, REFERENCES, UNION), `like`; with a SELECT create_table_as.
  // LOCK: relations (with aliases), names: READ, WRITE, …, in the same order; "INSTANCE" and the like are `other`.
  // TRANSACTION: name: BEGIN, START TRANSACTION, COMMIT, ROLLBACK, SAVEPOINT, RELEASE SAVEPOINT, ROLLBACK TO, XA START, …;
  // names: what follows (the savepoint, AND CHAIN, RELEASE, READ ONLY, WITH CONSISTENT SNAPSHOT).
  empty,              ///< nothing but a comment
  use,                ///< name: the database
  set_statement,      ///< MariaDB: SET STATEMENT settings FOR body
  describe,           ///< relations: the table; names: a column or a pattern
  show_what,          ///< `show`; name: show->what
  do_,                ///< expressions
  handler,            ///< name: OPEN, READ, CLOSE; relations (with the alias); names: index; expressions: values, WHERE, LIMIT
  load_data,          ///< name: DATA, XML; local; target; file; columns: `assignments`; SET: `set`; expressions: IGNORE n LINES
  unlock,
  kill,               ///< name: CONNECTION, QUERY, USER, …; expressions: the id
  flush,              ///< names: what; relations
  maintain,           ///< name: ANALYZE, CHECK, OPTIMIZE, REPAIR, CHECKSUM TABLE …; relations
  get_diagnostics,    ///< expressions: what it sets and reads
  signal,             ///< name: SIGNAL, RESIGNAL; expressions
  create_view,        ///< target; names: columns; body
  drop_database,      ///< name
  create_database,    ///< name
  help,               ///< HELP 'text'
  explain_connection, ///< EXPLAIN FOR CONNECTION, SHOW EXPLAIN FOR, SHOW ANALYZE FOR: expressions: the id
};

/// MySQL: one assignment of SET.
struct Setting {
  enum class Kind : std::uint8_t {
    user_variable,    ///< @name
    system_variable,  ///< [@@][scope] name: parts, folded; a local variable of a routine looks the same
    names,            ///< SET NAMES value COLLATE collation; DEFAULT: value is null
    charset,          ///< SET CHARACTER SET value
    password, role, default_role, resource_group,
    transaction,      ///< SET [scope] TRANSACTION …: name: the words
  } kind = Kind::system_variable;
  std::string_view scope;  ///< GLOBAL, SESSION, LOCAL, PERSIST, PERSIST_ONLY or empty
  Name name;
  Expression* value = nullptr;  ///< null: DEFAULT; a bare word (SET x = utf8) is a string literal
  std::string_view collation;
  Range range;
};

/// MySQL: a SHOW statement.
struct Show {
  std::string_view what;  ///< DATABASES, TABLES, TABLE STATUS, COLUMNS, INDEX, CREATE TABLE, VARIABLES, STATUS, WARNINGS, …
  bool full = false, extended = false, count = false;
  std::string_view scope;          ///< GLOBAL, SESSION, LOCAL or empty
  std::string_view database;       ///< FROM or IN database, folded as databases are
  RelationName* relation = nullptr;  ///< COLUMNS, INDEX, CREATE TABLE / VIEW / SEQUENCE …
  Name name;                       ///< CREATE PROCEDURE, ENGINE, GRANTS FOR, …: what is shown
  Expression* like = nullptr;
  Expression* where = nullptr;
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

  // MySQL
  bool like = false;       ///< CREATE TABLE … LIKE relations[0]
  bool replace = false;    ///< OR REPLACE
  std::span<Setting> settings;
  Show* show = nullptr;
  std::string_view file;
  std::span<Assignment> assignments, set;
};

struct Statement {
  enum class Kind : std::uint8_t { query, modify, utility } kind = Kind::utility;
  Range range;
  std::string_view tag;  ///< SELECT, INSERT, CREATE TABLE …
  Query* query = nullptr;
  Modify* modify = nullptr;
  Utility* utility = nullptr;

  // MySQL
  int parameters = 0;      ///< number of ?
  std::span<const std::string_view> hints;  ///< optimizer hints, by name: MAX_EXECUTION_TIME, SET_VAR(sort_buffer_size) …
  /// What a restricted caller may not send though the rest is read: SET_VAR of a variable that is not known to leave the
  /// meaning of the statement as it is, RESOURCE_GROUP, hints that are not understood.
  std::span<const std::string_view> unsupported;
};

struct Ast {
  Arena arena;
  std::span<Statement* const> statements;
};

}  // namespace jaali::sql

#pragma once
// What the analysis knows of one database (PostgreSQL) or one server (MySQL, where statements cross databases): an
// immutable snapshot of its catalog, taken by proxy/catalog and shared by every session of it (shared_ptr<const
// Snapshot>). Names are as the server stores them (case folded). No I/O; filled by plain assignment, then `index()` once.
//
// MySQL and MariaDB: `schema` is the database. Names of columns, routines and everything in information_schema are folded
// to lower case (sql/fold.h); names of databases and tables are where lower_case_table_names is not 0. OIDs are numbers
// that the loader gives, the same for the same name as long as the process lives, from first_normal_oid for users'
// objects. Column numbers are ordinal positions from 1. Column::type is protocol::mysql::ColumnType packed, type_modifier
// the length in characters (octets for binary types) or precision << 8 | scale; base_type and collation stay 0.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sql/dialect.h"

namespace jaali::sql {

using Oid = std::uint32_t;

inline constexpr Oid first_normal_oid = 16384;  ///< objects below were made by initdb (PostgreSQL access/transam.h)

struct ColumnId {
  Oid relation = 0;
  std::int16_t column = 0;  ///< attnum, from 1; negative: system columns (ctid, xmin, …)
  auto operator<=>(const ColumnId&) const = default;
};

struct Column {
  std::string name;
  std::int16_t number = 0;
  Oid type = 0;            ///< as declared, a domain's own OID included
  Oid base_type = 0;       ///< domains and domains over domains resolved
  std::int32_t type_modifier = -1;
  Oid collation = 0;
  bool not_null = false;
  bool unique_or_exclusion = false;  ///< member of a UNIQUE, PRIMARY KEY or exclusion constraint or a unique index
  bool foreign_key = false;          ///< referencing side
  bool referenced = false;           ///< some foreign key refers to it
  std::vector<std::int16_t> generated_from;  ///< columns that a generated column's expression reads
  std::vector<ColumnId> default_reads;       ///< columns its DEFAULT reaches (through functions; MySQL: by an expression)
  bool invisible = false;  ///< MySQL: left out by * and by INSERT without a list of columns
};

enum class RelationKind : char {
  table = 'r', partitioned = 'p', view = 'v', materialized_view = 'm', foreign_table = 'f', sequence = 'S',
  composite = 'c', index = 'i', toast = 't',
};

/// One foreign key between two permanent tables: pairs (column here, column there).
struct ForeignKey {
  Oid referenced = 0;
  std::vector<std::pair<std::int16_t, std::int16_t>> columns;
  bool deletes = true, updates = true;  ///< ON DELETE, ON UPDATE change the referring rows (CASCADE, SET NULL, SET DEFAULT)
};

struct Relation {
  Oid oid = 0;
  std::string schema, name;
  RelationKind kind = RelationKind::table;
  bool temporary = false;
  Oid row_type = 0;
  std::vector<Column> columns;      ///< by number, dropped ones left out
  std::vector<Oid> parents;         ///< inheritance and partition parents
  std::vector<ColumnId> reads;      ///< views, matviews, rules: the columns its stored queries depend on (pg_depend)
  std::vector<Oid> reads_relations; ///< … and the relations (also where no column is named)
  std::vector<Oid> calls;           ///< non-built-in functions that its stored queries depend on
  std::vector<Oid> calls_builtin;   ///< built-in ones that users' views and rules call (pg_stat_get_activity, query_to_xml …)
  std::vector<ForeignKey> foreign_keys;
  std::vector<ForeignKey> unchecked_keys;  ///< NOT VALID: old rows were never checked, but new ones are, and actions run
  /// The columns of each CHECK, UNIQUE, PRIMARY KEY or exclusion constraint and unique index over several columns: what
  /// an UPDATE of one of them can tell about the others (pg_constraint.conkey, pg_index.indkey).
  std::vector<std::vector<std::int16_t>> constraints;
  /// Names of things that make the server read for whoever touches the relation, for messages and [trust]:
  std::vector<std::string> triggers;       ///< user triggers "schema.table.trigger" that are not disabled
  std::vector<std::string> policies;       ///< row-security policies, where row security is on
  std::vector<std::string> rules;          ///< rewrite rules other than a view's _RETURN
  std::vector<std::string> check_functions;///< user functions called by CHECK constraints, defaults, indexes, generated columns
  std::vector<ColumnId> policy_reads;      ///< columns that policies' expressions depend on
  [[nodiscard]] const Column* column(std::string_view name) const noexcept;
  [[nodiscard]] const Column* column(std::int16_t number) const noexcept;
};

enum class FunctionKind : char { function = 'f', procedure = 'p', aggregate = 'a', window = 'w' };
enum class Volatility : char { immutable = 'i', stable = 's', volatile_ = 'v' };

struct Function {
  Oid oid = 0;
  std::string schema, name;
  /// As [trust] writes it: "schema.name(type,type)" with format_type names; MySQL: "database.name", and the bare name of
  /// a loadable function, whose `schema` is empty.
  std::string signature;
  FunctionKind kind = FunctionKind::function;
  Volatility volatility = Volatility::volatile_;
  std::vector<Oid> argument_types;
  Oid return_type = 0;
  bool returns_set = false;
  bool builtin = false;  ///< pg_catalog and OID below first_normal_oid
  bool extension = false;  ///< belongs to an extension
  std::string language;
  std::vector<ColumnId> reads;  ///< columns that a SQL-bodied function depends on, where known
};

/// An operator, type or cast that somebody other than initdb made; what is not listed here is built in.
struct Operator { std::string schema, name; Oid left = 0, right = 0; Oid function = 0; bool builtin = false; };
struct Type {
  Oid oid = 0;
  std::string schema, name;
  char kind = 'b';        ///< pg_type.typtype: b c d e p r m
  Oid base = 0;           ///< domain: what it is over
  Oid element = 0;        ///< array: element type
  Oid relation = 0;       ///< composite: its relation
  bool builtin = false;
  std::vector<Oid> calls; ///< non-built-in functions that its constraints (domain) or support functions (range) call
};

struct Member {
  std::string role;
  std::vector<std::string> groups;  ///< all, direct or not
  bool superuser = false;
  bool proves_name = false;  ///< MySQL: whoever logged in under this name did so by an account of this name
};

struct Snapshot {
  std::uint64_t version = 0;       ///< grows with every different snapshot of this database in this process
  Dialect dialect = Dialect::postgres;
  std::string upstream, database;  ///< MySQL: database stays empty
  Oid database_oid = 0;
  int server_version = 0;          ///< 150018, 180004; MySQL: 80400, 90704, 101119, 110802
  int lower_case_table_names = 0;  ///< MySQL's variable: 0, 1 or 2
  std::vector<Relation> relations; ///< system schemas included
  std::vector<Function> functions; ///< all, built-in ones included; MySQL: stored and loadable ones only
  std::vector<Operator> operators; ///< not built-in ones only
  std::vector<Type> types;
  std::vector<std::string> schemas;
  std::vector<Member> members;
  std::vector<std::string> anonymous_hosts;  ///< MySQL's accounts without a name, which let in whatever name a login gives
  bool casts_by_users = false;     ///< somebody made a cast (its function runs without being named)
  std::vector<Function> cast_functions;

  void index();  ///< builds the maps below; call once, before sharing
  [[nodiscard]] const Relation* relation(Oid oid) const noexcept;
  [[nodiscard]] std::span<const Relation* const> relations_named(std::string_view name) const noexcept;
  [[nodiscard]] std::span<const Function* const> functions_named(std::string_view name) const noexcept;
  [[nodiscard]] std::span<const Operator* const> operators_named(std::string_view name) const noexcept;
  [[nodiscard]] std::span<const Type* const> types_named(std::string_view name) const noexcept;
  [[nodiscard]] const Type* type(Oid oid) const noexcept;
  [[nodiscard]] const Function* function(Oid oid) const noexcept;
  [[nodiscard]] const Member* member(std::string_view role) const noexcept;
  /// False: the server may have let in by another account who gave that name. MySQL and MariaDB have accounts without a
  /// name, take quotes off a name, cut it, and read it in the character set of the client.
  [[nodiscard]] bool proves_name(std::string_view login) const noexcept;

 private:
  std::unordered_map<Oid, const Relation*> relation_by_oid_;
  std::map<std::string, std::vector<const Relation*>, std::less<>> relations_by_name_;
  std::map<std::string, std::vector<const Function*>, std::less<>> functions_by_name_;
  std::map<std::string, std::vector<const Operator*>, std::less<>> operators_by_name_;
  std::map<std::string, std::vector<const Type*>, std::less<>> types_by_name_;
  std::unordered_map<Oid, const Type*> type_by_oid_;
  std::unordered_map<Oid, const Function*> function_by_oid_;
  std::map<std::string, const Member*, std::less<>> member_by_name_;
};

/// The foreign keys of a relation, checked or not.
[[nodiscard]] std::vector<ForeignKey> all_keys(const Relation& relation);

/// pg_catalog and information_schema, pg_toast and the rest that initdb makes.
[[nodiscard]] bool is_system_schema(std::string_view schema) noexcept;
/// … and for MySQL mysql, information_schema, performance_schema and sys.
[[nodiscard]] bool is_system_schema(std::string_view schema, Dialect dialect) noexcept;

}  // namespace jaali::sql

#pragma once
// The decision about one text of SQL by one role in one catalog (design.md §3). Pure: no session, no I/O. The gate
// caches what it returns under a key of everything that went in.
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "masking_rules/classified_catalog.h"
#include "sql/mysql_text.h"

namespace jaali::masking_rules {

/// The state of names in the session, as far as it changes the meaning of a text.
struct NameState {
  /// Schemas in order where the live path is known ("$user" resolved); absent: any schema may be meant.
  std::optional<std::vector<std::string>> search_path;
  /// Relations this session made, not (yet) in the snapshot: temp tables, tables of an open transaction.
  std::set<std::string, std::less<>> session_relations;
  bool standard_conforming_strings = true;
  bool client_encoding_utf8 = true;
  /// MySQL: how the server reads a text in this session, as it said itself. `search_path` is then the current database
  /// alone, empty where none is chosen. Absent: as the snapshot's server does by default.
  std::optional<sql::MysqlText> mysql;
  std::string key() const;  ///< everything above as one string, for the cache's key
  /// What decides how a text is read, and nothing else. A statement prepared while this was another is not judged anew but
  /// refused: the server may have kept its reading, or may read the text again.
  std::string reading() const;
};

/// One output column of a statement that returns rows.
struct OutputColumn {
  std::string name;
  std::optional<sql::ColumnId> source;  ///< direct output of this column; absent: derived
  const Treatment* treatment = nullptr; ///< how to mask it; null: sent as it comes. Owned by the ClassifiedCatalog
  bool operator==(const OutputColumn&) const = default;
};

/// What a statement does to the session once it completes; the session applies it at CommandComplete.
struct Effect {
  enum class Kind : std::uint8_t {
    names_change,      ///< search_path, temp objects, DDL …: what was judged must be judged again
    catalog_change,    ///< DDL on permanent objects: refresh the catalog
    creates_relation,  ///< `name`: joins NameState::session_relations
    prepare, deallocate, deallocate_all,       ///< SQL-level prepared statement `name`
    declare_cursor, close_cursor, close_all_cursors,
    discard_all,
    transaction_end,
    session_state_changes,  ///< MySQL: database, modes or character sets may be others: ask the server before judging again
  };
  Kind kind;
  std::string name;
};

/// A name that must be known to the session as harmless (a prepared statement for EXECUTE, a cursor for FETCH/MOVE).
struct Needs { enum class Kind : std::uint8_t { statement, cursor } kind; std::string name; };

/// A parameter that a lookup compares with a column. Declared by the client with another type, the comparison would not
/// be the built-in one. PostgreSQL: Parse may leave it open (0, or 705 for unknown) or name one of these. MySQL: `number`
/// counts from 1; COM_STMT_EXECUTE must bind one of these field types (MYSQL_TYPE_*, without the unsigned flag) or
/// MYSQL_TYPE_NULL, and no attribute or long data of another type.
struct LookupParameter { int number = 0; std::vector<sql::Oid> types; };

struct StatementPlan {
  std::string kind;             ///< the command tag's first words: "SELECT", "INSERT", "CREATE TABLE", …; "" when unparsed
  bool returns_rows = false;
  bool sensitive = false;       ///< names a sensitive relation: errors and notices are stripped
  bool reads_diagnostics = false;  ///< MySQL: SHOW WARNINGS, @@warning_count …: tells of the statement before it
  bool columns_known = false;   ///< `columns` is the complete output, by position
  std::vector<OutputColumn> columns;
  std::vector<sql::ColumnId> used;      ///< classified columns only used (lookup, clear predicates, writes)
  std::vector<std::string> relations;   ///< what it names, in full as in rules.toml: upstream/database.schema.table
  std::vector<Effect> effects;
  std::vector<Needs> needs;
  std::string password_of;      ///< PostgreSQL: the role whose password it changes, which must be the login's own
  std::vector<LookupParameter> lookup_parameters;
  std::string fingerprint;
  std::string text;             ///< literals taken out, for the log
};

struct Refusal {
  std::string sqlstate = "42501";
  std::string message, hint;    ///< names the construct and the rule; says what to do
  std::string reason;           ///< short, for the record
  bool unknown_name = false;    ///< a relation or function that the snapshot lacks: refresh once and ask again
  std::uint16_t code = 0;       ///< MySQL: the number of the error; PostgreSQL: 0
};

struct Verdict {
  bool forward = false;
  std::optional<Refusal> refusal;          ///< absent when forward
  std::vector<StatementPlan> statements;   ///< one per statement in the text, in order (also of a refused text, as far as known)
  bool parsed = false;
  std::string reason;                      ///< why it was forwarded, for record and explain
};

/// Whether a client may declare a parameter of this type for this role: built in, or a user's type that runs no function.
[[nodiscard]] bool parameter_type_allowed(sql::Oid type, std::size_t role, const ClassifiedCatalog& catalog);

/// `extended`: the text came by Parse (one statement). For an unrestricted role nothing is ever refused; what parses is
/// described in full, the rest as unparsed.
[[nodiscard]] Verdict decide(std::string_view text, bool extended, std::size_t role, const ClassifiedCatalog& catalog,
                             const NameState& names);

}  // namespace jaali::masking_rules

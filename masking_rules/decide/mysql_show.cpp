// SHOW: most of it is the schema's. What shows statements, or numbers that follow values, is masked like the system table
// that it stands for (design.md §5), so that dashboards work; what stands for none is refused.
#include <algorithm>
#include <array>

#include "masking_rules/decide/judge.h"

namespace jaali::masking_rules::deciding {
namespace {

constexpr std::array<std::string_view, 41> harmless{
    "AUTHORS", "CHARACTER SET", "COLLATION", "COLUMNS", "CONTRIBUTORS", "CREATE DATABASE", "CREATE EVENT", "CREATE FUNCTION",
    "CREATE PACKAGE", "CREATE PACKAGE BODY", "CREATE PROCEDURE", "CREATE SCHEMA", "CREATE SEQUENCE", "CREATE SERVER",
    "CREATE TABLE", "CREATE TRIGGER", "CREATE VIEW", "DATABASES", "ENGINES", "ERRORS", "EVENTS", "FIELDS", "FUNCTION STATUS",
    "GRANTS", "INDEX", "KEYS", "LOCALES", "OPEN TABLES", "PACKAGE BODY STATUS", "PACKAGE STATUS", "PLUGINS", "PRIVILEGES",
    "PROCEDURE STATUS", "SCHEMAS", "STORAGE ENGINES", "TABLE STATUS", "TABLES", "TRIGGERS", "VARIABLES", "WARNINGS", "CHARSET"};
static_assert(std::is_sorted(harmless.begin(), harmless.end() - 1));

// SHOW INDEX, SHOW PROCESSLIST, SHOW STATUS, SHOW TABLE STATUS.
constexpr std::array<std::string_view, 15> index_columns{"Table", "Non_unique", "Key_name", "Seq_in_index", "Column_name", "Collation", "Cardinality", "Sub_part",
                                                         "Packed", "Null", "Index_type", "Comment", "Index_comment", "Visible", "Expression"};
constexpr std::array<std::string_view, 14> maria_index_columns{"Table", "Non_unique", "Key_name", "Seq_in_index", "Column_name", "Collation", "Cardinality",
                                                               "Sub_part", "Packed", "Null", "Index_type", "Comment", "Index_comment", "Ignored"};
constexpr std::array<std::string_view, 9> process_columns{"Id", "User", "Host", "db", "Command", "Time", "State", "Info", "Progress"};
constexpr std::array<std::string_view, 2> status_columns{"Variable_name", "Value"};

/// Status that follows no value: what monitors, drivers and clusters ask for.
constexpr std::array<std::string_view, 16> open_status{"aborted_", "com_", "connection", "max_used_", "open_", "opened_", "queries", "questions", "slow_queries", "ssl_",
                                                       "tls_", "threads_", "uptime", "wsrep_", "server_", "mysqlx_ssl_"};

/// What every name that a LIKE pattern finds begins with. `_` is taken as itself: a name with another character there
/// is found as well, so only what stands before it counts.
std::string fixed_prefix(std::string_view pattern) { return lower(pattern.substr(0, pattern.find_first_of("%\\_"))); }

/// The names that a pattern can find are all among those that begin so. "Threads_%" is "threads" and any character.
bool finds_only(const sql::Expression* like, std::string_view beginning) {
  if (!like || like->kind != sql::ExpressionKind::literal) return false;
  const auto text = lower(like->text);
  if (text == beginning) return true;
  const auto prefix = fixed_prefix(text);
  const auto stem = beginning.substr(0, beginning.find('_'));
  return stem.size() == beginning.size() ? prefix.starts_with(stem) : prefix == stem && text.starts_with(beginning);
}

/// `Variable_name = 'x'`: the text; else null.
const sql::Expression* named_variable(const sql::Expression& where) {
  const bool equality = where.kind == sql::ExpressionKind::operation && where.text.empty() && where.arguments.size() == 2 && where.name.size() == 1 && where.name[0] == "=";
  if (!equality) return nullptr;
  const auto& column = *where.arguments[0];
  const auto& text = *where.arguments[1];
  const bool named = column.kind == sql::ExpressionKind::column && column.name.size() == 1 && column.name[0] == "variable_name";
  return named && text.kind == sql::ExpressionKind::literal && text.literal == sql::LiteralKind::string ? &text : nullptr;
}

}  // namespace

void Judge::show(const sql::Show& show) {
  const auto what = std::string(show.what);
  if (what == "WARNINGS" || what == "ERRORS") plan_.reads_diagnostics = true;
  if (what == "STATUS") return show_status(show);
  if (what == "PROCESSLIST") {
    const bool maria = catalog_.snapshot().dialect == sql::Dialect::mariadb;
    return masked_rows("information_schema", "processlist", "info", std::span(process_columns).first(maria ? 9 : 8), 7);
  }
  if (what == "INDEX" || what == "KEYS") {
    const bool protects = std::any_of(analysis_.relations.begin(), analysis_.relations.end(), [&](const sql::RelationUse& use) {
      return std::any_of(use.match.relations.begin(), use.match.relations.end(), [&](const sql::Relation* relation) { return rests_on_sensitive(*relation); });
    });
    if (!protects) return;
    const bool maria = catalog_.snapshot().dialect == sql::Dialect::mariadb;
    const std::span<const std::string_view> columns = maria ? std::span<const std::string_view>(maria_index_columns) : std::span<const std::string_view>(index_columns);
    return masked_rows("information_schema", "statistics", "cardinality", columns, 6);
  }
  if (std::find(harmless.begin(), harmless.end(), show.what) != harmless.end()) return;
  refuse("SHOW " + what + " is not open to restricted callers", "Ask for a role that sees everything in the clear.", "SHOW " + what);
}

/// Bytes sent tell how long a value was before it was masked; what the handlers read and the cost of the last query, what
/// the optimizer knew. The names come, their values only where a pattern finds none of these.
void Judge::show_status(const sql::Show& show) {
  const auto* const pattern = show.where ? named_variable(*show.where) : show.like;
  if (std::any_of(open_status.begin(), open_status.end(), [&](std::string_view beginning) { return finds_only(pattern, beginning); })) return;
  const bool maria = catalog_.snapshot().dialect == sql::Dialect::mariadb;
  masked_rows(maria ? "information_schema" : "performance_schema", show.scope == "GLOBAL" ? "global_status" : "session_status", "variable_value", status_columns, 1);
}

/// A SHOW whose rows are those of a system table: masked in one place as that table is. Unmasked there, it passes.
void Judge::masked_rows(std::string_view schema, std::string_view table, std::string_view column, std::span<const std::string_view> shown, std::size_t place) {
  const std::string_view path[] = {schema, table};
  const auto match = sql::find_relation(situation_.names, path);
  const auto* const relation = match.relations.empty() ? nullptr : match.relations.front();
  const auto* const found = relation ? relation->column(column) : nullptr;
  if (!found) return refuse("SHOW stands for " + std::string(schema) + "." + std::string(table) + ", which the catalog does not have", "", "SHOW of an unknown table");
  const auto& met = treatment({relation->oid, found->number});
  if (met.clear()) return;
  if (statement_.utility->show->where && mentions(shown[place])) return refuse("a condition on rows of which " + std::string(shown[place]) + " is protected", "Leave WHERE out.", "SHOW … WHERE over a protected column");
  for (const auto name : shown) plan_.columns.push_back({std::string(name), std::nullopt, nullptr});
  plan_.columns[place].treatment = &met;
  plan_.columns[place].source = sql::ColumnId{relation->oid, found->number};
  plan_.columns_known = true;
}

/// Does the statement write this name, as a word or in quotes?
bool Judge::mentions(std::string_view name) const {
  const auto wanted = lower(name);
  return std::any_of(situation_.tokens.begin(), situation_.tokens.end(), [&](const sql::Token& token) {
    if (token.begin < statement_.range.begin || token.begin >= statement_.range.end) return false;
    if (token.kind != sql::TokenKind::word && token.kind != sql::TokenKind::quoted_word) return false;
    auto word = lower(situation_.text.substr(token.begin, token.end - token.begin));
    if (token.kind == sql::TokenKind::quoted_word && word.size() >= 2) word = word.substr(1, word.size() - 2);
    return word == wanted;
  });
}

/// What a utility statement returns is the schema's, or has its plan already.
void Judge::mysql_outputs() {
  using sql::UtilityKind;
  const auto kind = statement_.utility->kind;
  plan_.returns_rows = kind == UtilityKind::show_what || kind == UtilityKind::describe || kind == UtilityKind::explain || kind == UtilityKind::execute ||
                       kind == UtilityKind::call || kind == UtilityKind::maintain || kind == UtilityKind::help || kind == UtilityKind::handler ||
                       kind == UtilityKind::explain_connection || kind == UtilityKind::set_statement;
}

}  // namespace jaali::masking_rules::deciding

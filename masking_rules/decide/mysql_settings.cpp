#include "masking_rules/decide/mysql_settings.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "masking_rules/decide/judge.h"
#include "sql/mysql_text.h"

namespace jaali::masking_rules::deciding {
namespace {

using Kind = sql::Setting::Kind;

/// Any value will do: limits of time and size, the form of messages, what a transaction is, and the checks whose errors
/// would only tell more (load scripts switch them off, and back from a variable of their own).
constexpr std::array<std::string_view, 62> free_variables{
    "auto_increment_increment", "auto_increment_offset", "autocommit", "block_encryption_mode", "completion_type",
    "default_week_format", "div_precision_increment", "group_concat_max_len", "identity", "idle_readonly_transaction_timeout",
    "idle_transaction_timeout", "idle_write_transaction_timeout", "information_schema_stats_expiry", "innodb_lock_wait_timeout",
    "insert_id", "interactive_timeout", "last_insert_id", "lc_messages", "lc_time_names", "lock_wait_timeout",
    "long_query_time", "max_allowed_packet", "max_error_count", "max_execution_time", "max_statement_time", "net_buffer_length",
    "net_read_timeout", "net_retry_count", "net_write_timeout", "query_cache_type", "rand_seed1", "rand_seed2",
    "session_track_gtids", "session_track_schema", "session_track_state_change", "session_track_system_variables",
    "session_track_transaction_info", "sql_mode", "sql_notes", "sql_quote_show_create", "sql_safe_updates", "sql_select_limit",
    "sql_warnings", "time_zone", "timestamp", "transaction_isolation", "transaction_read_only", "tx_isolation", "tx_read_only",
    "updatable_views_with_limit", "wait_timeout", "wsrep_causal_reads", "wsrep_retry_autocommit", "wsrep_sync_wait",
    "xa_detach_on_prepare", "innodb_strict_mode", "innodb_table_locks", "low_priority_updates", "sql_big_selects",
    "tx_deferrable", "foreign_key_checks", "unique_checks"};

/// Off, or as the server has it; the other way they change what a WHERE means.
constexpr std::array<std::string_view, 3> only_off{"sql_auto_is_null", "profiling", "big_tables"};
constexpr std::array<std::string_view, 3> engine_variables{"default_storage_engine", "default_tmp_storage_engine", "storage_engine"};
constexpr std::array<std::string_view, 5> plain_engines{"innodb", "myisam", "memory", "aria", "default"};
constexpr std::array<std::string_view, 5> character_sets{"character_set_client", "character_set_connection", "character_set_results", "character_set_database", "character_set_server"};
constexpr std::array<std::string_view, 3> collations{"collation_connection", "collation_database", "collation_server"};

template <std::size_t size>
bool among(const std::array<std::string_view, size>& list, std::string_view name) noexcept {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// A literal's text in lower case, "default" where nothing is given; nullopt: computed.
std::optional<std::string> literal_of(const sql::Setting& setting) {
  if (!setting.value) return "default";
  if (setting.value->kind != sql::ExpressionKind::literal) return std::nullopt;
  if (setting.value->literal == sql::LiteralKind::null) return "null";
  return lower(setting.value->text);
}

bool readable(std::string_view character_set) noexcept {
  using Charset = sql::MysqlText::Charset;
  const auto charset = sql::readable_charset(character_set);
  return charset == Charset::utf8 || charset == Charset::single_byte;
}

/// "latin1_swedish_ci" is of latin1.
bool readable_collation(std::string_view collation) noexcept { return readable(collation.substr(0, collation.find('_'))); }

bool is_off(std::string_view value) noexcept { return value == "0" || value == "off" || value == "false" || value == "default"; }

bool at_least(std::string_view value, std::uint64_t least) noexcept {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return value == "default" || (error == std::errc() && end == value.data() + value.size() && number >= least);
}

/// A variable of the session that is not free: by its literal value alone.
bool value_allowed(std::string_view name, const std::string& value) {
  if (among(only_off, name)) return is_off(value);
  if (among(engine_variables, name)) return among(plain_engines, value);
  // Rows of results may stay as the column has them: the masks go by what each column says of itself.
  if (name == "character_set_results" && (value == "null" || value == "binary")) return true;
  if (among(character_sets, name)) return value == "default" || readable(value);
  if (among(collations, name)) return value == "default" || readable_collation(value);
  // A low limit on what the optimizer expects to read would tell what it knows of the values.
  if (name == "max_join_size") return at_least(value, 1000000);
  return false;
}

std::string system_variable(const sql::Setting& setting) {
  if (setting.scope == "GLOBAL" || setting.scope.starts_with("PERSIST")) return "SET " + std::string(setting.scope);
  if (setting.name.size() != 1) return "SET of this variable";
  const auto name = std::string(setting.name[0]);
  const auto value = literal_of(setting);
  if (name == "sql_mode" && value && value->find("oracle") != std::string::npos) return "sql_mode ORACLE";
  if (among(free_variables, name)) return {};
  if (value && value_allowed(name, *value)) return {};
  return "SET " + name + " to this value";
}

}  // namespace

std::string problem_of(const sql::Setting& setting) {
  const auto value = literal_of(setting);
  switch (setting.kind) {
    case Kind::user_variable:
    case Kind::role: return {};  // the role of the rules goes by the login
    case Kind::password: return "SET PASSWORD";  // of an account that need not be the login's: FOR, GRANT PROXY
    case Kind::transaction: return setting.scope == "GLOBAL" ? "SET GLOBAL TRANSACTION" : "";
    case Kind::system_variable: return system_variable(setting);
    case Kind::names:
    case Kind::charset:
      if (value && (*value == "default" || readable(*value)) && (setting.collation.empty() || readable_collation(lower(setting.collation)))) return {};
      return "a character set that cannot be read byte by byte";
    case Kind::default_role: return "SET DEFAULT ROLE";
    case Kind::resource_group: return "SET RESOURCE GROUP";
  }
  return "this SET";
}

bool setting_changes_reading(const sql::Setting& setting) {
  if (setting.kind == Kind::names || setting.kind == Kind::charset) return true;
  if (setting.kind != Kind::system_variable) return false;
  const auto name = setting.name.empty() ? std::string_view() : setting.name.back();
  return name == "sql_mode" || name.starts_with("character_set") || name.starts_with("collation") || name == "old_mode";
}

bool harmless_variable(std::string_view name) noexcept { return among(free_variables, name) && name != "sql_mode" && name != "sql_select_limit"; }

}  // namespace jaali::masking_rules::deciding

// Where MySQL 8 to 9 and MariaDB 10 to 12 keep statement text, values of columns, what follows from values, or secrets.
// Classified out of the box, column by column, so that dashboards over the other columns work (design.md §5).
//
// Not listed, because it is text of the schema and not of its rows: definitions of views, routines, triggers and events
// in information_schema, defaults, CHECKs, partition bounds, comments. Sizes of tables and partitions and their row
// counts stand for what count(*) tells anybody who may read the table.
#include <algorithm>
#include <array>
#include <string_view>

#include "masking_rules/classified_catalog_data.h"

namespace jaali::masking_rules::classifying {
namespace {

struct Listed {
  std::string_view relation, column;
};

template <std::size_t n>
bool listed(const std::array<Listed, n>& list, std::string_view relation, std::string_view column) {
  return std::ranges::any_of(list, [&](const Listed& one) { return one.relation == relation && one.column == column; });
}
template <std::size_t n>
bool among(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

constexpr std::array<Listed, 39> in_information_schema{{
    // Other sessions' statements, and one's own as pooled sessions left them.
    {"processlist", "info"},
    {"processlist", "info_binary"},
    {"optimizer_trace", "query"},
    {"optimizer_trace", "trace"},
    {"user_variables", "variable_value"},
    {"innodb_trx", "trx_query"},
    {"innodb_trx", "trx_last_foreign_key_error"},
    // What stands in the columns, and numbers that follow the values.
    {"column_statistics", "histogram"},
    {"statistics", "cardinality"},
    {"innodb_buffer_page", "number_records"},
    {"innodb_buffer_page", "data_size"},
    {"innodb_buffer_page_lru", "number_records"},
    {"innodb_buffer_page_lru", "data_size"},
    {"innodb_cmp_per_index", "compress_ops_ok"},
    {"innodb_cmp_per_index_reset", "compress_ops_ok"},
    // The key that a lookup of an absent value locks, and the place of it, tell between which two keys it would stand.
    {"innodb_locks", "lock_id"},
    {"innodb_locks", "lock_page"},
    {"innodb_locks", "lock_rec"},
    {"innodb_locks", "lock_data"},
    {"innodb_lock_waits", "requested_lock_id"},
    {"innodb_lock_waits", "blocking_lock_id"},
    {"innodb_trx", "trx_requested_lock_id"},
    // Bytes sent tell how long the values are that a row had before it was masked; bytes logged, those that were
    // copied.
    {"global_status", "variable_value"},
    {"session_status", "variable_value"},
    {"user_statistics", "bytes_sent"},
    {"user_statistics", "binlog_bytes_written"},
    {"client_statistics", "bytes_sent"},
    {"client_statistics", "binlog_bytes_written"},
    {"processlist", "memory_used"},
    {"processlist", "max_memory_used"},
    {"innodb_metrics", "count"},
    {"innodb_metrics", "max_count"},
    {"innodb_metrics", "min_count"},
    {"innodb_metrics", "avg_count"},
    {"innodb_metrics", "count_reset"},
    {"innodb_metrics", "max_count_reset"},
    {"innodb_metrics", "min_count_reset"},
    {"innodb_metrics", "avg_count_reset"},
    // An attribute may hold a second password.
    {"user_attributes", "attribute"},
}};

bool in_full_text_index(std::string_view relation) noexcept {  // its words, where they stand and how often
  return relation == "innodb_ft_index_cache" || relation == "innodb_ft_index_table";
}

constexpr std::array<std::string_view, 8> performance_schema_texts{
    "sql_text",         "digest_text",        "query_sample_text", "message_text",
    "processlist_info", "last_error_message", "error_message",     "rule"};

constexpr std::array<Listed, 19> in_performance_schema{{
    {"processlist", "info"},
    {"user_variables_by_thread", "variable_value"},
    {"variables_by_thread", "variable_value"},
    {"error_log", "data"},
    // Names of user locks are values, if the application made them of values.
    {"metadata_locks", "object_name"},
    {"data_locks", "lock_data"},
    {"data_locks", "engine_lock_id"},
    {"data_lock_waits", "requesting_engine_lock_id"},
    {"data_lock_waits", "blocking_engine_lock_id"},
    // Bytes sent and logged (also by rule, below).
    {"global_status", "variable_value"},
    {"session_status", "variable_value"},
    {"status_by_account", "variable_value"},
    {"status_by_host", "variable_value"},
    {"status_by_thread", "variable_value"},
    {"status_by_user", "variable_value"},
    {"log_status", "local"},
    {"log_status", "replication"},
    {"log_status", "storage_engines"},
    {"persisted_variables", "variable_value"},
}};

bool is_performance_schema_text(std::string_view relation, std::string_view column) {
  return among(performance_schema_texts, column) || listed(in_performance_schema, relation, column) ||
         column.find("bytes") != std::string_view::npos || column.ends_with("_memory");
}

constexpr std::array<std::string_view, 15> sys_texts{
    // Views with and without x$ have the same columns.
    "query",           "current_statement", "last_statement",  "waiting_query", "blocking_query",
    "waiting_lock_id", "blocking_lock_id",  "total_read",      "total_written", "avg_read",
    "avg_write",       "avg_written",       "total_requested", "requested",     "data"};

bool is_sys_text(std::string_view relation, std::string_view column) {
  return among(sys_texts, column) || (relation.ends_with("metrics") && column == "variable_value") ||
         column.find("memory") != std::string_view::npos || column.find("alloc") != std::string_view::npos;
}

// The mysql schema is the other way round: what is not known to be harmless is classified.
constexpr std::array<std::string_view, 32> harmless_in_mysql{"columns_priv",
                                                             "component",
                                                             "db",
                                                             "default_roles",
                                                             "engine_cost",
                                                             "func",
                                                             "global_grants",
                                                             "gtid_executed",
                                                             "gtid_slave_pos",
                                                             "help_category",
                                                             "help_keyword",
                                                             "help_relation",
                                                             "help_topic",
                                                             "innodb_table_stats",
                                                             "plugin",
                                                             "procs_priv",
                                                             "proxies_priv",
                                                             "role_edges",
                                                             "roles_mapping",
                                                             "server_cost",
                                                             "tables_priv",
                                                             "table_stats",
                                                             "time_zone",
                                                             "time_zone_leap_second",
                                                             "time_zone_name",
                                                             "time_zone_transition",
                                                             "time_zone_transition_type",
                                                             "transaction_registry",
                                                             "replication_group_member_actions",
                                                             "replication_group_configuration_version",
                                                             "replication_asynchronous_connection_failover",
                                                             "replication_asynchronous_connection_failover_managed"};

/// Tables with one or two columns that tell: the others are harmless.
constexpr std::array<Listed, 21> in_mysql{{
    {"user", "password"},
    {"user", "authentication_string"},
    {"user", "user_attributes"},
    {"global_priv", "priv"},
    {"password_history", "password"},
    {"servers", "password"},
    {"proc", "body"},
    {"proc", "body_utf8"},
    {"event", "body"},
    {"event", "body_utf8"},
    {"general_log", "argument"},
    {"slow_log", "sql_text"},
    {"innodb_index_stats", "stat_value"},
    {"index_stats", "avg_frequency"},
    {"column_stats", "min_value"},
    {"column_stats", "max_value"},
    {"column_stats", "nulls_ratio"},
    {"column_stats", "avg_length"},
    {"column_stats", "avg_frequency"},
    {"column_stats", "hist_size"},
    {"column_stats", "histogram"},
}};

bool is_mysql_text(std::string_view relation, std::string_view column) {
  if (among(harmless_in_mysql, relation)) return false;
  const bool known = std::ranges::any_of(in_mysql, [&](const Listed& one) { return one.relation == relation; });
  return !known || listed(in_mysql, relation, column);
}

}  // namespace

bool is_mysql_server_text(const sql::Relation& relation, std::string_view column) {
  if (relation.oid >= sql::first_normal_oid) return false;
  const std::string_view schema = relation.schema, name = relation.name;
  if (schema == "information_schema") return in_full_text_index(name) || listed(in_information_schema, name, column);
  if (schema == "performance_schema") return is_performance_schema_text(name, column);
  if (schema == "sys") return is_sys_text(name, column);
  return schema == "mysql" && is_mysql_text(name, column);
}

}  // namespace jaali::masking_rules::classifying

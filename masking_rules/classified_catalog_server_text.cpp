// Where PostgreSQL 12 to 18 keep statement text, sampled values of columns, or secrets. Classified out of the box,
// column by column, so that dashboards over the other columns work (design.md §5).
//
// Not listed, because it is text of the schema and not of its rows: function sources, view definitions, defaults,
// CHECKs, partition bounds, enum labels, comments, settings of roles. Row counts (pg_class.reltuples, pg_stat_*_tables)
// stand for what count(*) tells anybody who may read the table.
#include <algorithm>
#include <array>
#include <string_view>

#include "masking_rules/classified_catalog_data.h"

namespace jaali::masking_rules::classifying {
namespace {

struct Listed {
  std::string_view relation, column;
};

constexpr std::array<Listed, 57> in_pg_catalog{{
    // Other sessions' statements, and one's own as pooled sessions left them.
    {"pg_stat_activity", "query"},
    {"pg_prepared_statements", "statement"},
    {"pg_cursors", "statement"},
    {"pg_backend_memory_contexts", "ident"},
    // Samples of what stands in the columns, and numbers that follow the values.
    {"pg_stats", "null_frac"},
    {"pg_stats", "avg_width"},
    {"pg_stats", "n_distinct"},
    {"pg_stats", "most_common_vals"},
    {"pg_stats", "most_common_freqs"},
    {"pg_stats", "histogram_bounds"},
    {"pg_stats", "correlation"},
    {"pg_stats", "most_common_elems"},
    {"pg_stats", "most_common_elem_freqs"},
    {"pg_stats", "elem_count_histogram"},
    {"pg_stats", "range_length_histogram"},
    {"pg_stats", "range_empty_frac"},
    {"pg_stats", "range_bounds_histogram"},
    {"pg_stats_ext", "n_distinct"},
    {"pg_stats_ext", "dependencies"},
    {"pg_stats_ext", "most_common_vals"},
    {"pg_stats_ext", "most_common_val_nulls"},
    {"pg_stats_ext", "most_common_freqs"},
    {"pg_stats_ext", "most_common_base_freqs"},
    {"pg_stats_ext_exprs", "null_frac"},
    {"pg_stats_ext_exprs", "avg_width"},
    {"pg_stats_ext_exprs", "n_distinct"},
    {"pg_stats_ext_exprs", "most_common_vals"},
    {"pg_stats_ext_exprs", "most_common_freqs"},
    {"pg_stats_ext_exprs", "histogram_bounds"},
    {"pg_stats_ext_exprs", "correlation"},
    {"pg_stats_ext_exprs", "most_common_elems"},
    {"pg_stats_ext_exprs", "most_common_elem_freqs"},
    {"pg_stats_ext_exprs", "elem_count_histogram"},
    {"pg_statistic_ext_data", "stxdndistinct"},
    {"pg_statistic_ext_data", "stxddependencies"},
    {"pg_statistic_ext_data", "stxdmcv"},
    {"pg_statistic_ext_data", "stxdexpr"},
    // Which page of an index a lookup of an absent value locks tells between which two keys it would stand.
    {"pg_locks", "page"},
    {"pg_locks", "tuple"},
    // How far the log has come tells how long the values are that one's own UPDATE copied.
    {"pg_stat_wal", "wal_bytes"},
    {"pg_stat_replication", "sent_lsn"},
    {"pg_stat_replication", "write_lsn"},
    {"pg_stat_replication", "flush_lsn"},
    {"pg_stat_replication", "replay_lsn"},
    {"pg_replication_slots", "restart_lsn"},
    {"pg_replication_slots", "confirmed_flush_lsn"},
    {"pg_replication_slots", "safe_wal_size"},
    {"pg_stat_wal_receiver", "flushed_lsn"},
    // Large objects are values outside any table.
    {"pg_largeobject", "data"},
    // Secrets.
    {"pg_authid", "rolpassword"},
    {"pg_shadow", "passwd"},
    {"pg_user_mapping", "umoptions"},
    {"pg_user_mappings", "umoptions"},
    {"pg_subscription", "subconninfo"},
    {"pg_stat_wal_receiver", "conninfo"},
    {"pg_file_settings", "setting"},
    {"pg_hba_file_rules", "options"},
}};

constexpr std::array<Listed, 2> in_information_schema{{
    {"user_mapping_options", "option_value"},
    {"_pg_user_mappings", "umoptions"},
}};

// pg_statistic: stanullfrac, stawidth, stadistinct and the numbered slots; their operators say which slots are filled.
bool is_statistic_value(std::string_view column) {
  return column == "stanullfrac" || column == "stawidth" || column == "stadistinct" ||
         column.starts_with("stanumbers") || column.starts_with("stavalues") || column.starts_with("stakind") ||
         column.starts_with("staop") || column.starts_with("stacoll");
}

template <std::size_t n>
bool listed(const std::array<Listed, n>& list, std::string_view relation, std::string_view column) {
  return std::ranges::any_of(list, [&](const Listed& one) { return one.relation == relation && one.column == column; });
}

// What runs SQL from its text or a table by its name, reads files, large objects, or other sessions' statements.
constexpr std::array<std::string_view, 40> reaching{"cursor_to_xml",
                                                    "cursor_to_xmlschema",
                                                    "database_to_xml",
                                                    "database_to_xml_and_xmlschema",
                                                    "database_to_xmlschema",
                                                    "lo_export",
                                                    "lo_get",
                                                    "lo_import",
                                                    "lo_open",
                                                    "loread",
                                                    "pg_cursor",
                                                    "pg_get_backend_memory_contexts",
                                                    "pg_hba_file_rules",
                                                    "pg_logical_slot_get_binary_changes",
                                                    "pg_logical_slot_get_changes",
                                                    "pg_logical_slot_peek_binary_changes",
                                                    "pg_logical_slot_peek_changes",
                                                    "pg_ls_archive_statusdir",
                                                    "pg_ls_dir",
                                                    "pg_ls_logdir",
                                                    "pg_ls_tmpdir",
                                                    "pg_ls_waldir",
                                                    "pg_mcv_list_items",
                                                    "pg_prepared_statement",
                                                    "pg_read_binary_file",
                                                    "pg_read_file",
                                                    "pg_show_all_file_settings",
                                                    "pg_stat_file",
                                                    "pg_stat_get_activity",
                                                    "pg_stat_get_backend_activity",
                                                    "pg_stat_get_wal_receiver",
                                                    "query_to_xml",
                                                    "query_to_xml_and_xmlschema",
                                                    "query_to_xmlschema",
                                                    "schema_to_xml",
                                                    "schema_to_xml_and_xmlschema",
                                                    "table_to_xml",
                                                    "table_to_xml_and_xmlschema",
                                                    "ts_rewrite",
                                                    "ts_stat"};
static_assert(std::ranges::is_sorted(reaching));

}  // namespace

bool is_server_text(const sql::Snapshot& snapshot, const sql::Relation& relation, std::string_view column) {
  if (sql::is_mysql(snapshot.dialect)) return is_mysql_server_text(relation, column);
  if (relation.oid < sql::first_normal_oid) {
    if (relation.schema == "pg_catalog") {
      return listed(in_pg_catalog, relation.name, column) ||
             (relation.name == "pg_statistic" && is_statistic_value(column));
    }
    if (relation.schema == "information_schema") return listed(in_information_schema, relation.name, column);
  }
  return (column == "query" || column == "wal_bytes") && is_statement_statistics(snapshot, relation);
}

bool is_statement_statistics(const sql::Snapshot& snapshot, const sql::Relation& relation) {
  if (relation.kind != sql::RelationKind::view || relation.calls.empty()) return false;
  return std::ranges::all_of(relation.calls, [&](sql::Oid oid) {
    const auto* function = snapshot.function(oid);
    return function != nullptr && function->extension &&
           (function->name == "pg_stat_statements" || function->name == "pg_stat_statements_info");
  });
}

bool reaches_elsewhere(std::string_view builtin_function) noexcept {
  return std::ranges::binary_search(reaching, builtin_function);
}

}  // namespace jaali::masking_rules::classifying

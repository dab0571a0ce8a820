#include <algorithm>
#include <array>

#include "masking_rules/decide/functions.h"

namespace jaali::masking_rules::deciding {
namespace {

// Read one by one in PostgreSQL 15's pg_proc, and what 16 to 18 added. Left out: what runs SQL from a text or reads a table
// by its name (query_to_xml, ts_stat …), files, large objects, replication and positions in its log, other sessions'
// statements, pages that are locked, samples of columns,
// planner support, binary input, administration.
constexpr std::array<std::string_view, 467> builtin_functions{
    "_pg_char_max_length", "_pg_char_octet_length", "_pg_datetime_precision", "_pg_expandarray", "_pg_index_position",
    "_pg_interval_type", "_pg_numeric_precision", "_pg_numeric_precision_radix", "_pg_numeric_scale", "_pg_truetypid",
    "_pg_truetypmod", "aclexplode", "aclitemin", "aclitemout", "age", "any_value", "anyarray_out",
    "anycompatiblearray_out", "anycompatiblemultirange_out", "anycompatiblerange_out", "anyenum_out",
    "anymultirange_out", "anyrange_out", "anytextcat", "array_in", "array_out", "array_sample", "array_shuffle",
    "array_to_json", "array_to_string", "cash_out", "clock_timestamp", "col_description", "concat", "concat_ws",
    "convert", "convert_from", "convert_to", "current_database", "current_query", "current_schema", "current_schemas",
    "current_setting", "current_user", "currval", "date", "date_add", "date_cmp_timestamptz", "date_eq_timestamptz",
    "date_ge_timestamptz", "date_gt_timestamptz", "date_le_timestamptz", "date_lt_timestamptz", "date_ne_timestamptz",
    "date_out", "date_part", "date_subtract", "date_trunc", "enum_first", "enum_last", "enum_out", "enum_range",
    "erf", "erfc", "extract", "format", "format_type", "gen_random_uuid", "generate_series", "get_current_ts_config",
    "getdatabaseencoding", "getpgusername", "has_any_column_privilege", "has_column_privilege",
    "has_database_privilege", "has_foreign_data_wrapper_privilege", "has_function_privilege",
    "has_language_privilege", "has_largeobject_privilege", "has_parameter_privilege", "has_schema_privilege",
    "has_sequence_privilege", "has_server_privilege", "has_table_privilege", "has_tablespace_privilege",
    "has_type_privilege", "in_range", "inet_client_addr", "inet_client_port", "inet_server_addr", "inet_server_port",
    "interval_out", "interval_pl_timestamptz", "json_agg", "json_agg_strict", "json_build_array", "json_build_object",
    "json_object_agg", "json_object_agg_strict", "json_object_agg_unique", "json_object_agg_unique_strict",
    "json_populate_record", "json_populate_recordset", "json_to_record", "json_to_recordset", "json_to_tsvector",
    "jsonb_agg", "jsonb_agg_strict", "jsonb_build_array", "jsonb_build_object", "jsonb_object_agg_strict",
    "jsonb_object_agg_unique", "jsonb_object_agg_unique_strict", "jsonb_path_exists_tz", "jsonb_path_match_tz",
    "jsonb_path_query_array_tz", "jsonb_path_query_first_tz", "jsonb_path_query_tz", "jsonb_populate_record",
    "jsonb_populate_recordset", "jsonb_to_record", "jsonb_to_recordset", "jsonb_to_tsvector", "lastval", "length",
    "make_timestamptz", "money", "multirange_out", "mxid_age", "nextval", "now", "numeric", "obj_description",
    "oidvectortypes", "overlaps", "pg_advisory_lock", "pg_advisory_lock_shared", "pg_advisory_unlock",
    "pg_advisory_unlock_all", "pg_advisory_unlock_shared", "pg_advisory_xact_lock", "pg_advisory_xact_lock_shared",
    "pg_available_extension_versions", "pg_available_extensions", "pg_backend_pid", "pg_basetype", "pg_blocking_pids",
    "pg_cancel_backend", "pg_char_to_encoding", "pg_client_encoding", "pg_collation_actual_version",
    "pg_collation_for", "pg_collation_is_visible", "pg_column_compression", "pg_column_is_updatable",
    "pg_column_size", "pg_conf_load_time", "pg_conversion_is_visible", "pg_current_snapshot",
    "pg_current_xact_id", "pg_current_xact_id_if_assigned", "pg_database_collation_actual_version", "pg_database_size",
    "pg_describe_object", "pg_encoding_to_char", "pg_export_snapshot", "pg_extension_update_paths",
    "pg_filenode_relation", "pg_function_is_visible", "pg_get_acl", "pg_get_catalog_foreign_keys",
    "pg_get_constraintdef", "pg_get_expr", "pg_get_function_arg_default", "pg_get_function_arguments",
    "pg_get_function_identity_arguments", "pg_get_function_result", "pg_get_function_sqlbody", "pg_get_functiondef",
    "pg_get_indexdef", "pg_get_keywords", "pg_get_object_address", "pg_get_partition_constraintdef",
    "pg_get_partkeydef", "pg_get_publication_tables", "pg_get_replica_identity_index", "pg_get_ruledef",
    "pg_get_serial_sequence", "pg_get_statisticsobjdef", "pg_get_statisticsobjdef_columns",
    "pg_get_statisticsobjdef_expressions", "pg_get_triggerdef", "pg_get_userbyid", "pg_get_viewdef",
    "pg_get_wal_replay_pause_state", "pg_has_role", "pg_identify_object", "pg_identify_object_as_address",
    "pg_index_column_has_property", "pg_index_has_property", "pg_indexam_has_property", "pg_indexes_size",
    "pg_input_error_info", "pg_input_is_valid", "pg_is_in_recovery", "pg_is_other_temp_schema",
    "pg_is_wal_replay_paused", "pg_jit_available", "pg_last_committed_xact", "pg_last_wal_receive_lsn",
    "pg_last_wal_replay_lsn", "pg_last_xact_replay_timestamp", "pg_listening_channels", "pg_my_temp_schema", "pg_notification_queue_usage", "pg_notify", "pg_numa_available", "pg_opclass_is_visible",
    "pg_operator_is_visible", "pg_opfamily_is_visible", "pg_options_to_table", "pg_partition_ancestors",
    "pg_partition_tree", "pg_postmaster_start_time", "pg_prepared_xact", "pg_relation_filenode",
    "pg_relation_is_publishable", "pg_relation_is_updatable", "pg_relation_size", "pg_safe_snapshot_blocking_pids",
    "pg_sequence_last_value", "pg_sequence_parameters", "pg_settings_get_flags", "pg_show_all_settings", "pg_sleep",
    "pg_sleep_for", "pg_sleep_until", "pg_stat_clear_snapshot", "pg_stat_get_analyze_count", "pg_stat_get_archiver",
    "pg_stat_get_autoanalyze_count", "pg_stat_get_autovacuum_count", "pg_stat_get_backend_activity_start",
    "pg_stat_get_backend_client_addr", "pg_stat_get_backend_client_port", "pg_stat_get_backend_dbid",
    "pg_stat_get_backend_idset", "pg_stat_get_backend_pid", "pg_stat_get_backend_start",
    "pg_stat_get_backend_subxact", "pg_stat_get_backend_userid", "pg_stat_get_backend_wait_event",
    "pg_stat_get_backend_wait_event_type", "pg_stat_get_backend_xact_start",
    "pg_stat_get_bgwriter_buf_written_checkpoints", "pg_stat_get_bgwriter_buf_written_clean",
    "pg_stat_get_bgwriter_maxwritten_clean", "pg_stat_get_bgwriter_requested_checkpoints",
    "pg_stat_get_bgwriter_stat_reset_time", "pg_stat_get_bgwriter_timed_checkpoints", "pg_stat_get_blocks_fetched",
    "pg_stat_get_blocks_hit", "pg_stat_get_buf_alloc", "pg_stat_get_buf_fsync_backend",
    "pg_stat_get_buf_written_backend", "pg_stat_get_checkpoint_sync_time", "pg_stat_get_checkpoint_write_time",
    "pg_stat_get_checkpointer_num_timed", "pg_stat_get_db_active_time", "pg_stat_get_db_blk_read_time",
    "pg_stat_get_db_blk_write_time", "pg_stat_get_db_blocks_fetched", "pg_stat_get_db_blocks_hit",
    "pg_stat_get_db_checksum_failures", "pg_stat_get_db_checksum_last_failure", "pg_stat_get_db_conflict_all",
    "pg_stat_get_db_conflict_bufferpin", "pg_stat_get_db_conflict_lock", "pg_stat_get_db_conflict_snapshot",
    "pg_stat_get_db_conflict_startup_deadlock", "pg_stat_get_db_conflict_tablespace", "pg_stat_get_db_deadlocks",
    "pg_stat_get_db_idle_in_transaction_time", "pg_stat_get_db_numbackends", "pg_stat_get_db_session_time",
    "pg_stat_get_db_sessions", "pg_stat_get_db_sessions_abandoned", "pg_stat_get_db_sessions_fatal",
    "pg_stat_get_db_sessions_killed", "pg_stat_get_db_stat_reset_time", "pg_stat_get_db_temp_bytes",
    "pg_stat_get_db_temp_files", "pg_stat_get_db_tuples_deleted", "pg_stat_get_db_tuples_fetched",
    "pg_stat_get_db_tuples_inserted", "pg_stat_get_db_tuples_returned", "pg_stat_get_db_tuples_updated",
    "pg_stat_get_db_xact_commit", "pg_stat_get_db_xact_rollback", "pg_stat_get_dead_tuples",
    "pg_stat_get_function_calls", "pg_stat_get_function_self_time", "pg_stat_get_function_total_time",
    "pg_stat_get_ins_since_vacuum", "pg_stat_get_io", "pg_stat_get_last_analyze_time",
    "pg_stat_get_last_autoanalyze_time", "pg_stat_get_last_autovacuum_time", "pg_stat_get_last_vacuum_time",
    "pg_stat_get_lastscan", "pg_stat_get_live_tuples", "pg_stat_get_mod_since_analyze", "pg_stat_get_numscans",
    "pg_stat_get_progress_info", "pg_stat_get_slru", "pg_stat_get_snapshot_timestamp", "pg_stat_get_tuples_deleted",
    "pg_stat_get_tuples_fetched", "pg_stat_get_tuples_hot_updated", "pg_stat_get_tuples_inserted",
    "pg_stat_get_tuples_newpage_updated", "pg_stat_get_tuples_returned", "pg_stat_get_tuples_updated",
    "pg_stat_get_vacuum_count", "pg_stat_get_xact_blocks_fetched", "pg_stat_get_xact_blocks_hit",
    "pg_stat_get_xact_function_calls", "pg_stat_get_xact_function_self_time", "pg_stat_get_xact_function_total_time",
    "pg_stat_get_xact_numscans", "pg_stat_get_xact_tuples_deleted", "pg_stat_get_xact_tuples_fetched",
    "pg_stat_get_xact_tuples_hot_updated", "pg_stat_get_xact_tuples_inserted",
    "pg_stat_get_xact_tuples_newpage_updated", "pg_stat_get_xact_tuples_returned", "pg_stat_get_xact_tuples_updated",
    "pg_stat_have_stats", "pg_statistics_obj_is_visible", "pg_table_is_visible", "pg_table_size",
    "pg_tablespace_location", "pg_tablespace_size", "pg_terminate_backend", "pg_timezone_abbrevs",
    "pg_timezone_names", "pg_total_relation_size", "pg_trigger_depth", "pg_try_advisory_lock",
    "pg_try_advisory_lock_shared", "pg_try_advisory_xact_lock", "pg_try_advisory_xact_lock_shared",
    "pg_ts_config_is_visible", "pg_ts_dict_is_visible", "pg_ts_parser_is_visible", "pg_ts_template_is_visible",
    "pg_type_is_visible", "pg_typeof", "pg_xact_commit_timestamp", "pg_xact_status", "phraseto_tsquery",
    "plainto_tsquery", "quote_literal", "quote_nullable", "random", "random_normal", "range_out", "record_out",
    "regclass", "regclassin", "regclassout", "regcollationin", "regcollationout", "regconfigin", "regconfigout",
    "regdictionaryin", "regdictionaryout", "regnamespacein", "regnamespaceout", "regoperatorin", "regoperatorout",
    "regoperin", "regoperout", "regprocedurein", "regprocedureout", "regprocin", "regprocout", "regrolein",
    "regroleout", "regtypein", "regtypeout", "row_security_active", "row_to_json", "session_user", "set_config",
    "setseed", "setval", "shobj_description", "statement_timestamp", "system_user", "textanycat", "time", "timeofday",
    "timestamp", "timestamp_cmp_timestamptz", "timestamp_eq_timestamptz", "timestamp_ge_timestamptz",
    "timestamp_gt_timestamptz", "timestamp_le_timestamptz", "timestamp_lt_timestamptz", "timestamp_ne_timestamptz",
    "timestamp_out", "timestamptz", "timestamptz_cmp_date", "timestamptz_cmp_timestamp", "timestamptz_eq_date",
    "timestamptz_eq_timestamp", "timestamptz_ge_date", "timestamptz_ge_timestamp", "timestamptz_gt_date",
    "timestamptz_gt_timestamp", "timestamptz_le_date", "timestamptz_le_timestamp", "timestamptz_lt_date",
    "timestamptz_lt_timestamp", "timestamptz_mi_interval", "timestamptz_ne_date", "timestamptz_ne_timestamp",
    "timestamptz_out", "timestamptz_pl_interval", "timetz", "timezone", "to_char", "to_date", "to_json", "to_jsonb",
    "to_number", "to_regclass", "to_regcollation", "to_regnamespace", "to_regoper", "to_regoperator", "to_regproc",
    "to_regprocedure", "to_regrole", "to_regtype", "to_regtypemod", "to_timestamp", "to_tsquery", "to_tsvector",
    "transaction_timestamp", "ts_debug", "ts_headline", "ts_match_tq", "ts_match_tt", "ts_parse", "ts_token_type",
    "txid_current", "txid_current_if_assigned", "txid_current_snapshot", "txid_status", "uuidv4", "uuidv7", "version",
    "websearch_to_tsquery", "xml", "xml_is_well_formed"};
static_assert(std::is_sorted(builtin_functions.begin(), builtin_functions.end()));

// pgcrypto, uuid-ossp, unaccent, pg_trgm, hstore, tablefunc's generator.
constexpr std::array<std::string_view, 35> extension_functions{
    "crypt", "gen_random_bytes", "gen_random_uuid", "gen_salt", "hstore_to_json", "hstore_to_json_loose",
    "hstore_to_jsonb", "hstore_to_jsonb_loose", "normal_rand", "pgp_pub_decrypt", "pgp_pub_encrypt",
    "pgp_pub_encrypt_bytea", "pgp_sym_decrypt", "pgp_sym_encrypt", "pgp_sym_encrypt_bytea", "populate_record",
    "set_limit", "show_limit", "similarity_dist", "similarity_op", "strict_word_similarity_commutator_op",
    "strict_word_similarity_dist_commutator_op", "strict_word_similarity_dist_op", "strict_word_similarity_op",
    "unaccent", "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v3", "uuid_generate_v4", "uuid_generate_v5",
    "uuid_nil", "word_similarity_commutator_op", "word_similarity_dist_commutator_op", "word_similarity_dist_op",
    "word_similarity_op"};
static_assert(std::is_sorted(extension_functions.begin(), extension_functions.end()));

}  // namespace

bool reviewed_builtin(std::string_view name) noexcept {
  return std::binary_search(builtin_functions.begin(), builtin_functions.end(), name);
}

bool reviewed_extension(std::string_view name) noexcept {
  return std::binary_search(extension_functions.begin(), extension_functions.end(), name);
}

}  // namespace jaali::masking_rules::deciding

// MySQL's and MariaDB's native functions that a restricted caller may call: read one by one in the manuals of MySQL 8.0 to
// 9.7 and MariaDB 10.6 to 11.8. They reach nothing but their arguments, the clock, the session, and locks that have names.
// Left out: what reads files, runs a text, waits for another server, or lets the processor burn. Those whose errors and
// warnings print an argument are here: over protected columns the argument is a use, which is refused before.
#include <algorithm>
#include <array>

#include "masking_rules/decide/functions.h"

namespace jaali::masking_rules::deciding {
namespace {

constexpr std::array<std::string_view, 428> reviewed{
    "abs", "acos", "add_months", "adddate", "addtime", "aes_decrypt", "aes_encrypt", "any_value", "area", "asbinary",
    "ascii", "asin", "astext", "aswkb", "aswkt", "atan", "atan2", "avg", "bin", "bin_to_uuid", "bit_and", "bit_count",
    "bit_length", "bit_or", "bit_xor", "boundary", "buffer", "cast", "ceil", "ceiling", "centroid", "char", "char_length",
    "character_length", "charset", "chr", "coalesce", "coercibility", "collation", "column_add", "column_check",
    "column_create", "column_delete", "column_exists", "column_get", "column_json", "column_list", "compress", "concat",
    "concat_operator_oracle", "concat_ws", "connection_id", "contains", "conv", "convert", "convert_tz", "convexhull", "cos",
    "cot", "count", "crc32", "crc32c", "crosses", "cume_dist", "curdate", "current_date", "current_role", "current_time",
    "current_timestamp", "current_user", "curtime", "database", "date", "date_add", "date_format", "date_sub", "datediff",
    "day", "dayname", "dayofmonth", "dayofweek", "dayofyear", "decode", "decode_histogram", "decode_oracle", "default",
    "degrees", "dense_rank", "des_decrypt", "des_encrypt", "dimension", "disjoint", "distance", "distance_cosine", "elt",
    "encode", "encrypt", "endpoint", "envelope", "equals", "etag", "exp", "export_set", "exteriorring", "extract",
    "extractvalue", "field", "find_in_set", "first_value", "floor", "format", "format_bytes", "format_pico_time",
    "found_rows", "from_base64", "from_days", "from_unixtime", "from_vector", "geomcollection", "geomcollfromtext",
    "geomcollfromwkb", "geometrycollection", "geometrycollectionfromtext", "geometrycollectionfromwkb", "geometryfromtext",
    "geometryfromwkb", "geometryn", "geometrytype", "geomfromtext", "geomfromwkb", "get_format", "get_lock", "glength",
    "greatest", "group_concat", "grouping", "gtid_subset", "gtid_subtract", "hex", "hour", "icu_version", "if", "ifnull",
    "inet6_aton", "inet6_ntoa", "inet_aton", "inet_ntoa", "insert", "instr", "interiorringn", "intersects", "interval",
    "is_free_lock", "is_ipv4", "is_ipv4_compat", "is_ipv4_mapped", "is_ipv6", "is_used_lock", "is_uuid", "isclosed",
    "isempty", "isnull", "isring", "issimple", "json_array", "json_array_append", "json_array_insert",
    "json_array_intersect", "json_arrayagg", "json_compact", "json_contains", "json_contains_path", "json_depth",
    "json_detailed", "json_equals", "json_exists", "json_extract", "json_insert", "json_key_value", "json_keys",
    "json_length", "json_loose", "json_merge", "json_merge_patch", "json_merge_preserve", "json_normalize", "json_object",
    "json_object_filter_keys", "json_object_to_array", "json_objectagg", "json_overlaps", "json_pretty", "json_query",
    "json_quote", "json_remove", "json_replace", "json_schema_valid", "json_schema_validation_report", "json_search",
    "json_set", "json_storage_free", "json_storage_size", "json_type", "json_unquote", "json_valid", "json_value", "kdf",
    "lag", "last_day", "last_insert_id", "last_value", "lastval", "lcase", "lead", "least", "left", "length",
    "length_oracle", "lengthb", "linefromtext", "linefromwkb", "linestring", "linestringfromtext", "linestringfromwkb", "ln",
    "localtime", "localtimestamp", "locate", "log", "log10", "log2", "lower", "lpad", "lpad_oracle", "ltrim", "ltrim_oracle",
    "make_set", "makedate", "maketime", "match", "max", "md5", "median", "microsecond", "mid", "min", "minute",
    "mlinefromtext", "mlinefromwkb", "mod", "month", "monthname", "months_between", "mpointfromtext", "mpointfromwkb",
    "mpolyfromtext", "mpolyfromwkb", "multilinestring", "multilinestringfromtext", "multilinestringfromwkb", "multipoint",
    "multipointfromtext", "multipointfromwkb", "multipolygon", "multipolygonfromtext", "multipolygonfromwkb", "name_const",
    "natural_sort_key", "nextval", "now", "nth_value", "ntile", "nullif", "numgeometries", "numinteriorrings", "numpoints",
    "nvl", "nvl2", "oct", "octet_length", "old_password", "ord", "overlaps", "password", "percent_rank", "percentile_cont",
    "percentile_disc", "period_add", "period_diff", "pi", "point", "pointfromtext", "pointfromwkb", "pointn",
    "pointonsurface", "polyfromtext", "polyfromwkb", "polygon", "polygonfromtext", "polygonfromwkb", "position", "pow",
    "power", "ps_current_thread_id", "ps_thread_id", "quarter", "quote", "radians", "rand", "random_bytes", "rank",
    "regexp_instr", "regexp_like", "regexp_replace", "regexp_substr", "release_all_locks", "release_lock", "repeat",
    "replace", "replace_oracle", "reverse", "right", "roles_graphml", "round", "row_count", "row_number", "rownum", "rpad",
    "rpad_oracle", "rtrim", "rtrim_oracle", "schema", "sec_to_time", "second", "session_user", "setval", "sformat", "sha",
    "sha1", "sha2", "sign", "sin", "sleep", "soundex", "space", "sqrt", "srid", "startpoint", "statement_digest",
    "statement_digest_text", "std", "stddev", "stddev_pop", "stddev_samp", "str_to_date", "strcmp", "string_to_vector",
    "subdate", "substr", "substr_oracle", "substring", "substring_index", "subtime", "sum", "sys_guid", "sysdate",
    "system_user", "tan", "time", "time_format", "time_to_sec", "timediff", "timestamp", "timestampadd", "timestampdiff",
    "to_base64", "to_char", "to_date", "to_days", "to_number", "to_seconds", "to_vector", "touches", "trim", "trim_oracle",
    "trunc", "truncate", "ucase", "uncompress", "uncompressed_length", "unhex", "unix_timestamp", "updatexml", "upper",
    "user", "utc_date", "utc_time", "utc_timestamp", "uuid", "uuid_short", "uuid_to_bin", "uuid_v4", "uuid_v7",
    "validate_password_strength", "values", "var_pop", "var_samp", "variance", "vec_distance", "vec_distance_cosine",
    "vec_distance_euclidean", "vec_fromtext", "vec_totext", "vector_dim", "vector_distance", "vector_to_string", "version",
    "week", "weekday", "weekofyear", "weight_string", "within", "wsrep_last_seen_gtid", "wsrep_last_written_gtid", "x", "y",
    "year", "yearweek"};

/// Known, and refused by name; a name on neither list is unknown, as the server would say it.
constexpr std::array<std::string_view, 19> dangerous{
    "asynchronous_connection_failover_add_managed", "asynchronous_connection_failover_add_source",
    "asynchronous_connection_failover_delete_managed", "asynchronous_connection_failover_delete_source",
    "asynchronous_connection_failover_reset", "benchmark", "binlog_gtid_pos", "group_replication_set_as_primary",
    "load_file", "master_gtid_wait", "master_pos_wait", "source_pos_wait", "sys_eval", "sys_exec", "sys_get", "sys_set",
    "wait_for_executed_gtid_set", "wait_until_sql_thread_after_gtids", "wsrep_sync_wait_upto_gtid"};

static_assert(std::is_sorted(reviewed.begin(), reviewed.end()) && std::is_sorted(dangerous.begin(), dangerous.end()));

}  // namespace

Native native_function(std::string_view name) noexcept {
  // The spatial functions of the standard, all of which only compute.
  if (name.starts_with("st_") || name.starts_with("mbr")) return Native::reviewed;
  if (std::binary_search(reviewed.begin(), reviewed.end(), name)) return Native::reviewed;
  return std::binary_search(dangerous.begin(), dangerous.end(), name) ? Native::refused : Native::unknown;
}

}  // namespace jaali::masking_rules::deciding

#pragma once
// The words of MySQL's and MariaDB's grammars, as the servers list them (information_schema.KEYWORDS) and treat them: which
// are reserved, and which mean a native function only with a bracket right behind them. `Keyword("SELECT")` is found at
// compile time, so that a misspelt word in the parser does not compile.
#include <array>
#include <cstdint>
#include <string_view>

#include "sql/dialect.h"

namespace jaali::sql {

struct KeywordEntry {
  enum : std::uint8_t { mysql_reserved = 1, mariadb_reserved = 2, mysql_function = 4, mariadb_function = 8 };
  std::string_view word;
  std::uint8_t flags;
};

inline constexpr auto mysql_keywords = std::to_array<KeywordEntry>({
    {"ABSENT", 0}, {"ACCESSIBLE", 3}, {"ACCOUNT", 0}, {"ACTION", 0}, {"ACTIVE", 0}, {"ADD", 3}, {"ADDDATE", 12}, {"ADMIN", 0}, {"AFTER", 0},
    {"AGAINST", 0}, {"AGGREGATE", 0}, {"ALGORITHM", 0}, {"ALL", 3}, {"ALLOW_MISSING_FILES", 0}, {"ALTER", 3}, {"ALWAYS", 0}, {"ANALYSE", 0},
    {"ANALYZE", 3}, {"AND", 3}, {"ANY", 0}, {"ARRAY", 0}, {"AS", 3}, {"ASC", 3}, {"ASCII", 0}, {"ASENSITIVE", 3},
    {"ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS", 0}, {"AT", 0}, {"ATOMIC", 0}, {"ATTRIBUTE", 0}, {"AUTHENTICATION", 0}, {"AUTHORS", 0}, {"AUTO", 0},
    {"AUTOEXTEND_SIZE", 0}, {"AUTO_INCREMENT", 0}, {"AUTO_REFRESH", 0}, {"AUTO_REFRESH_SOURCE", 0}, {"AVG", 0}, {"AVG_ROW_LENGTH", 0}, {"BACKUP", 0},
    {"BEFORE", 3}, {"BEGIN", 0}, {"BERNOULLI", 0}, {"BETWEEN", 3}, {"BIGINT", 3}, {"BINARY", 3}, {"BINLOG", 0}, {"BIT", 0}, {"BIT_AND", 12},
    {"BIT_OR", 12}, {"BIT_XOR", 12}, {"BLOB", 3}, {"BLOCK", 0}, {"BLOCK_COMMIT", 0}, {"BLOCK_DDL", 0}, {"BODY", 0}, {"BOOL", 0}, {"BOOLEAN", 0},
    {"BOTH", 3}, {"BTREE", 0}, {"BUCKETS", 0}, {"BULK", 0}, {"BY", 3}, {"BYTE", 0}, {"CACHE", 0}, {"CALL", 3}, {"CASCADE", 3}, {"CASCADED", 0},
    {"CASE", 3}, {"CAST", 12}, {"CATALOG_NAME", 0}, {"CHAIN", 0}, {"CHALLENGE_RESPONSE", 0}, {"CHANGE", 3}, {"CHANGED", 0}, {"CHANNEL", 0},
    {"CHAR", 3}, {"CHARACTER", 3}, {"CHARSET", 0}, {"CHECK", 3}, {"CHECKPOINT", 0}, {"CHECKSUM", 0}, {"CIPHER", 0}, {"CLASS_ORIGIN", 0},
    {"CLIENT", 0}, {"CLIENT_STATISTICS", 0}, {"CLOB", 0}, {"CLONE", 0}, {"CLOSE", 0}, {"CLUSTERING", 0}, {"COALESCE", 0}, {"COALESCE_PARTITION", 0},
    {"CODE", 0}, {"COLLATE", 3}, {"COLLATION", 0}, {"COLUMN", 3}, {"COLUMNS", 0}, {"COLUMN_ADD", 0}, {"COLUMN_CHECK", 0}, {"COLUMN_CREATE", 0},
    {"COLUMN_DELETE", 0}, {"COLUMN_FORMAT", 0}, {"COLUMN_GET", 0}, {"COLUMN_NAME", 0}, {"COMMENT", 0}, {"COMMIT", 0}, {"COMMITTED", 0},
    {"COMPACT", 0}, {"COMPLETION", 0}, {"COMPONENT", 0}, {"COMPRESSED", 0}, {"COMPRESSION", 0}, {"CONCURRENT", 0}, {"CONDITION", 3},
    {"CONNECTION", 0}, {"CONSISTENT", 0}, {"CONSTRAINT", 3}, {"CONSTRAINT_CATALOG", 0}, {"CONSTRAINT_NAME", 0}, {"CONSTRAINT_SCHEMA", 0},
    {"CONTAINS", 0}, {"CONTEXT", 0}, {"CONTINUE", 3}, {"CONTRIBUTORS", 0}, {"CONVERT", 3}, {"COUNT", 12}, {"CPU", 0}, {"CREATE", 3}, {"CROSS", 3},
    {"CSV", 0}, {"CUBE", 1}, {"CUME_DIST", 9}, {"CURDATE", 12}, {"CURRENT", 0}, {"CURRENT_DATE", 3}, {"CURRENT_POS", 0}, {"CURRENT_ROLE", 2},
    {"CURRENT_TIME", 3}, {"CURRENT_TIMESTAMP", 3}, {"CURRENT_USER", 3}, {"CURSOR", 3}, {"CURSOR_NAME", 0}, {"CURTIME", 12}, {"CYCLE", 0}, {"D", 0},
    {"DATA", 0}, {"DATABASE", 1}, {"DATABASES", 3}, {"DATAFILE", 0}, {"DATE", 0}, {"DATETIME", 0}, {"DATE_ADD", 12}, {"DATE_SUB", 12}, {"DAY", 0},
    {"DAY_HOUR", 3}, {"DAY_MICROSECOND", 3}, {"DAY_MINUTE", 3}, {"DAY_SECOND", 3}, {"DEALLOCATE", 0}, {"DEC", 3}, {"DECIMAL", 3}, {"DECLARE", 3},
    {"DEFAULT", 3}, {"DEFAULT_AUTH", 0}, {"DEFINER", 0}, {"DEFINITION", 0}, {"DELAYED", 3}, {"DELAY_KEY_WRITE", 0}, {"DELETE", 3},
    {"DELETE_DOMAIN_ID", 2}, {"DENSE_RANK", 9}, {"DESC", 3}, {"DESCRIBE", 3}, {"DESCRIPTION", 0}, {"DES_KEY_FILE", 0}, {"DETERMINISTIC", 3},
    {"DIAGNOSTICS", 0}, {"DIRECTORY", 0}, {"DISABLE", 0}, {"DISABLED", 0}, {"DISCARD", 0}, {"DISK", 0}, {"DISTINCT", 3}, {"DISTINCTROW", 3},
    {"DIV", 3}, {"DO", 0}, {"DOUBLE", 3}, {"DO_DOMAIN_IDS", 2}, {"DROP", 3}, {"DUAL", 3}, {"DUALITY", 0}, {"DUMPFILE", 0}, {"DUPLICATE", 0},
    {"DYNAMIC", 0}, {"EACH", 3}, {"ELSE", 3}, {"ELSEIF", 3}, {"ELSIF", 0}, {"EMPTY", 1}, {"ENABLE", 0}, {"ENCLOSED", 3}, {"ENCRYPTION", 0},
    {"END", 0}, {"ENDS", 0}, {"ENFORCED", 0}, {"ENGINE", 0}, {"ENGINES", 0}, {"ENGINE_ATTRIBUTE", 0}, {"ENUM", 0}, {"ERROR", 0}, {"ERRORS", 0},
    {"ESCAPE", 0}, {"ESCAPED", 3}, {"EVENT", 0}, {"EVENTS", 0}, {"EVERY", 0}, {"EXAMINED", 0}, {"EXCEPT", 3}, {"EXCEPTION", 0}, {"EXCHANGE", 0},
    {"EXCLUDE", 0}, {"EXECUTE", 0}, {"EXISTS", 3}, {"EXIT", 3}, {"EXPANSION", 0}, {"EXPIRE", 0}, {"EXPLAIN", 3}, {"EXPORT", 0}, {"EXTENDED", 0},
    {"EXTENT_SIZE", 0}, {"EXTERNAL", 1}, {"EXTERNAL_FORMAT", 0}, {"EXTRACT", 12}, {"FACTOR", 0}, {"FAILED_LOGIN_ATTEMPTS", 0}, {"FALSE", 3},
    {"FAST", 0}, {"FAULTS", 0}, {"FEDERATED", 0}, {"FETCH", 3}, {"FIELDS", 0}, {"FILE", 0}, {"FILES", 0}, {"FILE_BLOCK_SIZE", 0}, {"FILE_FORMAT", 0},
    {"FILE_NAME", 0}, {"FILE_PATTERN", 0}, {"FILE_PREFIX", 0}, {"FILTER", 0}, {"FINISH", 0}, {"FIRST", 0}, {"FIRST_VALUE", 9}, {"FIXED", 0},
    {"FLOAT", 3}, {"FLOAT4", 3}, {"FLOAT8", 3}, {"FLUSH", 0}, {"FOLLOWING", 0}, {"FOLLOWS", 0}, {"FOR", 3}, {"FORCE", 3}, {"FOREIGN", 3},
    {"FORMAT", 0}, {"FOUND", 0}, {"FRAC_SECOND", 0}, {"FROM", 3}, {"FULL", 0}, {"FULLTEXT", 3}, {"FUNCTION", 1}, {"GENERAL", 0}, {"GENERATE", 0},
    {"GENERATED", 1}, {"GEOMCOLLECTION", 0}, {"GEOMETRY", 0}, {"GEOMETRYCOLLECTION", 0}, {"GET", 1}, {"GET_FORMAT", 0}, {"GET_SOURCE_PUBLIC_KEY", 0},
    {"GLOBAL", 0}, {"GOTO", 0}, {"GRANT", 3}, {"GRANTS", 0}, {"GROUP", 3}, {"GROUPING", 1}, {"GROUPS", 1}, {"GROUP_CONCAT", 12},
    {"GROUP_REPLICATION", 0}, {"GTID", 0}, {"GTIDS", 0}, {"GTID_ONLY", 0}, {"GUIDED", 0}, {"HANDLER", 0}, {"HARD", 0}, {"HASH", 0}, {"HAVING", 3},
    {"HEADER", 0}, {"HELP", 0}, {"HIGH_PRIORITY", 3}, {"HISTOGRAM", 0}, {"HISTORY", 0}, {"HOST", 0}, {"HOSTS", 0}, {"HOST_CACHE", 0},
    {"HOTBACKUP", 0}, {"HOUR", 0}, {"HOUR_MICROSECOND", 3}, {"HOUR_MINUTE", 3}, {"HOUR_SECOND", 3}, {"ID", 0}, {"IDENTIFIED", 0}, {"IF", 3},
    {"IGNORE", 3}, {"IGNORED", 0}, {"IGNORE_DOMAIN_IDS", 2}, {"IGNORE_SERVER_IDS", 0}, {"IMMEDIATE", 0}, {"IMPORT", 0}, {"IN", 3}, {"INACTIVE", 0},
    {"INCREMENT", 0}, {"INDEX", 3}, {"INDEXES", 0}, {"INDEX_STATISTICS", 0}, {"INET4", 0}, {"INET6", 0}, {"INFILE", 3}, {"INITIAL", 0},
    {"INITIAL_SIZE", 0}, {"INITIATE", 0}, {"INNER", 3}, {"INOUT", 3}, {"INSENSITIVE", 3}, {"INSERT", 3}, {"INSERT_METHOD", 0}, {"INSTALL", 0},
    {"INSTANCE", 0}, {"INT", 3}, {"INT1", 3}, {"INT2", 3}, {"INT3", 3}, {"INT4", 3}, {"INT8", 3}, {"INTEGER", 3}, {"INTERSECT", 3}, {"INTERVAL", 3},
    {"INTO", 3}, {"INVISIBLE", 0}, {"INVOKER", 0}, {"IO", 0}, {"IO_AFTER_GTIDS", 1}, {"IO_BEFORE_GTIDS", 1}, {"IO_THREAD", 0}, {"IPC", 0}, {"IS", 3},
    {"ISOLATION", 0}, {"ISOPEN", 0}, {"ISSUER", 0}, {"ITERATE", 3}, {"JOIN", 3}, {"JSON", 0}, {"JSON_ARRAYAGG", 12}, {"JSON_DUALITY_OBJECT", 4},
    {"JSON_OBJECTAGG", 12}, {"JSON_TABLE", 1}, {"JSON_VALUE", 0}, {"KEY", 3}, {"KEYRING", 0}, {"KEYS", 3}, {"KEY_BLOCK_SIZE", 0}, {"KILL", 3},
    {"LAG", 9}, {"LANGUAGE", 0}, {"LAST", 0}, {"LASTVAL", 0}, {"LAST_VALUE", 9}, {"LATERAL", 1}, {"LEAD", 9}, {"LEADING", 3}, {"LEAVE", 3},
    {"LEAVES", 0}, {"LEFT", 3}, {"LESS", 0}, {"LEVEL", 0}, {"LIBRARY", 1}, {"LIKE", 3}, {"LIMIT", 3}, {"LINEAR", 3}, {"LINES", 3}, {"LINESTRING", 0},
    {"LIST", 0}, {"LOAD", 3}, {"LOCAL", 0}, {"LOCALES", 0}, {"LOCALTIME", 3}, {"LOCALTIMES", 0}, {"LOCALTIMESTAMP", 3}, {"LOCK", 3}, {"LOCKED", 0},
    {"LOCKS", 0}, {"LOG", 0}, {"LOGFILE", 0}, {"LOGS", 0}, {"LONG", 3}, {"LONGBLOB", 3}, {"LONGTEXT", 3}, {"LOOP", 3}, {"LOW_PRIORITY", 3},
    {"MANUAL", 0}, {"MASKING", 0}, {"MASTER", 0}, {"MASTER_CONNECT_RETRY", 0}, {"MASTER_DELAY", 0}, {"MASTER_DEMOTE_TO_REPLICA", 2},
    {"MASTER_DEMOTE_TO_SLAVE", 2}, {"MASTER_GTID_POS", 0}, {"MASTER_HEARTBEAT_PERIOD", 0}, {"MASTER_HOST", 0}, {"MASTER_LOG_FILE", 0},
    {"MASTER_LOG_POS", 0}, {"MASTER_PASSWORD", 0}, {"MASTER_PORT", 0}, {"MASTER_SERVER_ID", 0}, {"MASTER_SSL", 0}, {"MASTER_SSL_CA", 0},
    {"MASTER_SSL_CAPATH", 0}, {"MASTER_SSL_CERT", 0}, {"MASTER_SSL_CIPHER", 0}, {"MASTER_SSL_CRL", 0}, {"MASTER_SSL_CRLPATH", 0},
    {"MASTER_SSL_KEY", 0}, {"MASTER_SSL_VERIFY_SERVER_CERT", 2}, {"MASTER_USER", 0}, {"MASTER_USE_GTID", 0}, {"MATCH", 3}, {"MATERIALIZED", 0},
    {"MAX", 12}, {"MAXVALUE", 3}, {"MAX_CONNECTIONS_PER_HOUR", 0}, {"MAX_QUERIES_PER_HOUR", 0}, {"MAX_ROWS", 0}, {"MAX_SIZE", 0},
    {"MAX_STATEMENT_TIME", 0}, {"MAX_UPDATES_PER_HOUR", 0}, {"MAX_USER_CONNECTIONS", 0}, {"MEDIAN", 8}, {"MEDIUM", 0}, {"MEDIUMBLOB", 3},
    {"MEDIUMINT", 3}, {"MEDIUMTEXT", 3}, {"MEMBER", 0}, {"MEMORY", 0}, {"MERGE", 0}, {"MESSAGE_TEXT", 0}, {"METADATA", 0}, {"MICROSECOND", 0},
    {"MID", 12}, {"MIDDLEINT", 3}, {"MIGRATE", 0}, {"MIN", 12}, {"MINUS", 0}, {"MINUTE", 0}, {"MINUTE_MICROSECOND", 3}, {"MINUTE_SECOND", 3},
    {"MINVALUE", 0}, {"MIN_ROWS", 0}, {"MOD", 3}, {"MODE", 0}, {"MODIFIES", 3}, {"MODIFY", 0}, {"MONITOR", 0}, {"MONTH", 0}, {"MULTILINESTRING", 0},
    {"MULTIPOINT", 0}, {"MULTIPOLYGON", 0}, {"MUTEX", 0}, {"MYSQL", 0}, {"MYSQL_ERRNO", 0}, {"NAME", 0}, {"NAMES", 0}, {"NATIONAL", 0},
    {"NATURAL", 3}, {"NCHAR", 0}, {"NDB", 0}, {"NDBCLUSTER", 0}, {"NESTED", 0}, {"NETWORK_NAMESPACE", 0}, {"NEVER", 0}, {"NEW", 0}, {"NEXT", 0},
    {"NEXTVAL", 0}, {"NO", 0}, {"NOCACHE", 0}, {"NOCOPY", 0}, {"NOCYCLE", 0}, {"NODEGROUP", 0}, {"NOMAXVALUE", 0}, {"NOMINVALUE", 0},
    {"NONBLOCKING", 0}, {"NONE", 0}, {"NOT", 3}, {"NOTFOUND", 0}, {"NOW", 12}, {"NOWAIT", 0}, {"NO_WAIT", 0}, {"NO_WRITE_TO_BINLOG", 3},
    {"NTH_VALUE", 9}, {"NTILE", 9}, {"NULL", 3}, {"NULLS", 0}, {"NUMBER", 0}, {"NUMERIC", 3}, {"NVARCHAR", 0}, {"OBJECT", 0}, {"OF", 1}, {"OFF", 0},
    {"OFFLINE", 0}, {"OFFSET", 2}, {"OJ", 0}, {"OLD", 0}, {"OLD_PASSWORD", 0}, {"ON", 3}, {"ONE", 0}, {"ONLINE", 0}, {"ONLY", 0}, {"OPEN", 0},
    {"OPTIMIZE", 3}, {"OPTIMIZER_COSTS", 1}, {"OPTION", 1}, {"OPTIONAL", 0}, {"OPTIONALLY", 3}, {"OPTIONS", 0}, {"OR", 3}, {"ORDER", 3},
    {"ORDINALITY", 0}, {"ORGANIZATION", 0}, {"OTHERS", 0}, {"OUT", 3}, {"OUTER", 3}, {"OUTFILE", 3}, {"OVER", 3}, {"OVERLAPS", 0}, {"OWNER", 0},
    {"PACKAGE", 0}, {"PACK_KEYS", 0}, {"PAGE", 0}, {"PAGE_CHECKSUM", 2}, {"PARALLEL", 0}, {"PARAMETERS", 0}, {"PARSER", 0}, {"PARSE_TREE", 0},
    {"PARSE_VCOL_EXPR", 2}, {"PARTIAL", 0}, {"PARTITION", 3}, {"PARTITIONING", 0}, {"PARTITIONS", 0}, {"PASSWORD", 0}, {"PASSWORD_LOCK_TIME", 0},
    {"PATH", 0}, {"PERCENT", 0}, {"PERCENTILE_CONT", 8}, {"PERCENTILE_DISC", 8}, {"PERCENT_RANK", 9}, {"PERIOD", 0}, {"PERSIST", 0},
    {"PERSISTENT", 0}, {"PERSIST_ONLY", 0}, {"PHASE", 0}, {"PLUGIN", 0}, {"PLUGINS", 0}, {"PLUGIN_DIR", 0}, {"POINT", 0}, {"POLICY", 0},
    {"POLYGON", 0}, {"PORT", 0}, {"PORTION", 2}, {"POSITION", 12}, {"PRECEDES", 0}, {"PRECEDING", 0}, {"PRECISION", 3}, {"PREPARE", 0},
    {"PRESERVE", 0}, {"PREV", 0}, {"PREVIOUS", 0}, {"PRIMARY", 3}, {"PRIVILEGES", 0}, {"PRIVILEGE_CHECKS_USER", 0}, {"PROCEDURE", 3}, {"PROCESS", 0},
    {"PROCESSLIST", 0}, {"PROFILE", 0}, {"PROFILES", 0}, {"PROXY", 0}, {"PURGE", 3}, {"QUALIFY", 1}, {"QUARTER", 0}, {"QUERY", 0},
    {"QUERY_RESPONSE_TIME", 0}, {"QUICK", 0}, {"RAISE", 0}, {"RANDOM", 0}, {"RANGE", 3}, {"RANK", 9}, {"RAW", 0}, {"READ", 3}, {"READS", 3},
    {"READ_ONLY", 0}, {"READ_WRITE", 3}, {"REAL", 3}, {"REBUILD", 0}, {"RECORD", 0}, {"RECOVER", 0}, {"RECURSIVE", 3}, {"REDOFILE", 0},
    {"REDO_BUFFER_SIZE", 0}, {"REDUNDANT", 0}, {"REFERENCE", 0}, {"REFERENCES", 3}, {"REF_SYSTEM_ID", 2}, {"REGEXP", 3}, {"REGISTRATION", 0},
    {"RELATIONAL", 0}, {"RELAY", 0}, {"RELAYLOG", 0}, {"RELAY_LOG_FILE", 0}, {"RELAY_LOG_POS", 0}, {"RELAY_THREAD", 0}, {"RELEASE", 3}, {"RELOAD", 0},
    {"REMOVE", 0}, {"RENAME", 3}, {"REORGANIZE", 0}, {"REPAIR", 0}, {"REPEAT", 3}, {"REPEATABLE", 0}, {"REPLACE", 3}, {"REPLAY", 0}, {"REPLICA", 0},
    {"REPLICAS", 0}, {"REPLICATE_DO_DB", 0}, {"REPLICATE_DO_TABLE", 0}, {"REPLICATE_IGNORE_DB", 0}, {"REPLICATE_IGNORE_TABLE", 0},
    {"REPLICATE_REWRITE_DB", 0}, {"REPLICATE_WILD_DO_TABLE", 0}, {"REPLICATE_WILD_IGNORE_TABLE", 0}, {"REPLICATION", 0}, {"REPLICA_POS", 0},
    {"REQUIRE", 3}, {"REQUIRE_ROW_FORMAT", 0}, {"REQUIRE_TABLE_PRIMARY_KEY_CHECK", 0}, {"RESET", 0}, {"RESIGNAL", 3}, {"RESOURCE", 0}, {"RESPECT", 0},
    {"RESTART", 0}, {"RESTORE", 0}, {"RESTRICT", 3}, {"RESUME", 0}, {"RETAIN", 0}, {"RETURN", 3}, {"RETURNED_SQLSTATE", 0}, {"RETURNING", 2},
    {"RETURNS", 0}, {"REUSE", 0}, {"REVERSE", 0}, {"REVOKE", 3}, {"RIGHT", 3}, {"RLIKE", 3}, {"ROLE", 0}, {"ROLES", 0}, {"ROLLBACK", 0},
    {"ROLLUP", 0}, {"ROTATE", 0}, {"ROUTINE", 0}, {"ROW", 1}, {"ROWCOUNT", 0}, {"ROWNUM", 0}, {"ROWS", 3}, {"ROWTYPE", 0}, {"ROW_COUNT", 0},
    {"ROW_FORMAT", 0}, {"ROW_NUMBER", 11}, {"RTREE", 0}, {"S3", 0}, {"SAVEPOINT", 0}, {"SCALAR", 0}, {"SCHEDULE", 0}, {"SCHEMA", 1}, {"SCHEMAS", 3},
    {"SCHEMA_NAME", 0}, {"SECOND", 0}, {"SECONDARY", 0}, {"SECONDARY_ENGINE", 0}, {"SECONDARY_ENGINE_ATTRIBUTE", 0}, {"SECONDARY_LOAD", 0},
    {"SECONDARY_UNLOAD", 0}, {"SECOND_MICROSECOND", 3}, {"SECURITY", 0}, {"SELECT", 3}, {"SENSITIVE", 3}, {"SEPARATOR", 3}, {"SEQUENCE", 0},
    {"SERIAL", 0}, {"SERIALIZABLE", 0}, {"SERVER", 0}, {"SESSION", 0}, {"SESSION_USER", 12}, {"SET", 3}, {"SETS", 0}, {"SETVAL", 0}, {"SHARE", 0},
    {"SHOW", 3}, {"SHUTDOWN", 0}, {"SIGNAL", 3}, {"SIGNED", 0}, {"SIMPLE", 0}, {"SKIP", 0}, {"SKIP_LOCKED", 0}, {"SLAVE", 0}, {"SLAVES", 0},
    {"SLAVE_POS", 0}, {"SLOW", 0}, {"SMALLINT", 3}, {"SNAPSHOT", 0}, {"SOCKET", 0}, {"SOFT", 0}, {"SOME", 0}, {"SONAME", 0}, {"SOUNDS", 0},
    {"SOURCE", 0}, {"SOURCE_AUTO_POSITION", 0}, {"SOURCE_BIND", 0}, {"SOURCE_COMPRESSION_ALGORITHMS", 0}, {"SOURCE_CONNECTION_AUTO_FAILOVER", 0},
    {"SOURCE_CONNECT_RETRY", 0}, {"SOURCE_DELAY", 0}, {"SOURCE_HEARTBEAT_PERIOD", 0}, {"SOURCE_HOST", 0}, {"SOURCE_LOG_FILE", 0},
    {"SOURCE_LOG_POS", 0}, {"SOURCE_PASSWORD", 0}, {"SOURCE_PORT", 0}, {"SOURCE_PUBLIC_KEY_PATH", 0}, {"SOURCE_RETRY_COUNT", 0}, {"SOURCE_SSL", 0},
    {"SOURCE_SSL_CA", 0}, {"SOURCE_SSL_CAPATH", 0}, {"SOURCE_SSL_CERT", 0}, {"SOURCE_SSL_CIPHER", 0}, {"SOURCE_SSL_CRL", 0},
    {"SOURCE_SSL_CRLPATH", 0}, {"SOURCE_SSL_KEY", 0}, {"SOURCE_SSL_VERIFY_SERVER_CERT", 0}, {"SOURCE_TLS_CIPHERSUITES", 0}, {"SOURCE_TLS_VERSION", 0},
    {"SOURCE_USER", 0}, {"SOURCE_ZSTD_COMPRESSION_LEVEL", 0}, {"SPATIAL", 3}, {"SPECIFIC", 3}, {"SQL", 3}, {"SQLEXCEPTION", 3}, {"SQLSTATE", 3},
    {"SQLWARNING", 3}, {"SQL_AFTER_GTIDS", 0}, {"SQL_AFTER_MTS_GAPS", 0}, {"SQL_BEFORE_GTIDS", 0}, {"SQL_BIG_RESULT", 3}, {"SQL_BUFFER_RESULT", 0},
    {"SQL_CACHE", 0}, {"SQL_CALC_FOUND_ROWS", 3}, {"SQL_NO_CACHE", 0}, {"SQL_SMALL_RESULT", 3}, {"SQL_THREAD", 0}, {"SQL_TSI_DAY", 0},
    {"SQL_TSI_HOUR", 0}, {"SQL_TSI_MINUTE", 0}, {"SQL_TSI_MONTH", 0}, {"SQL_TSI_QUARTER", 0}, {"SQL_TSI_SECOND", 0}, {"SQL_TSI_WEEK", 0},
    {"SQL_TSI_YEAR", 0}, {"SRID", 0}, {"SSL", 3}, {"STACKED", 0}, {"STAGE", 0}, {"START", 0}, {"STARTING", 3}, {"STARTS", 0}, {"STATEMENT", 0},
    {"STATS_AUTO_RECALC", 2}, {"STATS_PERSISTENT", 2}, {"STATS_SAMPLE_PAGES", 2}, {"STATUS", 0}, {"STD", 12}, {"STDDEV", 12}, {"STDDEV_POP", 12},
    {"STDDEV_SAMP", 12}, {"STOP", 0}, {"STORAGE", 0}, {"STORED", 1}, {"STRAIGHT_JOIN", 3}, {"STREAM", 0}, {"STRICT_LOAD", 0}, {"STRING", 0},
    {"ST_COLLECT", 4}, {"SUBCLASS_ORIGIN", 0}, {"SUBDATE", 12}, {"SUBJECT", 0}, {"SUBPARTITION", 0}, {"SUBPARTITIONS", 0}, {"SUBSTR", 12},
    {"SUBSTRING", 12}, {"SUM", 12}, {"SUPER", 0}, {"SUSPEND", 0}, {"SWAPS", 0}, {"SWITCHES", 0}, {"SYSDATE", 12}, {"SYSTEM", 1}, {"SYSTEM_TIME", 0},
    {"SYSTEM_USER", 12}, {"T", 0}, {"TABLE", 3}, {"TABLES", 0}, {"TABLESAMPLE", 1}, {"TABLESPACE", 0}, {"TABLE_CHECKSUM", 0}, {"TABLE_NAME", 0},
    {"TABLE_STATISTICS", 0}, {"TEMPORARY", 0}, {"TEMPTABLE", 0}, {"TERMINATED", 3}, {"TEXT", 0}, {"THAN", 0}, {"THEN", 3}, {"THREADS", 0},
    {"THREAD_PRIORITY", 0}, {"TIES", 0}, {"TIME", 0}, {"TIMESTAMP", 0}, {"TIMESTAMPADD", 0}, {"TIMESTAMPDIFF", 0}, {"TINYBLOB", 3}, {"TINYINT", 3},
    {"TINYTEXT", 3}, {"TLS", 0}, {"TO", 3}, {"TRADITIONAL", 0}, {"TRAILING", 3}, {"TRANSACTION", 0}, {"TRANSACTIONAL", 0}, {"TREE", 0},
    {"TRIGGER", 3}, {"TRIGGERS", 0}, {"TRIM", 12}, {"TRIM_ORACLE", 8}, {"TRUE", 3}, {"TRUNCATE", 0}, {"TS", 0}, {"TYPE", 0}, {"TYPES", 0},
    {"UNBOUNDED", 0}, {"UNCOMMITTED", 0}, {"UNDEFINED", 0}, {"UNDO", 3}, {"UNDOFILE", 0}, {"UNDO_BUFFER_SIZE", 0}, {"UNICODE", 0}, {"UNINSTALL", 0},
    {"UNION", 3}, {"UNIQUE", 3}, {"UNKNOWN", 0}, {"UNLOCK", 3}, {"UNREGISTER", 0}, {"UNSIGNED", 3}, {"UNTIL", 0}, {"UPDATE", 3}, {"UPGRADE", 0},
    {"URI", 0}, {"URL", 0}, {"USAGE", 3}, {"USE", 3}, {"USER", 0}, {"USER_RESOURCES", 0}, {"USER_STATISTICS", 0}, {"USER_VARIABLES", 0},
    {"USE_FRM", 0}, {"USING", 3}, {"UTC_DATE", 3}, {"UTC_TIME", 3}, {"UTC_TIMESTAMP", 3}, {"UUID", 0}, {"VALIDATE", 0}, {"VALIDATION", 0},
    {"VALUE", 0}, {"VALUES", 3}, {"VARBINARY", 3}, {"VARCHAR", 3}, {"VARCHAR2", 0}, {"VARCHARACTER", 3}, {"VARIABLES", 0}, {"VARIANCE", 12},
    {"VARYING", 3}, {"VAR_POP", 12}, {"VAR_SAMP", 12}, {"VCPU", 0}, {"VECTOR", 0}, {"VERIFY_KEY_CONSTRAINTS", 0}, {"VERSIONING", 0}, {"VIA", 0},
    {"VIEW", 0}, {"VIRTUAL", 1}, {"VISIBLE", 0}, {"WAIT", 0}, {"WARNINGS", 0}, {"WEEK", 0}, {"WEIGHT_STRING", 0}, {"WHEN", 3}, {"WHERE", 3},
    {"WHILE", 3}, {"WINDOW", 1}, {"WITH", 3}, {"WITHIN", 0}, {"WITHOUT", 0}, {"WORK", 0}, {"WRAPPER", 0}, {"WRITE", 3}, {"X509", 0}, {"XA", 0},
    {"XID", 0}, {"XML", 0}, {"XMLDATA", 0}, {"XMLTYPE", 0}, {"XOR", 3}, {"YEAR", 0}, {"YEAR_MONTH", 3}, {"ZEROFILL", 3}, {"ZONE", 0},
});

/// One word of the list; 0 is none of them.
struct Keyword {
  std::uint16_t id = 0;

  constexpr Keyword() = default;
  consteval Keyword(const char* word) : id(place(word)) {}  // NOLINT(google-explicit-constructor): take("FROM")
  constexpr explicit Keyword(std::uint16_t number) : id(number) {}
  bool operator==(const Keyword&) const = default;
  [[nodiscard]] constexpr std::string_view text() const noexcept { return id ? mysql_keywords[id - 1U].word : std::string_view{}; }
  [[nodiscard]] constexpr bool reserved(Dialect dialect) const noexcept {
    return id && (mysql_keywords[id - 1U].flags & (dialect == Dialect::mysql ? KeywordEntry::mysql_reserved : KeywordEntry::mariadb_reserved)) != 0;
  }
  /// A word only right before a bracket (server: sql_functions, SYM_FN).
  [[nodiscard]] constexpr bool function(Dialect dialect) const noexcept {
    return id && (mysql_keywords[id - 1U].flags & (dialect == Dialect::mysql ? KeywordEntry::mysql_function : KeywordEntry::mariadb_function)) != 0;
  }

 private:
  static consteval std::uint16_t place(std::string_view word) {
    std::size_t low = 0, high = mysql_keywords.size();
    while (low < high) {
      const auto middle = (low + high) / 2;
      if (mysql_keywords[middle].word < word) low = middle + 1;
      else high = middle;
    }
    if (low == mysql_keywords.size() || mysql_keywords[low].word != word) throw "not in the list";
    return static_cast<std::uint16_t>(low + 1);
  }
};

/// The keyword that `word` is, whatever its case.
[[nodiscard]] Keyword find_keyword(std::string_view word) noexcept;

}  // namespace jaali::sql

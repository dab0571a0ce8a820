// Rules over a MySQL server's catalog: two-part names by the server's own rules of case, what the server knows of
// values, drift by names.
#include "tests/unit/masking_rules/classified_catalog_fixture.h"

namespace jaali::masking_rules {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

/// A MySQL server: databases are schemas, the snapshot's own database is empty.
class Server {
 public:
  explicit Server(int lower_case_table_names = 0, sql::Dialect dialect = sql::Dialect::mysql) {
    snapshot_.dialect = dialect;
    snapshot_.lower_case_table_names = lower_case_table_names;
    snapshot_.upstream = "shop";
  }
  sql::Oid table(std::string schema, std::string name, std::vector<std::string> columns,
                 sql::RelationKind kind = sql::RelationKind::table) {
    return add(next_++, std::move(schema), std::move(name), std::move(columns), kind);
  }
  sql::Oid system(std::string schema, std::string name, std::vector<std::string> columns) {
    return add(next_system_++, std::move(schema), std::move(name), std::move(columns), sql::RelationKind::view);
  }
  void function(std::string signature) {
    sql::Function made;
    made.oid = next_++;
    made.signature = std::move(signature);
    snapshot_.functions.push_back(std::move(made));
  }
  sql::Relation& relation(sql::Oid oid) { return *std::ranges::find(snapshot_.relations, oid, &sql::Relation::oid); }
  sql::Snapshot& snapshot() { return snapshot_; }

  std::shared_ptr<const ClassifiedCatalog> with(std::string_view rules, bool mask_unclassified = false,
                                                std::vector<Binding> bindings = {}) const {
    auto copy = std::make_shared<sql::Snapshot>(snapshot_);
    copy->index();
    return ClassifiedCatalog::make(policy_of(std::string(some_classes) + std::string(rules)), copy, {mask_unclassified},
                                   std::move(bindings));
  }

 private:
  sql::Oid add(sql::Oid oid, std::string schema, std::string name, std::vector<std::string> columns,
               sql::RelationKind kind) {
    sql::Relation made;
    made.oid = oid;
    made.schema = std::move(schema);
    made.name = std::move(name);
    made.kind = kind;
    for (auto& column : columns) {
      sql::Column one;
      one.number = static_cast<std::int16_t>(made.columns.size() + 1);
      one.name = std::move(column);
      one.type = 253U | 45U << 16;  // varchar, utf8mb4
      made.columns.push_back(std::move(one));
    }
    snapshot_.relations.push_back(std::move(made));
    return oid;
  }
  sql::Snapshot snapshot_;
  sql::Oid next_ = 20'000, next_system_ = 100;
};

constexpr std::string_view citizens_rules =
    "[columns.\"shop/Crm.Citizens\"]\nID = \"none\"\nCNIC = \"national_id\"\n\"E-Mail\" = \"email\"\n";

TEST(MysqlCatalog, TablesCompareAsTheServerSays) {
  Server exact(0);
  const auto there = exact.table("Crm", "Citizens", {"id", "cnic", "e-mail"});
  const auto other = exact.table("crm", "citizens", {"id", "cnic", "e-mail"});
  const auto catalog = exact.with(citizens_rules);
  EXPECT_EQ(catalog->class_of({there, 2}), "national_id");
  EXPECT_EQ(catalog->class_of({there, 3}), "email");
  EXPECT_EQ(catalog->class_of({other, 2}), "") << "lower_case_table_names = 0: another table";
  EXPECT_EQ(catalog->full_name({there, 3}), "shop/Crm.Citizens.e-mail");
  EXPECT_EQ(findings_of(*catalog), "");

  for (const int mode : {1, 2}) {
    Server folding(mode, sql::Dialect::mariadb);
    const auto folded = folding.table("crm", "citizens", {"id", "cnic", "e-mail"});
    const auto of = folding.with(citizens_rules);
    EXPECT_EQ(of->class_of({folded, 2}), "national_id") << mode;
    EXPECT_EQ(findings_of(*of), "") << mode;
  }
}

TEST(MysqlCatalog, GlobsOfTwoPartsOnly) {
  Server server;
  const auto orders = server.table("crm", "orders", {"id", "father_cnic"});
  EXPECT_EQ(server.with("[columns.\"*/*.*\"]\n\"*_CNIC\" = \"national_id\"\n")->class_of({orders, 2}), "national_id");
  EXPECT_EQ(server.with("[columns.\"shop/crm.*\"]\n\"*_cnic\" = \"national_id\"\n")->class_of({orders, 2}),
            "national_id");
  EXPECT_EQ(server.with("[columns.\"*/*.*.*\"]\n\"*_cnic\" = \"national_id\"\n")->class_of({orders, 2}), "")
      << "three parts are about PostgreSQL";
  EXPECT_EQ(server.with("[columns.\"shop/hr.*\"]\n\"*_cnic\" = \"national_id\"\n")->class_of({orders, 2}), "");

  Database postgres;
  const auto table = postgres.table("public", "orders", {"father_cnic"});
  EXPECT_EQ(postgres.with("[columns.\"*/*.*\"]\n\"*_cnic\" = \"national_id\"\n")->class_of({table, 1}), "");
  EXPECT_EQ(postgres.with("[columns.\"*/*.*.*\"]\n\"*_cnic\" = \"national_id\"\n")->class_of({table, 1}),
            "national_id");
}

TEST(MysqlCatalog, ColumnsThatARoleSees) {
  Server server(1);
  const auto citizens = server.table("crm", "citizens", {"id", "cnic"});
  const auto catalog = server.with(
      "[columns.\"shop/crm.citizens\"]\ncnic = \"national_id\"\n[[roles]]\nname = \"r\"\nusers = "
      "[\"r\"]\n[roles.sees]\n"
      "\"shop/CRM.Citizens.CNIC\" = \"keep_last(4)\"\n\"shop/crm.citizens.gone\" = \"null\"\n");
  EXPECT_EQ(what(catalog->treatment(0, {citizens, 2})), "keep_last(4)");
  EXPECT_EQ(what(catalog->treatment(1, {citizens, 2})), "keep(5,2)") << "the built-in role";
  EXPECT_THAT(findings_of(*catalog), HasSubstr("there is no column shop/crm.citizens.gone"));
}

TEST(MysqlCatalog, TrustedObjects) {
  Server server(1);
  const auto citizens = server.table("crm", "citizens", {"cnic"});
  const auto view = server.table("crm", "counts", {"n"}, sql::RelationKind::view);
  server.relation(view).reads = {{citizens, 1}};
  server.relation(view).reads_relations = {citizens};
  server.function("crm.age");
  server.function("levenshtein");
  constexpr std::string_view rules =
      "[columns.\"shop/crm.citizens\"]\ncnic = \"national_id\"\n[columns.\"shop/crm.counts\"]\nn = "
      "\"none\"\n[trust]\nfunctions = [\"shop/CRM.Age\", "
      "\"levenshtein\", "
      "\"crm.gone\"]\nviews = [\"crm.Counts\"]\n";
  const auto catalog = server.with(rules);
  auto snapshot = server.snapshot();
  const auto& policy = catalog->policy();
  EXPECT_TRUE(policy.trusts(snapshot, "crm.age"));
  EXPECT_TRUE(policy.trusts(snapshot, "levenshtein")) << "loadable";
  EXPECT_FALSE(policy.trusts(snapshot, "hr.age"));
  EXPECT_FALSE(policy.trusts(snapshot, "age"));
  EXPECT_TRUE(policy.trusts(snapshot, "crm.counts"));
  EXPECT_FALSE(catalog->sensitive(view));
  EXPECT_TRUE(server.with(rules.substr(0, rules.find("[trust]")))->sensitive(view)) << "its predicates read a CNIC";
  EXPECT_THAT(findings_of(*catalog), HasSubstr("\"crm.gone\", which does not exist"));
  EXPECT_THAT(findings_of(*catalog), Not(HasSubstr("Age")));
  snapshot.lower_case_table_names = 0;
  EXPECT_FALSE(policy.trusts(snapshot, "crm.age")) << "CRM is another database there";
  EXPECT_TRUE(policy.trusts(snapshot, "CRM.age")) << "names of routines never have a case";
  snapshot.upstream = "other";
  EXPECT_FALSE(policy.trusts(snapshot, "CRM.age"));
  snapshot.dialect = sql::Dialect::postgres;
  EXPECT_FALSE(policy.trusts(snapshot, "levenshtein"));
}

TEST(MysqlCatalog, AClassForAColumnThatIsNotThereIsDrift) {
  Server server;
  const auto citizens = server.table("crm", "citizens", {"id", "mail"});
  constexpr std::string_view rules = "[columns.\"shop/crm.citizens\"]\nemail = \"email\"\n";
  const auto catalog = server.with(rules);
  EXPECT_TRUE(catalog->sensitive(citizens));
  EXPECT_EQ(what(catalog->treatment(catalog->policy().default_role(), {citizens, 1})), "redact");
  EXPECT_THAT(findings_of(*catalog), HasSubstr("there is no such column"));

  // Numbers are places: that the second column is there says nothing of the one that was.
  const Binding bound{{citizens, 2}, "email", "shop/crm.citizens.email"};
  const auto moved = server.with(rules, false, {bound});
  EXPECT_THAT(moved->reason(citizens), HasSubstr("the whole table is restricted"));
  const auto without_rule = server.with("", false, {bound});
  EXPECT_EQ(without_rule->class_of({citizens, 2}), "");
}

TEST(MysqlCatalog, MasksThatATypeCannotCarryAreFound) {
  Server server;
  const auto citizens = server.table("crm", "citizens", {"email", "born"});
  server.relation(citizens).columns[1].type = 10U | 1U << 9 | 63U << 16;  // date
  const auto catalog = server.with("[columns.\"shop/crm.citizens\"]\nemail = \"email\"\nborn = \"email\"\n");
  EXPECT_THAT(findings_of(*catalog), HasSubstr("shop/crm.citizens.born: its type cannot carry the mask email"));
  EXPECT_THAT(findings_of(*catalog), Not(HasSubstr("citizens.email: its type")));
}

TEST(MysqlCatalog, SystemSchemasAreExemptFromUnclassified) {
  Server server;
  const auto tables = server.system("information_schema", "tables", {"table_name"});
  const auto threads = server.system("performance_schema", "threads", {"thread_id", "processlist_info"});
  const auto mine = server.table("crm", "orders", {"id"});
  const auto catalog = server.with("", true);
  const auto role = catalog->policy().default_role();
  EXPECT_EQ(what(catalog->treatment(role, {tables, 1})), "clear");
  EXPECT_EQ(what(catalog->treatment(role, {threads, 1})), "clear");
  EXPECT_EQ(what(catalog->treatment(role, {threads, 2})), "null");
  EXPECT_EQ(what(catalog->treatment(role, {mine, 1})), "unclassified redact");
}

struct Told {
  const char *schema, *relation, *column;
  bool classified;
};
const Told told[] = {
    {"information_schema", "processlist", "info", true},
    {"information_schema", "processlist", "info_binary", true},
    {"information_schema", "processlist", "user", false},
    {"information_schema", "column_statistics", "histogram", true},
    {"information_schema", "column_statistics", "column_name", false},
    {"information_schema", "optimizer_trace", "trace", true},
    {"information_schema", "statistics", "cardinality", true},
    {"information_schema", "statistics", "index_name", false},
    {"information_schema", "innodb_trx", "trx_query", true},
    {"information_schema", "innodb_trx", "trx_state", false},
    {"information_schema", "innodb_ft_index_table", "word", true},
    {"information_schema", "innodb_ft_index_cache", "position", true},
    {"information_schema", "innodb_locks", "lock_data", true},
    {"information_schema", "session_status", "variable_value", true},
    {"information_schema", "session_variables", "variable_value", false},
    {"information_schema", "user_variables", "variable_value", true},
    {"information_schema", "routines", "routine_definition", false},
    {"information_schema", "views", "view_definition", false},
    {"information_schema", "triggers", "action_statement", false},
    {"information_schema", "columns", "column_default", false},
    {"performance_schema", "events_statements_history", "sql_text", true},
    {"performance_schema", "events_statements_current", "message_text", true},
    {"performance_schema", "events_statements_summary_by_digest", "digest_text", true},
    {"performance_schema", "events_statements_summary_by_digest", "query_sample_text", true},
    {"performance_schema", "events_statements_summary_by_digest", "count_star", false},
    {"performance_schema", "prepared_statements_instances", "sql_text", true},
    {"performance_schema", "threads", "processlist_info", true},
    {"performance_schema", "processlist", "info", true},
    {"performance_schema", "data_locks", "lock_data", true},
    {"performance_schema", "data_locks", "lock_mode", false},
    {"performance_schema", "user_variables_by_thread", "variable_value", true},
    {"performance_schema", "variables_by_thread", "variable_value", true},
    {"performance_schema", "global_variables", "variable_value", false},
    {"performance_schema", "status_by_thread", "variable_value", true},
    {"performance_schema", "socket_summary_by_instance", "sum_number_of_bytes_write", true},
    {"performance_schema", "replication_applier_status_by_worker", "last_error_message", true},
    {"performance_schema", "error_log", "data", true},
    {"performance_schema", "events_waits_current", "event_name", false},
    {"sys", "session", "current_statement", true},
    {"sys", "x$processlist", "last_statement", true},
    {"sys", "statement_analysis", "query", true},
    {"sys", "innodb_lock_waits", "waiting_query", true},
    {"sys", "schema_table_lock_waits", "blocking_pid", false},
    {"sys", "metrics", "variable_value", true},
    {"sys", "version", "sys_version", false},
    {"mysql", "user", "authentication_string", true},
    {"mysql", "user", "user_attributes", true},
    {"mysql", "user", "plugin", false},
    {"mysql", "global_priv", "priv", true},
    {"mysql", "column_stats", "max_value", true},
    {"mysql", "column_stats", "column_name", false},
    {"mysql", "innodb_index_stats", "stat_value", true},
    {"mysql", "innodb_table_stats", "n_rows", false},
    {"mysql", "general_log", "argument", true},
    {"mysql", "slow_log", "sql_text", true},
    {"mysql", "slow_log", "query_time", false},
    {"mysql", "servers", "password", true},
    {"mysql", "slave_master_info", "user_password", true},
    {"mysql", "proc", "body", true},
    {"mysql", "proc", "name", false},
    {"mysql", "help_topic", "description", false},
    {"mysql", "time_zone_name", "name", false},
    {"mysql", "some_table_of_a_plugin", "anything", true},
};

/// The role's name, or why there is none.
std::string role_of(const ClassifiedCatalog& catalog, std::string user, std::string database = "") {
  CallerIdentity caller;
  caller.user = std::move(user);
  caller.database = std::move(database);
  const auto found = catalog.role_for(caller);
  return found.none_because.empty() ? catalog.policy().role_name(found.role) : "none: " + found.none_because;
}

TEST(MysqlCatalog, ARoleNeedsANameThatTheServerProved) {
  Server server;
  server.table("crm", "t", {"a"});
  server.snapshot().schemas = {"crm", "mysql"};
  server.snapshot().members = {{"ann", {"staff"}, false, true}, {"eve", {}, false, false}, {"ann@%", {"staff"}, false, false}};
  constexpr auto rules = "[[roles]]\nname = \"staff\"\ngroups = [\"staff\"]\nsees = { \"*\" = \"reveal\" }\n"
                         "[[roles]]\nname = \"anybody\"\nusers = [\"*\"]\n";
  auto catalog = server.with(rules);
  EXPECT_EQ(role_of(*catalog, "ann"), "staff");
  for (const auto* other : {"eve", "ann@%", "Ann", "ann ", "'ann'", ""}) {
    EXPECT_THAT(role_of(*catalog, other), HasSubstr("none: the server knows no account")) << other;
  }
  EXPECT_THAT(catalog->findings(), ::testing::IsEmpty());
  server.snapshot().anonymous_hosts = {"10.%"};
  catalog = server.with(rules);
  EXPECT_EQ(role_of(*catalog, "ann"), "staff");
  EXPECT_THAT(role_of(*catalog, "eve"), HasSubstr("''@'10.%'"));
  ASSERT_EQ(catalog->findings().size(), 1U);
  EXPECT_THAT(catalog->findings()[0].message, HasSubstr("anonymous account ''@'10.%'"));
}

TEST(MysqlCatalog, ARoleIsTheSameInEveryDatabase) {
  Server server;
  const auto table = server.table("crm", "t", {"a"});
  server.snapshot().schemas = {"crm", "mysql", "sys"};
  server.snapshot().members = {{"ann", {}, false, true}};
  constexpr auto rules = "[[roles]]\nname = \"wide\"\nusers = [\"ann\"]\ndatabases = [\"cr?\"]\nsees = { \"*\" = \"reveal\" }\n";
  auto catalog = server.with(rules);
  for (const auto* database : {"crm", "", "mysql", "nowhere"}) EXPECT_EQ(role_of(*catalog, "ann", database), "wide");
  EXPECT_THAT(catalog->findings(), ::testing::IsEmpty());
  server.snapshot().schemas.push_back("hr");
  catalog = server.with(rules);
  for (const auto* database : {"crm", "hr", ""}) EXPECT_THAT(role_of(*catalog, "ann", database), HasSubstr("goes by the database"));
  EXPECT_EQ(catalog->findings().size(), 1U);
  const auto none = catalog->policy().no_role();
  EXPECT_EQ(catalog->policy().role_name(none), "none");
  EXPECT_TRUE(catalog->restricted(none));
  EXPECT_TRUE(catalog->sensitive_to(none, table));
  EXPECT_EQ(catalog->treatment(none, {table, 1}).kind, Handling::refuse);
}

TEST(MysqlCatalog, WhatTheServerKnowsOfValues) {
  Server server;
  std::vector<sql::Oid> oids;
  for (const auto& one : told) oids.push_back(server.system(one.schema, one.relation, {one.column}));
  const auto users = server.table("crm", "processlist", {"info"});
  const auto catalog = server.with("");
  for (std::size_t i = 0; i < oids.size(); ++i) {
    EXPECT_EQ(catalog->class_of({oids[i], 1}) == server_text_class, told[i].classified)
        << told[i].schema << "." << told[i].relation << "." << told[i].column;
  }
  EXPECT_EQ(catalog->class_of({users, 1}), "") << "a table of that name in another database";
}

}  // namespace
}  // namespace jaali::masking_rules

// MySQL's room of the catalog against a real MariaDB: what a snapshot holds, and how it follows the server.
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <future>

#include "protocol/mysql/column_type.h"
#include "tests/unit/proxy/catalog_world.h"
#include "tests/unit/proxy/mariadb_fixture.h"

namespace jaali::tests {
namespace {

using namespace std::chrono_literals;
using proxy::catalog::load_snapshot;
using Strings = std::vector<std::string>;
using Numbers = std::vector<std::int16_t>;

/// Upstream "shop" on the server of mariadb(): loopback, plaintext, set up by setup_sql.
UpstreamConfig shop() {
  static const TemporaryFolder secrets;
  UpstreamConfig config;
  config.name = "shop";
  config.protocol = proxy::Protocol::mysql;
  config.login = proxy::Login::relay;
  config.hosts = {{"127.0.0.1", mariadb().port(), {}}};
  config.tls = proxy::UpstreamTls::off;
  config.service.user = "jaali";
  config.service.password.file = secrets.path() / "password";
  config.refresh_interval = 1s;
  static const bool set_up = [&] {
    secrets.write("password", "made-up 'service' password\n");
    mariadb().run("SET @jaali_password = 'made-up ''service'' password';\n" + proxy::catalog::setup_sql(config));
    return true;
  }();
  (void)set_up;
  return config;
}

void make_database(const std::string& name, const std::string& script) {
  mariadb().run("DROP DATABASE IF EXISTS " + name + "; CREATE DATABASE " + name + "; USE " + name + ";\n" + script);
}

std::shared_ptr<const sql::Snapshot> taken() {
  auto snapshot = load_snapshot(shop(), "");
  if (!snapshot) throw std::runtime_error(snapshot.error());
  return *snapshot;
}

std::shared_ptr<const masking_rules::Policy> shop_rules(const std::string& columns) {
  return policy("[classes.national_id]\nsensitivity = \"restricted\"\nmask = \"redact\"\n" + columns);
}

const sql::Column& shop_column(const sql::Snapshot& snapshot, const std::string& table, const std::string& name) {
  return column(snapshot, table, name);
}

TEST(MysqlCatalog, HoldsTheServerAndItsDatabases) {
  make_database("held", "CREATE TABLE Things (Id int);");
  const auto snapshot = taken();
  EXPECT_EQ(snapshot->dialect, sql::Dialect::mariadb);
  EXPECT_GE(snapshot->server_version, 101100);
  EXPECT_EQ(snapshot->lower_case_table_names, 0);
  EXPECT_EQ(snapshot->upstream, "shop");
  EXPECT_EQ(snapshot->database, "");
  for (const auto* name : {"held", "mysql", "information_schema", "performance_schema", "sys"})
    EXPECT_NE(std::find(snapshot->schemas.begin(), snapshot->schemas.end(), name), snapshot->schemas.end()) << name;
  EXPECT_GE(relation(*snapshot, "held.Things").oid, sql::first_normal_oid);
  EXPECT_NE(relation(*snapshot, "held.Things").column("id"), nullptr) << "names of columns are folded";
  EXPECT_TRUE(snapshot->relations_named("things").empty()) << "names of tables are as they are here";
  EXPECT_LT(relation(*snapshot, "information_schema.processlist").oid, sql::first_normal_oid);
  EXPECT_NE(relation(*snapshot, "information_schema.processlist").column("info"), nullptr);
  EXPECT_NE(relation(*snapshot, "mysql.user").column("password"), nullptr) << "columns of views are there, too";
}

TEST(MysqlCatalog, PacksTypes) {
  make_database("types", R"sql(
CREATE TABLE t (a int unsigned, b varchar(20) CHARACTER SET latin1, c varbinary(9), d decimal(12,3), e enum('x','y'),
  f json, g uuid, h inet6, i datetime(3), j longtext, k point, l bit(3) NOT NULL, m inet4);)sql");
  const auto snapshot = taken();
  const auto type = [&](const char* name) {
    return protocol::mysql::unpack(shop_column(*snapshot, "types.t", name).type);
  };
  using protocol::mysql::FieldType;
  EXPECT_EQ(type("a"), (protocol::mysql::ColumnType{.field = FieldType::long_, .is_unsigned = true, .collation = 63}));
  EXPECT_EQ(type("b"), (protocol::mysql::ColumnType{.field = FieldType::var_string, .collation = 8}));
  EXPECT_EQ(shop_column(*snapshot, "types.t", "b").type_modifier, 20);
  EXPECT_TRUE(type("c").is_binary());
  EXPECT_EQ(shop_column(*snapshot, "types.t", "d").type_modifier, 12 << 8 | 3);
  EXPECT_TRUE(type("e").is_enum);
  EXPECT_TRUE(type("f").is_json);
  EXPECT_TRUE(type("g").is_uuid);
  EXPECT_TRUE(type("h").is_inet6);
  EXPECT_TRUE(type("m").is_inet4);
  EXPECT_EQ(type("i").field, FieldType::datetime);
  EXPECT_FALSE(type("j").is_json);
  EXPECT_EQ(type("k").field, FieldType::geometry);
  EXPECT_TRUE(shop_column(*snapshot, "types.t", "l").not_null);
}

TEST(MysqlCatalog, KnowsKeysChecksDefaultsAndTriggers) {
  make_database("keyed", R"sql(
CREATE TABLE parents (id int PRIMARY KEY, cnic varchar(20) UNIQUE, a int, b int, UNIQUE KEY ab (a, b));
CREATE TABLE children (id int, cnic varchar(20), x int, y int, z varchar(40) AS (concat(cnic, x)) STORED,
  hidden int INVISIBLE, d varchar(30) DEFAULT (concat(cnic, 'x')), CONSTRAINT both_ways CHECK (x < y),
  CONSTRAINT up FOREIGN KEY (cnic) REFERENCES parents (cnic) ON DELETE CASCADE);
CREATE TRIGGER Before_It BEFORE INSERT ON children FOR EACH ROW SET NEW.x = 1;
)sql");
  const auto snapshot = taken();
  const auto& parents = relation(*snapshot, "keyed.parents");
  const auto& children = relation(*snapshot, "keyed.children");
  EXPECT_TRUE(parents.column("cnic")->unique_or_exclusion);
  EXPECT_TRUE(parents.column("cnic")->referenced);
  EXPECT_TRUE(parents.column("a")->unique_or_exclusion);
  EXPECT_EQ(parents.constraints, (std::vector<Numbers>{{3, 4}}));
  EXPECT_TRUE(children.column("cnic")->foreign_key);
  ASSERT_EQ(children.foreign_keys.size(), 1U);
  EXPECT_EQ(children.foreign_keys[0].referenced, parents.oid);
  EXPECT_TRUE(children.foreign_keys[0].deletes);
  EXPECT_FALSE(children.foreign_keys[0].updates);
  EXPECT_EQ(children.constraints, (std::vector<Numbers>{{3, 4}}));
  EXPECT_EQ(children.column("z")->generated_from, (Numbers{2, 3}));
  EXPECT_TRUE(children.column("hidden")->invisible);
  EXPECT_EQ(children.column("d")->default_reads, (std::vector<sql::ColumnId>{{children.oid, 2}}));
  EXPECT_TRUE(children.column("x")->default_reads.empty());
  EXPECT_EQ(children.triggers, Strings{"keyed.children.Before_It"});
}

TEST(MysqlCatalog, FollowsViewsToTheirColumns) {
  make_database("viewed", R"sql(
CREATE TABLE citizens (Id int, name varchar(20), cnic varchar(20), email varchar(20));
CREATE TABLE orders (id int, citizen_id int, amount int);
CREATE TABLE gone (id int);
CREATE FUNCTION Reading() RETURNS int RETURN 1;
CREATE VIEW plain AS SELECT id, name FROM citizens;
CREATE VIEW renamed AS SELECT cnic AS number FROM citizens WHERE email LIKE 'a%';
CREATE VIEW over_it AS SELECT number FROM renamed;
CREATE VIEW joined AS SELECT o.amount FROM orders o JOIN citizens c ON c.id = o.citizen_id;
CREATE VIEW counting AS SELECT count(*) AS n FROM citizens;
CREATE VIEW calling AS SELECT Reading() AS x, id FROM orders;
CREATE VIEW filed AS SELECT load_file('/etc/passwd') AS x;
CREATE VIEW broken AS SELECT id FROM gone;
CREATE VIEW together AS SELECT id FROM citizens UNION SELECT citizen_id FROM orders;
CREATE VIEW common AS WITH x (a) AS (SELECT cnic FROM citizens) SELECT a FROM x;
CREATE VIEW sorted AS SELECT id, row_number() OVER (ORDER BY email) AS place FROM citizens GROUP BY id, name HAVING max(cnic) > '';
CREATE VIEW nested AS SELECT id FROM orders WHERE citizen_id IN (SELECT id FROM citizens WHERE cnic = (SELECT max(email) FROM citizens));
DROP TABLE gone;
)sql");
  const auto snapshot = taken();
  const auto reads = [&](const char* view) {
    return names(*snapshot, relation(*snapshot, std::string("viewed.") + view).reads);
  };
  EXPECT_EQ(reads("plain"), (Strings{"citizens.id", "citizens.name"}));
  EXPECT_EQ(reads("renamed"), (Strings{"citizens.cnic", "citizens.email"}));
  EXPECT_EQ(reads("over_it"), Strings{"renamed.number"});
  EXPECT_EQ(reads("joined"), (Strings{"citizens.id", "orders.amount", "orders.citizen_id"}));
  EXPECT_EQ(reads("counting"), Strings{});
  EXPECT_EQ(relation(*snapshot, "viewed.counting").reads_relations, std::vector<sql::Oid>{relation(*snapshot, "viewed.citizens").oid});
  EXPECT_EQ(reads("calling"), Strings{"orders.id"});
  ASSERT_EQ(relation(*snapshot, "viewed.calling").calls.size(), 1U);
  EXPECT_EQ(snapshot->function(relation(*snapshot, "viewed.calling").calls[0])->signature, "viewed.reading");
  EXPECT_EQ(reads("filed"), Strings{"?"}) << "it reads what no column holds";
  EXPECT_EQ(reads("broken"), Strings{"?"});
  EXPECT_EQ(reads("together"), (Strings{"citizens.id", "orders.citizen_id"}));
  EXPECT_EQ(reads("common"), Strings{"citizens.cnic"});
  EXPECT_EQ(reads("sorted"), (Strings{"citizens.cnic", "citizens.email", "citizens.id", "citizens.name"}));
  EXPECT_EQ(reads("nested"), (Strings{"citizens.cnic", "citizens.email", "citizens.id", "orders.citizen_id", "orders.id"}));
}

TEST(MysqlCatalog, KnowsRoutinesRolesAndOddTables) {
  make_database("routines", R"sql(
CREATE TABLE a (id int) ENGINE = MyISAM; CREATE TABLE b (id int) ENGINE = MERGE UNION = (a);
CREATE SEQUENCE s; CREATE TABLE versioned (id int) WITH SYSTEM VERSIONING;
CREATE FUNCTION Age(i int) RETURNS int RETURN i; CREATE PROCEDURE age() SELECT 1;
CREATE OR REPLACE ROLE clerks; CREATE OR REPLACE ROLE chiefs; GRANT clerks TO chiefs;
CREATE OR REPLACE USER ann@'%', bob@localhost; GRANT chiefs TO ann@'%'; GRANT SUPER ON *.* TO bob@localhost;
)sql");
  const auto snapshot = taken();
  EXPECT_EQ(relation(*snapshot, "routines.b").kind, sql::RelationKind::view) << "nobody can follow a MERGE table";
  EXPECT_FALSE(relation(*snapshot, "routines.b").reads.empty());
  EXPECT_EQ(relation(*snapshot, "routines.s").kind, sql::RelationKind::sequence);
  EXPECT_NE(relation(*snapshot, "routines.versioned").column("row_start"), nullptr);
  ASSERT_EQ(snapshot->functions_named("age").size(), 2U);
  for (const auto* found : snapshot->functions_named("age")) {
    EXPECT_EQ(found->signature, "routines.age");
    EXPECT_FALSE(found->builtin);
  }
  ASSERT_NE(snapshot->member("ann@%"), nullptr);
  EXPECT_EQ(snapshot->member("ann@%")->groups, (Strings{"chiefs", "clerks"}));
  EXPECT_FALSE(snapshot->member("ann@%")->superuser);
  EXPECT_TRUE(snapshot->member("bob@localhost")->superuser);
  EXPECT_EQ(snapshot->member("chiefs@")->groups, Strings{"clerks"});
  ASSERT_NE(snapshot->member("ann"), nullptr) << "a login's name alone";
  EXPECT_EQ(snapshot->member("ann")->groups, (Strings{"chiefs", "clerks"}));
  EXPECT_EQ(snapshot->member("chiefs"), nullptr) << "a role does not log in";
  mariadb().run("CREATE OR REPLACE USER ann@localhost; GRANT clerks TO ann@localhost;");
  EXPECT_EQ(taken()->member("ann")->groups, Strings{"clerks"}) << "what all accounts of that name have";
  mariadb().run("DROP USER ann@localhost;");
}

TEST(MysqlCatalog, KnowsWhoseNameALoginProves) {
  mariadb().run("CREATE OR REPLACE USER eve@'%', fay@'%', fay@'10.%';");
  auto snapshot = taken();
  EXPECT_TRUE(snapshot->proves_name("eve"));
  for (const auto* other : {"nobody", "", "'eve'", "Eve", "eve ", "eve@%"}) EXPECT_FALSE(snapshot->proves_name(other)) << other;
  mariadb().run("CREATE OR REPLACE USER ''@'%';");
  snapshot = taken();
  EXPECT_EQ(snapshot->anonymous_hosts, Strings{"%"});
  EXPECT_FALSE(snapshot->proves_name(""));
  EXPECT_TRUE(snapshot->proves_name("eve"));
  mariadb().run("CREATE OR REPLACE USER ''@'10.%';");
  snapshot = taken();
  EXPECT_FALSE(snapshot->proves_name("eve")) << "from there the account without a name is the nearer one";
  EXPECT_TRUE(snapshot->proves_name("fay"));
  mariadb().run("DROP USER ''@'%', ''@'10.%', eve@'%', fay@'%', fay@'10.%';");
}

TEST(MysqlCatalog, IsOneForAllDatabases) {
  make_database("one", "CREATE TABLE citizens (id int, cnic varchar(20));");
  const TemporaryFolder state;
  Service service(shop(), state.path(), shop_rules("[columns.\"shop/*.*\"]\n\"*cnic\" = \"national_id\"\n"));
  const auto first = service.open("one"), second = service.open("");
  ASSERT_TRUE(first) << first.error();
  ASSERT_TRUE(second) << second.error();
  EXPECT_EQ(*first, *second);
  EXPECT_EQ(class_of(**first, "one.citizens", "cnic"), "national_id");
  EXPECT_TRUE(std::filesystem::exists(state.path() / "bindings" / "shop.json"));
  const auto verifier = service.auth_row("ann");
  EXPECT_FALSE(verifier);
}

TEST(MysqlCatalog, FollowsDdlAndKeepsItsVersionOtherwise) {
  make_database("ddl", "CREATE TABLE citizens (id int, cnic varchar(20));");
  const TemporaryFolder state;
  Service service(shop(), state.path(), shop_rules("[columns.\"shop/*.*\"]\n\"*cnic\" = \"national_id\"\n"));
  const auto opened = service.open("ddl");
  ASSERT_TRUE(opened) << opened.error();
  const auto before = (*opened)->version();
  const auto oid = relation((*opened)->current()->snapshot(), "ddl.citizens").oid;
  mariadb().run(
      "INSERT INTO ddl.citizens VALUES (1, 'x'); ANALYZE TABLE ddl.citizens; GRANT SELECT ON ddl.* TO ann@'%';");
  ASSERT_TRUE(service.refresh("ddl"));
  EXPECT_EQ((*opened)->version(), before);
  mariadb().run("ALTER TABLE ddl.citizens ADD COLUMN old_cnic varchar(20) FIRST;");
  EXPECT_TRUE(eventually([&] { return (*opened)->version() != before; })) << "by itself";
  EXPECT_EQ(class_of(**opened, "ddl.citizens", "old_cnic"), "national_id");
  EXPECT_EQ(class_of(**opened, "ddl.citizens", "cnic"), "national_id");
  EXPECT_EQ(relation((*opened)->current()->snapshot(), "ddl.citizens").oid, oid);
  for (const auto* change : {"CREATE VIEW ddl.v AS SELECT 1 AS one", "CREATE FUNCTION ddl.f() RETURNS int RETURN 1",
                             "CREATE TRIGGER ddl.t BEFORE INSERT ON ddl.citizens FOR EACH ROW SET NEW.id = 1",
                             "ALTER TABLE ddl.citizens ADD UNIQUE (id)", "DROP DATABASE ddl"}) {
    const auto version = (*opened)->version();
    mariadb().run(change);
    ASSERT_TRUE(service.refresh("ddl"));
    EXPECT_NE((*opened)->version(), version) << change;
  }
  make_database("ddl", "CREATE TABLE citizens (cnic varchar(20));");
  const auto is_back = [&] {
    const auto current = (*opened)->current();
    const auto found = current->snapshot().relations_named("citizens");
    return std::any_of(found.begin(), found.end(), [](const auto* one) { return one->schema == "ddl"; });
  };
  EXPECT_TRUE(eventually(is_back));
  EXPECT_EQ(class_of(**opened, "ddl.citizens", "cnic"), "national_id");
}

TEST(MysqlCatalog, RestrictsWhatDrifted) {
  make_database("drifted", "CREATE TABLE citizens (id int, cnic varchar(20));");
  const TemporaryFolder state;
  Service service(shop(), state.path(), shop_rules("[columns.\"shop/drifted.citizens\"]\ncnic = \"national_id\"\n"));
  const auto opened = service.open("drifted");
  ASSERT_TRUE(opened) << opened.error();
  mariadb().run("ALTER TABLE drifted.citizens RENAME COLUMN cnic TO number;");
  ASSERT_TRUE(service.refresh("drifted"));
  EXPECT_TRUE(eventually([&] { return service.alarmed("drifted.citizens.cnic"); }));
  EXPECT_EQ(class_of(**opened, "drifted.citizens", "id"), "drift");
  mariadb().run("ALTER TABLE drifted.citizens RENAME COLUMN number TO cnic;");
  ASSERT_TRUE(service.refresh("drifted"));
  EXPECT_EQ(class_of(**opened, "drifted.citizens", "id"), "");
  EXPECT_EQ(class_of(**opened, "drifted.citizens", "cnic"), "national_id");
}

TEST(MysqlCatalog, SaysWhatIsMissing) {
  const TemporaryFolder state;
  const auto failing = [&](UpstreamConfig config) {
    const auto snapshot = load_snapshot(config, "");
    return snapshot ? std::string() : snapshot.error();
  };
  auto config = shop();
  config.service.user = "nobody_known";
  EXPECT_NE(failing(config).find("Access denied"), std::string::npos) << failing(config);
  mariadb().run("CREATE OR REPLACE USER plain@'%' IDENTIFIED BY 'made-up ''service'' password';");
  config.service.user = "plain";
  EXPECT_NE(failing(config).find("jaali setup-sql shop"), std::string::npos) << failing(config);
  config = shop();
  config.hosts = {{"127.0.0.1", 1, {}}};
  EXPECT_FALSE(failing(config).empty());
  // Whoever made the procedures has gone, or has not the rights himself.
  mariadb().run(
      "CREATE OR REPLACE USER half@localhost; GRANT ALL ON jaali.* TO half@localhost; GRANT SELECT ON *.* TO "
      "half@localhost;"
      "SET @jaali_password = 'made-up ''service'' password';\n" +
      proxy::catalog::setup_sql(shop()) +
      "UPDATE mysql.proc SET definer = 'half@localhost' WHERE db = 'jaali';\nFLUSH TABLES;");
  const auto gaps = failing(shop());
  mariadb().run("SET @jaali_password = 'made-up ''service'' password';\n" + proxy::catalog::setup_sql(shop()));
  EXPECT_NE(gaps.find("SHOW VIEW and TRIGGER"), std::string::npos) << gaps;
  EXPECT_EQ(failing(shop()), "");
}

TEST(MysqlCatalog, TrustsNoServerWithoutTlsWhereItIsAskedFor) {
  const TemporaryFolder folder;
  auto config = shop();
  const std::string line =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=other -keyout " +
      (folder.path() / "key").string() + " -out " + (folder.path() / "ca").string() + " 2>/dev/null";
  ASSERT_EQ(std::system(line.c_str()), 0);  // NOLINT(cert-env33-c)
  config.tls_ca = folder.path() / "ca";
  for (const auto tls : {proxy::UpstreamTls::verify_full, proxy::UpstreamTls::verify_ca}) {
    config.tls = tls;
    const auto snapshot = load_snapshot(config, "");
    ASSERT_FALSE(snapshot) << to_string(tls);
    EXPECT_NE(snapshot.error().find(tls == proxy::UpstreamTls::verify_full ? "SSL" : "TLS"), std::string::npos)
        << snapshot.error();
  }
}

TEST(MysqlCatalog, IsNotCutShortByTheServersLimits) {
  const auto config = shop();
  mariadb().run("SET GLOBAL max_statement_time = 0.001, GLOBAL max_join_size = 1, GLOBAL sql_select_limit = 1");
  const auto snapshot = load_snapshot(config, "");
  mariadb().run("SET GLOBAL max_statement_time = 0, GLOBAL max_join_size = DEFAULT, GLOBAL sql_select_limit = DEFAULT");
  ASSERT_TRUE(snapshot) << snapshot.error();
  EXPECT_GT((*snapshot)->relations.size(), 100U);
}

TEST(MysqlCatalog, KeepsWhatItHasWhileTheServerIsAwayAndEndsAtOnce) {
  TemporaryMariadb server;
  const TemporaryFolder state;
  auto config = shop();
  server.run("SET @jaali_password = 'made-up ''service'' password';\n" + proxy::catalog::setup_sql(config) +
             "CREATE DATABASE crm; CREATE TABLE crm.citizens (cnic varchar(20));");
  config.hosts = {{"127.0.0.1", server.port(), {}}};
  {
    Service service(config, state.path(), shop_rules("[columns.\"shop/*.*\"]\n\"*cnic\" = \"national_id\"\n"));
    const auto opened = service.open("crm");
    ASSERT_TRUE(opened) << opened.error();
    const auto version = (*opened)->version();
    server.stop(SIGKILL);
    EXPECT_TRUE(eventually([&] { return service.alarmed("cannot be refreshed"); }));
    EXPECT_EQ((*opened)->version(), version);
    EXPECT_FALSE(service.refresh("crm"));
    EXPECT_TRUE(service.open("crm")) << "who comes now goes on with what open sessions have";
    server.start();
    EXPECT_TRUE(eventually([&] { return service.refresh("crm").has_value(); }));
  }
}

/// How long it takes to stop a service that somebody waits for an answer of.
std::chrono::duration<double> time_to_stop(const UpstreamConfig& config, const std::function<bool()>& hangs) {
  const TemporaryFolder state;
  auto service = std::make_unique<Service>(config, state.path(), shop_rules(""));
  std::promise<bool> told;
  (*service)->open("", [&](const auto& result) { told.set_value(result.has_value()); });
  EXPECT_TRUE(eventually(hangs));
  const auto begin = std::chrono::steady_clock::now();
  service.reset();
  EXPECT_FALSE(told.get_future().get());
  return std::chrono::steady_clock::now() - begin;
}

TEST(MysqlCatalog, StopsWhileTheServerHangs) {
  auto config = shop();
  config.connect_timeout = 30s;
  const int deaf = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(deaf, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(deaf, 4), 0);
  ASSERT_EQ(getsockname(deaf, reinterpret_cast<sockaddr*>(&address), &size), 0);
  config.hosts = {{"127.0.0.1", ntohs(address.sin_port), {}}};
  const auto dialled = [&] {
    pollfd ready{deaf, POLLIN, 0};
    return poll(&ready, 1, 0) == 1;
  };
  EXPECT_LT(time_to_stop(config, dialled), 5s) << "before its greeting";
  close(deaf);

  TemporaryMariadb server;
  server.run("SET @jaali_password = 'made-up ''service'' password';\n" + proxy::catalog::setup_sql(config) +
             "CREATE OR REPLACE PROCEDURE jaali.fingerprint_1() DO SLEEP(60);"
             "GRANT EXECUTE ON PROCEDURE jaali.fingerprint_1 TO jaali@'%';");
  config.hosts = {{"127.0.0.1", server.port(), {}}};
  const auto asked = [&] {
    return server.run("SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User sleep'") == Strings{"1"};
  };
  EXPECT_LT(time_to_stop(config, asked), 5s) << "in an answer";
}

TEST(MysqlCatalog, FoldsNamesWhereTheServerDoes) {
  TemporaryMariadb server({"--lower-case-table-names=1"});
  auto config = shop();
  config.hosts = {{"127.0.0.1", server.port(), {}}};
  server.run("SET @jaali_password = 'made-up ''service'' password';\n" + proxy::catalog::setup_sql(config) +
             "CREATE DATABASE Crm; CREATE TABLE Crm.Citizens (Cnic varchar(20));");
  const auto snapshot = load_snapshot(config, "");
  ASSERT_TRUE(snapshot) << snapshot.error();
  EXPECT_EQ((*snapshot)->lower_case_table_names, 1);
  EXPECT_NE(relation(**snapshot, "crm.citizens").column("cnic"), nullptr);
}

}  // namespace
}  // namespace jaali::tests

// The loader against a real server: every field of a snapshot, for the shapes that databases come in.
#include <algorithm>

#include "proxy/catalog/postgres/node_tree.h"
#include "proxy/catalog/loader.h"
#include "tests/unit/proxy/catalog_world.h"

namespace jaali::tests {
namespace {

using proxy::catalog::load_snapshot;
using testing::Test;
using Strings = std::vector<std::string>;

constexpr auto schema = R"sql(
  CREATE DOMAIN short AS varchar(20);
  CREATE FUNCTION looks_right(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 IS NOT NULL';
  CREATE DOMAIN checked AS short CHECK (looks_right(VALUE));
  CREATE TYPE colour AS ENUM ('red', 'green');
  CREATE TYPE pair AS (a integer, b text);
  CREATE TABLE customers(id int PRIMARY KEY, full_name text NOT NULL, cnic text, email text UNIQUE, dob date,
    salary numeric(12,2), city checked, gone int, lower_email text GENERATED ALWAYS AS (lower(email)) STORED,
    CHECK (looks_right(email)), CHECK (salary > 0 OR dob IS NULL));
  ALTER TABLE customers DROP COLUMN gone;
  CREATE UNIQUE INDEX by_cnic ON customers (lower(cnic)) INCLUDE (full_name) WHERE dob IS NOT NULL;
  CREATE INDEX by_city ON customers (looks_right(city));
  CREATE TABLE orders(id serial PRIMARY KEY, customer_id int REFERENCES customers(id), amount numeric, wishes text[]);
  CREATE TABLE newsletter(email text);
  ALTER TABLE newsletter ADD FOREIGN KEY (email) REFERENCES customers(email) NOT VALID;
  CREATE TABLE two(a int, b int, c int, UNIQUE (a, b), EXCLUDE USING btree (c WITH =));
  CREATE TABLE people(id int, email text, region text) PARTITION BY LIST (region);
  CREATE TABLE people_pk PARTITION OF people FOR VALUES IN ('pk');
  CREATE UNIQUE INDEX ON people_pk (email);
  CREATE TABLE emp(id int, email text); CREATE TABLE emp_child(grade int) INHERITS (emp);
  CREATE VIEW v_customers AS SELECT id, full_name, email, city FROM customers;
  CREATE VIEW v_contact AS SELECT id, email AS contact, length(email) AS n FROM v_customers;
  CREATE MATERIALIZED VIEW mv AS SELECT id, email AS addr FROM customers WITH NO DATA;
  CREATE VIEW v_count AS SELECT count(*) FROM customers;
  CREATE VIEW v_row AS SELECT id, row_to_json(c) AS doc FROM customers c;
  CREATE VIEW v_system AS SELECT starelid FROM pg_statistic;
  CREATE VIEW v_activity AS SELECT query FROM pg_stat_get_activity(NULL);
  CREATE FUNCTION get_email(i int) RETURNS text LANGUAGE plpgsql STABLE AS
    $$ BEGIN RETURN (SELECT email FROM customers WHERE id = i); END $$;
  CREATE FUNCTION atomic_email(i int) RETURNS text LANGUAGE sql STABLE
    BEGIN ATOMIC SELECT email FROM customers WHERE id = i; END;
  CREATE FUNCTION atomic_row(i int) RETURNS json LANGUAGE sql STABLE
    BEGIN ATOMIC SELECT row_to_json(o) FROM orders o WHERE o.id = i; END;
  CREATE FUNCTION atomic_outer() RETURNS text LANGUAGE sql STABLE BEGIN ATOMIC SELECT atomic_email(1); END;
  CREATE FUNCTION many(VARIADIC colour[]) RETURNS SETOF customers LANGUAGE sql AS 'SELECT * FROM customers';
  CREATE PROCEDURE "Do It"() LANGUAGE sql AS 'SELECT 1';
  CREATE VIEW v_called AS SELECT get_email(id) AS mail FROM orders;
  CREATE TABLE with_default(id int, mail text DEFAULT atomic_outer());
  CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER on_update AFTER UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION note();
  CREATE TRIGGER "Off.Now" AFTER UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION note();
  ALTER TABLE customers DISABLE TRIGGER "Off.Now";
  CREATE TRIGGER "In.Child" AFTER INSERT ON people_pk FOR EACH ROW EXECUTE FUNCTION note();
  CREATE RULE copied AS ON DELETE TO orders DO ALSO INSERT INTO newsletter SELECT email FROM customers;
  ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
  CREATE POLICY own ON orders USING (EXISTS (SELECT FROM customers c WHERE c.id = customer_id AND c.cnic = current_user));
  CREATE POLICY unused ON newsletter USING (email = current_user);
  CREATE FUNCTION same(customers, customers) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
  CREATE OPERATOR === (LEFTARG = customers, RIGHTARG = customers, FUNCTION = same);
  CREATE VIEW v_operator AS SELECT a.id FROM customers a, customers b WHERE a === b;
  CREATE FUNCTION to_pair(int) RETURNS pair LANGUAGE sql IMMUTABLE AS 'SELECT ROW($1, NULL)::pair';
  CREATE CAST (int AS pair) WITH FUNCTION to_pair(int);
  CREATE SEQUENCE app_seq;
)sql";

class CatalogLoader : public Test {
 protected:
  static void SetUpTestSuite() {
    make_database("loader", schema);
    auto loaded = load_snapshot(upstream(), "loader");
    ASSERT_TRUE(loaded) << loaded.error();
    snapshot_ = *loaded;
  }
  static void TearDownTestSuite() { snapshot_.reset(); }
  static const sql::Relation& the(const std::string& name) { return relation(*snapshot_, "public." + name); }
  static const sql::Column& the(const std::string& table, const std::string& name) {
    return column(*snapshot_, "public." + table, name);
  }
  static Strings reads(const std::string& name) { return names(*snapshot_, the(name).reads); }
  static std::shared_ptr<const sql::Snapshot> snapshot_;
};
std::shared_ptr<const sql::Snapshot> CatalogLoader::snapshot_;

TEST_F(CatalogLoader, KnowsTheDatabaseAndItsSchemas) {
  EXPECT_EQ(snapshot_->upstream, "crm");
  EXPECT_EQ(snapshot_->database, "loader");
  EXPECT_EQ(std::to_string(snapshot_->database_oid),
            postgres().run("loader", "SELECT oid FROM pg_database WHERE datname = 'loader'").front());
  EXPECT_EQ(std::to_string(snapshot_->server_version), postgres().run("loader", "SHOW server_version_num").front());
  EXPECT_NE(std::find(snapshot_->schemas.begin(), snapshot_->schemas.end(), "pg_catalog"), snapshot_->schemas.end());
}

TEST_F(CatalogLoader, HasEveryRelationAndColumnOfTheServer) {
  const auto count = [](const std::string& sql) { return std::stoul(postgres().run("loader", sql).front()); };
  EXPECT_EQ(snapshot_->relations.size(), count("SELECT count(*) FROM pg_class"));
  EXPECT_EQ(snapshot_->functions.size(), count("SELECT count(*) FROM pg_proc"));
  EXPECT_EQ(snapshot_->types.size(), count("SELECT count(*) FROM pg_type"));
  std::size_t columns = 0;
  for (const auto& each : snapshot_->relations) columns += each.columns.size();
  EXPECT_EQ(columns,
            count("SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE attnum > 0 AND"
                  " NOT attisdropped AND relkind NOT IN ('i', 'I')"));
}

TEST_F(CatalogLoader, TellsKindsApart) {
  EXPECT_EQ(the("customers").kind, sql::RelationKind::table);
  EXPECT_EQ(the("people").kind, sql::RelationKind::partitioned);
  EXPECT_EQ(the("v_customers").kind, sql::RelationKind::view);
  EXPECT_EQ(the("mv").kind, sql::RelationKind::materialized_view);
  EXPECT_EQ(the("app_seq").kind, sql::RelationKind::sequence);
  EXPECT_EQ(the("by_cnic").kind, sql::RelationKind::index);
  EXPECT_EQ(the("pair").kind, sql::RelationKind::composite);
  EXPECT_EQ(the("by_cnic").reads_relations, std::vector{the("customers").oid});
}

TEST_F(CatalogLoader, ResolvesDomainsAndLeavesDroppedColumnsOut) {
  const auto& city = the("customers", "city");
  EXPECT_EQ(city.base_type, 1043U);   // character varying
  EXPECT_EQ(city.type_modifier, 24);  // 20 + the header's 4
  EXPECT_NE(city.type, city.base_type);
  EXPECT_EQ(the("customers", "id").number, 1);
  EXPECT_EQ(the("customers", "lower_email").number, 9);
  EXPECT_EQ(the("customers").column("gone"), nullptr);
  EXPECT_EQ(the("customers").column(std::int16_t{8}), nullptr);
  EXPECT_TRUE(the("customers", "full_name").not_null);
  EXPECT_EQ(the("customers", "salary").type_modifier, ((12 << 16) | 2) + 4);
}

TEST_F(CatalogLoader, FindsGeneratedColumnsSources) {
  EXPECT_EQ(the("customers", "lower_email").generated_from, std::vector{the("customers", "email").number});
  EXPECT_TRUE(the("customers", "email").generated_from.empty());
}

TEST_F(CatalogLoader, FindsWhatUniquenessTells) {
  EXPECT_TRUE(the("customers", "id").unique_or_exclusion);
  EXPECT_TRUE(the("customers", "email").unique_or_exclusion);
  EXPECT_TRUE(the("customers", "cnic").unique_or_exclusion) << "in an expression of a unique index";
  EXPECT_TRUE(the("customers", "dob").unique_or_exclusion) << "in its predicate";
  EXPECT_FALSE(the("customers", "full_name").unique_or_exclusion) << "INCLUDE is no part of the key";
  EXPECT_FALSE(the("customers", "city").unique_or_exclusion) << "its index is not unique";
  EXPECT_TRUE(the("two", "c").unique_or_exclusion) << "exclusion";
  EXPECT_TRUE(the("people", "email").unique_or_exclusion) << "a partition's own index rejects the parent's rows";
  const auto number = [](const char* name) { return the("customers", name).number; };
  const auto& together = the("customers").constraints;
  const auto has = [&](std::vector<std::int16_t> columns) {
    std::sort(columns.begin(), columns.end());
    return std::find(together.begin(), together.end(), columns) != together.end();
  };
  EXPECT_TRUE(has({number("salary"), number("dob")})) << "a CHECK over both";
  EXPECT_TRUE(has({number("cnic"), number("dob")})) << "a partial unique index";
  EXPECT_EQ(the("two").constraints, (std::vector<std::vector<std::int16_t>>{{1, 2}}));
}

TEST_F(CatalogLoader, FollowsForeignKeysFromBothSides) {
  EXPECT_TRUE(the("orders", "customer_id").foreign_key);
  EXPECT_FALSE(the("orders", "customer_id").referenced);
  EXPECT_TRUE(the("customers", "id").referenced);
  ASSERT_EQ(the("orders").foreign_keys.size(), 1U);
  EXPECT_EQ(the("orders").foreign_keys[0].referenced, the("customers").oid);
  EXPECT_EQ(the("orders").foreign_keys[0].columns, (std::vector<std::pair<std::int16_t, std::int16_t>>{{2, 1}}));
  EXPECT_TRUE(the("newsletter", "email").foreign_key);
  EXPECT_TRUE(the("newsletter").foreign_keys.empty()) << "a key that was never checked proves nothing to a join";
}

TEST_F(CatalogLoader, FollowsParents) {
  EXPECT_EQ(the("people_pk").parents, std::vector{the("people").oid});
  EXPECT_EQ(the("emp_child").parents, std::vector{the("emp").oid});
  EXPECT_TRUE(the("people").parents.empty());
}

TEST_F(CatalogLoader, FollowsStoredQueries) {
  EXPECT_EQ(reads("v_customers"),
            (Strings{"customers.city", "customers.email", "customers.full_name", "customers.id"}));
  EXPECT_EQ(reads("v_contact"), (Strings{"v_customers.email", "v_customers.id"}));
  EXPECT_EQ(reads("mv"), (Strings{"customers.email", "customers.id"}));
  EXPECT_EQ(reads("v_count"), Strings{});
  EXPECT_EQ(the("v_count").reads_relations, std::vector{the("customers").oid});
  EXPECT_EQ(reads("orders"), (Strings{"customers.email", "newsletter.email"}))
      << "a rule's action, also where it writes";
  EXPECT_EQ(the("orders").rules, Strings{"public.orders.copied"});
}

TEST_F(CatalogLoader, SeesWholeRowsThatDependenciesHide) {
  const auto all = reads("v_row");
  EXPECT_EQ(all.size(), the("customers").columns.size());
  EXPECT_NE(std::find(all.begin(), all.end(), "customers.cnic"), all.end());
}

TEST_F(CatalogLoader, SeesSystemCatalogsAndFunctionsThatDependenciesLeaveOut) {
  const auto system = reads("v_system");
  EXPECT_NE(std::find(system.begin(), system.end(), "pg_statistic.stavalues1"), system.end());
  EXPECT_EQ(the("v_activity").calls_builtin,
            std::vector{function(*snapshot_, "pg_catalog.pg_stat_get_activity(integer)").oid});
  EXPECT_TRUE(the("v_activity").calls.empty());
}

TEST_F(CatalogLoader, FollowsCallsOfViews) {
  EXPECT_EQ(the("v_called").calls, std::vector{function(*snapshot_, "public.get_email(integer)").oid});
  EXPECT_EQ(the("v_operator").calls,
            std::vector{function(*snapshot_, "public.same(public.customers,public.customers)").oid});
}

TEST_F(CatalogLoader, ToastTablesReadTheirOwner) {
  const auto toast = postgres().run("loader",
                                    "SELECT 'pg_toast.' || relname FROM pg_class WHERE oid ="
                                    " (SELECT reltoastrelid FROM pg_class WHERE relname = 'customers')");
  const auto& found = relation(*snapshot_, toast.front());
  EXPECT_EQ(found.kind, sql::RelationKind::toast);
  EXPECT_EQ(found.reads.size(), the("customers").columns.size());
}

TEST_F(CatalogLoader, NamesTriggersPoliciesAndChecks) {
  EXPECT_EQ(the("customers").triggers, Strings{"public.customers.on_update"}) << "neither disabled nor internal ones";
  EXPECT_EQ(the("people").triggers, Strings{"public.people_pk.\"In.Child\""})
      << "a partition's run for the parent's rows";
  EXPECT_EQ(the("orders").policies, Strings{"public.orders.own"});
  EXPECT_EQ(names(*snapshot_, the("orders").policy_reads),
            (Strings{"customers.cnic", "customers.id", "orders.customer_id"}));
  EXPECT_TRUE(the("newsletter").policies.empty()) << "row security is off";
  EXPECT_EQ(the("customers").check_functions, Strings{"public.looks_right(text)"});
  EXPECT_EQ(the("with_default").check_functions, Strings{"public.atomic_outer()"});
  EXPECT_EQ(names(*snapshot_, the("with_default", "mail").default_reads), (Strings{"customers.email", "customers.id"}));
}

TEST_F(CatalogLoader, DescribesFunctions) {
  const auto& builtin = function(*snapshot_, "pg_catalog.lower(text)");
  EXPECT_TRUE(builtin.builtin);
  EXPECT_EQ(builtin.volatility, sql::Volatility::immutable);
  EXPECT_EQ(builtin.language, "internal");
  const auto& mine = function(*snapshot_, "public.get_email(integer)");
  EXPECT_FALSE(mine.builtin);
  EXPECT_EQ(mine.language, "plpgsql");
  EXPECT_EQ(mine.argument_types, std::vector<sql::Oid>{23});
  EXPECT_EQ(mine.return_type, 25U);
  const auto& many = function(*snapshot_, "public.many(public.colour[])");
  EXPECT_TRUE(many.returns_set);
  EXPECT_EQ(many.return_type, the("customers").row_type);
  EXPECT_EQ(function(*snapshot_, "public.\"Do It\"()").kind, sql::FunctionKind::procedure);
  EXPECT_EQ(function(*snapshot_, "pg_catalog.count()").kind, sql::FunctionKind::aggregate);
}

TEST_F(CatalogLoader, FollowsBodiesOfSqlFunctions) {
  const auto read = [](const char* signature) { return names(*snapshot_, function(*snapshot_, signature).reads); };
  EXPECT_EQ(read("public.atomic_email(integer)"), (Strings{"customers.email", "customers.id"}));
  EXPECT_EQ(read("public.atomic_outer()"), (Strings{"customers.email", "customers.id"})) << "through the one it calls";
  EXPECT_EQ(read("public.atomic_row(integer)"),
            (Strings{"orders.amount", "orders.customer_id", "orders.id", "orders.wishes"}));
  EXPECT_TRUE(read("public.get_email(integer)").empty());
}

TEST_F(CatalogLoader, ListsUsersOperatorsCastsAndTypes) {
  ASSERT_EQ(snapshot_->operators.size(), 1U);
  EXPECT_EQ(snapshot_->operators[0].name, "===");
  EXPECT_EQ(snapshot_->operators[0].left, the("customers").row_type);
  EXPECT_TRUE(snapshot_->casts_by_users);
  ASSERT_EQ(snapshot_->cast_functions.size(), 1U);
  EXPECT_EQ(snapshot_->cast_functions[0].signature, "public.to_pair(integer)");
  const auto type = [](const char* name) { return *snapshot_->types_named(name).front(); };
  EXPECT_EQ(type("checked").kind, 'd');
  EXPECT_EQ(type("checked").base, type("short").oid);
  EXPECT_EQ(type("checked").calls, std::vector{function(*snapshot_, "public.looks_right(text)").oid});
  EXPECT_TRUE(type("short").calls.empty());
  EXPECT_EQ(type("_colour").element, type("colour").oid);
  EXPECT_EQ(type("pair").relation, the("pair").oid);
  EXPECT_EQ(type("name").element, 0U) << "a fixed-length type with elements is no array";
  EXPECT_TRUE(type("int4").builtin);
  EXPECT_FALSE(type("colour").builtin);
}

TEST_F(CatalogLoader, ReachesEveryGroupOfARole) {
  postgres().run("postgres",
                 "DROP ROLE IF EXISTS member_a; DROP ROLE IF EXISTS member_b; DROP ROLE IF EXISTS member_c;"
                 "CREATE ROLE member_a; CREATE ROLE member_b IN ROLE member_a;"
                 "CREATE ROLE member_c NOINHERIT IN ROLE member_b, pg_monitor");
  const auto again = load_snapshot(upstream(), "loader");
  ASSERT_TRUE(again) << again.error();
  ASSERT_NE((*again)->member("member_c"), nullptr);
  const auto& groups = (*again)->member("member_c")->groups;
  for (const char* group : {"member_a", "member_b", "pg_monitor", "pg_read_all_stats"})
    EXPECT_NE(std::find(groups.begin(), groups.end(), group), groups.end()) << group;
  EXPECT_FALSE((*again)->member("member_c")->superuser);
  EXPECT_TRUE((*again)->member("postgres")->superuser);
  EXPECT_EQ((*again)->member("nobody at all"), nullptr);
  postgres().run("postgres", "DROP ROLE member_c; DROP ROLE member_b; DROP ROLE member_a");
}

TEST(CatalogLoaderExtensions, AreMarked) {
  if (postgres().run("postgres", "SELECT FROM pg_available_extensions WHERE name = 'citext'").empty())
    FAIL() << "the server has no contrib modules: run scripts/install-deps";
  make_database("extensions",
                "CREATE EXTENSION citext; CREATE TABLE t (mail citext); CREATE FUNCTION mine() RETURNS int"
                " LANGUAGE sql AS 'SELECT 1'");
  const auto loaded = load_snapshot(upstream(), "extensions");
  ASSERT_TRUE(loaded) << loaded.error();
  EXPECT_TRUE(function(**loaded, "public.citext_eq(public.citext,public.citext)").extension);
  EXPECT_FALSE(function(**loaded, "public.mine()").extension);
  EXPECT_EQ(function(**loaded, "public.citext_eq(public.citext,public.citext)").language, "c");
  for (const auto& cast : (*loaded)->cast_functions) EXPECT_TRUE(cast.extension) << cast.signature;
  EXPECT_FALSE((*loaded)->cast_functions.empty());
  EXPECT_FALSE((*loaded)->operators_named("=").empty());
}

TEST(CatalogLoaderErrors, SayWhatIsWrong) {
  const auto missing = load_snapshot(upstream(), "no such database");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().find("no such database"), std::string::npos) << missing.error();
  auto elsewhere = upstream();
  elsewhere.hosts = {{"127.0.0.1", 1, {}}};
  const auto refused = load_snapshot(elsewhere, "postgres");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().find("127.0.0.1:1"), std::string::npos) << refused.error();
  EXPECT_EQ(refused.error().find("made-up service password"), std::string::npos);
  auto encrypted = upstream();
  encrypted.tls = proxy::UpstreamTls::verify_full;
  EXPECT_FALSE(load_snapshot(encrypted, "postgres")) << "the server has no TLS: never in the clear instead";
}

TEST(CatalogLoaderHosts, AreTriedInOrderAndMayBeSockets) {
  auto config = upstream();
  config.hosts = {{"127.0.0.1", 1, {}}, {"", postgres().port(), postgres().socket()}};
  const auto loaded = load_snapshot(config, "postgres");
  ASSERT_TRUE(loaded) << loaded.error();
  EXPECT_FALSE((*loaded)->relations.empty());
}

TEST(CatalogLoaderTls, TrustsTheRightServerOnly) {
  TemporaryPostgres server;
  server.run("postgres", "CREATE ROLE jaali LOGIN PASSWORD 'made-up service password'");
  auto config = upstream();
  config.hosts = {{"localhost", server.port(), {}}};
  config.tls = proxy::UpstreamTls::verify_full;
  config.tls_ca = server.enable_tls();
  const auto loaded = load_snapshot(config, "postgres");
  EXPECT_TRUE(loaded) << loaded.error();
  config.hosts[0].host = "127.0.0.1";
  EXPECT_FALSE(load_snapshot(config, "postgres")) << "the certificate is for another name";
  config.tls = proxy::UpstreamTls::verify_ca;
  EXPECT_TRUE(load_snapshot(config, "postgres"));
  config.tls_ca.clear();
  EXPECT_FALSE(load_snapshot(config, "postgres")) << "the system does not know this authority";
}

TEST(CatalogNodeTree, ReadsWhatDependenciesLeaveOut) {
  const auto facts = proxy::catalog::postgres::scan_node_tree(
      "({QUERY :rtable ({RANGETBLENTRY :alias {ALIAS :aliasname :relid\\ 7 :colnames <>} :relid 2619 :relkind r}"
      " {RANGETBLENTRY :relid 2619}) :targetList ({FUNCEXPR :funcid 870 :args ({VAR :varno 1 :varattno 10 })}"
      " {AGGREF :aggfnoid 2147 } {OPEXPR :opno 96 :opfuncid 65 } {WINDOWFUNC :winfnoid 3100 })})");
  EXPECT_EQ(facts.relations, (std::vector<std::uint32_t>{2619}));
  EXPECT_EQ(facts.functions, (std::vector<std::uint32_t>{65, 870, 2147, 3100}));
  EXPECT_FALSE(facts.whole_row);
  EXPECT_TRUE(proxy::catalog::postgres::scan_node_tree("{VAR :varno 3 :varattno 0 :vartype 16386}").whole_row);
  EXPECT_TRUE(proxy::catalog::postgres::scan_node_tree(":").functions.empty());
}

}  // namespace
}  // namespace jaali::tests

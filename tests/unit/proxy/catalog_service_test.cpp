// The catalog service against a real server: loading, following DDL, dropped databases, renames, restarts, drift.
#include <libpq-fe.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "proxy/catalog/binding_state.h"
#include "tests/unit/proxy/catalog_world.h"

namespace jaali::tests {
namespace {

using namespace std::chrono_literals;

constexpr auto rules = R"toml(
[classes.national_id]
sensitivity = "restricted"
mask = "redact"
[classes.mail]
sensitivity = "confidential"
mask = "redact"
[columns."crm/*.public.citizens"]
email = "mail"
[columns."crm/*.*.*"]
"*_cnic" = "national_id"
)toml";

std::string exact_rules(const std::string& database, const std::string& columns) {
  return std::string(R"toml(
[classes.national_id]
sensitivity = "restricted"
mask = "redact"
[columns."crm/)toml") +
         database + ".public.citizens\"]\n" + columns + "\n";
}

int server_connections(const std::string& database) {
  return std::stoi(
      postgres()
          .run("postgres",
               "SELECT count(*) FROM pg_stat_activity WHERE usename = 'jaali' AND datname = '" + database + "'")
          .front());
}

TEST(Catalog, OpensADatabaseAndClassifiesIt) {
  make_database(
      "opened",
      "CREATE TABLE citizens (id int, email text, old_cnic text); CREATE VIEW v AS SELECT email FROM citizens");
  const TemporaryFolder state;
  Service service(upstream(), state.path(), policy(rules));
  const auto opened = service.open("opened");
  ASSERT_TRUE(opened) << opened.error();
  EXPECT_EQ((*opened)->version(), (*opened)->current()->version());
  EXPECT_EQ(class_of(**opened, "public.citizens", "email"), "mail");
  EXPECT_EQ(class_of(**opened, "public.citizens", "old_cnic"), "national_id");
  EXPECT_EQ(class_of(**opened, "public.citizens", "id"), "");
  EXPECT_TRUE((*opened)->current()->sensitive(relation((*opened)->current()->snapshot(), "public.v").oid));
  EXPECT_TRUE(service.alarms().empty()) << service.alarms().front();
}

TEST(Catalog, SharesOneLoadAmongManyCallers) {
  make_database("shared", "CREATE TABLE citizens (email text)");
  const TemporaryFolder state;
  Service service(upstream(), state.path(), policy(rules));
  std::atomic<int> answers{0};
  std::atomic<const DatabaseCatalog*> first{nullptr};
  std::atomic<bool> same{true};
  std::vector<std::shared_ptr<DatabaseCatalog>> held(20);
  for (auto& place : held)
    service->open("shared", [&](const auto& opened) {
      if (!opened) return;
      place = *opened;
      const DatabaseCatalog* nothing = nullptr;
      if (!first.compare_exchange_strong(nothing, opened->get()) && first != opened->get()) same = false;
      ++answers;
    });
  EXPECT_TRUE(eventually([&] { return answers == 20; }));
  EXPECT_TRUE(same);
}

TEST(Catalog, FollowsDdlByItself) {
  make_database("ddl", "CREATE TABLE citizens (email text)");
  const TemporaryFolder state;
  Service service(upstream(), state.path(), policy(rules));
  const auto opened = service.open("ddl");
  ASSERT_TRUE(opened) << opened.error();
  const auto before = (*opened)->version();
  postgres().run("ddl", "ALTER TABLE citizens ADD COLUMN his_cnic text");
  EXPECT_TRUE(eventually([&] { return (*opened)->version() != before; }));
  EXPECT_EQ(class_of(**opened, "public.citizens", "his_cnic"), "national_id");
  EXPECT_GT((*opened)->current()->snapshot().version, 0U);
}

TEST(Catalog, RefreshBringsWhatIsThereNow) {
  make_database("asked", "CREATE TABLE citizens (email text)");
  const TemporaryFolder state;
  auto config = upstream();
  config.refresh_interval = 3600s;
  Service service(config, state.path(), policy(rules));
  const auto opened = service.open("asked");
  ASSERT_TRUE(opened) << opened.error();
  for (int round = 1; round <= 3; ++round) {
    postgres().run("asked", "ALTER TABLE citizens ADD COLUMN c" + std::to_string(round) + "_cnic text");
    ASSERT_TRUE(service.refresh("asked"));
    EXPECT_EQ(class_of(**opened, "public.citizens", "c" + std::to_string(round) + "_cnic"), "national_id");
  }
}

TEST(Catalog, KeepsItsVersionWhileNothingChanges) {
  make_database("quiet", "CREATE TABLE citizens (email text)");
  const TemporaryFolder state;
  Service service(upstream(), state.path(), policy(rules));
  const auto opened = service.open("quiet");
  ASSERT_TRUE(opened) << opened.error();
  const auto version = (*opened)->version();
  // A GRANT writes pg_class anew, which moves the fingerprint and leaves the content as it was.
  postgres().run("quiet",
                 "GRANT SELECT ON citizens TO PUBLIC; INSERT INTO citizens VALUES ('a@example.com'); ANALYZE citizens");
  ASSERT_TRUE(service.refresh("quiet"));
  ASSERT_TRUE(service.refresh("quiet"));
  EXPECT_EQ((*opened)->version(), version);
}

TEST(Catalog, TemporaryTablesOfOthersDisturbNobody) {
  make_database("temporary", "CREATE TABLE citizens (email text)");
  const TemporaryFolder state;
  Service service(upstream(), state.path(), policy(rules));
  const auto opened = service.open("temporary");
  ASSERT_TRUE(opened) << opened.error();
  const auto version = (*opened)->version();
  const std::string info = "host=" + postgres().socket_folder().string() +
                           " port=" + std::to_string(postgres().port()) + " user=postgres dbname=temporary";
  const std::unique_ptr<PGconn, decltype(&PQfinish)> session(PQconnectdb(info.c_str()), PQfinish);
  PQclear(PQexec(session.get(), "CREATE TEMP TABLE mine (a_cnic text)"));
  // A permanent change shows that the timer has looked since.
  postgres().run("temporary", "CREATE TABLE marker (id int)");
  EXPECT_TRUE(eventually([&] { return (*opened)->version() != version; }));
  const auto with_marker = (*opened)->version();
  PQclear(PQexec(session.get(), "CREATE TEMP TABLE mine_too (b_cnic text)"));
  const auto looks = [] {
    return std::stoi(
        postgres().run("postgres", "SELECT sum(sessions) FROM pg_stat_database WHERE datname = 'temporary'").front());
  };
  const int before = looks();
  EXPECT_TRUE(eventually([&] { return looks() >= before + 2; })) << "the timer has stopped";
  EXPECT_EQ((*opened)->version(), with_marker);
  // Who asks is told.
  ASSERT_TRUE(service.refresh("temporary"));
  const auto current = (*opened)->current();
  ASSERT_EQ(current->snapshot().relations_named("mine_too").size(), 1U);
  EXPECT_TRUE(current->snapshot().relations_named("mine_too")[0]->temporary);
}

TEST(Catalog, FollowsADatabaseDroppedAndMadeAgain) {
  make_database("again", "CREATE TABLE citizens (id int, email text)");
  const TemporaryFolder state;
  Service service(upstream(), state.path(), policy(rules));
  const auto opened = service.open("again");
  ASSERT_TRUE(opened) << opened.error();
  const auto oid = (*opened)->current()->snapshot().database_oid;
  postgres().run("postgres", "DROP DATABASE again");  // the session that holds the catalog here has no connection
  EXPECT_TRUE(eventually([&] { return (*opened)->current() == nullptr; }));
  EXPECT_EQ((*opened)->version(), 0U);
  EXPECT_FALSE(service.open("again"));
  make_database("again", "CREATE TABLE other (id int); CREATE TABLE citizens (email text, id int)");
  EXPECT_TRUE(eventually([&] { return (*opened)->current() != nullptr; }));
  EXPECT_NE((*opened)->current()->snapshot().database_oid, oid);
  EXPECT_EQ(class_of(**opened, "public.citizens", "email"), "mail");
  // At once, before any timer.
  make_database("again", "CREATE TABLE fresh (his_cnic text)");
  EXPECT_TRUE(eventually(
      [&] {
        const auto reopened = service.open("again");
        return reopened && !(*reopened)->current()->snapshot().relations_named("fresh").empty();
      },
      5s));
}

TEST(Catalog, LeavesNoConnectionBehind) {
  make_database("lingering", "CREATE TABLE citizens (email text)");
  const TemporaryFolder state;
  Service service(upstream(), state.path(), policy(rules));
  const auto opened = service.open("lingering");
  ASSERT_TRUE(opened) << opened.error();
  ASSERT_TRUE(service.refresh("lingering"));
  const auto begin = std::chrono::steady_clock::now();
  postgres().run("postgres", "DROP DATABASE lingering");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
  ASSERT_TRUE(service.auth_row("postgres"));
  EXPECT_TRUE(eventually([] { return server_connections("postgres") == 0; }, 6s)) << "the idle auth connection stays";
}

TEST(Catalog, FailsWhereItCannotLoad) {
  const TemporaryFolder state;
  Service service(upstream(), state.path(), policy(rules));
  const auto missing = service.open("never made");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().find("never made"), std::string::npos) << missing.error();
  auto elsewhere = upstream();
  elsewhere.hosts = {{"127.0.0.1", 1, {}}};
  Service nowhere(elsewhere, state.path(), policy(rules));
  EXPECT_FALSE(nowhere.open("postgres"));
  EXPECT_FALSE(nowhere.auth_row("postgres"));
}

TEST(Catalog, KeepsWhatItHasWhileTheServerIsAway) {
  TemporaryPostgres server;
  server.run("postgres", "CREATE ROLE jaali LOGIN PASSWORD 'made-up'; CREATE TABLE citizens (email text)");
  const TemporaryFolder state;
  auto config = upstream();
  config.hosts = {{"127.0.0.1", server.port(), {}}};
  config.service.password.file = state.write("password", "made-up");
  Service service(config, state.path(), policy(rules));
  const auto opened = service.open("postgres");
  ASSERT_TRUE(opened) << opened.error();
  const auto version = (*opened)->version();
  server.stop();
  EXPECT_TRUE(eventually([&] { return service.alarmed("cannot be refreshed"); }));
  EXPECT_EQ((*opened)->version(), version);
  EXPECT_FALSE(service.refresh("postgres"));
  EXPECT_TRUE(service.open("postgres")) << "who comes now goes on with what open sessions have";
  server.start();
  EXPECT_TRUE(eventually([&] { return static_cast<bool>(service.refresh("postgres")); }));
  EXPECT_EQ(class_of(**opened, "public.citizens", "email"), "mail");
}

TEST(Catalog, AppliesNewRulesBeforeItReturns) {
  make_database("rules", "CREATE TABLE citizens (email text, phone text)");
  const TemporaryFolder state;
  Service service(upstream(), state.path(), policy(rules));
  const auto opened = service.open("rules");
  ASSERT_TRUE(opened) << opened.error();
  const auto before = (*opened)->version();
  service->set_policy(policy(exact_rules("rules", "phone = \"national_id\"")));
  EXPECT_NE((*opened)->version(), before);
  EXPECT_EQ(class_of(**opened, "public.citizens", "phone"), "national_id");
  EXPECT_EQ(class_of(**opened, "public.citizens", "email"), "");
}

TEST(Catalog, ARenamedColumnStaysClassifiedAlsoAfterARestart) {
  make_database("renamed", "CREATE TABLE citizens (id int, cnic text, his_cnic text); CREATE SCHEMA away");
  const TemporaryFolder state;
  const auto both = policy(exact_rules("renamed", "cnic = \"national_id\"") +
                           "[columns.\"crm/*.*.*\"]\n\"*_cnic\" = \"national_id\"\n");
  {
    Service service(upstream(), state.path(), both);
    const auto opened = service.open("renamed");
    ASSERT_TRUE(opened) << opened.error();
    postgres().run("renamed",
                   "ALTER TABLE citizens RENAME cnic TO nic; ALTER TABLE citizens RENAME his_cnic TO harmless");
    ASSERT_TRUE(service.refresh("renamed"));
    EXPECT_EQ(class_of(**opened, "public.citizens", "nic"), "national_id");
    EXPECT_EQ(class_of(**opened, "public.citizens", "harmless"), "national_id");
    EXPECT_EQ(class_of(**opened, "public.citizens", "id"), "") << "known where it went: the table is not restricted";
    EXPECT_TRUE(eventually([&] { return service.alarmed("public.citizens.cnic"); }));
  }
  postgres().run("renamed",
                 "ALTER TABLE citizens RENAME nic TO n; ALTER TABLE citizens SET SCHEMA away; ALTER TABLE "
                 "away.citizens RENAME TO people");
  Service service(upstream(), state.path(), both);
  const auto opened = service.open("renamed");
  ASSERT_TRUE(opened) << opened.error();
  EXPECT_EQ(class_of(**opened, "away.people", "n"), "national_id");
  EXPECT_EQ(class_of(**opened, "away.people", "harmless"), "national_id");
  // The DBA decides: an exact word about the new name, and no rule for the old ones.
  service->set_policy(
      policy("[classes.national_id]\nsensitivity = \"restricted\"\nmask = \"redact\"\n"
             "[columns.\"crm/renamed.away.people\"]\nn = \"national_id\"\nharmless = \"none\"\n"
             "[columns.\"crm/*.*.*\"]\n\"*_cnic\" = \"national_id\"\n"));
  EXPECT_EQ(class_of(**opened, "away.people", "n"), "national_id");
  EXPECT_EQ(class_of(**opened, "away.people", "harmless"), "");
}

TEST(Catalog, ARestoredDatabaseKeepsRenamedColumnsByName) {
  const char* made = "CREATE TABLE citizens (id int, cnic text)";
  make_database("restored", made);
  const TemporaryFolder state;
  const auto exact = policy(exact_rules("restored", "cnic = \"national_id\""));
  Service service(upstream(), state.path(), exact);
  const auto opened = service.open("restored");
  ASSERT_TRUE(opened) << opened.error();
  postgres().run("restored", "ALTER TABLE citizens RENAME cnic TO nic");
  ASSERT_TRUE(service.refresh("restored"));
  // As pg_restore would make it: other OIDs, another order of creation, and in between nothing at all.
  make_database("restored");
  ASSERT_TRUE(eventually([&] { return static_cast<bool>(service.refresh("restored")); }));
  EXPECT_TRUE((*opened)->current()->snapshot().relations_named("citizens").empty());
  postgres().run("restored", "CREATE TABLE other (a int, b text); CREATE TABLE citizens (id int, nic text)");
  ASSERT_TRUE(service.refresh("restored"));
  EXPECT_EQ(class_of(**opened, "public.citizens", "nic"), "national_id");
  EXPECT_EQ(class_of(**opened, "public.other", "b"), "");
}

TEST(Catalog, AVanishedNameRestrictsTheWholeTable) {
  make_database("drifted", "CREATE TABLE citizens (id int, cnic text); CREATE TABLE other (id int)");
  const TemporaryFolder state;
  Service service(upstream(), state.path(), policy(exact_rules("drifted", "cnic = \"national_id\"")));
  const auto opened = service.open("drifted");
  ASSERT_TRUE(opened) << opened.error();
  const auto sensitive = [&](const char* table) {
    const auto current = (*opened)->current();
    return current->sensitive(relation(current->snapshot(), table).oid);
  };
  postgres().run("drifted",
                 "ALTER TABLE citizens ADD COLUMN id_number text; UPDATE citizens SET id_number = cnic;"
                 "ALTER TABLE citizens DROP COLUMN cnic");
  ASSERT_TRUE(service.refresh("drifted"));
  EXPECT_TRUE(sensitive("public.citizens"));
  EXPECT_NE(class_of(**opened, "public.citizens", "id_number"), "");
  EXPECT_FALSE(sensitive("public.other"));
  EXPECT_TRUE(eventually([&] { return service.alarmed("restricted until the rules are fixed"); }));
  const auto alarms = service.alarms().size();
  ASSERT_TRUE(service.refresh("drifted"));
  postgres().run("drifted", "CREATE TABLE unrelated (id int)");
  ASSERT_TRUE(service.refresh("drifted"));
  EXPECT_EQ(service.alarms().size(), alarms) << "told once";
  service->set_policy(policy(exact_rules("drifted", "id_number = \"national_id\"")));
  EXPECT_EQ(class_of(**opened, "public.citizens", "id_number"), "national_id");
  EXPECT_EQ(class_of(**opened, "public.citizens", "id"), "");
}

TEST(Catalog, ADetachedPartitionStaysClassified) {
  make_database("detached",
                "CREATE TABLE citizens (id int, cnic text, region text) PARTITION BY LIST (region);"
                "CREATE TABLE north PARTITION OF citizens FOR VALUES IN ('n')");
  const TemporaryFolder state;
  Service service(upstream(), state.path(), policy(exact_rules("detached", "cnic = \"national_id\"")));
  const auto opened = service.open("detached");
  ASSERT_TRUE(opened) << opened.error();
  EXPECT_EQ(class_of(**opened, "public.north", "cnic"), "national_id");
  postgres().run("detached", "ALTER TABLE citizens DETACH PARTITION north");
  ASSERT_TRUE(service.refresh("detached"));
  EXPECT_EQ(class_of(**opened, "public.north", "cnic"), "national_id");
}

TEST(Catalog, ADamagedBindingFileStopsTheDatabaseOnly) {
  make_database("damaged", "CREATE TABLE citizens (id int, cnic text)");
  const TemporaryFolder state;
  const auto file = proxy::catalog::binding_file(state.path(), "crm", "damaged");
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << "{\"format\":1,\"database_oid\":";
  Service service(upstream(), state.path(), policy(rules));
  const auto opened = service.open("damaged");
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().find(file.string()), std::string::npos) << opened.error();
  EXPECT_TRUE(eventually([&] { return service.alarmed("damaged"); }));
  EXPECT_TRUE(service.open("postgres"));
  std::filesystem::remove(file);
  EXPECT_TRUE(eventually([&] { return static_cast<bool>(service.open("damaged")); }));
}

TEST(Catalog, AStateDirectoryThatCannotBeWrittenIsTold) {
  const TemporaryFolder state;
  const auto no_folder = state.write("file", "in the way");
  make_database("stateless", "CREATE TABLE citizens (email text)");
  Service service(upstream(), no_folder, policy(rules));
  EXPECT_TRUE(eventually([&] { return service.alarmed("bindings cannot be kept"); }));
}

TEST(Catalog, AnswersEverybodyWhenItEnds) {
  const TemporaryFolder state;
  auto config = upstream();
  config.hosts = {{"10.255.255.1", 5432, {}}};  // nobody answers
  std::atomic<int> errors{0};
  const auto begin = std::chrono::steady_clock::now();
  {
    Service service(config, state.path(), policy(rules));
    for (int call = 0; call < 3; ++call) {
      service->open("a", [&](const auto& result) { errors += result ? 0 : 1; });
      service->refresh("b", "a test asks", [&](const auto& result) { errors += result ? 0 : 1; });
      service->auth_row("c", [&](const auto& result) { errors += result ? 0 : 1; });
    }
  }
  EXPECT_EQ(errors, 9);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s) << "an unanswered connection held the end back";
}

}  // namespace
}  // namespace jaali::tests

// Verifiers: the auth query that setup_sql installs, users_file, and what setup_sql grants and does not.
#include <libpq-fe.h>

#include <fstream>

#include "proxy/catalog/postgres/auth_rows.h"
#include "tests/unit/proxy/catalog_world.h"

namespace jaali::tests {
namespace {

constexpr auto no_rules = "[classes.mail]\nsensitivity = \"internal\"\nmask = \"redact\"\n";

class CatalogAuth : public testing::Test {
 protected:
  void SetUp() override {
    postgres().run("postgres",
                   "DROP ROLE IF EXISTS auth_anna, auth_expired, auth_later, auth_group, auth_none, auth_md5, "
                   "auth_root, \"Odd \"\"Name\"");
    postgres().run(
        "postgres",
        "CREATE ROLE auth_anna LOGIN PASSWORD 'made-up a'; CREATE ROLE \"Odd \"\"Name\" LOGIN PASSWORD 'made-up b';"
        "CREATE ROLE auth_expired LOGIN PASSWORD 'made-up c' VALID UNTIL '2020-01-01';"
        "CREATE ROLE auth_later LOGIN PASSWORD 'made-up d' VALID UNTIL '2999-01-01';"
        "CREATE ROLE auth_group NOLOGIN PASSWORD 'made-up e'; CREATE ROLE auth_none LOGIN;"
        "CREATE ROLE auth_root LOGIN SUPERUSER PASSWORD 'made-up f';"
        "CREATE ROLE auth_md5 LOGIN PASSWORD 'md5aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'");
  }
};

TEST_F(CatalogAuth, ReadsVerifiersAsTheServerWouldAcceptThem) {
  const TemporaryFolder state;
  Service service(upstream(), state.path(), policy(no_rules));
  const auto row = [&](const char* user) {
    const auto found = service.auth_row(user);
    EXPECT_TRUE(found) << found.error();
    return found ? *found : AuthRow{};
  };
  const auto stored = [](const std::string& user) {
    return postgres().run("postgres", "SELECT rolpassword FROM pg_authid WHERE rolname = '" + user + "'").front();
  };
  EXPECT_TRUE(row("auth_anna").known);
  EXPECT_EQ(row("auth_anna").verifier, stored("auth_anna"));
  EXPECT_TRUE(row("auth_anna").verifier.starts_with("SCRAM-SHA-256$"));
  EXPECT_EQ(row("Odd \"Name").verifier, stored("Odd \"Name"));
  EXPECT_EQ(row("auth_later").verifier, stored("auth_later"));
  EXPECT_EQ(row("auth_md5").verifier, "md5aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
  EXPECT_EQ(row("auth_root").verifier, stored("auth_root"));
  EXPECT_TRUE(row("auth_expired").known);
  EXPECT_EQ(row("auth_expired").verifier, "") << "VALID UNTIL has passed";
  EXPECT_EQ(row("auth_none").verifier, "");
  EXPECT_FALSE(row("auth_group").known) << "NOLOGIN";
  EXPECT_FALSE(row("nobody at all").known);
  EXPECT_FALSE(row("auth_anna' OR true --").known);
  EXPECT_FALSE(row("AUTH_ANNA").known);
  EXPECT_FALSE(row("").known);
}

TEST_F(CatalogAuth, FindsAServerAgainThatRestarted) {
  TemporaryPostgres server;
  const TemporaryFolder state;
  auto config = upstream();
  config.hosts = {{"127.0.0.1", server.port(), {}}};
  ASSERT_TRUE(server.psql("postgres", proxy::catalog::setup_sql(config), {"jaali_password=made-up service password"}));
  Service service(config, state.path(), policy(no_rules));
  ASSERT_TRUE(service.auth_row("postgres"));
  server.stop();
  const auto away = service.auth_row("postgres");
  ASSERT_FALSE(away);
  EXPECT_EQ(away.error().find("made-up"), std::string::npos) << away.error();
  server.start();
  EXPECT_TRUE(eventually([&] { return static_cast<bool>(service.auth_row("postgres")); }));
}

TEST_F(CatalogAuth, AKeptConnectionThatDiedIsReplacedUnseen) {
  const TemporaryFolder state;
  Service service(upstream(), state.path(), policy(no_rules));
  ASSERT_TRUE(service.auth_row("auth_anna"));
  postgres().run("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'jaali'");
  const auto again = service.auth_row("auth_anna");
  ASSERT_TRUE(again) << again.error();
  EXPECT_TRUE(again->known);
}

TEST_F(CatalogAuth, UsersFileReplacesTheQueryAndIsReadAnew) {
  const TemporaryFolder folder;
  auto config = upstream();
  config.hosts = {{"127.0.0.1", 1, {}}};  // never asked
  config.users_file = folder.write("users.txt", "\"anna\" \"SCRAM-SHA-256$4096:c2FsdA==$a:b\"\n");
  Service service(config, folder.path(), policy(no_rules));
  ASSERT_TRUE(service.auth_row("anna"));
  EXPECT_EQ(service.auth_row("anna")->verifier, "SCRAM-SHA-256$4096:c2FsdA==$a:b");
  EXPECT_FALSE(service.auth_row("ben")->known);
  folder.write("users.txt", "; made up\n\"ben\" \"SCRAM-SHA-256$4096:c2FsdA==$c:d\"\n\"eve\" \"in the clear\"\n");
  EXPECT_TRUE(service.auth_row("ben")->known);
  EXPECT_FALSE(service.auth_row("anna")->known);
  EXPECT_FALSE(service.auth_row("eve")->known);
  EXPECT_TRUE(eventually([&] { return service.alarmed("line 3"); }));
  EXPECT_FALSE(service.alarmed("in the clear"));
  std::filesystem::remove(config.users_file);
  EXPECT_FALSE(service.auth_row("ben")) << "a file that is gone is no empty list";
}

TEST(CatalogUsersFile, IsReadAsPgBouncerWritesIt) {
  const auto file = proxy::catalog::postgres::parse_users_file(
      "\"a\" \"md5aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"\r\n\n  # note\n; note\n\"qu\"\"ote\"  \"SCRAM-SHA-256$x\" "
      "more\n\"empty\" \"\"\n"
      "\"a\" \"SCRAM-SHA-256$second\"\nbare \"x\"\n\"open\n\"half\" \"SCRAM-SHA-256$\n\"\" "
      "\"SCRAM-SHA-256$\"\n\"last\" \"SCRAM-SHA-256$y\"");
  EXPECT_EQ(file.verifiers.size(), 4U);
  EXPECT_EQ(file.verifiers.at("a"), "md5aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") << "the first holds";
  EXPECT_EQ(file.verifiers.at("qu\"ote"), "SCRAM-SHA-256$x");
  EXPECT_EQ(file.verifiers.at("empty"), "");
  EXPECT_EQ(file.verifiers.at("last"), "SCRAM-SHA-256$y");
  EXPECT_EQ(file.problems.size(), 5U);
}

class CatalogSetup : public testing::Test {
 protected:
  /// What a role without rights gets for a statement; empty: no error.
  static std::string as_role(const std::string& role, const std::string& sql) {
    try {
      postgres().run("postgres", "SET ROLE \"" + role + "\"; " + sql);
      return {};
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }
};

TEST_F(CatalogSetup, CanBeAppliedAgainAndAgain) {
  const auto sql = proxy::catalog::setup_sql(upstream());
  EXPECT_TRUE(postgres().psql("postgres", sql, {"jaali_password=made-up service password"}));
  EXPECT_TRUE(postgres().psql("template1", sql)) << "without a password, from any database";
  const TemporaryFolder state;
  Service service(upstream(), state.path(), policy(no_rules));
  EXPECT_TRUE(service.auth_row("postgres")) << "the password that was set before still holds";
}

TEST_F(CatalogSetup, GrantsTheServiceAccountAlone) {
  (void)upstream();
  postgres().run("postgres", "DROP ROLE IF EXISTS setup_stranger; CREATE ROLE setup_stranger LOGIN");
  EXPECT_NE(as_role("setup_stranger", "SELECT * FROM jaali.user_lookup('postgres')").find("permission denied"),
            std::string::npos);
  EXPECT_EQ(as_role("jaali", "SELECT * FROM jaali.user_lookup('postgres')"), "");
  EXPECT_NE(as_role("jaali", "SELECT * FROM pg_authid").find("permission denied"), std::string::npos);
  EXPECT_NE(as_role("jaali", "CREATE TABLE jaali.t (id int)").find("permission denied"), std::string::npos);
  const auto rights =
      postgres().run("postgres",
                     "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolcanlogin"
                     " FROM pg_roles WHERE rolname = 'jaali'");
  EXPECT_EQ(rights.front(), "f|f|f|f|f|t");
  postgres().run("postgres", "DROP ROLE setup_stranger");
}

TEST_F(CatalogSetup, AForeignSchemaOfThatNameIsRefused) {
  TemporaryPostgres server;
  server.run("postgres", "CREATE ROLE mallory; CREATE SCHEMA jaali AUTHORIZATION mallory");
  EXPECT_FALSE(server.psql("postgres", proxy::catalog::setup_sql(upstream())));
}

TEST_F(CatalogSetup, TakesNamesThatNeedQuotes) {
  TemporaryPostgres server;
  server.run("postgres", "CREATE DATABASE \"odd 'db' \"\"=\\x\"");
  auto config = upstream();
  config.hosts = {{"127.0.0.1", server.port(), {}}};
  config.service.user = "odd 'role' \"x\"";
  config.service.database = "odd 'db' \"=\\x";
  ASSERT_TRUE(server.psql("postgres", proxy::catalog::setup_sql(config), {"jaali_password=made-up service password"}));
  const TemporaryFolder state;
  Service service(config, state.path(), policy(no_rules));
  const auto row = service.auth_row("postgres");
  ASSERT_TRUE(row) << row.error();
  EXPECT_TRUE(row->known);
}

TEST_F(CatalogSetup, PrintsNoSecretAndFitsTheConfiguration) {
  auto config = upstream();
  const auto scram = proxy::catalog::setup_sql(config);
  EXPECT_EQ(scram.find("made-up service password"), std::string::npos);
  EXPECT_NE(scram.find("--   host     all  \"jaali\""), std::string::npos) << scram;
  config.tls = proxy::UpstreamTls::verify_full;
  EXPECT_NE(proxy::catalog::setup_sql(config).find("--   hostssl  all  \"jaali\""), std::string::npos);
  config.login = proxy::Login::password;
  EXPECT_EQ(proxy::catalog::setup_sql(config).find("user_lookup"), std::string::npos) << "no auth query is needed";
  config.service.user = "a\nDROP TABLE x; --";
  const auto broken = proxy::catalog::setup_sql(config);
  EXPECT_EQ(broken.find("--   hostssl  all  \"a\nDROP"), std::string::npos) << "a name ends no comment";
}

}  // namespace
}  // namespace jaali::tests

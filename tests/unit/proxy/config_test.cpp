// jaali.toml: the example of the manual, every default, and every way to write it wrong or to mean two things at once.
#include "proxy/cli/config.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace jaali::proxy {
namespace {

using ::testing::HasSubstr;

class ConfigFile {
 public:
  ConfigFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "jaali-config-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
  }
  ~ConfigFile() { std::filesystem::remove_all(folder); }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
    return folder / name;
  }
  LoadedConfig load(std::string_view text) const { return load_config(write("jaali.toml", text)); }
  std::filesystem::path folder;
};

LoadedConfig load(std::string_view text) { return ConfigFile().load(text); }

std::string all_of(const std::vector<Diagnostic>& diagnostics) {
  std::string out;
  for (const auto& d : diagnostics) {
    out += std::to_string(d.line) + (d.level == Diagnostic::Level::error ? ": error: " : ": warning: ") + d.message +
           " | " + d.hint + "\n";
  }
  return out;
}

constexpr std::string_view the_example = R"(
instance = "jaali-1"
state    = "/var/lib/jaali"
rules    = ["rules.toml"]
[upstreams.crm]
protocol = "postgres"
hosts    = ["db1.internal:5432", "[fd00::2]", "/run/postgresql:5433"]
tls      = "verify-full"
tls_ca   = "certs/db-ca.pem"
login    = "scram"
service  = { user = "jaali", password_file = "secrets/crm", database = "crm" }
unclassified = "mask"
[listeners.crm]
upstream    = "crm"
address     = "0.0.0.0:6432"
tls         = "require"
certificate = "certs/server.crt"
key         = "certs/server.key"
client_ca   = "certs/clients.crt"
client_certificate = "optional"
[audit]
directory  = "/var/log/jaali"
durability = "written"
[limits]
connections = 5000
connections_per_user = 7
connections_per_address = 8
login_seconds = 20
idle_seconds = 600
[admin]
address = "127.0.0.1:9642"
[log]
level = "warning"
)";

TEST(ConfigFileTest, TheExampleOfTheManualLoads) {
  const ConfigFile file;
  const auto loaded = file.load(the_example);
  ASSERT_TRUE(loaded.config) << all_of(loaded.diagnostics);
  EXPECT_TRUE(loaded.diagnostics.empty()) << all_of(loaded.diagnostics);
  const auto& config = *loaded.config;
  EXPECT_EQ(config.instance, "jaali-1");
  EXPECT_EQ(config.rules, std::vector{(file.folder / "rules.toml").string()});
  const auto& upstream = config.upstreams.at("crm");
  ASSERT_EQ(upstream.hosts.size(), 3U);
  EXPECT_EQ(upstream.hosts[0].to_string(), "db1.internal:5432");
  EXPECT_EQ(upstream.hosts[1].to_string(), "[fd00::2]:5432");
  EXPECT_EQ(upstream.hosts[2].unix_socket, "/run/postgresql/.s.PGSQL.5433");
  EXPECT_EQ(upstream.tls, UpstreamTls::verify_full);
  EXPECT_EQ(upstream.tls_ca, file.folder / "certs/db-ca.pem");
  EXPECT_EQ(upstream.login, Login::scram);
  EXPECT_EQ(upstream.service.user, "jaali");
  EXPECT_EQ(upstream.service.password.file, file.folder / "secrets/crm");
  EXPECT_EQ(upstream.service.database, "crm");
  EXPECT_TRUE(upstream.mask_unclassified);
  const auto& listener = config.listeners.at("crm");
  EXPECT_EQ(listener.address.to_string(), "0.0.0.0:6432");
  EXPECT_EQ(listener.certificate, file.folder / "certs/server.crt");
  EXPECT_EQ(listener.client_certificate, ClientCertificate::optional);
  EXPECT_EQ(config.audit.directory, "/var/log/jaali");
  EXPECT_EQ(config.limits.connections, 5000U);
  EXPECT_EQ(config.limits.connections_per_user, 7U);
  EXPECT_EQ(config.limits.connections_per_address, 8U);
  EXPECT_EQ(config.limits.login, std::chrono::seconds(20));
  EXPECT_EQ(config.limits.idle, std::chrono::seconds(600));
  EXPECT_EQ(config.admin->to_string(), "127.0.0.1:9642");
  EXPECT_EQ(config.log_level, LogLevel::warning);
  EXPECT_EQ(config.upstream_names(), std::vector<std::string>{"crm"});
}

constexpr std::string_view smallest =
    "rules = \"r.toml\"\n"
    "[upstreams.a]\nprotocol = \"postgres\"\nhosts = [\"127.0.0.1\"]\ntls = \"off\"\nservice = { user = \"jaali\" }\n"
    "[listeners.a]\nupstream = \"a\"\naddress = \"127.0.0.1:0\"\ntls = \"off\"\n";

TEST(ConfigFileTest, DefaultsOfTheSmallestFile) {
  const auto loaded = load(smallest);
  ASSERT_TRUE(loaded.config) << all_of(loaded.diagnostics);
  EXPECT_EQ(all_of(loaded.diagnostics), "");
  const auto& config = *loaded.config;
  EXPECT_FALSE(config.instance.empty()) << "the host's name";
  EXPECT_EQ(config.state, "/var/lib/jaali");
  EXPECT_EQ(config.upstreams.at("a").hosts[0].port, 5432);
  EXPECT_EQ(config.upstreams.at("a").login, Login::scram);
  EXPECT_TRUE(config.upstreams.at("a").mask_unclassified) << "safe by default";
  EXPECT_TRUE(config.upstreams.at("a").service.password.empty());
  EXPECT_EQ(config.audit.durability, audit::Durability::written);
  EXPECT_EQ(config.limits.connections, 10'000U);
  EXPECT_EQ(config.limits.login, std::chrono::seconds(30));
  EXPECT_EQ(config.limits.startup, std::chrono::seconds(10));
  EXPECT_FALSE(config.admin);
}

TEST(Config, MysqlUpstreamsHaveTheirOwnDefaults) {
  const auto loaded = load(R"toml(
rules = ["rules.toml"]
[upstreams.shop]
protocol = "mysql"
hosts = ["db.internal", "[fd00::2]:3307", "/run/mysqld/mysqld.sock"]
service = { user = "jaali", password_file = "secrets/shop" }
[listeners.shop]
upstream = "shop"
address = "127.0.0.1:6433"
tls = "off"
)toml");
  ASSERT_TRUE(loaded.config) << all_of(loaded.diagnostics);
  const auto& shop = loaded.config->upstreams.at("shop");
  EXPECT_EQ(shop.protocol, Protocol::mysql);
  EXPECT_EQ(shop.login, Login::relay);
  ASSERT_EQ(shop.hosts.size(), 3U);
  EXPECT_EQ(shop.hosts[0].port, 3306);
  EXPECT_EQ(shop.hosts[1].port, 3307);
  EXPECT_EQ(shop.hosts[2].unix_socket, "/run/mysqld/mysqld.sock") << "a server's socket has any name";
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  const auto at = out.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return out.replace(at, from.size(), to);
}

struct Wrong {
  std::string_view name, from, to, message, hint;
};
class WrongConfig : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongConfig, IsAnError) {
  const auto& wrong = GetParam();
  const auto loaded = load(replaced(the_example, wrong.from, wrong.to));
  EXPECT_FALSE(loaded.config);
  bool found = false;
  for (const auto& d : loaded.diagnostics) {
    found |= d.level == Diagnostic::Level::error && d.message.find(wrong.message) != std::string::npos &&
             d.hint.find(wrong.hint) != std::string::npos && d.line > 0 && d.file.ends_with("jaali.toml");
  }
  EXPECT_TRUE(found) << all_of(loaded.diagnostics);
}

const Wrong wrongs[] = {
    {"syntax", "[audit]", "[audit", "", ""},
    {"unknown_key", "instance =", "instanse =", "unknown key \"instanse\"", "did you mean \"instance\"?"},
    {"no_rules", "rules    = [\"rules.toml\"]", "", "needs \"rules\"", ""},
    {"empty_rules", "[\"rules.toml\"]", "[]", "empty list", ""},
    {"protocol", "\"postgres\"", "\"postgre\"", "cannot be \"postgre\"", "did you mean \"postgres\"?"},
    {"mysql_login", "\"postgres\"", "\"mysql\"", "login = \"scram\" is PostgreSQL's", "relay"},
    {"mysql_database", "\"postgres\"", "\"mysql\"", "needs no database", "remove it"},
    {"no_hosts", "hosts    = [\"db1.internal:5432\", \"[fd00::2]\", \"/run/postgresql:5433\"]", "", "needs \"hosts\"",
     ""},
    {"bad_port", "db1.internal:5432", "db1.internal:99999", "not an address", ""},
    {"bad_port_text", "db1.internal:5432", "db1.internal:http", "not an address", ""},
    {"port_zero", "db1.internal:5432", "db1.internal:0", "port 0", ""},
    {"no_brackets", "[fd00::2]", "fd00::2", "brackets", ""},
    {"open_bracket", "[fd00::2]", "[fd00::2", "bracket is not closed", ""},
    {"no_v6_in_brackets", "[fd00::2]", "[db1]", "no IPv6 address", ""},
    {"tls_word", "\"verify-full\"", "\"verify_full\"", "cannot be", "did you mean \"verify-full\"?"},
    {"ca_without_tls", "\"verify-full\"", "\"off\"", "has a tls_ca but tls", ""},
    {"login_word", "\"scram\"", "\"md5\"", "cannot be \"md5\"", "one of"},
    {"login_relay", "\"scram\"", "\"relay\"", "MySQL's", ""},
    {"trust_in_the_open", "\"scram\"", "\"trust\"", "open to the network", "127.0.0.1"},
    {"inline_secret", "password_file = \"secrets/crm\"", "password = \"hunter2\"", "a secret does not stand",
     "password_file"},
    {"two_secrets", "database = \"crm\" }", "password_env = \"X\" }", "both", ""},
    {"bad_env", "password_file = \"secrets/crm\"", "password_env = \"A=B\"", "environment variable", ""},
    {"service_key", "database = \"crm\" }", "databse = \"crm\" }", "unknown key", "did you mean \"database\"?"},
    {"service_no_user", "user = \"jaali\", ", "", "needs \"user\"", ""},
    {"unclassified", "\"mask\"", "\"hide\"", "cannot be", "one of"},
    {"no_upstream", "upstream    = \"crm\"", "upstream    = \"crn\"", "no upstream \"crn\"", "did you mean \"crm\"?"},
    {"no_address", "address     = \"0.0.0.0:6432\"", "", "needs \"address\"", ""},
    {"empty_host", "0.0.0.0:6432", ":6432", "host is empty", ""},
    {"no_certificate", "certificate = \"certs/server.crt\"\nkey         = \"certs/server.key\"", "",
     "needs \"certificate\" and \"key\"", ""},
    {"no_key", "key         = \"certs/server.key\"", "", "go together", ""},
    {"no_client_ca", "client_ca   = \"certs/clients.crt\"", "", "client_ca", ""},
    {"required_without_tls", "client_certificate = \"optional\"",
     "client_certificate = \"required\"\n[listeners.b]\nupstream = \"crm\"\naddress = \"127.0.0.1:1\"\n"
     "tls = \"allow\"\ncertificate = \"a\"\nkey = \"b\"\nclient_ca = \"c\"\nclient_certificate = \"required\"",
     "without TLS has no certificate", ""},
    {"durability", "\"written\"", "\"write\"", "cannot be", ""},
    {"limit_type", "5000", "\"5000\"", "must be a whole number", ""},
    {"limit_negative", "5000", "-1", "out of range", "0 to"},
    {"limit_key", "idle_seconds", "idle_second", "unknown key", "did you mean \"idle_seconds\"?"},
    {"admin_same", "127.0.0.1:9642", "127.0.0.1:6432", "the admin address is that of listener crm", ""},
    {"same_address", "[audit]",
     "[listeners.b]\nupstream = \"crm\"\naddress = \"127.0.0.1:6432\"\ntls = \"off\"\n[audit]", "same address", ""},
    {"log_level", "\"warning\"", "\"loud\"", "cannot be", ""},
    {"upstream_name", "[upstreams.crm]", "[upstreams.\"c/m\"]", "not a name here", ""},
    {"users_file", "login    = \"scram\"", "login    = \"password\"\nusers_file = \"u\"", "users_file", ""},
};
INSTANTIATE_TEST_SUITE_P(All, WrongConfig, ::testing::ValuesIn(wrongs),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(ConfigFileTest, PasswordLoginOnlyInsideTls) {
  const auto with = [](std::string_view login, std::string_view tls, std::string_view address) {
    return load(
               "rules = \"r\"\n[upstreams.a]\nprotocol = \"postgres\"\nhosts = [\"127.0.0.1\"]\ntls = \"off\"\nlogin = "
               "\"" +
               std::string(login) +
               "\"\nservice = { user = \"j\" }\n[listeners.a]\nupstream = \"a\"\ncertificate = \"c\"\nkey = "
               "\"k\"\naddress = \"" +
               std::string(address) + "\"\ntls = \"" + std::string(tls) + "\"\n")
        .config.has_value();
  };
  EXPECT_TRUE(with("password", "require", "0.0.0.0:1"));
  EXPECT_TRUE(with("password", "allow", "0.0.0.0:1"));
  EXPECT_FALSE(with("password", "off", "0.0.0.0:1"));
  EXPECT_FALSE(with("password", "off", "127.0.0.1:1")) << "inside TLS only";
  EXPECT_TRUE(with("scram", "off", "0.0.0.0:1")) << "warned of, not refused";
  EXPECT_FALSE(with("trust", "require", "0.0.0.0:1"));
  EXPECT_FALSE(with("trust", "require", "10.0.0.1:1"));
  for (const std::string_view local : {"127.0.0.1:1", "127.8.8.8:1", "[::1]:1", "localhost:1", "/run/jaali"})
    EXPECT_TRUE(with("trust", "off", local)) << local;
}

TEST(ConfigFileTest, WarnsOfPlainText) {
  const auto loaded = load(replaced(replaced(smallest, "[\"127.0.0.1\"]", "[\"db1\"]"), "127.0.0.1:0", "0.0.0.0:0"));
  ASSERT_TRUE(loaded.config);
  EXPECT_THAT(all_of(loaded.diagnostics), HasSubstr("reached in plain text"));
  EXPECT_THAT(all_of(loaded.diagnostics), HasSubstr("serves the network in plain text"));
}

TEST(ConfigFileTest, WarnsOfQueuedAndOfAnOpenAdmin) {
  const auto loaded = load(
      std::string(smallest) +
      "[audit]\ndurability = \"queued\"\n[admin]\naddress = \"0.0.0.0:9642\"\n[upstreams.b]\nprotocol = \"postgres\"\n"
      "hosts = [\"127.0.0.1\"]\ntls = \"off\"\nservice = { user = \"j\" }\n");
  ASSERT_TRUE(loaded.config) << all_of(loaded.diagnostics);
  EXPECT_THAT(all_of(loaded.diagnostics), HasSubstr("may lose the newest"));
  EXPECT_THAT(all_of(loaded.diagnostics), HasSubstr("asks nobody for a password"));
  EXPECT_THAT(all_of(loaded.diagnostics), HasSubstr("upstream b has no listener"));
}

TEST(ConfigFileTest, AllMistakesAreToldAtOnceInOrder) {
  const auto loaded = load("instanse = 1\nrules = 3\n[upstreams.a]\nprotocl = 1\n[listeners.a]\nadress = 2\n");
  EXPECT_FALSE(loaded.config);
  EXPECT_GE(loaded.diagnostics.size(), 6U) << all_of(loaded.diagnostics);
  EXPECT_TRUE(std::ranges::is_sorted(loaded.diagnostics, {}, &Diagnostic::line)) << all_of(loaded.diagnostics);
}

TEST(ConfigFileTest, RulesFilesAreGlobs) {
  const ConfigFile file;
  file.write("b.rules", "");
  file.write("a.rules", "");
  const auto loaded = file.load(replaced(smallest, "\"r.toml\"", "[\"*.rules\", \"a.rules\", \"absent*\"]"));
  ASSERT_TRUE(loaded.config) << all_of(loaded.diagnostics);
  std::vector<Diagnostic> diagnostics;
  const auto files = loaded.config->rules_files(diagnostics);
  EXPECT_EQ(files, (std::vector{file.folder / "a.rules", file.folder / "b.rules"}));
  EXPECT_THAT(all_of(diagnostics), HasSubstr("no file matches"));
}

TEST(ConfigFileTest, AbsentFiles) {
  EXPECT_FALSE(load_config("/nonexistent/jaali.toml").config);
  EXPECT_FALSE(load_config(std::filesystem::temp_directory_path()).config);
}

TEST(Endpoints, Unix) {
  EXPECT_EQ(Endpoint::parse("/run/pg", 5432)->unix_socket, "/run/pg/.s.PGSQL.5432");
  EXPECT_EQ(Endpoint::parse("/run/pg/.s.PGSQL.6000", 5432)->port, 6000);
  EXPECT_EQ(Endpoint::parse("/run/pg/.s.PGSQL.6000", 5432)->unix_socket, "/run/pg/.s.PGSQL.6000");
  EXPECT_FALSE(Endpoint::parse("/run/pg/.s.PGSQL.x", 5432));
  EXPECT_FALSE(Endpoint::parse("/run/pg:x", 5432));
  EXPECT_FALSE(Endpoint::parse("/" + std::string(120, 'a'), 5432)) << "longer than sun_path";
  EXPECT_TRUE(Endpoint::parse("/run/pg", 1)->is_loopback());
}

TEST(Endpoints, Tcp) {
  EXPECT_EQ(Endpoint::parse("db", 5432)->port, 5432);
  EXPECT_EQ(Endpoint::parse("[::1]", 5432)->to_string(), "[::1]:5432");
  for (const std::string_view wrong : {"", "a b:1", "a:", "a:-1", "a:+1", "a:1 ", "[::1]x", "[::1]:", "a:1:2"})
    EXPECT_FALSE(Endpoint::parse(wrong, 1)) << wrong;
  EXPECT_FALSE(Endpoint::parse("localhost.evil.example", 1)->is_loopback());
  EXPECT_FALSE(Endpoint::parse("128.0.0.1", 1)->is_loopback());
  EXPECT_FALSE(Endpoint::parse("[::2]", 1)->is_loopback());
}

TEST(Secrets, AreReadWhenNeeded) {
  const ConfigFile file;
  EXPECT_EQ((SecretSource{file.write("s", "pass word\n"), ""}.read()->reveal()), "pass word");
  EXPECT_EQ((SecretSource{file.write("s", "two\nlines\r\n"), ""}.read()->reveal()), "two\nlines");
  EXPECT_THAT((SecretSource{file.write("s", "\n"), ""}.read().error()), HasSubstr("is empty"));
  EXPECT_THAT((SecretSource{file.folder / "absent", ""}.read().error()), HasSubstr("cannot be opened"));
  EXPECT_FALSE((SecretSource{file.write("s", std::string(70'000, 'x')), ""}.read()));
  ::setenv("JAALI_TEST_SECRET", "from outside", 1);
  EXPECT_EQ((SecretSource{{}, "JAALI_TEST_SECRET"}.read()->reveal()), "from outside");
  EXPECT_THAT((SecretSource{{}, "JAALI_TEST_ABSENT"}.read().error()), HasSubstr("JAALI_TEST_ABSENT is not set"));
}

}  // namespace
}  // namespace jaali::proxy

// `jaali check` without a database, and what every command does with wrong usage.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "proxy/cli/commands.h"
#include "proxy/cli/files.h"
#include "proxy/cli/rule_tests.h"

namespace jaali::proxy::cli {
namespace {

using ::testing::HasSubstr;

struct Ran {
  int exit_code;
  std::string out, err;
};

class CheckCommand : public ::testing::Test {
 protected:
  CheckCommand() {
    std::string pattern = (std::filesystem::temp_directory_path() / "jaali-check-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~CheckCommand() override { std::filesystem::remove_all(folder_); }
  std::string write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  static Ran run(std::vector<std::string> arguments) {
    std::ostringstream out, err;
    int exit_code = good;
    CLI::App app("test", "jaali");
    add_check_command(app, {out, err}, exit_code);
    add_explain_command(app, {out, err}, exit_code);
    add_setup_sql_command(app, {out, err}, exit_code);
    std::ranges::reverse(arguments);
    try {
      app.parse(arguments);
    } catch (const CLI::ParseError& error) {
      exit_code = app.exit(error, out, err) == 0 ? good : cannot_run;
    }
    return {exit_code, out.str(), err.str()};
  }
  std::filesystem::path folder_;
  static constexpr std::string_view rules =
      "[classes.email]\nsensitivity = \"confidential\"\nmask = \"email\"\n"
      "[[tests]]\nas = \"restricted\"\non = \"a/a\"\nsql = \"SELECT 1\"\nexpect = {}\n";
  static constexpr std::string_view config =
      "rules = \"rules.toml\"\n[upstreams.a]\nprotocol = \"postgres\"\nhosts = [\"127.0.0.1:1\"]\ntls = "
      "\"off\"\nservice = { user = \"jaali\" }\n"
      "[listeners.a]\nupstream = \"a\"\naddress = \"127.0.0.1:0\"\ntls = \"off\"\n";
};

TEST_F(CheckCommand, RulesAlone) {
  const auto ran = run({"check", write("rules.toml", rules)});
  EXPECT_EQ(ran.exit_code, good) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("0 errors, 0 warnings; 1 tests not run"));
}

TEST_F(CheckCommand, AConfigurationAndItsRules) {
  write("rules.toml", rules);
  EXPECT_EQ(run({"check", "-c", write("jaali.toml", config)}).exit_code, good);
  write("rules.toml", "[columns.\"b/a.public.t\"]\nx = \"none\"\n");
  const auto ran = run({"check", (folder_ / "jaali.toml").string()});
  EXPECT_EQ(ran.exit_code, found_something);
  EXPECT_THAT(ran.out, HasSubstr("rules.toml:1:")) << "the upstreams that exist are those of jaali.toml";
  EXPECT_THAT(ran.out, HasSubstr("there is no upstream \"b\""));
}

TEST_F(CheckCommand, ErrorsHaveTheirPlaceAndExitCode) {
  const auto ran = run({"check", write("rules.toml", "\nmdoe = \"enforce\"\n")});
  EXPECT_EQ(ran.exit_code, found_something);
  EXPECT_THAT(ran.out, HasSubstr("rules.toml:2:1: error: unknown key \"mdoe\""));
  EXPECT_THAT(ran.out, HasSubstr("did you mean \"mode\"?"));
}

TEST_F(CheckCommand, Json) {
  const auto ran = run({"check", "--json", write("rules.toml", "mdoe = 1\n")});
  EXPECT_EQ(ran.exit_code, found_something);
  const auto json = boost::json::parse(ran.out).as_object();
  EXPECT_FALSE(json.at("ok").as_bool());
  EXPECT_EQ(json.at("diagnostics").as_array().at(0).at("line").to_number<int>(), 1);
}

TEST_F(CheckCommand, WhatCannotBeReadIsTwo) {
  EXPECT_EQ(run({"check", (folder_ / "absent.toml").string()}).exit_code, cannot_run);
  EXPECT_EQ(run({"check", "--no-such-option"}).exit_code, cannot_run);
  EXPECT_EQ(run({"check", write("rules.toml", rules), "--connect"}).exit_code, cannot_run)
      << "rules alone say no database";
  write("rules.toml", rules);
  const auto ran = run({"check", write("jaali.toml", config), "--connect"});
  EXPECT_EQ(ran.exit_code, cannot_run) << "nobody listens there";
  EXPECT_THAT(ran.out, HasSubstr("a/a: "));
}

TEST_F(CheckCommand, Diff) {
  const auto old_rules = write("old.toml", std::string(rules) + "[[roles]]\nname = \"r\"\nusers = [\"x\"]\n");
  const auto new_rules = write(
      "new.toml", std::string(rules) + "[[roles]]\nname = \"r\"\nusers = [\"x\"]\n[roles.sees]\nemail = \"reveal\"\n");
  EXPECT_THAT(run({"check", new_rules, "--diff", old_rules}).out, HasSubstr("role r gains sight of class email"));
  EXPECT_THAT(run({"check", old_rules, "--diff", old_rules}).out, HasSubstr("nobody gains or loses"));
  EXPECT_EQ(run({"check", new_rules, "--diff", write("bad.toml", "x = 1\n")}).exit_code, cannot_run);
}

TEST_F(CheckCommand, EveryCommandHasAnExample) {
  for (const std::string command : {"check", "explain", "setup-sql"}) {
    const auto ran = run({command, "--help"});
    EXPECT_EQ(ran.exit_code, good) << command;
    EXPECT_THAT(ran.out, HasSubstr("Example: jaali " + command));
  }
}

TEST_F(CheckCommand, ExplainAndSetupSqlSayWhatIsMissing) {
  write("rules.toml", rules);
  const auto file = write("jaali.toml", config);
  EXPECT_EQ(run({"explain", "-c", file, "SELECT 1"}).exit_code, cannot_run);
  const auto role = run({"explain", "-c", file, "--as", "nobody", "SELECT 1"});
  EXPECT_EQ(role.exit_code, cannot_run);
  EXPECT_THAT(role.err, HasSubstr("there is no role nobody; there are restricted"));
  const auto database = run({"explain", "-c", file, "--as", "restricted", "--on", "a", "SELECT 1"});
  EXPECT_EQ(database.exit_code, cannot_run);
  EXPECT_THAT(database.err, HasSubstr("UPSTREAM/DATABASE"));
  const auto upstream = run({"setup-sql", "-c", file, "b"});
  EXPECT_EQ(upstream.exit_code, cannot_run);
  EXPECT_THAT(upstream.err, HasSubstr("there are a"));
  EXPECT_EQ(run({"setup-sql", "-c", file, "a"}).exit_code, good);
}

// [[tests]] against a catalog made by hand.
TEST_F(CheckCommand, TestsPassAndFail) {
  auto snapshot = std::make_shared<sql::Snapshot>();
  snapshot->upstream = snapshot->database = "a";
  sql::Relation relation;
  relation.oid = 20'000;
  relation.schema = "public";
  relation.name = "people";
  for (const auto* name : {"id", "email"}) {
    sql::Column column;
    column.name = name;
    column.number = static_cast<std::int16_t>(relation.columns.size() + 1);
    column.type = column.base_type = 25;
    relation.columns.push_back(column);
  }
  snapshot->relations.push_back(relation);
  snapshot->index();
  const auto loaded = masking_rules::load_policy(
      {write("rules.toml", std::string("[classes.email]\nsensitivity = \"confidential\"\nmask = \"email\"\n"
                                       "[columns.\"a/a.public.people\"]\nid = \"none\"\nemail = \"email\"\n"))},
      {});
  ASSERT_TRUE(loaded.policy);
  const auto catalog = masking_rules::ClassifiedCatalog::make(loaded.policy, snapshot, {true});
  const auto passes = [&](std::string sql, std::map<std::string, std::string> expect, bool refused = false) {
    masking_rules::RuleTest test;
    test.as = "restricted";
    test.on = "a/a";
    test.sql = std::move(sql);
    test.expect = std::move(expect);
    test.expect_refused = refused;
    return run_test(test, *catalog).passed;
  };
  EXPECT_TRUE(passes("SELECT id, email FROM people", {{"id", "clear"}, {"email", "email"}}));
  EXPECT_TRUE(passes("SELECT email AS e FROM people", {{"e", "email"}}));
  EXPECT_FALSE(passes("SELECT email AS e FROM people", {{"email", "email"}})) << "no such column comes out";
  EXPECT_FALSE(passes("SELECT id, email FROM people", {{"email", "clear"}}));
  EXPECT_FALSE(passes("SELECT id FROM people", {}, true));
  EXPECT_TRUE(passes("SELECT upper(email) FROM people", {}, true));
  EXPECT_FALSE(passes("SELECT upper(email) FROM people", {{"upper", "clear"}}));
}

}  // namespace
}  // namespace jaali::proxy::cli

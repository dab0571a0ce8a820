// `jaali check`: the files by themselves, against the databases with --connect, and against older rules with --diff.
#include <algorithm>
#include <memory>
#include <ostream>
#include <set>

#include "masking_rules/policy_data.h"
#include "masking_rules/policy_diff.h"
#include "proxy/cli/commands.h"
#include "proxy/cli/files.h"
#include "proxy/cli/rule_tests.h"

namespace jaali::proxy::cli {
namespace {

using masking_rules::ClassifiedCatalog;
using masking_rules::Policy;

struct Arguments {
  std::string file, config, diff;
  std::vector<std::string> databases;
  bool connect = false, json = false;
};

struct TestLine {
  const masking_rules::RuleTest* test;
  TestResult result;
  bool ran;
};

class Check {
 public:
  Check(const Arguments& arguments, Console console) : arguments_(arguments), console_(console) {}

  int run() {
    files_ = load_files(usual_config(arguments_.file.empty() ? arguments_.config : arguments_.file));
    if (files_.policy && arguments_.connect) connect_all();
    if (files_.policy) run_tests();
    if (!arguments_.diff.empty() && files_.policy && !compare()) return cannot_run;
    report();
    if (files_.unreadable || could_not_run_) return cannot_run;
    return count_errors(files_.diagnostics) > 0 || failed_ > 0 ? found_something : good;
  }

 private:
  // Databases that the rules name exactly, that tests run on, and that were asked for.
  std::set<DatabaseName> databases() {
    std::set<DatabaseName> names;
    for (const auto& rule : files_.policy->data().columns) {
      if (rule.table.upstream.glob) continue;
      if (rule.table.mysql())
        names.insert({rule.table.upstream.text, ""});
      else if (!rule.table.database.glob)
        names.insert({rule.table.upstream.text, rule.table.database.text});
    }
    for (const auto& test : files_.policy->tests()) {
      if (const auto name = parse_database_name(test.on)) names.insert(*name);
    }
    for (const auto& text : arguments_.databases) {
      if (const auto name = parse_database_name(text))
        names.insert(*name);
      else
        fail("--on " + text + ": write it as UPSTREAM/DATABASE");
    }
    if (names.empty()) {
      for (const auto& [name, upstream] : files_.config->upstreams) names.insert(usual_database(upstream));
    }
    std::set<DatabaseName> catalogs;
    for (const auto& name : names) catalogs.insert(catalog_of(*files_.config, name));
    return catalogs;
  }

  void connect_all() {
    if (!files_.config) return fail("--connect needs a jaali.toml, which says where the databases are");
    for (const auto& name : databases()) {
      auto catalog = connect(*files_.config, files_.policy, name);
      if (!catalog) {
        fail(catalog.error().text);
        continue;
      }
      for (auto finding : (*catalog)->findings()) {
        if (finding.file.empty()) finding.file = name.to_string();
        if (told_.insert({finding.file, finding.line, finding.message}).second)
          files_.diagnostics.push_back(std::move(finding));
      }
      catalogs_[name] = *catalog;
    }
  }

  void fail(std::string message) {
    could_not_run_ = true;
    files_.diagnostics.push_back({Diagnostic::Level::error, "", 0, 0, std::move(message), ""});
  }

  void run_tests() {
    for (const auto& test : files_.policy->tests()) {
      const auto name = parse_database_name(test.on);
      // Nothing was read without a jaali.toml.
      const auto catalog = name && files_.config ? catalogs_.find(catalog_of(*files_.config, *name)) : catalogs_.end();
      if (catalog == catalogs_.end()) {
        tests_.push_back({&test, {}, false});
        continue;
      }
      tests_.push_back({&test, run_test(test, *catalog->second), true});
      failed_ += tests_.back().result.passed ? 0 : 1;
    }
  }

  bool compare() {
    const auto old = load_files(arguments_.diff);
    if (!old.policy) {
      console_.err << "jaali check: the rules to compare with are wrong themselves\n";
      print(old.diagnostics, console_.err);
      return false;
    }
    changes_ = masking_rules::policy_diff(*old.policy, *files_.policy);
    return true;
  }

  void report() const {
    if (arguments_.json) return report_json();
    print(files_.diagnostics, console_.out);
    for (const auto& line : tests_) {
      if (!line.ran || line.result.passed) continue;
      console_.out << line.test->where.file << ':' << line.test->where.line << ": test failed: as " << line.test->as
                   << " on " << line.test->on << ": " << line.test->sql << "\n    got: " << line.result.got << '\n';
    }
    for (const auto& change : changes_) console_.out << change << '\n';
    if (!arguments_.diff.empty() && changes_.empty()) console_.out << "nobody gains or loses sight of anything\n";
    const auto errors = count_errors(files_.diagnostics);
    const auto ran = static_cast<std::size_t>(std::ranges::count(tests_, true, &TestLine::ran));
    const auto warnings = files_.diagnostics.size() - errors;
    console_.out << errors << (errors == 1 ? " error, " : " errors, ") << warnings
                 << (warnings == 1 ? " warning" : " warnings");
    if (ran > 0) console_.out << "; " << ran - failed_ << " of " << ran << " tests passed";
    if (tests_.size() > ran) {
      console_.out << "; " << tests_.size() - ran
                   << " tests not run: what a statement means is decided by a database's catalog"
                   << (arguments_.connect ? "" : ", so add --connect");
    }
    console_.out << '\n';
  }

  void report_json() const {
    boost::json::array diagnostics, tests, changes;
    for (const auto& d : files_.diagnostics) diagnostics.push_back(to_json(d));
    for (const auto& line : tests_) {
      tests.push_back({{"as", line.test->as},
                       {"on", line.test->on},
                       {"sql", line.test->sql},
                       {"ran", line.ran},
                       {"passed", line.result.passed},
                       {"got", line.result.got}});
    }
    for (const auto& change : changes_) changes.push_back(boost::json::string(change));
    const bool ok = count_errors(files_.diagnostics) == 0 && failed_ == 0;
    console_.out << boost::json::serialize(boost::json::object{
                        {"ok", ok}, {"diagnostics", diagnostics}, {"tests", tests}, {"changes", changes}})
                 << '\n';
  }

  const Arguments& arguments_;
  Console console_;
  Files files_;
  std::map<DatabaseName, std::shared_ptr<const ClassifiedCatalog>> catalogs_;
  std::set<std::tuple<std::string, std::uint32_t, std::string>> told_;
  std::vector<TestLine> tests_;
  std::vector<std::string> changes_;
  std::size_t failed_ = 0;
  bool could_not_run_ = false;
};

}  // namespace

void add_check_command(CLI::App& app, Console console, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* check = app.add_subcommand("check", "Check the configuration and the rules before they are used");
  auto* file = check->add_option("FILE", arguments->file, "A jaali.toml, or a rules file alone");
  check
      ->add_option("-c,--config", arguments->config,
                   "The jaali.toml; default: ./jaali.toml, then /etc/jaali/jaali.toml")
      ->excludes(file);
  check->add_flag("--connect", arguments->connect, "Also read the databases' catalogs: names, types, and [[tests]]");
  check->add_option("--on", arguments->databases, "With --connect: also this UPSTREAM/DATABASE (may be repeated)")
      ->allow_extra_args(false);
  check->add_option("--diff", arguments->diff, "Older rules, or a jaali.toml: who gains or loses sight of what");
  check->add_flag("--json", arguments->json, "Print one JSON object");
  check->footer(
      "Example: jaali check -c jaali.toml --connect\n"
      "Example: jaali check new-rules.toml --diff rules.toml\n"
      "Exit code 1: an error was found, or a test failed. 2: a file or a database could not be read.");
  check->callback([arguments, console, &exit_code] { exit_code = Check(*arguments, console).run(); });
}

}  // namespace jaali::proxy::cli

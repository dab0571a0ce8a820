// `jaali explain`: what would become of a statement, and which rule says so; and `jaali setup-sql`.
#include <memory>
#include <ostream>
#include <sstream>

#include "proxy/catalog/catalog_service.h"
#include "proxy/cli/commands.h"
#include "proxy/cli/files.h"
#include "proxy/cli/rule_tests.h"

namespace jaali::proxy::cli {
namespace {

using masking_rules::ClassifiedCatalog;
using masking_rules::Verdict;

struct Arguments {
  std::string config, role, database, search_path, sql;
  bool json = false;
};

std::optional<DatabaseName> database_of(const Arguments& arguments, const Config& config, std::ostream& err) {
  if (!arguments.database.empty()) {
    auto name = parse_database_name(arguments.database);
    if (!name) err << "jaali explain: --on " << arguments.database << ": write it as UPSTREAM/DATABASE\n";
    return name;
  }
  if (config.upstreams.size() == 1) return usual_database(config.upstreams.begin()->second);
  err << "jaali explain: there are several upstreams, so say on which: --on UPSTREAM/DATABASE\n";
  return std::nullopt;
}

masking_rules::NameState names_of(const Arguments& arguments, const sql::Snapshot& snapshot,
                                  const DatabaseName& database) {
  auto names = fresh_session(snapshot, database.database);
  if (arguments.search_path.empty() || sql::is_mysql(snapshot.dialect)) return names;
  names.search_path.emplace();
  std::istringstream list(arguments.search_path);
  for (std::string schema; std::getline(list, schema, ',');) names.search_path->push_back(schema);
  return names;
}

void print_plan(const masking_rules::StatementPlan& plan, const ClassifiedCatalog& catalog, std::ostream& out) {
  out << (plan.kind.empty() ? "a statement that was not parsed" : plan.kind);
  for (std::size_t i = 0; i < plan.relations.size(); ++i) out << (i == 0 ? " of " : ", ") << plan.relations[i];
  out << (plan.sensitive ? "  (sensitive: errors and notices lose their text)\n" : "\n");
  for (const auto& column : plan.columns) {
    out << "  " << column.name << ": " << shown_as(column);
    if (column.source) {
      out << "  from " << catalog.full_name(*column.source);
      if (const auto of = catalog.class_of(*column.source); !of.empty()) out << ", class " << of;
    } else {
      out << "  derived";
    }
    if (column.treatment != nullptr && !column.treatment->rule.empty()) out << "  [" << column.treatment->rule << "]";
    out << '\n';
  }
  for (const auto& used : plan.used)
    out << "  uses " << catalog.full_name(used) << ", class " << catalog.class_of(used) << '\n';
}

boost::json::object plan_json(const masking_rules::StatementPlan& plan, const ClassifiedCatalog& catalog) {
  boost::json::array columns, used, relations;
  for (const auto& column : plan.columns) {
    boost::json::object json{{"name", column.name}, {"shown", shown_as(column)}};
    if (column.source) {
      json["source"] = catalog.full_name(*column.source);
      json["class"] = catalog.class_of(*column.source);
    }
    if (column.treatment != nullptr) json["rule"] = column.treatment->rule;
    columns.push_back(std::move(json));
  }
  for (const auto& column : plan.used) used.push_back(boost::json::string(catalog.full_name(column)));
  for (const auto& relation : plan.relations) relations.push_back(boost::json::string(relation));
  return {{"kind", plan.kind},
          {"sensitive", plan.sensitive},
          {"relations", relations},
          {"columns", columns},
          {"uses", used}};
}

void report(const Verdict& verdict, const ClassifiedCatalog& catalog, std::ostream& out) {
  if (verdict.forward) {
    out << "forwarded: " << verdict.reason << '\n';
  } else {
    out << "refused: "
        << (verdict.refusal ? verdict.refusal->sqlstate + " " + verdict.refusal->message : verdict.reason) << '\n';
    if (verdict.refusal && !verdict.refusal->hint.empty()) out << "    " << verdict.refusal->hint << '\n';
  }
  if (catalog.policy().mode() == masking_rules::Mode::observe)
    out << "(mode = \"observe\": it passes unchanged all the same)\n";
  for (const auto& plan : verdict.statements) print_plan(plan, catalog, out);
}

void report_json(const Verdict& verdict, const ClassifiedCatalog& catalog, std::ostream& out) {
  boost::json::array statements;
  for (const auto& plan : verdict.statements) statements.push_back(plan_json(plan, catalog));
  boost::json::object json{{"verdict", verdict.forward ? "forward" : "refuse"},
                           {"reason", verdict.reason},
                           {"parsed", verdict.parsed},
                           {"statements", statements}};
  if (verdict.refusal) {
    json["refusal"] = {{"sqlstate", verdict.refusal->sqlstate},
                       {"message", verdict.refusal->message},
                       {"hint", verdict.refusal->hint}};
  }
  out << boost::json::serialize(json) << '\n';
}

int explain(const Arguments& arguments, Console console) {
  const auto files = load_files(usual_config(arguments.config));
  if (!files.config || !files.policy) {
    print(files.diagnostics, console.err);
    if (!files.config && files.policy)
      console.err << "jaali explain: a jaali.toml is needed, which says where the databases are\n";
    return cannot_run;
  }
  const auto role = files.policy->role_named(arguments.role);
  if (!role) {
    console.err << "jaali explain: there is no role " << arguments.role << "; there are";
    for (std::size_t i = 0; i < files.policy->role_count(); ++i) console.err << ' ' << files.policy->role_name(i);
    console.err << '\n';
    return cannot_run;
  }
  const auto database = database_of(arguments, *files.config, console.err);
  if (!database) return cannot_run;
  const auto catalog = connect(*files.config, files.policy, *database);
  if (!catalog) {
    console.err << "jaali explain: " << catalog.error().text << '\n';
    return cannot_run;
  }
  const auto verdict = masking_rules::decide(arguments.sql, false, *role, **catalog,
                                             names_of(arguments, (*catalog)->snapshot(), *database));
  if (arguments.json)
    report_json(verdict, **catalog, console.out);
  else
    report(verdict, **catalog, console.out);
  return verdict.forward ? good : found_something;
}

int setup_sql(const std::string& config_file, const std::string& name, bool json, Console console) {
  const auto config = load_config_or_say(usual_config(config_file), console.err);
  if (!config) return cannot_run;
  const auto upstream = config->upstreams.find(name);
  if (upstream == config->upstreams.end()) {
    console.err << "jaali setup-sql: there is no upstream " << name << "; there are";
    for (const auto& known : config->upstream_names()) console.err << ' ' << known;
    console.err << '\n';
    return cannot_run;
  }
  const auto sql = catalog::setup_sql(upstream->second);
  if (json)
    console.out << boost::json::serialize(boost::json::object{{"upstream", name}, {"sql", sql}}) << '\n';
  else
    console.out << sql;
  return good;
}

constexpr const char* config_help = "The jaali.toml; default: ./jaali.toml, then /etc/jaali/jaali.toml";

}  // namespace

void add_explain_command(CLI::App& app, Console console, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("explain", "Say what would become of a statement, and which rule decides");
  command->add_option("-c,--config", arguments->config, config_help);
  command->add_option("--as", arguments->role, "The role of the rules that the caller has")->required();
  command->add_option("--on", arguments->database,
                      "UPSTREAM/DATABASE; default: the only upstream's service database (MySQL: none)");
  command->add_option("--search-path", arguments->search_path,
                      "PostgreSQL: schemas, separated by commas; default: public");
  command->add_option("SQL", arguments->sql, "The statement")->required();
  command->add_flag("--json", arguments->json, "Print one JSON object");
  command->footer(
      "Example: jaali explain -c jaali.toml --as support --on crm/crm \"SELECT * FROM citizens\"\n"
      "Nothing is sent but queries of the catalog. Exit code 1: it would be refused.");
  command->callback([arguments, console, &exit_code] { exit_code = explain(*arguments, console); });
}

void add_setup_sql_command(CLI::App& app, Console console, int& exit_code) {
  struct SetupArguments {
    std::string config, upstream;
    bool json = false;
  };
  const auto arguments = std::make_shared<SetupArguments>();
  CLI::App* command = app.add_subcommand("setup-sql", "Print the SQL that gives the service account its few rights");
  command->add_option("-c,--config", arguments->config, config_help);
  command->add_option("UPSTREAM", arguments->upstream, "As [upstreams.NAME] calls it")->required();
  command->add_flag("--json", arguments->json, "Print one JSON object");
  command->footer(
      "Example: jaali setup-sql -c jaali.toml crm | psql -h db1 -U postgres crm\n"
      "Example: jaali setup-sql -c jaali.toml shop | mysql -h db2 -u root -p");
  command->callback([arguments, console, &exit_code] {
    exit_code = setup_sql(arguments->config, arguments->upstream, arguments->json, console);
  });
}

}  // namespace jaali::proxy::cli

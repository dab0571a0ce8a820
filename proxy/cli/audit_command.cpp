#include "proxy/cli/audit_command.h"

#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <memory>
#include <ostream>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "audit/reader.h"
#include "audit/verify.h"

namespace jaali::proxy::cli {
namespace {

constexpr int found_something = 1;
constexpr int cannot_run = 2;
constexpr std::size_t text_width = 60;

struct Arguments {
  std::string directory, config, instance;
  std::size_t count = 10;
  bool json = false, follow = false, full = false;
};

int run_verify(const AuditContext& context, const Arguments& arguments);
int run_tail(const AuditContext& context, const Arguments& arguments);
void add_common(CLI::App& command, Arguments& arguments);

}  // namespace

void add_audit_commands(CLI::App& app, AuditContext context, int& exit_code) {
  const auto shared = std::make_shared<const AuditContext>(std::move(context));
  CLI::App* audit = app.add_subcommand("audit", "Read the audit log, and prove that it is whole");
  audit->require_subcommand(1);

  const auto of_verify = std::make_shared<Arguments>();
  CLI::App* verify = audit->add_subcommand("verify", "Prove that no record was edited, inserted, deleted or moved");
  add_common(*verify, *of_verify);
  verify->add_flag("--json", of_verify->json, "Print one JSON object");
  verify->footer("Example: jaali audit verify /var/log/jaali\nExit code 1: the log is not whole.");
  verify->callback([shared, of_verify, &exit_code] { exit_code = run_verify(*shared, *of_verify); });

  const auto of_tail = std::make_shared<Arguments>();
  CLI::App* tail = audit->add_subcommand("tail", "Show the newest records");
  add_common(*tail, *of_tail);
  tail->add_option("-n,--lines", of_tail->count, "How many")->capture_default_str();
  tail->add_flag("-f,--follow", of_tail->follow, "Go on with the records that come");
  tail->add_flag("--full", of_tail->full, "Do not cut the statements' text");
  tail->add_flag("--json", of_tail->json, "Print the lines as they are in the log");
  tail->footer("Example: jaali audit tail -c jaali.toml -n 50 --follow");
  tail->callback([shared, of_tail, &exit_code] { exit_code = run_tail(*shared, *of_tail); });
}

int audit_command(std::span<const std::string> arguments, const AuditContext& context) {
  CLI::App app("Jaali", "jaali");
  int exit_code = 0;
  add_audit_commands(app, context, exit_code);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 takes them
  reversed.emplace_back("audit");
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, context.out, context.err) == 0 ? 0 : cannot_run;
  }
  return exit_code;
}

bool wait_and_follow() {
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  return true;
}

namespace {

void add_common(CLI::App& command, Arguments& arguments) {
  auto* directory = command.add_option("DIR", arguments.directory, "The log's directory");
  auto* config = command.add_option("-c,--config", arguments.config,
                                    "The jaali.toml that names it; default: ./jaali.toml, then /etc/jaali/jaali.toml");
  directory->excludes(config);
  command.add_option("--instance", arguments.instance, "Of this instance only");
}

std::optional<std::filesystem::path> directory_of(const AuditContext& context, const Arguments& arguments) {
  if (!arguments.directory.empty()) return arguments.directory;
  std::string config = arguments.config;
  for (const char* usual : {"jaali.toml", "/etc/jaali/jaali.toml"}) {
    std::error_code ignored;
    if (config.empty() && std::filesystem::exists(usual, ignored)) config = usual;
  }
  if (config.empty()) {
    context.err
        << "jaali audit: name the log's directory, or a jaali.toml with -c (there is none here, nor in /etc/jaali)\n";
    return std::nullopt;
  }
  std::string error;
  auto directory = context.directory_of(config, error);
  if (!directory) context.err << "jaali audit: " << error << '\n';
  return directory;
}

// --- verify

boost::json::object to_json(const audit::Finding& finding) {
  boost::json::object json{{"file", finding.file.string()}, {"what", finding.what}};
  if (finding.line != 0) json["line"] = finding.line;
  if (finding.expected) json["seq"] = *finding.expected;
  return json;
}

boost::json::object to_json(const audit::VerifyReport& report) {
  boost::json::array chains, strangers;
  for (const auto& chain : report.chains) {
    boost::json::object json{{"instance", chain.instance}, {"whole", !chain.finding}, {"segments", chain.segments},
                             {"records", chain.records},   {"bytes", chain.bytes},    {"last_hash", chain.last_hash}};
    if (chain.finding) json["finding"] = to_json(*chain.finding);
    chains.push_back(std::move(json));
  }
  for (const auto& finding : report.strangers) strangers.push_back(to_json(finding));
  return {{"whole", report.whole()}, {"chains", std::move(chains)}, {"strangers", std::move(strangers)}};
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return std::to_string(count).append(" ").append(noun).append(count == 1 ? "" : "s");
}

void print(std::ostream& out, const std::filesystem::path& directory, const audit::VerifyReport& report) {
  if (report.chains.empty()) out << directory.string() << ": no log here\n";
  for (const auto& chain : report.chains) {
    if (chain.finding) {
      out << chain.instance << ": BROKEN. " << counted(chain.records, "record") << " verified, nothing behind them\n  "
          << audit::to_string(*chain.finding) << '\n';
    } else {
      out << chain.instance << ": whole. " << counted(chain.records, "record") << " in "
          << counted(chain.segments, "segment") << "; last hash " << chain.last_hash << '\n';
    }
  }
  for (const auto& finding : report.strangers) out << "STRANGER: " << audit::to_string(finding) << '\n';
  if (report.whole()) {
    out << "A cut or rewritten tail does not show here: compare number of records and last hash with those noted "
           "elsewhere.\n";
  }
}

int run_verify(const AuditContext& context, const Arguments& arguments) {
  const auto directory = directory_of(context, arguments);
  if (!directory) return cannot_run;
  audit::VerifyOptions options;
  options.instance = arguments.instance;
  const auto report = audit::verify(*directory, options);
  if (!report) {
    context.err << "jaali audit: " << report.error() << '\n';
    return cannot_run;
  }
  if (arguments.json) {
    context.out << boost::json::serialize(to_json(*report)) << '\n';
  } else {
    print(context.out, *directory, *report);
  }
  return report->whole() ? 0 : found_something;
}

// --- tail

int run_tail(const AuditContext& context, const Arguments& arguments) {
  const auto directory = directory_of(context, arguments);
  if (!directory) return cannot_run;
  const auto print_line = [&](std::string_view line) {
    if (arguments.json) {
      context.out << line << '\n';
    } else {
      context.out << record_for_people(line, arguments.full ? 0 : text_width) << '\n';
    }
  };
  const auto cannot_read = [&](const std::string& error) {
    context.err << "jaali audit: " << error << '\n';
    return cannot_run;
  };

  audit::Tail tail(*directory, arguments.instance);
  const auto newest = tail.last(arguments.count);
  if (!newest) return cannot_read(newest.error());
  for (const auto& line : *newest) print_line(line);
  context.out.flush();
  while (arguments.follow && context.out && context.keep_following()) {
    if (auto polled = tail.poll(print_line); !polled) return cannot_read(polled.error());
    context.out.flush();
  }
  return 0;
}

}  // namespace
}  // namespace jaali::proxy::cli

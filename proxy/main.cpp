// jaali: the program. Each command does one thing and says by its exit code how it went: 0, 1 (a finding), 2 (usage, or
// cannot run).
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "proxy/catalog/loader.h"
#include "proxy/cli/audit_command.h"
#include "proxy/cli/commands.h"
#include "proxy/cli/files.h"
#include "proxy/serve.h"

namespace {

using namespace jaali::proxy;

int run_serve(const std::string& config_file) {
  std::vector<Diagnostic> warnings;
  const auto config = cli::load_config_or_say(cli::usual_config(config_file), std::cerr, &warnings);
  if (!config) return cli::cannot_run;
  const int exit_code = serve(*config, warnings);
  if (!catalog::threads_left_behind()) return exit_code;
  std::fflush(nullptr);
  std::_Exit(exit_code);  // all of ours is closed; what is left are static objects that such a thread may be using
}

std::optional<std::filesystem::path> audit_directory(std::string config_file, std::string& error) {
  const auto loaded = load_config(config_file);
  if (loaded.config) return loaded.config->audit.directory;
  error = config_file + " has errors";
  for (const auto& d : loaded.diagnostics) {
    if (d.level != Diagnostic::Level::error) continue;
    error = d.file + ":" + std::to_string(d.line) + ": " + d.message;
    break;
  }
  return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Jaali, the screen before a database: applications connect unchanged, people see only what their role may see.",
      "jaali");
  app.set_version_flag("--version", "jaali " JAALI_VERSION);
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  app.footer(
      "Example: jaali check -c jaali.toml && jaali serve -c jaali.toml\nEvery command explains itself with --help.");
  int exit_code = cli::good;

  const auto config_file = std::make_shared<std::string>();
  CLI::App* serve_command =
      app.add_subcommand("serve", "Serve the listeners until SIGTERM; SIGHUP reloads rules and certificates");
  serve_command->add_option("-c,--config", *config_file,
                            "The jaali.toml; default: ./jaali.toml, then /etc/jaali/jaali.toml");
  serve_command->footer("Example: jaali serve -c /etc/jaali/jaali.toml\nExit code 2: it could not start.");
  serve_command->callback([config_file, &exit_code] { exit_code = run_serve(*config_file); });

  const cli::Console console{std::cout, std::cerr};
  cli::add_check_command(app, console, exit_code);
  cli::add_explain_command(app, console, exit_code);
  cli::add_setup_sql_command(app, console, exit_code);
  cli::add_audit_commands(app, {audit_directory, std::cout, std::cerr, cli::wait_and_follow}, exit_code);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, std::cout, std::cerr) == 0 ? cli::good : cli::cannot_run;
  }
  return exit_code;
}

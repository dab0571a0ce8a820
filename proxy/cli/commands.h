#pragma once
// The commands of `jaali`, each added to the program's parser. They run within app.parse() and set `exit_code`: 0, 1 (a
// finding) or 2 (usage, or cannot run). What they refer to outlives `app`.
#include <CLI/CLI.hpp>
#include <iosfwd>

namespace jaali::proxy::cli {

struct Console {
  std::ostream& out;
  std::ostream& err;
};

void add_check_command(CLI::App& app, Console console, int& exit_code);
void add_explain_command(CLI::App& app, Console console, int& exit_code);
void add_setup_sql_command(CLI::App& app, Console console, int& exit_code);

}  // namespace jaali::proxy::cli

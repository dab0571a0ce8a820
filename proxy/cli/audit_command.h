#pragma once
// `jaali audit verify` and `jaali audit tail`: the auditor's view of the log's files. Neither needs a running instance,
// a database or more than the right to read the directory. Exit codes: 0, 1 (a finding), 2 (usage, or cannot run).
#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace jaali::proxy::cli {

struct AuditContext {
  /// The audit directory that a jaali.toml names; nothing, and the reason in `error`, if that cannot be read.
  std::function<std::optional<std::filesystem::path>(std::string config_path, std::string& error)> directory_of;
  std::ostream& out;
  std::ostream& err;
  /// `tail --follow` calls it between two looks at the files: it waits a little, and says whether to go on.
  std::function<bool()> keep_following;
};

/// `keep_following` of the program: a fifth of a second, for ever.
[[nodiscard]] bool wait_and_follow();

/// Adds the command `audit` to the program's. Which of them runs sets `exit_code`, within app.parse(); a
/// CLI::ParseError is the caller's to report, and its exit code 2. What `context` refers to, and `exit_code`, outlive
/// `app`.
void add_audit_commands(CLI::App& app, AuditContext context, int& exit_code);

/// Runs `jaali audit` by itself. `arguments`: what stands behind "audit".
[[nodiscard]] int audit_command(std::span<const std::string> arguments, const AuditContext& context);

/// One record as one aligned line for people, without its newline: time, user/role, verdict, kind, text, masked
/// columns, reason. What a terminal would obey (escapes, changes of writing direction) is replaced. `width`: of the
/// text in characters, 0: all of it.
[[nodiscard]] std::string record_for_people(std::string_view line, std::size_t width);

}  // namespace jaali::proxy::cli

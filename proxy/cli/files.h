#pragma once
// The configuration files as commands take them: jaali.toml with the rules that it names, or rules alone; and how
// commands report what is wrong with them. Lives as long as the command.
#include <boost/json.hpp>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "masking_rules/classified_catalog.h"
#include "proxy/cli/config.h"

namespace jaali::proxy::cli {

constexpr int good = 0, found_something = 1, cannot_run = 2;  ///< exit codes of every command

struct Files {
  std::optional<Config> config;                         ///< absent: the file given holds rules, or it is wrong
  std::shared_ptr<const masking_rules::Policy> policy;  ///< null: the rules are wrong, or could not be found
  std::vector<Diagnostic> diagnostics;
  bool unreadable = false;  ///< the file itself could not be read: a matter of usage, not of its content
};

/// `given` may be empty: ./jaali.toml, then /etc/jaali/jaali.toml.
[[nodiscard]] std::filesystem::path usual_config(const std::string& given);
/// jaali.toml with its rules, or a rules file: told apart by their keys.
[[nodiscard]] Files load_files(const std::filesystem::path& file);
/// jaali.toml alone. Errors are printed to `err`; then the result is empty.
[[nodiscard]] std::optional<Config> load_config_or_say(const std::filesystem::path& file, std::ostream& err,
                                                       std::vector<Diagnostic>* warnings = nullptr);

/// "rules.toml:12:3: error: …\n    did you mean …", one per diagnostic.
void print(const std::vector<Diagnostic>& diagnostics, std::ostream& out);
[[nodiscard]] boost::json::object to_json(const Diagnostic& diagnostic);
[[nodiscard]] std::size_t count_errors(const std::vector<Diagnostic>& diagnostics) noexcept;

/// "upstream/database".
struct DatabaseName {
  std::string upstream, database;
  auto operator<=>(const DatabaseName&) const = default;
  [[nodiscard]] std::string to_string() const { return database.empty() ? upstream : upstream + "/" + database; }
};
[[nodiscard]] std::optional<DatabaseName> parse_database_name(std::string_view text);

/// What an upstream is looked at by where nobody says: the service account's database; none for MySQL.
[[nodiscard]] DatabaseName usual_database(const UpstreamConfig& upstream);
/// Whose catalog a database's is: its own, or for MySQL the whole server's, which has no name.
[[nodiscard]] DatabaseName catalog_of(const Config& config, const DatabaseName& database);

/// Reads the database's catalog and applies the rules, without what an instance remembers of renamed columns. The
/// problem is for people.
struct ConnectProblem {
  std::string text;
};
[[nodiscard]] boost::system::result<std::shared_ptr<const masking_rules::ClassifiedCatalog>, ConnectProblem> connect(
    const Config& config, const std::shared_ptr<const masking_rules::Policy>& policy, const DatabaseName& database);

}  // namespace jaali::proxy::cli

#include "proxy/cli/files.h"

#include <algorithm>
#include <array>
#include <ostream>

#include "masking_rules/policy_toml.h"
#include "proxy/catalog/catalog_service.h"
#include "proxy/cli/known_upstreams.h"

namespace jaali::proxy::cli {
namespace {

// Any of these at the top makes a file a jaali.toml.
constexpr std::array<std::string_view, 9> config_keys{"instance", "state",  "rules", "upstreams", "listeners",
                                                      "audit",    "limits", "admin", "log"};

enum class Sort : std::uint8_t { config, rules, unreadable };

Sort sort_of(const std::filesystem::path& file) {
  const auto bytes = masking_rules::read_rules_bytes(file);
  if (!bytes) return Sort::unreadable;
  std::vector<Diagnostic> ignored;
  masking_rules::DiagnosticSink sink(file.string(), ignored);
  const auto tree = masking_rules::parse_toml(*bytes, sink);
  // What does not parse is told by the loader that its name suggests.
  if (!tree) return file.filename().string().find("jaali") != std::string::npos ? Sort::config : Sort::rules;
  const bool config = std::ranges::any_of(tree->table, [](const masking_rules::TomlEntry& entry) {
    return std::ranges::find(config_keys, std::string_view(entry.key)) != config_keys.end();
  });
  return config ? Sort::config : Sort::rules;
}

void append(std::vector<Diagnostic>& to, std::vector<Diagnostic> from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

std::filesystem::path usual_config(const std::string& given) {
  if (!given.empty()) return given;
  std::error_code code;
  for (const char* usual : {"jaali.toml", "/etc/jaali/jaali.toml"}) {
    if (std::filesystem::exists(usual, code)) return usual;
  }
  return "jaali.toml";
}

Files load_files(const std::filesystem::path& file) {
  Files files;
  switch (sort_of(file)) {
    case Sort::unreadable:
    case Sort::config: {
      auto loaded = load_config(file);
      files.unreadable = sort_of(file) == Sort::unreadable;
      files.config = std::move(loaded.config);
      append(files.diagnostics, std::move(loaded.diagnostics));
      if (!files.config) break;
      const auto rules = files.config->rules_files(files.diagnostics);
      if (rules.empty()) break;
      auto policy = masking_rules::load_policy(rules, known_upstreams(*files.config));
      files.policy = std::move(policy.policy);
      append(files.diagnostics, std::move(policy.diagnostics));
      break;
    }
    case Sort::rules: {
      auto policy = masking_rules::load_policy({file}, {});
      files.policy = std::move(policy.policy);
      append(files.diagnostics, std::move(policy.diagnostics));
      break;
    }
  }
  return files;
}

std::optional<Config> load_config_or_say(const std::filesystem::path& file, std::ostream& err,
                                         std::vector<Diagnostic>* warnings) {
  auto loaded = load_config(file);
  if (!loaded.config)
    print(loaded.diagnostics, err);
  else if (warnings != nullptr)
    *warnings = std::move(loaded.diagnostics);
  return std::move(loaded.config);
}

void print(const std::vector<Diagnostic>& diagnostics, std::ostream& out) {
  for (const auto& d : diagnostics) {
    if (!d.file.empty()) out << d.file << ':';
    if (d.line != 0) out << d.line << ':';
    if (d.column != 0) out << d.column << ':';
    if (!d.file.empty()) out << ' ';
    out << (d.level == Diagnostic::Level::error ? "error: " : "warning: ") << d.message << '\n';
    if (!d.hint.empty()) out << "    " << d.hint << '\n';
  }
}

boost::json::object to_json(const Diagnostic& d) {
  return {{"level", d.level == Diagnostic::Level::error ? "error" : "warning"},
          {"file", d.file},
          {"line", d.line},
          {"column", d.column},
          {"message", d.message},
          {"hint", d.hint}};
}

std::size_t count_errors(const std::vector<Diagnostic>& diagnostics) noexcept {
  return static_cast<std::size_t>(std::ranges::count(diagnostics, Diagnostic::Level::error, &Diagnostic::level));
}

std::optional<DatabaseName> parse_database_name(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == 0 || slash == std::string_view::npos || slash + 1 == text.size()) return std::nullopt;
  return DatabaseName{std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

DatabaseName usual_database(const UpstreamConfig& upstream) {
  return {upstream.name, upstream.protocol == Protocol::mysql ? "" : upstream.service.database};
}

DatabaseName catalog_of(const Config& config, const DatabaseName& database) {
  const auto upstream = config.upstreams.find(database.upstream);
  const bool mysql = upstream != config.upstreams.end() && upstream->second.protocol == Protocol::mysql;
  return {database.upstream, mysql ? "" : database.database};
}

boost::system::result<std::shared_ptr<const masking_rules::ClassifiedCatalog>, ConnectProblem> connect(
    const Config& config, const std::shared_ptr<const masking_rules::Policy>& policy, const DatabaseName& database) {
  const auto upstream = config.upstreams.find(database.upstream);
  if (upstream == config.upstreams.end()) return ConnectProblem{"there is no upstream \"" + database.upstream + "\""};
  auto snapshot = catalog::load_snapshot(upstream->second, database.database);
  if (!snapshot) return ConnectProblem{catalog_of(config, database).to_string() + ": " + snapshot.error()};
  return masking_rules::ClassifiedCatalog::make(policy, *snapshot, {upstream->second.mask_unclassified});
}

}  // namespace jaali::proxy::cli

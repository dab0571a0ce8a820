#include "proxy/session/reload.h"

#include <spdlog/spdlog.h>

#include "masking_rules/policy_diff.h"
#include "proxy/cli/known_upstreams.h"

namespace jaali::proxy::session {
namespace {

std::string first_error(const std::vector<Diagnostic>& diagnostics) {
  for (const auto& diagnostic : diagnostics) {
    if (diagnostic.level == Diagnostic::Level::error) {
      return diagnostic.file + ":" + std::to_string(diagnostic.line) + ": " + diagnostic.message;
    }
  }
  return "unknown error";
}

void refuse(House& house, const std::string& why) {
  spdlog::error("reload refused, the old rules stay: {}", why);
  house.record(audit::Kind::reload_refused, why);
}

}  // namespace

void reload(House& house) {
  std::vector<Diagnostic> diagnostics;
  const auto files = house.config().rules_files(diagnostics);
  if (files.empty()) return refuse(house, first_error(diagnostics));
  auto loaded = masking_rules::load_policy(files, known_upstreams(house.config()));
  for (const auto& diagnostic : loaded.diagnostics) {
    spdlog::warn("{}:{}:{}: {} {}", diagnostic.file, diagnostic.line, diagnostic.column, diagnostic.message, diagnostic.hint);
  }
  if (!loaded.policy) return refuse(house, first_error(loaded.diagnostics));
  if (const auto problem = house.load_tls(); !problem.empty()) return refuse(house, problem);

  std::string detail = "\"policy_version\":";
  audit::append_json_string(detail, loaded.policy->version());
  detail += ",\"previous_policy_version\":";
  audit::append_json_string(detail, house.policy()->version());
  detail += ",\"changes\":[";
  bool first = true;
  for (const auto& change : masking_rules::policy_diff(*house.policy(), *loaded.policy)) {
    if (!first) detail += ',';
    first = false;
    audit::append_json_string(detail, change);
  }
  detail += ']';
  house.set_policy(loaded.policy);
  house.record(audit::Kind::reload, "rules reloaded", detail);
  spdlog::info("rules reloaded: {}", loaded.policy->version().substr(0, 12));
}

}  // namespace jaali::proxy::session

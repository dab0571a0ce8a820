#include "proxy/session/postgres/start_up_settings.h"

#include <algorithm>
#include <cctype>

#include "masking_rules/policy_data.h"
#include "masking_rules/settings.h"

namespace jaali::proxy::session::postgres {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// As pg_split_opts: words at white space, a backslash takes the next character as it is.
std::vector<std::string> split_options(const std::string& options) {
  std::vector<std::string> words;
  std::string word;
  bool any = false;
  for (std::size_t i = 0; i < options.size(); ++i) {
    const char c = options[i];
    if (std::isspace(static_cast<unsigned char>(c))) {
      if (any) words.push_back(std::move(word));
      word.clear();
      any = false;
    } else {
      if (c == '\\' && i + 1 < options.size()) ++i;
      word += options[i];
      any = true;
    }
  }
  if (any) words.push_back(std::move(word));
  return words;
}

std::string judge_setting(std::string name, const std::string& value) {
  std::replace(name.begin(), name.end(), '-', '_');
  if (masking_rules::setting_allowed(lower(name), value)) return {};
  return "a restricted role may not start with the setting \"" + name + "\"";
}

std::string judge_options(const std::string& options) {
  const auto words = split_options(options);
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string setting;
    if (words[i] == "-c" && i + 1 < words.size()) {
      setting = words[++i];
    } else if (words[i].starts_with("-c")) {
      setting = words[i].substr(2);
    } else if (words[i].starts_with("--")) {
      setting = words[i].substr(2);
    } else {
      return "a restricted role may not start with the option \"" + words[i] + "\"";
    }
    const auto equals = setting.find('=');
    if (equals == std::string::npos) return "the start-up option \"" + setting + "\" has no value";
    if (auto problem = judge_setting(setting.substr(0, equals), setting.substr(equals + 1)); !problem.empty()) return problem;
  }
  return {};
}

bool sees_all(const masking_rules::Policy& policy, std::size_t role) {
  using masking_rules::Handling;
  using masking_rules::Predicates;
  const auto& rules = policy.data();
  const auto& of = rules.roles[role];
  const auto reveals = [](const masking_rules::Sight& sight) {
    return sight.handling == Handling::reveal && sight.predicates.value_or(Predicates::clear) == Predicates::clear;
  };
  return masking_rules::sees_every_class(rules, role) && of.everything && reveals(*of.everything) &&
         std::all_of(of.columns.begin(), of.columns.end(), [&](const auto& column) { return reveals(column.second); });
}

/// Whatever database the caller might have named, his role there sees all in the clear.
bool sees_every_database(const masking_rules::Policy& policy, const masking_rules::CallerIdentity& caller) {
  for (std::size_t role = 0; role + 1 < policy.role_count(); ++role) {  // the last is nobody's by a match
    auto elsewhere = policy.data().roles[role];
    elsewhere.databases.reset();
    if (!elsewhere.matches(caller)) continue;
    if (!sees_all(policy, role)) return false;
    if (!policy.data().roles[role].databases) return true;  // nothing behind it is reached
  }
  return sees_all(policy, policy.default_role());
}

}  // namespace

bool asks_for_replication(const Parameters& parameters) {
  return std::any_of(parameters.begin(), parameters.end(), [](const auto& parameter) {
    const auto value = lower(parameter.second);
    return parameter.first == "replication" && value != "false" && value != "off" && value != "no" && value != "0";
  });
}

bool names_no_database(const Parameters& parameters) {
  bool asked = false;
  for (const auto& [name, value] : parameters) {
    if (name != "replication") continue;
    // Less than these words the server reads as well, and "database" once said stays said: then the name counts.
    const auto word = lower(value);
    if (word != "true" && word != "on" && word != "yes" && word != "1") return false;
    asked = true;
  }
  return asked;
}

std::string judge_replication(masking_rules::CallerIdentity caller, const masking_rules::ClassifiedCatalog& catalog) {
  const auto& policy = catalog.policy();
  if (policy.mode() == masking_rules::Mode::observe) return {};
  if (catalog.restricted(catalog.role_for(caller).role)) return "replication is refused to a restricted role";
  if (sees_every_database(policy, caller)) return {};
  return "replication is refused: it carries every database of the server, and in some this caller's role is restricted";
}

std::string problem_of_names(const Parameters& parameters) {
  constexpr std::size_t most = 63;  // NAMEDATALEN - 1
  for (const auto& [name, value] : parameters) {
    if ((name == "user" || name == "database") && value.size() > most) return "the " + name + "'s name is longer than a name can be";
  }
  return {};
}

std::string judge_start_up(const Parameters& parameters, masking_rules::CallerIdentity caller,
                           const masking_rules::ClassifiedCatalog& catalog) {
  const auto& policy = catalog.policy();
  if (policy.mode() == masking_rules::Mode::observe) return {};
  if (asks_for_replication(parameters)) {
    auto problem = judge_replication(caller, catalog);
    if (!problem.empty()) return problem;
  }
  if (!catalog.restricted(catalog.role_for(caller).role)) return {};
  for (const auto& [name, value] : parameters) {
    if (name == "user" || name == "database" || name == "replication") continue;
    const auto problem = name == "options" ? judge_options(value) : judge_setting(name, value);
    if (!problem.empty()) return problem;
  }
  return {};
}

}  // namespace jaali::proxy::session::postgres

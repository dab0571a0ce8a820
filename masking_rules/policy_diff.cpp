#include "masking_rules/policy_diff.h"

#include <algorithm>
#include <map>
#include <set>

#include "masking_rules/policy_data.h"

namespace jaali::masking_rules {
namespace {

using Lines = std::map<std::string, std::string>;

/// Everything that a policy says, as "what" → "how".
Lines lines_of(const Policy::Data& data) {
  Lines lines;
  lines["mode"] = data.mode == Mode::enforce ? "enforce" : "observe";
  lines["default_role"] = data.roles[data.default_role].name;
  for (const auto& rule : data.columns) {
    lines["column " + rule.to_string()] = rule.class_ ? "class " + data.classes[*rule.class_].name : "none";
  }
  for (const auto& trusted : data.trusted) lines["trust " + trusted.spelling] = "trusted";
  std::string order;
  for (std::size_t role = 0; role < data.roles.size(); ++role) {
    const auto& name = data.roles[role].name;
    order += (order.empty() ? "" : ", ") + name;
    for (std::size_t index = 0; index < data.classes.size(); ++index) {
      lines["role " + name + ": class " + data.classes[index].name] = describe(see_class(data, role, index).treatment);
    }
    for (const auto& [column, sight] : data.roles[role].columns) {
      lines["role " + name + ": column " + column.to_string()] =
          describe(see_by(data, sight, std::nullopt, name).treatment);
    }
  }
  lines["order of roles"] = order;
  return lines;
}

}  // namespace

std::vector<std::string> policy_diff(const Policy& before, const Policy& after) {
  const auto old_lines = lines_of(before.data()), new_lines = lines_of(after.data());
  std::set<std::string> keys;
  for (const auto& [key, value] : old_lines) keys.insert(key);
  for (const auto& [key, value] : new_lines) keys.insert(key);
  std::vector<std::string> changes;
  for (const auto& key : keys) {
    const auto was = old_lines.find(key), is = new_lines.find(key);
    const std::string from = was == old_lines.end() ? "(absent)" : was->second;
    const std::string to = is == new_lines.end() ? "(absent)" : is->second;
    if (from != to) changes.push_back(key + ": " + from + " → " + to);
  }
  if (changes.empty() && before.version() != after.version()) {
    changes.push_back("the files differ in nothing that is listed here (conditions of roles, tests, comments)");
  }
  return changes;
}

}  // namespace jaali::masking_rules

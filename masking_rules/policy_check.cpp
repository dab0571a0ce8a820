// Checks over the whole of the rules: what is well written, and yet cannot be meant.
#include <algorithm>

#include "masking_rules/policy_loader.h"

namespace jaali::masking_rules::loading {
namespace {

void complain(const Diagnostic& where, Diagnostic::Level level, std::string message, std::string hint,
              std::vector<Diagnostic>& out) {
  out.push_back({level, where.file, where.line, where.column, std::move(message), std::move(hint)});
}

std::string class_name(const Policy::Data& data, const ColumnRule& rule) {
  return rule.class_ ? data.classes[*rule.class_].name : "none";
}

// Only rules that name columns alike are compared: "*_cnic" and "email_*" meet in theory; on real columns the catalog
// tells.
void globs_that_disagree(const Policy::Data& data, std::vector<Diagnostic>& out) {
  std::map<std::pair<int, std::string>, std::vector<const ColumnRule*>> by_column;
  for (const auto& rule : data.columns) {
    auto& others = by_column[{rule.exactness(), rule.column.text + (rule.column.glob ? "*" : "")}];
    for (const auto* other : others) {
      if (other->class_ == rule.class_ || !other->table.meets(rule.table)) continue;
      complain(rule.where, Diagnostic::Level::warning,
               rule.to_string() + " says " + class_name(data, rule) + ", " + other->to_string() + " (line " +
                   std::to_string(other->where.line) + ") says " + class_name(data, *other),
               "where both match a column, the higher sensitivity holds", out);
    }
    if (!rule.table.exact() || rule.column.glob) others.push_back(&rule);
  }
}

bool class_shows_more(const Policy::Data& data, std::size_t role, std::size_t other, std::size_t class_index) {
  for (const bool constrained : {false, true}) {
    if (shows_more(settle(see_class(data, role, class_index), constrained),
                   settle(see_class(data, other, class_index), constrained)))
      return true;
  }
  return false;
}

// What `role` may see more of than the default role; empty: nothing.
std::string sees_more(const Policy::Data& data, std::size_t role) {
  for (std::size_t i = 0; i < data.server_text(); ++i) {
    if (class_shows_more(data, role, data.default_role, i)) return "class " + data.classes[i].name;
  }
  const auto& by = data.roles[role];
  const auto& fallback = data.roles[data.default_role];
  for (const auto& [column, sight] : by.columns) {
    const auto same = std::ranges::find(fallback.columns, column, &std::pair<ColumnName, Sight>::first);
    const Treatment theirs =
        same == fallback.columns.end()
            ? Treatment{Handling::refuse, nullptr, Predicates::refuse, Write::refuse, Write::refuse, false, {}}
            : settle(see_by(data, same->second, std::nullopt, ""), true);
    if (shows_more(settle(see_by(data, sight, std::nullopt, ""), true), theirs)) return column.to_string();
  }
  // A column that only the default role hides.
  for (const auto& [column, sight] : fallback.columns) {
    const bool named = std::ranges::find(by.columns, column, &std::pair<ColumnName, Sight>::first) != by.columns.end();
    if (!named && sight.handling != Handling::reveal) return column.to_string();
  }
  if (by.classes[data.server_text()] && by.classes[data.server_text()]->handling == Handling::reveal &&
      !(fallback.classes[data.server_text()] && fallback.classes[data.server_text()]->handling == Handling::reveal)) {
    return "class " + std::string(server_text_class);
  }
  const auto reveals_rest = [](const Role& of) { return of.everything && of.everything->handling == Handling::reveal; };
  return reveals_rest(by) && !reveals_rest(fallback) ? "columns that nobody classified" : "";
}

bool unconditional(const Role& role) {
  return !role.users && !role.groups && !role.databases && !role.applications && !role.certificates && !role.networks;
}

void roles_by_claim_alone(const Policy::Data& data, std::vector<Diagnostic>& out) {
  for (std::size_t i = 0; i + 1 < data.roles.size(); ++i) {
    const auto& role = data.roles[i];
    if (!role.applications || !role.proves_nothing()) continue;
    const auto more = sees_more(data, i);
    if (more.empty()) continue;
    complain(role.where, Diagnostic::Level::error,
             "role " + role.name +
                 " is reached by the application's name alone, which the caller chooses, and sees more than the "
                 "default role " +
                 data.roles[data.default_role].name + ": " + more,
             "add users, groups, certificates or networks", out);
  }
}

void roles_never_reached(const Policy::Data& data, std::vector<Diagnostic>& out) {
  for (std::size_t i = 0; i + 2 < data.roles.size(); ++i) {
    const auto& role = data.roles[i];
    if (!unconditional(role)) continue;
    complain(role.where, Diagnostic::Level::warning,
             "role " + role.name + " has no condition, so the roles below it are never reached",
             "move it to the end, or name it as default_role", out);
    return;
  }
}

}  // namespace

void check_policy(const Policy::Data& data, std::vector<Diagnostic>& out) {
  globs_that_disagree(data, out);
  roles_by_claim_alone(data, out);
  roles_never_reached(data, out);
}

}  // namespace jaali::masking_rules::loading

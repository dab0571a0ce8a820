#include "masking_rules/policy_diff.h"

#include <algorithm>
#include <map>
#include <set>

#include "masking_rules/policy_data.h"

namespace jaali::masking_rules {
namespace {

std::string list_of(const std::optional<std::vector<std::string>>& values) {
  std::string out;
  for (const auto& value : values.value_or(std::vector<std::string>{"(any)"}))
    out += (out.empty() ? "" : " | ") + value;
  return out;
}

std::string conditions_of(const Role& role) {
  std::string networks = role.networks ? "" : "(any)";
  for (const auto& network : role.networks.value_or(std::vector<Network>{})) {
    networks += (networks.empty() ? "" : " | ") + to_string(network.address) + "/" + std::to_string(network.prefix);
  }
  return "users " + list_of(role.users) + ", groups " + list_of(role.groups) + ", databases " +
         list_of(role.databases) + ", applications " + list_of(role.applications) + ", certificates " +
         list_of(role.certificates) + ", networks " + networks;
}

class Comparison {
 public:
  Comparison(const Policy::Data& before, const Policy::Data& after) : before_(before), after_(after) {}

  std::vector<std::string> run() {
    const auto mode = [](const Policy::Data& data) { return data.mode == Mode::enforce ? "enforce" : "observe"; };
    changed("mode", mode(before_), mode(after_));
    changed("default_role", before_.roles[before_.default_role].name, after_.roles[after_.default_role].name);
    compare_roles();
    compare_columns();
    compare_trust();
    return std::move(lines_);
  }

 private:
  using Rules = std::map<std::string, const ColumnRule*>;

  void changed(const std::string& what, const std::string& from, const std::string& to) {
    if (from != to) lines_.push_back(what + ": " + from + " → " + to);
  }

  static std::optional<std::size_t> role_in(const Policy::Data& data, const std::string& name) {
    const auto at = std::ranges::find(data.roles, name, &Role::name);
    return at == data.roles.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - data.roles.begin()));
  }
  static std::string order_of(const Policy::Data& data) {
    std::string order;
    for (const auto& role : data.roles) order += (order.empty() ? "" : ", ") + role.name;
    return order;
  }

  void compare_roles() {
    changed("roles, in order", order_of(before_), order_of(after_));
    for (std::size_t role = 0; role < after_.roles.size(); ++role) {
      const auto& now = after_.roles[role];
      const auto was = role_in(before_, now.name);
      if (!was) continue;
      changed("who is role " + now.name, conditions_of(before_.roles[*was]), conditions_of(now));
      for (std::size_t of = 0; of < after_.server_text(); ++of) {
        const auto old_class = before_.class_named(after_.classes[of].name);
        if (old_class)
          sight(now.name, "class " + after_.classes[of].name, settle(see_class(before_, *was, *old_class), false),
                settle(see_class(after_, role, of), false));
      }
      compare_named_columns(before_.roles[*was], now);
    }
  }

  // Columns that `sees` names, and the server's text.
  void compare_named_columns(const Role& was, const Role& now) {
    std::map<std::string, std::pair<std::string, std::string>> values;
    const auto text_of = [](const Policy::Data& data, const Sight& value) {
      return describe(see_by(data, value, std::nullopt, "").treatment);
    };
    for (const auto& [column, value] : was.columns) values[column.to_string()].first = text_of(before_, value);
    for (const auto& [column, value] : now.columns) values[column.to_string()].second = text_of(after_, value);
    if (const auto& value = was.classes[before_.server_text()])
      values["class server_text"].first = text_of(before_, *value);
    if (const auto& value = now.classes[after_.server_text()])
      values["class server_text"].second = text_of(after_, *value);
    for (const auto& [what, value] : values) {
      changed("role " + now.name + " sees " + what, value.first.empty() ? "(by its class)" : value.first,
              value.second.empty() ? "(by its class)" : value.second);
    }
  }

  void sight(const std::string& role, const std::string& what, const Treatment& was, const Treatment& is) {
    const bool more = shows_more(is, was), less = shows_more(was, is);
    const auto from = describe(was), to = describe(is);
    if (!more && !less && from == to) return;
    const std::string verb = more == less ? " sees differently " : more ? " gains sight of " : " loses sight of ";
    lines_.push_back("role " + role + verb + what + ": " + from + writes(was) + " → " + to + writes(is));
  }
  static std::string writes(const Treatment& treatment) {
    if (treatment.clear() || (treatment.insert == Write::allow && treatment.update == Write::refuse)) return "";
    return treatment.update == Write::allow ? ", write allow" : ", write refuse";
  }

  void compare_columns() {
    Rules was, is;
    for (const auto& rule : before_.columns) was[rule.to_string()] = &rule;
    for (const auto& rule : after_.columns) is[rule.to_string()] = &rule;
    std::set<std::string> names;
    for (const auto& [name, rule] : was) names.insert(name);
    for (const auto& [name, rule] : is) names.insert(name);
    for (const auto& name : names) {
      const auto from = class_by(before_, was, name), to = class_by(after_, is, name);
      if (from == to) continue;
      changed(name, from, to);
      for (const auto& role : after_.roles) {
        const auto old_role = role_in(before_, role.name);
        if (!old_role) continue;
        sight(role.name, name, treatment_of(before_, *old_role, from),
              treatment_of(after_, *role_in(after_, role.name), to));
      }
    }
  }

  static std::string class_by(const Policy::Data& data, const Rules& rules, const std::string& name) {
    const auto at = rules.find(name);
    if (at == rules.end()) return "(no rule)";
    return at->second->class_ ? data.classes[*at->second->class_].name : "none";
  }

  // A column without a rule is taken as masked, which is what upstreams do unless they are told otherwise.
  static Treatment treatment_of(const Policy::Data& data, std::size_t role, const std::string& class_name) {
    Treatment treatment;
    if (class_name == "none" || (class_name == "(no rule)" && data.roles[role].everything &&
                                 data.roles[role].everything->handling == Handling::reveal))
      return treatment;
    if (const auto of = data.class_named(class_name)) return settle(see_class(data, role, *of), false);
    treatment.kind = Handling::mask;
    treatment.mask = *parse_mask("redact");
    treatment.unclassified = true;
    return treatment;
  }

  void compare_trust() {
    std::set<std::string> was, is;
    for (const auto& trusted : before_.trusted) was.insert(trusted.spelling);
    for (const auto& trusted : after_.trusted) is.insert(trusted.spelling);
    for (const auto& name : is) {
      if (!was.contains(name)) lines_.push_back("[trust] gains " + name);
    }
    for (const auto& name : was) {
      if (!is.contains(name)) lines_.push_back("[trust] loses " + name);
    }
  }

  const Policy::Data& before_;
  const Policy::Data& after_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> policy_diff(const Policy& before, const Policy& after) {
  return Comparison(before.data(), after.data()).run();
}

}  // namespace jaali::masking_rules

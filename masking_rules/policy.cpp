#include "masking_rules/policy.h"

#include <algorithm>
#include <cassert>

#include "masking_rules/policy_catalog_names.h"
#include "masking_rules/policy_data.h"

namespace jaali::masking_rules {

Policy::Policy(std::unique_ptr<Data> data) : data_(std::move(data)) {
  assert(data_ && !data_->roles.empty() && !data_->classes.empty());
}
Policy::~Policy() = default;

Mode Policy::mode() const noexcept { return data_->mode; }
const std::string& Policy::version() const noexcept { return data_->version; }
std::span<const Class> Policy::classes() const noexcept { return data_->classes; }
std::span<const RuleTest> Policy::tests() const noexcept { return data_->tests; }
std::size_t Policy::role_count() const noexcept { return data_->roles.size(); }
std::size_t Policy::default_role() const noexcept { return data_->default_role; }
const std::string& Policy::role_name(std::size_t role) const {
  static const std::string none = "none";
  return role == no_role() ? none : data_->roles.at(role).name;
}

std::size_t Policy::role_for(const CallerIdentity& caller) const {
  // The built-in role at the end is never matched, only named as the default.
  const auto& roles = data_->roles;
  const auto end = roles.end() - 1;
  const auto match = std::find_if(roles.begin(), end, [&](const Role& role) { return role.matches(caller); });
  return match == end ? data_->default_role : static_cast<std::size_t>(match - roles.begin());
}

std::optional<std::size_t> Policy::role_named(std::string_view name) const {
  const auto match = std::ranges::find(data_->roles, name, &Role::name);
  if (match == data_->roles.end()) return std::nullopt;
  return static_cast<std::size_t>(match - data_->roles.begin());
}

bool Policy::trusts(const sql::Snapshot& snapshot, std::string_view object) const {
  const Naming naming = naming_of(snapshot);
  const auto parts = split_object(object, false, naming);
  if (!parts) return false;
  const auto canonical = as_stored(join_object(*parts), snapshot);
  return std::ranges::any_of(data_->trusted, [&](const Trusted& trusted) {
    return trusted.naming == naming && as_stored(trusted.object, snapshot) == canonical &&
           (naming == Naming::mysql || trusted.database == snapshot.database) &&
           (!trusted.upstream || *trusted.upstream == snapshot.upstream);
  });
}

namespace {

bool any_glob(const std::vector<std::string>& patterns, std::string_view text) noexcept {
  return std::ranges::any_of(patterns, [&](const std::string& pattern) { return glob_matches(pattern, text); });
}

// A pattern with a kind ("CN=…", "DNS:…") is for that kind of name; one without is for the name behind any kind.
bool certificate_matches(std::string_view pattern, std::string_view name) noexcept {
  if (glob_matches(pattern, name)) return true;
  const auto kind_end = name.find_first_of("=:");
  return kind_end != std::string_view::npos && glob_matches(pattern, name.substr(kind_end + 1));
}

bool says_nothing(const std::optional<std::vector<std::string>>& patterns) {
  const auto all_stars = [](const std::string& pattern) { return pattern.find_first_not_of('*') == std::string::npos; };
  return !patterns || std::ranges::any_of(*patterns, all_stars);
}

}  // namespace

bool Role::matches(const CallerIdentity& caller) const {
  if (users && !any_glob(*users, caller.user)) return false;
  if (databases && !any_glob(*databases, caller.database)) return false;
  if (applications && !any_glob(*applications, caller.application)) return false;
  if (groups) {
    const auto in_group = [&](const std::string& group) { return any_glob(*groups, group); };
    if (std::ranges::none_of(caller.groups, in_group)) return false;
  }
  if (networks) {
    const auto address = parse_address(caller.address);
    if (!address) return false;
    if (std::ranges::none_of(*networks, [&](const Network& network) { return network.contains(*address); }))
      return false;
  }
  if (certificates) {
    const auto presented = [&](const std::string& shown) {
      return std::ranges::any_of(*certificates, [&](const std::string& p) { return certificate_matches(p, shown); });
    };
    if (std::ranges::none_of(caller.certificate_names, presented)) return false;
  }
  return true;
}

bool Role::proves_nothing() const {
  const bool any_network = !networks || std::ranges::any_of(*networks, &Network::everything);
  // Groups and certificates prove something even as "*": one must have some.
  return says_nothing(users) && !groups && any_network && !certificates;
}

std::string ColumnRule::to_string() const {
  return "[columns." + in_quotes(table.to_string()) + "] " +
         (column.glob ? column.text : quote_part(column.text, table.naming));
}

std::optional<std::size_t> Policy::Data::class_named(std::string_view name) const {
  const auto match = std::ranges::find(classes, name, &Class::name);
  if (match == classes.end()) return std::nullopt;
  return static_cast<std::size_t>(match - classes.begin());
}

std::string_view to_string(Sensitivity sensitivity) noexcept {
  switch (sensitivity) {
    case Sensitivity::public_:
      return "public";
    case Sensitivity::internal:
      return "internal";
    case Sensitivity::confidential:
      return "confidential";
    case Sensitivity::restricted:
      return "restricted";
  }
  return "";
}

std::string_view to_string(Predicates predicates) noexcept {
  switch (predicates) {
    case Predicates::clear:
      return "clear";
    case Predicates::lookup:
      return "lookup";
    case Predicates::masked:
      return "masked";
    case Predicates::refuse:
      return "refuse";
  }
  return "";
}

}  // namespace jaali::masking_rules

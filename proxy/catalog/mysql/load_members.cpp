// Accounts with all the roles that they have, and routines.
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "masking_rules/policy_names.h"
#include "proxy/catalog/mysql/account_names.h"
#include "proxy/catalog/mysql/snapshot_parts.h"
#include "sql/fold.h"

namespace jaali::proxy::catalog::mysql {
namespace {

using Edges = std::map<Account, std::vector<Account>>;

/// All roles of an account, direct or not.
std::vector<std::string> groups_of(const Account& account, const Edges& roles, const std::vector<Account>& everybody) {
  std::set<Account> seen;
  std::vector<Account> open(everybody);
  if (const auto own = roles.find(account); own != roles.end())
    open.insert(open.end(), own->second.begin(), own->second.end());
  while (!open.empty()) {
    const Account role = open.back();
    open.pop_back();
    if (!seen.insert(role).second) continue;
    if (const auto more = roles.find(role); more != roles.end())
      open.insert(open.end(), more->second.begin(), more->second.end());
  }
  std::vector<std::string> names;
  for (const auto& role : seen) names.push_back(role_name(role));
  normalise(names);
  return names;
}

/// A login's name alone, for whoever does not know which of its accounts the server took: it has the roles that all of
/// them have. A server takes the account of the most specific host, and of one host the one with a name: where each
/// anonymous account has one of this name beside it, the login is by a name.
void add_login_names(std::vector<sql::Member>& members, const Rows& accounts, const std::vector<std::string>& anonymous_hosts) {
  std::map<std::string, sql::Member> by_name;
  std::map<std::string, std::set<std::string>> hosts;
  std::set<std::string> taken;
  for (std::size_t row = 0; row < accounts.count(); ++row) {
    const sql::Member& account = members[row];
    taken.insert(account.role);
    // MariaDB's roles do not log in, and no name is nobody's.
    if (accounts.text(row, 1).empty() || accounts.text(row, 0).empty()) continue;
    hosts[accounts.string(row, 0)].insert(accounts.string(row, 1));
    const auto [entry, first] = by_name.try_emplace(accounts.string(row, 0), account);
    sql::Member& member = entry->second;
    if (first) {
      member.role = entry->first;
      continue;
    }
    std::vector<std::string> shared;
    std::set_intersection(member.groups.begin(), member.groups.end(), account.groups.begin(), account.groups.end(),
                          std::back_inserter(shared));
    member.groups = std::move(shared);
    member.superuser = member.superuser && account.superuser;
  }
  for (auto& [name, member] : by_name) {
    member.proves_name = std::ranges::all_of(anonymous_hosts, [&](const auto& host) { return hosts[name].contains(host); });
    if (!taken.contains(name)) members.push_back(std::move(member));
  }
}

}  // namespace

void load_members(Build& build) {
  Edges roles;
  const Rows& edges = build.part(Part::role_edges);
  for (std::size_t row = 0; row < edges.count(); ++row)
    roles[{edges.string(row, 2), edges.string(row, 3)}].push_back({edges.string(row, 0), edges.string(row, 1)});
  const auto everybody = parse_accounts(build.part(Part::server).text(0, 2));
  const Rows& accounts = build.part(Part::accounts);
  for (std::size_t row = 0; row < accounts.count(); ++row) {
    const Account account{accounts.string(row, 0), accounts.string(row, 1)};
    if (account.user.empty()) build.snapshot.anonymous_hosts.push_back(account.host);
    build.snapshot.members.push_back(
        {account.user + "@" + account.host, groups_of(account, roles, everybody), accounts.text(row, 2) == "Y"});
  }
  std::ranges::sort(build.snapshot.anonymous_hosts);
  add_login_names(build.snapshot.members, accounts, build.snapshot.anonymous_hosts);
  std::sort(build.snapshot.members.begin(), build.snapshot.members.end(),
            [](const auto& a, const auto& b) { return a.role < b.role; });
}

void load_routines(Build& build) {
  const auto add = [&](std::string schema, std::string name, bool procedure) {
    const auto kind = procedure ? ObjectNumbers::Kind::procedure : ObjectNumbers::Kind::function;
    sql::Function function;
    function.oid = build.numbers.of(kind, schema, name, sql::is_system_schema(schema, build.snapshot.dialect));
    function.signature = schema.empty() ? qualified({name}) : qualified({schema, name});
    function.schema = std::move(schema);
    function.name = std::move(name);
    function.kind = procedure ? sql::FunctionKind::procedure : sql::FunctionKind::function;
    build.snapshot.functions.push_back(std::move(function));
  };
  const Rows& stored = build.part(Part::routines);
  for (std::size_t row = 0; row < stored.count(); ++row)
    add(build.database_name(stored.text(row, 0)), sql::fold(stored.text(row, 1)), stored.text(row, 2) != "FUNCTION");
  const Rows& loadable = build.part(Part::loadable);
  for (std::size_t row = 0; row < loadable.count(); ++row) add("", sql::fold(loadable.text(row, 0)), false);
  std::sort(build.snapshot.functions.begin(), build.snapshot.functions.end(),
            [](const auto& a, const auto& b) { return a.oid < b.oid; });
}

std::string qualified(std::initializer_list<std::string_view> names) {
  std::string text;
  for (const auto name : names)
    (text.empty() ? text : text += '.') += masking_rules::quote_part(name, masking_rules::Naming::mysql);
  return text;
}

}  // namespace jaali::proxy::catalog::mysql

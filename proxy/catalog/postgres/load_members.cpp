// Roles and whose members they are, directly or not. NOINHERIT makes no difference: such a member can SET ROLE.
#include "proxy/catalog/postgres/snapshot_parts.h"

namespace jaali::proxy::catalog::postgres {

void load_members(Build& build) {
  const Rows& roles = build.part(Part::roles);
  std::map<Oid, std::string> names;
  for (int row = 0; row < roles.count(); ++row) names.emplace(roles.number<Oid>(row, 0), roles.string(row, 1));

  const Rows& edges = build.part(Part::memberships);
  std::map<Oid, std::vector<Oid>> direct;
  for (int row = 0; row < edges.count(); ++row) direct[edges.number<Oid>(row, 1)].push_back(edges.number<Oid>(row, 0));

  for (int row = 0; row < roles.count(); ++row) {
    sql::Member member{names[roles.number<Oid>(row, 0)], {}, roles.flag(row, 2)};
    std::set<Oid> seen;
    std::vector<Oid> open{roles.number<Oid>(row, 0)};
    while (!open.empty()) {
      const Oid role = open.back();
      open.pop_back();
      for (const Oid group : direct[role])
        if (seen.insert(group).second) open.push_back(group);
    }
    for (const Oid group : seen)
      if (const auto name = names.find(group); name != names.end()) member.groups.push_back(name->second);
    normalise(member.groups);
    build.snapshot.members.push_back(std::move(member));
  }
  auto& members = build.snapshot.members;
  std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.role < b.role; });
}

}  // namespace jaali::proxy::catalog::postgres

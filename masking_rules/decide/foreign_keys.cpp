// Foreign keys with actions: DELETE and UPDATE of a table change the rows of tables that refer to it, which the statement
// does not name. Their triggers run, their constraints are checked, and their errors print whole rows.
#include <algorithm>

#include "masking_rules/decide/judge.h"

namespace jaali::masking_rules::deciding {
namespace {

/// Whether one of the relation's keys refers to `to` and counts.
bool refers(const sql::Relation& relation, sql::Oid to, const KeyTest& counts) {
  const auto keys = sql::all_keys(relation);
  return std::any_of(keys.begin(), keys.end(), [&](const sql::ForeignKey& key) { return key.referenced == to && counts(key); });
}

}  // namespace

/// The tables that refer to this one, its partitions or its children, and those that refer to them, and so on.
std::vector<const sql::Relation*> Judge::referring(const sql::Relation& relation, const KeyTest& counts) const {
  std::vector<const sql::Relation*> found;
  const auto add_all = [&](sql::Oid to) {
    for (const auto& other : catalog_.snapshot().relations) {
      if (refers(other, to, counts) && std::find(found.begin(), found.end(), &other) == found.end()) found.push_back(&other);
    }
  };
  for (const auto* member : family(relation)) add_all(member->oid);
  for (std::size_t i = 0; i < found.size(); ++i) add_all(found[i]->oid);
  return found;
}

void Judge::foreign_key_actions(const sql::RelationUse& use, const sql::Relation& relation) {
  const bool removes = use.modify == sql::ModifyKind::delete_ || use.modify == sql::ModifyKind::merge || use.replaces;
  const auto acts = [&](const sql::ForeignKey& key) { return key.updates || (removes && key.deletes); };
  const auto written = [&](const sql::ForeignKey& key) {
    return std::any_of(analysis_.writes.begin(), analysis_.writes.end(), [&](const sql::Write& write) {
      const bool here = write.column.relation == key.referenced || write.column.relation == relation.oid;
      return write.update && here && std::any_of(key.columns.begin(), key.columns.end(), [&](const auto& pair) { return pair.second == write.column.column; });
    });
  };
  // An UPDATE that leaves the referenced columns alone makes nothing happen elsewhere.
  const auto members = family(relation);
  const auto& all = catalog_.snapshot().relations;
  const bool begins = std::any_of(members.begin(), members.end(), [&](const sql::Relation* member) {
    return std::any_of(all.begin(), all.end(), [&](const sql::Relation& other) {
      return refers(other, member->oid, [&](const sql::ForeignKey& key) { return acts(key) && (removes || written(key)); });
    });
  });
  if (use.named_only || !begins) return;
  for (const auto* other : referring(relation, acts)) {
    target_family(use, *other);
    constraints_of_action(*other);
  }
}

/// The columns that an action changes, checked together with a protected one: whether that fails tells about its value.
void Judge::constraints_of_action(const sql::Relation& relation) {
  const auto keys = sql::all_keys(relation);
  const auto changes = [&](std::int16_t number) {
    return std::any_of(keys.begin(), keys.end(), [&](const sql::ForeignKey& key) {
      return std::any_of(key.columns.begin(), key.columns.end(), [&](const auto& pair) { return pair.first == number; });
    });
  };
  const auto tells = [&](std::int16_t number) { return hidden({relation.oid, number}) && !asks_anyway({relation.oid, number}); };
  for (const auto& columns : relation.constraints) {
    if (std::none_of(columns.begin(), columns.end(), tells) || std::none_of(columns.begin(), columns.end(), changes)) continue;
    refuse("a foreign key of " + relation.schema + "." + relation.name + " changes its rows, and a constraint checks them together with protected columns",
           "Ask for a role that sees these columns in the clear.", "foreign key action under a constraint over protected columns");
  }
}

}  // namespace jaali::masking_rules::deciding

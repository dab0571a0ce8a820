// What keys and checks say of columns, and what one of several columns can tell about the others.
#include <map>
#include <utility>

#include "proxy/catalog/mysql/snapshot_parts.h"

namespace jaali::proxy::catalog::mysql {
namespace {

/// A relation and the name of one of its keys or constraints.
using KeyName = std::pair<Oid, std::string>;

bool changes_rows(std::string_view action) {
  return action == "CASCADE" || action == "SET NULL" || action == "SET DEFAULT";
}

void note_together(sql::Relation& relation, std::vector<std::int16_t> columns) {
  normalise(columns);
  if (columns.size() > 1) relation.constraints.push_back(std::move(columns));
}

void load_unique(Build& build) {
  std::map<KeyName, std::vector<std::int16_t>> keys;
  const Rows& rows = build.part(Part::unique_keys);
  for (std::size_t row = 0; row < rows.count(); ++row) {
    sql::Relation* relation = build.relation(rows.text(row, 0), rows.text(row, 1));
    if (relation == nullptr) continue;
    auto& columns = keys[{relation->oid, rows.string(row, 2)}];
    if (sql::Column* column = build.column(*relation, rows.text(row, 3))) {
      column->unique_or_exclusion = true;
      columns.push_back(column->number);
    }
    for (const auto number : columns_named(*relation, rows.text(row, 4))) {
      for (auto& column : relation->columns) column.unique_or_exclusion |= column.number == number;
      columns.push_back(number);
    }
  }
  for (auto& [name, columns] : keys) note_together(*build.relations.at(name.first), std::move(columns));
}

void load_foreign(Build& build) {
  std::map<KeyName, std::pair<bool, bool>> actions;
  const Rows& rules = build.part(Part::key_actions);
  for (std::size_t row = 0; row < rules.count(); ++row) {
    const sql::Relation* relation = build.relation(rules.text(row, 0), rules.text(row, 1));
    if (relation == nullptr) continue;
    actions[{relation->oid, rules.string(row, 2)}] = {changes_rows(rules.text(row, 3)),
                                                      changes_rows(rules.text(row, 4))};
  }
  std::map<KeyName, sql::ForeignKey> keys;
  const Rows& rows = build.part(Part::foreign_keys);
  for (std::size_t row = 0; row < rows.count(); ++row) {
    sql::Relation* here = build.relation(rows.text(row, 0), rows.text(row, 1));
    sql::Relation* there = build.relation(rows.text(row, 4), rows.text(row, 5));
    sql::Column* ours = here == nullptr ? nullptr : build.column(*here, rows.text(row, 3));
    sql::Column* theirs = there == nullptr ? nullptr : build.column(*there, rows.text(row, 6));
    if (ours != nullptr) ours->foreign_key = true;
    if (theirs != nullptr) theirs->referenced = true;
    if (ours == nullptr || theirs == nullptr) continue;
    const KeyName name{here->oid, rows.string(row, 2)};
    sql::ForeignKey& key = keys[name];
    key.referenced = there->oid;
    key.columns.emplace_back(ours->number, theirs->number);
    // What the list of actions lacks is taken to change rows.
    const auto action = actions.find(name);
    std::tie(key.deletes, key.updates) = action == actions.end() ? std::pair(true, true) : action->second;
  }
  for (auto& [name, key] : keys) {
    sql::Relation& relation = *build.relations.at(name.first);
    std::sort(key.columns.begin(), key.columns.end());
    std::vector<std::int16_t> columns;
    for (const auto& [ours, theirs] : key.columns) columns.push_back(ours);
    note_together(relation, std::move(columns));
    relation.foreign_keys.push_back(std::move(key));
  }
}

void load_checks(Build& build) {
  const Rows& rows = build.part(Part::checks);
  for (std::size_t row = 0; row < rows.count(); ++row) {
    if (sql::Relation* relation = build.relation(rows.text(row, 0), rows.text(row, 1)))
      note_together(*relation, columns_named(*relation, rows.text(row, 3)));
  }
}

}  // namespace

void load_keys(Build& build) {
  load_unique(build);
  load_foreign(build);
  load_checks(build);
  for (auto& relation : build.snapshot.relations) {
    normalise(relation.constraints);
    std::sort(relation.foreign_keys.begin(), relation.foreign_keys.end(), [](const auto& a, const auto& b) {
      return std::tie(a.referenced, a.columns) < std::tie(b.referenced, b.columns);
    });
  }
}

}  // namespace jaali::proxy::catalog::mysql

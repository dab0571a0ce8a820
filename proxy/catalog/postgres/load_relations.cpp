#include <tuple>

#include "proxy/catalog/postgres/snapshot_parts.h"

namespace jaali::proxy::catalog::postgres {
namespace {

sql::RelationKind kind_of(char letter) {
  return letter == 'I' ? sql::RelationKind::index : static_cast<sql::RelationKind>(letter);
}

/// Domains over domains down to what is stored. A domain's own modifier holds where the column has none.
void resolve_domain(const Build& build, sql::Column& column) {
  column.base_type = column.type;
  for (auto type = build.types.find(column.type); type != build.types.end() && type->second->kind == 'd';
       type = build.types.find(column.base_type)) {
    if (column.type_modifier < 0) column.type_modifier = build.type_modifiers.at(type->first);
    column.base_type = type->second->base;
  }
}

void load_columns(Build& build) {
  const Rows& rows = build.part(Part::columns);
  for (int row = 0; row < rows.count(); ++row) {
    sql::Relation* relation = build.relation(rows.number<Oid>(row, 0));
    if (relation == nullptr) continue;
    sql::Column column;
    column.number = rows.number<std::int16_t>(row, 1);
    column.name = rows.string(row, 2);
    column.type = rows.number<Oid>(row, 3);
    column.type_modifier = rows.number<std::int32_t>(row, 4);
    column.collation = rows.number<Oid>(row, 5);
    column.not_null = rows.flag(row, 6);
    resolve_domain(build, column);
    if (!rows.text(row, 7).empty()) build.generated.insert({relation->oid, column.number});
    relation->columns.push_back(std::move(column));
  }
  for (auto& relation : build.snapshot.relations)
    std::sort(relation.columns.begin(), relation.columns.end(),
              [](const auto& a, const auto& b) { return a.number < b.number; });
}

/// A toast table holds the long values of its owner's columns; who may read every schema can select from it.
void tie_toast_tables(Build& build, const std::vector<std::pair<Oid, Oid>>& owners) {
  for (const auto& [toast_oid, owner_oid] : owners) {
    sql::Relation* toast = build.relation(toast_oid);
    const sql::Relation* owner = build.relation(owner_oid);
    if (toast == nullptr || owner == nullptr) continue;
    toast->reads_relations.push_back(owner_oid);
    for (const auto& column : owner->columns) toast->reads.push_back({owner_oid, column.number});
  }
}

/// Remembers what one of several columns can tell about the others. Column 0 is the whole row (a CHECK over `t.*`),
/// or an expression of an index, whose columns are among the others.
void note_together(sql::Relation& relation, std::vector<std::int16_t> columns, bool zero_is_row) {
  const bool whole_row = zero_is_row && std::find(columns.begin(), columns.end(), 0) != columns.end();
  if (whole_row)
    for (const auto& column : relation.columns) columns.push_back(column.number);
  std::erase_if(columns, [](std::int16_t number) { return number <= 0; });
  normalise(columns);
  if (columns.size() > 1) relation.constraints.push_back(std::move(columns));
}

void load_foreign_key(Build& build, const Rows& rows, int row, const std::vector<std::int16_t>& columns) {
  const Oid owner = rows.number<Oid>(row, 2), referenced = rows.number<Oid>(row, 5);
  const auto theirs = rows.numbers<std::int16_t>(row, 6);
  const auto changes = [](char action) { return action != 'a' && action != 'r'; };
  sql::ForeignKey key{referenced, {}, changes(rows.letter(row, 8)), changes(rows.letter(row, 9))};
  for (std::size_t at = 0; at < std::min(columns.size(), theirs.size()); ++at) {
    if (sql::Column* column = build.column({owner, columns[at]})) column->foreign_key = true;
    if (sql::Column* column = build.column({referenced, theirs[at]})) column->referenced = true;
    key.columns.emplace_back(columns[at], theirs[at]);
  }
  // A key whose rows were never checked (NOT VALID, NOT ENFORCED) proves nothing, so a `lookup` join may not lean on
  // it; nor may it on temporary tables, which a caller fills as he likes.
  sql::Relation* here = build.relation(owner);
  const sql::Relation* there = build.relation(referenced);
  if (here == nullptr || there == nullptr || here->temporary || there->temporary) return;
  (rows.flag(row, 7) ? here->foreign_keys : here->unchecked_keys).push_back(std::move(key));
}

}  // namespace

void load_relations(Build& build) {
  const Rows& rows = build.part(Part::relations);
  auto& relations = build.snapshot.relations;
  relations.reserve(static_cast<std::size_t>(rows.count()));
  std::vector<std::pair<Oid, Oid>> toast_owners;
  for (int row = 0; row < rows.count(); ++row) {
    sql::Relation relation;
    relation.oid = rows.number<Oid>(row, 0);
    relation.schema = build.schema(rows.number<Oid>(row, 1));
    relation.name = rows.string(row, 2);
    relation.kind = kind_of(rows.letter(row, 3));
    relation.temporary = rows.letter(row, 4) == 't';
    relation.row_type = rows.number<Oid>(row, 5);
    if (rows.flag(row, 6)) build.row_security.insert(relation.oid);
    if (const Oid toast = rows.number<Oid>(row, 7)) toast_owners.emplace_back(toast, relation.oid);
    if (relation.kind != sql::RelationKind::index) {
      relation.parents = rows.numbers<Oid>(row, 8);
      normalise(relation.parents);
    } else if (const Oid table = rows.number<Oid>(row, 9)) {
      relation.reads_relations.push_back(table);
      build.indexed.emplace(relation.oid, table);
      if (rows.flag(row, 10)) {
        const auto columns = rows.numbers<std::int16_t>(row, 12);
        const auto width = static_cast<std::ptrdiff_t>(std::min(columns.size(), rows.number<std::size_t>(row, 11)));
        build.unique_indexes[relation.oid] = {{columns.begin(), columns.begin() + width},
                                              {columns.begin() + width, columns.end()}};
      }
    }
    relations.push_back(std::move(relation));
  }
  std::sort(relations.begin(), relations.end(), [](const auto& a, const auto& b) { return a.oid < b.oid; });
  for (auto& relation : relations) build.relations.emplace(relation.oid, &relation);
  load_columns(build);
  tie_toast_tables(build, toast_owners);
}

void load_constraints(Build& build) {
  const Rows& rows = build.part(Part::constraints);
  for (int row = 0; row < rows.count(); ++row) {
    const auto columns = rows.numbers<std::int16_t>(row, 4);
    const char type = rows.letter(row, 1);
    if (type == 'f') load_foreign_key(build, rows, row, columns);
    // Of unique and exclusion constraints their index says more: its expressions.
    sql::Relation* relation = build.relation(rows.number<Oid>(row, 2));
    if (relation != nullptr && (type == 'c' || type == 'f')) note_together(*relation, columns, type == 'c');
  }
  for (auto& relation : build.snapshot.relations)
    std::sort(relation.foreign_keys.begin(), relation.foreign_keys.end(), [](const auto& a, const auto& b) {
      return std::tie(a.referenced, a.columns) < std::tie(b.referenced, b.columns);
    });
}

void apply_unique_indexes(Build& build) {
  for (const auto& [index, columns] : build.unique_indexes) {
    const auto table = build.indexed.find(index);
    sql::Relation* relation = table == build.indexed.end() ? nullptr : build.relation(table->second);
    if (relation == nullptr) continue;
    for (const auto number : columns.key)
      if (sql::Column* column = build.column({relation->oid, number})) column->unique_or_exclusion = true;
    note_together(*relation, columns.key, false);
  }
  for (auto& relation : build.snapshot.relations) normalise(relation.constraints);
}

void raise_from_children(Build& build) {
  for (const auto& child : build.snapshot.relations) {
    std::set<Oid> seen;
    std::vector<Oid> open(child.parents);
    while (!open.empty()) {
      sql::Relation* parent = build.relation(open.back());
      open.pop_back();
      if (parent == nullptr || !seen.insert(parent->oid).second) continue;
      open.insert(open.end(), parent->parents.begin(), parent->parents.end());
      parent->triggers.insert(parent->triggers.end(), child.triggers.begin(), child.triggers.end());
      parent->check_functions.insert(parent->check_functions.end(), child.check_functions.begin(),
                                     child.check_functions.end());
      for (const auto& column : child.columns) {
        const auto same = std::find_if(parent->columns.begin(), parent->columns.end(),
                                       [&](const auto& candidate) { return candidate.name == column.name; });
        if (same == parent->columns.end()) continue;
        same->unique_or_exclusion |= column.unique_or_exclusion;
        same->foreign_key |= column.foreign_key;
        same->referenced |= column.referenced;
      }
    }
  }
  for (auto& relation : build.snapshot.relations) {
    normalise(relation.triggers);
    normalise(relation.check_functions);
  }
}

}  // namespace jaali::proxy::catalog::postgres

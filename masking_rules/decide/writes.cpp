// Writing: what may be put into protected columns, and what the server's constraints, triggers and defaults would tell.
#include <algorithm>

#include "masking_rules/decide/judge.h"

namespace jaali::masking_rules::deciding {
namespace {

constexpr std::string_view write_hint = "Leave the column out, or ask the DBA for write = \"allow\".";

std::string_view verb(sql::ModifyKind kind) noexcept {
  switch (kind) {
    case sql::ModifyKind::insert: return "INSERT";
    case sql::ModifyKind::update: return "UPDATE";
    case sql::ModifyKind::delete_: return "DELETE";
    case sql::ModifyKind::merge: return "MERGE";
  }
  return "write";
}

}  // namespace

/// A relation that is written to: its triggers, functions and defaults run for the caller.
void Judge::target(const sql::RelationUse& use, const sql::Relation& relation) {
  const auto name = relation.schema + "." + relation.name;
  // UPDATE pg_settings is SET by another way.
  if (system_schema(relation.schema)) return refuse("writing to " + name + " is refused to a restricted caller", "", "write to a system relation");
  if (relation.kind == sql::RelationKind::view && rests_on_sensitive(relation)) {
    return refuse("writing through view " + name + " reaches a table with protected columns", "Write to the table itself.", "write through a view");
  }
  for (const auto* member : family(relation)) target_family(use, *member);
  if (use.modify == sql::ModifyKind::insert || use.modify == sql::ModifyKind::merge) omitted_columns(use, relation);
  const bool updates = std::any_of(analysis_.writes.begin(), analysis_.writes.end(), [](const sql::Write& write) { return write.update; });
  if (use.modify != sql::ModifyKind::insert || use.replaces || updates) referring_rows(use, relation);
}

void Judge::target_family(const sql::RelationUse& use, const sql::Relation& relation) {
  const auto name = relation.schema + "." + relation.name;
  for (const auto& trigger : relation.triggers) {
    if (trusted(trigger, catalog_)) continue;
    refuse(std::string(verb(use.modify)) + " of " + name + " runs trigger " + trigger + ", which is not trusted",
           "List \"" + (mysql() ? "" : catalog_.snapshot().database + ".") + trigger + "\" under [trust] triggers, once it was read.", "untrusted trigger");
  }
  if (use.modify == sql::ModifyKind::delete_) return;
  for (const auto& function : relation.check_functions) {
    if (acceptable_signature(function, catalog_)) continue;
    refuse(std::string(verb(use.modify)) + " of " + name + " calls " + function + " in a constraint, default or index, and it is not trusted",
           "List it under [trust] functions, once it was read.", "untrusted function of a table");
  }
}

/// The relation, its partitions and children, and for a view the tables below it.
std::vector<const sql::Relation*> Judge::family(const sql::Relation& relation) const {
  const auto& snapshot = catalog_.snapshot();
  std::vector<const sql::Relation*> members{&relation};
  const auto known = [&](const sql::Relation* other) { return std::find(members.begin(), members.end(), other) != members.end(); };
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto* const at = members[i];
    if (at->kind == sql::RelationKind::view) {
      for (const auto oid : at->reads_relations) {
        const auto* const below = snapshot.relation(oid);
        if (below && !known(below)) members.push_back(below);
      }
    }
    for (const auto& other : snapshot.relations) {
      if (std::find(other.parents.begin(), other.parents.end(), at->oid) != other.parents.end() && !known(&other)) members.push_back(&other);
    }
  }
  return members;
}

void Judge::writes() {
  for (const auto& one : analysis_.writes) write(one);
}

void Judge::write(const sql::Write& write) {
  const auto* const relation = catalog_.snapshot().relation(write.column.relation);
  const auto* const column = relation ? relation->column(write.column.column) : nullptr;
  if (!column) return;
  const auto name = name_of(write.column);
  if (write.update) shared_constraints(write, *relation);
  // A value that must exist in another table's protected column: whether it does is the answer.
  for (const auto& key : sql::all_keys(*relation)) {
    for (const auto& [here, there] : key.columns) {
      const sql::ColumnId referenced{key.referenced, there};
      if (here == write.column.column && !write.default_only && hidden(referenced) && !asks_anyway(referenced)) {
        refuse("writing " + name + " tells whether " + name_of(referenced) + " holds the value (foreign key)", std::string(write_hint), "write under a foreign key");
      }
    }
  }
  if (!hidden(write.column)) return;
  const auto& met = treatment(write.column);
  if (met.clear()) return;
  if (write.update ? met.update == Write::refuse : !write.default_only && met.insert == Write::refuse) {
    refuse(std::string(write.update ? "UPDATE" : "INSERT") + " of " + name + " is refused: " + met.rule + " has write = \"refuse\" for it", std::string(write_hint), "write refused");
  }
  if (!write.constant) {
    refuse("a computed value is written into " + name + ", which is protected", "Write a literal or a parameter.", "computed value into a protected column");
  }
  if (std::find(plan_.used.begin(), plan_.used.end(), write.column) == plan_.used.end()) plan_.used.push_back(write.column);
}

/// A constraint over this and a protected column: whether the UPDATE holds tells about the other's value.
void Judge::shared_constraints(const sql::Write& write, const sql::Relation& relation) {
  for (const auto& columns : relation.constraints) {
    if (std::find(columns.begin(), columns.end(), write.column.column) == columns.end()) continue;
    for (const auto other : columns) {
      const sql::ColumnId id{relation.oid, other};
      if (other == write.column.column || !hidden(id) || asks_anyway(id)) continue;
      refuse("UPDATE of " + name_of(write.column) + " is checked together with " + name_of(id) + ", which is protected, by a constraint",
             "Ask for a role that sees that column in the clear.", "constraint shared with a protected column");
    }
  }
}

/// Columns that INSERT leaves out get their defaults.
void Judge::omitted_columns(const sql::RelationUse&, const sql::Relation& relation) {
  for (const auto& column : relation.columns) {
    const sql::ColumnId id{relation.oid, column.number};
    const auto given = std::find_if(analysis_.writes.begin(), analysis_.writes.end(), [&](const sql::Write& write) { return write.column == id && !write.update; });
    if (given != analysis_.writes.end() && !given->default_only) continue;
    const bool reads = std::any_of(column.default_reads.begin(), column.default_reads.end(), [&](sql::ColumnId read) { return hidden(read); });
    if (reads) refuse("the default of " + name_of(id) + " reads protected columns", "Give the column a value.", "default over protected columns");
    if (hidden(id) && column.not_null && column.unique_or_exclusion && treatment(id).insert == Write::refuse) {
      refuse("INSERT without " + name_of(id) + " tries its default against the values that are there", std::string(write_hint), "default under a unique constraint");
    }
  }
}

/// Rows that a foreign key over a protected column refers to: whether one does is what the error would say.
void Judge::referring_rows(const sql::RelationUse& use, const sql::Relation& relation) {
  if (std::none_of(relation.columns.begin(), relation.columns.end(), [](const sql::Column& column) { return column.referenced; })) return;
  const auto written = [&](sql::ColumnId column) {
    return std::any_of(analysis_.writes.begin(), analysis_.writes.end(), [&](const sql::Write& write) { return write.column == column && write.update; });
  };
  const bool removes = use.modify == sql::ModifyKind::delete_ || use.modify == sql::ModifyKind::merge || use.replaces;
  for (const auto* member : family(relation)) {
    for (const auto& other : catalog_.snapshot().relations) {
      for (const auto& key : sql::all_keys(other)) {
        if (key.referenced != member->oid) continue;
        for (const auto& [here, there] : key.columns) {
          const sql::ColumnId referring{other.oid, here}, referenced{member->oid, there};
          const bool touched = removes || written(referenced) || written({relation.oid, there});
          const bool tells = (hidden(referring) && !asks_anyway(referring)) || (hidden(referenced) && !asks_anyway(referenced));
          if (touched && tells) {
            refuse(std::string(verb(use.modify)) + " of " + relation.schema + "." + relation.name + " tells whether " + name_of(referring) +
                       " refers to the row (foreign key over protected columns)",
                   "Ask for a role that sees these columns in the clear.", "row that a protected foreign key refers to");
          }
        }
      }
    }
  }
}

}  // namespace jaali::masking_rules::deciding

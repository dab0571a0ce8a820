#include "sql/scope.h"

#include <algorithm>

#include "sql/names.h"

namespace jaali::sql {
namespace {

void add_sources(Meaning& meaning, const ScopeColumn& column) {
  meaning.sources.insert(meaning.sources.end(), column.sources.begin(), column.sources.end());
  meaning.origin = column.origin;
}

bool matches(const ScopeTable& table, Name qualifier) {
  if (table.alias == qualifier.back() && (qualifier.size() == 1)) return true;
  if (qualifier.size() < 2) return false;
  const auto schema = qualifier[qualifier.size() - 2];
  // An alias hides the name: schema.table then means another one of that table in FROM, or nothing.
  if (table.aliased) return false;
  if (table.relations.empty()) return table.open && table.alias == qualifier.back();
  return std::any_of(table.relations.begin(), table.relations.end(),
                     [&](const Relation* relation) { return relation->name == qualifier.back() && relation->schema == schema; });
}

const ScopeTable* table_in(const Visible& visible, Name qualifier) {
  for (const auto* table : visible.tables) {
    if (matches(*table, qualifier)) return table;
  }
  return nullptr;
}

void whole_row(Meaning& meaning, const ScopeTable& table) {
  meaning.kind = Meaning::Kind::whole_row;
  meaning.origin = false;
  for (const auto& column : table.columns) meaning.sources.insert(meaning.sources.end(), column.sources.begin(), column.sources.end());
}

Meaning resolve_bare(const Scope& scope, std::string_view name) {
  Meaning meaning;
  meaning.name = name;
  for (const Scope* at = &scope; at; at = at->outer) {
    bool found = false;
    for (const auto& column : at->visible.columns) {
      if (column.name != name) continue;
      add_sources(meaning, column);
      meaning.kind = Meaning::Kind::column;
      meaning.outer = meaning.outer || at != &scope;
      found = true;
    }
    const bool has_relation = std::any_of(at->visible.tables.begin(), at->visible.tables.end(),
                                          [](const ScopeTable* table) { return !table->relations.empty() || table->open; });
    if (!found && is_system_column(name) && has_relation) {
      if (meaning.kind == Meaning::Kind::nothing) meaning.kind = Meaning::Kind::system_column;
      found = true;
    }
    const bool open = at->visible.open || at->visible.unnamed;
    meaning.open = meaning.open || open;
    if (found && !open) return meaning;
  }
  // Not a column for certain: it may stand for a whole row.
  const std::string_view qualifier[] = {name};
  if (const auto* table = find_table(scope, qualifier)) whole_row(meaning, *table);
  return meaning;
}

}  // namespace

void Visible::add(const Visible& other) {
  tables.insert(tables.end(), other.tables.begin(), other.tables.end());
  columns.insert(columns.end(), other.columns.begin(), other.columns.end());
  open = open || other.open;
  unnamed = unnamed || other.unnamed;
}

const ScopeTable* find_table(const Scope& scope, Name qualifier) {
  for (const Scope* at = &scope; at; at = at->outer) {
    if (const auto* table = table_in(at->visible, qualifier)) return table;
  }
  return nullptr;
}

Meaning resolve(const Scope& scope, Name name) {
  if (name.size() == 1) return resolve_bare(scope, name[0]);
  Meaning meaning;
  if (name.empty()) return meaning;
  meaning.name = name.back();
  const auto* const table = find_table(scope, name.first(name.size() - 1));
  if (!table) {
    meaning.unknown_table = true;
    return meaning;
  }
  for (const auto& column : table->columns) {
    if (column.name != name.back()) continue;
    add_sources(meaning, column);
    meaning.kind = Meaning::Kind::column;
  }
  meaning.open = table->open || table->unnamed;
  meaning.outer = table_in(scope.visible, name.first(name.size() - 1)) == nullptr;
  if (meaning.kind == Meaning::Kind::column) return meaning;
  if (is_system_column(name.back()) && (!table->relations.empty() || table->open)) {
    meaning.kind = Meaning::Kind::system_column;
    return meaning;
  }
  // table.name is also a way to write name(table): a function over the whole row.
  whole_row(meaning, *table);
  meaning.kind = Meaning::Kind::call;
  meaning.function = name.back();
  return meaning;
}

}  // namespace jaali::sql

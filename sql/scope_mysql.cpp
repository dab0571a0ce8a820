#include <algorithm>

#include "sql/scope.h"

namespace jaali::sql {
namespace {

bool equal_in_any_case(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

/// An alias stands in for the name, behind the same database: d1.c is customers AS c. A derived table has no database.
bool matches(const ScopeTable& table, Name qualifier) {
  const auto equal = [&](std::string_view a, std::string_view b) { return table.any_case ? equal_in_any_case(a, b) : a == b; };
  if (qualifier.empty() || table.alias.empty() || !equal(table.alias, qualifier.back())) return false;
  return qualifier.size() == 1 || table.database.empty() || equal(table.database, qualifier[qualifier.size() - 2]);
}

/// What one list of columns has under a name. Those without a known name count where no other is found.
struct Found {
  bool any = false;
  void in(std::span<const ScopeColumn> columns, std::string_view name, Meaning& meaning) {
    for (const auto& column : columns) {
      if (column.name == name) add(column, meaning);
    }
  }
  void nameless(std::span<const ScopeColumn> columns, Meaning& meaning) {
    for (const auto& column : columns) {
      if (column.name.empty() && !column.sources.empty()) add(column, meaning);
    }
  }
  void add(const ScopeColumn& column, Meaning& meaning) {
    any = true;
    meaning.kind = Meaning::Kind::column;
    meaning.origin = column.origin;
    for (const auto source : column.sources) {
      if (std::find(meaning.sources.begin(), meaning.sources.end(), source) == meaning.sources.end()) meaning.sources.push_back(source);
    }
  }
};

}  // namespace

Meaning resolve_mysql(const Scope& scope, Name name) {
  Meaning meaning;
  if (name.empty()) return meaning;
  meaning.name = name.back();
  meaning.unknown_table = name.size() > 1;
  for (const Scope* at = &scope; at; at = at->outer) {
    Found found;
    bool open = false;
    if (name.size() == 1) {
      found.in(at->visible.columns, name[0], meaning);
      const bool names = at->selected && (at != &scope || at->own_names);
      if (names) found.in(*at->selected, name[0], meaning);
      if (!found.any) found.nameless(at->visible.columns, meaning);
      if (!found.any && names) found.nameless(*at->selected, meaning);
      open = at->visible.open || at->visible.unnamed;
    } else {
      for (const auto* table : at->visible.tables) {
        if (!matches(*table, name.first(name.size() - 1))) continue;
        meaning.unknown_table = false;
        found.in(table->columns, name.back(), meaning);
        if (!found.any) found.nameless(table->columns, meaning);
        open = open || table->open || table->unnamed;
      }
    }
    meaning.open = meaning.open || open;
    if (found.any) {
      meaning.outer = meaning.outer || at != &scope;
      if (!open) return meaning;
    }
  }
  return meaning;
}

std::vector<const ScopeTable*> find_mysql_tables(const Scope& scope, Name qualifier) {
  std::vector<const ScopeTable*> found;
  for (const Scope* at = &scope; at && found.empty(); at = at->outer) {
    std::copy_if(at->visible.tables.begin(), at->visible.tables.end(), std::back_inserter(found),
                 [&](const ScopeTable* table) { return matches(*table, qualifier); });
  }
  return found;
}

}  // namespace jaali::sql

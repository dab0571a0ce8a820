#include "sql/lineage.h"

#include <algorithm>

#include "sql/analyzer.h"
#include "sql/fold.h"

namespace jaali::sql {

std::unique_ptr<Analysis> analyse(const Statement& statement, const NameContext& names) {
  auto result = std::make_unique_for_overwrite<Analysis>();
  Analyzer(names, *result).run(statement);
  return result;
}

void Analyzer::run(const Statement& node) {
  for (const auto what : node.unsupported) result_.problems.push_back({std::string(what), node.range});
  const auto columns = statement(node, nullptr, 0);
  const bool into = result_.select_into != nullptr;
  result_.returns_rows = (node.kind == Statement::Kind::query && !into) || (node.kind == Statement::Kind::modify && !node.modify->returning.empty());
  if (node.kind == Statement::Kind::utility) return;  // its body's outputs are there already
  result_.outputs_known = !columns.open;
  result_.outputs.reserve(columns.items.size());
  for (const auto& column : columns.items) result_.outputs.push_back({column.name, column.sources, column.origin, column.written});
}

bool Analyzer::step(Range range) {
  if (++steps_ < max_steps) return true;
  if (steps_ == max_steps) result_.problems.push_back({"a statement this complex", range});
  return false;
}

Columns Analyzer::statement(const Statement& node, const Scope* outer, int depth) {
  switch (node.kind) {
    case Statement::Kind::query: return query(*node.query, outer, depth);
    case Statement::Kind::modify: return modify(*node.modify, outer, depth);
    case Statement::Kind::utility: utility(*node.utility, depth); return {};
  }
  return {};
}

void Analyzer::enter_with(const With* with, Environment& environment, const Scope* outer) {
  environment.outer = environment_;
  environment_ = &environment;
  if (!with) return;
  environment.recursive = with->recursive;
  environment.scope = outer;
  for (const auto* table : with->tables) environment.tables.push_back({table, &environment, Common::State::untouched, false, {}});
  environment.visible = with->recursive ? environment.tables.size() : 0;
  for (auto& table : environment.tables) {
    common_table(table, outer);
    if (!with->recursive) ++environment.visible;
  }
}

/// A recursive table's columns depend on themselves: repeated until nothing is added.
void Analyzer::common_table(Common& table, const Scope* outer) {
  if (table.state != Common::State::untouched) return;
  table.state = Common::State::running;
  const auto* const saved = environment_;
  environment_ = table.definition;
  const auto& body = *table.node->body;
  if (body.kind == Statement::Kind::utility) result_.problems.push_back({"a statement of this kind in WITH", body.range});
  if (body.kind == Statement::Kind::modify) result_.modifying_with = true;
  constexpr int max_rounds = 24;
  std::size_t known = 0;
  for (int round = 0; step(body.range); ++round) {
    auto columns = statement(body, outer, 1);
    name_columns(columns, table.node->columns);
    std::size_t sources = columns.items.size();
    for (const auto& column : columns.items) sources += column.sources.size();
    table.columns = std::move(columns);
    if (!table.itself || (round > 0 && sources == known)) break;
    if (round == max_rounds) {
      result_.problems.push_back({"a recursion this complex", body.range});
      break;
    }
    known = sources;
  }
  std::vector<ColumnId> searched;
  for (const auto& column : table.columns.items) {
    const auto names = table.node->search_columns;
    if (std::find(names.begin(), names.end(), column.name) != names.end()) searched.insert(searched.end(), column.sources.begin(), column.sources.end());
  }
  use(searched, Use::Kind::order, "SEARCH or CYCLE", body.range);
  for (const auto name : table.node->added_columns) table.columns.items.push_back({name, {}, false});
  static const Scope nothing;
  visit_all(table.node->expressions, nothing, "CYCLE");
  environment_ = saved;
  table.state = Common::State::done;
}

/// PostgreSQL lets WITH RECURSIVE name a table that is defined further on. MySQL finds another table of that name, and
/// MariaDB lets two tables need each other.
void Analyzer::defined_ahead(Common& table, Range range) {
  if (table.state != Common::State::untouched) return;
  if (mysql_ || ahead_ == max_ahead) {
    result_.problems.push_back({mysql_ ? "a WITH table that is named before it is defined" : "a statement this complex", range});
    table.columns.open = true;
    return;
  }
  ++ahead_;
  common_table(table, table.definition->scope);
  --ahead_;
}

Analyzer::Common* Analyzer::find_common(std::string_view name) {
  for (const auto* at = environment_; at; at = at->outer) {
    for (std::size_t i = at->visible; i-- > 0;) {
      if (at->tables[i].node->name == name) return &at->tables[i];
    }
  }
  return nullptr;
}

bool Analyzer::find_common_folded(std::string_view name) const {
  const auto folded = fold(name);
  for (const auto* at = environment_; at; at = at->outer) {
    for (std::size_t i = at->visible; i-- > 0;) {
      if (fold(at->tables[i].node->name) == folded) return true;
    }
  }
  return false;
}

void Analyzer::named_relation(RelationName* name, bool target) {
  if (!name) return;
  auto& named = relation_use(name, false);
  named.named_only = true;
  named.target = target;
}

void Analyzer::utility(const Utility& node, int depth) {
  // Expressions of definitions may name columns of what is being made: a scope with unknown columns.
  ScopeTable made;
  made.open = true;
  Scope scope;
  scope.visible.tables.push_back(&made);
  scope.visible.open = true;
  for (auto* relation : node.relations) named_relation(relation, false);
  visit_all(node.expressions, scope, "expression of a definition");
  visit_all(node.values, scope, "value");
  for (const auto* named : node.types) type(named, scope, "type");
  for (const auto* column : node.columns) {
    type(column->type, scope, "column type");
    visit_all(column->expressions, scope, "column definition");
    for (auto* relation : column->references) named_relation(relation, false);
  }
  for (const auto what : node.unsupported) result_.problems.push_back({std::string(what), {}});
  if (mysql_) mysql_utility(node, scope, depth);
  if (node.body) {
    const auto columns = statement(*node.body, nullptr, depth + 1);
    result_.outputs_known = !columns.open;
    for (const auto& column : columns.items) result_.outputs.push_back({column.name, column.sources, column.origin});
  } else if (node.kind == UtilityKind::copy) {
    const bool writes = node.name != "STDOUT";  // as INSERT of values that nobody has seen
    for (auto& relation : result_.relations) {
      relation.target = writes;
      for (const auto* match : relation.match.relations) {
        for (const auto& column : match->columns) {
          const auto named = std::find(node.names.begin(), node.names.end(), column.name);
          if (!node.names.empty() && named == node.names.end()) continue;
          if (writes) result_.writes.push_back({{match->oid, column.number}, false, true, false, false, {}});
          result_.outputs.push_back({column.name, keep(std::vector<ColumnId>{{match->oid, column.number}}), true});
        }
      }
    }
  }
}

}  // namespace jaali::sql

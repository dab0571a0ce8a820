#include <algorithm>

#include "sql/analyzer.h"

namespace jaali::sql {

Columns Analyzer::modify(const Modify& node, const Scope* outer, int depth) {
  if (!node.target) return modify_tables(node, outer, depth);
  const auto* const saved = environment_;
  auto& environment = *environments_.emplace_back(std::make_unique<Environment>());
  enter_with(node.with, environment, outer);
  const bool outermost = depth == 0;
  auto& named = relation_use(node.target, outermost);
  named.target = true;
  named.modify = node.kind;
  named.replaces = node.replace;
  auto* const target = relation_scope(named.match, node.target->alias.empty() ? node.target->name.back() : node.target->alias);
  target->aliased = !node.target->alias.empty();
  if (mysql_ && node.target->name.size() > 1) target->database = node.target->name[0];

  Visible own;
  own.tables.push_back(target);
  own.columns = target->columns;
  own.open = target->open;
  const auto others = from(node.from, outer, depth, outermost);
  Scope scope{node.kind == ModifyKind::merge ? others : own, outer};
  scope.visible.add(node.kind == ModifyKind::merge ? own : others);
  condition(node.where, scope, "WHERE", outermost && node.kind != ModifyKind::merge);
  switch (node.kind) {
    case ModifyKind::insert: insert_values(node, *target, outer, depth); break;
    case ModifyKind::update: assign(node.assignments, *target, scope, "SET", false); break;
    case ModifyKind::delete_: break;
    case ModifyKind::merge:
      for (const auto& when : node.when) {
        visit(when.condition, scope, "WHEN");
        assign(when.assignments, *target, scope, "MERGE", false);
        visit_all(when.values, scope, "MERGE");
      }
      break;
  }
  if (node.on_conflict && mysql_) on_duplicate_key(node, *target, outer, depth);
  else if (node.on_conflict) on_conflict(*node.on_conflict, *target);
  for (const auto& item : node.order_by) sorted(item.value, {}, {}, scope, "ORDER BY", Use::Kind::order);
  visit(node.limit, scope, "LIMIT");
  if (!node.period.empty()) result_.problems.push_back({"FOR PORTION OF", node.range});
  auto columns = returning(node, *target, scope);
  environment_ = saved;
  return columns;
}

void Analyzer::write(const ScopeColumn& column, const Expression* value, bool update, Range range) {
  for (const auto& id : column.sources) {
    const auto known = std::find_if(result_.writes.begin(), result_.writes.end(), [&](const Write& made) { return made.column == id && made.update == update; });
    auto& made = known == result_.writes.end() ? result_.writes.emplace_back(Write{id, update, true, true, false, range}) : *known;
    const bool is_default = value && value->kind == ExpressionKind::default_value;
    made.default_only = made.default_only && is_default;
    made.constant = made.constant && value && (is_default || is_constant(*value));
  }
}

/// Rows of VALUES are written column by column; a query's outputs flow.
void Analyzer::insert_values(const Modify& node, const ScopeTable& target, const Scope* outer, int depth) {
  std::vector<const ScopeColumn*> columns;
  for (const auto& named : node.columns) {
    const auto at = std::find_if(target.columns.begin(), target.columns.end(), [&](const ScopeColumn& column) { return column.name == named.column; });
    columns.push_back(at == target.columns.end() ? nullptr : &*at);
    const std::string_view name[] = {named.column};
    if (at == target.columns.end() && !target.open) unresolved(Unresolved::Kind::column, name, named.range);
    static const Scope nothing;
    visit_all(named.subscripts, nothing, "INSERT");
  }
  if (node.columns.empty()) {
    for (const auto& column : target.columns) {
      if (!column.invisible) columns.push_back(&column);
    }
  }
  if (!node.source) return;
  const auto& source = *node.source;
  const bool rows = !source.values.empty() && source.operation == SetOperation::none && !source.with && source.order_by.empty() && !source.limit &&
                    !source.offset;
  if (rows) {
    Scope scope{{}, outer};
    if (mysql_) {  // a value may name columns of the row that is being made
      scope.visible.tables.push_back(&target);
      scope.visible.columns = target.columns;
      scope.visible.open = target.open;
    }
    for (const auto& row : source.values) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        visit(row[i], scope, "VALUES");
        if (i < columns.size() && columns[i]) write(*columns[i], row[i], false, row[i]->range);
      }
    }
    return;
  }
  if (depth == 0) result_.insert_query = true;
  const auto outputs = query(source, outer, depth + 1);
  use_outputs(outputs, Use::Kind::value, "INSERT … SELECT", source.range);
  const auto width = outputs.open ? columns.size() : std::min(columns.size(), outputs.items.size());
  for (std::size_t i = 0; i < width; ++i) {
    if (columns[i]) write(*columns[i], nullptr, false, source.range);
  }
}

void Analyzer::assign(std::span<Assignment> assignments, const ScopeTable& target, const Scope& scope, std::string_view clause, bool excluded) {
  for (const auto& assignment : assignments) {
    const auto* const at = assigned_column(assignment, target);
    const auto* const value = assignment.value;
    const bool same = excluded && value && value->kind == ExpressionKind::column && value->name.size() == 2 && value->name[0] == "excluded" &&
                      value->name[1] == assignment.column;
    if (!same) visit(value, scope, clause);
    visit_all(assignment.subscripts, scope, clause);
    if (!at) continue;
    write(*at, assignment.partial ? nullptr : value, true, assignment.range);
    if (same) given_value(*at);
  }
}

/// The column that an assignment names; null where it is not known.
const ScopeColumn* Analyzer::assigned_column(const Assignment& assignment, const ScopeTable& target) {
  const auto at = std::find_if(target.columns.begin(), target.columns.end(), [&](const ScopeColumn& column) { return column.name == assignment.column; });
  if (at != target.columns.end()) return &*at;
  const std::string_view name[] = {assignment.column};
  if (!target.open) unresolved(Unresolved::Kind::column, name, assignment.range);
  return nullptr;
}

/// What an upsert assigns is what its INSERT gives the same column.
void Analyzer::given_value(const ScopeColumn& column) {
  for (auto& made : result_.writes) {
    const bool this_one = made.update && std::find(column.sources.begin(), column.sources.end(), made.column) != column.sources.end();
    if (this_one) made.constant = made.excluded = true;
  }
}

void Analyzer::on_conflict(const OnConflict& node, const ScopeTable& target) {
  auto* const excluded = tables_.emplace_back(std::make_unique<ScopeTable>(target)).get();
  excluded->alias = "excluded";
  excluded->aliased = true;
  Scope scope;
  scope.visible.tables = {&target, excluded};
  scope.visible.columns = target.columns;
  scope.visible.open = target.open;
  for (const auto* arbiter : node.arbiters) {
    if (arbiter->kind != ExpressionKind::column) {
      visit(arbiter, scope, "ON CONFLICT");
      continue;
    }
    const auto meaning = resolve(scope, arbiter->name);
    if (meaning.kind == Meaning::Kind::column) use(meaning.sources, Use::Kind::arbiter, "ON CONFLICT", arbiter->range);
    else if (!meaning.open) unresolved(Unresolved::Kind::column, arbiter->name, arbiter->range);
  }
  if (!node.constraint.empty()) {  // which columns it covers is not known: any
    for (const auto& column : target.columns) use(column.sources, Use::Kind::arbiter, "ON CONFLICT ON CONSTRAINT", {});
  }
  visit(node.arbiter_where, scope, "ON CONFLICT");
  assign(node.assignments, target, scope, "ON CONFLICT DO UPDATE", true);
  visit(node.where, scope, "ON CONFLICT DO UPDATE WHERE");
}

/// PostgreSQL 18 lets RETURNING name the old and the new row, unless the statement gave these names to something else.
Columns Analyzer::returning(const Modify& node, const ScopeTable& target, Scope& scope) {
  if (node.returning.empty()) return {};
  std::vector<const ScopeTable*> rows;
  if (names_.snapshot.server_version >= 180000) {
    for (const std::string_view name : {"old", "new"}) {
      const std::string_view qualifier[] = {name};
      if (find_table(scope, qualifier)) continue;
      auto* const row = tables_.emplace_back(std::make_unique<ScopeTable>(target)).get();
      row->alias = name;
      row->aliased = true;
      rows.push_back(row);
    }
  }
  scope.visible.tables.insert(scope.visible.tables.end(), rows.begin(), rows.end());
  return targets(node.returning, scope, "RETURNING");
}

}  // namespace jaali::sql

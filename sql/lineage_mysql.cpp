// What MySQL's statements have and PostgreSQL's do not: names of the select list in reach, several tables written at once,
// ON DUPLICATE KEY UPDATE, INTO, settings and SHOW.
#include <algorithm>

#include "sql/analyzer.h"

namespace jaali::sql {

Meaning Analyzer::meaning(const Scope& scope, Name name) const { return mysql_ ? resolve_mysql(scope, name) : resolve(scope, name); }

/// The names that a select list makes, by place, before it is walked: a window may lean on one that stands behind it.
std::vector<ScopeColumn> Analyzer::selected_names(std::span<const Target> list, const Scope& scope) {
  std::vector<ScopeColumn> selected(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto& value = *list[i].value;
    selected[i].name = list[i].alias;
    if (value.kind != ExpressionKind::column || value.star) continue;
    const auto meant = meaning(scope, value.name);
    if (selected[i].name.empty()) selected[i].name = value.name.back();
    if (meant.kind == Meaning::Kind::column) selected[i].sources = keep(meant.sources);
  }
  return selected;
}

void Analyzer::query_clauses(const Query& node, const Scope& scope, const Columns& outputs, bool outermost) {
  if (node.select_into) {
    if (!outermost) result_.problems.push_back({"SELECT … INTO inside another statement", node.range});
    result_.select_into = node.select_into;
    result_.assigns_variables = result_.assigns_variables || node.select_into->kind == SelectInto::Kind::variables;
    use_outputs(outputs, Use::Kind::value, "SELECT … INTO", node.range);
    for (const auto* variable : node.select_into->variables) {
      if (variable->kind != ExpressionKind::user_variable) result_.problems.push_back({"SELECT … INTO what is no user variable", node.range});
    }
  }
  visit(node.qualify, scope, "QUALIFY");
  if (node.procedure) result_.problems.push_back({"PROCEDURE", node.range});
  if (node.rows_examined) result_.plan_choices.push_back("LIMIT ROWS EXAMINED");
  visit(node.rows_examined, scope, "LIMIT ROWS EXAMINED");
  for (const auto modifier : node.modifiers) {
    const bool chooses = modifier == "STRAIGHT_JOIN" || modifier == "SQL_BIG_RESULT" || modifier == "SQL_SMALL_RESULT";
    if (chooses) result_.plan_choices.push_back(modifier);
  }
}

/// UPDATE and DELETE of tables that stand in a FROM of theirs.
Columns Analyzer::modify_tables(const Modify& node, const Scope* outer, int depth) {
  const auto* const saved = environment_;
  auto& environment = *environments_.emplace_back(std::make_unique<Environment>());
  enter_with(node.with, environment, outer);
  const bool outermost = depth == 0;
  const Scope scope{from(node.from, outer, depth, outermost), outer};
  condition(node.where, scope, "WHERE", outermost);
  if (node.kind == ModifyKind::update) assign_tables(node, scope);
  else if (node.kind == ModifyKind::delete_) delete_tables(node, scope);
  else result_.problems.push_back({"a statement without a table to write to", node.range});
  for (const auto& item : node.order_by) sorted(item.value, {}, {}, scope, "ORDER BY", Use::Kind::order);
  visit(node.limit, scope, "LIMIT");
  environment_ = saved;
  return {};
}

void Analyzer::assign_tables(const Modify& node, const Scope& scope) {
  for (const auto& assignment : node.assignments) {
    visit(assignment.value, scope, "SET");
    const std::string_view bare[] = {assignment.column};
    const Name name = assignment.name.empty() ? Name(bare) : assignment.name;
    auto tables = name.size() > 1 ? find_mysql_tables(scope, name.first(name.size() - 1)) : scope.visible.tables;
    bool found = false;
    for (const auto* table : tables) {
      const auto at = std::find_if(table->columns.begin(), table->columns.end(), [&](const ScopeColumn& column) { return column.name == name.back(); });
      if (at == table->columns.end() && !table->open) continue;
      found = true;
      becomes_target(*table, ModifyKind::update, assignment.range);
      if (at != table->columns.end()) write(*at, assignment.partial ? nullptr : assignment.value, true, assignment.range);
    }
    if (!found) unresolved(Unresolved::Kind::column, name, assignment.range);
  }
}

void Analyzer::delete_tables(const Modify& node, const Scope& scope) {
  for (const auto* named : node.targets) {
    const auto tables = find_mysql_tables(scope, named->name);
    for (const auto* table : tables) becomes_target(*table, ModifyKind::delete_, named->range);
    if (tables.empty()) unresolved(Unresolved::Kind::table, named->name, named->range);
  }
  if (node.targets.empty()) result_.problems.push_back({"DELETE that does not say from which table", node.range});
}

void Analyzer::becomes_target(const ScopeTable& table, ModifyKind kind, Range range) {
  if (table.use == ScopeTable::no_use) return result_.problems.push_back({"a write to what is no table", range});
  auto& use = result_.relations[table.use];
  use.target = true;
  use.modify = kind;
}

/// VALUES(c) and the alias of the new row give what INSERT gives; rows of a SELECT are in reach as well.
void Analyzer::on_duplicate_key(const Modify& node, const ScopeTable& target, const Scope* outer, int depth) {
  Scope scope;
  scope.outer = outer;
  scope.visible.tables.push_back(&target);
  scope.visible.columns = target.columns;
  scope.visible.open = target.open;
  if (!node.row_alias.empty()) {
    auto* const row = tables_.emplace_back(std::make_unique<ScopeTable>(target)).get();
    row->alias = node.row_alias;
    row->database = {};
    std::vector<ScopeColumn> columns;
    for (std::size_t i = 0; i < node.row_columns.size() && i < node.columns.size(); ++i) {
      const auto* const given = assigned_column(node.columns[i], target);
      columns.push_back({node.row_columns[i], given ? given->sources : Sources(), false});
    }
    for (std::size_t i = 0; node.columns.empty() && i < node.row_columns.size() && i < target.columns.size(); ++i) {
      columns.push_back({node.row_columns[i], target.columns[i].sources, false});
    }
    if (!node.row_columns.empty()) row->columns = columns;
    scope.visible.tables.push_back(row);
    scope.visible.columns.insert(scope.visible.columns.end(), columns.begin(), columns.end());
  }
  if (node.source && node.source->values.empty()) {
    if (node.source->operation == SetOperation::none && !node.source->with) scope.visible.add(from(node.source->from, outer, depth + 1, false));
    else scope.visible.open = true;
  }
  for (const auto& assignment : node.on_conflict->assignments) {
    const auto* const at = assigned_column(assignment, target);
    const auto* const value = assignment.value;
    const bool by_values = value && value->kind == ExpressionKind::construct && value->text == "VALUES" && value->arguments.size() == 1;
    const auto* const given = by_values ? value->arguments[0] : value;
    const bool names_column = given && given->kind == ExpressionKind::column && !given->star && !given->name.empty() && given->name.back() == assignment.column;
    const bool by_alias = names_column && node.row_columns.empty() && given->name.size() == 2 && given->name[0] == node.row_alias;
    const bool same = names_column && (by_values || by_alias);
    if (!same) visit(value, scope, "ON DUPLICATE KEY UPDATE");
    if (!at) continue;
    write(*at, value, true, assignment.range);
    if (same) given_value(*at);
  }
}

void Analyzer::mysql_utility(const Utility& node, const Scope& scope, int) {
  for (const auto& setting : node.settings) visit(setting.value, scope, "SET");
  for (const auto& assignment : node.set) visit(assignment.value, scope, "SET");
  if (!node.show) return;
  named_relation(node.show->relation, false);
  visit(node.show->like, scope, "LIKE");
  visit(node.show->where, scope, "WHERE");
}

}  // namespace jaali::sql

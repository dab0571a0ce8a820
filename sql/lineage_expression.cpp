#include <algorithm>

#include "sql/analyzer.h"

namespace jaali::sql {

void Analyzer::use(std::span<const ColumnId> columns, Use::Kind kind, std::string_view clause, Range range) {
  for (const auto& column : columns) {
    Use made;
    made.kind = kind;
    made.column = column;
    made.clause = clause;
    made.range = range;
    result_.uses.push_back(made);
  }
}

void Analyzer::unresolved(Unresolved::Kind kind, Name name, Range range) { result_.unresolved.push_back({kind, written(name), range}); }

void Analyzer::visit_all(Expressions nodes, const Scope& scope, std::string_view clause) {
  for (const auto* node : nodes) visit(node, scope, clause);
}

void Analyzer::visit(const Expression* node, const Scope& scope, std::string_view clause) {
  if (!node || !step(node->range)) return;
  switch (node->kind) {
    case ExpressionKind::literal:
    case ExpressionKind::parameter:
    case ExpressionKind::default_value: return;
    case ExpressionKind::column: return column(*node, scope, clause);
    case ExpressionKind::call: return call(*node, scope, clause);
    case ExpressionKind::operation:
      result_.operators.push_back({node->name, node->range});
      return visit_all(node->arguments, scope, clause);
    case ExpressionKind::construct:
      // Before that version the word called a function.
      if (node->since > names_.snapshot.server_version) result_.functions.push_back({node->name, node, {}});
      if (node->type) type(node->type, scope, clause);
      if (node->call) clauses(*node->call, scope, clause);
      if (node->relation) relation_use(node->relation, false);
      return visit_all(node->arguments, scope, clause);
    case ExpressionKind::cast:
      type(node->type, scope, clause);
      return visit_all(node->arguments, scope, clause);
    case ExpressionKind::field:
      if (const auto* member = field(*node, scope)) return use(member->sources, Use::Kind::whole_row, clause, node->range);
      if (!node->star) result_.functions.push_back({node->name, nullptr, "field access"});
      return visit_all(node->arguments, scope, clause);
    case ExpressionKind::logic:
    case ExpressionKind::collate:
    case ExpressionKind::subscript:
    case ExpressionKind::row:
    case ExpressionKind::array: return visit_all(node->arguments, scope, clause);
    case ExpressionKind::subquery: return subquery(*node, scope, clause);
    case ExpressionKind::current_of: result_.cursors.push_back(node->text); return;
    case ExpressionKind::source_field:
      if (node->number <= 1) visit_all(node->arguments, scope, clause);
      return;
    case ExpressionKind::user_variable:
      if (!node->arguments.empty()) result_.assigns_variables = true;
      return visit_all(node->arguments, scope, "assignment of a variable");
    case ExpressionKind::system_variable: result_.system_variables.push_back(node); return;
    case ExpressionKind::unsupported: result_.problems.push_back({std::string(node->text), node->range}); return;
  }
}

void Analyzer::column(const Expression& node, const Scope& scope, std::string_view clause) {
  if (node.star) {  // t.* as a value is the whole row; a bare * stands only in count(*)
    if (mysql_) return result_.problems.push_back({"* as a value", node.range});
    if (const auto* table = node.name.empty() ? nullptr : find_table(scope, node.name)) {
      for (const auto& item : table->columns) use(item.sources, Use::Kind::whole_row, clause, node.range);
      return;
    }
    if (node.name.empty()) {
      for (const auto& item : scope.visible.columns) use(item.sources, Use::Kind::whole_row, clause, node.range);
      return;
    }
    return unresolved(Unresolved::Kind::table, node.name, node.range);
  }
  const auto meaning = this->meaning(scope, node.name);
  // The first column of the primary key, under another name.
  if (mysql_ && meaning.kind == Meaning::Kind::nothing && node.name.back() == "_rowid") return result_.problems.push_back({"_rowid", node.range});
  switch (meaning.kind) {
    case Meaning::Kind::column: return use(meaning.sources, Use::Kind::value, clause, node.range);
    case Meaning::Kind::system_column: return;
    case Meaning::Kind::whole_row: return use(meaning.sources, Use::Kind::whole_row, clause, node.range);
    case Meaning::Kind::call:
      use(meaning.sources, Use::Kind::whole_row, clause, node.range);
      if (!meaning.open) result_.functions.push_back({node.name.last(1), nullptr, "column notation"});
      return;
    case Meaning::Kind::nothing:
      if (meaning.open) return;
      return unresolved(meaning.unknown_table ? Unresolved::Kind::table : Unresolved::Kind::column, node.name, node.range);
  }
}

/// (table).column, the one form of field access whose column is known; null otherwise.
const ScopeColumn* Analyzer::field(const Expression& node, const Scope& scope) {
  if (mysql_ || node.kind != ExpressionKind::field || node.star || node.name.size() != 1) return nullptr;
  const auto* const row = node.arguments[0];
  if (row->kind != ExpressionKind::column || row->star) return nullptr;
  if (resolve(scope, row->name).kind != Meaning::Kind::whole_row) return nullptr;
  const auto* const table = find_table(scope, row->name);
  if (!table || table->open || table->unnamed) return nullptr;
  const auto at = std::find_if(table->columns.begin(), table->columns.end(), [&](const ScopeColumn& column) { return column.name == node.name[0]; });
  return at == table->columns.end() ? nullptr : &*at;
}

void Analyzer::call(const Expression& node, const Scope& scope, std::string_view) {
  const auto name = node.name.empty() ? std::string_view("?") : node.name.back();
  const auto clause = keep_text("argument of " + std::string(name));
  result_.functions.push_back({node.name, &node, {}});
  if (node.call) clauses(*node.call, scope, clause);
  if (node.relation) relation_use(node.relation, false);
  visit_all(node.arguments, scope, clause);
}

void Analyzer::clauses(const CallClauses& clauses, const Scope& scope, std::string_view clause) {
  for (const auto& item : clauses.order_by) {
    visit(item.value, scope, clause);
    if (!item.using_operator.empty()) result_.operators.push_back({item.using_operator, {}});
  }
  visit(clauses.filter, scope, "FILTER");
  if (clauses.over) window(*clauses.over, scope);
}

void Analyzer::window(const Window& window, const Scope& around) {
  Scope named;
  if (mysql_ && around.selected) {
    named = around;
    named.own_names = true;
  }
  const Scope& scope = named.selected ? named : around;
  visit_all(window.partition_by, scope, "PARTITION BY");
  for (const auto& item : window.order_by) {
    visit(item.value, scope, "ORDER BY of a window");
    if (!item.using_operator.empty()) result_.operators.push_back({item.using_operator, {}});
  }
  visit_all(window.bounds, scope, "frame of a window");
}

void Analyzer::subquery(const Expression& node, const Scope& scope, std::string_view clause) {
  visit_all(node.arguments, scope, clause);
  if (!node.name.empty()) result_.operators.push_back({node.name, node.range});
  const auto columns = query(*node.query, &scope, 1);
  if (node.text != "EXISTS") use_outputs(columns, Use::Kind::value, clause, node.range);
}

void Analyzer::type(const TypeName* named, const Scope& scope, std::string_view clause) {
  if (!named) return;
  result_.types.push_back(named);
  visit_all(named->modifiers, scope, clause);
}

/// WHERE and ON: conjuncts that compare a column with a constant, or two columns, are kept apart.
void Analyzer::condition(const Expression* node, const Scope& scope, std::string_view clause, bool outermost) {
  if (!node || !step(node->range)) return;
  if (node->kind == ExpressionKind::logic && node->text == "AND") {
    for (const auto* conjunct : node->arguments) condition(conjunct, scope, clause, outermost);
    return;
  }
  if (outermost && comparison(*node, scope, clause)) return;
  visit(node, scope, clause);
}

bool is_constant(const Expression& node) {
  const Expression* at = &node;
  while (at->kind == ExpressionKind::cast) at = at->arguments[0];
  // MySQL's parser leaves the sign where it stands.
  const bool sign = at->kind == ExpressionKind::operation && at->arguments.size() == 1 && at->name.size() == 1 && (at->name[0] == "-" || at->name[0] == "+");
  if (sign && at->arguments[0]->kind == ExpressionKind::literal) {
    return at->arguments[0]->literal == LiteralKind::integer || at->arguments[0]->literal == LiteralKind::decimal;
  }
  return at->kind == ExpressionKind::literal || at->kind == ExpressionKind::parameter;
}

bool Analyzer::comparison(const Expression& node, const Scope& scope, std::string_view clause) {
  if (node.kind != ExpressionKind::operation || !node.text.empty() || node.arguments.size() != 2 || node.name.empty() || node.name.back() != "=") return false;
  const auto bare = [&](const Expression& side) {
    Meaning meaning;
    if (side.kind == ExpressionKind::column && !side.star) meaning = this->meaning(scope, side.name);
    if (meaning.kind != Meaning::Kind::column || meaning.open) meaning.sources.clear();
    return meaning.sources;
  };
  const auto& left = *node.arguments[0];
  const auto& right = *node.arguments[1];
  const auto left_sources = bare(left), right_sources = bare(right);
  const auto equality = [&](const std::vector<ColumnId>& columns, const Expression& column, const Expression& constant) {
    const auto first = result_.uses.size();
    use(columns, Use::Kind::equality, clause, column.range);
    for (auto i = first; i < result_.uses.size(); ++i) result_.uses[i].constant = &constant;
    visit(&constant, scope, clause);
  };
  if (!left_sources.empty() && is_constant(right) && clause == "WHERE") {
    equality(left_sources, left, right);
  } else if (!right_sources.empty() && is_constant(left) && clause == "WHERE") {
    equality(right_sources, right, left);
  } else if (left_sources.size() == 1 && right_sources.size() == 1) {
    for (int i = 0; i < 2; ++i) {
      use(i == 0 ? left_sources : right_sources, Use::Kind::join_equality, clause, i == 0 ? left.range : right.range);
      result_.uses.back().other = i == 0 ? right_sources[0] : left_sources[0];
    }
  } else {
    return false;
  }
  result_.operators.push_back({node.name, node.range});
  return true;
}

}  // namespace jaali::sql

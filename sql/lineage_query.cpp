#include <algorithm>
#include <charconv>

#include "sql/analyzer.h"

namespace jaali::sql {

Columns Analyzer::query(const Query& node, const Scope* outer, int depth) {
  if (!step(node.range)) return {};
  const auto* const saved = environment_;
  auto& environment = *environments_.emplace_back(std::make_unique<Environment>());
  enter_with(node.with, environment, outer);
  auto columns = node.operation == SetOperation::none ? leaf_query(node, outer, depth) : set_operation(node, outer, depth);
  environment_ = saved;
  return columns;
}

Columns Analyzer::leaf_query(const Query& node, const Scope* outer, int depth) {
  const bool outermost = depth == 0;
  Scope scope{from(node.from, outer, depth, outermost), outer};
  if (node.into) {
    if (outermost) result_.into = node.into;
    else result_.problems.push_back({"SELECT INTO inside another statement", node.range});
  }
  std::vector<ScopeColumn> selected;
  if (mysql_) {
    selected = selected_names(node.targets, scope);
    scope.selected = &selected;
  }
  auto outputs = node.values.empty() ? targets(node.targets, scope, "select list", mysql_ ? &selected : nullptr) : values(node, scope);
  condition(node.where, scope, "WHERE", outermost);
  scope.own_names = mysql_;
  for (const auto* item : node.group_by) sorted(item, outputs, node.targets, scope, "GROUP BY", Use::Kind::group);
  visit(node.having, scope, "HAVING");
  for (const auto* named : node.windows) window(*named, scope);
  for (const auto* item : node.distinct_on) sorted(item, outputs, node.targets, scope, "DISTINCT ON", Use::Kind::distinct);
  for (const auto& item : node.order_by) {
    sorted(item.value, outputs, node.targets, scope, "ORDER BY", Use::Kind::order);
    if (!item.using_operator.empty()) result_.operators.push_back({item.using_operator, node.range});
  }
  if (node.distinct) use_outputs(outputs, Use::Kind::distinct, "DISTINCT", node.range);
  visit(node.limit, scope, "LIMIT");
  visit(node.offset, scope, "OFFSET");
  if (mysql_) query_clauses(node, scope, outputs, outermost);
  if (outermost) {
    for (const auto& lock : node.locks) result_.locks.push_back(lock.strength);
  }
  return outputs;
}

Columns Analyzer::set_operation(const Query& node, const Scope* outer, int depth) {
  if (depth == 0) result_.set_operation = true;
  const auto left = query(*node.left, outer, depth + 1);
  const auto right = query(*node.right, outer, depth + 1);
  Columns outputs;
  outputs.open = left.open;  // the left side says how many there are, and how they are called
  outputs.unnamed = left.unnamed;
  for (std::size_t i = 0; i < left.items.size(); ++i) {
    std::vector<ColumnId> sources;
    const auto add = [&](const ScopeColumn& column) {
      for (const auto& source : column.sources) {
        if (std::find(sources.begin(), sources.end(), source) == sources.end()) sources.push_back(source);
      }
    };
    add(left.items[i]);
    if (right.open || left.open) {
      for (const auto& column : right.items) add(column);  // any of them may be the one
    } else if (i < right.items.size()) {
      add(right.items[i]);
    }
    auto& made = outputs.items.emplace_back(ScopeColumn{left.items[i].name, keep(sources), false});
    made.written = left.items[i].written;
  }
  if (!node.all || node.operation != SetOperation::union_) {
    use_outputs(left, Use::Kind::set_operation, "a set operation that compares rows", node.range);
    use_outputs(right, Use::Kind::set_operation, "a set operation that compares rows", node.range);
  }
  Scope scope{{{}, outputs.items, outputs.open, outputs.unnamed}, outer};
  for (const auto& item : node.order_by) sorted(item.value, outputs, {}, scope, "ORDER BY", Use::Kind::order);
  visit(node.limit, scope, "LIMIT");
  visit(node.offset, scope, "OFFSET");
  if (mysql_) query_clauses(node, scope, outputs, depth == 0);
  return outputs;
}

Columns Analyzer::values(const Query& node, const Scope& scope) {
  Columns outputs;
  for (const auto& row : node.values) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i >= outputs.items.size()) {
        outputs.items.push_back({values_name(i), {}, false});
        if (outputs.items.back().name.empty()) outputs.items.back().written = row[i]->range;
      }
      const auto column = direct(*row[i], scope, "VALUES");
      if (column.sources.empty()) continue;
      std::vector<ColumnId> sources(outputs.items[i].sources.begin(), outputs.items[i].sources.end());
      sources.insert(sources.end(), column.sources.begin(), column.sources.end());
      outputs.items[i].sources = keep(sources);
    }
  }
  outputs.unnamed = !outputs.items.empty() && outputs.items[0].name.empty();
  return outputs;
}

std::string_view Analyzer::values_name(std::size_t place) {
  switch (names_.snapshot.dialect) {
    case Dialect::postgres: return keep_text("column" + std::to_string(place + 1));
    case Dialect::mysql: return keep_text("column_" + std::to_string(place));
    case Dialect::mariadb: break;  // the text of the first row's values
  }
  return {};
}

/// `selected`: what the names of the list mean so far to what stands behind them; kept up to date.
Columns Analyzer::targets(std::span<const Target> list, const Scope& scope, std::string_view clause, std::vector<ScopeColumn>* selected) {
  Columns outputs;
  outputs.items.reserve(list.size());
  for (std::size_t place = 0; place < list.size(); ++place) {
    const auto& target = list[place];
    const auto& value = *target.value;
    if (value.star && value.kind == ExpressionKind::column) {
      star(value, scope, outputs);
      continue;
    }
    if (value.star && value.kind == ExpressionKind::field) {  // (row).*: as many columns as its type has
      visit(value.arguments[0], scope, clause);
      outputs.open = true;
      continue;
    }
    auto column = direct(value, scope, clause);
    column.name = target.alias;
    if (mysql_) {
      if (column.name.empty() && value.kind == ExpressionKind::column) column.name = value.name.back();
      if (column.name.empty()) column.written = target.range;
      outputs.unnamed = outputs.unnamed || column.name.empty();
      if (selected) (*selected)[place] = column;
    } else if (column.name.empty()) {
      const int strength = figure_name(&value, column.name);
      if (strength == 0) column.name = "?column?";
      outputs.unnamed = outputs.unnamed || strength < 0;
    }
    outputs.items.push_back(column);
  }
  return outputs;
}

void Analyzer::star(const Expression& node, const Scope& scope, Columns& into) {
  const auto add = [&](const std::vector<ScopeColumn>& columns) {
    std::copy_if(columns.begin(), columns.end(), std::back_inserter(into.items), [](const ScopeColumn& column) { return !column.invisible; });
  };
  if (node.name.empty()) {
    add(scope.visible.columns);
    into.open = into.open || scope.visible.open;
    into.unnamed = into.unnamed || scope.visible.unnamed;
    return;
  }
  const ScopeTable* table = nullptr;
  if (mysql_) {
    const auto tables = find_mysql_tables(scope, node.name);
    if (tables.size() > 1) return result_.problems.push_back({written(node.name) + ".* of several tables", node.range});
    if (!tables.empty()) table = tables.front();
  } else {
    table = find_table(scope, node.name);
  }
  if (!table) {
    into.open = true;
    return unresolved(Unresolved::Kind::table, node.name, node.range);
  }
  add(table->columns);
  into.open = into.open || table->open;
  into.unnamed = into.unnamed || table->unnamed;
}

/// A value of a select list: a bare column is handed out as it is, everything else uses what it reads.
ScopeColumn Analyzer::direct(const Expression& node, const Scope& scope, std::string_view clause) {
  if (node.kind == ExpressionKind::column && !node.star) {
    auto meaning = this->meaning(scope, node.name);
    if (meaning.kind == Meaning::Kind::column) {
      if (meaning.outer) use(meaning.sources, Use::Kind::value, "a subquery that it is not of", node.range);
      return {meaning.name, keep(meaning.sources), meaning.origin};
    }
    column(node, scope, clause);
    return {};
  }
  if (const auto* member = field(node, scope)) {
    use(member->sources, Use::Kind::whole_row, clause, node.range);
    return {member->name, member->sources, member->origin};
  }
  if (node.kind == ExpressionKind::subquery && node.text.empty() && node.query) {
    const auto columns = query(*node.query, &scope, 1);
    use_outputs(columns, Use::Kind::value, "a scalar subquery", node.range);
    return columns.items.size() == 1 ? ScopeColumn{columns.items[0].name, columns.items[0].sources, false} : ScopeColumn{};
  }
  visit(&node, scope, clause);
  return {};
}

/// An item of ORDER BY, GROUP BY or DISTINCT ON: an ordinal, an output's name, or an expression.
void Analyzer::sorted(const Expression* item, const Columns& outputs, std::span<const Target> list, const Scope& scope,
                      std::string_view clause, Use::Kind kind) {
  if (!item) return;
  const bool grouping = item->text == "GROUPING SETS" || (mysql_ && (item->text == "WITH ROLLUP" || item->text == "ROLLUP" || item->text == "CUBE"));
  if (item->kind == ExpressionKind::construct && grouping) {
    for (const auto* inside : item->arguments) sorted(inside, outputs, list, scope, clause, kind);
    return;
  }
  if (item->kind == ExpressionKind::row && kind == Use::Kind::group) {
    for (const auto* inside : item->arguments) sorted(inside, outputs, list, scope, clause, kind);
    return;
  }
  if (item->kind == ExpressionKind::literal && item->literal == LiteralKind::integer) {
    std::size_t ordinal = 0;
    std::from_chars(item->text.data(), item->text.data() + item->text.size(), ordinal);
    if (outputs.open) return use_outputs(outputs, kind, clause, item->range);
    if (ordinal >= 1 && ordinal <= outputs.items.size()) use(outputs.items[ordinal - 1].sources, kind, clause, item->range);
    return;
  }
  if (mysql_) {  // `scope` has the list's names as well, also inside an expression
    Meaning meant;
    if (item->kind == ExpressionKind::column && !item->star) meant = meaning(scope, item->name);
    if (meant.kind == Meaning::Kind::column) return use(meant.sources, kind, clause, item->range);
    return visit(item, scope, clause);
  }
  if (item->kind == ExpressionKind::column && !item->star && item->name.size() == 1) {
    bool output = false;
    for (const auto& column : outputs.items) {
      if (column.name != item->name[0]) continue;
      use(column.sources, kind, clause, item->range);
      output = true;
    }
    // ORDER BY and DISTINCT ON take the output of that name first, GROUP BY the input's column.
    if (output && !outputs.open && !outputs.unnamed && kind != Use::Kind::group) return;
    if (output && resolve(scope, item->name).kind == Meaning::Kind::nothing) return;
  }
  visit(item, scope, clause);
}

void Analyzer::use_outputs(const Columns& outputs, Use::Kind kind, std::string_view clause, Range range) {
  for (const auto& column : outputs.items) use(column.sources, kind, clause, range);
}

namespace {

/// A scalar subquery is called as its column is, whatever that is. -1: by a star, so that only the catalog knows.
int figure_subquery_name(const Query& query, std::string_view& name) {
  const Query* leaf = &query;
  while (leaf->left) leaf = leaf->left;
  if (!leaf->values.empty()) {
    name = "column1";
    return 2;
  }
  if (leaf->targets.empty()) return 0;
  const auto& target = leaf->targets[0];
  if (target.value->star) return -1;
  name = target.alias;
  if (name.empty()) {
    const int strength = figure_name(target.value, name);
    if (strength < 0) return strength;
    if (strength == 0) name = "?column?";
  }
  return 2;
}

}  // namespace

int figure_name(const Expression* node, std::string_view& name) {
  if (!node) return 0;
  switch (node->kind) {
    case ExpressionKind::column:
    case ExpressionKind::call:
      if (node->name.empty()) return 0;
      name = node->name.back();
      return 2;
    case ExpressionKind::field:
      if (node->star) return figure_name(node->arguments[0], name);
      name = node->name.back();
      return 2;
    case ExpressionKind::subscript:
    case ExpressionKind::collate: return node->arguments.empty() ? 0 : figure_name(node->arguments[0], name);
    case ExpressionKind::cast: {
      const int strength = figure_name(node->arguments[0], name);
      if (strength > 1 || !node->type || node->type->name.empty()) return strength;
      name = node->type->name.back();
      return 1;
    }
    case ExpressionKind::row: name = "row"; return 2;
    case ExpressionKind::array: name = "array"; return 2;
    case ExpressionKind::operation:
      if (node->text != "NULLIF") return 0;
      name = "nullif";
      return 2;
    case ExpressionKind::subquery:
      if (node->text == "EXISTS" || node->text == "ARRAY") {
        name = node->text == "EXISTS" ? "exists" : "array";
        return 2;
      }
      return node->text.empty() && node->query ? figure_subquery_name(*node->query, name) : 0;
    case ExpressionKind::construct: break;
    default: return 0;
  }
  struct Named { std::string_view construct, name; };
  static constexpr Named named[] = {
      {"COALESCE", "coalesce"}, {"GREATEST", "greatest"}, {"LEAST", "least"}, {"GROUPING", "grouping"}, {"CURRENT_DATE", "current_date"},
      {"CURRENT_TIME", "current_time"}, {"CURRENT_TIMESTAMP", "current_timestamp"}, {"LOCALTIME", "localtime"},
      {"LOCALTIMESTAMP", "localtimestamp"}, {"CURRENT_ROLE", "current_role"}, {"CURRENT_USER", "current_user"}, {"USER", "user"},
      {"SESSION_USER", "session_user"}, {"CURRENT_CATALOG", "current_catalog"}, {"CURRENT_SCHEMA", "current_schema"},
      {"XMLCONCAT", "xmlconcat"}, {"XMLELEMENT", "xmlelement"}, {"XMLFOREST", "xmlforest"}, {"XMLPARSE", "xmlparse"}, {"XMLPI", "xmlpi"},
      {"XMLROOT", "xmlroot"}, {"XMLSERIALIZE", "xmlserialize"}, {"MERGE_ACTION", "merge_action"}, {"JSON", "json"},
      {"JSON_SCALAR", "json_scalar"}, {"JSON_SERIALIZE", "json_serialize"}, {"JSON_OBJECT", "json_object"}, {"JSON_ARRAY", "json_array"},
      {"JSON_OBJECTAGG", "json_objectagg"}, {"JSON_ARRAYAGG", "json_arrayagg"}, {"JSON_EXISTS", "json_exists"},
      {"JSON_QUERY", "json_query"}, {"JSON_VALUE", "json_value"}};
  if (node->text == "CASE") {
    // The name of ELSE counts where it is one of its own.
    const bool compares = !node->arguments.empty() && node->arguments[0]->kind == ExpressionKind::operation && node->arguments[0]->text == "CASE";
    const bool has_else = (node->arguments.size() - (compares ? 1 : 0)) % 2 == 1;
    if (has_else) {
      if (const int strength = figure_name(node->arguments.back(), name); strength > 1 || strength < 0) return strength;
    }
    name = "case";
    return 1;
  }
  for (const auto& entry : named) {
    if (entry.construct == node->text) {
      name = entry.name;
      return 2;
    }
  }
  return 0;
}

}  // namespace jaali::sql

#include <algorithm>

#include "sql/analyzer.h"

namespace jaali::sql {

Visible Analyzer::from(std::span<Table* const> tables, const Scope* outer, int depth, bool outermost) {
  Visible visible;
  for (const auto* item : tables) {
    const Scope lateral{visible, outer};
    visible.add(table(*item, lateral, depth, outermost));
  }
  return visible;
}

/// `lateral`: what stands before it in FROM, and the scopes around.
Visible Analyzer::table(const Table& node, const Scope& lateral, int depth, bool outermost) {
  if (!step(node.range)) return {};
  if (node.index_hints) result_.plan_choices.push_back("an index hint");
  if (node.straight) result_.plan_choices.push_back("STRAIGHT_JOIN");
  if (node.system_time) visit_all(node.arguments, lateral, "FOR SYSTEM_TIME");
  if (!node.sample.empty()) {
    const auto method = node.sample.back();
    if (method != "bernoulli" && method != "system") result_.problems.push_back({"TABLESAMPLE " + std::string(method), node.range});
    visit_all(node.sample_arguments, lateral, "TABLESAMPLE");
  }
  switch (node.kind) {
    case TableKind::relation: return relation_table(node, outermost);
    case TableKind::join: return join_table(node, lateral, depth, outermost);
    case TableKind::subquery: {
      auto columns = query(*node.query, node.lateral ? &lateral : lateral.outer, depth + 1);
      return as_table(std::move(columns), node.alias, node.column_aliases);
    }
    case TableKind::function: return function_table(node, lateral);
    case TableKind::table_function: {
      if (names_.snapshot.server_version < node.since) result_.problems.push_back({std::string(node.text) + " on a server that lacks it", node.range});
      visit_all(node.arguments, lateral, node.text);
      Columns columns;
      for (const auto* column : node.columns) {
        type(column->type, lateral, node.text);
        visit_all(column->expressions, lateral, node.text);
        columns.items.push_back({column->name, {}, false});
      }
      return as_table(std::move(columns), node.alias, node.column_aliases);
    }
    case TableKind::unsupported: break;
  }
  result_.problems.push_back({node.text.empty() ? "this kind of FROM" : std::string(node.text), node.range});
  Columns unknown;
  unknown.open = true;
  return as_table(std::move(unknown), node.alias, {});
}

RelationUse& Analyzer::relation_use(RelationName* name, bool outermost) {
  RelationUse found;
  found.name = name;
  found.match = find_relation(names_, name->name);
  found.outermost = outermost;
  if (found.match.unknown()) unresolved(Unresolved::Kind::relation, name->name, name->range);
  result_.open = result_.open || found.match.session;
  if (!name->partitions.empty()) result_.plan_choices.push_back("PARTITION");
  return result_.relations.emplace_back(std::move(found));
}

/// The columns of what a name may mean: of one relation in its order; of several, all that any of them has.
ScopeTable* Analyzer::relation_scope(const RelationMatch& match, std::string_view name) {
  auto* const made = tables_.emplace_back(std::make_unique<ScopeTable>()).get();
  made->alias = name;
  made->relations = match.relations;
  made->open = match.session || match.unknown();
  if (match.relations.empty()) return made;
  const auto& first = *match.relations.front();
  std::vector<ColumnId> ids;
  for (const auto& column : first.columns) ids.push_back({first.oid, column.number});
  const auto kept = keep(ids);
  made->columns.reserve(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    made->columns.push_back({first.columns[i].name, kept.subspan(i, 1), true, first.columns[i].invisible});
  }
  for (const auto* other : std::span(match.relations).subspan(1)) {
    made->open = made->open || other->columns.size() != first.columns.size();
    for (std::size_t i = 0; i < other->columns.size(); ++i) {
      const auto& column = other->columns[i];
      const auto same = std::find_if(made->columns.begin(), made->columns.end(), [&](const ScopeColumn& known) { return known.name == column.name; });
      made->open = made->open || same == made->columns.end() || same - made->columns.begin() != static_cast<std::ptrdiff_t>(i);
      if (same == made->columns.end()) {
        made->columns.push_back({column.name, keep(std::vector<ColumnId>{{other->oid, column.number}}), true});
      } else {
        std::vector<ColumnId> both(same->sources.begin(), same->sources.end());
        both.push_back({other->oid, column.number});
        same->sources = keep(both);
      }
    }
  }
  return made;
}

void Analyzer::rename(std::vector<ScopeColumn>& columns, std::span<const std::string_view> names) {
  for (std::size_t i = 0; i < names.size() && i < columns.size(); ++i) columns[i].name = names[i];
}

/// Names go by position; where positions are not known, each may be any of the columns.
void Analyzer::name_columns(Columns& columns, std::span<const std::string_view> names) {
  if (!columns.open || names.empty()) return rename(columns.items, names);
  std::vector<ColumnId> all;
  for (const auto& column : columns.items) {
    for (const auto& source : column.sources) {
      if (std::find(all.begin(), all.end(), source) == all.end()) all.push_back(source);
    }
  }
  for (const auto name : names) columns.items.push_back({name, keep(all), false});
}

Visible Analyzer::relation_table(const Table& node, bool outermost) {
  if (node.relation->name.size() == 1) {
    // MariaDB finds a common table whatever its case, also where names of tables have one.
    if (mysql_ && !find_common(node.relation->name[0]) && find_common_folded(node.relation->name[0])) {
      result_.problems.push_back({"a name that differs from that of a WITH table in its case only", node.range});
    }
    if (auto* const common = find_common(node.relation->name[0])) {
      defined_ahead(*common, node.range);
      const bool running = common->state == Common::State::running;
      common->itself = common->itself || running;
      auto columns = common->columns;
      columns.open = columns.open || (running && columns.items.empty());
      return as_table(std::move(columns), node.alias.empty() ? common->node->name : node.alias, node.column_aliases);
    }
  }
  const auto& named = relation_use(node.relation, outermost);
  auto* const made = relation_scope(named.match, node.alias.empty() ? node.relation->name.back() : node.alias);
  made->aliased = !node.alias.empty();
  if (mysql_) {
    made->use = result_.relations.size() - 1;
    if (node.relation->name.size() > 1) made->database = node.relation->name[0];
    else if (names_.search_path && !names_.search_path->empty()) made->database = names_.search_path->front();
    made->any_case = !made->aliased && !named.match.relations.empty() && named.match.relations.front()->schema == "information_schema";
  }
  if (made->open && !node.column_aliases.empty() && !made->columns.empty()) {
    // Aliases go by position, and positions are not known: each may be any of the columns.
    std::vector<ColumnId> all;
    for (const auto& column : made->columns) all.insert(all.end(), column.sources.begin(), column.sources.end());
    for (const auto name : node.column_aliases) made->columns.push_back({name, keep(all), true});
  } else {
    rename(made->columns, node.column_aliases);
  }
  Visible visible;
  visible.tables.push_back(made);
  visible.columns = made->columns;
  visible.open = made->open;
  return visible;
}

/// A table whose columns are given; nothing shows under another name than its alias.
Visible Analyzer::as_table(Columns columns, std::string_view alias, std::span<const std::string_view> names) {
  auto* const made = tables_.emplace_back(std::make_unique<ScopeTable>()).get();
  made->alias = alias;
  made->aliased = true;
  name_columns(columns, names);
  made->columns = std::move(columns.items);
  made->open = columns.open;
  made->unnamed = columns.unnamed;
  Visible visible;
  visible.columns = made->columns;
  visible.open = made->open;
  visible.unnamed = made->unnamed;
  visible.tables.push_back(made);  // without an alias (PostgreSQL 16) no qualifier finds it, yet its columns are in reach
  return visible;
}

Visible Analyzer::join_table(const Table& node, const Scope& lateral, int depth, bool outermost) {
  const auto left = table(*node.left, lateral, depth, outermost);
  Scope beside{lateral.visible, lateral.outer};
  beside.visible.add(left);
  const auto right = table(*node.right, beside, depth, outermost);

  std::vector<std::string_view> shared(node.using_columns.begin(), node.using_columns.end());
  if (node.natural) {
    for (const auto& column : left.columns) {
      const bool there = std::any_of(right.columns.begin(), right.columns.end(), [&](const ScopeColumn& other) { return other.name == column.name; });
      if (there && std::find(shared.begin(), shared.end(), column.name) == shared.end()) shared.push_back(column.name);
    }
    const auto invisible = [](const Visible& side) {
      return std::any_of(side.columns.begin(), side.columns.end(), [](const ScopeColumn& column) { return column.invisible; });
    };
    if (invisible(left) || invisible(right)) result_.problems.push_back({"NATURAL JOIN with a table that has invisible columns", node.range});
    const bool unknown = left.open || right.open || left.unnamed || right.unnamed;
    if (unknown && (!mysql_ || result_.unresolved.empty())) result_.problems.push_back({"NATURAL JOIN with a table whose columns are not known", node.range});
  }
  Visible joined;
  joined.tables = left.tables;
  joined.tables.insert(joined.tables.end(), right.tables.begin(), right.tables.end());
  joined.open = left.open || right.open;
  joined.unnamed = left.unnamed || right.unnamed;
  if (!shared.empty()) result_.operators.push_back({keep(std::vector<std::string_view>{"="}), node.range});
  merge(node, left, right, shared, joined);

  Scope both{joined, lateral.outer};
  for (const auto* before : lateral.visible.tables) both.visible.tables.push_back(before);
  condition(node.on, both, "JOIN … ON", outermost);

  if (node.alias.empty()) return joined;
  Columns columns{joined.columns, joined.open, joined.unnamed};
  return as_table(std::move(columns), node.alias, node.column_aliases);
}

/// Merged columns come first, then what is left of each side.
void Analyzer::merge(const Table& node, const Visible& left, const Visible& right, std::span<const std::string_view> shared, Visible& into) {
  // MySQL turns a right join by names round, also one that has no column in common, and takes merged columns in the order
  // of the table that then comes first.
  const bool turned = mysql_ && node.join == JoinKind::right && (node.natural || !shared.empty());
  const Visible& first = turned ? right : left;
  const Visible& second = turned ? left : right;
  std::vector<std::string_view> ordered(shared.begin(), shared.end());
  if (mysql_) {
    const auto place = [&](std::string_view name) {
      return std::find_if(first.columns.begin(), first.columns.end(), [&](const ScopeColumn& column) { return column.name == name; });
    };
    std::stable_sort(ordered.begin(), ordered.end(), [&](std::string_view a, std::string_view b) { return place(a) < place(b); });
  }
  const auto named = [](const Visible& side, std::string_view name) {
    const auto at = std::find_if(side.columns.begin(), side.columns.end(), [&](const ScopeColumn& column) { return column.name == name; });
    return at == side.columns.end() ? nullptr : &*at;
  };
  const auto is_shared = [&](const ScopeColumn& column) { return std::find(shared.begin(), shared.end(), column.name) != shared.end(); };
  std::vector<ScopeColumn> merged;
  for (const auto name : ordered) {
    const auto* const one = named(left, name);
    const auto* const two = named(right, name);
    std::vector<ColumnId> sources;
    for (const auto* side : {one, two}) {
      if (!side) continue;
      use(side->sources, Use::Kind::merged, node.natural ? "NATURAL JOIN" : "JOIN … USING", node.range);
      sources.insert(sources.end(), side->sources.begin(), side->sources.end());
    }
    merged.push_back({name, keep(sources), false});
  }
  if (!node.using_alias.empty()) {
    auto* const alias = tables_.emplace_back(std::make_unique<ScopeTable>()).get();
    alias->alias = node.using_alias;
    alias->aliased = true;
    alias->columns = merged;
    into.tables.push_back(alias);
  }
  into.columns = std::move(merged);
  for (const auto* side : {&first, &second}) {
    std::copy_if(side->columns.begin(), side->columns.end(), std::back_inserter(into.columns), [&](const ScopeColumn& column) { return !is_shared(column); });
  }
}

Visible Analyzer::function_table(const Table& node, const Scope& lateral) {
  Columns columns;
  const bool single = node.functions.size() == 1;
  for (const auto& item : node.functions) {
    visit(item.call, lateral, "a function in FROM");
    auto some = function_columns(item, node, single);
    columns.items.insert(columns.items.end(), some.items.begin(), some.items.end());
    columns.open = columns.open || some.open;
    columns.unnamed = columns.unnamed || some.unnamed;
  }
  if (node.ordinality) columns.items.push_back({"ordinality", {}, false});
  std::string_view alias = node.alias;
  if (alias.empty() && !node.functions.empty()) figure_name(node.functions[0].call, alias);
  return as_table(std::move(columns), alias, node.column_aliases);
}

/// Known where it is written, or where every function of that name returns one plain value.
Columns Analyzer::function_columns(const FunctionItem& item, const Table& node, bool single) {
  Columns columns;
  static const Scope nothing;
  for (const auto written_columns : {item.columns, node.columns}) {
    for (const auto* column : written_columns) {
      type(column->type, nothing, "column definition");
      columns.items.push_back({column->name, {}, false});
    }
  }
  if (!columns.items.empty()) return columns;
  columns.open = true;
  if (!item.call || item.call->kind != ExpressionKind::call || item.call->name.empty()) return columns;
  const auto functions = find_functions(names_, item.call->name);
  const bool plain = !functions.empty() && std::all_of(functions.begin(), functions.end(), [&](const Function* function) {
    const auto* const returned = names_.snapshot.type(function->return_type);
    return returned && (returned->kind == 'b' || returned->kind == 'e' || returned->kind == 'r' || returned->kind == 'm');
  });
  if (!plain) return columns;
  columns.open = false;
  columns.unnamed = true;  // an OUT parameter's name would be the column's, and is not in the catalog
  columns.items.push_back({single && !node.alias.empty() ? node.alias : item.call->name.back(), {}, false});
  return columns;
}

}  // namespace jaali::sql

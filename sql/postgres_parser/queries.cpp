#include "sql/postgres_parser/converter.h"

namespace jaali::sql {
namespace {

SetOperation set_operation(::SetOperation operation) noexcept {
  switch (operation) {
    case SETOP_NONE: return SetOperation::none;
    case SETOP_UNION: return SetOperation::union_;
    case SETOP_INTERSECT: return SetOperation::intersect;
    case SETOP_EXCEPT: return SetOperation::except;
  }
  return SetOperation::union_;
}

std::string_view lock_strength(LockClauseStrength strength) noexcept {
  switch (strength) {
    case LCS_NONE: return "";
    case LCS_FORKEYSHARE: return "KEY SHARE";
    case LCS_FORSHARE: return "SHARE";
    case LCS_FORNOKEYUPDATE: return "NO KEY UPDATE";
    case LCS_FORUPDATE: return "UPDATE";
  }
  return "";
}

}  // namespace

Query* Converter::query(const SelectStmt* node) {
  const Deeper deeper(*this);
  if (!node || depth_ > max_depth) {
    too_deep_ = too_deep_ || depth_ > max_depth;
    return arena_.make<Query>();
  }
  auto* const made = leaf_query(*node);
  made->with = with(node->withClause);
  made->operation = set_operation(node->op);
  made->all = node->all;
  if (made->operation != SetOperation::none) {
    made->left = query(node->larg);
    made->right = query(node->rarg);
    made->range = cover(made->left->range, made->right->range);
  }
  made->order_by = sort_items(node->sortClause);
  made->limit = expression(node->limitCount);
  made->offset = expression(node->limitOffset);
  made->with_ties = node->limitOption == LIMIT_OPTION_WITH_TIES;
  made->locks = locks(node->lockingClause);
  return made;
}

Query* Converter::leaf_query(const SelectStmt& node) {
  auto* const made = arena_.make<Query>();
  for (const auto& cell : cells(node.distinctClause)) made->distinct = made->distinct || node_of(cell) == nullptr;
  if (node.distinctClause && !made->distinct) made->distinct_on = expressions(node.distinctClause);
  made->targets = targets(node.targetList);
  std::vector<Expressions> rows;
  for (const auto& cell : cells(node.valuesLists)) rows.push_back(expressions(as<::List>(cell.ptr_value)));
  made->values = keep(rows);
  made->from = tables(node.fromClause);
  made->where = expression(node.whereClause);
  made->group_by = expressions(node.groupClause);
  made->having = expression(node.havingClause);
  std::vector<Window*> windows;
  for (const auto& cell : cells(node.windowClause)) windows.push_back(window(as<WindowDef>(cell.ptr_value)));
  made->windows = arena_.list(std::span<Window* const>(windows));
  if (node.intoClause) made->into = relation(node.intoClause->rel);
  for (const auto& target : made->targets) made->range = cover(made->range, target.range);
  for (const auto* table : made->from) made->range = cover(made->range, table->range);
  if (made->where) made->range = cover(made->range, made->where->range);
  return made;
}

std::span<Target> Converter::targets(const ::List* list) {
  std::vector<Target> found;
  for (const auto& cell : cells(list)) {
    const auto& node = *as<ResTarget>(cell.ptr_value);
    Target target{{}, expression(node.val), text(node.name)};
    if (target.value) target.range = target.value->range;
    found.push_back(target);
  }
  return keep(found);
}

std::span<SortItem> Converter::sort_items(const ::List* list) {
  std::vector<SortItem> found;
  for (const auto& cell : cells(list)) {
    const Node* const node = node_of(cell);
    if (nodeTag(node) == T_SortBy) {
      found.push_back({expression(as<SortBy>(node)->node), name(as<SortBy>(node)->useOp)});
    } else {
      found.push_back({expression(node), {}});
    }
  }
  return keep(found);
}

Window* Converter::window(const WindowDef* node) {
  if (!node) return nullptr;
  auto* const made = arena_.make<Window>();
  made->name = text(node->name);
  made->based_on = text(node->refname);
  made->partition_by = expressions(node->partitionClause);
  made->order_by = sort_items(node->orderClause);
  std::vector<Expression*> bounds{expression(node->startOffset), expression(node->endOffset)};
  std::erase(bounds, nullptr);
  made->bounds = keep(bounds);
  return made;
}

std::span<Lock> Converter::locks(const ::List* list) {
  std::vector<Lock> found;
  for (const auto& cell : cells(list)) {
    const auto& node = *as<LockingClause>(cell.ptr_value);
    std::vector<RelationName*> tables;
    relations_of(node.lockedRels, tables);
    found.push_back({lock_strength(node.strength), arena_.list(std::span<RelationName* const>(tables))});
  }
  return keep(found);
}

With* Converter::with(const WithClause* node) {
  if (!node) return nullptr;
  auto* const made = arena_.make<With>();
  made->recursive = node->recursive;
  std::vector<CommonTable*> tables;
  for (const auto& cell : cells(node->ctes)) tables.push_back(common_table(*as<CommonTableExpr>(cell.ptr_value)));
  made->tables = arena_.list(std::span<CommonTable* const>(tables));
  return made;
}

CommonTable* Converter::common_table(const CommonTableExpr& node) {
  auto* const made = arena_.make<CommonTable>();
  made->name = text(node.ctename);
  made->columns = words(node.aliascolnames);
  made->body = inner(node.ctequery);
  std::vector<std::string_view> added, read;
  std::vector<Expression*> used;
  if (const auto* search = node.search_clause) {
    for (const auto word : words(search->search_col_list)) read.push_back(word);
    added.push_back(text(search->search_seq_column));
  }
  if (const auto* cycle = node.cycle_clause) {
    for (const auto word : words(cycle->cycle_col_list)) read.push_back(word);
    added.push_back(text(cycle->cycle_mark_column));
    added.push_back(text(cycle->cycle_path_column));
    if (auto* const value = expression(cycle->cycle_mark_value)) used.push_back(value);
    if (auto* const value = expression(cycle->cycle_mark_default)) used.push_back(value);
  }
  made->added_columns = keep(added);
  made->search_columns = keep(read);
  made->expressions = keep(used);
  return made;
}

std::span<Table* const> Converter::tables(const ::List* list) {
  std::vector<Table*> found;
  for (const auto& cell : cells(list)) found.push_back(table(node_of(cell)));
  return arena_.list(std::span<Table* const>(found));
}

void Converter::alias(const Alias* node, Table& into) {
  if (!node) return;
  into.alias = text(node->aliasname);
  into.column_aliases = words(node->colnames);
}

Table* Converter::table(const Node* node) {
  const Deeper deeper(*this);
  auto* made = arena_.make<Table>();
  if (!node || depth_ > max_depth) {
    too_deep_ = too_deep_ || depth_ > max_depth;
    return made;
  }
  switch (nodeTag(node)) {
    case T_RangeVar: return relation_table(*as<RangeVar>(node));
    case T_JoinExpr: return join_table(*as<JoinExpr>(node));
    case T_RangeSubselect: {
      const auto& sub = *as<RangeSubselect>(node);
      if (!sub.subquery || nodeTag(sub.subquery) != T_SelectStmt) break;
      made->kind = TableKind::subquery;
      made->lateral = sub.lateral;
      made->query = query(as<SelectStmt>(sub.subquery));
      made->range = made->query->range;
      alias(sub.alias, *made);
      return made;
    }
    case T_RangeFunction: return function_table(*as<RangeFunction>(node));
    case T_RangeTableFunc: return xml_table(*as<RangeTableFunc>(node));
    case T_JsonTable: return json_table(*as<JsonTable>(node));
    case T_RangeTableSample: {
      const auto& sample = *as<RangeTableSample>(node);
      made = table(sample.relation);
      made->sample = name(sample.method);
      const auto arguments = expressions(sample.args);
      std::vector<Expression*> all(arguments.begin(), arguments.end());
      if (auto* const seed = expression(sample.repeatable)) all.push_back(seed);
      made->sample_arguments = keep(all);
      return made;
    }
    default: break;
  }
  made->text = "this kind of table in FROM";
  return made;
}

Table* Converter::relation_table(const RangeVar& node) {
  auto* const made = arena_.make<Table>();
  made->kind = TableKind::relation;
  made->relation = relation(&node);
  made->range = made->relation->range;
  alias(node.alias, *made);
  return made;
}

Table* Converter::join_table(const JoinExpr& node) {
  auto* const made = arena_.make<Table>();
  switch (node.jointype) {
    case JOIN_INNER: made->join = JoinKind::inner; break;
    case JOIN_LEFT: made->join = JoinKind::left; break;
    case JOIN_RIGHT: made->join = JoinKind::right; break;
    case JOIN_FULL: made->join = JoinKind::full; break;
    default: made->text = "this kind of join"; return made;
  }
  made->kind = TableKind::join;
  made->natural = node.isNatural;
  made->left = table(node.larg);
  made->right = table(node.rarg);
  made->on = expression(node.quals);
  made->using_columns = words(node.usingClause);
  if (node.join_using_alias) made->using_alias = text(node.join_using_alias->aliasname);
  made->range = cover(made->left->range, made->right->range);
  alias(node.alias, *made);
  return made;
}

Table* Converter::function_table(const RangeFunction& node) {
  auto* const made = arena_.make<Table>();
  made->kind = TableKind::function;
  made->lateral = true;  // a function in FROM sees what stands before it, with the word or without
  made->ordinality = node.ordinality;
  std::vector<FunctionItem> items;
  for (const auto& cell : cells(node.functions)) {  // each: (function, its column definitions)
    const auto parts = cells(as<::List>(cell.ptr_value));
    FunctionItem item;
    if (!parts.empty()) item.call = expression(node_of(parts[0]));
    std::vector<ColumnDefinition*> columns;
    if (parts.size() > 1) {
      for (const auto& column : cells(as<::List>(parts[1].ptr_value))) columns.push_back(column_definition(*as<ColumnDef>(column.ptr_value)));
    }
    item.columns = arena_.list(std::span<ColumnDefinition* const>(columns));
    if (item.call) made->range = cover(made->range, item.call->range);
    items.push_back(item);
  }
  made->functions = keep(items);
  std::vector<ColumnDefinition*> columns;
  for (const auto& column : cells(node.coldeflist)) columns.push_back(column_definition(*as<ColumnDef>(column.ptr_value)));
  made->columns = arena_.list(std::span<ColumnDefinition* const>(columns));
  alias(node.alias, *made);
  return made;
}

}  // namespace jaali::sql

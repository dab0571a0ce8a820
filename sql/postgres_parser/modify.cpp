#include "sql/postgres_parser/converter.h"

namespace jaali::sql {

std::span<Assignment> Converter::assignments(const ::List* list) {
  std::vector<Assignment> found;
  for (const auto& cell : cells(list)) {
    const auto& node = *as<ResTarget>(cell.ptr_value);
    Assignment made;
    made.column = text(node.name);
    made.partial = node.indirection != nullptr;
    made.range = token_range(node.location);
    made.value = expression(node.val);
    if (node.indirection) {
      auto* const base = make(ExpressionKind::default_value, {});
      auto* const path = indirection(base, node.indirection);
      made.subscripts = keep(std::vector<Expression*>{path});
    }
    found.push_back(made);
  }
  return keep(found);
}

Modify* Converter::insert(const InsertStmt& node) {
  auto* const made = arena_.make<Modify>();
  made->kind = ModifyKind::insert;
  made->with = with(node.withClause);
  made->target = relation(node.relation);
  made->columns = assignments(node.cols);
  if (node.selectStmt && nodeTag(node.selectStmt) == T_SelectStmt) made->source = query(as<SelectStmt>(node.selectStmt));
  made->on_conflict = on_conflict(node.onConflictClause);
  made->returning = targets(node.returningList);
  return made;
}

OnConflict* Converter::on_conflict(const OnConflictClause* node) {
  if (!node) return nullptr;
  auto* const made = arena_.make<OnConflict>();
  made->update = node->action == ONCONFLICT_UPDATE;
  if (node->infer) {
    made->constraint = text(node->infer->conname);
    std::vector<Expression*> arbiters;
    index_elements(node->infer->indexElems, arbiters);
    made->arbiters = keep(arbiters);
    made->arbiter_where = expression(node->infer->whereClause);
  }
  made->assignments = assignments(node->targetList);
  made->where = expression(node->whereClause);
  return made;
}

Modify* Converter::update(const UpdateStmt& node) {
  auto* const made = arena_.make<Modify>();
  made->kind = ModifyKind::update;
  made->with = with(node.withClause);
  made->target = relation(node.relation);
  made->assignments = assignments(node.targetList);
  made->from = tables(node.fromClause);
  made->where = expression(node.whereClause);
  made->returning = targets(node.returningList);
  return made;
}

Modify* Converter::delete_(const DeleteStmt& node) {
  auto* const made = arena_.make<Modify>();
  made->kind = ModifyKind::delete_;
  made->with = with(node.withClause);
  made->target = relation(node.relation);
  made->from = tables(node.usingClause);
  made->where = expression(node.whereClause);
  made->returning = targets(node.returningList);
  return made;
}

Modify* Converter::merge(const MergeStmt& node) {
  auto* const made = arena_.make<Modify>();
  made->kind = ModifyKind::merge;
  made->with = with(node.withClause);
  made->target = relation(node.relation);
  made->from = arena_.list(std::span<Table* const>(std::vector<Table*>{table(node.sourceRelation)}));
  made->where = expression(node.joinCondition);
  std::vector<MergeWhen> when;
  for (const auto& cell : cells(node.mergeWhenClauses)) {
    const auto& clause = *as<MergeWhenClause>(cell.ptr_value);
    when.push_back({expression(clause.condition), assignments(clause.targetList), expressions(clause.values)});
  }
  made->when = keep(when);
  made->returning = targets(node.returningList);
  return made;
}

ColumnDefinition* Converter::column_definition(const ColumnDef& node) {
  auto* const made = arena_.make<ColumnDefinition>();
  made->name = text(node.colname);
  made->type = type(node.typeName);
  std::vector<Expression*> used;
  std::vector<RelationName*> references;
  if (auto* const value = expression(node.raw_default)) used.push_back(value);
  for (const auto& cell : cells(node.constraints)) constraint(*as<Constraint>(cell.ptr_value), used, references);
  made->expressions = keep(used);
  made->references = arena_.list(std::span<RelationName* const>(references));
  return made;
}

void Converter::constraint(const Constraint& node, std::vector<Expression*>& used, std::vector<RelationName*>& references) {
  if (auto* const value = expression(node.raw_expr)) used.push_back(value);
  if (auto* const value = expression(node.where_clause)) used.push_back(value);
  if (node.pktable) references.push_back(relation(node.pktable));
  for (const auto& cell : cells(node.exclusions)) {  // pairs: element, operator
    const auto pair = cells(as<::List>(cell.ptr_value));
    if (pair.size() != 2) continue;
    std::vector<Expression*> elements;
    const auto& element = *as<IndexElem>(pair[0].ptr_value);
    auto* const made = make(ExpressionKind::operation, {}, "EXCLUDE");
    made->name = name(as<::List>(pair[1].ptr_value));
    if (auto* const value = expression(element.expr)) elements.push_back(value);
    made->arguments = keep(elements);
    used.push_back(made);
  }
}

/// Elements of an index or of ON CONFLICT (…): columns by name, expressions.
void Converter::index_elements(const ::List* list, std::vector<Expression*>& into) {
  for (const auto& cell : cells(list)) {
    const auto& element = *as<IndexElem>(cell.ptr_value);
    if (element.name) {
      auto* const made = make(ExpressionKind::column, {});
      made->name = keep(std::vector<std::string_view>{text(element.name)});
      into.push_back(made);
    }
    if (auto* const value = expression(element.expr)) into.push_back(value);
  }
}

Statement* Converter::inner(const Node* node) { return statement(node, {}); }

Statement* Converter::statement(const Node* node, Range range) {
  auto* const made = arena_.make<Statement>();
  made->range = range;
  if (!node) return made;
  const Deeper deeper(*this);
  const auto modifies = [&](Modify* modify, std::string_view tag) {
    made->kind = Statement::Kind::modify;
    made->tag = tag;
    made->modify = modify;
    modify->range = range;
  };
  switch (nodeTag(node)) {
    case T_SelectStmt:
      made->kind = Statement::Kind::query;
      made->tag = "SELECT";
      made->query = query(as<SelectStmt>(node));
      break;
    case T_InsertStmt: modifies(insert(*as<InsertStmt>(node)), "INSERT"); break;
    case T_UpdateStmt: modifies(update(*as<UpdateStmt>(node)), "UPDATE"); break;
    case T_DeleteStmt: modifies(delete_(*as<DeleteStmt>(node)), "DELETE"); break;
    case T_MergeStmt: modifies(merge(*as<MergeStmt>(node)), "MERGE"); break;
    default:
      made->kind = Statement::Kind::utility;
      made->utility = utility(node, made->tag);
      break;
  }
  return made;
}

}  // namespace jaali::sql

#include "sql/postgres_parser/converter.h"

namespace jaali::sql {
namespace {

std::string_view value_function(SQLValueFunctionOp op) noexcept {
  switch (op) {
    case SVFOP_CURRENT_DATE: return "CURRENT_DATE";
    case SVFOP_CURRENT_TIME:
    case SVFOP_CURRENT_TIME_N: return "CURRENT_TIME";
    case SVFOP_CURRENT_TIMESTAMP:
    case SVFOP_CURRENT_TIMESTAMP_N: return "CURRENT_TIMESTAMP";
    case SVFOP_LOCALTIME:
    case SVFOP_LOCALTIME_N: return "LOCALTIME";
    case SVFOP_LOCALTIMESTAMP:
    case SVFOP_LOCALTIMESTAMP_N: return "LOCALTIMESTAMP";
    case SVFOP_CURRENT_ROLE: return "CURRENT_ROLE";
    case SVFOP_CURRENT_USER: return "CURRENT_USER";
    case SVFOP_USER: return "USER";
    case SVFOP_SESSION_USER: return "SESSION_USER";
    case SVFOP_CURRENT_CATALOG: return "CURRENT_CATALOG";
    case SVFOP_CURRENT_SCHEMA: return "CURRENT_SCHEMA";
  }
  return "CURRENT_USER";
}

std::string_view operation_text(A_Expr_Kind kind) noexcept {
  switch (kind) {
    case AEXPR_OP: return {};
    case AEXPR_OP_ANY: return "ANY";
    case AEXPR_OP_ALL: return "ALL";
    case AEXPR_DISTINCT: return "IS DISTINCT FROM";
    case AEXPR_NOT_DISTINCT: return "IS NOT DISTINCT FROM";
    case AEXPR_NULLIF: return "NULLIF";
    case AEXPR_IN: return "IN";
    case AEXPR_LIKE: return "LIKE";
    case AEXPR_ILIKE: return "ILIKE";
    case AEXPR_SIMILAR: return "SIMILAR TO";
    case AEXPR_BETWEEN:
    case AEXPR_NOT_BETWEEN:
    case AEXPR_BETWEEN_SYM:
    case AEXPR_NOT_BETWEEN_SYM: return "BETWEEN";
  }
  return "?";
}

}  // namespace

Expression* Converter::make(ExpressionKind kind, Range range, std::string_view what) {
  auto* const made = arena_.make<Expression>();
  made->kind = kind;
  made->range = range;
  made->text = what;
  return made;
}

Expression* Converter::construct(std::string_view what, Range range, std::vector<Expression*> arguments) {
  std::erase(arguments, nullptr);
  auto* const made = make(ExpressionKind::construct, range, what);
  made->arguments = keep(arguments);
  made->range = cover(range, made->arguments);
  return made;
}

Expression* Converter::unsupported(std::string_view what, Range range) { return make(ExpressionKind::unsupported, range, what); }

Expressions Converter::expressions(const ::List* list) {
  std::vector<Expression*> found;
  found.reserve(cells(list).size());
  for (const auto& cell : cells(list)) {
    if (auto* const item = expression(node_of(cell))) found.push_back(item);
  }
  return keep(found);
}

Expression* Converter::expression(const Node* node) {
  if (!node) return nullptr;
  const Deeper deeper(*this);
  if (depth_ > max_depth) {
    too_deep_ = true;
    return unsupported("nesting this deep", {});
  }
  return convert_expression(node);
}

Expression* Converter::convert_expression(const Node* node) {
  switch (nodeTag(node)) {
    case T_A_Const: return literal(*as<A_Const>(node));
    case T_ParamRef: {
      auto* const made = make(ExpressionKind::parameter, token_range(as<ParamRef>(node)->location));
      made->number = as<ParamRef>(node)->number;
      return made;
    }
    case T_ColumnRef: return column(*as<ColumnRef>(node));
    case T_FuncCall: return call(*as<FuncCall>(node));
    case T_A_Expr: return operation(*as<A_Expr>(node));
    case T_BoolExpr: {
      const auto& logic = *as<BoolExpr>(node);
      auto* const made = make(ExpressionKind::logic, {}, logic.boolop == AND_EXPR ? "AND" : logic.boolop == OR_EXPR ? "OR" : "NOT");
      made->arguments = expressions(logic.args);
      made->range = cover(token_range(logic.boolop == NOT_EXPR ? logic.location : -1), made->arguments);
      return made;
    }
    case T_TypeCast: {
      const auto& cast = *as<TypeCast>(node);
      auto* const made = make(ExpressionKind::cast, {});
      made->arguments = keep(std::vector<Expression*>{expression(cast.arg)});
      made->type = type(cast.typeName);
      made->range = cover(cover(call_range(cast.location), made->type->range), made->arguments);
      return made;
    }
    case T_CollateClause: {
      const auto& collate = *as<CollateClause>(node);
      auto* const made = make(ExpressionKind::collate, {});
      if (collate.arg) made->arguments = keep(std::vector<Expression*>{expression(collate.arg)});
      made->name = name(collate.collname);
      made->range = cover(token_range(collate.location), made->arguments);
      return made;
    }
    case T_A_Indirection: return indirection(expression(as<A_Indirection>(node)->arg), as<A_Indirection>(node)->indirection);
    case T_A_ArrayExpr: {
      auto* const made = make(ExpressionKind::array, token_range(as<A_ArrayExpr>(node)->location));
      made->arguments = expressions(as<A_ArrayExpr>(node)->elements);
      made->range = cover(made->range, made->arguments);
      return made;
    }
    case T_RowExpr: {
      auto* const made = make(ExpressionKind::row, token_range(as<RowExpr>(node)->location));
      made->arguments = expressions(as<RowExpr>(node)->args);
      made->range = cover(made->range, made->arguments);
      return made;
    }
    case T_List: {  // the list of IN, a row of values
      auto* const made = make(ExpressionKind::row, {});
      made->arguments = expressions(as<::List>(node));
      return made;
    }
    case T_SubLink: return sublink(*as<SubLink>(node));
    case T_CaseExpr: return case_(*as<CaseExpr>(node));
    case T_CoalesceExpr: {
      const auto items = expressions(as<CoalesceExpr>(node)->args);
      return construct("COALESCE", call_range(as<CoalesceExpr>(node)->location), {items.begin(), items.end()});
    }
    case T_MinMaxExpr: {
      const auto items = expressions(as<MinMaxExpr>(node)->args);
      return construct(as<MinMaxExpr>(node)->op == IS_GREATEST ? "GREATEST" : "LEAST", call_range(as<MinMaxExpr>(node)->location), {items.begin(), items.end()});
    }
    case T_SQLValueFunction: return construct(value_function(as<SQLValueFunction>(node)->op), token_range(as<SQLValueFunction>(node)->location), {});
    case T_NullTest: return construct(as<NullTest>(node)->nulltesttype == IS_NULL ? "IS NULL" : "IS NOT NULL", token_range(as<NullTest>(node)->location), {expression(as<Node>(as<NullTest>(node)->arg))});
    case T_BooleanTest: return construct("IS TRUE", token_range(as<BooleanTest>(node)->location), {expression(as<Node>(as<BooleanTest>(node)->arg))});
    case T_NamedArgExpr: return construct("=>", token_range(as<NamedArgExpr>(node)->location), {expression(as<Node>(as<NamedArgExpr>(node)->arg))});
    case T_GroupingFunc: {
      const auto items = expressions(as<GroupingFunc>(node)->args);
      return construct("GROUPING", call_range(as<GroupingFunc>(node)->location), {items.begin(), items.end()});
    }
    case T_GroupingSet: {
      const auto items = expressions(as<GroupingSet>(node)->content);
      return construct("GROUPING SETS", token_range(as<GroupingSet>(node)->location), {items.begin(), items.end()});
    }
    case T_SetToDefault: return make(ExpressionKind::default_value, token_range(as<SetToDefault>(node)->location));
    case T_CurrentOfExpr: {
      const auto& current = *as<CurrentOfExpr>(node);
      return make(ExpressionKind::current_of, {}, text(current.cursor_name));
    }
    case T_MultiAssignRef: return source_field(*as<MultiAssignRef>(node));
    case T_ResTarget: return construct("named argument", {}, {expression(as<ResTarget>(node)->val)});
    case T_Integer:
    case T_Float:
    case T_String:
    case T_Boolean: return make(ExpressionKind::literal, {});
    case T_XmlExpr: return xml(*as<XmlExpr>(node));
    case T_XmlSerialize: {
      auto* const made = construct("XMLSERIALIZE", call_range(as<XmlSerialize>(node)->location), {expression(as<XmlSerialize>(node)->expr)});
      made->type = type(as<XmlSerialize>(node)->typeName);
      return made;
    }
    case T_MergeSupportFunc: {
      auto* const made = construct("MERGE_ACTION", call_range(as<MergeSupportFunc>(node)->location), {});
      made->since = 170000;
      made->name = keep(std::vector<std::string_view>{"merge_action"});
      return made;
    }
    default: return json(node);
  }
}

Expression* Converter::literal(const A_Const& constant) {
  auto* const made = make(ExpressionKind::literal, token_range(constant.location));
  const auto at = token_at(constant.location);
  if (at + 1 < tokens_.size() && tokens_[at].kind == TokenKind::operator_) made->range.end = tokens_[at + 1].end;  // -5
  if (constant.isnull) return made;
  switch (nodeTag(&constant.val.node)) {
    case T_Integer:
      made->literal = LiteralKind::integer;
      made->text = arena_.text(std::to_string(constant.val.ival.ival));
      break;
    case T_Float:
      made->literal = LiteralKind::decimal;
      made->text = text(constant.val.fval.fval);
      break;
    case T_Boolean:
      made->literal = LiteralKind::boolean;
      made->text = constant.val.boolval.boolval ? "true" : "false";
      break;
    case T_String:
      made->literal = LiteralKind::string;
      made->text = text(constant.val.sval.sval);
      break;
    case T_BitString:
      made->literal = LiteralKind::bits;
      made->text = text(constant.val.bsval.bsval);
      break;
    default: return unsupported("this kind of constant", made->range);
  }
  return made;
}

Expression* Converter::column(const ColumnRef& reference) {
  auto* const made = make(ExpressionKind::column, name_range(reference.location));
  made->name = name(reference.fields);
  const auto fields = cells(reference.fields);
  made->star = !fields.empty() && nodeTag(node_of(fields.back())) == T_A_Star;
  return made;
}

Expression* Converter::call(const FuncCall& node) {
  auto* const made = make(ExpressionKind::call, call_range(node.location));
  made->name = name(node.funcname);
  made->arguments = expressions(node.args);
  auto* const clauses = arena_.make<CallClauses>();
  clauses->distinct = node.agg_distinct;
  clauses->star = node.agg_star;
  clauses->variadic = node.func_variadic;
  clauses->within_group = node.agg_within_group;
  clauses->order_by = sort_items(node.agg_order);
  clauses->filter = expression(node.agg_filter);
  clauses->over = window(node.over);
  made->call = clauses;
  made->range = cover(made->range, made->arguments);
  return made;
}

Expression* Converter::operation(const A_Expr& node) {
  const auto what = operation_text(node.kind);
  if (what == "BETWEEN") return between(node);
  auto* const made = make(ExpressionKind::operation, token_range(node.location), what);
  made->name = name(node.name);
  std::vector<Expression*> arguments;
  if (node.lexpr) arguments.push_back(expression(node.lexpr));
  if (node.kind == AEXPR_IN && node.rexpr && nodeTag(node.rexpr) == T_List) {
    for (const auto& cell : cells(as<::List>(node.rexpr))) arguments.push_back(expression(node_of(cell)));
  } else if (node.rexpr) {
    arguments.push_back(expression(node.rexpr));
  }
  made->arguments = keep(arguments);
  made->range = cover(made->range, made->arguments);
  return made;
}

/// a BETWEEN b AND c: its two operators, each argument once.
Expression* Converter::between(const A_Expr& node) {
  const auto bounds = node.rexpr && nodeTag(node.rexpr) == T_List ? cells(as<::List>(node.rexpr)) : std::span<const ListCell>();
  if (bounds.size() != 2) return unsupported("BETWEEN", token_range(node.location));
  auto* const low = make(ExpressionKind::operation, token_range(node.location), "BETWEEN");
  low->name = keep(std::vector<std::string_view>{">="});
  low->arguments = keep(std::vector<Expression*>{expression(node.lexpr), expression(node_of(bounds[0]))});
  auto* const high = make(ExpressionKind::operation, {}, "BETWEEN");
  high->name = keep(std::vector<std::string_view>{"<="});
  high->arguments = keep(std::vector<Expression*>{expression(node_of(bounds[1]))});
  low->range = cover(low->range, low->arguments);
  high->range = cover(high->range, high->arguments);
  return construct("BETWEEN", low->range, {low, high});
}

Expression* Converter::indirection(Expression* value, const ::List* steps) {
  for (const auto& cell : cells(steps)) {
    const Node* const step = node_of(cell);
    const bool subscript = nodeTag(step) == T_A_Indices;
    auto* const made = make(subscript ? ExpressionKind::subscript : ExpressionKind::field, value->range);
    std::vector<Expression*> arguments{value};
    if (subscript) {
      if (auto* const low = expression(as<A_Indices>(step)->lidx)) arguments.push_back(low);
      if (auto* const high = expression(as<A_Indices>(step)->uidx)) arguments.push_back(high);
    } else if (nodeTag(step) == T_A_Star) {
      made->star = true;
    } else if (nodeTag(step) == T_String) {
      made->name = keep(std::vector<std::string_view>{text(as<String>(step)->sval)});
    } else {
      return unsupported("this kind of field access", value->range);
    }
    made->arguments = keep(arguments);
    value = made;
  }
  return value;
}

Expression* Converter::sublink(const SubLink& node) {
  if (!node.subselect || nodeTag(node.subselect) != T_SelectStmt) return unsupported("this kind of subquery", token_range(node.location));
  auto* const made = make(ExpressionKind::subquery, token_range(node.location));
  switch (node.subLinkType) {
    case EXISTS_SUBLINK: made->text = "EXISTS"; break;
    case ALL_SUBLINK: made->text = "ALL"; break;
    case ANY_SUBLINK: made->text = "ANY"; break;
    case ROWCOMPARE_SUBLINK: made->text = "ROW"; break;
    case ARRAY_SUBLINK: made->text = "ARRAY"; break;
    case EXPR_SUBLINK: break;
    case MULTIEXPR_SUBLINK:
    case CTE_SUBLINK: return unsupported("this kind of subquery", made->range);
  }
  if (node.testexpr) made->arguments = keep(std::vector<Expression*>{expression(node.testexpr)});
  made->name = name(node.operName);
  if (made->text == "ANY" && made->name.empty()) made->name = keep(std::vector<std::string_view>{"="});
  made->query = query(as<SelectStmt>(node.subselect));
  made->range = cover(cover(made->range, made->arguments), made->query->range);
  return made;
}

/// CASE x WHEN y compares with the operator = of that name.
Expression* Converter::case_(const CaseExpr& node) {
  std::vector<Expression*> parts;
  if (node.arg) {
    auto* const compare = make(ExpressionKind::operation, {}, "CASE");
    compare->name = keep(std::vector<std::string_view>{"="});
    compare->arguments = keep(std::vector<Expression*>{expression(as<Node>(node.arg))});
    compare->range = cover({}, compare->arguments);
    parts.push_back(compare);
  }
  for (const auto& cell : cells(node.args)) {
    const auto& when = *as<CaseWhen>(cell.ptr_value);
    parts.push_back(expression(as<Node>(when.expr)));
    parts.push_back(expression(as<Node>(when.result)));
  }
  parts.push_back(expression(as<Node>(node.defresult)));
  return construct("CASE", token_range(node.location), std::move(parts));
}

Expression* Converter::source_field(const MultiAssignRef& node) {
  if (node.source != assigned_from_ || !assigned_) {
    assigned_from_ = node.source;
    assigned_ = expression(node.source);
  }
  auto* const made = make(ExpressionKind::source_field, assigned_ ? assigned_->range : Range{});
  made->number = node.colno;
  if (assigned_) made->arguments = keep(std::vector<Expression*>{assigned_});
  return made;
}

}  // namespace jaali::sql

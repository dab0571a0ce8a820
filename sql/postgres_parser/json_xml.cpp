#include "sql/postgres_parser/converter.h"

namespace jaali::sql {
namespace {

std::string_view xml_text(XmlExprOp op) noexcept {
  switch (op) {
    case IS_XMLCONCAT: return "XMLCONCAT";
    case IS_XMLELEMENT: return "XMLELEMENT";
    case IS_XMLFOREST: return "XMLFOREST";
    case IS_XMLPARSE: return "XMLPARSE";
    case IS_XMLPI: return "XMLPI";
    case IS_XMLROOT: return "XMLROOT";
    case IS_XMLSERIALIZE: return "XMLSERIALIZE";
    case IS_DOCUMENT: return "IS DOCUMENT";
  }
  return "XML";
}

std::string lower(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return folded;
}

}  // namespace

Expression* Converter::xml(const XmlExpr& node) {
  const auto named = expressions(node.named_args);
  const auto rest = expressions(node.args);
  std::vector<Expression*> arguments(named.begin(), named.end());
  arguments.insert(arguments.end(), rest.begin(), rest.end());
  return construct(xml_text(node.op), call_range(node.location), std::move(arguments));
}

/// `since`: the server version in which the word became syntax; before, it called a function of that name.
Expression* Converter::json_construct(std::string_view what, int since, int location, std::vector<Expression*> arguments) {
  auto* const made = construct(what, call_range(location), std::move(arguments));
  made->since = since;
  if (since > 0) made->name = keep(std::vector<std::string_view>{arena_.text(lower(what))});
  return made;
}

Expression* Converter::json_output(const JsonOutput* output) {
  if (!output || !output->typeName) return nullptr;
  auto* const made = construct("RETURNING", {}, {});
  made->type = type(output->typeName);
  return made;
}

Expression* Converter::json_behavior(const JsonBehavior* behavior) { return behavior ? expression(behavior->expr) : nullptr; }

void Converter::json_pair(const JsonKeyValue* pair, std::vector<Expression*>& into) {
  if (!pair) return;
  into.push_back(expression(as<Node>(pair->key)));
  into.push_back(expression(as<Node>(pair->value)));
}

void Converter::json_aggregate(const JsonAggConstructor* aggregate, std::vector<Expression*>& into) {
  if (!aggregate) return;
  auto* const clauses = arena_.make<CallClauses>();
  clauses->order_by = sort_items(aggregate->agg_order);
  clauses->filter = expression(aggregate->agg_filter);
  clauses->over = window(aggregate->over);
  auto* const made = construct("aggregate", {}, {});
  made->call = clauses;
  into.push_back(made);
  into.push_back(json_output(aggregate->output));
}

Expression* Converter::json(const Node* node) {
  std::vector<Expression*> parts;
  switch (nodeTag(node)) {
    case T_JsonValueExpr: return construct("JSON value", {}, {expression(as<Node>(as<JsonValueExpr>(node)->raw_expr))});
    case T_JsonKeyValue: json_pair(as<JsonKeyValue>(node), parts); return construct("JSON pair", {}, std::move(parts));
    case T_JsonArgument: return construct("PASSING", {}, {expression(as<Node>(as<JsonArgument>(node)->val))});
    case T_JsonBehavior: return construct("ON ERROR", {}, {json_behavior(as<JsonBehavior>(node))});
    case T_JsonIsPredicate: return construct("IS JSON", token_range(as<JsonIsPredicate>(node)->location), {expression(as<JsonIsPredicate>(node)->expr)});
    case T_JsonFuncExpr: {
      const auto& call = *as<JsonFuncExpr>(node);
      const auto passing = expressions(call.passing);
      parts = {passing.begin(), passing.end()};
      parts.push_back(expression(as<Node>(call.context_item)));
      parts.push_back(expression(call.pathspec));
      parts.push_back(json_output(call.output));
      parts.push_back(json_behavior(call.on_empty));
      parts.push_back(json_behavior(call.on_error));
      const auto what = call.op == JSON_EXISTS_OP ? "JSON_EXISTS" : call.op == JSON_QUERY_OP ? "JSON_QUERY" : "JSON_VALUE";
      return json_construct(what, 170000, call.location, std::move(parts));
    }
    case T_JsonParseExpr:
      parts = {expression(as<Node>(as<JsonParseExpr>(node)->expr)), json_output(as<JsonParseExpr>(node)->output)};
      return json_construct("JSON", 170000, as<JsonParseExpr>(node)->location, std::move(parts));
    case T_JsonScalarExpr:
      parts = {expression(as<Node>(as<JsonScalarExpr>(node)->expr)), json_output(as<JsonScalarExpr>(node)->output)};
      return json_construct("JSON_SCALAR", 170000, as<JsonScalarExpr>(node)->location, std::move(parts));
    case T_JsonSerializeExpr:
      parts = {expression(as<Node>(as<JsonSerializeExpr>(node)->expr)), json_output(as<JsonSerializeExpr>(node)->output)};
      return json_construct("JSON_SERIALIZE", 170000, as<JsonSerializeExpr>(node)->location, std::move(parts));
    case T_JsonObjectConstructor: {
      const auto pairs = expressions(as<JsonObjectConstructor>(node)->exprs);
      parts = {pairs.begin(), pairs.end()};
      parts.push_back(json_output(as<JsonObjectConstructor>(node)->output));
      return json_construct("JSON_OBJECT", 160000, as<JsonObjectConstructor>(node)->location, std::move(parts));
    }
    case T_JsonArrayConstructor: {
      const auto items = expressions(as<JsonArrayConstructor>(node)->exprs);
      parts = {items.begin(), items.end()};
      parts.push_back(json_output(as<JsonArrayConstructor>(node)->output));
      return json_construct("JSON_ARRAY", 160000, as<JsonArrayConstructor>(node)->location, std::move(parts));
    }
    case T_JsonArrayQueryConstructor: {
      const auto& made = *as<JsonArrayQueryConstructor>(node);
      if (!made.query || nodeTag(made.query) != T_SelectStmt) return unsupported("JSON_ARRAY", token_range(made.location));
      auto* const inside = make(ExpressionKind::subquery, token_range(made.location), "ARRAY");
      inside->query = query(as<SelectStmt>(made.query));
      parts = {inside, json_output(made.output)};
      return json_construct("JSON_ARRAY", 160000, made.location, std::move(parts));
    }
    case T_JsonObjectAgg: {
      const auto& made = *as<JsonObjectAgg>(node);
      json_pair(made.arg, parts);
      json_aggregate(made.constructor, parts);
      return json_construct("JSON_OBJECTAGG", 160000, made.constructor ? made.constructor->location : -1, std::move(parts));
    }
    case T_JsonArrayAgg: {
      const auto& made = *as<JsonArrayAgg>(node);
      parts.push_back(expression(as<Node>(made.arg)));
      json_aggregate(made.constructor, parts);
      return json_construct("JSON_ARRAYAGG", 160000, made.constructor ? made.constructor->location : -1, std::move(parts));
    }
    default: return unsupported("an expression of a kind that is not known", {});
  }
}

Table* Converter::xml_table(const RangeTableFunc& node) {
  auto* const made = arena_.make<Table>();
  made->kind = TableKind::table_function;
  made->text = "XMLTABLE";
  made->lateral = true;
  std::vector<Expression*> arguments{expression(node.docexpr), expression(node.rowexpr)};
  for (const auto& cell : cells(node.namespaces)) arguments.push_back(expression(node_of(cell)));
  std::vector<ColumnDefinition*> columns;
  for (const auto& cell : cells(node.columns)) {
    const auto& column = *as<RangeTableFuncCol>(cell.ptr_value);
    auto* const definition = arena_.make<ColumnDefinition>();
    definition->name = text(column.colname);
    definition->type = type(column.typeName);
    columns.push_back(definition);
    arguments.push_back(expression(column.colexpr));
    arguments.push_back(expression(column.coldefexpr));
  }
  std::erase(arguments, nullptr);
  made->arguments = keep(arguments);
  made->columns = keep(columns);
  made->range = cover(token_range(node.location), made->arguments);
  alias(node.alias, *made);
  return made;
}

Table* Converter::json_table(const JsonTable& node) {
  auto* const made = arena_.make<Table>();
  made->kind = TableKind::table_function;
  made->text = "JSON_TABLE";
  made->since = 170000;
  made->lateral = true;
  const auto passing = expressions(node.passing);
  std::vector<Expression*> arguments(passing.begin(), passing.end());
  arguments.push_back(expression(as<Node>(node.context_item)));
  arguments.push_back(json_behavior(node.on_error));
  std::vector<ColumnDefinition*> columns;
  json_columns(node.columns, columns, arguments);
  std::erase(arguments, nullptr);
  made->arguments = keep(arguments);
  made->columns = keep(columns);
  made->range = cover(token_range(node.location), made->arguments);
  alias(node.alias, *made);
  return made;
}

void Converter::json_columns(const ::List* list, std::vector<ColumnDefinition*>& into, std::vector<Expression*>& arguments) {
  const Deeper deeper(*this);
  if (depth_ > max_depth) {
    too_deep_ = true;
    return;
  }
  for (const auto& cell : cells(list)) {
    const auto& column = *as<JsonTableColumn>(cell.ptr_value);
    if (column.coltype == JTC_NESTED) {
      json_columns(column.columns, into, arguments);
      continue;
    }
    auto* const definition = arena_.make<ColumnDefinition>();
    definition->name = text(column.name);
    definition->type = type(column.typeName);
    into.push_back(definition);
    arguments.push_back(json_behavior(column.on_empty));
    arguments.push_back(json_behavior(column.on_error));
  }
}

}  // namespace jaali::sql

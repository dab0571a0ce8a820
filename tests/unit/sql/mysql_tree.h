#pragma once
// A tree on one line, for tests: (= t.a 1), (select [a as x] from t where …).
#include <string>

#include "sql/ast.h"

namespace jaali::sql {

inline std::string shown(Name name) {
  std::string made;
  for (const auto part : name) made += (made.empty() ? "" : ".") + std::string(part);
  return made;
}
std::string shown(const Query* query);
std::string shown(const Table* table);
std::string shown(const Expression* node);

inline std::string shown(Expressions nodes) {
  std::string made;
  for (const auto* node : nodes) made += " " + shown(node);
  return made;
}

inline std::string shown(const RelationName* name) {
  if (!name) return "nothing";
  std::string made = shown(name->name);
  for (const auto part : name->partitions) made += "#" + std::string(part);
  return name->alias.empty() ? made : made + " as " + std::string(name->alias);
}

inline std::string shown(const Expression* node) {
  if (!node) return "nothing";
  const std::string text(node->text);
  switch (node->kind) {
    case ExpressionKind::literal: return node->literal == LiteralKind::string ? "'" + text + "'" : node->literal == LiteralKind::null ? "null" : text;
    case ExpressionKind::parameter: return "?" + std::to_string(node->number);
    case ExpressionKind::column: return node->star ? (node->name.empty() ? "*" : shown(node->name) + ".*") : shown(node->name);
    case ExpressionKind::call: {
      std::string made = shown(node->name) + "(";
      if (node->call->distinct) made += "distinct";
      if (node->call->star) made += "*";
      made += shown(node->arguments);
      for (const auto& item : node->call->order_by) made += " by " + shown(item.value);
      made += ")";
      if (const auto* window = node->call->over) {
        made += " over (" + std::string(window->based_on) + shown(window->partition_by);
        for (const auto& item : window->order_by) made += " by " + shown(item.value);
        made += shown(window->bounds) + ")";
      }
      return made;
    }
    case ExpressionKind::operation: return "(" + shown(node->name) + (text.empty() || text == node->name.back() ? "" : ":" + text) + shown(node->arguments) + ")";
    case ExpressionKind::logic: return "(" + text + shown(node->arguments) + ")";
    case ExpressionKind::construct:
      return "{" + text + (node->name.empty() ? "" : ":" + shown(node->name)) + (node->relation ? " " + shown(node->relation) : "") + shown(node->arguments) + "}";
    case ExpressionKind::cast: return "(cast" + shown(node->arguments) + " " + shown(node->type->name) + shown(node->type->modifiers) + ")";
    case ExpressionKind::collate: return "(collate" + shown(node->arguments) + " " + shown(node->name) + ")";
    case ExpressionKind::row: return "[" + shown(node->arguments) + " ]";
    case ExpressionKind::subquery: return "<" + text + (node->name.empty() ? "" : ":" + shown(node->name)) + shown(node->arguments) + " " + shown(node->query) + ">";
    case ExpressionKind::default_value: return "DEFAULT";
    case ExpressionKind::user_variable: return "@" + text + (node->arguments.empty() ? "" : ":=" + shown(node->arguments[0]));
    case ExpressionKind::system_variable: return "@@" + (text.empty() ? "" : text + ".") + shown(node->name);
    case ExpressionKind::unsupported: return "unsupported:" + text;
    default: return "?";
  }
}

inline std::string shown(const Table* table) {
  std::string made;
  switch (table->kind) {
    case TableKind::relation: made = shown(table->relation); break;
    case TableKind::subquery: made = std::string(table->lateral ? "lateral " : "") + "(" + shown(table->query) + ")"; break;
    case TableKind::table_function: made = std::string(table->text) + "(" + shown(table->arguments) + " " + std::to_string(table->columns.size()) + " columns)"; break;
    case TableKind::join:
      made = "(" + shown(table->left);
      made += table->join == JoinKind::left ? " left " : table->join == JoinKind::right ? " right " : table->natural ? " natural " : " join ";
      made += shown(table->right);
      if (table->on) made += " on " + shown(table->on);
      for (const auto name : table->using_columns) made += " using " + std::string(name);
      made += ")";
      break;
    default: made = "?";
  }
  if (!table->alias.empty()) made += " as " + std::string(table->alias);
  for (const auto name : table->column_aliases) made += "." + std::string(name);
  if (table->index_hints) made += " hinted";
  if (table->system_time) made += " at" + shown(table->arguments);
  return made;
}

inline std::string shown(const Query* query) {
  if (!query) return "nothing";
  std::string made = query->with ? "with " : "";
  if (query->with) {
    for (const auto* table : query->with->tables) made += std::string(table->name) + "(" + shown(table->body->query) + ") ";
  }
  if (query->operation != SetOperation::none) {
    made += "(" + shown(query->left) + (query->operation == SetOperation::union_ ? " U " : query->operation == SetOperation::except ? " - " : " & ") + shown(query->right) + ")";
  } else if (!query->values.empty()) {
    made += "values";
    for (const auto& row : query->values) made += " (" + shown(row) + " )";
  } else {
    made += query->distinct ? "select distinct" : "select";
    for (const auto& target : query->targets) made += " " + shown(target.value) + (target.alias.empty() ? "" : " as " + std::string(target.alias));
    for (const auto* table : query->from) made += (table == query->from[0] ? " from " : ", ") + shown(table);
  }
  if (query->where) made += " where " + shown(query->where);
  if (!query->group_by.empty()) made += " group" + shown(query->group_by);
  if (query->having) made += " having " + shown(query->having);
  for (const auto& item : query->order_by) made += " by " + shown(item.value);
  if (query->limit) made += " limit " + shown(query->limit);
  if (query->offset) made += " offset " + shown(query->offset);
  if (query->select_into) made += " into" + shown(query->select_into->variables) + std::string(query->select_into->file);
  for (const auto& lock : query->locks) made += " lock " + std::string(lock.strength) + (lock.wait.empty() ? "" : " " + std::string(lock.wait));
  return made;
}

}  // namespace jaali::sql

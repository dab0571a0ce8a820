// Any bytes as a text of MySQL or MariaDB: no crash, no leak, bounded depth; every range lies in the text, and what was
// read covers it to its last byte. The first byte chooses dialect, version and modes.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sql/mysql_parser/parser.h"
#include "sql/normalise.h"

namespace {

using namespace jaali::sql;

void check(bool holds) {
  if (!holds) std::abort();
}

struct Walk {
  std::string_view text;
  void range(Range range) const { check(range.begin <= range.end && range.end <= text.size()); }

  void expression(const Expression* node) const {
    if (!node) return;
    range(node->range);
    if (node->kind == ExpressionKind::column) check(node->star || !node->name.empty());
    if (node->kind == ExpressionKind::subquery) check(node->query != nullptr);
    for (const auto* argument : node->arguments) {
      check(argument != nullptr);
      expression(argument);
    }
    if (node->query) query(*node->query);
  }
  void table(const Table* node) const {
    if (!node) return;
    range(node->range);
    if (node->relation) range(node->relation->range);
    if (node->query) query(*node->query);
    table(node->left);
    table(node->right);
    expression(node->on);
    for (const auto* argument : node->arguments) expression(argument);
  }
  void query(const Query& node) const {
    range(node.range);
    check((node.operation == SetOperation::none) == (node.left == nullptr));
    if (node.left) query(*node.left);
    if (node.right) query(*node.right);
    for (const auto& target : node.targets) {
      range(target.range);
      expression(target.value);
    }
    for (const auto* one : node.from) table(one);
    for (const auto& row : node.values) {
      for (const auto* value : row) expression(value);
    }
    for (const auto* item : {node.where, node.having, node.limit, node.offset, node.qualify, node.procedure}) expression(item);
    for (const auto* item : node.group_by) expression(item);
    for (const auto& item : node.order_by) expression(item.value);
  }
  void statement(const Statement& node) const {
    range(node.range);
    check(!node.tag.empty());
    if (node.query) query(*node.query);
    if (node.modify) {
      for (const auto* one : node.modify->from) table(one);
      for (const auto& assignment : node.modify->assignments) expression(assignment.value);
      expression(node.modify->where);
      if (node.modify->source) query(*node.modify->source);
      check(node.modify->target || !node.modify->from.empty());
    }
    if (node.utility && node.utility->body) statement(*node.utility->body);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  MysqlText mode;
  const unsigned choice = data[0];
  mode.dialect = (choice & 1U) != 0 ? Dialect::mariadb : Dialect::mysql;
  mode.version = mode.dialect == Dialect::mariadb ? ((choice & 2U) != 0 ? 110802 : 101119) : 90704;
  mode.ansi_quotes = (choice & 4U) != 0;
  mode.no_backslash_escapes = (choice & 8U) != 0;
  mode.pipes_as_concat = (choice & 16U) != 0;
  mode.ignore_space = mode.high_not_precedence = (choice & 32U) != 0;
  mode.lower_case_table_names = (choice & 64U) != 0 ? 1 : 0;
  if ((choice & 128U) != 0) mode.charset = MysqlText::Charset::single_byte;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto parsed = mysql_parser::parse(text, mode);
  (void)fingerprint(without_literals(text, parsed.tokens, {0, static_cast<std::uint32_t>(text.size())}));
  check(parsed.position <= text.size());
  check((parsed.ast == nullptr) == !parsed.error.empty());
  if (!parsed.ast) return 0;
  std::uint32_t end = 0;
  for (const auto* statement : parsed.ast->statements) {
    Walk{text}.statement(*statement);
    check(statement->range.begin >= end);
    end = statement->range.end;
  }
  return 0;
}

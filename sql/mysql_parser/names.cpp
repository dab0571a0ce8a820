#include <algorithm>

#include "sql/fold.h"
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {

bool Reader::is_name(std::size_t ahead) const noexcept {
  const auto& lexeme = peek(ahead);
  if (lexeme.kind == LexemeKind::quoted_name) return true;
  return lexeme.kind == LexemeKind::word && !lexeme.keyword.reserved(mode_.dialect);
}

/// Names that the grammars keep free behind an expression or a table, though they are not reserved.
bool Reader::is_label(std::size_t ahead) const noexcept {
  if (!is_name(ahead)) return false;
  if (is("SOUNDS", ahead) && is("LIKE", ahead + 1)) return false;
  if (is("MEMBER", ahead) && mysql()) return false;
  return true;
}

std::string_view Reader::name() {
  if (!is_name()) {
    fail();
    return {};
  }
  const auto& lexeme = peek();
  advance();
  return lexeme.kind == LexemeKind::quoted_name ? arena_.text(name_value(written(lexeme))) : arena_.text(written(lexeme));
}

std::string_view Reader::folded(std::string_view name) { return is_folded(name) ? name : arena_.text(fold(name)); }
std::string_view Reader::table_folded(std::string_view name) { return mode_.lower_case_table_names == 0 ? name : folded(name); }
std::string_view Reader::column_name() { return folded(name()); }
std::string_view Reader::table_name() { return table_folded(name()); }

/// Its names are the same in any case, whatever lower_case_table_names says.
bool Reader::is_information_schema(std::string_view database) { return fold(database) == "information_schema"; }

RelationName* Reader::relation() {
  auto* const made = arena_.make<RelationName>();
  const auto begin = begins();
  std::vector<std::string_view> parts;
  if (is(Symbol::dot) && mariadb()) advance();  // .t
  parts.push_back(table_name());
  if (is(Symbol::dot) && !is(Symbol::star, 1)) {
    advance();
    parts.push_back(table_name());
  }
  if (parts.size() == 2 && is_information_schema(parts[0])) {
    for (auto& part : parts) part = folded(part);
  }
  made->name = keep(parts);
  made->range = since(begin);
  return made;
}

Name Reader::routine_name() {
  std::vector<std::string_view> parts{name()};
  if (take(Symbol::dot)) parts.push_back(name());
  if (parts.size() == 2) parts[0] = table_folded(parts[0]);
  parts.back() = folded(parts.back());
  return keep(parts);
}

std::string_view Reader::upper(std::string_view text) {
  std::string made(text);
  std::transform(made.begin(), made.end(), made.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return arena_.text(made);
}

std::string_view Reader::word() {
  const auto& lexeme = peek();
  if (lexeme.kind != LexemeKind::word) {
    fail();
    return {};
  }
  advance();
  return lexeme.keyword.id != 0 ? lexeme.keyword.text() : upper(written(lexeme));
}

std::string_view Reader::text_value() {
  const auto& lexeme = peek();
  if (lexeme.kind != LexemeKind::string) {
    fail();
    return {};
  }
  advance();
  return arena_.text(string_value(written(lexeme), mode_.no_backslash_escapes));
}

std::span<const std::string_view> Reader::column_list() {
  std::vector<std::string_view> names;
  expect(Symbol::open);
  do names.push_back(column_name());
  while (take(Symbol::comma));
  expect(Symbol::close);
  return keep(names);
}

std::span<const std::string_view> Reader::partitions() {
  std::vector<std::string_view> names;
  expect(Symbol::open);
  do names.push_back(column_name());
  while (take(Symbol::comma));
  expect(Symbol::close);
  return keep(names);
}

/// The servers drop what cannot be seen at its beginning.
std::string_view Reader::column_alias() {
  auto alias = peek().kind == LexemeKind::string ? text_value() : name();
  while (!alias.empty() && (static_cast<unsigned char>(alias[0]) <= ' ' || alias[0] == '\x7F')) alias.remove_prefix(1);
  return folded(alias);
}

void Reader::account() {
  if (take("CURRENT_USER") || take("CURRENT_ROLE")) {
    if (take(Symbol::open)) expect(Symbol::close);
    return;
  }
  if (peek().kind == LexemeKind::string) advance();
  else (void)name();
  if (peek().kind == LexemeKind::user_variable) advance();  // @'host'
}

}  // namespace jaali::sql::mysql_parser

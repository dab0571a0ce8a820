// What operators stand between: literals, columns, variables, brackets, subqueries, CASE, MATCH, {d '…'}.
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {

Expression* Reader::primary() {
  const auto& lexeme = peek();
  switch (lexeme.kind) {
    case LexemeKind::string:
    case LexemeKind::national:
    case LexemeKind::introducer: return string_literal();
    case LexemeKind::integer:
    case LexemeKind::decimal:
    case LexemeKind::floating:
    case LexemeKind::hex:
    case LexemeKind::bits: return literal();
    case LexemeKind::parameter: {
      auto* const made = make(ExpressionKind::parameter, {lexeme.begin, lexeme.end});
      made->number = ++parameters_;
      advance();
      return made;
    }
    case LexemeKind::user_variable: return user_variable();
    case LexemeKind::system_sign: return system_variable();
    case LexemeKind::word: return word_primary();
    case LexemeKind::quoted_name: return is(Symbol::open, 1) || (is(Symbol::dot, 1) && is(Symbol::open, 3)) ? call() : column();
    case LexemeKind::symbol:
      if (lexeme.symbol == Symbol::open) return parenthesised();
      if (lexeme.symbol == Symbol::brace_open) return odbc();
      if (lexeme.symbol == Symbol::dot && mariadb()) return column();
      break;
    case LexemeKind::end: break;
  }
  fail();
  return unsupported("what stands here", {});
}

Expression* Reader::word_primary() {
  const auto begin = begins();
  if (is("NULL") || is("TRUE") || is("FALSE")) {
    auto* const made = make(ExpressionKind::literal, {peek().begin, peek().end});
    made->literal = is("NULL") ? LiteralKind::null : LiteralKind::boolean;
    if (!is("NULL")) made->text = is("TRUE") ? "true" : "false";
    advance();
    return made;
  }
  if (is("CASE")) return case_();
  if (is("EXISTS") && is(Symbol::open, 1)) {
    advance();
    return subquery_of(closed_query(), begin, "EXISTS");
  }
  if (is("MATCH")) return match();
  if (is_any({"DATE", "TIME", "TIMESTAMP"}) && peek(1).kind == LexemeKind::string) {
    const auto type = word();
    auto* const made = construct(type, {}, {literal()});
    made->range = since(begin);
    return made;
  }
  if (is("ROW") && is(Symbol::open, 1)) {
    advance();
    expect(Symbol::open);
    auto* const made = make(ExpressionKind::row, {});
    made->arguments = expressions();
    expect(Symbol::close);
    made->range = since(begin);
    return made;
  }
  if (mariadb() && is_any({"NEXT", "PREVIOUS"}) && is("VALUE", 1) && is("FOR", 2)) {
    const std::string_view what = is("NEXT") ? "NEXT VALUE" : "PREVIOUS VALUE";
    for (int i = 0; i < 3; ++i) advance();
    auto* const made = construct(what, {}, {});
    made->relation = relation();
    made->range = since(begin);
    return made;
  }
  if (auto* const made = special_call(begin)) return made;
  if (is_name() && (is(Symbol::open, 1) || (is(Symbol::dot, 1) && is(Symbol::open, 3)))) return call();
  return column();
}

/// a, t.a, db.t.a; no star.
Expression* Reader::column() {
  const auto begin = begins();
  const bool dot_first = take(Symbol::dot);  // .t.a
  std::vector<std::string_view> parts{name()};
  if (dot_first && !is(Symbol::dot)) fail();
  while (parts.size() < (dot_first ? 2U : 3U) && take(Symbol::dot)) parts.push_back(name());
  auto* const made = make(ExpressionKind::column, since(begin));
  parts.back() = folded(parts.back());
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) parts[i] = table_folded(parts[i]);
  if (parts.size() == 3 && is_information_schema(parts[0])) {
    parts[0] = folded(parts[0]);
    parts[1] = folded(parts[1]);
  }
  made->name = keep(parts);
  return made;
}

Expression* Reader::literal() {
  const auto& lexeme = peek();
  auto* const made = make(ExpressionKind::literal, {lexeme.begin, lexeme.end});
  switch (lexeme.kind) {
    case LexemeKind::integer: made->literal = LiteralKind::integer; break;
    case LexemeKind::decimal:
    case LexemeKind::floating: made->literal = LiteralKind::decimal; break;
    case LexemeKind::hex:
    case LexemeKind::bits: made->literal = LiteralKind::bits; break;
    case LexemeKind::string:
      made->literal = LiteralKind::string;
      made->text = text_value();
      return made;
    default: fail(); return made;
  }
  made->text = arena_.text(written(lexeme));
  advance();
  return made;
}

/// 'a' 'b', N'a', _utf8mb4'a', _utf8mb4 x'61'
Expression* Reader::string_literal() {
  const auto begin = begins();
  const auto introduced = peek().kind == LexemeKind::introducer;
  if (introduced) {
    advance();
    if (peek().kind == LexemeKind::hex || peek().kind == LexemeKind::bits) {
      auto* const made = literal();
      made->range = since(begin);
      return made;
    }
    if (peek().kind != LexemeKind::string) fail();
  }
  std::string value;
  do {
    auto quoted = written(peek());
    if (peek().kind == LexemeKind::national) quoted.remove_prefix(1);
    value += string_value(quoted, mode_.no_backslash_escapes);
    advance();
  } while (peek().kind == LexemeKind::string);
  auto* const made = make(ExpressionKind::literal, since(begin), arena_.text(value));
  made->literal = LiteralKind::string;
  return made;
}

Expression* Reader::user_variable() {
  const auto begin = begins();
  auto quoted = written(peek()).substr(1);
  auto* const made = make(ExpressionKind::user_variable, {});
  const char first = quoted.empty() ? '\0' : quoted.front();
  if (first == '\'' || (first == '"' && !mode_.ansi_quotes)) made->text = folded(arena_.text(string_value(quoted, mode_.no_backslash_escapes)));
  else if (first == '`' || first == '"') made->text = folded(arena_.text(name_value(quoted)));
  else made->text = folded(arena_.text(quoted));
  advance();
  if (take(Symbol::assign)) made->arguments = keep(std::vector<Expression*>{expression()});
  made->range = since(begin);
  return made;
}

Expression* Reader::system_variable() {
  const auto begin = begins();
  advance();
  auto* const made = make(ExpressionKind::system_variable, {});
  std::vector<std::string_view> parts;
  const auto part = [&] { parts.push_back(peek().kind == LexemeKind::quoted_name ? folded(name()) : folded(arena_.text(word()))); };
  if (is_any({"GLOBAL", "SESSION", "LOCAL", "PERSIST", "PERSIST_ONLY"})) {
    made->text = word();
    expect(Symbol::dot);
  }
  part();
  while (parts.size() < 3 && take(Symbol::dot)) part();
  made->name = keep(parts);
  made->range = since(begin);
  return made;
}

/// CASE x WHEN y compares with =.
Expression* Reader::case_() {
  const auto begin = begins();
  advance();
  std::vector<Expression*> parts;
  if (!is("WHEN")) {
    auto* const compared = expression();
    parts.push_back(operation("=", compared->range, {compared}, "CASE"));
  }
  do {
    expect("WHEN");
    parts.push_back(expression());
    expect("THEN");
    parts.push_back(expression());
  } while (is("WHEN"));
  if (take("ELSE")) parts.push_back(expression());
  expect("END");
  return construct("CASE", since(begin), std::move(parts));
}

/// MATCH (a, t.b) AGAINST ('x' IN BOOLEAN MODE)
Expression* Reader::match() {
  const auto begin = begins();
  advance();
  const bool brackets = take(Symbol::open);
  std::vector<Expression*> parts;
  do parts.push_back(column());
  while (take(Symbol::comma));
  if (brackets) expect(Symbol::close);
  expect("AGAINST");
  expect(Symbol::open);
  parts.push_back(bits(1));
  std::string_view mode = "natural";
  if (take("IN", "BOOLEAN")) {
    mode = "boolean";
    expect("MODE");
  } else if (take("IN", "NATURAL")) {
    expect("LANGUAGE");
    expect("MODE");
  }
  if (take("WITH")) {
    expect("QUERY");
    expect("EXPANSION");
    mode = "expansion";
  }
  expect(Symbol::close);
  auto* const made = construct("MATCH", since(begin), std::move(parts));
  made->name = keep(std::vector<std::string_view>{mode});
  return made;
}

/// {d '2001-01-01'}, {fn now()}, {anything x}: the word means nothing unless the value is a text of a date.
Expression* Reader::odbc() {
  const auto begin = begins();
  advance();
  const auto escape = folded(name());
  auto* const value = expression();
  expect(Symbol::brace_close);
  auto* const made = construct("ODBC", since(begin), {value});
  made->name = keep(std::vector<std::string_view>{escape});
  return made;
}

Expression* Reader::subquery_of(Query* inner, std::uint32_t begin, std::string_view text) {
  auto* const made = make(ExpressionKind::subquery, since(begin), text);
  made->query = inner;
  return made;
}

bool Reader::is_bracketed_query(const Expression& node) noexcept {
  return node.kind == ExpressionKind::subquery && node.text.empty() && node.arguments.empty();
}

/// What goes on with a query in brackets, where anything else would have to close them.
bool Reader::more_query_follows() const noexcept {
  return is_any({"UNION", "EXCEPT", "INTERSECT", "MINUS", "ORDER", "LIMIT", "FOR", "LOCK", "FETCH", "OFFSET"});
}

/// (a), (a, b), (SELECT …), ((SELECT …) UNION …)
Expression* Reader::parenthesised() {
  const auto begin = begins();
  if (is_query(1)) return subquery_of(closed_query(), begin);
  expect(Symbol::open);
  const auto inner = begins();
  std::vector<Expression*> items{expression()};
  auto* const first = items[0];
  if (is_bracketed_query(*first) && more_query_follows()) {
    auto* const whole = continued_query(first->query, inner);
    if (whole->select_into) fail();
    expect(Symbol::close);
    return subquery_of(whole, begin);
  }
  while (take(Symbol::comma)) items.push_back(expression());
  expect(Symbol::close);
  if (items.size() == 1) return first;
  auto* const made = make(ExpressionKind::row, since(begin));
  made->arguments = keep(items);
  return made;
}

}  // namespace jaali::sql::mysql_parser

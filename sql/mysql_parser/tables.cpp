// FROM: tables, derived tables, JSON_TABLE and joins.
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {

std::span<Table* const> Reader::tables() {
  std::vector<Table*> found;
  do found.push_back(joined());
  while (take(Symbol::comma));
  return keep_pointers(found);
}

/// a JOIN b ON x JOIN c ON y. A join right behind a table binds to that one first: in `a JOIN b JOIN c ON x ON y` the first
/// ON is of b and c, as the grammars have it.
Table* Reader::joined() {
  const Deeper deeper(*this);
  if (failed_) return arena_.make<Table>();
  const auto begin = begins();
  auto* left = table_factor();
  while (!failed_) {
    if (take("NATURAL")) {
      const auto kind = take("LEFT") ? JoinKind::left : take("RIGHT") ? JoinKind::right : JoinKind::inner;
      if (kind == JoinKind::inner) take("INNER");
      else take("OUTER");
      const bool straight = kind == JoinKind::inner && mariadb() && take("STRAIGHT_JOIN");
      if (!straight) expect("JOIN");
      left = join(kind, left, table_factor());
      left->natural = true;
      left->straight = straight;
    } else if (is_any({"JOIN", "INNER", "CROSS", "STRAIGHT_JOIN", "LEFT", "RIGHT"})) {
      left = join_more(left);
    } else {
      break;
    }
    left->range = since(begin);
    chained();
  }
  return left;
}

Table* Reader::join_more(Table* left) {
  const bool straight = take("STRAIGHT_JOIN");
  const auto kind = take("LEFT") ? JoinKind::left : take("RIGHT") ? JoinKind::right : JoinKind::inner;
  if (kind != JoinKind::inner) take("OUTER");
  else if (!straight && !take("INNER")) take("CROSS");
  if (!straight) expect("JOIN");
  auto* const right = joined();
  if (take("ON")) {
    auto* const made = join(kind, left, right);
    made->straight = straight;
    made->on = expression();
    return made;
  }
  if (take("USING")) {
    auto* const made = join(kind, left, right);
    made->straight = straight;
    made->using_columns = column_list();
    return made;
  }
  if (kind != JoinKind::inner) fail();
  return crossed(left, right, straight);
}

/// A join without a condition goes to the first table on its right: a JOIN b JOIN c ON x is (a JOIN b) JOIN c ON x.
Table* Reader::crossed(Table* left, Table* right, bool straight) {
  auto* const made = join(JoinKind::inner, left, right);
  made->straight = straight;
  if (right->kind != TableKind::join || right->bracketed) return made;
  auto* spine = right;
  for (; spine->left->kind == TableKind::join && !spine->left->bracketed; spine = spine->left) {
    if (left->kind == TableKind::join) chained();
  }
  made->right = spine->left;
  made->range = cover(left->range, spine->left->range);
  spine->left = made;
  return right;
}

Table* Reader::join(JoinKind kind, Table* left, Table* right) {
  auto* const made = arena_.make<Table>();
  made->kind = TableKind::join;
  made->join = kind;
  made->left = left;
  made->right = right;
  return made;
}

Table* Reader::table_factor() {
  const Deeper deeper(*this);
  const auto begin = begins();
  if (failed_) return arena_.make<Table>();
  if (is(Symbol::open)) return parenthesised_table();
  if (is(Symbol::brace_open)) {  // {oj a LEFT JOIN b ON …}
    advance();
    (void)name();
    auto* const made = joined();
    made->bracketed = made->kind == TableKind::join;
    expect(Symbol::brace_close);
    return made;
  }
  if (mysql() && take("LATERAL")) return derived(closed_query(), begin, true);
  if (is("JSON_TABLE") && is(Symbol::open, 1)) return json_table();
  return relation_table();
}

/// (SELECT …) t, ((SELECT …) UNION …) t, (a, b), (a JOIN b ON …)
Table* Reader::parenthesised_table() {
  const auto begin = begins();
  if (is_query(1)) {
    auto* const inner = closed_query();
    return derived(inner, begin, false);
  }
  expect(Symbol::open);
  const auto inner = begins();
  auto* made = joined();
  const bool query_in_brackets = made->kind == TableKind::subquery && made->alias.empty() && !made->lateral && text_[made->range.begin] == '(';
  if (query_in_brackets && more_query_follows()) {
    auto* const whole = continued_query(made->query, inner);
    if (whole->select_into) fail();
    expect(Symbol::close);
    return derived(whole, begin, false);
  }
  while (take(Symbol::comma)) {
    made = join(JoinKind::inner, made, joined());
    made->range = since(inner);
    chained();
  }
  expect(Symbol::close);
  if (query_in_brackets && made->kind == TableKind::subquery) return derived(made->query, begin, false);  // ((SELECT …)) t
  made->bracketed = made->kind == TableKind::join;
  return made;
}

Table* Reader::derived(Query* inner, std::uint32_t begin, bool lateral) {
  auto* const made = arena_.make<Table>();
  made->kind = TableKind::subquery;
  made->query = inner;
  made->lateral = lateral;
  if (is("FOR") && is("SYSTEM_TIME", 1)) system_time(*made);
  table_alias(*made);
  if (is(Symbol::open) && !made->alias.empty()) made->column_aliases = column_list();
  made->range = since(begin);
  return made;
}

void Reader::table_alias(Table& to) {
  if (take("AS")) to.alias = table_name();
  else if (is_name() && !(mariadb() && is("WINDOW"))) to.alias = table_name();
}

/// t [PARTITION (p)] [FOR SYSTEM_TIME …] [AS alias] [USE INDEX (i)] [TABLESAMPLE …]
Table* Reader::relation_table() {
  auto* const made = arena_.make<Table>();
  const auto begin = begins();
  made->kind = TableKind::relation;
  made->relation = relation();
  if (take("PARTITION")) made->relation->partitions = partitions();
  if (is("FOR") && is("SYSTEM_TIME", 1)) system_time(*made);
  table_alias(*made);
  index_hints(*made);
  if (mysql() && take("TABLESAMPLE")) {
    made->sample = keep(std::vector<std::string_view>{word()});
    expect(Symbol::open);
    made->sample_arguments = keep(std::vector<Expression*>{bits(1)});
    expect(Symbol::close);
  }
  made->range = since(begin);
  return made;
}

void Reader::system_time(Table& to) {
  advance();
  advance();
  to.system_time = true;
  std::vector<Expression*> points;
  const auto point = [&] {
    take_any({"TRANSACTION", "TIMESTAMP"});
    points.push_back(bits(1));
  };
  if (take("ALL")) return;
  if (take("AS")) {
    expect("OF");
    point();
  } else if (take("BETWEEN")) {
    point();
    expect("AND");
    point();
  } else {
    expect("FROM");
    point();
    expect("TO");
    point();
  }
  to.arguments = keep(points);
}

/// USE | FORCE | IGNORE {INDEX | KEY} [FOR {JOIN | ORDER BY | GROUP BY}] (names)
void Reader::index_hints(Table& to) {
  while (is_any({"USE", "FORCE", "IGNORE"}) && is_any({"INDEX", "KEY"}, 1)) {
    to.index_hints = true;
    advance();
    advance();
    if (take("FOR")) {
      if (!take("JOIN")) {
        if (take_any({"ORDER", "GROUP"}).empty()) fail();
        expect("BY");
      }
    }
    expect(Symbol::open);
    if (!is(Symbol::close)) {
      do {
        if (!take("PRIMARY")) (void)name();
      } while (take(Symbol::comma));
    }
    expect(Symbol::close);
  }
}

/// JSON_TABLE(x, '$' COLUMNS (…)) [AS] alias
Table* Reader::json_table() {
  auto* const made = arena_.make<Table>();
  const auto begin = begins();
  advance();
  expect(Symbol::open);
  made->kind = TableKind::table_function;
  made->text = "JSON_TABLE";
  made->lateral = true;
  std::vector<Expression*> arguments{expression()};
  expect(Symbol::comma);
  arguments.push_back(string_literal());
  std::vector<ColumnDefinition*> columns;
  expect("COLUMNS");
  json_columns(columns, arguments);
  expect(Symbol::close);
  made->arguments = keep(arguments);
  made->columns = keep_pointers(columns);
  table_alias(*made);
  made->range = since(begin);
  return made;
}

/// (n FOR ORDINALITY, a INT PATH '$.a' …, b INT EXISTS PATH '$.b', NESTED [PATH] '$.c' COLUMNS (…))
void Reader::json_columns(std::vector<ColumnDefinition*>& into, std::vector<Expression*>& paths) {
  const Deeper deeper(*this);
  expect(Symbol::open);
  do {
    if (failed_) return;
    if (is("NESTED") && (is("PATH", 1) || peek(1).kind == LexemeKind::string)) {
      advance();
      take("PATH");
      paths.push_back(string_literal());
      expect("COLUMNS");
      json_columns(into, paths);
      continue;
    }
    auto* const column_made = arena_.make<ColumnDefinition>();
    column_made->name = column_name();
    if (take("FOR")) {
      expect("ORDINALITY");
    } else {
      column_made->type = column_type();
      take("EXISTS");
      expect("PATH");
      std::vector<Expression*> used{string_literal()};
      json_on_clauses(used);
      column_made->expressions = keep(used);
    }
    into.push_back(column_made);
  } while (take(Symbol::comma));
  expect(Symbol::close);
}

}  // namespace jaali::sql::mysql_parser

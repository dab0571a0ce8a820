// The clauses of a query: WITH, GROUP BY, WINDOW, ORDER BY, LIMIT, INTO, locks, PROCEDURE.
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {

/// WITH [RECURSIVE] name [(columns)] AS (query) [CYCLE columns RESTRICT], …
With* Reader::with() {
  expect("WITH");
  auto* const made = arena_.make<With>();
  made->recursive = take("RECURSIVE");
  std::vector<CommonTable*> found;
  do {
    auto* const table = arena_.make<CommonTable>();
    table->name = table_name();
    if (is(Symbol::open)) table->columns = column_list();
    expect("AS");
    auto* const body = arena_.make<Statement>();
    const auto begin = begins();
    body->kind = Statement::Kind::query;
    body->tag = "SELECT";
    body->query = closed_query();
    body->range = since(begin);
    table->body = body;
    if (mariadb() && take("CYCLE")) {
      std::vector<std::string_view> columns;
      do columns.push_back(column_name());
      while (take(Symbol::comma));
      expect("RESTRICT");
      table->search_columns = keep(columns);
    }
    found.push_back(table);
  } while (take(Symbol::comma));
  made->tables = keep_pointers(found);
  return made;
}

std::span<SortItem> Reader::order_by() {
  std::vector<SortItem> items;
  do {
    items.push_back({expression(), {}});
    take_any({"ASC", "DESC"});
  } while (take(Symbol::comma));
  return keep(items);
}

/// GROUP BY a, b WITH ROLLUP; GROUP BY ROLLUP (a, b)
void Reader::group_by(Query& to) {
  const auto begin = begins();
  std::vector<Expression*> items;
  const auto modifier = is(Symbol::open, 1) && mysql() ? take_any({"ROLLUP", "CUBE"}) : std::string_view{};
  if (!modifier.empty()) {
    expect(Symbol::open);
    const auto columns = expressions();
    expect(Symbol::close);
    to.group_by = keep(std::vector<Expression*>{construct(modifier, since(begin), {columns.begin(), columns.end()})});
    return;
  }
  do {
    items.push_back(expression());
    take_any({"ASC", "DESC"});
  } while (take(Symbol::comma));
  if (is("WITH") && is_any({"ROLLUP", "CUBE"}, 1)) {
    advance();
    advance();
    to.group_by = keep(std::vector<Expression*>{construct("WITH ROLLUP", since(begin), std::move(items))});
    return;
  }
  to.group_by = keep(items);
}

std::span<Window* const> Reader::windows() {
  std::vector<Window*> found;
  do {
    const auto named = column_name();
    expect("AS");
    auto* const made = window_body();
    made->name = named;
    found.push_back(made);
  } while (take(Symbol::comma));
  return keep_pointers(found);
}

/// LIMIT n | LIMIT m, n | LIMIT n OFFSET m | [OFFSET m ROWS] FETCH FIRST n ROWS ONLY | ROWS EXAMINED n
void Reader::limit(Query& to) {
  if (take("LIMIT")) {
    if (!is("ROWS")) {
      auto* const first = bits(1);
      if (take(Symbol::comma)) {
        to.offset = first;
        to.limit = bits(1);
      } else {
        to.limit = first;
        if (take("OFFSET")) to.offset = bits(1);
      }
    }
    if (mariadb() && take("ROWS")) {
      expect("EXAMINED");
      to.rows_examined = bits(1);
    }
    return;
  }
  if (!mariadb()) return;
  if (take("OFFSET")) {
    to.offset = bits(1);
    if (take_any({"ROW", "ROWS"}).empty()) fail();
  }
  if (!take("FETCH")) return;
  if (take_any({"FIRST", "NEXT"}).empty()) fail();
  if (is_any({"ROW", "ROWS"})) {
    auto* const one = make(ExpressionKind::literal, {}, "1");
    one->literal = LiteralKind::integer;
    to.limit = one;
  } else {
    to.limit = bits(1);
  }
  if (take_any({"ROW", "ROWS"}).empty()) fail();
  to.with_ties = take("WITH", "TIES");
  if (!to.with_ties) expect("ONLY");
}

void Reader::limit_clause(Expression*& count) {
  if (!take("LIMIT")) return;
  if (mariadb() && take("ROWS")) {
    expect("EXAMINED");
    (void)bits(1);
    return;
  }
  count = bits(1);
  if (mariadb() && take("ROWS")) {
    expect("EXAMINED");
    (void)bits(1);
  }
}

/// FOR UPDATE [OF t, …] [NOWAIT | SKIP LOCKED | WAIT n], LOCK IN SHARE MODE
std::span<Lock> Reader::locks() {
  std::vector<Lock> found;
  while (is_any({"FOR", "LOCK"})) {
    Lock lock;
    if (take("FOR")) {
      lock.strength = take_any({"UPDATE", "SHARE"});
      if (lock.strength.empty()) fail();
    } else {
      advance();
      expect("IN");
      expect("SHARE");
      expect("MODE");
      lock.strength = "SHARE";
    }
    if (mysql() && take("OF")) {
      std::vector<RelationName*> tables;
      do tables.push_back(relation());
      while (take(Symbol::comma));
      lock.tables = keep_pointers(tables);
    }
    if (take("NOWAIT")) {
      lock.wait = "NOWAIT";
    } else if (take("SKIP", "LOCKED")) {
      lock.wait = "SKIP LOCKED";
    } else if (mariadb() && take("WAIT")) {
      lock.wait = "WAIT";
      (void)literal();
    }
    found.push_back(lock);
  }
  return keep(found);
}

/// INTO @a, @b | OUTFILE 'x' … | DUMPFILE 'x'
SelectInto* Reader::into() {
  auto* const made = arena_.make<SelectInto>();
  const auto begin = begins();
  expect("INTO");
  if (take("OUTFILE")) {
    made->kind = SelectInto::Kind::outfile;
    made->file = text_value();
    file_options();
  } else if (take("DUMPFILE")) {
    made->kind = SelectInto::Kind::dumpfile;
    made->file = text_value();
  } else {
    std::vector<Expression*> variables;
    do {
      if (peek().kind == LexemeKind::user_variable) {
        variables.push_back(user_variable());
        if (!variables.back()->arguments.empty()) fail();
      } else {
        variables.push_back(column());
      }
    } while (take(Symbol::comma));
    made->variables = keep(variables);
  }
  made->range = since(begin);
  return made;
}

/// [CHARACTER SET x] [FIELDS …] [LINES …] of OUTFILE and LOAD DATA.
void Reader::file_options() {
  const auto text = [&] {
    if (peek().kind == LexemeKind::hex || peek().kind == LexemeKind::bits) advance();
    else (void)text_value();
  };
  (void)charset_clause();
  if (take_any({"FIELDS", "COLUMNS"}) != "") {
    bool any = false;
    while (is_any({"TERMINATED", "OPTIONALLY", "ENCLOSED", "ESCAPED"})) {
      take("OPTIONALLY");
      if (take_any({"TERMINATED", "ENCLOSED", "ESCAPED"}).empty()) fail();
      expect("BY");
      text();
      any = true;
    }
    if (!any) fail();
  }
  if (take("LINES")) {
    bool any = false;
    while (is_any({"TERMINATED", "STARTING"})) {
      advance();
      expect("BY");
      text();
      any = true;
    }
    if (!any) fail();
  }
}

/// PROCEDURE ANALYSE (…)
Expression* Reader::procedure() {
  advance();
  const auto begin = begins();
  const auto called = column_name();
  std::vector<Expression*> arguments;
  expect(Symbol::open);
  if (!is(Symbol::close)) {
    do arguments.push_back(expression());
    while (take(Symbol::comma));
  }
  expect(Symbol::close);
  return named_call(called, begin, arguments);
}

}  // namespace jaali::sql::mysql_parser

// Calls: those that the grammars spell in their own way, aggregates, windows, and plain ones.
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {

/// Calls that begin with a word of the grammar; null where it is none.
Expression* Reader::special_call(std::uint32_t begin) {
  if (is_any({"CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP", "UTC_DATE", "UTC_TIME", "UTC_TIMESTAMP",
              "CURRENT_USER", "CURRENT_ROLE"})) {
    return now(word(), begin);
  }
  if (!is(Symbol::open, 1)) return nullptr;
  const auto word_of = [&] { return folded(arena_.text(word())); };
  if (is("CAST")) return cast(begin);
  if (is("CONVERT")) return convert(begin);
  if (is("EXTRACT")) return extract(begin);
  if (is("TRIM") || is("TRIM_ORACLE")) return trim(begin);
  if (is_any({"SUBSTRING", "SUBSTR", "MID"})) return substring(begin);
  if (is("POSITION")) return position(begin);
  if (is_any({"ADDDATE", "SUBDATE", "DATE_ADD", "DATE_SUB"})) return date_arithmetic(word_of(), begin);
  if (is_any({"TIMESTAMPADD", "TIMESTAMPDIFF"})) return timestamp_arithmetic(word_of(), begin);
  if (is("GET_FORMAT")) return get_format(begin);
  if (is("CHAR")) return char_(begin);
  if (is("WEIGHT_STRING")) return weight_string(begin);
  if (is("JSON_VALUE") && mysql()) return json_value(begin);
  if (is("GROUP_CONCAT")) return group_concat(begin);
  if (is_any({"COUNT", "SUM", "AVG", "MIN", "MAX", "BIT_AND", "BIT_OR", "BIT_XOR", "STD", "STDDEV", "STDDEV_POP", "STDDEV_SAMP", "VARIANCE",
              "VAR_POP", "VAR_SAMP", "JSON_ARRAYAGG", "JSON_OBJECTAGG", "MEDIAN", "PERCENTILE_CONT", "PERCENTILE_DISC", "ST_COLLECT"})) {
    return aggregate(word_of(), begin);
  }
  if (mariadb() && is_any({"COLUMN_CREATE", "COLUMN_ADD", "COLUMN_GET"})) return dynamic_columns(word_of(), begin);
  if (mariadb() && is_any({"NEXTVAL", "LASTVAL", "SETVAL"})) return sequence_value(word(), begin);
  if (is("DEFAULT") || (is("VALUES") && (mysql() || on_duplicate_)) || (is("VALUE") && mariadb())) {
    auto* const made = construct(is("DEFAULT") ? "DEFAULT" : "VALUES", {}, {});
    advance();
    advance();
    made->arguments = keep(std::vector<Expression*>{column()});
    expect(Symbol::close);
    made->range = since(begin);
    return made;
  }
  if (is_any({"IF", "LEFT", "RIGHT", "REPLACE", "INSERT", "REPEAT", "MOD", "DATABASE", "SCHEMA", "GROUPING", "CUME_DIST", "DENSE_RANK",
              "FIRST_VALUE", "LAG", "LAST_VALUE", "LEAD", "NTH_VALUE", "NTILE", "PERCENT_RANK", "RANK", "ROW_NUMBER", "SYSDATE"})) {
    const auto called = word_of();
    return plain_call(keep(std::vector<std::string_view>{called}), begin);
  }
  return nullptr;
}

Expression* Reader::call() {
  const auto begin = begins();
  return plain_call(routine_name(), begin);
}

Expression* Reader::named_call(std::string_view called, std::uint32_t begin, const std::vector<Expression*>& arguments) {
  auto* const made = make(ExpressionKind::call, since(begin));
  made->name = keep(std::vector<std::string_view>{called});
  made->arguments = keep(arguments);
  made->call = arena_.make<CallClauses>();
  return made;
}

/// name (a, b AS label)
Expression* Reader::plain_call(Name called, std::uint32_t begin) {
  auto* const made = make(ExpressionKind::call, {});
  made->name = called;
  made->call = arena_.make<CallClauses>();
  std::vector<Expression*> arguments;
  expect(Symbol::open);
  if (!is(Symbol::close)) {
    do {
      arguments.push_back(expression());
      if (take("AS") || is_label() || peek().kind == LexemeKind::string) (void)column_alias();  // loadable functions see it
    } while (take(Symbol::comma));
  }
  expect(Symbol::close);
  made->arguments = keep(arguments);
  made->range = since(begin);
  return with_window(made);
}

Expression* Reader::aggregate(std::string_view called, std::uint32_t begin) {
  auto* const made = make(ExpressionKind::call, {});
  auto* const clauses = arena_.make<CallClauses>();
  std::vector<Expression*> arguments;
  expect(Symbol::open);
  clauses->distinct = take("DISTINCT");
  if (!clauses->distinct) take("ALL");
  if (called == "count" && is(Symbol::star)) {
    clauses->star = true;
    advance();
  } else {
    do arguments.push_back(expression());
    while (take(Symbol::comma));
    if (mariadb() && called == "json_arrayagg") {
      if (take("ORDER", "BY")) clauses->order_by = order_by();
      if (take("LIMIT")) {
        arguments.push_back(expression());
        if (take(Symbol::comma) || take("OFFSET")) arguments.push_back(expression());
      }
    } else if (mysql() && called == "json_objectagg") {
      json_on_clauses(arguments);
    }
  }
  expect(Symbol::close);
  if (take("WITHIN", "GROUP")) {
    clauses->within_group = true;
    expect(Symbol::open);
    expect("ORDER");
    expect("BY");
    clauses->order_by = order_by();
    expect(Symbol::close);
  }
  made->name = keep(std::vector<std::string_view>{called});
  made->arguments = keep(arguments);
  made->call = clauses;
  made->range = since(begin);
  return with_window(made);
}

Expression* Reader::group_concat(std::uint32_t begin) {
  advance();
  expect(Symbol::open);
  auto* const made = make(ExpressionKind::call, {});
  auto* const clauses = arena_.make<CallClauses>();
  clauses->distinct = take("DISTINCT");
  const auto values = expressions();
  std::vector<Expression*> arguments(values.begin(), values.end());
  if (take("ORDER", "BY")) clauses->order_by = order_by();
  if (take("SEPARATOR")) arguments.push_back(string_or_hex());
  if (take("LIMIT")) {
    arguments.push_back(expression());
    if (take(Symbol::comma) || take("OFFSET")) arguments.push_back(expression());
  }
  expect(Symbol::close);
  made->name = keep(std::vector<std::string_view>{"group_concat"});
  made->arguments = keep(arguments);
  made->call = clauses;
  made->range = since(begin);
  return with_window(made);
}

Expression* Reader::string_or_hex() {
  const auto kind = peek().kind;
  if (kind == LexemeKind::string) return string_literal();
  if (kind == LexemeKind::hex || kind == LexemeKind::bits) return literal();
  fail();
  return unsupported("what stands here", {});
}

/// CAST(x AS type), CAST(x AT TIME ZONE 'z' AS DATETIME)
Expression* Reader::cast(std::uint32_t begin) {
  advance();
  expect(Symbol::open);
  std::vector<Expression*> arguments{expression()};
  if (mysql() && take("AT")) {
    expect("TIME");
    expect("ZONE");
    take("INTERVAL");
    arguments.push_back(string_literal());
  }
  expect("AS");
  auto* const made = make(ExpressionKind::cast, {});
  made->type = cast_type();
  expect(Symbol::close);
  made->arguments = keep(arguments);
  made->range = since(begin);
  return made;
}

/// CONVERT(x, type), CONVERT(x USING utf8mb4)
Expression* Reader::convert(std::uint32_t begin) {
  advance();
  expect(Symbol::open);
  auto* const value = expression();
  auto* const made = make(ExpressionKind::cast, {});
  if (take("USING")) {
    made->kind = ExpressionKind::construct;
    made->text = "CONVERT USING";
    made->name = keep(std::vector<std::string_view>{folded(peek().kind == LexemeKind::string ? text_value() : is("BINARY") || is("ASCII") ? word() : name())});
  } else {
    expect(Symbol::comma);
    made->type = cast_type();
  }
  expect(Symbol::close);
  made->arguments = keep(std::vector<Expression*>{value});
  made->range = since(begin);
  return made;
}

Expression* Reader::extract(std::uint32_t begin) {
  advance();
  expect(Symbol::open);
  const auto part = unit();
  expect("FROM");
  auto* const value = expression();
  expect(Symbol::close);
  auto* const made = construct("EXTRACT", since(begin), {value});
  made->name = keep(std::vector<std::string_view>{part});
  return made;
}

/// TRIM(x), TRIM(BOTH FROM x), TRIM(LEADING y FROM x), TRIM(y FROM x): x first.
Expression* Reader::trim(std::uint32_t begin) {
  advance();
  expect(Symbol::open);
  const auto side = take_any({"LEADING", "TRAILING", "BOTH"});
  std::vector<Expression*> arguments;
  if (!side.empty() && take("FROM")) {
    arguments.push_back(expression());
  } else {
    arguments.push_back(expression());
    if (take("FROM")) arguments.insert(arguments.begin(), expression());
    else if (!side.empty()) fail();
  }
  expect(Symbol::close);
  auto* const made = construct("TRIM", since(begin), std::move(arguments));
  made->name = keep(std::vector<std::string_view>{side.empty() ? "BOTH" : side});
  return made;
}

/// SUBSTRING(x, 1, 2), SUBSTRING(x FROM 1 FOR 2)
Expression* Reader::substring(std::uint32_t begin) {
  advance();
  expect(Symbol::open);
  std::vector<Expression*> arguments{expression()};
  const bool spelled = take("FROM");
  if (!spelled) expect(Symbol::comma);
  arguments.push_back(expression());
  if (spelled ? take("FOR") : take(Symbol::comma)) arguments.push_back(expression());
  expect(Symbol::close);
  return named_call("substring", begin, arguments);
}

/// POSITION(x IN y) is LOCATE(x, y)
Expression* Reader::position(std::uint32_t begin) {
  advance();
  expect(Symbol::open);
  auto* const wanted = bits(1);
  expect("IN");
  auto* const text = expression();
  expect(Symbol::close);
  return named_call("position", begin, {wanted, text});
}

/// DATE_ADD(x, INTERVAL 1 DAY), ADDDATE(x, 1)
Expression* Reader::date_arithmetic(std::string_view called, std::uint32_t begin) {
  expect(Symbol::open);
  std::vector<Expression*> arguments{expression()};
  expect(Symbol::comma);
  arguments.push_back(expression());
  expect(Symbol::close);
  return named_call(called, begin, arguments);
}

Expression* Reader::timestamp_arithmetic(std::string_view called, std::uint32_t begin) {
  expect(Symbol::open);
  const auto step = unit();
  expect(Symbol::comma);
  auto* const first = expression();
  expect(Symbol::comma);
  auto* const second = expression();
  expect(Symbol::close);
  auto* const made = construct(called == "timestampadd" ? "TIMESTAMPADD" : "TIMESTAMPDIFF", since(begin), {first, second});
  made->name = keep(std::vector<std::string_view>{step});
  return made;
}

Expression* Reader::get_format(std::uint32_t begin) {
  advance();
  expect(Symbol::open);
  const auto kind = take_any({"DATE", "TIME", "DATETIME", "TIMESTAMP"});
  if (kind.empty()) fail();
  expect(Symbol::comma);
  auto* const country = expression();
  expect(Symbol::close);
  auto* const made = construct("GET_FORMAT", since(begin), {country});
  made->name = keep(std::vector<std::string_view>{kind});
  return made;
}

Expression* Reader::char_(std::uint32_t begin) {
  advance();
  expect(Symbol::open);
  const auto codes = expressions();
  if (take("USING")) (void)(is("BINARY") || is("ASCII") ? word() : peek().kind == LexemeKind::string ? text_value() : name());
  expect(Symbol::close);
  return named_call("char", begin, {codes.begin(), codes.end()});
}

/// WEIGHT_STRING(x AS CHAR(3) LEVEL 1 DESC)
Expression* Reader::weight_string(std::uint32_t begin) {
  advance();
  expect(Symbol::open);
  std::vector<Expression*> arguments{expression()};
  if (take("AS")) {
    if (take_any({"CHAR", "BINARY"}).empty()) fail();
    expect(Symbol::open);
    arguments.push_back(literal());
    expect(Symbol::close);
  }
  if (take("LEVEL")) {
    do {
      arguments.push_back(literal());
      if (take(Symbol::minus)) arguments.push_back(literal());
      while (take("ASC") || take("DESC") || take("REVERSE")) {}
    } while (take(Symbol::comma));
  } else {
    while (take(Symbol::comma)) arguments.push_back(literal());
  }
  expect(Symbol::close);
  return named_call("weight_string", begin, arguments);
}

/// JSON_VALUE(x, '$.a' RETURNING SIGNED DEFAULT 1 ON EMPTY NULL ON ERROR)
Expression* Reader::json_value(std::uint32_t begin) {
  advance();
  expect(Symbol::open);
  std::vector<Expression*> arguments{expression()};
  expect(Symbol::comma);
  arguments.push_back(expression());
  TypeName* type = nullptr;
  if (take("RETURNING")) type = cast_type();
  json_on_clauses(arguments);
  expect(Symbol::close);
  auto* const made = named_call("json_value", begin, arguments);
  made->type = type;
  return made;
}

/// ERROR | NULL | DEFAULT x ON EMPTY / ON ERROR; NULL | ABSENT ON NULL
void Reader::json_on_clauses(std::vector<Expression*>& into) {
  while ((is_any({"ERROR", "NULL", "ABSENT", "EMPTY"}) && is("ON", 1)) || is("DEFAULT") || is("EMPTY")) {
    if (take("DEFAULT")) {
      into.push_back(unary());
    } else if (take("EMPTY")) {
      take_any({"ARRAY", "OBJECT"});
    } else {
      advance();
    }
    expect("ON");
    if (take_any({"EMPTY", "ERROR", "NULL"}).empty()) fail();
  }
}

/// CURRENT_TIMESTAMP, UTC_TIME(3), CURRENT_USER()
Expression* Reader::now(std::string_view called, std::uint32_t begin) {
  std::vector<Expression*> arguments;
  if (take(Symbol::open)) {
    if (!is(Symbol::close)) arguments.push_back(literal());
    expect(Symbol::close);
  }
  return construct(called, since(begin), std::move(arguments));
}

/// COLUMN_CREATE(name, value AS type, …), COLUMN_GET(columns, name AS type)
Expression* Reader::dynamic_columns(std::string_view called, std::uint32_t begin) {
  expect(Symbol::open);
  std::vector<Expression*> arguments;
  do {
    arguments.push_back(expression());
    if (take("AS")) (void)cast_type();
  } while (take(Symbol::comma));
  expect(Symbol::close);
  return named_call(called, begin, arguments);
}

/// NEXTVAL(s), LASTVAL(s), SETVAL(s, 1, TRUE, 0)
Expression* Reader::sequence_value(std::string_view what, std::uint32_t begin) {
  expect(Symbol::open);
  auto* const sequence = relation();
  std::vector<Expression*> arguments;
  while (take(Symbol::comma)) arguments.push_back(expression());
  expect(Symbol::close);
  auto* const made = construct(what == "NEXTVAL" ? "NEXT VALUE" : what == "LASTVAL" ? "PREVIOUS VALUE" : "SETVAL", since(begin), std::move(arguments));
  made->relation = sequence;
  return made;
}

/// [FROM FIRST] [RESPECT NULLS] OVER name | OVER (…)
Expression* Reader::with_window(Expression* call) {
  const auto begin = call->range.begin;
  if (is("FROM") && is_any({"FIRST", "LAST"}, 1) && call->name.back() == "nth_value") {
    advance();
    advance();
  }
  if (is_any({"RESPECT", "IGNORE"}) && is("NULLS", 1)) {
    advance();
    advance();
  }
  if (!take("OVER")) return call;
  if (is(Symbol::open)) {
    call->call->over = window_body();
  } else {
    call->call->over = arena_.make<Window>();
    call->call->over->based_on = column_name();
  }
  call->range = since(begin);
  return call;
}

/// ( [name] [PARTITION BY …] [ORDER BY …] [frame] )
Window* Reader::window_body() {
  auto* const made = arena_.make<Window>();
  expect(Symbol::open);
  if (is_name() && !is_any({"ROWS", "RANGE", "GROUPS"})) made->based_on = column_name();
  if (take("PARTITION")) {
    expect("BY");
    made->partition_by = expressions();
  }
  if (take("ORDER", "BY")) made->order_by = order_by();
  if (!take_any({"ROWS", "RANGE", "GROUPS"}).empty()) {
    std::vector<Expression*> bounds;
    const auto bound = [&] {
      if (take("CURRENT")) {
        expect("ROW");
        return;
      }
      if (!take("UNBOUNDED")) bounds.push_back(bits(1));
      if (take_any({"PRECEDING", "FOLLOWING"}).empty()) fail();
    };
    if (take("BETWEEN")) {
      bound();
      expect("AND");
    }
    bound();
    made->bounds = keep(bounds);
    if (take("EXCLUDE")) {
      if (take("NO")) expect("OTHERS");
      else if (take("CURRENT")) expect("ROW");
      else if (!take("GROUP")) expect("TIES");
    }
  }
  expect(Symbol::close);
  return made;
}

std::string_view Reader::unit() {
  const auto found = take_any({"MICROSECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR", "SECOND_MICROSECOND",
                               "MINUTE_MICROSECOND", "MINUTE_SECOND", "HOUR_MICROSECOND", "HOUR_SECOND", "HOUR_MINUTE", "DAY_MICROSECOND",
                               "DAY_SECOND", "DAY_MINUTE", "DAY_HOUR", "YEAR_MONTH", "SQL_TSI_SECOND", "SQL_TSI_MINUTE", "SQL_TSI_HOUR",
                               "SQL_TSI_DAY", "SQL_TSI_WEEK", "SQL_TSI_MONTH", "SQL_TSI_QUARTER", "SQL_TSI_YEAR", "FRAC_SECOND"});
  if (found.empty()) fail();
  return found;
}

}  // namespace jaali::sql::mysql_parser

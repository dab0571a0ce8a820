// Statements about the session and its surroundings: transactions, prepared statements, handlers, locks, files.
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {

/// [AND [NO] CHAIN] [[NO] RELEASE]
void Reader::completion(std::vector<std::string_view>& words) {
  take("WORK");
  if (take("AND")) {
    const bool no = take("NO");
    expect("CHAIN");
    words.push_back(no ? "AND NO CHAIN" : "AND CHAIN");
  }
  const bool no = is("NO") && is("RELEASE", 1);
  if (no) advance();
  if (take("RELEASE")) words.push_back(no ? "NO RELEASE" : "RELEASE");
}

void Reader::transaction(Statement& to) {
  std::vector<std::string_view> words;
  if (is("BEGIN") && is("NOT", 1) && is("ATOMIC", 2)) return routine(to, "BEGIN NOT ATOMIC");
  if (take("BEGIN")) {
    utility(to, UtilityKind::transaction, "BEGIN");
    take("WORK");
    if (!at_statement_end(0)) fail();
    return;
  }
  if (take("START")) {
    auto& made = utility(to, UtilityKind::transaction, "START TRANSACTION");
    expect("TRANSACTION");
    while (is_any({"WITH", "READ"})) {
      if (take("WITH")) {
        expect("CONSISTENT");
        expect("SNAPSHOT");
        words.push_back("WITH CONSISTENT SNAPSHOT");
      } else {
        advance();
        const auto access = take_any({"ONLY", "WRITE"});
        if (access.empty()) fail();
        words.push_back(access == "ONLY" ? "READ ONLY" : "READ WRITE");
      }
      if (!take(Symbol::comma)) break;
    }
    made.names = keep(words);
    return;
  }
  if (take("COMMIT")) {
    auto& made = utility(to, UtilityKind::transaction, "COMMIT");
    completion(words);
    made.names = keep(words);
    return;
  }
  if (take("ROLLBACK")) {
    auto& made = utility(to, UtilityKind::transaction, "ROLLBACK");
    take("WORK");
    if (take("TO")) {
      made.name = "ROLLBACK TO";
      take("SAVEPOINT");
      words.push_back(column_name());
    } else {
      completion(words);
    }
    made.names = keep(words);
    return;
  }
  const bool release = take("RELEASE");
  expect("SAVEPOINT");
  auto& made = utility(to, UtilityKind::transaction, release ? "RELEASE SAVEPOINT" : "SAVEPOINT");
  made.names = keep(std::vector<std::string_view>{column_name()});
}

/// XA START 'gtrid' [, 'bqual' [, 1]] …
void Reader::xa(Statement& to) {
  advance();
  const auto step = take_any({"START", "BEGIN", "END", "PREPARE", "COMMIT", "ROLLBACK", "RECOVER"});
  std::string_view tag = step == "START" || step == "BEGIN" ? "XA START" : step == "END" ? "XA END" : step == "PREPARE" ? "XA PREPARE"
                         : step == "COMMIT" ? "XA COMMIT" : step == "ROLLBACK" ? "XA ROLLBACK" : "XA RECOVER";
  if (step.empty()) fail();
  utility(to, UtilityKind::transaction, tag);
  if (step == "RECOVER") {
    if (take("CONVERT")) expect("XID");
    else if (take("FORMAT")) {
      expect(Symbol::equal);
      (void)text_value();
    }
    return;
  }
  do {
    if (peek().kind == LexemeKind::hex || peek().kind == LexemeKind::bits || peek().kind == LexemeKind::integer) advance();
    else (void)text_value();
  } while (take(Symbol::comma));
  if (take("ONE")) expect("PHASE");
  else if (take("SUSPEND")) {
    if (take("FOR")) expect("MIGRATE");
  } else take_any({"JOIN", "RESUME"});
}

/// PREPARE name FROM 'text' | @variable
void Reader::prepare(Statement& to) {
  advance();
  auto& made = utility(to, UtilityKind::prepare, "PREPARE", "?");
  made.name = column_name();
  expect("FROM");
  made.expressions = keep(std::vector<Expression*>{mariadb() ? expression() : peek().kind == LexemeKind::user_variable ? user_variable() : literal()});
}

/// EXECUTE name [USING @a, …], EXECUTE IMMEDIATE text [USING …]
void Reader::execute(Statement& to) {
  advance();
  auto& made = utility(to, UtilityKind::execute, "EXECUTE", "?");
  if (mariadb() && take("IMMEDIATE")) {
    to.tag = "EXECUTE IMMEDIATE";
    made.name = {};
    made.expressions = keep(std::vector<Expression*>{expression()});
  } else {
    made.name = column_name();
  }
  if (take("USING")) {
    std::vector<Expression*> values;
    do values.push_back(assigned_value());
    while (take(Symbol::comma));
    made.values = keep(values);
  }
}

/// HANDLER t OPEN [alias] | CLOSE | READ [index] {FIRST | NEXT | PREV | LAST | = (…)} [WHERE …] [LIMIT …]
void Reader::handler(Statement& to) {
  advance();
  auto& made = utility(to, UtilityKind::handler, "HANDLER");
  auto* const table = relation();
  made.relations = keep_pointers(std::vector<RelationName*>{table});
  std::vector<Expression*> used;
  if (take("OPEN")) {
    made.name = "OPEN";
    if (take("AS") || is_label()) table->alias = table_name();
    return;
  }
  if (take("CLOSE")) {
    made.name = "CLOSE";
    return;
  }
  expect("READ");
  made.name = "READ";
  if (is("PRIMARY")) made.names = keep(std::vector<std::string_view>{word()});
  else if (is_name() && !(is_any({"FIRST", "NEXT"}) && !is_any({"FIRST", "NEXT", "PREV", "LAST"}, 1))) made.names = keep(std::vector<std::string_view>{column_name()});
  if (is_any({"FIRST", "NEXT", "PREV", "LAST"})) {
    advance();
  } else {
    advance();  // = <= >= < >
    expect(Symbol::open);
    do used.push_back(assigned_value());
    while (take(Symbol::comma));
    expect(Symbol::close);
  }
  if (take("WHERE")) used.push_back(expression());
  Query limited;
  limit(limited);
  for (auto* const bound : {limited.limit, limited.offset}) {
    if (bound) used.push_back(bound);
  }
  made.expressions = keep(used);
}

/// CALL p, CALL db.p(…)
void Reader::call_statement(Statement& to) {
  advance();
  auto& made = utility(to, UtilityKind::call, "CALL");
  const auto begin = begins();
  const auto called = routine_name();
  auto* invoked = make(ExpressionKind::call, since(begin));
  invoked->name = called;
  invoked->call = arena_.make<CallClauses>();
  if (take(Symbol::open)) {
    if (!is(Symbol::close)) invoked->arguments = expressions();
    expect(Symbol::close);
    invoked->range = since(begin);
  }
  made.expressions = keep(std::vector<Expression*>{invoked});
}

/// LOCK TABLES t [AS alias] READ [LOCAL] | [LOW_PRIORITY] WRITE [CONCURRENT], …
void Reader::lock_tables(Statement& to) {
  advance();
  advance();
  auto& made = utility(to, UtilityKind::lock, "LOCK TABLES");
  std::vector<RelationName*> tables;
  std::vector<std::string_view> strengths;
  do {
    auto* const table = relation();
    if (take("AS") || (is_label() && !is_any({"READ", "WRITE"}))) table->alias = table_name();
    take("LOW_PRIORITY");
    const auto strength = take_any({"READ", "WRITE"});
    if (strength.empty()) fail();
    if (strength == "READ") take("LOCAL");
    else take("CONCURRENT");
    tables.push_back(table);
    strengths.push_back(strength);
  } while (take(Symbol::comma));
  if (mariadb() && take("WAIT")) (void)literal();
  else if (mariadb()) take("NOWAIT");
  made.relations = keep_pointers(tables);
  made.names = keep(strengths);
}

/// KILL [HARD | SOFT] [CONNECTION | QUERY [ID] | USER] id
void Reader::kill(Statement& to) {
  advance();
  auto& made = utility(to, UtilityKind::kill, "KILL", "CONNECTION");
  if (mariadb()) take_any({"HARD", "SOFT"});
  if (take("QUERY")) {
    made.name = "QUERY";
    if (mariadb() && take("ID")) made.name = "QUERY ID";
  } else {
    take("CONNECTION");
  }
  if (mariadb() && take("USER")) {
    made.name = "USER";
    return account();
  }
  made.expressions = keep(std::vector<Expression*>{expression()});
}

/// FLUSH [LOCAL | NO_WRITE_TO_BINLOG] TABLES t, … [WITH READ LOCK | FOR EXPORT] | what, …
void Reader::flush(Statement& to) {
  advance();
  auto& made = utility(to, UtilityKind::flush, "FLUSH");
  take_any({"LOCAL", "NO_WRITE_TO_BINLOG"});
  std::vector<std::string_view> what;
  std::vector<RelationName*> tables;
  if (take_any({"TABLE", "TABLES"}) != "") {
    what.push_back("TABLES");
    if (is_name() && !is(Symbol::comma)) {
      do tables.push_back(relation());
      while (take(Symbol::comma));
    }
    if (take("WITH")) {
      expect("READ");
      expect("LOCK");
      what.push_back("WITH READ LOCK");
      if (mariadb() && take("AND")) {
        expect("DISABLE");
        expect("CHECKPOINT");
      }
    } else if (take("FOR")) {
      expect("EXPORT");
      what.push_back("FOR EXPORT");
    }
  } else {
    do {
      const auto begin = begins();
      while (peek().kind == LexemeKind::word || peek().kind == LexemeKind::string) advance();
      if (begins() == begin) fail();
      what.push_back(upper(written(since(begin))));
    } while (take(Symbol::comma));
  }
  made.names = keep(what);
  made.relations = keep_pointers(tables);
}

/// ANALYZE | CHECK | OPTIMIZE | REPAIR | CHECKSUM TABLE t, … options
void Reader::maintain(Statement& to) {
  const auto what = word();
  take_any({"LOCAL", "NO_WRITE_TO_BINLOG"});
  if (what == "CHECK" && is("VIEW")) return other(to, "CHECK VIEW");
  if (what == "REPAIR" && is("VIEW")) return other(to, "REPAIR VIEW");
  if (take_any({"TABLE", "TABLES"}).empty()) fail();
  const std::string_view tag = what == "ANALYZE" ? "ANALYZE TABLE" : what == "CHECK" ? "CHECK TABLE" : what == "OPTIMIZE" ? "OPTIMIZE TABLE"
                               : what == "REPAIR" ? "REPAIR TABLE" : "CHECKSUM TABLE";
  auto& made = utility(to, UtilityKind::maintain, tag);
  std::vector<RelationName*> tables;
  do {
    auto* const table = relation();
    tables.push_back(table);
    if (!is("PERSISTENT")) continue;
    advance();
    expect("FOR");
    skip_statement();
  } while (take(Symbol::comma));
  made.relations = keep_pointers(tables);
  std::vector<std::string_view> options;
  const auto begin = begins();
  skip_statement();
  if (begins() > begin) options.push_back(upper(written(since(begin))));
  made.names = keep(options);
}

/// GET [CURRENT | STACKED] DIAGNOSTICS @a = NUMBER | CONDITION n @a = MESSAGE_TEXT, …
void Reader::diagnostics(Statement& to) {
  advance();
  take_any({"CURRENT", "STACKED"});
  expect("DIAGNOSTICS");
  auto& made = utility(to, UtilityKind::get_diagnostics, "GET DIAGNOSTICS");
  std::vector<Expression*> used;
  if (take("CONDITION")) used.push_back(unary());
  do {
    used.push_back(peek().kind == LexemeKind::user_variable ? user_variable() : column());
    expect(Symbol::equal);
    (void)word();
  } while (take(Symbol::comma));
  made.expressions = keep(used);
}

/// SIGNAL SQLSTATE '45000' | name SET MESSAGE_TEXT = x, …
void Reader::signal(Statement& to) {
  const auto tag = word();
  auto& made = utility(to, UtilityKind::signal, tag);
  std::vector<Expression*> used;
  if (take("SQLSTATE")) {
    take("VALUE");
    (void)text_value();
  } else if (is_name() && !is("SET")) {
    (void)name();
  }
  if (take("SET")) {
    do {
      (void)word();
      expect(Symbol::equal);
      used.push_back(expression());
    } while (take(Symbol::comma));
  }
  made.expressions = keep(used);
}

/// LOAD {DATA | XML} [LOW_PRIORITY | CONCURRENT] [LOCAL] INFILE 'f' [REPLACE | IGNORE] INTO TABLE t …
void Reader::load(Statement& to) {
  advance();
  auto& made = utility(to, UtilityKind::load_data, is("XML", 0) ? "LOAD XML" : "LOAD DATA", is("XML") ? "XML" : "DATA");
  advance();
  take_any({"LOW_PRIORITY", "CONCURRENT"});
  if (mysql() && take("FROM")) fail();  // bulk load: not read
  made.local = take("LOCAL");
  expect("INFILE");
  made.file = text_value();
  made.replace = take("REPLACE");
  take("IGNORE");
  expect("INTO");
  expect("TABLE");
  made.target = relation();
  if (take("PARTITION")) made.target->partitions = partitions();
  made.relations = keep_pointers(std::vector<RelationName*>{made.target});
  (void)charset_clause();
  if (take("ROWS")) {
    expect("IDENTIFIED");
    expect("BY");
    (void)text_value();
  }
  file_options();
  std::vector<Expression*> used;
  if (take("IGNORE")) {
    used.push_back(literal());
    if (take_any({"LINES", "ROWS"}).empty()) fail();
  }
  std::vector<Assignment> columns;
  if (take(Symbol::open)) {
    if (!is(Symbol::close)) {
      do {
        Assignment column_made;
        auto* const named = peek().kind == LexemeKind::user_variable ? user_variable() : column();
        column_made.variable = named->kind == ExpressionKind::user_variable;
        column_made.name = named->name;
        column_made.column = column_made.variable ? named->text : named->name.empty() ? std::string_view{} : named->name.back();
        column_made.range = named->range;
        columns.push_back(column_made);
      } while (take(Symbol::comma));
    }
    expect(Symbol::close);
  }
  made.assignments = keep(columns);
  if (take("SET")) made.set = assignments();
  made.expressions = keep(used);
}

}  // namespace jaali::sql::mysql_parser

// SHOW, DESCRIBE, EXPLAIN and MariaDB's ANALYZE.
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {

void Reader::show(Statement& to) {
  advance();
  auto& made = utility(to, UtilityKind::show_what, "SHOW");
  auto& shown = *arena_.make<Show>();
  made.show = &shown;
  if (is_any({"EXPLAIN", "ANALYZE"}) && mariadb()) return explain_connection(made);
  shown.extended = take("EXTENDED");
  shown.full = take("FULL");
  if (is_any({"GLOBAL", "SESSION", "LOCAL"})) shown.scope = word();
  if (!show_create(shown) && !show_objects(shown) && !show_tables(shown) && !show_server(shown)) {
    shown.what = "something that is not known";
    made.kind = UtilityKind::other;
    to.tag = "SHOW";
    skip_statement();
  }
  made.name = shown.what;
  if (shown.relation) made.relations = keep_pointers(std::vector<RelationName*>{shown.relation});
}

/// SHOW CREATE TABLE t, SHOW CREATE PROCEDURE p …
bool Reader::show_create(Show& to) {
  if (!take("CREATE")) return false;
  if (take("TABLE")) to.what = "CREATE TABLE";
  else if (take("VIEW")) to.what = "CREATE VIEW";
  else if (take("SEQUENCE")) to.what = "CREATE SEQUENCE";
  if (!to.what.empty()) {
    to.relation = relation();
    return true;
  }
  if (take_any({"DATABASE", "SCHEMA"}) != "") {
    to.what = "CREATE DATABASE";
    if (take("IF")) {
      expect("NOT");
      expect("EXISTS");
    }
    to.database = table_name();
    return true;
  }
  if (take("USER")) {
    to.what = "CREATE USER";
    if (!is(Symbol::semicolon) && !at_end()) account();
    return true;
  }
  if (take("PACKAGE")) to.what = take("BODY") ? "CREATE PACKAGE BODY" : "CREATE PACKAGE";
  else if (take("PROCEDURE")) to.what = "CREATE PROCEDURE";
  else if (take("FUNCTION")) to.what = "CREATE FUNCTION";
  else if (take("TRIGGER")) to.what = "CREATE TRIGGER";
  else if (take("EVENT")) to.what = "CREATE EVENT";
  else if (take("SERVER")) to.what = "CREATE SERVER";
  else if (take("LIBRARY")) to.what = "CREATE LIBRARY";
  else fail();
  to.name = peek().kind == LexemeKind::string ? keep(std::vector<std::string_view>{text_value()}) : routine_name();
  return true;
}

/// FROM | IN database
void Reader::show_database(Show& to) {
  if (take("FROM") || take("IN")) to.database = table_name();
  if (is_information_schema(to.database)) to.database = folded(to.database);
}

void Reader::show_like(Show& to) {
  if (take("LIKE")) to.like = string_literal();
  else if (take("WHERE")) to.where = expression();
}

/// LIMIT of SHOW WARNINGS, ERRORS, BINLOG EVENTS, PROFILE.
void Reader::show_limit() {
  Query ignored;
  if (is("LIMIT")) limit(ignored);
}

/// What lies in a database or a table.
bool Reader::show_objects(Show& to) {
  if (take_any({"COLUMNS", "FIELDS"}) != "") to.what = "COLUMNS";
  else if (take_any({"INDEX", "INDEXES", "KEYS"}) != "") to.what = "INDEX";
  if (!to.what.empty()) {
    if (!take("FROM")) expect("IN");
    to.relation = relation();
    if (take("FROM") || take("IN")) {
      const auto database = table_name();
      auto parts = std::vector<std::string_view>{database, to.relation->name.back()};
      if (is_information_schema(database)) {
        for (auto& part : parts) part = folded(part);
      }
      to.relation->name = keep(parts);
    }
    show_like(to);
    return true;
  }
  if (take_any({"DATABASES", "SCHEMAS"}) != "") {
    to.what = "DATABASES";
  } else if (is("TABLE") && is("STATUS", 1)) {
    advance();
    advance();
    to.what = "TABLE STATUS";
    show_database(to);
  } else if (is("OPEN") && is("TABLES", 1)) {
    advance();
    advance();
    to.what = "OPEN TABLES";
    show_database(to);
  } else if (is_any({"TABLES", "TRIGGERS", "EVENTS"})) {
    to.what = word();
    show_database(to);
  } else {
    return false;
  }
  show_like(to);
  return true;
}

/// Lists that take LIKE or WHERE.
bool Reader::show_tables(Show& to) {
  if (is_any({"VARIABLES", "STATUS", "COLLATION"})) to.what = word();
  else if (take("CHARACTER", "SET") || take("CHAR", "SET") || take("CHARSET")) to.what = "CHARACTER SET";
  else if (is_any({"PROCEDURE", "FUNCTION", "PACKAGE", "LIBRARY"})) {
    const auto kind = word();
    const bool body = kind == "PACKAGE" && take("BODY");
    if (take("CODE")) {
      to.what = "CODE";
      to.name = routine_name();
      return true;
    }
    expect("STATUS");
    to.what = kind == "PROCEDURE" ? "PROCEDURE STATUS" : kind == "FUNCTION" ? "FUNCTION STATUS" : kind == "LIBRARY" ? "LIBRARY STATUS" : body ? "PACKAGE BODY STATUS" : "PACKAGE STATUS";
  } else if (is_any({"INDEX_STATISTICS", "CLIENT_STATISTICS", "TABLE_STATISTICS", "USER_STATISTICS", "LOCALES", "QUERY_RESPONSE_TIME"}) && mariadb()) {
    to.what = word();
  } else {
    return false;
  }
  show_like(to);
  return true;
}

/// The server itself.
bool Reader::show_server(Show& to) {
  if (is("COUNT") && is(Symbol::open, 1) && is(Symbol::star, 2)) {
    for (int i = 0; i < 3; ++i) advance();
    expect(Symbol::close);
    to.count = true;
    to.what = take_any({"WARNINGS", "ERRORS"});
    if (to.what.empty()) fail();
    return true;
  }
  if (is_any({"WARNINGS", "ERRORS"})) {
    to.what = word();
    show_limit();
    return true;
  }
  if (is_any({"ENGINES", "PLUGINS", "PRIVILEGES", "PROCESSLIST", "PROFILES", "AUTHORS", "CONTRIBUTORS"})) {
    to.what = word();
    if (to.what == "PLUGINS" && take("SONAME")) {
      if (peek().kind == LexemeKind::string) advance();
      else show_like(to);
    }
    return true;
  }
  if (take("STORAGE")) {
    take("ENGINES");
    to.what = "ENGINES";
    return true;
  }
  if (take("GRANTS")) {
    to.what = "GRANTS";
    if (take("FOR")) {
      account();
      if (take("USING")) skip_statement();
    }
    return true;
  }
  if (take("PROFILE")) {
    to.what = "PROFILE";
    while (!at_end() && !is(Symbol::semicolon) && !is("FOR") && !is("LIMIT")) advance();
    if (take("FOR")) {
      expect("QUERY");
      (void)literal();
    }
    show_limit();
    return true;
  }
  if (take("ENGINE")) {
    to.name = keep(std::vector<std::string_view>{peek().kind == LexemeKind::string ? text_value() : is("ALL") ? word() : column_name()});
    const auto kind = take_any({"STATUS", "MUTEX", "LOGS"});
    if (kind.empty()) fail();
    to.what = kind == "STATUS" ? "ENGINE STATUS" : kind == "MUTEX" ? "ENGINE MUTEX" : "ENGINE LOGS";
    return true;
  }
  if (!is_any({"MASTER", "SLAVE", "REPLICA", "REPLICAS", "BINLOG", "BINARY", "RELAYLOG", "ALL", "PARSE_TREE", "CREATE"})) return false;
  to.what = "replication";
  skip_statement();
  return true;
}

/// DESCRIBE t [column | 'pattern'], EXPLAIN …
void Reader::describe(Statement& to) {
  const auto tag = word();
  const bool explains = is_any({"SELECT", "INSERT", "REPLACE", "UPDATE", "DELETE", "WITH", "TABLE", "VALUES", "FORMAT", "EXTENDED", "PARTITIONS", "ANALYZE", "FOR", "INTO"}) ||
                        is(Symbol::open);
  const bool table = (is_name() || is(Symbol::dot)) && !(is("FORMAT") && is(Symbol::equal, 1)) && !(is("EXTENDED") && !at_statement_end(1)) &&
                     !(is("PARTITIONS") && !at_statement_end(1));
  if (tag == "ANALYZE" || (explains && !table)) return explain(to, tag);
  auto& made = utility(to, UtilityKind::describe, "DESCRIBE");
  made.relations = keep_pointers(std::vector<RelationName*>{relation()});
  if (at_statement_end(0)) return;
  made.names = keep(std::vector<std::string_view>{peek().kind == LexemeKind::string ? text_value() : column_name()});
}

bool Reader::at_statement_end(std::size_t ahead) const noexcept { return peek(ahead).kind == LexemeKind::end || is(Symbol::semicolon, ahead); }

/// EXPLAIN [EXTENDED | PARTITIONS] [ANALYZE] [FORMAT = x] [INTO @v] [FOR {SCHEMA | DATABASE} x] statement | FOR CONNECTION n
void Reader::explain(Statement& to, std::string_view tag) {
  auto& made = utility(to, UtilityKind::explain, tag == "ANALYZE" ? "ANALYZE" : "EXPLAIN");
  made.analyze = tag == "ANALYZE";
  std::vector<Expression*> used;
  for (;;) {
    if (take("ANALYZE")) {
      made.analyze = true;
    } else if (is("FORMAT") && is(Symbol::equal, 1)) {
      advance();
      advance();
      made.file = peek().kind == LexemeKind::string ? text_value() : word();
    } else if (mysql() && take("INTO")) {
      used.push_back(user_variable_only());
    } else if (is("FOR") && is_any({"SCHEMA", "DATABASE"}, 1)) {
      advance();
      advance();
      made.names = keep(std::vector<std::string_view>{table_name()});
    } else if (take_any({"EXTENDED", "PARTITIONS"}).empty()) {
      break;
    }
  }
  made.expressions = keep(used);
  if (take("FOR")) {
    expect("CONNECTION");
    made.kind = UtilityKind::explain_connection;
    made.expressions = keep(std::vector<Expression*>{expression()});
    return;
  }
  if (!is_any({"SELECT", "INSERT", "REPLACE", "UPDATE", "DELETE", "WITH", "TABLE", "VALUES"}) && !is(Symbol::open)) fail();
  made.body = nested();
}

Expression* Reader::user_variable_only() {
  if (peek().kind == LexemeKind::user_variable) return user_variable();
  fail();
  return unsupported("what stands here", {});
}

/// SHOW EXPLAIN | ANALYZE [FORMAT = JSON] FOR n
void Reader::explain_connection(Utility& to) {
  to.kind = UtilityKind::explain_connection;
  to.name = is("EXPLAIN") ? "SHOW EXPLAIN" : "SHOW ANALYZE";
  to.show = nullptr;
  advance();
  if (take("FORMAT")) {
    expect(Symbol::equal);
    (void)word();
  }
  expect("FOR");
  to.expressions = keep(std::vector<Expression*>{expression()});
}

}  // namespace jaali::sql::mysql_parser

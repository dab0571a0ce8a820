// Routines, triggers, events and compound statements: their bodies hold statements and semicolons of their own. They are
// not taken apart; what matters is where they end, so that what stands behind them is read.
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {
namespace {

constexpr std::initializer_list<Keyword> body_words = {
    "BEGIN",  "RETURN",  "SELECT", "INSERT", "UPDATE", "DELETE", "SET",      "CALL",    "IF",       "CASE",    "LOOP",  "WHILE",   "REPEAT", "FOR",    "REPLACE",
    "WITH",   "EXECUTE", "SIGNAL", "DECLARE", "ALTER", "CREATE", "DROP",     "TRUNCATE", "GRANT",   "SHOW",    "DO",    "PREPARE", "OPEN",   "FETCH",  "CLOSE",
    "RENAME", "FLUSH",   "LOCK",   "COMMIT", "ROLLBACK", "START", "SAVEPOINT", "USE",   "EXPLAIN", "HANDLER", "VALUES", "GET",    "RESIGNAL", "KILL",  "OPTIMIZE"};

}  // namespace

void Reader::routine(Statement& to, std::string_view tag) {
  auto& made = utility(to, UtilityKind::other, tag);
  const bool trigger = is("TRIGGER"), event = is("EVENT");
  const bool compound = !trigger && !event && !is_any({"AGGREGATE", "FUNCTION", "PROCEDURE", "DEFINER"});
  if (compound) return body_statement();
  if (trigger) {
    while (!at_statement_end(0) && !is("ON")) advance();
    if (take("ON")) made.relations = keep_pointers(std::vector<RelationName*>{relation()});
    while (!at_statement_end(0) && !take("EACH", "ROW")) advance();
    if (take_any({"FOLLOWS", "PRECEDES"}) != "") (void)name();
  } else if (event) {
    while (!at_statement_end(0) && !take("DO")) advance();
  } else {
    while (!at_statement_end(0) && !is("IF") && !is(Symbol::open) && !is_any({"RETURNS", "NO"})) advance();
    if (take("IF", "NOT")) take("EXISTS");
    while (!at_statement_end(0) && !is_any(body_words) && !is(Symbol::colon, 1)) {
      if (is(Symbol::open) && peek().partner > at_) {
        const auto close = peek().partner;
        while (at_ <= close && !at_end()) advance();
      } else if (!take("CHARACTER", "SET")) {
        const bool returns = is("RETURNS");
        advance();
        if (returns) advance();  // RETURNS SET ('a')
      }
    }
  }
  if (!at_statement_end(0)) body_statement();
}

/// One statement of a body, without its semicolon.
void Reader::body_statement() {
  const Deeper deeper(*this);
  if (failed_) return;
  if (is_name() && is(Symbol::colon, 1)) {
    advance();
    advance();
  }
  const auto label = [&] {
    if (is_name()) advance();
  };
  if (take("BEGIN")) {
    if (take("NOT")) expect("ATOMIC");
    body_until({"END"});
    expect("END");
    label();
  } else if (take("IF")) {
    skip_condition("THEN");
    body_until({"ELSEIF", "ELSE", "END"});
    while (take("ELSEIF")) {
      skip_condition("THEN");
      body_until({"ELSEIF", "ELSE", "END"});
    }
    if (take("ELSE")) body_until({"END"});
    expect("END");
    expect("IF");
  } else if (take("CASE")) {
    if (!is("WHEN")) skip_condition("WHEN");
    else advance();
    do {
      skip_condition("THEN");
      body_until({"WHEN", "ELSE", "END"});
    } while (take("WHEN"));
    if (take("ELSE")) body_until({"END"});
    expect("END");
    expect("CASE");
  } else if (take("LOOP")) {
    body_until({"END"});
    expect("END");
    expect("LOOP");
    label();
  } else if (take("WHILE")) {
    skip_condition("DO");
    body_until({"END"});
    expect("END");
    expect("WHILE");
    label();
  } else if (take("FOR")) {
    skip_condition("DO");
    body_until({"END"});
    expect("END");
    expect("FOR");
    label();
  } else if (take("REPEAT")) {
    body_until({"UNTIL"});
    expect("UNTIL");
    skip_condition("END");
    expect("REPEAT");
    label();
  } else if (is("DECLARE") && is_any({"CONTINUE", "EXIT", "UNDO"}, 1)) {
    while (!at_statement_end(0) && !take("FOR")) advance();
    skip_handler_conditions();
    body_statement();
  } else {
    skip_statement();
  }
}

/// SQLEXCEPTION, NOT FOUND, SQLSTATE '45000', 1062, name, …
void Reader::skip_handler_conditions() {
  do {
    if (take("SQLSTATE")) take("VALUE");
    else if (take("NOT")) take("FOUND");
    else advance();
    if (peek().kind == LexemeKind::string) advance();
  } while (take(Symbol::comma));
}

void Reader::body_until(std::initializer_list<Keyword> ends) {
  while (!failed_ && !is_any(ends)) {
    body_statement();
    expect(Symbol::semicolon);
  }
}

/// Past `word`, which no CASE … END of the condition itself holds.
void Reader::skip_condition(Keyword word) {
  std::size_t cases = 0;
  while (!at_statement_end(0)) {
    if (cases == 0 && take(word)) return;
    if (is("CASE")) ++cases;
    else if (is("END") && cases > 0) --cases;
    advance();
  }
  fail();
}

}  // namespace jaali::sql::mysql_parser

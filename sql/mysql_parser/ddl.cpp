// Other statements that define things: recognised by kind, with the relations that they name.
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {

/// CREATE [OR REPLACE] …
void Reader::create(Statement& to) {
  advance();
  const bool replace = take("OR", "REPLACE");
  const bool temporary = is("TEMPORARY") && is_any({"TABLE", "SEQUENCE"}, 1);
  if (temporary) advance();
  if (take("TABLE")) return create_table(to, temporary, replace);
  if (take("SEQUENCE")) return create_sequence(to, temporary);
  if (is_any({"UNIQUE", "FULLTEXT", "SPATIAL", "INDEX"}) && !is("REFERENCE", 1)) return create_index(to);
  if (is("VECTOR") && is("INDEX", 1)) return create_index(to);
  if (is_any({"DATABASE", "SCHEMA"})) {
    advance();
    auto& made = utility(to, UtilityKind::create_database, "CREATE DATABASE", "?");
    if (take("IF")) {
      expect("NOT");
      expect("EXISTS");
    }
    made.name = table_name();
    skip_statement();
    return;
  }
  // [ALGORITHM = x] [DEFINER = y] [SQL SECURITY z] [AGGREGATE]
  while (is_any({"ALGORITHM", "DEFINER", "SQL"})) {
    if (take("SQL")) {
      expect("SECURITY");
      (void)word();
    } else {
      const bool definer = is("DEFINER");
      advance();
      expect(Symbol::equal);
      if (definer) account();
      else (void)word();
    }
  }
  if (take("VIEW")) return create_view(to, replace);
  if (is("AGGREGATE") || is("FUNCTION")) return routine(to, "CREATE FUNCTION");
  if (is("PROCEDURE")) return routine(to, "CREATE PROCEDURE");
  if (is("TRIGGER")) return routine(to, "CREATE TRIGGER");
  if (is("EVENT")) return routine(to, "CREATE EVENT");
  if (is("PACKAGE")) {
    utility(to, UtilityKind::other, "CREATE PACKAGE");
    while (!at_end()) advance();
    return;
  }
  if (is("USER")) return other(to, "CREATE USER");
  if (is("ROLE")) return other(to, "CREATE ROLE");
  if (is("SERVER")) return other(to, "CREATE SERVER");
  if (is("LIBRARY")) return other(to, "CREATE LIBRARY");
  if (is_any({"TABLESPACE", "UNDO", "LOGFILE"})) return other(to, "CREATE TABLESPACE");
  if (is("RESOURCE")) return other(to, "CREATE RESOURCE GROUP");
  if (is("SPATIAL")) return other(to, "CREATE SPATIAL REFERENCE SYSTEM");
  other(to, "CREATE of this kind");
}

/// Behind VIEW: [IF NOT EXISTS] name [(columns)] AS query [WITH … CHECK OPTION]
void Reader::create_view(Statement& to, bool replace) {
  auto& made = utility(to, UtilityKind::create_view, "CREATE VIEW");
  made.replace = replace;
  if (take("IF")) {
    expect("NOT");
    made.if_exists = expect("EXISTS");
  }
  made.target = relation();
  if (is(Symbol::open)) made.names = column_list();
  expect("AS");
  made.body = arena_.make<Statement>();
  const auto begin = begins();
  set_query(*made.body, inner_query(), "SELECT");
  made.body->range = since(begin);
  if (take("WITH")) {
    take_any({"CASCADED", "LOCAL"});
    expect("CHECK");
    expect("OPTION");
  }
}

/// [UNIQUE | FULLTEXT | SPATIAL | VECTOR] INDEX [IF NOT EXISTS] name [USING x] ON t (…)
void Reader::create_index(Statement& to) {
  auto& made = utility(to, UtilityKind::create_index, "CREATE INDEX");
  take_any({"UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR"});
  expect("INDEX");
  if (take("IF")) {
    expect("NOT");
    expect("EXISTS");
  }
  (void)name();
  if (take_any({"USING", "TYPE"}) != "") (void)word();
  expect("ON");
  made.relations = keep_pointers(std::vector<RelationName*>{relation()});
  std::vector<Expression*> used;
  key_parts(used);
  made.expressions = keep(used);
  skip_statement();
}

void Reader::create_sequence(Statement& to, bool temporary) {
  auto& made = utility(to, UtilityKind::create_sequence, "CREATE SEQUENCE");
  if (take("IF")) {
    expect("NOT");
    expect("EXISTS");
  }
  made.target = relation();
  made.target->temporary = temporary;
  skip_statement();
}

void Reader::alter(Statement& to) {
  if (is("TABLE", 1) || (is_any({"IGNORE", "ONLINE", "OFFLINE"}, 1) && is_any({"TABLE", "IGNORE", "ONLINE"}, 2))) return alter_table(to);
  advance();
  if (is("SEQUENCE")) {
    advance();
    auto& made = utility(to, UtilityKind::alter_sequence, "ALTER SEQUENCE");
    if (take("IF")) made.if_exists = expect("EXISTS");
    made.relations = keep_pointers(std::vector<RelationName*>{relation()});
    skip_statement();
    return;
  }
  if (is_any({"DATABASE", "SCHEMA"})) return other(to, "ALTER DATABASE");
  if (is_any({"PROCEDURE", "FUNCTION"})) return other(to, "ALTER of a routine");
  if (is("USER")) return other(to, "ALTER USER");
  if (is("INSTANCE")) return other(to, "ALTER INSTANCE");
  if (is("EVENT") || is("DEFINER")) return routine(to, "ALTER EVENT or VIEW");
  if (is_any({"ALGORITHM", "SQL", "VIEW"})) return other(to, "ALTER VIEW");
  other(to, "ALTER of this kind");
}

/// ALTER TABLE t …: the tables that it names, by the words before them.
void Reader::alter_table(Statement& to) {
  auto& made = utility(to, UtilityKind::alter_table, "ALTER TABLE");
  while (!take("TABLE") && !at_end()) advance();
  if (take("IF")) made.if_exists = expect("EXISTS");
  std::vector<RelationName*> relations{relation()};
  while (!at_statement_end(0)) {
    if (take("REFERENCES")) {
      relations.push_back(relation());
    } else if (take("RENAME")) {
      if (is_any({"COLUMN", "INDEX", "KEY"})) continue;
      take_any({"TO", "AS"});
      take(Symbol::equal);
      relations.push_back(relation());
    } else if (take("WITH", "TABLE")) {
      relations.push_back(relation());
    } else if (take("UNION")) {
      take(Symbol::equal);
      if (!take(Symbol::open)) continue;
      while (is_name()) {
        relations.push_back(relation());
        take(Symbol::comma);
      }
    } else {
      advance();
    }
  }
  made.relations = keep_pointers(relations);
}

std::span<RelationName* const> Reader::relation_list() {
  std::vector<RelationName*> found;
  do found.push_back(relation());
  while (take(Symbol::comma));
  return keep_pointers(found);
}

void Reader::drop(Statement& to) {
  advance();
  const bool temporary = is("TEMPORARY");
  if (temporary) advance();
  const auto what = take_any({"TABLE", "TABLES", "VIEW", "SEQUENCE"});
  if (!what.empty()) {
    auto& made = utility(to, UtilityKind::drop, what == "VIEW" ? "DROP VIEW" : what == "SEQUENCE" ? "DROP SEQUENCE" : "DROP TABLE");
    made.local = temporary;
    if (take("IF")) made.if_exists = expect("EXISTS");
    made.relations = relation_list();
    if (temporary) {
      for (auto* const dropped : made.relations) dropped->temporary = true;
    }
    if (mariadb() && take("WAIT")) (void)literal();
    else if (mariadb()) take("NOWAIT");
    take_any({"RESTRICT", "CASCADE"});
    return;
  }
  if (take("INDEX")) {
    auto& made = utility(to, UtilityKind::drop, "DROP INDEX");
    if (take("IF")) made.if_exists = expect("EXISTS");
    if (!take("PRIMARY")) (void)name();
    expect("ON");
    made.relations = keep_pointers(std::vector<RelationName*>{relation()});
    skip_statement();
    return;
  }
  if (take_any({"DATABASE", "SCHEMA"}) != "") {
    auto& made = utility(to, UtilityKind::drop_database, "DROP DATABASE", "?");
    if (take("IF")) made.if_exists = expect("EXISTS");
    made.name = table_name();
    return;
  }
  if (is("PROCEDURE")) return other(to, "DROP PROCEDURE");
  if (is("FUNCTION")) return other(to, "DROP FUNCTION");
  if (is("TRIGGER")) return other(to, "DROP TRIGGER");
  if (is("EVENT")) return other(to, "DROP EVENT");
  if (is("USER")) return other(to, "DROP USER");
  if (is("ROLE")) return other(to, "DROP ROLE");
  other(to, "DROP of this kind");
}

/// RENAME TABLE a TO b, … : from, to, from, to …
void Reader::rename(Statement& to) {
  if (!is_any({"TABLE", "TABLES"}, 1)) {
    advance();
    return other(to, "RENAME USER");
  }
  advance();
  advance();
  auto& made = utility(to, UtilityKind::rename, "RENAME TABLE", "TABLE");
  made.name = {};
  if (take("IF")) made.if_exists = expect("EXISTS");
  std::vector<RelationName*> relations;
  do {
    relations.push_back(relation());
    if (mariadb() && take("WAIT")) (void)literal();
    else if (mariadb()) take("NOWAIT");
    expect("TO");
    relations.push_back(relation());
  } while (take(Symbol::comma));
  made.relations = keep_pointers(relations);
}

void Reader::truncate(Statement& to) {
  advance();
  take("TABLE");
  auto& made = utility(to, UtilityKind::truncate, "TRUNCATE TABLE");
  made.relations = keep_pointers(std::vector<RelationName*>{relation()});
  if (mariadb() && take("WAIT")) (void)literal();
  else if (mariadb()) take("NOWAIT");
}

}  // namespace jaali::sql::mysql_parser

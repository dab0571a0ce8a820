// CREATE TABLE: columns, keys, options, LIKE and AS SELECT.
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {

/// Behind CREATE [OR REPLACE] [TEMPORARY] TABLE.
void Reader::create_table(Statement& to, bool temporary, bool replace) {
  auto& made = utility(to, UtilityKind::create_table, "CREATE TABLE");
  made.replace = replace;
  if (take("IF")) {
    expect("NOT");
    made.if_exists = expect("EXISTS");
  }
  made.target = relation();
  made.target->temporary = temporary;
  std::vector<ColumnDefinition*> columns;
  std::vector<Expression*> used;
  std::vector<RelationName*> relations;
  if (take("LIKE")) {
    made.like = true;
    relations.push_back(relation());
  } else if (is(Symbol::open) && is("LIKE", 1)) {
    advance();
    advance();
    made.like = true;
    relations.push_back(relation());
    expect(Symbol::close);
  } else {
    if (is(Symbol::open) && !is_query(1) && !is(Symbol::open, 1)) {
      advance();
      do table_element(columns, used, relations);
      while (take(Symbol::comma));
      expect(Symbol::close);
    }
    table_options(relations);
    take_any({"IGNORE", "REPLACE"});
    take("AS");
    if (is_query() || is(Symbol::open)) {
      made.kind = UtilityKind::create_table_as;
      made.body = arena_.make<Statement>();
      const auto begin = begins();
      set_query(*made.body, inner_query(), "SELECT");
      made.body->range = since(begin);
    }
  }
  made.columns = keep_pointers(columns);
  made.expressions = keep(used);
  made.relations = keep_pointers(relations);
}

void Reader::table_element(std::vector<ColumnDefinition*>& columns, std::vector<Expression*>& used, std::vector<RelationName*>& relations) {
  if (is_any({"CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK"}) || is_any({"INDEX", "KEY", "FULLTEXT", "SPATIAL"}) ||
      (is("VECTOR") && is_any({"INDEX", "KEY"}, 1))) {
    return constraint(used, relations);
  }
  if (mariadb() && is("PERIOD") && is("FOR", 1)) {
    advance();
    advance();
    (void)column_name();
    (void)column_list();
    return;
  }
  columns.push_back(column_definition());
}

ColumnDefinition* Reader::column_definition() {
  auto* const made = arena_.make<ColumnDefinition>();
  auto* const named = column();  // t.a is allowed
  made->name = named->name.empty() ? std::string_view{} : named->name.back();
  made->type = column_type();
  std::vector<Expression*> used;
  std::vector<RelationName*> referenced;
  column_attributes(used, referenced);
  made->expressions = keep(used);
  made->references = keep_pointers(referenced);
  return made;
}

/// DEFAULT, ON UPDATE, generated columns, checks and the rest, in any order.
void Reader::column_attributes(std::vector<Expression*>& used, std::vector<RelationName*>& referenced) {
  const auto bracketed = [&] {
    expect(Symbol::open);
    used.push_back(expression());
    expect(Symbol::close);
  };
  while (!failed_) {
    if (take("NOT")) {
      if (take_any({"NULL", "ENFORCED", "SECONDARY"}).empty()) fail();
    } else if (take("DEFAULT")) {
      used.push_back(is(Symbol::open) ? unary() : bits(1));
    } else if (take("ON")) {
      expect("UPDATE");
      used.push_back(unary());
    } else if (take("GENERATED")) {
      take("ALWAYS");
      expect("AS");
      if (take("ROW")) take_any({"START", "END"});
      else bracketed();
    } else if (take("AS")) {
      if (take("ROW")) take_any({"START", "END"});
      else bracketed();
    } else if (take("CHECK")) {
      bracketed();
    } else if (take("CONSTRAINT")) {
      if (!is("CHECK")) (void)name();
    } else if (is("REFERENCES")) {
      references(referenced);
    } else if (take("COMMENT")) {
      take(Symbol::equal);
      (void)text_value();
    } else if (take("PRIMARY")) {
      take("KEY");
    } else if (take("UNIQUE")) {
      take("KEY");
    } else if (take("SERIAL")) {
      expect("DEFAULT");
      expect("VALUE");
    } else if (take("WITH") || take("WITHOUT")) {
      expect("SYSTEM");
      expect("VERSIONING");
    } else if (take_any({"COLUMN_FORMAT", "STORAGE"}) != "") {
      (void)word();
    } else if (mariadb() && take("COMPRESSED")) {
      if (take(Symbol::equal)) advance();
    } else if (take("SRID")) {
      (void)literal();
    } else if (charset_clause() || take_any({"NULL", "AUTO_INCREMENT", "KEY", "VIRTUAL", "STORED", "PERSISTENT", "INVISIBLE", "VISIBLE", "ENFORCED"}) != "") {
      continue;
    } else if (peek().kind == LexemeKind::word && (is(Symbol::equal, 1) || is_any({"ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE"}))) {
      advance();
      take(Symbol::equal);
      advance();
    } else {
      return;
    }
  }
}

/// REFERENCES t (a, b) [MATCH x] [ON DELETE …] [ON UPDATE …]
void Reader::references(std::vector<RelationName*>& into) {
  expect("REFERENCES");
  into.push_back(relation());
  if (is(Symbol::open)) (void)column_list();
  if (take("MATCH") && take_any({"FULL", "PARTIAL", "SIMPLE"}).empty()) fail();
  while (is("ON") && is_any({"DELETE", "UPDATE"}, 1)) {
    advance();
    advance();
    if (take("SET")) {
      if (take_any({"NULL", "DEFAULT"}).empty()) fail();
    } else if (take("NO")) {
      expect("ACTION");
    } else if (take_any({"CASCADE", "RESTRICT"}).empty()) {
      fail();
    }
  }
}

/// (a, b(10) DESC, (lower(c)))
void Reader::key_parts(std::vector<Expression*>& into) {
  expect(Symbol::open);
  do {
    if (is(Symbol::open)) {
      into.push_back(unary());
    } else {
      into.push_back(column());
      if (take(Symbol::open)) {
        (void)literal();
        expect(Symbol::close);
      }
    }
    take_any({"ASC", "DESC"});
    if (mariadb() && take("WITHOUT")) expect("OVERLAPS");
  } while (take(Symbol::comma));
  expect(Symbol::close);
}

/// [CONSTRAINT [name]] PRIMARY KEY | UNIQUE | INDEX | FULLTEXT | FOREIGN KEY | CHECK …
void Reader::constraint(std::vector<Expression*>& used, std::vector<RelationName*>& relations) {
  if (take("CONSTRAINT") && is_name()) (void)name();
  if (take("CHECK")) {
    expect(Symbol::open);
    used.push_back(expression());
    expect(Symbol::close);
    take("NOT");
    take("ENFORCED");
    return;
  }
  const bool foreign = is("FOREIGN");
  if (take_any({"PRIMARY", "UNIQUE", "FOREIGN", "FULLTEXT", "SPATIAL", "VECTOR", "INDEX", "KEY"}).empty()) fail();
  take_any({"INDEX", "KEY"});
  if (take("IF")) {
    expect("NOT");
    expect("EXISTS");
  }
  if (is_name()) (void)name();
  if (take("USING")) (void)word();
  key_parts(used);
  if (foreign) references(relations);
  index_options();
}

/// KEY_BLOCK_SIZE = 4 USING BTREE COMMENT 'x' …
void Reader::index_options() {
  while (!failed_) {
    if (take("USING") || take("TYPE")) {
      (void)word();
    } else if (take("WITH")) {
      expect("PARSER");
      (void)name();
    } else if (take("COMMENT")) {
      (void)text_value();
    } else if (take_any({"VISIBLE", "INVISIBLE", "IGNORED", "CLUSTERING"}) != "") {
      continue;
    } else if (take("NOT")) {
      expect("IGNORED");
    } else if (peek().kind == LexemeKind::word && !peek().keyword.reserved(mode_.dialect) && !is_query()) {
      advance();  // KEY_BLOCK_SIZE, ENGINE_ATTRIBUTE, M, DISTANCE …
      take(Symbol::equal);
      if (is(Symbol::comma) || is(Symbol::close)) fail();
      advance();
    } else {
      return;
    }
  }
}

/// ENGINE = x COMMENT = 'y', UNION = (a, b) PARTITION BY …, up to a query or the end.
void Reader::table_options(std::vector<RelationName*>& relations) {
  while (!failed_ && !at_statement_end(0)) {
    take(Symbol::comma);
    if (mariadb() && is_any({"WITH", "WITHOUT"}) && is("SYSTEM", 1)) {
      for (int i = 0; i < 3; ++i) advance();
    } else if (is("AS") || is_query() || is(Symbol::open) || is("IGNORE") || is("REPLACE")) {
      return;
    } else if (take("UNION")) {
      take(Symbol::equal);
      expect(Symbol::open);
      if (!is(Symbol::close)) {
        do relations.push_back(relation());
        while (take(Symbol::comma));
      }
      expect(Symbol::close);
    } else if (is("PARTITION") && is("BY", 1)) {
      partitioning();
    } else {
      table_option();
    }
  }
}

/// [DEFAULT] name [name] [=] value
void Reader::table_option() {
  take("DEFAULT");
  if (charset_option()) return;
  if (peek().kind != LexemeKind::word && peek().kind != LexemeKind::quoted_name) return fail();
  const bool two_words = is_any({"DATA", "INDEX"}) && is("DIRECTORY", 1);
  const bool reserved = peek().keyword.reserved(mode_.dialect) && !is_any({"STATS_PERSISTENT", "STATS_SAMPLE_PAGES", "STATS_AUTO_RECALC", "PAGE_CHECKSUM"});
  if (reserved && !two_words) return fail();
  advance();
  if (two_words) advance();
  take(Symbol::equal);
  const auto kind = peek().kind;
  const bool value = kind == LexemeKind::word || kind == LexemeKind::quoted_name || kind == LexemeKind::string || kind == LexemeKind::integer ||
                     kind == LexemeKind::decimal || kind == LexemeKind::hex;
  if (!value || is_query()) return fail();
  advance();
}

/// CHARACTER SET [=] x, COLLATE [=] x
bool Reader::charset_option() {
  if (!take("CHARSET") && !take("CHARACTER", "SET") && !take("CHAR", "SET") && !take("COLLATE")) return false;
  take(Symbol::equal);
  if (peek().kind == LexemeKind::string || is_any({"BINARY", "DEFAULT"})) advance();
  else (void)name();
  return true;
}

/// PARTITION BY …: expressions over the table's own columns, no queries in them.
void Reader::partitioning() {
  while (!at_statement_end(0) && !is_query() && !is_any({"AS", "IGNORE", "REPLACE"})) {
    if (is(Symbol::open) && !is_query(1)) {
      const auto close = peek().partner;
      if (close <= at_) return fail();
      while (at_ <= close && !at_end()) {
        if (is("SELECT")) return fail();
        advance();
      }
    } else {
      advance();
    }
  }
}

}  // namespace jaali::sql::mysql_parser

// INSERT to SHOW: where each part of a statement lies in the tree.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sql/mysql_parser/parser.h"
#include "tests/unit/sql/mysql_tree.h"

namespace jaali::sql {
namespace {

using mysql_parser::parse;
using mysql_parser::ParsedText;

MysqlText mysql() { return {.dialect = Dialect::mysql, .version = 90704}; }
MysqlText mariadb() { return {.dialect = Dialect::mariadb, .version = 101119}; }

struct One {
  ParsedText parsed;
  const Statement* operator->() const { return parsed.ast->statements[0]; }
  const Utility& utility() const { return *parsed.ast->statements[0]->utility; }
  const Modify& modify() const { return *parsed.ast->statements[0]->modify; }
};
One one(std::string_view text, const MysqlText& mode = mysql()) {
  One made{parse(text, mode)};
  EXPECT_TRUE(made.parsed.ast) << text << ": " << made.parsed.error;
  if (!made.parsed.ast) made.parsed = parse("/* */", mode);
  EXPECT_EQ(made.parsed.ast->statements.size(), 1U) << text;
  return made;
}
std::string assigned(std::span<Assignment> assignments) {
  std::string made;
  for (const auto& item : assignments) made += " " + shown(item.name) + "=" + shown(item.value);
  return made;
}
std::string relations(const Utility& utility) {
  std::string made;
  for (const auto* relation : utility.relations) made += (made.empty() ? "" : " ") + shown(relation);
  return made;
}

TEST(MysqlStatements, insert_and_replace) {
  const auto insert = one("INSERT IGNORE INTO crm.t PARTITION (p) (a, t.b) VALUES (1, DEFAULT), (?, b + 1) AS n (x, y) ON DUPLICATE KEY UPDATE t.a = n.x, b = VALUES(b)");
  const auto& made = insert.modify();
  EXPECT_EQ(shown(made.target), "crm.t#p");
  EXPECT_TRUE(made.ignore);
  EXPECT_EQ(assigned(made.columns), " a=nothing t.b=nothing");
  EXPECT_EQ(made.columns[1].column, "b");
  EXPECT_EQ(shown(made.source), "values ( 1 DEFAULT ) ( ?1 (+ b 1) )");
  EXPECT_EQ(made.row_alias, "n");
  EXPECT_EQ(made.row_columns.size(), 2U);
  EXPECT_EQ(assigned(made.on_conflict->assignments), " t.a=n.x b={VALUES b}");
  const auto set = one("REPLACE t SET a = 1, b = DEFAULT");
  EXPECT_TRUE(set.modify().replace);
  EXPECT_EQ(set->tag, "REPLACE");
  EXPECT_EQ(assigned(set.modify().columns), " a=nothing b=nothing");
  EXPECT_EQ(shown(set.modify().source), "values ( 1 DEFAULT )");
  EXPECT_EQ(shown(one("INSERT INTO t (a) SELECT b FROM u ON DUPLICATE KEY UPDATE a = u.b").modify().source), "select b from u");
  EXPECT_EQ(shown(one("INSERT INTO t (SELECT b FROM u)").modify().source), "select b from u");
  EXPECT_EQ(shown(one("INSERT INTO t () VALUES ()").modify().source), "values ( )");
  EXPECT_EQ(one("INSERT INTO t VALUES (1) RETURNING a, b AS c", mariadb()).modify().returning.size(), 2U);
}

TEST(MysqlStatements, update_and_delete) {
  const auto single = one("UPDATE LOW_PRIORITY crm.t AS u SET u.a = 1, b = b + 1 WHERE c = 2 ORDER BY d LIMIT 3");
  EXPECT_EQ(shown(single.modify().target), "crm.t as u");
  EXPECT_TRUE(single.modify().from.empty());
  EXPECT_EQ(assigned(single.modify().assignments), " u.a=1 b=(+ b 1)");
  EXPECT_EQ(shown(single.modify().where), "(= c 2)");
  EXPECT_EQ(single.modify().order_by.size(), 1U);
  EXPECT_EQ(shown(single.modify().limit), "3");
  const auto several = one("UPDATE a JOIN b ON a.i = b.i SET a.x = b.y");
  EXPECT_EQ(several.modify().target, nullptr);
  EXPECT_EQ(shown(several.modify().from[0]), "(a join b on (= a.i b.i))");
  EXPECT_EQ(one("UPDATE a, b SET a.x = 1").modify().from.size(), 2U);
  EXPECT_EQ(one("UPDATE t USE INDEX (i) SET a = 1").modify().from.size(), 1U);
  EXPECT_EQ(shown(one("DELETE FROM t AS x WHERE a LIMIT 1").modify().target), "t as x");
  for (const auto* text : {"DELETE a, b.* FROM a JOIN b USING (i) WHERE c", "DELETE FROM a.*, b USING a JOIN b USING (i) WHERE c"}) {
    const auto made = one(text);
    EXPECT_EQ(made.modify().target, nullptr);
    ASSERT_EQ(made.modify().targets.size(), 2U);
    EXPECT_EQ(shown(made.modify().targets[1]), "b");
    EXPECT_EQ(shown(made.modify().from[0]), "(a join b using i)");
  }
  EXPECT_NE(one("WITH x AS (SELECT 1) UPDATE t SET a = (SELECT * FROM x)").modify().with, nullptr);
  const auto portion = one("DELETE FROM t FOR PORTION OF p FROM '1' TO '2'", mariadb());
  EXPECT_EQ(portion.modify().period, "p");
  EXPECT_EQ(portion.modify().period_bounds.size(), 2U);
}

TEST(MysqlStatements, set) {
  const auto made = one("SET @a := b, @'C d' = 1, GLOBAL x = DEFAULT, @@SESSION.sql_mode = CONCAT(@@sql_mode, ',x'), y = utf8, autocommit = ON, NAMES utf8mb4 COLLATE utf8mb4_bin");
  const auto settings = made.utility().settings;
  ASSERT_EQ(settings.size(), 7U);
  EXPECT_EQ(settings[0].kind, Setting::Kind::user_variable);
  EXPECT_EQ(shown(settings[0].name), "a");
  EXPECT_EQ(shown(settings[0].value), "b");
  EXPECT_EQ(shown(settings[1].name), "c d");
  EXPECT_EQ(settings[2].scope, "GLOBAL");
  EXPECT_EQ(settings[2].value, nullptr);
  EXPECT_EQ(settings[3].scope, "SESSION");
  EXPECT_EQ(shown(settings[3].name), "sql_mode");
  EXPECT_EQ(shown(settings[3].value), "concat( @@sql_mode ',x')");
  EXPECT_EQ(shown(settings[4].value), "'utf8'");
  EXPECT_EQ(shown(settings[5].value), "'ON'");
  EXPECT_EQ(settings[6].kind, Setting::Kind::names);
  EXPECT_EQ(shown(settings[6].value), "'utf8mb4'");
  EXPECT_EQ(settings[6].collation, "utf8mb4_bin");
  const auto kind = [](std::string_view text) { return one(text).utility().settings[0].kind; };
  EXPECT_EQ(kind("SET CHARACTER SET 'latin1'"), Setting::Kind::charset);
  EXPECT_EQ(kind("SET PASSWORD FOR 'a'@'b' = 'secret'"), Setting::Kind::password);
  EXPECT_EQ(kind("SET ROLE NONE"), Setting::Kind::role);
  EXPECT_EQ(kind("SET DEFAULT ROLE r TO u"), Setting::Kind::default_role);
  EXPECT_EQ(kind("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY"), Setting::Kind::transaction);
  EXPECT_EQ(kind("SET names = 1"), Setting::Kind::system_variable);
  EXPECT_EQ(kind("SET PERSIST_ONLY a.b = 1"), Setting::Kind::system_variable);
  // MariaDB reads on behind a role; MySQL does not.
  ASSERT_EQ(one("SET ROLE NONE, @a = (SELECT email FROM c)", mariadb()).utility().settings.size(), 2U);
  ASSERT_EQ(one("SET DEFAULT ROLE r FOR u, PASSWORD = '', @a = 1", mariadb()).utility().settings.size(), 3U);
  EXPECT_FALSE(parse("SET ROLE NONE, @a = 1", mysql()).ast);
  ASSERT_EQ(one("SET ROLE a, 'b'@'%'").utility().settings.size(), 1U);
  const auto statement = one("SET STATEMENT max_statement_time = 1 FOR SELECT 1", mariadb());
  EXPECT_EQ(statement.utility().kind, UtilityKind::set_statement);
  EXPECT_EQ(shown(statement.utility().body->query), "select 1");
}

TEST(MysqlStatements, show_describe_explain) {
  const auto columns = one("SHOW FULL COLUMNS FROM t FROM crm WHERE Field = 'x'");
  EXPECT_EQ(columns.utility().kind, UtilityKind::show_what);
  EXPECT_EQ(columns.utility().show->what, "COLUMNS");
  EXPECT_TRUE(columns.utility().show->full);
  EXPECT_EQ(relations(columns.utility()), "crm.t");
  EXPECT_EQ(shown(columns.utility().show->where), "(= field 'x')");
  const auto tables = one("SHOW TABLES IN crm LIKE 'a%'");
  EXPECT_EQ(tables.utility().show->database, "crm");
  EXPECT_EQ(shown(tables.utility().show->like), "'a%'");
  for (const auto& [text, what] : {std::pair{"SHOW CREATE TABLE crm.t", "CREATE TABLE"}, {"SHOW GLOBAL VARIABLES LIKE 'x'", "VARIABLES"}, {"SHOW WARNINGS LIMIT 1", "WARNINGS"},
                                   {"SHOW COUNT(*) ERRORS", "ERRORS"}, {"SHOW FULL PROCESSLIST", "PROCESSLIST"}, {"SHOW ENGINE INNODB STATUS", "ENGINE STATUS"},
                                   {"SHOW GRANTS FOR 'a'@'b'", "GRANTS"}, {"SHOW INDEX IN t", "INDEX"}, {"SHOW REPLICA STATUS", "replication"}}) {
    EXPECT_EQ(one(text).utility().show->what, what) << text;
  }
  EXPECT_EQ(one("SHOW SOMETHING").utility().kind, UtilityKind::other);
  EXPECT_EQ(relations(one("DESC crm.t 'a%'").utility()), "crm.t");
  EXPECT_EQ(one("EXPLAIN t").utility().kind, UtilityKind::describe);
  const auto explain = one("EXPLAIN ANALYZE FORMAT=TREE DELETE FROM t");
  EXPECT_EQ(explain.utility().kind, UtilityKind::explain);
  EXPECT_TRUE(explain.utility().analyze);
  EXPECT_EQ(shown(explain.utility().body->modify->target), "t");
  EXPECT_TRUE(one("ANALYZE FORMAT=JSON SELECT 1", mariadb()).utility().analyze);
  EXPECT_EQ(one("EXPLAIN FOR CONNECTION 5").utility().kind, UtilityKind::explain_connection);
  EXPECT_EQ(one("SHOW EXPLAIN FOR 5", mariadb()).utility().kind, UtilityKind::explain_connection);
}

TEST(MysqlStatements, everything_else_by_kind) {
  for (const auto& [text, kind, named] : {std::tuple{"USE Crm", UtilityKind::use, "Crm"}, {"BEGIN WORK", UtilityKind::transaction, "BEGIN"},
                                          {"ROLLBACK TO x", UtilityKind::transaction, "ROLLBACK TO"}, {"XA COMMIT 'x' ONE PHASE", UtilityKind::transaction, "XA COMMIT"},
                                          {"PREPARE S FROM 'SELECT 1'", UtilityKind::prepare, "s"}, {"EXECUTE s USING @a", UtilityKind::execute, "s"},
                                          {"DROP PREPARE s", UtilityKind::deallocate, "s"}, {"CALL p(1)", UtilityKind::call, "CALL"}, {"DO 1, SLEEP(1)", UtilityKind::do_, "DO"},
                                          {"HANDLER t READ i = (1) WHERE a", UtilityKind::handler, "READ"}, {"KILL QUERY 5", UtilityKind::kill, "QUERY"},
                                          {"FLUSH TABLES a WITH READ LOCK", UtilityKind::flush, "FLUSH"}, {"CHECK TABLE a, b QUICK", UtilityKind::maintain, "CHECK TABLE"},
                                          {"GET DIAGNOSTICS @a = NUMBER", UtilityKind::get_diagnostics, "GET DIAGNOSTICS"}, {"LOCK TABLES a READ", UtilityKind::lock, "LOCK TABLES"},
                                          {"SIGNAL SQLSTATE '45000'", UtilityKind::signal, "SIGNAL"}, {"TRUNCATE t", UtilityKind::truncate, "TRUNCATE TABLE"},
                                          {"DROP DATABASE IF EXISTS x", UtilityKind::drop_database, "x"}, {"HELP 'x'", UtilityKind::help, "x"},
                                          {"INSTALL PLUGIN x SONAME 'y'", UtilityKind::other, "INSTALL"}, {"CREATE USER x", UtilityKind::other, "CREATE USER"}}) {
    const auto made = one(text);
    EXPECT_EQ(made.utility().kind, kind) << text;
    EXPECT_EQ(made.utility().name, named) << text;
  }
  const auto load = one("LOAD DATA LOCAL INFILE 'f' INTO TABLE t (a, @b) SET c = @b");
  EXPECT_TRUE(load.utility().local);
  EXPECT_EQ(load.utility().file, "f");
  EXPECT_TRUE(load.utility().assignments[1].variable);
  EXPECT_EQ(assigned(load.utility().set), " c=@b");
  EXPECT_EQ(relations(one("LOCK TABLES a AS b WRITE, c READ LOCAL").utility()), "a as b c");
}

TEST(MysqlStatements, definitions_name_what_they_touch) {
  const auto table = one("CREATE TEMPORARY TABLE t (a INT DEFAULT (f(1)), b VARCHAR(10) AS (UPPER(a)) STORED REFERENCES p (x), CHECK (a > 0), FOREIGN KEY (a) REFERENCES q (y)) ENGINE=MEMORY SELECT c FROM u");
  EXPECT_EQ(table.utility().kind, UtilityKind::create_table_as);
  EXPECT_TRUE(table.utility().target->temporary);
  ASSERT_EQ(table.utility().columns.size(), 2U);
  EXPECT_EQ(shown(table.utility().columns[0]->expressions), " f( 1)");
  EXPECT_EQ(shown(table.utility().columns[1]->expressions), " upper( a)");
  EXPECT_EQ(shown(table.utility().columns[1]->references[0]), "p");
  EXPECT_EQ(relations(table.utility()), "q");
  EXPECT_EQ(shown(table.utility().body->query), "select c from u");
  const auto like = one("CREATE TABLE IF NOT EXISTS a LIKE crm.b");
  EXPECT_TRUE(like.utility().like);
  EXPECT_EQ(relations(like.utility()), "crm.b");
  const auto view = one("CREATE OR REPLACE DEFINER = 'a'@'b' SQL SECURITY INVOKER VIEW v (x) AS SELECT 1 WITH CHECK OPTION");
  EXPECT_EQ(view.utility().kind, UtilityKind::create_view);
  EXPECT_EQ(shown(view.utility().body->query), "select 1");
  EXPECT_EQ(relations(one("ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (y), RENAME TO c").utility()), "a b c");
  EXPECT_EQ(relations(one("RENAME TABLE a TO b, c TO d").utility()), "a b c d");
  EXPECT_EQ(relations(one("DROP TABLE IF EXISTS a, crm.b").utility()), "a crm.b");
  EXPECT_EQ(relations(one("CREATE INDEX i ON t (a, (lower(b)))").utility()), "t");
  EXPECT_EQ(relations(one("CREATE TRIGGER x BEFORE UPDATE ON crm.t FOR EACH ROW BEGIN SELECT 1; END").utility()), "crm.t");
}

/// tests/golden/mysql-parser/*.sql: what drivers, frameworks and tools send, read whole by both dialects.
TEST(MysqlStatements, what_tools_send_is_read_whole) {
  std::size_t read = 0;
  const auto check = [&](const std::string& text, std::string_view dialects, std::string_view sql_mode) {
    for (auto mode : {mysql(), mariadb()}) {
      if (dialects != "both" && dialects != (mode.dialect == Dialect::mysql ? "mysql" : "mariadb")) continue;
      apply_sql_mode(sql_mode, mode);
      const auto parsed = parse(text, mode);
      EXPECT_TRUE(parsed.ast) << dialects << ": " << parsed.error << "\n" << text;
      ++read;
    }
  };
  for (const auto& entry : std::filesystem::directory_iterator(JAALI_SOURCE_DIR "/tests/golden/mysql-parser")) {
    if (entry.path().extension() != ".sql") continue;
    std::ifstream file(entry.path());
    std::string line, text, dialects = "both", sql_mode;
    bool block = false;
    while (std::getline(file, line)) {
      if (line.starts_with("--! ")) {
        const auto blank = line.find(' ', 4);
        dialects = line.substr(4, blank == std::string::npos ? blank : blank - 4);
        sql_mode = blank == std::string::npos ? "" : line.substr(blank + 1);
        continue;
      }
      if (line == "--{") {
        block = true;
        continue;
      }
      const bool closes = line == "--}";
      if (!closes) text += line + "\n";
      if (closes ? block : !block && line.ends_with(';')) {
        check(text, dialects, sql_mode);
        text.clear();
        block = false;
      }
    }
    EXPECT_TRUE(text.empty()) << entry.path() << ": " << text;
  }
  EXPECT_GT(read, 1500U);
}

}  // namespace
}  // namespace jaali::sql

#include "sql/mysql_parser/parser.h"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/unit/sql/mysql_tree.h"

namespace jaali::sql {
namespace {

using mysql_parser::parse;
using mysql_parser::ParsedText;

MysqlText mysql() { return {.dialect = Dialect::mysql, .version = 90704}; }
MysqlText mariadb() { return {.dialect = Dialect::mariadb, .version = 101119}; }

std::string_view at(std::string_view text, Range range) { return text.substr(range.begin, range.end - range.begin); }

/// The one query of a text, shown; else the error.
std::string query(std::string_view text, const MysqlText& mode = mysql()) {
  const auto parsed = parse(text, mode);
  if (!parsed.ast) return parsed.error;
  if (parsed.ast->statements.size() != 1 || !parsed.ast->statements[0]->query) return "no query";
  return shown(parsed.ast->statements[0]->query);
}
std::string value(std::string_view expression, const MysqlText& mode = mysql()) {
  auto made = query("SELECT " + std::string(expression), mode);
  return made.starts_with("select ") ? made.substr(7) : made;
}

TEST(MysqlParser, binds_operators_as_the_servers_do) {
  EXPECT_EQ(value("a + b * c - d"), "(- (+ a (* b c)) d)");
  EXPECT_EQ(value("a | b & c << d ^ e"), "(| a (& b (<< c (^ d e))))");
  EXPECT_EQ(value("-a ^ b"), "(^ (- a) b)");
  EXPECT_EQ(value("a DIV b MOD c % d"), "(% (% (DIV a b) c) d)");
  EXPECT_EQ(value("a = b AND c OR d XOR NOT e > f"), "(OR (AND (= a b) c) (XOR d (NOT (> e f))))");
  EXPECT_EQ(value("a AND b AND c && d"), "(AND a b c d)");
  EXPECT_EQ(value("a = b = c"), "(= (= a b) c)");
  EXPECT_EQ(value("a = b IS NULL"), "{IS NULL (= a b)}");
  EXPECT_EQ(value("NOT a IN (1, 2)"), "(NOT (=:IN a 1 2))");
  EXPECT_EQ(value("a NOT IN (1)"), "(<>:IN a 1)");
  EXPECT_EQ(value("a BETWEEN b + 1 AND c AND d"), "(AND (BETWEEN a (+ b 1) c) d)");
  EXPECT_EQ(value("a NOT LIKE 'x' ESCAPE '|'"), "(NOT LIKE a 'x' '|')");
  EXPECT_EQ(value("a <=> NULL"), "(<=> a null)");
  EXPECT_EQ(value("!a = b"), "(= (NOT a) b)");
  EXPECT_EQ(value("NOT a = b"), "(NOT (= a b))");
  EXPECT_EQ(value("BINARY a = b COLLATE utf8mb4_bin"), "(= (BINARY a) (collate b utf8mb4_bin))");
  EXPECT_EQ(value("a || b"), "(OR a b)");
  EXPECT_EQ(value("a->'$.x' = 1"), "(= (-> a '$.x') 1)");
  EXPECT_EQ(value("5 MEMBER OF (a)"), "(MEMBER OF 5 a)");
  EXPECT_EQ(value("a SOUNDS LIKE b"), "(SOUNDS LIKE a b)");
  EXPECT_EQ(value("@a := b OR c"), "@a:=(OR b c)");
  EXPECT_EQ(value("1 =! 0", mariadb()), "(= 1 (NOT 0))");
}

TEST(MysqlParser, sql_mode_changes_what_operators_mean) {
  auto mode = mysql();
  apply_sql_mode("PIPES_AS_CONCAT,HIGH_NOT_PRECEDENCE", mode);
  EXPECT_EQ(value("a || b = c", mode), "(= (|| a b) c)");
  EXPECT_EQ(value("-a || b ^ c * d", mode), "(* (^ (|| (- a) b) c) d)");
  EXPECT_EQ(value("NOT a = b", mode), "(= (NOT a) b)");
  apply_sql_mode("ANSI_QUOTES", mode);
  EXPECT_EQ(value("\"t\".\"A\", 'x'", mode), "t.a 'x'");
  EXPECT_EQ(value("'a' \"b\"", mode), "'a' as b");
  EXPECT_EQ(value("'a' \"b\""), "'ab'");
}

TEST(MysqlParser, literals_and_variables) {
  EXPECT_EQ(value("'it''s', \"a\\nb\", N'x', _utf8mb4'y' 'z', x'41', 0x4D, b'1', 1e3, .5, NULL, TRUE"),
            "'it's' 'a\nb' 'x' 'yz' x'41' 0x4D b'1' 1e3 .5 null true");
  EXPECT_EQ(value("@A, @'b C', @`D`, @@sql_mode, @@GLOBAL.x, @@session.a.b"), "@a @b c @d @@sql_mode @@GLOBAL.x @@SESSION.a.b");
  EXPECT_EQ(value("?, ? + ?"), "?1 (+ ?2 ?3)");
  EXPECT_EQ(value("DATE '2024-01-01', {d '2024-01-01'}, {x Email}"), "{DATE '2024-01-01'} {ODBC:d '2024-01-01'} {ODBC:x email}");
  EXPECT_EQ(value("\\N, \\Na", mariadb()), "null null as a");
  EXPECT_TRUE(value("\\N").starts_with("syntax error"));
  EXPECT_EQ(value("1 ` a`, 'x' 'y' z"), "1 as a 'xy' as z");
}

TEST(MysqlParser, functions_with_a_syntax_of_their_own) {
  EXPECT_EQ(value("COUNT(*), COUNT(DISTINCT a, b), SUM(a) OVER (w PARTITION BY b ORDER BY c ROWS 2 PRECEDING)"),
            "count(*) count(distinct a b) sum( a) over (w b by c 2)");
  EXPECT_EQ(value("GROUP_CONCAT(DISTINCT a ORDER BY b SEPARATOR ';')"), "group_concat(distinct a ';' by b)");
  EXPECT_EQ(value("TRIM(LEADING 'x' FROM a), TRIM(a), SUBSTRING(a FROM 2 FOR 3), MID(a, 1), POSITION('x' IN a)"),
            "{TRIM:LEADING a 'x'} {TRIM:BOTH a} substring( a 2 3) substring( a 1) position( 'x' a)");
  EXPECT_EQ(value("EXTRACT(DAY FROM d), DATE_ADD(d, INTERVAL a + 1 DAY), d - INTERVAL 1 HOUR, INTERVAL 1 DAY + d, INTERVAL(1, 2, 3)"),
            "{EXTRACT:DAY d} date_add( d {INTERVAL:DAY (+ a 1)}) (- d {INTERVAL:HOUR 1}) (+ {INTERVAL:DAY 1} d) interval( 1 2 3)");
  EXPECT_EQ(value("CAST(a AS DECIMAL(10, 2)), CONVERT(a, CHAR), CONVERT(a USING latin1), CHAR(65 USING utf8mb4)"),
            "(cast a DECIMAL 10 2) (cast a CHAR) {CONVERT USING:latin1 a} char( 65)");
  EXPECT_EQ(value("MATCH (a, t.b) AGAINST ('x' IN BOOLEAN MODE)"), "{MATCH:boolean a t.b 'x'}");
  EXPECT_EQ(value("IF(a, b, c), LEFT(a, 1), Crm.F(a), max (a), NOW(), CURRENT_TIMESTAMP(3), CURRENT_USER"),
            "if( a b c) left( a 1) Crm.f( a) max( a) now() {CURRENT_TIMESTAMP 3} {CURRENT_USER}");
  EXPECT_EQ(value("CASE a WHEN 1 THEN b ELSE c END, CASE WHEN a THEN b END"), "{CASE (=:CASE a) 1 b c} {CASE a b}");
  EXPECT_EQ(value("NEXT VALUE FOR s, LASTVAL(crm.s), SETVAL(s, 5)", mariadb()), "{NEXT VALUE s} {PREVIOUS VALUE crm.s} {SETVAL s 5}");
  EXPECT_EQ(value("DEFAULT(a), JSON_VALUE(a, '$.b' RETURNING SIGNED DEFAULT c ON EMPTY)"), "{DEFAULT a} json_value( a '$.b' c)");
  EXPECT_EQ(query("SELECT COUNT (*) FROM t"), "syntax error at or near \"*\" (byte 15)");
}

TEST(MysqlParser, subqueries_rows_and_brackets) {
  EXPECT_EQ(value("(SELECT 1) + ((SELECT 2)), EXISTS (SELECT 1), a > ALL (SELECT 1), (a, b) = ROW(1, 2)"),
            "(+ < select 1> < select 2>) <EXISTS select 1> <ALL:> a select 1> (= [ a b ] [ 1 2 ])");
  EXPECT_EQ(value("a IN (SELECT 1), a NOT IN ((SELECT 1)), a IN ((SELECT 1) UNION (SELECT 2)), ((SELECT 1) UNION (SELECT 2) LIMIT 1)"),
            "<ANY:= a select 1> <ALL:<> a select 1> <ANY:= a (select 1 U select 2)> < (select 1 U select 2) limit 1>");
}

TEST(MysqlParser, queries_whole) {
  EXPECT_EQ(query("SELECT DISTINCT t.*, a AS x, b y, 1 'z' FROM db.T AS u, v w WHERE a GROUP BY a, b WITH ROLLUP HAVING c ORDER BY 1 DESC LIMIT 2, 3 FOR UPDATE SKIP LOCKED"),
            "select distinct t.* a as x b as y 1 as z from db.T as u, v as w where a group {WITH ROLLUP a b} having c by 1 limit 3 offset 2 lock UPDATE SKIP LOCKED");
  EXPECT_EQ(query("SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 EXCEPT SELECT 4 ORDER BY 1 LIMIT 1"), "((select 1 U (select 2 & select 3)) - select 4) by 1 limit 1");
  EXPECT_EQ(query("(SELECT 1 LIMIT 1) ORDER BY a"), "select * from (select 1 limit 1) by a");
  EXPECT_EQ(query("(SELECT 1) ORDER BY a LIMIT 2"), "select 1 by a limit 2");
  EXPECT_EQ(query("WITH x (a) AS (SELECT 1), y AS (SELECT 2) SELECT * FROM x"), "with x(select 1) y(select 2) select * from x");
  EXPECT_EQ(query("TABLE t ORDER BY a"), "select * from t by a");
  EXPECT_EQ(query("VALUES ROW(1, 2), ROW(3, 4)"), "values ( 1 2 ) ( 3 4 )");
  EXPECT_EQ(query("VALUES (1, 2)", mariadb()), "values ( 1 2 )");
  EXPECT_EQ(query("SELECT a INTO @x FROM t"), "select a from t into @x");
  EXPECT_EQ(query("SELECT a FROM t LIMIT 1 INTO OUTFILE 'f'"), "select a from t limit 1 intof");
  EXPECT_EQ(query("SELECT a FROM t UNION SELECT b FROM u INTO @x"), "(select a from t U select b from u) into @x");
  EXPECT_EQ(query("SELECT * FROM t LOCK IN SHARE MODE"), "select * from t lock SHARE");
  EXPECT_EQ(query("SELECT 1 FROM DUAL"), "select 1");
  for (const auto* wrong : {"SELECT (SELECT 1 INTO @x)", "SELECT * FROM (SELECT 1 INTO @x) t", "SELECT 1 INTO @x UNION SELECT 2", "SELECT a, * FROM t",
                            "SELECT 1 ORDER BY 1 UNION SELECT 2", "SELECT", "SELECT 1,", "SELECT 1 FROM", "SELECT 1 1", "SELECT (1", "SELECT 1)", "SELECT 1 */"}) {
    EXPECT_TRUE(query(wrong).starts_with("syntax error")) << wrong;
  }
}

TEST(MysqlParser, tables_and_joins) {
  EXPECT_EQ(query("SELECT 1 FROM a JOIN b ON x LEFT JOIN c USING (i, j), d"), "select 1 from ((a join b on x) left c using i using j), d");
  EXPECT_EQ(query("SELECT 1 FROM a JOIN b JOIN c ON x ON y"), "select 1 from (a join (b join c on x) on y)");
  EXPECT_EQ(query("SELECT 1 FROM a JOIN b JOIN c ON x"), "select 1 from ((a join b) join c on x)");
  EXPECT_EQ(query("SELECT 1 FROM a JOIN (b NATURAL JOIN c) JOIN d ON x"), "select 1 from ((a join (b natural c)) join d on x)");
  EXPECT_EQ(query("SELECT 1 FROM a NATURAL LEFT JOIN b STRAIGHT_JOIN c"), "select 1 from ((a left b) join c)");
  EXPECT_EQ(query("SELECT 1 FROM {oj a LEFT OUTER JOIN b ON x}"), "select 1 from (a left b on x)");
  EXPECT_EQ(query("SELECT 1 FROM t PARTITION (p) AS u USE INDEX (i) IGNORE KEY FOR JOIN ()"), "select 1 from t#p as u hinted");
  EXPECT_EQ(query("SELECT 1 FROM (SELECT 1) t (x), ((SELECT 2) UNION (SELECT 3)) u, LATERAL (SELECT 4) v"),
            "select 1 from (select 1) as t.x, ((select 2 U select 3)) as u, lateral (select 4) as v");
  EXPECT_EQ(query("SELECT 1 FROM JSON_TABLE(a, '$' COLUMNS (n FOR ORDINALITY, NESTED PATH '$.x' COLUMNS (b INT PATH '$.b'))) j"),
            "select 1 from JSON_TABLE( a '$' '$.x' 2 columns) as j");
  EXPECT_EQ(query("SELECT 1 FROM t FOR SYSTEM_TIME AS OF now()", mariadb()), "select 1 from t at now()");
}

TEST(MysqlParser, folds_names_as_the_catalog_does) {
  auto mode = mysql();
  EXPECT_EQ(query("SELECT T.Email AS E FROM Crm.T"), "select T.email as e from Crm.T");
  EXPECT_EQ(query("SELECT Tables.Table_Name FROM Information_Schema.Tables"), "select Tables.table_name from information_schema.tables");
  mode.lower_case_table_names = 1;
  EXPECT_EQ(query("SELECT T.Email FROM Crm.`T` U", mode), "select t.email from crm.t as u");
  EXPECT_EQ(query("SELECT É FROM t", mode), "select é from t");
}

TEST(MysqlParser, keeps_the_exact_range_of_columns_literals_and_names) {
  constexpr std::string_view text = "SELECT /*!50000 c . `email` */, 'x' \"y\" AS n, (f( c.id )) FROM crm . customers c WHERE (c.`id`) = ? -- end";
  const auto parsed = parse(text, mysql());
  ASSERT_TRUE(parsed.ast) << parsed.error;
  ASSERT_EQ(parsed.ast->statements.size(), 1U);
  const auto& made = *parsed.ast->statements[0]->query;
  EXPECT_EQ(at(text, made.targets[0].value->range), "c . `email`");
  EXPECT_EQ(at(text, made.targets[1].range), "'x' \"y\"");
  EXPECT_EQ(at(text, made.targets[2].range), "(f( c.id ))");
  EXPECT_EQ(at(text, made.targets[2].value->range), "f( c.id )");
  EXPECT_EQ(at(text, made.targets[2].value->arguments[0]->range), "c.id");
  EXPECT_EQ(at(text, made.from[0]->relation->range), "crm . customers");
  EXPECT_EQ(at(text, made.where->arguments[0]->range), "c.`id`");
  EXPECT_EQ(at(text, made.where->arguments[1]->range), "?");
  EXPECT_EQ(parsed.ast->statements[0]->parameters, 1);
}

TEST(MysqlParser, splits_a_text_as_the_servers_do) {
  const auto kinds = [](std::string_view text) {
    const auto parsed = parse(text, mariadb());
    if (!parsed.ast) return std::string("error");
    std::string made;
    for (const auto* statement : parsed.ast->statements) made += (made.empty() ? "" : ", ") + std::string(statement->tag);
    return made;
  };
  EXPECT_EQ(kinds("SELECT 1; INSERT INTO t VALUES (1); COMMIT;; ; \n"), "SELECT, INSERT, COMMIT");
  EXPECT_EQ(kinds("SELECT 1; -- x"), "SELECT, EMPTY");
  EXPECT_EQ(kinds("SELECT 1 -- x"), "SELECT");
  EXPECT_EQ(kinds("/* ping */"), "EMPTY");
  EXPECT_EQ(kinds("SELECT 1;;SELECT 2"), "SELECT, EMPTY, SELECT");
  EXPECT_EQ(kinds(""), "");
  EXPECT_EQ(kinds(" ;\n"), "");
  EXPECT_EQ(kinds("/*! SELECT 1 */;"), "SELECT");
  EXPECT_EQ(kinds("/*!50000 SELECT 1; SELECT 2 */"), "error");
  EXPECT_EQ(kinds("CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; END; SELECT 2"), "CREATE PROCEDURE, SELECT");
  EXPECT_EQ(kinds("CREATE TRIGGER t BEFORE INSERT ON c FOR EACH ROW SET NEW.a = OLD.b; DELETE FROM x"), "CREATE TRIGGER, DELETE");
  EXPECT_EQ(kinds("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN SELECT 1; END; SELECT 2"), "CREATE EVENT, SELECT");
  EXPECT_EQ(kinds("BEGIN NOT ATOMIC SELECT CASE WHEN 1 THEN 2 END; END; SELECT 2"), "BEGIN NOT ATOMIC, SELECT");
  EXPECT_EQ(kinds("ALTER TABLE t ADD a INT; SELECT 1"), "ALTER TABLE, SELECT");
  EXPECT_EQ(kinds("GRANT SELECT ON *.* TO x; SELECT 1"), "GRANT, SELECT");
}

TEST(MysqlParser, hints_do_not_change_what_is_read_unless_they_say_so) {
  const auto unsupported = [](std::string_view text, const MysqlText& mode) {
    const auto parsed = parse(text, mode);
    if (!parsed.ast) return parsed.error;
    std::string made;
    for (const auto what : parsed.ast->statements[0]->unsupported) made += std::string(what) + ";";
    return made;
  };
  EXPECT_EQ(unsupported("SELECT /*+ MAX_EXECUTION_TIME(10) SET_VAR(sort_buffer_size=1M) QB_NAME(a) */ 1", mysql()), "");
  EXPECT_EQ(unsupported("SELECT /*+ SET_VAR(sql_mode='ANSI_QUOTES') */ 1", mysql()), "SET_VAR(sql_mode);");
  EXPECT_EQ(unsupported("SELECT /*+ RESOURCE_GROUP(a) */ 1", mysql()), "RESOURCE_GROUP;");
  EXPECT_EQ(unsupported("SELECT /*+ UNKNOWN( */ 1", mysql()), "an optimizer hint that is not understood;");
  EXPECT_EQ(unsupported("SELECT /*+ SET_VAR(sql_mode='ANSI_QUOTES') */ 1", mariadb()), "");  // a comment there
  EXPECT_EQ(unsupported("SELECT 1, /*+ SET_VAR(sql_mode='ANSI_QUOTES') */ 1", mysql()), "");
  EXPECT_EQ(unsupported("EXPLAIN SELECT (SELECT /*+ SET_VAR(sql_mode='') */ 1)", mysql()), "SET_VAR(sql_mode);");
}

TEST(MysqlParser, bounds_depth_and_time) {
  const auto repeat = [](std::string_view what, std::size_t count) {
    std::string made;
    for (std::size_t i = 0; i < count; ++i) made += what;
    return made;
  };
  for (const auto& deep : {"SELECT 1" + repeat("+1", 5000), "SELECT 1" + repeat(" UNION SELECT 1", 900), "SELECT " + repeat("- ", 5000) + "1",
                           "SELECT " + repeat("NOT ", 5000) + "1", "SELECT 1 FROM a" + repeat(" JOIN a ON 1", 900), "SELECT a" + repeat(" LIKE a", 900),
                           "SELECT a" + repeat(" COLLATE utf8mb4_bin", 900), "SELECT a" + repeat(" = 1", 900), "SELECT " + repeat("f(", 240) + repeat(")", 240)}) {
    const auto parsed = parse(deep, mysql());
    EXPECT_FALSE(parsed.ast) << deep.substr(0, 40);
    EXPECT_TRUE(parsed.limit) << deep.substr(0, 40) << parsed.error;
  }
  for (const auto& wide : {"SELECT 1" + repeat(", 1+1+1", 5000), "SELECT 1" + repeat(" AND 1", 5000), "SELECT 1 IN (1" + repeat(",1", 5000) + ")",
                           "SELECT " + repeat("(", 150) + "1" + repeat(")", 150), "SELECT " + repeat("f(", 150) + repeat(")", 150), "INSERT INTO t VALUES (1)" + repeat(",(1)", 5000)}) {
    EXPECT_TRUE(parse(wide, mysql()).ast) << wide.substr(0, 40);
  }
  const auto begun = std::chrono::steady_clock::now();
  for (const auto* hard : {"SELECT ", "(", "((SELECT 1) UNION ", "INTERVAL(", "CASE WHEN ", "a JOIN ", "SELECT 1 FROM (", "/*+", "SELECT /*+ A(", "f(", "JSON_TABLE(a,'$' COLUMNS("}) {
    (void)parse("SELECT " + repeat(hard, 200000 / std::string_view(hard).size()), mysql());
    (void)parse("SELECT 1 FROM " + repeat(hard, 200000 / std::string_view(hard).size()), mariadb());
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
}

}  // namespace
}  // namespace jaali::sql

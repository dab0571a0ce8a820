--- Utility statements: an allow-list.
-- role: app
BEGIN
--> ?
START TRANSACTION READ ONLY
--> ?
START TRANSACTION WITH CONSISTENT SNAPSHOT
--> ?
COMMIT
--> ?
COMMIT AND CHAIN
--> ?
ROLLBACK
--> ?
SAVEPOINT a
--> ?
ROLLBACK TO SAVEPOINT a
--> ?
RELEASE SAVEPOINT a
--> ?
USE other
--> pass
SET autocommit = 0
--> pass
SET @@session.autocommit = 1, @a = 5, time_zone = '+00:00'
--> pass
SET NAMES utf8mb4
--> pass
SET NAMES 'utf8mb4' COLLATE 'utf8mb4_unicode_ci'
--> pass
SET character_set_server = 'utf8mb4'
--> pass
SET collation_server = 'utf8mb4_general_ci'
--> pass
SET character_set_server = gbk
--> refused
SET NAMES latin1
--> pass
SET NAMES DEFAULT
--> pass
SET CHARACTER SET utf8mb4
--> pass
SET character_set_results = NULL
--> pass
SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED
--> pass
SET TRANSACTION READ ONLY
--> pass
SET sql_mode = 'STRICT_TRANS_TABLES'
--> pass
SET @@SESSION.sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'), @@SESSION.wait_timeout = 2147483
--> pass
SET sql_mode = ''
--> pass
SET foreign_key_checks = 1, unique_checks = ON
--> pass
SET @old_checks = @@foreign_key_checks, foreign_key_checks = 0, unique_checks = OFF
--> pass
SET foreign_key_checks = @old_checks, unique_checks = DEFAULT
--> pass
SET GLOBAL foreign_key_checks = 0
--> refused: setting
SET foreign_key_checks = (SELECT email > 'M' FROM customers WHERE id = 1)
--> refused: SET over a sensitive relation
SET sql_auto_is_null = 0
--> pass
SET SESSION group_concat_max_len = 1000000
--> pass
SET max_execution_time = 1000
--> pass
SET sql_safe_updates = 1, sql_select_limit = 1000, max_join_size = 1000000
--> pass
SET @a = 1, @b := 'x', @c = (SELECT COUNT(*) FROM orders)
--> pass
SET @a = @@version, @b = UUID()
--> pass
SET ROLE NONE
--> pass
SET PASSWORD = 'x'
--> refused: setting
SET PASSWORD FOR 'dpo'@'%' = 'x'
--> refused: setting
SET PASSWORD FOR CURRENT_USER() = 'x'
--> refused: setting
SET default_storage_engine = InnoDB
--> pass
SET NAMES gbk
--> refused: setting
SET NAMES sjis
--> refused: setting
SET NAMES big5
--> refused: setting
SET CHARACTER SET gb18030
--> refused: setting
SET character_set_client = cp932
--> refused: setting
SET character_set_results = utf16
--> refused: setting
SET collation_connection = gbk_chinese_ci
--> refused: setting
SET character_set_client = @x
--> refused: setting
SET sql_auto_is_null = 1
--> refused: setting
SET optimizer_switch = 'index_merge=off'
--> refused: setting
SET optimizer_trace = 'enabled=on'
--> refused: setting
SET sql_mode = 'ORACLE'
--> refused: setting
SET max_join_size = 10
--> refused: setting
SET GLOBAL general_log = 1
--> refused: setting
SET @@global.autocommit = 0
--> refused: setting
SET GLOBAL TRANSACTION READ ONLY
--> refused: setting
SET sql_log_bin = 0
--> refused: setting
SET profiling = 1
--> refused: setting
SET autocommit = 1, optimizer_switch = DEFAULT
--> refused: setting
SET nonesuch = 1
--> refused: setting
SET default_storage_engine = MERGE
--> refused: setting
SET sql_mode = 'ANSI_QUOTES'; SELECT 1
--> refused: several statements
USE other; SELECT 1
--> refused: several statements
SET NAMES utf8mb4; SELECT 1
--> refused: several statements
SET autocommit = 0; SELECT 1 AS a
--> pass
SELECT 1 AS a; SET NAMES utf8mb4
--> pass
DO SLEEP(0), 1 + 1
--> pass
DO RELEASE_LOCK('x')
--> pass
CALL p_safe()
--> pass
CALL d1.p_safe()
--> pass
CALL p_safe(); SELECT 1
--> refused: several statements
CALL sys.ps_truncate_all_tables(1)
--> refused: function sys.ps_truncate_all_tables
CALL p_dyn('SELECT 1')
--> refused: function d1.p_dyn
SELECT age_of('2000-01-01')
--> pass
SELECT upper_case('x')
--> refused: function d1.upper_case
LOCK TABLES orders READ, customers WRITE
--> pass
LOCK TABLES customers AS c READ
--> pass
UNLOCK TABLES
--> pass
KILL 5
--> pass
KILL QUERY 5
--> pass
TRUNCATE TABLE logs
--> pass
TRUNCATE logs
--> pass
TRUNCATE performance_schema.events_statements_summary_by_digest
--> refused
ANALYZE TABLE orders
--> pass
CHECK TABLE orders
--> pass
CHECKSUM TABLE orders
--> pass
CHECKSUM TABLE orders, customers
--> refused
OPTIMIZE TABLE orders
--> refused: statement kind OPTIMIZE
REPAIR TABLE orders
--> refused: statement kind REPAIR
FLUSH TABLES
--> refused
FLUSH STATUS
--> refused
PREPARE s FROM 'SELECT id FROM orders WHERE id = ?'
--> pass
PREPARE s FROM 'SELECT id FROM customers'
--> refused: PREPARE over masked columns
PREPARE s FROM 'SELECT email FROM customers'
--> refused: PREPARE over masked columns
PREPARE s FROM 'SELECT UPPER(email) FROM customers'
--> refused: use of a protected column
PREPARE s FROM @q
--> refused: PREPARE of a computed text
PREPARE s FROM 'SELECT 1; SELECT 2'
--> refused
PREPARE s FROM 'SELECT LOAD_FILE(''x'')'
--> refused: function load_file
PREPARE s FROM 'SELECT id FROM nonesuch'
--> refused: unknown name
PREPARE s FROM 'SHOW WARNINGS'
--> refused: PREPARE of diagnostics
PREPARE s FROM 'SELECT ''a'
--> refused: not parsed
PREPARE s FROM 'SELECT info FROM information_schema.processlist'
--> refused: PREPARE over masked columns
EXECUTE s
--> ?
EXECUTE s USING @a, @b
--> ?
DEALLOCATE PREPARE s
--> ?
DROP PREPARE s
--> ?
CREATE TEMPORARY TABLE t(id int, x varchar(20), KEY (x))
--> ?
CREATE TEMPORARY TABLE IF NOT EXISTS t(id int) ENGINE=InnoDB
--> ?
CREATE TEMPORARY TABLE t SELECT id, amount FROM orders
--> ?
CREATE TEMPORARY TABLE t AS SELECT info FROM information_schema.processlist
--> refused
CREATE TEMPORARY TABLE t LIKE orders
--> ?
DROP TEMPORARY TABLE t
--> refused: unknown name
DROP TEMPORARY TABLE IF EXISTS t
--> ?
CREATE TEMPORARY TABLE t(id int); INSERT INTO t VALUES (1); SELECT * FROM t; DROP TEMPORARY TABLE t
--> ? |  | ? | ?
CREATE TABLE t(id int)
--> refused: statement kind CREATE TABLE
CREATE TABLE t AS SELECT 1
--> refused
DROP TABLE orders
--> refused
ALTER TABLE orders ADD COLUMN x int
--> refused
RENAME TABLE orders TO o2
--> refused
CREATE INDEX i ON orders(amount)
--> refused
CREATE VIEW v AS SELECT 1
--> refused
CREATE DATABASE x
--> refused
DROP DATABASE other
--> refused
CREATE FUNCTION f() RETURNS int RETURN 1
--> refused
CREATE PROCEDURE p() SELECT 1
--> refused
CREATE TRIGGER tr BEFORE INSERT ON orders FOR EACH ROW SET @x = 1
--> refused
CREATE EVENT ev ON SCHEDULE EVERY 1 DAY DO SELECT 1
--> refused
GRANT SELECT ON d1.* TO x
--> refused
CREATE USER x
--> refused
XA START 'x'
--> refused
GET DIAGNOSTICS @n = NUMBER
--> ?
EXPLAIN SELECT * FROM orders
--> pass
EXPLAIN FORMAT=JSON SELECT * FROM orders WHERE id = 1
--> pass
EXPLAIN UPDATE logs SET id = 5
--> pass
EXPLAIN orders
--> pass
DESCRIBE customers
--> pass
DESC customers email
--> pass
HELP 'x'
--> pass
ANALYZE TABLE orders PERSISTENT FOR ALL, customers
--> refused
CREATE TEMPORARY TABLE IF NOT EXISTS t AS SELECT * FROM nonesuch
--> refused: unknown name
PREPARE s FROM 'SELECT ''é'''
--> refused: PREPARE of a text beyond ASCII
PREPARE s FROM 'SET sql_mode = ANSI_QUOTES'
--> refused: PREPARE of what changes the session
PREPARE s FROM 'CALL p_safe()'
--> refused: PREPARE of what changes the session
PREPARE s FROM 'SELECT 1'; EXECUTE s; DEALLOCATE PREPARE s
--> pass
INSERT IGNORE INTO audit_log(who) VALUES ('x')
-->
use `d1`; set names 'utf8mb4' collate 'utf8mb4_unicode_ci'; set session sql_mode='STRICT_TRANS_TABLES'
--> pass
USE other; SET @a = (SELECT label FROM customers)
--> refused: several statements
SET sql_mode = 'ANSI_QUOTES'; SET @a = "x"
--> refused: several statements
SET sql_mode = ''; SET @a = 'x\\'
--> refused
USE other; SET time_zone = '+00:00'; SELECT 1
--> refused: several statements

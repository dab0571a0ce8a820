--- What drivers, ORMs and tools send on connect, reset and introspection: it names no protected table, and passes.
-- role: app
SELECT 1
--> pass
SELECT @@version_comment LIMIT 1
--> pass
SELECT @@max_allowed_packet, @@system_time_zone, @@time_zone, @@auto_increment_increment
--> pass
SELECT @@session.auto_increment_increment AS auto_increment_increment, @@character_set_client AS character_set_client, @@character_set_connection AS character_set_connection, @@character_set_results AS character_set_results, @@character_set_server AS character_set_server, @@collation_server AS collation_server, @@collation_connection AS collation_connection, @@init_connect AS init_connect, @@interactive_timeout AS interactive_timeout, @@license AS license, @@lower_case_table_names AS lower_case_table_names, @@max_allowed_packet AS max_allowed_packet, @@net_write_timeout AS net_write_timeout, @@performance_schema AS performance_schema, @@sql_mode AS sql_mode, @@system_time_zone AS system_time_zone, @@time_zone AS time_zone, @@transaction_isolation AS transaction_isolation, @@wait_timeout AS wait_timeout
--> pass
/* mysql-connector-java-8.0.33 */SELECT @@session.transaction_read_only
--> pass
SELECT DATABASE(), USER(), CURRENT_USER(), CONNECTION_ID(), VERSION()
--> pass
SELECT current_user
--> pass
SET NAMES utf8mb4; 
--> pass
SET AUTOCOMMIT = 1
--> pass
SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ
--> pass
SET character_set_results = NULL
--> pass
SET sql_mode='STRICT_TRANS_TABLES'
--> pass
SET SESSION sql_mode=CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')
--> pass
SET @@SESSION.sql_auto_is_null = 0, @@SESSION.wait_timeout = 2147483, @@SESSION.sql_mode = 'STRICT_ALL_TABLES'
--> pass
SET SQL_AUTO_IS_NULL = 0
--> pass
SET SESSION net_write_timeout=600, SESSION net_read_timeout=600
--> pass
SET session_track_schema=1
--> pass
SELECT VERSION(), @@sql_mode, @@default_storage_engine, @@sql_auto_is_null, @@lower_case_table_names, CONVERT_TZ('2001-01-01 01:00:00', 'UTC', 'UTC') IS NOT NULL
--> pass
SHOW FULL TABLES
--> pass
SHOW VARIABLES LIKE 'sql_mode'
--> pass
SELECT TABLE_NAME, TABLE_TYPE, TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
--> pass
SELECT column_name, data_type, CASE WHEN collation_name = 'utf8mb4_bin' THEN NULL ELSE collation_name END, column_default FROM information_schema.columns WHERE table_name = 'customers' AND table_schema = DATABASE()
--> pass
SELECT kc.constraint_name, kc.column_name, kc.referenced_table_name, kc.referenced_column_name FROM information_schema.key_column_usage AS kc WHERE kc.table_schema = DATABASE() AND kc.table_name = 'orders' ORDER BY kc.ordinal_position
--> pass
SELECT DISTINCT index_name, column_name, non_unique FROM information_schema.statistics WHERE table_name = 'customers'
--> pass
SELECT SCHEMA_NAME FROM INFORMATION_SCHEMA.SCHEMATA
--> pass
SELECT * FROM information_schema.KEY_COLUMN_USAGE k INNER JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA WHERE k.TABLE_SCHEMA = 'd1'
--> pass
SELECT GET_LOCK('migration', 10), RELEASE_LOCK('migration'), IS_FREE_LOCK('x'), RELEASE_ALL_LOCKS()
--> pass
SELECT LAST_INSERT_ID(), ROW_COUNT(), FOUND_ROWS()
--> pass
SELECT UUID(), NOW(6), UTC_TIMESTAMP(), CURDATE(), UNIX_TIMESTAMP(), RAND(), SLEEP(0)
--> pass
SELECT id, amount FROM orders WHERE customer_id = 5 ORDER BY placed_at DESC LIMIT 10
--> pass
SELECT o.*, COUNT(*) OVER (PARTITION BY customer_id) FROM orders o WHERE amount BETWEEN 1 AND 100
--> pass
SELECT customer_id, SUM(amount) AS total FROM orders GROUP BY customer_id HAVING total > 100 ORDER BY total DESC
--> pass
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i FROM n
--> pass
SELECT @row := @row + 1 AS r, o.id FROM orders o, (SELECT @row := 0) init
--> pass
SELECT id INTO @last FROM orders ORDER BY id DESC LIMIT 1
-->
SELECT @last
--> pass
INSERT INTO audit_log(who, what) VALUES ('me', 'it')
-->
INSERT INTO audit_log(who, what) SELECT 'me', id FROM orders
-->
INSERT INTO logs(id, at, body) VALUES (1, NOW(), CONCAT('a', 'b')) ON DUPLICATE KEY UPDATE body = VALUES(body)
-->
UPDATE logs SET body = UPPER(body), at = NOW() WHERE id = 1
-->
DELETE FROM logs WHERE at < NOW() - INTERVAL 7 DAY LIMIT 1000
-->
SELECT JSON_EXTRACT(doc, '$.a'), JSON_UNQUOTE(JSON_EXTRACT(doc, '$.b')) FROM items
--> pass
SELECT EXTRACTVALUE('<a>x</a>', '/a'), UPDATEXML('<a>x</a>', '/a', 'y')
--> pass
SELECT ST_AsText(ST_GeomFromText('POINT(1 1)'))
--> pass
SELECT 1 FROM DUAL WHERE 1 = 1
--> pass
SELECT SQL_CALC_FOUND_ROWS * FROM orders LIMIT 1
--> pass
SELECT * FROM orders FORCE INDEX (PRIMARY) WHERE id > 5
--> pass
SELECT * FROM orders PROCEDURE ANALYSE()
--> refused
SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) FROM information_schema.VIEWS
--> pass
SELECT ROUTINE_NAME, ROUTINE_DEFINITION FROM information_schema.ROUTINES
--> pass
SELECT COUNT(*) FROM information_schema.processlist
--> pass
SELECT id, user, host, db, command, time, state FROM information_schema.processlist WHERE command <> 'Sleep'
--> pass
select case when 1 then 'a' else 'b' end as x
--> pass
SELECT CAST('1' AS UNSIGNED), CONVERT('a' USING utf8mb4), BINARY 'a', CAST(1 AS DECIMAL(10,2)), CAST('2000-01-01' AS DATE)
--> pass
KILL QUERY 12345
--> pass

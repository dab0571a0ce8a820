-- Session statements of drivers and pools that cannot be captured here: connect, transactions, reset.
--;
SET NAMES utf8mb4 COLLATE utf8mb4_unicode_ci
--;
SET NAMES 'utf8mb4'
--;
SET CHARACTER SET utf8mb4
--;
SET character_set_results = NULL
--;
SET character_set_results = utf8mb4
--;
SET autocommit=1
--;
SET SESSION autocommit = ON
--;
SET @@session.autocommit = 1
--;
SET sql_mode='STRICT_TRANS_TABLES'
--;
SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_ENGINE_SUBSTITUTION')
--;
SET sql_mode=(SELECT CONCAT(@@sql_mode,',ONLY_FULL_GROUP_BY'))
--;
SELECT @@sql_mode
--;
SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ
--;
SET SESSION TRANSACTION READ ONLY
--;
SET SESSION TRANSACTION READ WRITE
--;
SET TRANSACTION ISOLATION LEVEL READ COMMITTED
--;
START TRANSACTION WITH CONSISTENT SNAPSHOT
--;
SAVEPOINT a
--;
SAVEPOINT `trans2`
--;
ROLLBACK TO a
--;
RELEASE SAVEPOINT a
--;
ROLLBACK
--;
START TRANSACTION READ ONLY
--;
COMMIT
--;
BEGIN
--;
COMMIT AND CHAIN
--;
ROLLBACK AND NO CHAIN
--;
SET time_zone = '+00:00'
--;
SET time_zone = 'SYSTEM'
--;
SET SESSION wait_timeout = 28800
--;
SET net_write_timeout=600
--;
SET SESSION group_concat_max_len = 1000000
--;
SET foreign_key_checks=0
--;
SET FOREIGN_KEY_CHECKS = 1
--;
SET unique_checks = 0, unique_checks = 1
--;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */
--;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */
--;
SELECT @@unique_checks, @@foreign_key_checks
--;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */
--;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */
--;
SELECT @@unique_checks, @@foreign_key_checks
--;
SET SQL_SAFE_UPDATES=0
--;
SET SQL_SELECT_LIMIT=DEFAULT
--;
SET lc_time_names = 'en_US'
--;
SET div_precision_increment = 4
--;
SET innodb_lock_wait_timeout = 5
--;
SET @a = 1
--;
SELECT @a
--;
SET @rank := 0, @name = 'x'
--;
SELECT @rank, @name
--;
SELECT 1
--;
/* ping */ SELECT 1
--;
SELECT 1 FROM DUAL
--;
SELECT 'x' AS "keep alive"
--;
SELECT CONNECTION_ID()
--;
SELECT USER(), CURRENT_USER(), SESSION_USER(), SYSTEM_USER()
--;
SELECT VERSION()
--;
SELECT @@version, @@version_comment
--;
SELECT @@session.tx_read_only
--;
SELECT @@session.transaction_isolation
--;
SELECT @@global.max_allowed_packet, @@wait_timeout, @@interactive_timeout
--;
SELECT @@hostname, @@port
--;
SELECT @@lower_case_table_names
--;
SELECT @@character_set_client, @@collation_connection, @@collation_database
--;
/* mysql-connector-j-8.3.0 (Revision: 00000000) */SELECT  @@session.auto_increment_increment AS auto_increment_increment, @@character_set_client AS character_set_client, @@character_set_connection AS character_set_connection, @@character_set_results AS character_set_results, @@character_set_server AS character_set_server, @@collation_server AS collation_server, @@collation_connection AS collation_connection, @@init_connect AS init_connect, @@interactive_timeout AS interactive_timeout, @@license AS license, @@lower_case_table_names AS lower_case_table_names, @@max_allowed_packet AS max_allowed_packet, @@net_write_timeout AS net_write_timeout, @@sql_mode AS sql_mode, @@system_time_zone AS system_time_zone, @@time_zone AS time_zone, @@wait_timeout AS wait_timeout
--;
SET character_set_results = NULL
--;
SET NAMES latin1
--;
SELECT 'é'
--;
SET NAMES utf8mb4
--;
SELECT n FROM digits WHERE n < 4
--;
SELECT FOUND_ROWS(), ROW_COUNT(), LAST_INSERT_ID()
--;
SHOW WARNINGS
--;
SHOW WARNINGS LIMIT 5
--;
SHOW COUNT(*) WARNINGS
--;
SHOW ERRORS
--;
SELECT no_such_column FROM digits
--;
SELECT 1 FROM no_such_table
--;
SELECT GET_LOCK('one', 1), IS_FREE_LOCK('one'), RELEASE_LOCK('one')
--;
--! blank clock
SELECT NOW(), CURRENT_TIMESTAMP(), CURDATE(), UNIX_TIMESTAMP()
--;
SELECT TIMEDIFF(NOW(), UTC_TIMESTAMP())
--;
SHOW VARIABLES
--;
SHOW SESSION VARIABLES WHERE Variable_name IN ('language', 'net_write_timeout', 'interactive_timeout', 'wait_timeout', 'character_set_client', 'character_set_connection', 'character_set', 'character_set_server', 'tx_isolation', 'transaction_isolation', 'character_set_results', 'timezone', 'time_zone', 'system_time_zone', 'lower_case_table_names', 'max_allowed_packet', 'net_buffer_length', 'sql_mode', 'query_cache_type', 'query_cache_size', 'license', 'init_connect')
--;
SHOW GLOBAL VARIABLES LIKE 'version%'
--;
--! answered
SHOW SESSION STATUS
--;
SHOW SESSION STATUS LIKE 'Ssl_version'
--;
--! answered
SHOW GLOBAL STATUS LIKE 'Uptime'
--;
SHOW CHARACTER SET
--;
SHOW COLLATION
--;
SHOW COLLATION WHERE `Default` = 'Yes'
--;
SHOW ENGINES
--;
SHOW STORAGE ENGINES
--;
SHOW PRIVILEGES
--;
SHOW GRANTS FOR CURRENT_USER()
--;
SHOW GRANTS FOR CURRENT_USER
--;
CREATE TEMPORARY TABLE tmp_one(id int PRIMARY KEY, v varchar(20))
--;
INSERT INTO tmp_one VALUES (1, 'a'), (2, 'b')
--;
SELECT * FROM tmp_one ORDER BY id
--;
DROP TEMPORARY TABLE tmp_one
--;
DROP TEMPORARY TABLE IF EXISTS tmp_one
--;
LOCK TABLES digits READ
--;
UNLOCK TABLES
--;
EXPLAIN SELECT * FROM digits WHERE n = 3
--;
--! prepared
SELECT n FROM digits WHERE n < 3 ORDER BY n
--;
PREPARE s FROM 'SELECT n FROM digits WHERE n = ?'
--;
SET @n = 4
--;
EXECUTE s USING @n
--;
DEALLOCATE PREPARE s
--;
SELECT 1; SELECT 2
--;
DO SLEEP(0)
--;
--! ping
--;
--! reset
--;
SELECT @a
--;
--! init_db crm
--;
USE crm
--;
SELECT DATABASE()
--;
--! field_list orders
--;
--! field_list digits
--;
KILL QUERY 0

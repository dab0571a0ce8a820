-- Equivalents of what phpMyAdmin sends: login, navigation, a table's structure, browsing an unclassified table.
--;
SET NAMES 'utf8mb4' COLLATE 'utf8mb4_unicode_ci'
--;
SELECT @@version, @@version_comment
--;
SET lc_messages = 'en_US'
--;
SET SESSION sql_mode = ''
--;
SELECT CURRENT_USER()
--;
SHOW VARIABLES LIKE 'lower_case_table_names'
--;
SELECT `SCHEMA_NAME` FROM `INFORMATION_SCHEMA`.`SCHEMATA`, (SELECT DB_first_level FROM ( SELECT DISTINCT SUBSTRING_INDEX(SCHEMA_NAME, '_', 1) DB_first_level FROM INFORMATION_SCHEMA.SCHEMATA WHERE TRUE ) t ORDER BY DB_first_level ASC LIMIT 0, 100) t2 WHERE TRUE AND 1 = LOCATE(CONCAT(DB_first_level, '_'), CONCAT(SCHEMA_NAME, '_')) ORDER BY SCHEMA_NAME ASC
--;
SELECT COUNT(*) FROM ( SELECT DISTINCT SUBSTRING_INDEX(SCHEMA_NAME, '_', 1) DB_first_level FROM INFORMATION_SCHEMA.SCHEMATA WHERE TRUE ) t
--;
SHOW FULL TABLES FROM `crm`
--;
SHOW TABLES FROM `crm`
--;
SELECT `DEFAULT_COLLATION_NAME` FROM `information_schema`.`SCHEMATA` WHERE SCHEMA_NAME = 'crm' LIMIT 1
--;
--! blank clock numbers
SELECT *, `TABLE_SCHEMA` AS `Db`, `TABLE_NAME` AS `Name`, `TABLE_TYPE` AS `TABLE_TYPE`, `ENGINE` AS `Engine`, `ENGINE` AS `Type`, `VERSION` AS `Version`, `ROW_FORMAT` AS `Row_format`, `TABLE_ROWS` AS `Rows`, `AVG_ROW_LENGTH` AS `Avg_row_length`, `DATA_LENGTH` AS `Data_length`, `MAX_DATA_LENGTH` AS `Max_data_length`, `INDEX_LENGTH` AS `Index_length`, `DATA_FREE` AS `Data_free`, `AUTO_INCREMENT` AS `Auto_increment`, `CREATE_TIME` AS `Create_time`, `UPDATE_TIME` AS `Update_time`, `CHECK_TIME` AS `Check_time`, `TABLE_COLLATION` AS `Collation`, `CHECKSUM` AS `Checksum`, `CREATE_OPTIONS` AS `Create_options`, `TABLE_COMMENT` AS `Comment` FROM `information_schema`.`TABLES` t WHERE `TABLE_SCHEMA` IN ('crm') AND t.`TABLE_NAME` = 'digits' ORDER BY Name ASC
--;
--! blank clock numbers
SHOW TABLE STATUS FROM `crm` WHERE `Name` LIKE 'digits%'
--;
SHOW FULL COLUMNS FROM `crm`.`orders`
--;
SHOW COLUMNS FROM `crm`.`orders`
--;
SHOW INDEXES FROM `crm`.`orders`
--;
SHOW CREATE TABLE `crm`.`orders`
--;
SHOW CREATE DATABASE `crm`
--;
SELECT TRIGGER_SCHEMA, TRIGGER_NAME, EVENT_MANIPULATION, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_OBJECT_SCHEMA, DEFINER FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA= 'crm' AND EVENT_OBJECT_TABLE = 'orders'
--;
SHOW TRIGGERS FROM `crm`
--;
SHOW EVENTS FROM `crm`
--;
--! blank clock
SHOW PROCEDURE STATUS WHERE `Db` = 'crm'
--;
--! blank clock
SHOW FUNCTION STATUS
--;
SELECT `column_name`, `table_name`, `table_schema`, `referenced_column_name` FROM information_schema.key_column_usage WHERE `referenced_table_name` = 'citizens' AND `referenced_table_schema` = 'crm'
--;
SELECT `PRIVILEGE_TYPE` FROM `INFORMATION_SCHEMA`.`USER_PRIVILEGES` WHERE GRANTEE='''support_ann''@''%''' AND PRIVILEGE_TYPE='TRIGGER'
--;
SELECT `PRIVILEGE_TYPE` FROM `INFORMATION_SCHEMA`.`SCHEMA_PRIVILEGES` WHERE GRANTEE='''support_ann''@''%''' AND PRIVILEGE_TYPE='TRIGGER' AND 'crm' LIKE `TABLE_SCHEMA`
--;
SELECT `CHARACTER_SET_NAME` AS `Charset`, `DEFAULT_COLLATE_NAME` AS `Default collation`, `DESCRIPTION` AS `Description`, `MAXLEN` AS `Maxlen` FROM `information_schema`.`CHARACTER_SETS`
--;
SELECT `COLLATION_NAME` AS `Collation`, `CHARACTER_SET_NAME` AS `Charset` FROM `information_schema`.`COLLATIONS`
--;
SELECT * FROM `orders` LIMIT 0, 25
--;
SELECT COUNT(*) FROM `crm`.`orders`
--;
SELECT * FROM `crm`.`digits` ORDER BY `n` DESC LIMIT 25
--;
SHOW INDEX FROM `digits` FROM `crm`
--;
EXPLAIN SELECT * FROM `orders`
--;
SHOW PLUGINS
--;
SHOW OPEN TABLES FROM crm LIKE 'no_such%'
--;
--! answered
SHOW PROCESSLIST
--;
--! masked
SELECT * FROM `citizens` LIMIT 0, 25

-- Equivalents of what Metabase sends: connection test, sync of the schema, fingerprints of an unclassified table, a question.
--;
/* mysql-connector */ SET NAMES utf8mb4
--;
SELECT 1
--;
SET @@session.time_zone = '+00:00'
--;
SELECT @@GLOBAL.time_zone AS global_tz, @@system_time_zone AS system_tz, time_format( timediff( now(), convert_tz(now(), @@GLOBAL.time_zone, '+00:00') ), '%H:%i' ) AS 'offset'
--;
SELECT SCHEMA_NAME AS TABLE_CAT FROM INFORMATION_SCHEMA.SCHEMATA ORDER BY SCHEMA_NAME
--;
SELECT c.table_name AS `table-name`, c.column_name AS `name`, c.ordinal_position - 1 AS `database-position`, UPPER(c.data_type) AS `database-type`, c.is_nullable = 'NO' AND c.column_default IS NULL AND c.extra NOT LIKE '%auto_increment%' AS `database-required`, c.column_key = 'PRI' AS `pk?`, c.extra LIKE '%auto_increment%' AS `database-is-auto-increment`, NULLIF(c.column_comment, '') AS `field-comment` FROM information_schema.columns c WHERE c.table_schema = 'crm' AND c.table_name IN ('orders', 'digits', 'citizens') ORDER BY `table-name`, `database-position`
--;
SELECT a.table_name AS `fk-table-name`, a.column_name AS `fk-column-name`, a.referenced_table_name AS `pk-table-name`, a.referenced_column_name AS `pk-column-name` FROM information_schema.key_column_usage a JOIN information_schema.table_constraints b USING (constraint_schema, constraint_name, table_name) WHERE b.constraint_type = 'FOREIGN KEY' AND a.referenced_table_schema IS NOT NULL AND b.table_schema = 'crm' ORDER BY a.table_schema, a.table_name
--;
SELECT table_name, index_name, column_name, seq_in_index FROM information_schema.statistics WHERE table_schema = 'crm' AND table_name = 'orders' ORDER BY table_name, index_name, seq_in_index
--;
SHOW GRANTS FOR CURRENT_USER()
--;
SELECT TRUE FROM `crm`.`orders` WHERE 1 <> 1 LIMIT 0
--;
--! described
SELECT TRUE AS `_` FROM `crm`.`orders` WHERE 1 <> 1 LIMIT 0
--;
SELECT `crm`.`orders`.`id` AS `id`, `crm`.`orders`.`citizen_id` AS `citizen_id`, `crm`.`orders`.`amount` AS `amount` FROM `crm`.`orders` LIMIT 100
--;
-- Metabase:: userID: 1 queryType: MBQL queryHash: 0123456789abcdef
SELECT STR_TO_DATE(CONCAT(DATE_FORMAT(`orders`.`placed_at`, '%Y-%m'), '-01'), '%Y-%m-%d') AS `placed_at`, COUNT(*) AS `count`, SUM(`orders`.`amount`) AS `sum` FROM `orders` GROUP BY STR_TO_DATE(CONCAT(DATE_FORMAT(`orders`.`placed_at`, '%Y-%m'), '-01'), '%Y-%m-%d') ORDER BY 1 ASC
--;
SELECT CASE WHEN `amount` > 10 THEN 'many' ELSE 'few' END AS bucket, COUNT(DISTINCT `citizen_id`) AS people FROM `orders` GROUP BY bucket ORDER BY bucket
--;
SELECT `source`.`id`, `source`.`total` FROM (SELECT `orders`.`citizen_id` AS `id`, SUM(`orders`.`amount`) AS `total` FROM `orders` GROUP BY `orders`.`citizen_id` ORDER BY `orders`.`citizen_id` ASC) `source` WHERE `source`.`total` > 100 LIMIT 50
--;
SELECT FLOOR(`amount` / 100.0) * 100.0 AS b, COUNT(*) FROM `orders` GROUP BY b ORDER BY b

-- Sent by activerecord to mysql-9.7; captured by mysql_capture.py.
--;
SET NAMES utf8mb4,  @@SESSION.sql_mode = CONCAT(CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'), ',NO_AUTO_VALUE_ON_ZERO'),  @@SESSION.sql_auto_is_null = 0, @@SESSION.wait_timeout = 2147483
--;
SELECT table_name FROM (SELECT table_name, table_type FROM information_schema.tables  WHERE table_schema = database()) _subquery WHERE _subquery.table_type = 'BASE TABLE'
--;
SELECT table_name FROM (SELECT table_name, table_type FROM information_schema.tables  WHERE table_schema = database()) _subquery WHERE _subquery.table_type = 'VIEW'
--;
SELECT table_name FROM (SELECT table_name, table_type FROM information_schema.tables  WHERE table_schema = database()) _subquery
--;
SELECT database()
--;
SELECT @@character_set_database
--;
SELECT @@collation_database
--;
SELECT @@sql_mode
--;
SHOW FULL FIELDS FROM `orders`
--;
SELECT column_name
FROM information_schema.statistics
WHERE index_name = 'PRIMARY'
  AND table_schema = database()
  AND table_name = 'orders'
ORDER BY seq_in_index
--;
SHOW KEYS FROM `orders`
--;
SELECT fk.referenced_table_name AS 'to_table',
       fk.referenced_column_name AS 'primary_key',
       fk.column_name AS 'column',
       fk.constraint_name AS 'name',
       rc.update_rule AS 'on_update',
       rc.delete_rule AS 'on_delete'
FROM information_schema.referential_constraints rc
JOIN information_schema.key_column_usage fk
USING (constraint_schema, constraint_name)
WHERE fk.referenced_column_name IS NOT NULL
  AND fk.table_schema = database()
  AND fk.table_name = 'orders'
  AND rc.constraint_schema = database()
  AND rc.table_name = 'orders'
--;
SELECT cc.constraint_name AS 'name',
      cc.check_clause AS 'expression'
FROM information_schema.check_constraints cc
JOIN information_schema.table_constraints tc
USING (constraint_schema, constraint_name)
WHERE tc.table_schema = database()
  AND tc.table_name = 'orders'
  AND cc.constraint_schema = database()
--;
SHOW CREATE TABLE `orders`
--;
SELECT table_comment
FROM information_schema.tables
WHERE table_schema = database()
  AND table_name = 'orders'
--;
SHOW FULL FIELDS FROM `notes`
--;
SELECT column_name
FROM information_schema.statistics
WHERE index_name = 'PRIMARY'
  AND table_schema = database()
  AND table_name = 'notes'
ORDER BY seq_in_index
--;
SHOW KEYS FROM `notes`
--;
SELECT fk.referenced_table_name AS 'to_table',
       fk.referenced_column_name AS 'primary_key',
       fk.column_name AS 'column',
       fk.constraint_name AS 'name',
       rc.update_rule AS 'on_update',
       rc.delete_rule AS 'on_delete'
FROM information_schema.referential_constraints rc
JOIN information_schema.key_column_usage fk
USING (constraint_schema, constraint_name)
WHERE fk.referenced_column_name IS NOT NULL
  AND fk.table_schema = database()
  AND fk.table_name = 'notes'
  AND rc.constraint_schema = database()
  AND rc.table_name = 'notes'
--;
SELECT cc.constraint_name AS 'name',
      cc.check_clause AS 'expression'
FROM information_schema.check_constraints cc
JOIN information_schema.table_constraints tc
USING (constraint_schema, constraint_name)
WHERE tc.table_schema = database()
  AND tc.table_name = 'notes'
  AND cc.constraint_schema = database()
--;
SHOW CREATE TABLE `notes`
--;
SELECT table_comment
FROM information_schema.tables
WHERE table_schema = database()
  AND table_name = 'notes'
--;
SHOW FULL FIELDS FROM `every_type`
--;
SELECT column_name
FROM information_schema.statistics
WHERE index_name = 'PRIMARY'
  AND table_schema = database()
  AND table_name = 'every_type'
ORDER BY seq_in_index
--;
SHOW KEYS FROM `every_type`
--;
SELECT fk.referenced_table_name AS 'to_table',
       fk.referenced_column_name AS 'primary_key',
       fk.column_name AS 'column',
       fk.constraint_name AS 'name',
       rc.update_rule AS 'on_update',
       rc.delete_rule AS 'on_delete'
FROM information_schema.referential_constraints rc
JOIN information_schema.key_column_usage fk
USING (constraint_schema, constraint_name)
WHERE fk.referenced_column_name IS NOT NULL
  AND fk.table_schema = database()
  AND fk.table_name = 'every_type'
  AND rc.constraint_schema = database()
  AND rc.table_name = 'every_type'
--;
SELECT cc.constraint_name AS 'name',
      cc.check_clause AS 'expression'
FROM information_schema.check_constraints cc
JOIN information_schema.table_constraints tc
USING (constraint_schema, constraint_name)
WHERE tc.table_schema = database()
  AND tc.table_name = 'every_type'
  AND cc.constraint_schema = database()
--;
SHOW CREATE TABLE `every_type`
--;
SELECT table_comment
FROM information_schema.tables
WHERE table_schema = database()
  AND table_name = 'every_type'
--;
SHOW FULL FIELDS FROM `digits`
--;
SELECT column_name
FROM information_schema.statistics
WHERE index_name = 'PRIMARY'
  AND table_schema = database()
  AND table_name = 'digits'
ORDER BY seq_in_index
--;
SHOW KEYS FROM `digits`
--;
SELECT fk.referenced_table_name AS 'to_table',
       fk.referenced_column_name AS 'primary_key',
       fk.column_name AS 'column',
       fk.constraint_name AS 'name',
       rc.update_rule AS 'on_update',
       rc.delete_rule AS 'on_delete'
FROM information_schema.referential_constraints rc
JOIN information_schema.key_column_usage fk
USING (constraint_schema, constraint_name)
WHERE fk.referenced_column_name IS NOT NULL
  AND fk.table_schema = database()
  AND fk.table_name = 'digits'
  AND rc.constraint_schema = database()
  AND rc.table_name = 'digits'
--;
SELECT cc.constraint_name AS 'name',
      cc.check_clause AS 'expression'
FROM information_schema.check_constraints cc
JOIN information_schema.table_constraints tc
USING (constraint_schema, constraint_name)
WHERE tc.table_schema = database()
  AND tc.table_name = 'digits'
  AND cc.constraint_schema = database()
--;
SHOW CREATE TABLE `digits`
--;
SELECT table_comment
FROM information_schema.tables
WHERE table_schema = database()
  AND table_name = 'digits'
--;
--! described
SELECT `orders`.* FROM `orders` WHERE `orders`.`id` = ?
--;
--! prepared
SELECT `orders`.* FROM `orders` WHERE `orders`.`id` = 1
--;
--! described
SELECT `orders`.* FROM `orders` WHERE `orders`.`amount` = ? LIMIT ?
--;
--! prepared
SELECT `orders`.* FROM `orders` WHERE `orders`.`amount` = '3.0' LIMIT 1
--;
BEGIN
--;
--! described
SELECT `orders`.* FROM `orders` WHERE `orders`.`id` = ? LIMIT ?
--;
--! prepared
SELECT `orders`.* FROM `orders` WHERE `orders`.`id` = 2 LIMIT 1
--;
--! described
UPDATE `orders` SET `orders`.`amount` = ? WHERE `orders`.`id` = ?
--;
--! prepared
UPDATE `orders` SET `orders`.`amount` = '2.5' WHERE `orders`.`id` = 2
--;
ROLLBACK
--;
SET TRANSACTION ISOLATION LEVEL READ COMMITTED
--;
SELECT COUNT(*) FROM `orders`
--;
COMMIT
--;
SELECT GET_LOCK('42', 0)
--;
SELECT RELEASE_LOCK('42')

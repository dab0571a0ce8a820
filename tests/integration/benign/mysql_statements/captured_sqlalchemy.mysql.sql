-- Sent by sqlalchemy to mysql-9.7; captured by mysql_capture.py.
--;
SET AUTOCOMMIT = 0
--;
SET NAMES utf8mb4
--;
SELECT VERSION()
--;
SELECT DATABASE()
--;
SELECT @@transaction_isolation
--;
SELECT @@sql_mode
--;
SELECT @@lower_case_table_names
--;
ROLLBACK
--;
SHOW schemas
--;
SHOW FULL TABLES FROM `crm`
--;
SHOW CREATE TABLE `orders`
--;
select table_schema, table_name, column_name
                    from information_schema.columns
                    where (table_schema, table_name, lower(column_name)) in
                    (('crm', 'citizens', 'id'))
--;
SHOW CREATE TABLE `notes`
--;
SHOW CREATE TABLE `every_type`
--;
SHOW CREATE TABLE `citizens`
--;
SHOW CREATE TABLE `citizens_view`
--;
DESCRIBE `citizens_view`
--;
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'crm' AND table_name = 'no_such_table'
--;
SHOW CREATE TABLE `digits`
--;
SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED
--;
COMMIT
--;
SELECT 1
--;
SAVEPOINT sa_savepoint_1
--;
ROLLBACK TO SAVEPOINT sa_savepoint_1
--;
SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ
--;
SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE

-- Sent by cli to mariadb-10.11; captured by mysql_capture.py.
--;
select DATABASE(), USER() limit 1
--;
select @@version_comment limit 1
--;
select @@character_set_client, @@character_set_connection, @@character_set_server, @@character_set_database limit 1
--;
--! statistics
--;
SHOW DATABASES
--;
SHOW TABLES
--;
SHOW FULL TABLES
--;
DESCRIBE orders
--;
DESC citizens_view
--;
EXPLAIN orders
--;
SHOW CREATE TABLE orders
--;
SHOW INDEX FROM orders
--;
--! blank clock
SHOW TABLE STATUS LIKE 'digits'
--;
SHOW WARNINGS
--;
SHOW VARIABLES LIKE 'character_set_%'
--;
SHOW GRANTS
--;
SELECT DATABASE()
--;
--! init_db crm
--;
SELECT DATABASE(), USER(), CURRENT_USER(), VERSION()
--;
help 'contents'

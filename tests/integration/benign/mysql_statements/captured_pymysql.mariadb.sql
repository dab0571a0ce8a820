-- Sent by pymysql to mariadb-10.11; captured by mysql_capture.py.
--;
SET time_zone = '+05:00'
--;
COMMIT
--;
SET AUTOCOMMIT = 0
--;
SET AUTOCOMMIT = 1
--;
BEGIN
--;
--! init_db crm
--;
SELECT id, amount FROM orders WHERE id = 1
--;
SELECT @@session.sql_mode
--;
SHOW WARNINGS
--;
ROLLBACK

--- SHOW: the schema's; statements and numbers that follow values are masked.
-- role: app
SHOW DATABASES
--> pass
SHOW TABLES
--> pass
SHOW FULL TABLES FROM d1 LIKE 'c%'
--> pass
SHOW TABLES WHERE Tables_in_d1 = 'customers'
--> pass
SHOW TABLES WHERE Tables_in_d1 IN (SELECT email FROM customers)
--> refused
SHOW TABLES WHERE (SELECT COUNT(*) FROM customers) > 5
--> refused
SHOW COLUMNS FROM customers
--> pass
SHOW FULL FIELDS FROM customers IN d1 LIKE 'e%'
--> pass
SHOW CREATE TABLE customers
--> pass
SHOW CREATE VIEW v_customers
--> pass
SHOW CREATE DATABASE d1
--> pass
SHOW CREATE PROCEDURE get_customer
--> pass
SHOW TABLE STATUS
--> pass
SHOW VARIABLES LIKE 'version%'
--> pass
SHOW SESSION VARIABLES WHERE Variable_name = 'sql_mode'
--> pass
SHOW GLOBAL VARIABLES
--> pass
SHOW CHARACTER SET
--> pass
SHOW COLLATION WHERE `Default` = 'Yes'
--> pass
SHOW ENGINES
--> pass
SHOW STORAGE ENGINES
--> pass
SHOW PLUGINS
--> pass
SHOW PRIVILEGES
--> pass
SHOW GRANTS
--> pass
SHOW GRANTS FOR CURRENT_USER()
--> pass
SHOW TRIGGERS
--> pass
SHOW EVENTS
--> pass
SHOW PROCEDURE STATUS
--> pass
SHOW FUNCTION STATUS WHERE Db = 'd1'
--> pass
SHOW OPEN TABLES
--> pass
SHOW WARNINGS
--> pass
SHOW ERRORS
--> pass
SHOW COUNT(*) WARNINGS
--> pass
SHOW STATUS LIKE 'Ssl_cipher'
--> pass
SHOW GLOBAL STATUS LIKE 'Uptime'
--> pass
SHOW STATUS LIKE 'Threads_%'
--> pass
SHOW STATUS LIKE 'wsrep_local_state'
--> pass
SHOW STATUS
--> Variable_name=clear Value=null
SHOW SESSION STATUS LIKE 'Handler_read%'
--> Variable_name=clear Value=null
SHOW STATUS LIKE 'Bytes_sent'
--> Variable_name=clear Value=null
SHOW STATUS LIKE '%cipher'
--> Variable_name=clear Value=null
SHOW STATUS LIKE 's%'
--> Variable_name=clear Value=null
SHOW STATUS LIKE '_ytes_sent'
--> Variable_name=clear Value=null
SHOW GLOBAL STATUS
--> Variable_name=clear Value=null
SHOW STATUS WHERE Variable_name = 'Bytes_sent' AND Value > 100
--> refused
SHOW STATUS WHERE Variable_name = 'Bytes_sent' AND `value` > 100
--> refused
SHOW STATUS WHERE Variable_name = 'Bytes_sent'
--> Variable_name=clear Value=null
SHOW GLOBAL STATUS WHERE Variable_name = 'Threads_connected'
--> pass
SHOW STATUS WHERE Variable_name = 'Threads_connected' OR Variable_name = 'Bytes_sent'
--> Variable_name=clear Value=null
SHOW INDEX FROM orders
--> pass
SHOW KEYS FROM customers WHERE Cardinality > 5
--> refused: SHOW … WHERE over a protected column
SHOW KEYS FROM customers WHERE `CARDINALITY` > 5
--> refused
SHOW INDEX FROM customers WHERE Key_name = (SELECT email FROM customers LIMIT 1)
--> refused
SHOW PROCESSLIST WHERE Info LIKE 'x'
--> refused
SHOW ENGINE INNODB STATUS
--> refused: SHOW ENGINE
SHOW ENGINE PERFORMANCE_SCHEMA STATUS
--> refused
SHOW BINLOG EVENTS
--> refused
SHOW PROFILES
--> refused
SHOW PROFILE
--> refused
SHOW INDEX FROM nonesuch
--> refused: unknown name
SHOW COLUMNS FROM nonesuch
--> refused: unknown name

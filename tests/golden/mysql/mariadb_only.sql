--- What MariaDB has and MySQL has not, and what they spell differently.
-- role: app
SHOW PROCESSLIST
--> Id=clear User=clear Host=clear db=clear Command=clear Time=clear State=clear Info=null Progress=clear
SHOW INDEX FROM customers
--> Table=clear Non_unique=clear Key_name=clear Seq_in_index=clear Column_name=clear Collation=clear Cardinality=null Sub_part=clear Packed=clear Null=clear Index_type=clear Comment=clear Index_comment=clear Ignored=clear
SELECT UPPER(.customers.email) FROM customers WHERE id=1
--> refused
SELECT notes /*M! , UPPER(email) */ FROM customers WHERE id=1
--> refused: use of a protected column
SELECT notes /*M!100000 , email */ FROM customers WHERE id=1
--> notes=clear email=redact
SELECT notes /*!50000 , UPPER(email) */ FROM customers WHERE id=1
--> refused
DELETE FROM one WHERE id = 1 RETURNING email
--> email=redact
DELETE FROM one WHERE id = 1 RETURNING UPPER(email)
--> refused
DELETE FROM one WHERE id = 1 RETURNING *
--> id=clear email=redact
INSERT INTO one VALUES (5, 'x') RETURNING id, email AS id2
--> id=clear id2=redact
INSERT INTO one VALUES (5, 'x') RETURNING (SELECT email FROM customers LIMIT 1)
--> refused
REPLACE INTO one VALUES (5, 'x') RETURNING email
--> email=redact
REPLACE INTO one SELECT id, email FROM customers WHERE id = 1 RETURNING email
--> refused
SELECT NEXTVAL(sq), NEXT VALUE FOR sq
--> NEXTVAL(sq)=clear NEXT VALUE FOR sq=clear
SELECT LASTVAL(sq)
--> pass
SELECT * FROM sq
--> pass
SELECT NEXTVAL(customers)
--> refused
VALUES (1, 2)
--> 1=clear 2=clear
SET STATEMENT max_statement_time = 5 FOR SELECT id FROM orders
--> pass
SET STATEMENT max_statement_time = 5 FOR SELECT email FROM customers
--> refused
SET STATEMENT optimizer_switch = 'x' FOR SELECT id FROM orders
--> refused
SET STATEMENT sql_mode = 'ANSI_QUOTES' FOR PREPARE s FROM 'SELECT 1'
--> refused
ANALYZE SELECT id FROM orders
--> pass
ANALYZE FORMAT=JSON SELECT id FROM customers
--> refused
SELECT email FROM customers EXCEPT SELECT 'x'
--> refused
WITH Orders AS (SELECT 1 AS id) SELECT * FROM orders
--> refused
EXECUTE IMMEDIATE 'SELECT id FROM orders'
--> ?
EXECUTE IMMEDIATE 'SELECT email FROM customers'
--> refused
EXECUTE IMMEDIATE @q
--> refused
EXECUTE IMMEDIATE CONCAT('SELECT em', 'ail FROM customers')
--> refused
BEGIN NOT ATOMIC SELECT 1; END
--> refused
SELECT id FROM customers LIMIT ROWS EXAMINED 5
--> refused
SELECT min_value FROM mysql.column_stats
--> min_value=null
SELECT variable_value FROM information_schema.user_variables
--> variable_value=null
SET max_statement_time = 5
--> pass
SET system_versioning_asof = '2020-01-01'
--> refused
SHOW EXPLAIN FOR 5
--> refused
SHOW ANALYZE FOR 5
--> refused
DELETE HISTORY FROM logs
--> refused
CREATE OR REPLACE TEMPORARY TABLE t(id int)
--> ?
CREATE TEMPORARY TABLE t(id int) ENGINE=CONNECT TABLE_TYPE=MYSQL TABNAME='customers'
--> refused
CREATE TEMPORARY TABLE t(id int) ENGINE=FEDERATED CONNECTION='mysql://root@localhost/d1/customers'
--> refused
INSTALL SONAME 'x'
--> refused
BACKUP STAGE START
--> refused
SHUTDOWN
--> refused
SET STATEMENT sql_mode = 'NO_BACKSLASH_ESCAPES' FOR SELECT 1
--> refused: SET STATEMENT of a mode
SELECT id, email FROM customers FOR SYSTEM_TIME ALL
--> id=clear email=redact
SELECT id FROM customers OFFSET 2 ROWS FETCH NEXT 5 ROWS ONLY
--> id=clear
DELETE FROM one FORCE INDEX (PRIMARY) LIMIT 1
--> refused
UPDATE one SET id = 1 LIMIT ROWS EXAMINED 5
--> refused

--- What MySQL has and MariaDB has not, and what they spell differently.
-- role: app
SHOW PROCESSLIST
--> Id=clear User=clear Host=clear db=clear Command=clear Time=clear State=clear Info=null
SHOW FULL PROCESSLIST
--> Id=clear User=clear Host=clear db=clear Command=clear Time=clear State=clear Info=null
SHOW INDEX FROM customers
--> Table=clear Non_unique=clear Key_name=clear Seq_in_index=clear Column_name=clear Collation=clear Cardinality=null Sub_part=clear Packed=clear Null=clear Index_type=clear Comment=clear Index_comment=clear Visible=clear Expression=clear
TABLE customers
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
TABLE customers ORDER BY email
--> refused
VALUES ROW(1, 2), ROW(3, 4)
--> column_0=clear column_1=clear
SELECT /*!80000 email */ FROM customers
--> email=redact
SELECT notes /*!50000 , UPPER(email) */ FROM customers WHERE id=1
--> refused: use of a protected column
SELECT notes /*M! , UPPER(email) */ FROM customers WHERE id=1
--> notes=clear
SELECT /*+ SET_VAR(sql_mode='ANSI_QUOTES') */ UPPER("email") FROM customers
--> refused
SELECT /*+ MAX_EXECUTION_TIME(1000) */ id, email FROM customers
--> id=clear email=redact
SELECT /*+ INDEX(customers uk_email) */ id FROM customers LIMIT 1
--> refused: optimizer hint over protected columns
SELECT /*+ NO_INDEX(orders) */ id FROM orders
--> id=clear
SELECT email FROM customers FOR UPDATE OF customers SKIP LOCKED
--> email=redact
SELECT id FROM customers FOR SHARE NOWAIT
--> refused: row lock
SELECT j.x FROM customers c, JSON_TABLE(c.notes, '$[*]' COLUMNS (x varchar(20) PATH '$')) j
--> x=clear
SELECT j.x FROM customers c, JSON_TABLE(JSON_ARRAY(c.email), '$[*]' COLUMNS (x varchar(120) PATH '$')) j
--> refused
SELECT d.e FROM customers c, LATERAL (SELECT c.email AS e) d
--> refused
SELECT d.e FROM customers c, LATERAL (SELECT c.city AS e) d
--> e=clear
EXPLAIN ANALYZE SELECT id FROM customers
--> refused
EXPLAIN FORMAT=TREE SELECT id FROM orders
--> pass
EXPLAIN FOR CONNECTION 5
--> refused: EXPLAIN FOR CONNECTION
ANALYZE TABLE customers UPDATE HISTOGRAM ON cnic WITH 20 BUCKETS
--> refused
SELECT histogram FROM information_schema.column_statistics
--> histogram=null
SELECT JSON_EXTRACT(HISTOGRAM,'$.buckets') FROM information_schema.COLUMN_STATISTICS
--> refused
SELECT sql_text FROM performance_schema.events_statements_history
--> sql_text=null
SELECT QUERY_SAMPLE_TEXT FROM performance_schema.events_statements_summary_by_digest
--> query_sample_text=null
INSERT INTO customers(id, full_name, phone) VALUES (900, 'x', 'y') AS new ON DUPLICATE KEY UPDATE city = new.city, full_name = new.full_name
-->
INSERT INTO customers(id, full_name, phone) VALUES (900, 'x', 'y') AS new ON DUPLICATE KEY UPDATE notes = new.phone
--> refused
INSERT INTO customers(id, full_name, phone) VALUES (900, 'x', 'y') AS new(a, b, c) ON DUPLICATE KEY UPDATE notes = c
--> refused
INSERT INTO customers(id, full_name, phone) VALUES (900, 'x', 'y') AS new(a, b, c) ON DUPLICATE KEY UPDATE full_name = b
-->
CREATE TEMPORARY TABLE t(id int) ENGINE=MERGE UNION=(customers)
--> refused
SHOW MASTER STATUS
--> refused
SHOW BINARY LOG STATUS
--> refused
SHOW BINARY LOGS
--> refused
SHOW REPLICA STATUS
--> refused
RESET BINARY LOGS AND GTIDS
--> refused
SET PERSIST max_connections = 5
--> refused
SET resultset_metadata = NONE
--> refused
SET information_schema_stats_expiry = 0
--> pass
SELECT email FROM customers INTERSECT SELECT 'x'
--> refused
SELECT GROUPING(city), city, COUNT(*) FROM customers GROUP BY city WITH ROLLUP
--> GROUPING(city)=clear city=clear COUNT(*)=clear
SELECT COUNT(*) FROM customers WHERE cnic MEMBER OF ('["x"]')
--> refused
SELECT notes -> '$.x', notes ->> '$.y' FROM customers
--> notes -> '$.x'=clear notes ->> '$.y'=clear
SELECT email -> '$.x' FROM customers
--> refused
CLONE LOCAL DATA DIRECTORY = '/tmp/x'
--> refused
IMPORT TABLE FROM '/tmp/x.sdi'
--> refused
EXPLAIN FOR DATABASE d1 SELECT id FROM orders
--> refused
EXPLAIN FOR SCHEMA other SELECT label FROM customers
--> refused
EXPLAIN FORMAT=JSON INTO @x SELECT id FROM orders
--> pass
EXPLAIN FORMAT=JSON INTO @x SELECT email FROM customers
--> refused
SHOW PARSE_TREE SELECT email FROM customers
--> refused
-- role: finder
SELECT id FROM typed WHERE j = '1'
--> refused
-- role: app
SHOW INDEX FROM customers WHERE Key_name = 'PRIMARY'
--> Table=clear Non_unique=clear Key_name=clear Seq_in_index=clear Column_name=clear Collation=clear Cardinality=null Sub_part=clear Packed=clear Null=clear Index_type=clear Comment=clear Index_comment=clear Visible=clear Expression=clear

--- What names a protected column in any other way is refused, with its reason.
-- role: app
SELECT UPPER(email) FROM customers
--> refused: use of a protected column in argument of upper
SELECT email + 0 FROM customers
--> refused: use of a protected column
SELECT CONCAT(id, email) FROM customers
--> refused
SELECT id FROM customers WHERE email = 'x'
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE email <=> NULL
--> refused
SELECT id FROM customers WHERE email IS NULL
--> refused
SELECT id FROM customers WHERE email
--> refused
SELECT id FROM customers ORDER BY email
--> refused: use of a protected column in ORDER BY
SELECT id, email FROM customers ORDER BY 2
--> refused: use of a protected column in ORDER BY
SELECT id, email AS e FROM customers ORDER BY e
--> refused: use of a protected column in ORDER BY
SELECT id, email AS e FROM customers ORDER BY LENGTH(e)
--> refused
SELECT id, email AS city FROM customers ORDER BY city
--> refused
SELECT id, email AS e FROM customers HAVING e LIKE 'a%'
--> refused: use of a protected column in HAVING
SELECT id, email AS e FROM customers GROUP BY e
--> refused: use of a protected column in GROUP BY
SELECT COUNT(*) FROM customers GROUP BY email
--> refused
SELECT COUNT(*), email FROM customers GROUP BY 2
--> refused
SELECT email, COUNT(*) FROM customers GROUP BY 1 WITH ROLLUP
--> refused
SELECT DISTINCT email FROM customers
--> refused: use of a protected column in DISTINCT
SELECT DISTINCTROW email FROM customers
--> refused
SELECT COUNT(email), MAX(email), COUNT(DISTINCT email) FROM customers
--> refused
SELECT GROUP_CONCAT(id ORDER BY email) FROM customers
--> refused
SELECT ROW_NUMBER() OVER (ORDER BY email) FROM customers
--> refused
SELECT ROW_NUMBER() OVER w FROM customers WINDOW w AS (PARTITION BY email)
--> refused
SELECT ROW_NUMBER() OVER (ORDER BY e), email AS e FROM customers
--> refused
SELECT ROW_NUMBER() OVER (ORDER BY city), email AS city FROM customers
--> refused
SELECT 1 FROM customers UNION SELECT 2
--> refused: sensitive relation below the outermost query
SELECT email FROM customers UNION ALL SELECT 'x'
--> refused
(SELECT email FROM customers)
--> email=redact
SELECT (SELECT email FROM customers WHERE id = 1)
--> refused
SELECT * FROM (SELECT email FROM customers) d
--> refused
WITH c AS (SELECT email FROM customers) SELECT * FROM c
--> refused
SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers)
--> refused: sensitive relation below the outermost query
SELECT o.id FROM orders o JOIN customers c ON c.email = o.amount
--> refused
SELECT 1 FROM newsletter JOIN customers USING (email)
--> refused: use of a protected column in JOIN … USING
SELECT 1 FROM newsletter NATURAL JOIN customers
--> refused
SELECT email FROM v_customers
--> refused: untrusted view
SELECT id FROM v_customers
--> refused: untrusted view
SELECT contact FROM v_contact
--> refused
SELECT get_email(1)
--> refused: function d1.get_email
SELECT d1.get_email(1)
--> refused: function d1.get_email
SELECT id FROM customers FOR SHARE
--> refused: row lock
SELECT id FROM customers LOCK IN SHARE MODE
--> refused: row lock
SELECT id FROM customers USE INDEX (uk_email)
--> refused: an index hint over protected columns
SELECT id FROM customers FORCE INDEX FOR ORDER BY (uk_email) LIMIT 1
--> refused
SELECT id FROM customers IGNORE KEY (k_city)
--> refused
SELECT STRAIGHT_JOIN c.id FROM customers c, orders o
--> refused: STRAIGHT_JOIN over protected columns
SELECT c.id FROM customers c STRAIGHT_JOIN orders o
--> refused
SELECT id FROM customers WHERE MATCH (email) AGAINST ('x')
--> refused
SELECT DEFAULT(email) FROM customers
--> refused
SELECT CAST(email AS CHAR), CONVERT(email USING latin1), BINARY email, email COLLATE utf8mb4_bin FROM customers
--> refused
SELECT email COLLATE utf8mb4_bin FROM customers
--> refused
SELECT {x email} FROM customers
--> refused
SELECT -salary FROM customers
--> refused
SELECT CASE email WHEN 'x' THEN 1 END FROM customers
--> refused
SELECT IF(email = 'x', 1, 2) FROM customers
--> refused
SELECT id FROM customers LIMIT 1 INTO @x
--> refused: variable assigned over protected columns
SELECT email INTO @x FROM customers WHERE id = 1
--> refused
SELECT @x := id FROM customers
--> refused: variable assigned over protected columns
SELECT @x := email FROM customers
--> refused
SELECT id FROM customers INTO OUTFILE '/tmp/x'
--> refused
SELECT 1 INTO DUMPFILE '/tmp/x'
--> refused: INTO OUTFILE
SELECT LOAD_FILE('/etc/passwd')
--> refused: function load_file
SELECT BENCHMARK(1000, 1)
--> refused: function benchmark
SELECT nonesuch(1)
--> refused: unknown name
SELECT other.get_email(1)
--> refused: unknown name
SELECT * FROM nonesuch
--> refused: unknown name
SELECT nonesuch FROM customers
--> refused: unknown name
SELECT nonesuch.* FROM customers
--> refused: unknown name
SELECT nonesuch.id FROM customers
--> refused: unknown name
SELECT email FROM customers PROCEDURE ANALYSE()
--> refused
INSERT INTO audit_log(what) SELECT email FROM customers
--> refused
INSERT INTO customers SELECT * FROM customers
--> refused
CREATE TEMPORARY TABLE t AS SELECT id FROM customers
--> refused
CREATE TEMPORARY TABLE t LIKE customers
--> refused
EXPLAIN SELECT id FROM customers
--> refused: EXPLAIN over a sensitive relation
DESCRIBE SELECT id FROM customers
--> refused
EXPLAIN FORMAT=JSON SELECT 1 FROM customers WHERE id = 1
--> refused
DO (SELECT email FROM customers WHERE id = 1)
--> refused
SET @x = (SELECT id FROM customers WHERE id = 1)
--> refused
SET sql_mode = (SELECT email FROM customers WHERE id = 1)
--> refused
HANDLER customers OPEN
--> refused
HANDLER orders OPEN
--> refused: HANDLER
CHECKSUM TABLE customers
--> refused
ANALYZE TABLE customers
--> refused
TRUNCATE TABLE customers
--> refused
LOAD DATA LOCAL INFILE 'x' INTO TABLE orders
--> refused: LOAD DATA
LOAD DATA INFILE 'x' INTO TABLE customers
--> refused
CALL get_customer(1)
--> refused: function d1.get_customer
CALL nonesuch()
--> refused: unknown name
SELECT 1 FROM customers WHERE id = 1 GROUP BY id HAVING MAX(email) > 'a'
--> refused
SELECT email FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.amount > c.salary)
--> refused
SELECT id, (SELECT c.email) FROM customers c
--> refused
SELECT email AS e, (SELECT e) FROM customers c
--> refused

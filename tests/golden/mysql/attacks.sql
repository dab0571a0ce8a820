--- Attacks on the gate, each by another way around a rule. None may pass with a protected value in it.
-- role: app
SELECT c.email FROM (customers c)
--> email=redact
SELECT c.email FROM (customers c, orders o)
--> email=redact
SELECT UPPER(c.email) FROM {oj orders o LEFT OUTER JOIN customers c ON c.id=o.customer_id} WHERE o.id=1
--> refused
SELECT c.email FROM {oj orders o LEFT OUTER JOIN customers c ON c.id=o.customer_id} WHERE o.id=1
--> email=redact
SELECT `d1`.`customers`.`email` FROM `d1`.`customers`
--> email=redact
SELECT d1 . customers . email FROM d1 . customers
--> email=redact
SELECT customers.email FROM customers c
--> refused: unknown name
SELECT other.c.email FROM customers c
--> refused: unknown name
SELECT "email" FROM customers
--> "email"=clear
SELECT 'email' FROM customers
--> 'email'=clear
SELECT 'a' 'b', N'x', _utf8mb4'y', x'41', 0x42, b'1', 1.5e3, NULL, TRUE FROM customers
--> pass
SELECT email.* FROM customers email
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
SELECT email.email FROM customers email
--> email=redact
SELECT id AS email FROM customers ORDER BY email
--> refused
SELECT id AS email FROM customers GROUP BY email
--> refused
SELECT id AS email FROM customers HAVING email > 5
--> refused
SELECT email AS x, (SELECT x) FROM customers
--> refused
SELECT email AS x, (SELECT COUNT(*) FROM orders WHERE amount > x) FROM customers
--> refused
SELECT email AS amount, (SELECT COUNT(*) FROM orders o WHERE amount > o.id) AS n FROM customers
--> amount=redact n=clear
SELECT id FROM customers c WHERE (SELECT c.email FROM orders LIMIT 1) > 'a'
--> refused
SELECT id FROM customers c WHERE id IN (SELECT id FROM orders WHERE c.email > 'a')
--> refused
SELECT id FROM customers WHERE id = (SELECT MAX(id) FROM orders WHERE email > 'a')
--> refused
SELECT id FROM customers WHERE 1 IN (SELECT email)
--> refused
SELECT id FROM customers WHERE EXISTS (SELECT 1 HAVING email > 'a')
--> refused
SELECT id FROM customers WHERE EXISTS (SELECT email)
--> refused
SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders GROUP BY c.email)
--> refused
SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders ORDER BY c.email LIMIT 1)
--> refused
SELECT id FROM customers c JOIN orders o USING (id) WHERE EXISTS (SELECT email)
--> refused
SELECT id FROM customers LIMIT 1 OFFSET 2
--> id=clear
SELECT SUM(salary) OVER () FROM customers
--> refused
SELECT COUNT(*) OVER (ORDER BY salary) FROM customers
--> refused
SELECT COUNT(*) OVER w FROM customers WINDOW w AS (ORDER BY salary)
--> refused
SELECT id, COUNT(*) OVER (PARTITION BY x), email AS x FROM customers
--> refused
SELECT id, RANK() OVER (ORDER BY notes), phone AS notes FROM customers
--> refused
SELECT GET_LOCK(email, 0) FROM customers
--> refused
SELECT SLEEP(LENGTH(email)) FROM customers
--> refused
SELECT LAST_INSERT_ID(ORD(email)) FROM customers
--> refused
SELECT RAND(salary) FROM customers
--> refused
SELECT NAME_CONST('x', email) FROM customers
--> refused
SELECT EXTRACTVALUE(CONCAT('<a>', email, '</a>'), '/a') FROM customers
--> refused
SELECT JSON_OBJECTAGG(id, email) FROM customers
--> refused
SELECT JSON_OBJECT(email, 1) FROM customers
--> refused
SELECT INTERVAL(salary, 1, 2) FROM customers
--> refused
SELECT dob + INTERVAL 1 DAY FROM customers
--> refused
SELECT EXTRACT(YEAR FROM dob) FROM customers
--> refused
SELECT YEAR(dob), dob BETWEEN '2000-01-01' AND '2001-01-01' FROM customers
--> refused
SELECT DATE_ADD(dob, INTERVAL 1 DAY) FROM customers
--> refused
SELECT NOW() + INTERVAL salary DAY FROM customers
--> refused
SELECT TIMESTAMPDIFF(DAY, dob, NOW()) FROM customers
--> refused
SELECT TRIM(LEADING 'x' FROM email), SUBSTRING(email FROM 1 FOR 2), POSITION('x' IN email) FROM customers
--> refused
SELECT CHAR(salary USING utf8mb4) FROM customers
--> refused
SELECT ELT(1, email), FIELD('x', email), MAKE_SET(1, email) FROM customers
--> refused
SELECT email SOUNDS LIKE 'x' FROM customers
--> refused
SELECT email REGEXP 'x', email RLIKE 'x', email NOT LIKE 'x' ESCAPE '|' FROM customers
--> refused
SELECT email IS NULL, ISNULL(email), email <=> 'x' FROM customers
--> refused
SELECT NOT email, !email, ~salary, -salary, +salary FROM customers
--> refused
SELECT email DIV 1, email MOD 2, email % 2, email | 1, email & 1, email ^ 1, email << 1 FROM customers
--> refused
SELECT email || 'x' FROM customers
--> refused
SELECT email && 1, email XOR 1 FROM customers
--> refused
SELECT ROW(id, email) = ROW(1, 'x') FROM customers
--> refused
SELECT (id, email) IN ((1, 'x')) FROM customers
--> refused
SELECT id FROM customers WHERE id > ALL (SELECT email)
--> refused
SELECT id FROM customers ORDER BY CASE WHEN email > 'm' THEN 1 ELSE 2 END
--> refused
SELECT id FROM customers ORDER BY (SELECT email)
--> refused
SELECT id FROM customers ORDER BY 2, id
--> id=clear
SELECT id, email FROM customers GROUP BY 2
--> refused
SELECT id, email FROM customers GROUP BY id ORDER BY 2 DESC
--> refused
SELECT * FROM customers ORDER BY 4
--> refused
SELECT * FROM customers GROUP BY 3, 1
--> refused
SELECT c.*, 1 FROM customers c ORDER BY 4
--> refused
SELECT MIN(email) FROM customers GROUP BY city WITH ROLLUP
--> refused
SELECT id FROM customers WHERE id = 1 AND @a := email
--> refused
SELECT id FROM customers WHERE (@a := email) IS NOT NULL
--> refused
SELECT COUNT(*) FROM customers WHERE (@acc := CONCAT(@acc, email))
--> refused
SELECT @a := 1 FROM customers
--> refused
SELECT @a := info FROM information_schema.processlist
--> refused
SELECT info INTO @a FROM information_schema.processlist LIMIT 1
--> refused
SET @a = (SELECT info FROM information_schema.processlist LIMIT 1)
--> refused
SELECT info FROM information_schema.processlist
--> info=null
SELECT * FROM (SELECT info FROM information_schema.processlist) d
--> info=null
SELECT UPPER(x) FROM (SELECT info AS x FROM information_schema.processlist) d
--> refused
SELECT `UPPER(x)` FROM (SELECT UPPER(id) FROM information_schema.processlist) d
--> pass
SELECT info FROM information_schema.processlist UNION ALL SELECT 'x'
--> info=null
SELECT 'x' UNION ALL SELECT info FROM information_schema.processlist
--> 'x'=null
SELECT * FROM (SELECT 'x' AS a UNION ALL SELECT info FROM information_schema.processlist) d
--> a=null
SELECT info FROM information_schema.processlist UNION SELECT 'x'
--> refused
SELECT (SELECT info FROM information_schema.processlist LIMIT 1)
--> refused
WITH p(x) AS (SELECT info FROM information_schema.processlist) SELECT x FROM p
--> x=null
WITH RECURSIVE p(n, x) AS (SELECT 1, info FROM information_schema.processlist UNION ALL SELECT n + 1, x FROM p WHERE n < 3) SELECT x FROM p
--> x=null
WITH p AS (SELECT info FROM information_schema.processlist), q AS (SELECT * FROM p) SELECT q.info AS y FROM q
--> y=null
SELECT d.y FROM (SELECT info AS y FROM INFORMATION_SCHEMA.PROCESSLIST) AS d WHERE d.y LIKE '%x%'
--> refused
SELECT p.info FROM information_schema.processlist p JOIN orders o ON o.id = p.id
--> info=null
SELECT information_schema.processlist.info FROM information_schema.processlist
--> info=null
SELECT PROCESSLIST.INFO FROM Information_Schema.ProcessList
--> info=null
SELECT a.info FROM information_schema.processlist a JOIN information_schema.processlist b USING (info)
--> refused
SELECT info, COUNT(*) FROM information_schema.processlist GROUP BY info
--> refused
SELECT info FROM information_schema.processlist ORDER BY info
--> refused
INSERT INTO audit_log(what) SELECT info FROM information_schema.processlist
--> refused
UPDATE audit_log SET what = (SELECT info FROM information_schema.processlist LIMIT 1)
--> refused
UPDATE audit_log a JOIN information_schema.processlist p ON p.id = a.id SET a.what = p.info
--> refused
CREATE TEMPORARY TABLE t(x text) SELECT info AS x FROM information_schema.processlist
--> refused
CREATE TEMPORARY TABLE t(x text) IGNORE AS SELECT info AS x FROM information_schema.processlist
--> refused
CREATE TEMPORARY TABLE t(x text) REPLACE AS SELECT info AS x FROM information_schema.processlist
--> refused
SELECT authentication_string FROM mysql.user
--> authentication_string=null
SELECT LENGTH(authentication_string) FROM mysql.user
--> refused
SELECT SQL_SMALL_RESULT city, COUNT(*) FROM customers GROUP BY city
--> refused
SELECT id FROM customers PARTITION (p0)
--> refused: PARTITION over protected columns
DELETE FROM customers PARTITION (p0)
--> refused
SELECT _rowid FROM customers
--> refused
SELECT id FROM customers WHERE _rowid = 1
--> refused
SELECT COUNT(email, id), COUNT(DISTINCT email, id) FROM customers
--> refused
SELECT 1 FROM customers WHERE VALUES(email) = 'x'
--> refused
SELECT * FROM customers WHERE 1 = 1; DROP TABLE orders
--> refused
SELECT 1; SELECT UPPER(email) FROM customers
--> refused
SELECT 1;; SELECT email FROM customers
--> 1=clear | ? | email=redact
SELECT 1; SELECT id, email FROM customers;
--> 1=clear | id=clear email=redact
;
--> pass
SELECT 1 FROM customers WHERE email = 'x' /*
--> refused
SELECT id--salary FROM customers
--> refused
SELECT id -- salary
FROM customers
--> id=clear
SELECT 'a\' AS x, ', UPPER(email), 'b\'' FROM customers
--> refused
SELECT "it's", UPPER(email), "it's" FROM customers
--> refused
SELECT notes # ' x
, UPPER(email) # '
FROM customers
--> refused
SELECT notes /* /* */ , UPPER(email) FROM customers WHERE id=1 -- */
--> refused
SELECT UPPER (email) FROM customers
--> refused
SELECT email FROM customers WHERE id = 1 AND 1 = (SELECT 1 FROM DUAL WHERE email > 'm')
--> refused
SELECT * FROM customers AS orders
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
SELECT orders.email FROM customers AS orders
--> email=redact
SELECT customers.email FROM orders AS customers JOIN customers AS orders ON 1 = 1
--> refused: unknown name
SELECT customers.amount, orders.email FROM orders AS customers JOIN customers AS orders ON 1 = 1
--> amount=clear email=redact
WITH customers AS (SELECT 1 AS id, 'x' AS email) SELECT email FROM customers
--> email=clear
WITH customers AS (SELECT 1 AS id) SELECT d1.customers.email FROM d1.customers
--> email=redact
WITH customers AS (SELECT id, email FROM customers) SELECT email FROM customers
--> refused
WITH RECURSIVE customers AS (SELECT 1 AS id UNION ALL SELECT id + 1 FROM customers WHERE id < 3) SELECT id FROM customers
--> id=clear
WITH RECURSIVE x AS (SELECT CONCAT(email) AS id FROM customers), customers AS (SELECT 1 AS id, 'a' AS email) SELECT id FROM x
--> refused
WITH RECURSIVE x AS (SELECT id FROM y), y AS (SELECT 1 AS id) SELECT id FROM x
--> refused
WITH x AS (SELECT 1 AS id), y AS (SELECT email FROM customers) SELECT id FROM x
--> refused
SELECT d.city FROM (SELECT id AS city FROM orders) d JOIN customers c ON c.id = d.city
--> city=clear
SELECT label FROM (SELECT pub.email AS label FROM customers pub) t
--> refused
SELECT name FROM (SELECT email AS name FROM customers) t
--> refused
CREATE TEMPORARY TABLE customers(id int, email varchar(120)); SELECT LOWER(email) FROM customers; DROP TEMPORARY TABLE customers
--> refused
CREATE TEMPORARY TABLE customers(id int, email varchar(120)); DROP TEMPORARY TABLE customers; SELECT id FROM customers
--> refused
CREATE TEMPORARY TABLE orders AS SELECT id, who AS amount FROM audit_log; SELECT amount FROM orders
--> ? | amount=clear
CREATE TEMPORARY TABLE orders AS SELECT id, email AS amount FROM customers
--> refused
CREATE TEMPORARY TABLE t(e varchar(120) DEFAULT (SELECT email FROM customers LIMIT 1))
--> refused
CREATE TEMPORARY TABLE t(e varchar(120), CHECK (e IN (SELECT email FROM customers)))
--> refused
CREATE TEMPORARY TABLE t(e varchar(120) REFERENCES customers(email))
--> refused
EXPLAIN SELECT 1 UNION SELECT email FROM customers
--> refused
EXPLAIN INSERT INTO audit_log(what) SELECT email FROM customers
--> refused
EXPLAIN DELETE FROM customers
--> refused
EXPLAIN UPDATE customers SET city = 'x' WHERE email = 'x'
--> refused
DESC FORMAT=TRADITIONAL SELECT email FROM customers WHERE id=1
--> refused
PREPARE s FROM 'EXPLAIN SELECT id FROM customers'
--> refused
PREPARE s FROM 'SET @a = (SELECT email FROM customers LIMIT 1)'
--> refused
PREPARE s FROM 'PREPARE t FROM ''SELECT email FROM customers'''
--> refused
PREPARE s FROM 'SELECT 1 /*'
--> refused
PREPARE s FROM "SELECT id FROM customers"
--> refused
PREPARE s FROM x'53454c4543542031'
--> refused
PREPARE s FROM _utf8mb4'SELECT 1'
--> refused
SET @a = 1, @b = (SELECT COUNT(*) FROM customers)
--> refused
SET sql_select_limit = (SELECT ORD(email) FROM customers WHERE id = 1)
--> refused
SET timestamp = (SELECT salary FROM customers WHERE id = 1)
--> refused
KILL (SELECT salary FROM customers WHERE id = 1)
--> refused
DO @d := (SELECT cnic FROM customers WHERE id = 1)
--> refused
CALL p_safe((SELECT email FROM customers LIMIT 1))
--> refused
SELECT age_of((SELECT dob FROM customers LIMIT 1))
--> refused
SELECT age_of(dob) FROM customers
--> refused
GET DIAGNOSTICS CONDITION 1 @m = MESSAGE_TEXT
--> ?
HANDLER h READ FIRST
--> refused
HANDLER d1.customers OPEN AS h
--> refused
DELETE c FROM customers c WHERE c.email = 'x'
--> refused
DELETE d1.c FROM customers c
--> refused
UPDATE customers c, (SELECT email AS e FROM customers) d SET c.notes = d.e
--> refused
UPDATE customers SET notes = (SELECT email)
--> refused
UPDATE customers SET notes = @a := email
--> refused
UPDATE customers SET city = 'x' WHERE id = 1 AND email LIKE 'x%' LIMIT 1
--> refused
INSERT INTO customers(id, full_name, city) VALUES (1, 'x', (SELECT email FROM customers c WHERE c.id = 1))
--> refused
INSERT INTO audit_log(what) VALUES ((SELECT email FROM customers LIMIT 1))
--> refused
INSERT INTO audit_log(what) VALUES (@a := 'x')
-->
INSERT INTO audit_log SET what = (SELECT email FROM customers LIMIT 1)
--> refused
REPLACE INTO audit_log SET what = (SELECT email FROM customers LIMIT 1)
--> refused
INSERT INTO audit_log(what) TABLE customers
--> refused
INSERT INTO audit_log(id, what) VALUES (1, 'x') ON DUPLICATE KEY UPDATE what = (SELECT email FROM customers LIMIT 1)
--> refused
INSERT INTO audit_log(id, what) SELECT id, who FROM audit_log ON DUPLICATE KEY UPDATE what = (SELECT email FROM customers LIMIT 1)
--> refused
-- sql_mode: ANSI_QUOTES
SELECT UPPER("email") FROM customers
--> refused: use of a protected column
SELECT "email" FROM "customers"
--> email=redact
-- sql_mode: PIPES_AS_CONCAT
SELECT email || '' FROM customers
--> refused
SELECT city || '!' AS c FROM customers
--> c=clear
-- sql_mode: NO_BACKSLASH_ESCAPES
SELECT 'a\', UPPER(email), '\' FROM customers
--> refused
SELECT 'a\' AS x, email, 'b' AS y FROM customers
--> x=clear email=redact y=clear
-- sql_mode: HIGH_NOT_PRECEDENCE
SELECT id FROM customers WHERE NOT email = 'x'
--> refused
-- sql_mode: IGNORE_SPACE
SELECT MAX (email) FROM customers
--> refused

--- Columns that nobody classified, where the upstream masks them: handed out as `redact`; uses are free.
-- role: app
-- unclassified: mask
SELECT id, amount, amount * 2, upper(placed_at::text) FROM orders
--> id=redact amount=redact ?column?=clear upper=clear
SELECT * FROM orders WHERE amount > 5 ORDER BY placed_at
--> id=redact customer_id=redact amount=redact placed_at=redact
SELECT count(*), max(amount) FROM orders GROUP BY customer_id
--> count=clear max=clear
SELECT x.a FROM (SELECT amount AS a FROM orders) x
--> a=redact
WITH x AS (SELECT amount AS a FROM orders) SELECT a FROM x UNION SELECT 1
--> a=redact
SELECT (SELECT amount FROM orders LIMIT 1)
--> amount=redact
SELECT full_name, email FROM customers
--> full_name=redact email=redact
WITH RECURSIVE r(n, a) AS (SELECT 1, ''::text UNION ALL SELECT n + 1, body FROM r, logs WHERE n < 3) SELECT a FROM r
--> a=redact
SELECT relname, 1 FROM pg_class
--> relname=clear ?column?=clear
COPY orders TO STDOUT
--> refused: COPY of a masked column
COPY (SELECT count(*) FROM orders) TO STDOUT
--> pass
DECLARE c CURSOR FOR SELECT id FROM orders
--> pass
DECLARE c CURSOR FOR SELECT id FROM orders UNION ALL SELECT 1
--> refused: DECLARE CURSOR of a masked column
INSERT INTO logs(body) SELECT placed_at::text FROM orders
--> 
CREATE TEMP TABLE t AS SELECT amount FROM orders
--> pass
UPDATE orders SET amount = 1 RETURNING amount
--> amount=redact

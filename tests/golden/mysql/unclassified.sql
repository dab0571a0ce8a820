--- unclassified = "mask": what nobody classified is redacted, its uses are free.
-- role: app
-- unclassified: mask
SELECT id, amount FROM orders WHERE amount > 5 ORDER BY amount
--> id=redact amount=redact
SELECT UPPER(who) FROM audit_log
--> UPPER(who)=clear
SELECT id, email FROM customers
--> id=redact email=redact
SELECT table_name FROM information_schema.tables
--> table_name=clear
SELECT 1 AS x
--> x=clear
PREPARE s FROM 'SELECT amount FROM orders'
--> refused: PREPARE over masked columns
PREPARE s FROM 'SELECT 1'
--> pass
CREATE TEMPORARY TABLE t AS SELECT amount FROM orders
--> ?

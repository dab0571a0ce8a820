--- What is refused to a restricted caller, with the reason that goes into the record.
-- role: app
SELECT upper(email) FROM customers
--> refused: use of a protected column in argument of upper
SELECT email || '' FROM customers
--> refused: use of a protected column in select list
SELECT id FROM customers WHERE email = 'x'
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE email IS NULL
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE salary BETWEEN 1 AND 2
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE email IN ('a', 'b')
--> refused: use of a protected column in WHERE
SELECT id, email FROM customers ORDER BY 2
--> refused: use of a protected column in ORDER BY
SELECT id, email AS e FROM customers ORDER BY e
--> refused: use of a protected column in ORDER BY
SELECT id FROM customers ORDER BY email
--> refused: use of a protected column in ORDER BY
SELECT email, count(*) FROM customers GROUP BY 1
--> refused: use of a protected column in GROUP BY
SELECT email AS e, count(*) FROM customers GROUP BY ROLLUP (e)
--> refused: use of a protected column in GROUP BY
SELECT count(*) FROM customers GROUP BY GROUPING SETS ((email), ())
--> refused: use of a protected column in GROUP BY
SELECT DISTINCT email FROM customers
--> refused: use of a protected column in DISTINCT
SELECT DISTINCT * FROM customers
--> refused: use of a protected column in DISTINCT
SELECT DISTINCT ON (email) id FROM customers
--> refused: use of a protected column in DISTINCT ON
SELECT count(email) FROM customers
--> refused: use of a protected column in argument of count
SELECT count(*) FILTER (WHERE email LIKE 'a%') FROM customers
--> refused: use of a protected column in FILTER
SELECT row_number() OVER (ORDER BY email) FROM customers
--> refused: use of a protected column in ORDER BY of a window
SELECT id, sum(id) OVER w FROM customers WINDOW w AS (PARTITION BY salary)
--> refused: use of a protected column in PARTITION BY
SELECT c FROM customers c
--> refused: whole row
SELECT customers FROM customers
--> refused: whole row
SELECT (c).email FROM customers c
--> refused: whole row
SELECT (c.*)::text FROM customers c
--> refused: whole row
SELECT email(c) FROM customers c
--> refused: 
SELECT c.label FROM customers c
--> refused: 
SELECT label(c) FROM customers c
--> refused: function public.label(customers)
SELECT row(c.*) FROM customers c
--> refused: whole row
SELECT * FROM customers NATURAL JOIN newsletter
--> refused: use of a protected column in NATURAL JOIN
SELECT * FROM customers JOIN newsletter USING (email)
--> refused: use of a protected column in JOIN … USING
SELECT 1 FROM customers c JOIN customers d ON c.email = d.email
--> refused: use of a protected column in JOIN … ON
SELECT email FROM customers FOR SHARE
--> refused: row lock
SELECT email FROM customers FOR KEY SHARE
--> refused: row lock
SELECT (SELECT email FROM customers WHERE id = 1)
--> refused: sensitive relation below the outermost query
SELECT * FROM (SELECT email FROM customers) x
--> refused: sensitive relation below the outermost query
WITH x AS (SELECT email FROM customers) SELECT email FROM x
--> refused: sensitive relation below the outermost query
WITH customers AS (SELECT * FROM customers) SELECT email FROM customers
--> refused: sensitive relation below the outermost query
SELECT email FROM customers UNION ALL SELECT ''
--> refused: sensitive relation below the outermost query
SELECT email FROM v_customers
--> refused: untrusted view
SELECT addr FROM mv_customers
--> refused: untrusted view
SELECT email INTO TEMP t FROM customers
--> refused: SELECT INTO from a sensitive relation
CREATE TABLE t AS SELECT id FROM customers
--> refused: CREATE TABLE AS over a sensitive relation
INSERT INTO logs(body) SELECT email FROM customers
--> refused: sensitive relation below the outermost query
COPY customers TO STDOUT
--> refused: COPY of a masked column
COPY (SELECT id FROM customers) TO STDOUT
--> refused: COPY over a sensitive relation
COPY logs TO PROGRAM 'cat'
--> refused: COPY of a file or program
COPY logs TO '/tmp/x'
--> refused: COPY of a file or program
EXPLAIN SELECT id FROM customers
--> refused: EXPLAIN over a sensitive relation
PREPARE p AS SELECT email FROM customers
--> refused: PREPARE of a masked column
DECLARE c CURSOR FOR SELECT email FROM customers
--> refused: DECLARE CURSOR of a masked column
MERGE INTO logs l USING customers c ON l.id = c.id WHEN MATCHED THEN DELETE
--> refused: MERGE
LOCK TABLE customers
--> refused: LOCK TABLE of a sensitive relation
TRUNCATE customers
--> refused: TRUNCATE TABLE of a sensitive relation
CREATE INDEX ON customers (lower(full_name))
--> refused: CREATE INDEX of a sensitive relation
ALTER TABLE customers ADD COLUMN x int
--> refused: ALTER TABLE of a sensitive relation
DROP TABLE customers
--> refused: DROP TABLE of a sensitive relation
ANALYZE customers
--> refused: ANALYZE of a sensitive relation
CREATE TABLE t (LIKE customers)
--> refused: CREATE TABLE of a sensitive relation
CREATE TABLE t () INHERITS (customers)
--> refused: CREATE TABLE of a sensitive relation
CREATE TABLE t (e text REFERENCES customers(email))
--> refused: CREATE TABLE of a sensitive relation
CREATE TABLE t (c customers)
--> refused: type customers
SELECT null::customers
--> refused: type customers
SELECT get_email(1)
--> refused: function public.get_email(integer)
SELECT * FROM get_customer(1)
--> refused: function public.get_customer(integer)
SELECT query_to_xml('select 1', true, true, '')
--> refused: function pg_catalog.query_to_xml()
SELECT pg_read_file('x')
--> refused: function pg_catalog.pg_read_file()
SELECT * FROM pg_stat_get_activity(NULL)
--> refused: function pg_catalog.pg_stat_get_activity()
SELECT * FROM dblink('x', 'select 1') AS t(x int)
--> refused: function public.dblink
DO $$ BEGIN END $$
--> refused: statement kind DO
CALL p_email('1')
--> refused: statement kind CALL
CREATE VIEW v AS SELECT 1
--> refused: statement kind CREATE VIEW
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'
--> refused: statement kind CREATE FUNCTION
CREATE TYPE t AS ENUM ('a')
--> refused: statement kind CREATE TYPE
CREATE EXTENSION hstore
--> refused: statement kind CREATE EXTENSION
CREATE STATISTICS s ON id, amount FROM orders
--> refused: statement kind CREATE STATISTICS
CREATE MATERIALIZED VIEW m AS SELECT 1
--> refused: statement kind CREATE MATERIALIZED VIEW
CREATE DATABASE copy TEMPLATE crm
--> refused: statement kind CREATE DATABASE
GRANT support TO app
--> refused: statement kind GRANT of a role
ALTER ROLE CURRENT_USER PASSWORD 'x'
--> refused: statement kind ALTER ROLE
ALTER USER SESSION_USER PASSWORD NULL
--> refused: statement kind ALTER ROLE
ALTER ROLE app PASSWORD 'x' CREATEROLE
--> refused: statement kind ALTER ROLE
ALTER ROLE app RENAME TO dpo
--> refused
CREATE ROLE dpo LOGIN
--> refused
CREATE USER dpo PASSWORD 'x'
--> refused
DROP ROLE dpo
--> refused
ALTER GROUP support ADD USER app
--> refused
ALTER ROLE app SUPERUSER
--> refused: statement kind ALTER ROLE
SET enable_seqscan = off
--> refused: setting enable_seqscan
SET standard_conforming_strings = off
--> refused: setting standard_conforming_strings
SET client_encoding = 'SJIS'
--> refused: setting client_encoding
SELECT set_config('enable_seqscan', 'off', false)
--> refused: setting enable_seqscan
SELECT set_config(name, setting, false) FROM pg_settings
--> refused: set_config
UPDATE pg_settings SET setting = 'off' WHERE name = 'enable_seqscan'
--> refused: write to a system relation
SELECT * FROM nowhere
--> refused: unknown name
SELECT nothing FROM customers
--> refused: unknown name
SELECT x.email FROM customers c
--> refused: unknown name
SELECT no_such_function(1)
--> refused: unknown name
SELECT 1 +
--> refused: not parsed

--- Attacks on the gate, each by another way around a rule. None may pass with a protected value in it.
-- role: app
SELECT (SELECT c FROM customers c WHERE id = 1)
--> refused
SELECT email(customers) FROM customers
--> refused
SELECT customers.email(customers) FROM customers
--> refused
SELECT (customers).email FROM customers
--> refused
SELECT c.email::text FROM customers c
--> refused
SELECT c::text FROM customers c
--> refused
SELECT c.*::text FROM customers c
--> refused
SELECT row(c) FROM customers c
--> refused
SELECT array_agg(c) FROM customers c
--> refused
SELECT to_jsonb(c) - 'x' FROM customers c
--> refused
SELECT jsonb_build_object('x', c.*) FROM customers c
--> refused
SELECT count(c) FROM customers c
--> refused
SELECT count(c.*) FROM customers c
--> refused
SELECT c IS NULL FROM customers c
--> refused
SELECT c = c FROM customers c
--> refused
SELECT 1 FROM customers c ORDER BY c
--> refused
SELECT 1 FROM customers c GROUP BY c
--> refused
SELECT DISTINCT c FROM customers c
--> refused
SELECT hash_record(c) FROM customers c
--> refused
SELECT c.text FROM customers c
--> refused
SELECT c.label FROM customers c
--> refused
SELECT j FROM (customers c JOIN orders o ON o.customer_id = c.id) AS j
--> refused
SELECT j.*::text FROM (customers c JOIN orders o ON o.customer_id = c.id) AS j
--> refused
SELECT id FROM customers WHERE email OPERATOR(pg_catalog.=) 'x'
--> refused
SELECT id FROM customers WHERE email = email
--> refused
SELECT id FROM customers WHERE (email) = ('x')
--> refused
SELECT id FROM customers WHERE ((customers).email) = 'x'
--> refused
SELECT id FROM customers WHERE ROW(email) = ROW('x')
--> refused
SELECT id FROM customers WHERE (id, email) = (1, 'x')
--> refused
SELECT id FROM customers WHERE email IS DISTINCT FROM 'x'
--> refused
SELECT id FROM customers WHERE NULLIF(email, 'x') IS NULL
--> refused
SELECT id FROM customers WHERE email = ANY ('{a}')
--> refused
SELECT id FROM customers WHERE 'x' LIKE email
--> refused
SELECT id FROM customers WHERE CASE email WHEN 'x' THEN true END
--> refused
SELECT id FROM customers WHERE customers IS NOT NULL
--> refused
SELECT id FROM customers WHERE email::bool
--> refused
SELECT id FROM customers LIMIT length((SELECT 'x'::text FROM customers LIMIT 1))
--> refused
SELECT 1 LIMIT (SELECT count(*) FROM customers WHERE email < 'M')
--> refused
SELECT 1 OFFSET (SELECT ascii(email) FROM customers LIMIT 1)
--> refused
SELECT id FROM orders TABLESAMPLE system ((SELECT salary FROM customers LIMIT 1))
--> refused
SELECT id FROM customers c TABLESAMPLE bernoulli (c.salary)
--> refused
SELECT * FROM generate_series(1, (SELECT ascii(email) FROM customers LIMIT 1))
--> refused
SELECT x FROM customers c, unnest(ARRAY[c.email]) x
--> refused
SELECT x FROM customers c CROSS JOIN LATERAL (SELECT c.email AS x) y
--> refused
SELECT x FROM customers c, LATERAL (VALUES (c.email)) v(x)
--> refused
SELECT x FROM customers c CROSS JOIN LATERAL (SELECT email AS x) y
--> refused
SELECT (SELECT email) FROM customers
--> refused
SELECT (SELECT c.email) FROM customers c
--> refused
SELECT (SELECT max(email) FROM orders) FROM customers
--> refused
SELECT EXISTS (SELECT 1 FROM orders WHERE email = 'x') FROM customers
--> refused
SELECT ARRAY(SELECT email) FROM customers
--> refused
SELECT id FROM customers WHERE id IN (SELECT id FROM orders WHERE email LIKE 'x')
--> refused
SELECT id FROM customers c JOIN orders o ON o.customer_id = c.id AND c.email > 'M'
--> refused
SELECT id FROM customers LEFT JOIN orders ON email = 'x'
--> refused
SELECT o.id FROM orders o JOIN customers c ON (c.email = 'x') = true
--> refused
SELECT x.a FROM xmltable('/a' PASSING (SELECT xmlelement(name a, email) FROM customers LIMIT 1) COLUMNS a text PATH '.') x
--> refused
SELECT x.a FROM customers c, xmltable('/a' PASSING xmlelement(name a, c.email) COLUMNS a text PATH '.') x
--> refused
SELECT x.e FROM customers c, json_to_record(row_to_json(c)) AS x(e text)
--> refused
SELECT json_object('a': email) FROM customers
--> refused
SELECT json_objectagg(id: email) FROM customers
--> refused
SELECT json_arrayagg(email) FROM customers
--> refused
SELECT json_value(doc, '$') FROM items
--> refused
SELECT * FROM json_table('[]', '$' COLUMNS (a int)) x
--> refused
SELECT xmlforest(email) FROM customers
--> refused
SELECT xmlelement(name a, xmlattributes(email)) FROM customers
--> refused
SELECT email COLLATE "C" FROM customers
--> refused
SELECT email::varchar FROM customers
--> refused
SELECT CAST(email AS citext) FROM customers
--> refused
SELECT ARRAY[email] FROM customers
--> refused
SELECT (ARRAY[email])[1] FROM customers
--> refused
SELECT COALESCE(email) FROM customers
--> refused
SELECT email FROM customers GROUP BY email
--> refused
SELECT email e FROM customers GROUP BY e
--> refused
SELECT email FROM customers GROUP BY 1, id
--> refused
SELECT city FROM customers GROUP BY CUBE (city, email)
--> refused
SELECT city FROM customers GROUP BY GROUPING SETS ((city), (2)), email
--> refused
SELECT *, count(*) OVER (PARTITION BY phone) FROM customers
--> refused
SELECT id FROM customers WINDOW w AS (ORDER BY email)
--> refused
SELECT sum(id) OVER (ORDER BY id ROWS salary PRECEDING) FROM customers
--> refused
SELECT first_value(email) OVER () FROM customers
--> refused
SELECT id FROM customers ORDER BY (SELECT email)
--> refused
SELECT * FROM customers ORDER BY 4
--> refused
SELECT *, 1 FROM customers ORDER BY email
--> refused
SELECT id AS email, email AS id FROM customers ORDER BY id
--> refused
SELECT DISTINCT ON (2) id, email FROM customers
--> refused
SELECT rank('x') WITHIN GROUP (ORDER BY email) FROM customers
--> refused
SELECT string_agg('', email) FROM customers
--> refused
SELECT array_agg(id ORDER BY email) FROM customers
--> refused
SELECT count(*) FILTER (WHERE customers.email > 'M') FROM customers
--> refused
SELECT email FROM customers EXCEPT SELECT 'x'
--> refused
SELECT 'x' INTERSECT SELECT email FROM customers
--> refused
(SELECT email FROM customers) ORDER BY 1
--> refused
(SELECT email FROM customers ORDER BY id LIMIT 1) UNION ALL (SELECT 'x')
--> refused
WITH c AS (TABLE customers) SELECT count(*) FROM c
--> refused
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r, customers WHERE n < 3) SELECT * FROM r
--> refused
WITH x AS (UPDATE people SET id = id RETURNING email) SELECT 1
--> refused
WITH x AS (SELECT * FROM v_contact) SELECT 1
--> refused
SELECT * FROM v_contact
--> refused
SELECT n FROM v_contact
--> refused
SELECT count(*) FROM v_customers
--> refused
INSERT INTO logs(body) VALUES ((SELECT email FROM customers LIMIT 1))
--> refused
INSERT INTO logs(body) TABLE newsletter
--> refused
INSERT INTO logs(id) VALUES (1) RETURNING (SELECT email FROM customers LIMIT 1)
--> refused
INSERT INTO logs(id) SELECT 1 FROM customers
--> refused
INSERT INTO logs(id) VALUES (1) ON CONFLICT DO UPDATE SET body = (SELECT email FROM customers LIMIT 1)
--> refused
UPDATE logs SET body = (SELECT email FROM customers LIMIT 1)
--> refused
UPDATE logs SET body = c.email FROM customers c
--> refused
UPDATE logs SET (id, body) = (SELECT id, email FROM customers LIMIT 1)
--> refused
UPDATE logs SET (id, body) = ROW(1, c.email) FROM customers c
--> refused
UPDATE people SET region = email, email = region
--> refused
UPDATE people SET email = email || ''
--> refused
UPDATE people SET id = 1 RETURNING people
--> refused
UPDATE people SET id = 1 RETURNING people.*::text
--> refused
UPDATE people SET id = 1 RETURNING old.email
--> refused
UPDATE people SET id = 1 RETURNING upper(email)
--> refused
DELETE FROM people RETURNING email || ''
--> refused
DELETE FROM logs USING customers c WHERE c.email = logs.body
--> refused
DELETE FROM logs WHERE body IN (SELECT email FROM customers)
--> refused
DELETE FROM emp WHERE email LIKE 'a%'
--> refused
MERGE INTO people p USING orders o ON p.id = o.id WHEN MATCHED THEN UPDATE SET region = p.email
--> refused
MERGE INTO logs l USING people p ON p.email = l.body WHEN MATCHED THEN DELETE
--> refused
CREATE TEMP TABLE t AS TABLE customers
--> refused
CREATE TEMP TABLE t (e text DEFAULT (SELECT email FROM customers LIMIT 1))
--> refused
CREATE TEMP TABLE customers (email text); SELECT upper(email) FROM customers
--> refused
SET search_path TO pg_temp; SELECT upper(email) FROM customers
--> refused
CREATE TEMP TABLE g (email text); SELECT g.email FROM g NATURAL JOIN customers
--> refused
CREATE TEMP TABLE g (x text); SELECT * FROM g, customers
--> refused
CREATE TEMP TABLE g (x text); SELECT (SELECT email FROM g) FROM customers
--> refused
CREATE TEMP TABLE g (x text); SELECT c FROM g, customers c
--> refused
CREATE TEMP TABLE g (x text); SELECT g.x FROM g JOIN customers USING (email)
--> refused
EXPLAIN (ANALYZE) SELECT 1 FROM customers WHERE email > 'M'
--> refused
EXPLAIN ANALYZE UPDATE people SET region = email
--> refused
EXPLAIN VERBOSE SELECT email FROM customers
--> refused
DECLARE c CURSOR FOR SELECT id FROM customers WHERE email > 'M'
--> refused
PREPARE p AS UPDATE logs SET body = (SELECT email FROM customers LIMIT 1)
--> refused
COPY (UPDATE people SET id = id RETURNING email) TO STDOUT
--> refused
COPY people (id) TO STDOUT
--> refused
COPY customers (full_name) FROM STDIN
--> refused
COPY logs FROM STDIN WHERE body IN (SELECT email FROM customers)
--> refused
SELECT set_config('application_name', email, false) FROM customers
--> refused
SELECT set_config('a.b', (SELECT email FROM customers LIMIT 1), false)
--> refused
SELECT pg_notify('c', email) FROM customers
--> refused
SELECT setval('app_seq', ascii(email)) FROM customers
--> refused
SELECT pg_advisory_lock(ascii(email)) FROM customers
--> refused
SELECT pg_sleep(length(email)) FROM customers
--> refused
SELECT lo_from_bytea(0, email::bytea) FROM customers
--> refused
SELECT nextval(email::regclass) FROM customers
--> refused
SELECT to_regclass(email) FROM customers
--> refused
SELECT has_table_privilege(email, 'SELECT') FROM customers
--> refused
SELECT ts_stat('SELECT to_tsvector(email) FROM customers')
--> refused
SELECT * FROM ts_stat('SELECT to_tsvector(email) FROM customers')
--> refused
SELECT table_to_xml('customers', true, false, '')
--> refused
SELECT schema_to_xml('public', true, false, '')
--> refused
SELECT cursor_to_xml('c', 1, true, false, '')
--> refused
SELECT pg_catalog.ts_rewrite('a', 'SELECT 1, 2')
--> refused
SELECT lo_get(1)
--> refused
SELECT pg_ls_dir('.')
--> refused
SELECT pg_stat_get_backend_activity(1)
--> refused
SELECT pg_logical_emit_message(true, 'a', 'b')
--> refused
SELECT * FROM pg_prepared_statement()
--> refused
SELECT pg_relation_filepath('customers')
--> refused
SELECT get_raw_page('customers', 0)
--> refused
SELECT * FROM pg_stat_statements(true)
--> refused
SELECT xpath_table('id', 'email', 'customers', '/a', 'true')
--> refused
SELECT * FROM crosstab('SELECT 1, 2, email FROM customers') AS t(a int, b text)
--> refused
SELECT connectby('customers', 'email', 'id', '1', 0)
--> refused
SELECT data FROM pg_largeobject WHERE data = 'x'
--> refused
SELECT length(rolpassword) FROM pg_authid
--> refused
SELECT stavalues1::text FROM pg_statistic
--> refused
SELECT s.most_common_vals::text FROM pg_stats s
--> refused
SELECT (SELECT query FROM pg_stat_activity LIMIT 1)
--> refused
SELECT query || '' FROM pg_stat_activity
--> refused
SELECT json_agg(a) FROM (SELECT query FROM pg_stat_activity) a
--> refused
SELECT x FROM (SELECT query AS x FROM pg_stat_activity UNION SELECT '') y
--> refused
SELECT min(query) FROM pg_stat_activity
--> refused
SELECT 1 FROM pg_stat_activity ORDER BY query
--> refused
WITH RECURSIVE r(n, a) AS (SELECT 1, query FROM pg_stat_activity UNION ALL SELECT n + 1, a FROM r WHERE n < 2) SELECT a || '' FROM r
--> refused
WITH RECURSIVE r(n, a, b) AS (SELECT 1, query, '' FROM pg_stat_activity UNION ALL SELECT n + 1, '', a FROM r WHERE n < 2) SELECT upper(b) FROM r
--> refused
WITH RECURSIVE x AS (SELECT * FROM y), y AS (SELECT query FROM pg_stat_activity) SELECT x::text FROM x
--> refused
WITH RECURSIVE x AS (SELECT y::text FROM y), y AS (SELECT query FROM pg_stat_activity) SELECT * FROM x
--> refused
WITH RECURSIVE x AS (SELECT * FROM y), y AS (SELECT query FROM pg_stat_activity) SELECT * FROM x
--> query=null
WITH RECURSIVE x AS (SELECT id FROM orders), orders AS (SELECT query AS id FROM pg_stat_activity) SELECT id || '' FROM x
--> refused
WITH RECURSIVE x AS (SELECT id FROM orders), orders AS (SELECT email AS id FROM customers) SELECT id FROM x
--> refused
SELECT pg_temp.f()
--> refused
SELECT 'a'::pg_temp.d
--> refused
SELECT public.lower('x')
--> refused
SELECT 1 OPERATOR(public.=) 1 FROM nowhere
--> refused
CREATE TABLE pg_catalog.x (i int); DROP TABLE pg_class
--> refused
ALTER TABLE v_names RENAME TO x
--> refused
ALTER ROLE app SET standard_conforming_strings = off
--> refused
ALTER ROLE app IN DATABASE crm SET search_path = x
--> refused
DROP OWNED BY app
--> refused
REASSIGN OWNED BY app TO owner
--> refused
CREATE PUBLICATION p FOR ALL TABLES
--> refused
CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p
--> refused
IMPORT FOREIGN SCHEMA public FROM SERVER s INTO other
--> refused
CREATE USER MAPPING FOR app SERVER s
--> refused
CREATE FOREIGN TABLE f (x int) SERVER s
--> refused
CREATE DOMAIN d AS text CHECK (VALUE <> 'x')
--> refused
CREATE CAST (text AS int) WITH INOUT
--> refused
CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)
--> refused
CREATE AGGREGATE a (int) (SFUNC = int4pl, STYPE = int)
--> refused
CREATE COLLATION c (provider = icu, locale = 'und', deterministic = false)
--> refused
CREATE OPERATOR CLASS o FOR TYPE text USING btree AS OPERATOR 1 <
--> refused
CREATE CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1
--> refused
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION touch()
--> refused
SET session_preload_libraries = 'x'
--> refused
SET role = 'owner'; SELECT upper(email) FROM customers
--> refused
RESET ALL; SELECT email || '' FROM customers
--> refused
SET LOCAL plan_cache_mode = force_generic_plan
--> refused
SET row_security = off
--> refused
SELECT id FROM customers; SELECT upper(email) FROM customers; SELECT 1
--> refused
SELECT 1; DO $$ BEGIN END $$
--> refused

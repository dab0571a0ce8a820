--- The allow-list of utility statements.
-- role: app
BEGIN; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SAVEPOINT a; ROLLBACK TO a; RELEASE a; COMMIT
--> pass
START TRANSACTION READ ONLY; ROLLBACK; ABORT; END
--> pass
SET search_path TO app, public; SET LOCAL statement_timeout = '5s'; SET application_name = 'x'; SET TIME ZONE 'UTC'; SET datestyle TO ISO
--> pass
SET client_encoding TO 'UTF8'; SET NAMES 'utf8'; SET standard_conforming_strings = on; SET extra_float_digits = 3; SET lock_timeout TO DEFAULT
--> pass
SET app.tenant = '5'; SHOW app.tenant; SHOW ALL; RESET ALL; RESET search_path
--> pass
SET ROLE owner; SET SESSION AUTHORIZATION app; RESET ROLE
--> pass
LISTEN a; NOTIFY a, 'payload'; UNLISTEN *; DISCARD ALL; DISCARD TEMP; CLOSE ALL; DEALLOCATE ALL
--> pass
PREPARE p(int) AS SELECT amount FROM orders WHERE id = $1; EXECUTE p(1); DEALLOCATE p
--> pass
DECLARE c CURSOR WITH HOLD FOR SELECT id FROM orders; FETCH 5 FROM c; MOVE NEXT IN c; CLOSE c
--> pass
EXPLAIN SELECT * FROM orders; EXPLAIN (ANALYZE, BUFFERS) SELECT 1; EXPLAIN EXECUTE p(1)
--> pass
COPY orders TO STDOUT; COPY logs (body) FROM STDIN WITH (FORMAT csv); COPY (SELECT id FROM orders) TO STDOUT CSV HEADER
--> pass
CREATE TEMP TABLE t (id int PRIMARY KEY, at timestamptz DEFAULT now(), CHECK (id > 0), kind status, tags text[]); INSERT INTO t VALUES (1); SELECT * FROM t
--> pass
CREATE TEMP TABLE t AS SELECT id, amount FROM orders; SELECT amount FROM t; DROP TABLE t
--> pass
SELECT id INTO TEMP t FROM orders
--> pass
CREATE TABLE t (id serial, x text COLLATE "C" UNIQUE, o int REFERENCES orders(id) ON DELETE CASCADE) PARTITION BY RANGE (id)
--> pass
CREATE TABLE t (LIKE orders INCLUDING ALL); CREATE TABLE u () INHERITS (orders)
--> pass
CREATE INDEX CONCURRENTLY i ON orders (lower(customer_id::text), amount) WHERE amount > 0
--> pass
ALTER TABLE orders ADD COLUMN x int DEFAULT 5, DROP COLUMN IF EXISTS y, ALTER amount SET NOT NULL, ADD CONSTRAINT c CHECK (amount > 0)
--> pass
ALTER TABLE orders RENAME TO orders2; ALTER TABLE orders RENAME COLUMN amount TO x; ALTER TABLE orders SET SCHEMA other
--> pass
DROP TABLE IF EXISTS nowhere; DROP VIEW IF EXISTS nowhere CASCADE
--> pass
CREATE SEQUENCE s; ALTER SEQUENCE app_seq RESTART; DROP SEQUENCE app_seq; SELECT nextval('app_seq')
--> pass
TRUNCATE logs; LOCK TABLE orders IN SHARE MODE; ANALYZE orders; VACUUM orders; COMMENT ON TABLE orders IS 'x'; COMMENT ON COLUMN orders.id IS 'y'
--> pass
GRANT SELECT ON orders TO owner; CREATE SCHEMA s2; DROP SCHEMA other; ALTER ROLE app PASSWORD 'x'
--> pass
VACUUM
--> refused: VACUUM of everything
ANALYZE
--> refused: ANALYZE of everything
DROP SCHEMA public CASCADE
--> refused: DROP SCHEMA
DROP TABLE orders CASCADE; TRUNCATE accounts CASCADE
--> refused: 
ALTER TABLE orders ENABLE ROW LEVEL SECURITY
--> refused: not understood
ALTER TABLE orders OWNER TO app
--> refused: not understood
CREATE TABLE t (x text DEFAULT get_email(1))
--> refused: function public.get_email(integer)
CREATE TABLE t (x text CHECK (x IS NOT DISTINCT FROM get_email(1)))
--> refused: function public.get_email(integer)
CREATE INDEX ON orders (email_imm(id))
--> refused: function public.email_imm(integer)
ALTER TABLE orders ALTER amount TYPE text USING get_email(1)
--> refused: function public.get_email(integer)
ALTER TABLE orders INHERIT customers
--> refused: ALTER TABLE of a sensitive relation
CREATE TEMP VIEW v AS SELECT 1
--> refused: statement kind CREATE VIEW
CREATE RULE r AS ON INSERT TO logs DO ALSO SELECT 1
--> refused: statement kind CREATE RULE
CREATE TRIGGER t BEFORE INSERT ON logs FOR EACH ROW EXECUTE FUNCTION touch()
--> refused: statement kind CREATE TRIGGER
CREATE POLICY p ON logs USING (true)
--> refused: statement kind CREATE POLICY
REFRESH MATERIALIZED VIEW mv_customers
--> refused: 
EXPLAIN (VERBOSE) SELECT email_imm(1)
--> refused: function public.email_imm(integer)
PREPARE p AS SELECT get_email(1)
--> refused: function public.get_email(integer)
EXECUTE p(get_email(1))
--> refused: function public.get_email(integer)
ALTER SYSTEM SET work_mem = '1GB'
--> refused: statement kind ALTER SYSTEM
LOAD 'x'
--> refused: statement kind LOAD
REINDEX DATABASE crm
--> refused: statement kind REINDEX
SECURITY LABEL ON TABLE orders IS 'x'
--> refused: statement kind SECURITY LABEL
ALTER DATABASE crm SET standard_conforming_strings = off
--> refused: statement kind ALTER DATABASE

-- Session resets of pools, health checks, migration locks, and everyday statements that name nothing sensitive.
--;
SELECT 1
--;
;
--;
-- ping
--;
SELECT pg_advisory_unlock_all(); CLOSE ALL; UNLISTEN *; RESET ALL;
--;
DISCARD ALL
--;
DISCARD PLANS; DISCARD SEQUENCES; DISCARD TEMP
--;
RESET ALL; SET SESSION AUTHORIZATION DEFAULT
--;
RESET ROLE
--;
SELECT pg_try_advisory_lock(1, 2), pg_advisory_unlock(1, 2)
--;
BEGIN; SELECT pg_advisory_xact_lock(4711); COMMIT
--;
SELECT current_user, session_user, current_database(), current_schema(), current_schemas(true), current_catalog
--;
SELECT version(), current_setting('server_version_num'), current_setting('is_superuser', true)
--;
--! blank clock
SELECT now(), current_timestamp, statement_timestamp(), current_date, localtime(0) IS NOT NULL
--;
SELECT now() - now(), current_date - current_date, age(timestamp '2024-01-01', timestamp '2023-01-01')
--;
--! blank address
SELECT inet_client_addr(), inet_client_port() IS NOT NULL, pg_backend_pid() IS NOT NULL
--;
SHOW ALL
--;
SHOW transaction_isolation; SHOW server_version; SHOW standard_conforming_strings; SHOW TimeZone; SHOW client_encoding
--;
SET TIME ZONE 'Asia/Karachi'; SET DateStyle = 'ISO, DMY'; SET IntervalStyle = 'iso_8601'; SET extra_float_digits = 3; SET statement_timeout = '30s'
--;
SELECT a_timestamptz, a_date, an_interval, a_float8 FROM every_type ORDER BY id
--;
RESET ALL
--;
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED; SET lock_timeout = 1000; SET idle_in_transaction_session_timeout = 60000
--;
BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE; SELECT count(*) FROM orders; COMMIT
--;
BEGIN; SAVEPOINT a; SELECT 1/0; ROLLBACK TO a; RELEASE a; COMMIT
--;
BEGIN
--;
SAVEPOINT a
--;
SELECT 1/0
--;
ROLLBACK TO SAVEPOINT a
--;
RELEASE SAVEPOINT a
--;
COMMIT AND CHAIN
--;
ROLLBACK
--;
LISTEN news; NOTIFY other, 'x'; UNLISTEN news
--;
SELECT nextval('orders_id_seq') > 0, currval('orders_id_seq') > 0, lastval() > 0
--;
SELECT * FROM every_type ORDER BY id
--;
--! extended []
SELECT * FROM every_type ORDER BY id
--;
SELECT to_char(date '2024-02-29', 'DD Mon YYYY'), lpad('7', 3, '0'), md5('x'), encode(sha256('x'), 'hex'), 'ab' || 'cd', upper('جالی'), length('جالی')
--;
SELECT o.id, row_number() OVER (PARTITION BY citizen_id ORDER BY id), lag(amount) OVER w FROM orders o WINDOW w AS (ORDER BY id) ORDER BY id LIMIT 20
--;
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 10) SELECT sum(n), array_agg(n), json_agg(n) FROM t
--;
SELECT id FROM orders WHERE id < 5 UNION SELECT id FROM notes WHERE id < 0 EXCEPT SELECT 3 ORDER BY 1
--;
SELECT o.id, x.n FROM orders o, LATERAL generate_series(1, o.id) x(n) WHERE o.id < 4 ORDER BY 1, 2
--;
SELECT grouping(citizen_id), citizen_id, sum(amount) FROM orders WHERE id < 10 GROUP BY ROLLUP (citizen_id) ORDER BY 1, 2
--;
SELECT DISTINCT ON (citizen_id) citizen_id, id FROM orders WHERE citizen_id < 5 ORDER BY citizen_id, id DESC
--;
SELECT id FROM orders WHERE id IN (SELECT citizen_id FROM orders WHERE amount < 5) ORDER BY id FETCH FIRST 3 ROWS WITH TIES
--;
SELECT jsonb_path_query('{"a": [1, 2]}', '$.a[*]'), '{"a": 1}'::jsonb @> '{"a": 1}', jsonb_pretty('{"a": 1}')
--;
VALUES (1, 'a'), (2, NULL)
--;
TABLE notes
--;
SELECT id FROM orders WHERE id = 1 FOR UPDATE SKIP LOCKED
--;
EXPLAIN (COSTS OFF) SELECT * FROM orders WHERE id = 1
--;
PREPARE p(int) AS SELECT amount FROM orders WHERE id = $1; EXECUTE p(3); DEALLOCATE p
--;
BEGIN; DECLARE c CURSOR FOR SELECT id FROM orders ORDER BY id; FETCH 3 c; MOVE 2 c; FETCH NEXT c; CLOSE c; COMMIT
--;
COPY (SELECT id, amount FROM orders WHERE id < 5 ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER)
--;
COPY notes TO STDOUT
--;
BEGIN; INSERT INTO notes VALUES (700, 'x') ON CONFLICT (id) DO UPDATE SET body = excluded.body RETURNING *; UPDATE notes SET body = upper(body) WHERE id = 700 RETURNING body; DELETE FROM notes WHERE id = 700; ROLLBACK
--;
INSERT INTO orders(id, citizen_id, amount) VALUES (900000, 1, -5)
--;
INSERT INTO orders(id, citizen_id, amount) VALUES (900000, 987654, 5)
--;
SELECT * FROM no_such_table
--;
SELECT no_such_column FROM orders
--;
SELECT no_such_function()
--;
SELECT 'unfinished
--;
SELECT FROM orders LIMIT 2
--;
SELECT amount::int / 0 FROM orders
--;
--! blank origin
BEGIN; CREATE TEMP TABLE scratch(id int, body text) ON COMMIT DROP; INSERT INTO scratch VALUES (1, 'x'); SELECT * FROM scratch; COMMIT
--;
SELECT has_table_privilege('orders', 'SELECT'), has_schema_privilege('public', 'USAGE'), pg_get_userbyid(10)
--;
SELECT to_regclass('orders')::text, 'orders'::regclass::text, pg_table_is_visible('orders'::regclass), to_regtype('int4')::text
--;
SELECT setting FROM pg_settings WHERE name = 'max_connections'
--;
SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1
--;
SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'citizens' ORDER BY ordinal_position
--;
SELECT constraint_name FROM information_schema.table_constraints WHERE table_name = 'orders' ORDER BY 1
--;
SELECT extname, extversion FROM pg_extension ORDER BY 1
--;
--! blank numbers
SELECT pg_size_pretty(pg_database_size(current_database())), pg_relation_size('orders')
--;
--! answered
SELECT datname, usename, state, query FROM pg_stat_activity WHERE pid = pg_backend_pid()
--;
--! answered
SELECT relname, seq_scan, n_live_tup FROM pg_stat_user_tables ORDER BY relname
--;
SELECT pg_is_in_recovery(), pg_postmaster_start_time() < now(), txid_current_if_assigned() IS NULL
--;
SELECT pg_sleep(0)
--;
SELECT gen_random_uuid() IS NOT NULL, random() < 1, setseed(0.5)
--;
SELECT set_config('application_name', 'a tool', false), current_setting('application_name')
--;
SET application_name TO 'another'; SET search_path TO public; SHOW search_path

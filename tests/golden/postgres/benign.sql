--- Statements that name no protected table: they pass, whatever they are made of.
-- role: app
SELECT 1
--> pass
SELECT NULL, true, 1.5e3, 'x', E'\n', $$d$$, B'101', X'ff', U&'\0041', -5, +5
--> pass
SELECT $1::int + $2
--> pass
VALUES (1, 'a'), (2, 'b')
--> pass
SELECT * FROM (VALUES (1, 'a')) AS v(n, t) WHERE n = 1
--> pass
SELECT id FROM orders WHERE amount BETWEEN 1 AND 2 AND customer_id NOT IN (1, 2, 3)
--> pass
SELECT id FROM orders WHERE id = ANY ($1::int[]) AND placed_at >= now() - interval '1 day'
--> pass
SELECT date_trunc('day', placed_at) AS day, sum(amount) FROM orders GROUP BY day ORDER BY day
--> pass
SELECT to_char(placed_at, 'YYYY'), extract(year FROM placed_at), placed_at AT TIME ZONE 'UTC' FROM orders
--> pass
SELECT a.id FROM orders a LEFT JOIN items b ON a.id = b.id AND b.active RIGHT JOIN logs l USING (id)
--> pass
SELECT count(*), count(DISTINCT amount), sum(amount) FILTER (WHERE amount > 1), avg(amount) FROM orders
--> pass
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount), mode() WITHIN GROUP (ORDER BY customer_id) FROM orders
--> pass
SELECT rank() OVER w, lag(amount, 1) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY amount DESC)
--> pass
SELECT customer_id, sum(amount) FROM orders GROUP BY ROLLUP (customer_id), GROUPING SETS ((), (customer_id)) HAVING grouping(customer_id) = 0
--> pass
SELECT DISTINCT amount FROM orders UNION SELECT price FROM items INTERSECT SELECT 1 EXCEPT ALL SELECT 2 ORDER BY 1 LIMIT 3
--> pass
WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 100) SELECT sum(n) FROM t
--> pass
WITH RECURSIVE x(id) AS (SELECT * FROM y UNION ALL SELECT id + 1 FROM x WHERE id < 5), y(id) AS (VALUES (1)) SELECT * FROM x
--> pass
WITH RECURSIVE t(id, up) AS (SELECT id, customer_id FROM orders UNION SELECT o.id, o.customer_id FROM orders o, t WHERE o.customer_id = t.id) SEARCH DEPTH FIRST BY id SET path CYCLE id SET is_cycle USING p SELECT id, path, is_cycle FROM t
--> pass
WITH a AS MATERIALIZED (SELECT id FROM orders), b AS NOT MATERIALIZED (SELECT * FROM a) SELECT * FROM b
--> pass
WITH i AS (INSERT INTO logs (body) VALUES ('x') RETURNING id), u AS (UPDATE orders SET amount = 1 RETURNING id) SELECT * FROM i, u
--> pass
SELECT doc->'a'->>'b', doc#>>'{a,b}', doc @> '{"a":1}', doc ? 'a', jsonb_set(doc, '{a}', '1') FROM items
--> pass
SELECT jsonb_path_query(doc, '$.a[*] ? (@ > 1)'), jsonb_array_elements(doc->'l') FROM items
--> pass
SELECT e.key, e.value FROM items i, jsonb_each_text(i.doc) e
--> pass
SELECT e.* FROM items i CROSS JOIN LATERAL jsonb_to_recordset(i.doc) AS e(a int, b text)
--> pass
SELECT * FROM json_to_record('{"a":1}') AS x(a int)
--> pass
SELECT row_to_json(o), to_jsonb(o), json_agg(o.*), json_build_object('a', o.id) FROM orders o GROUP BY o.id
--> pass
SELECT tags[1], tags[1:2], array_length(tags, 1), unnest(tags), 'a' = ANY (tags), tags && ARRAY['x'] FROM items
--> pass
SELECT array_agg(id ORDER BY id), ARRAY(SELECT id FROM orders), ARRAY[[1,2],[3,4]] FROM items
--> pass
SELECT * FROM unnest(ARRAY[1,2], ARRAY['a','b']) WITH ORDINALITY AS t(a, b, n)
--> pass
SELECT * FROM ROWS FROM (generate_series(1, 3), unnest(ARRAY['a'])) AS x(a, b)
--> pass
SELECT * FROM generate_series(1, 10) WITH ORDINALITY
--> pass
SELECT g.x FROM generate_series(1, 10) AS g(x) WHERE g.x % 2 = 0
--> pass
SELECT regexp_replace('a', 'b', 'c'), regexp_matches('a', 'b'), substring('abc' FROM 1 FOR 2), substring('abc' FROM 'b'), position('b' IN 'abc'), overlay('abc' PLACING 'x' FROM 1), trim(both ' ' from ' a ')
--> pass
SELECT 'a' LIKE 'b' ESCAPE 'c', 'a' ILIKE 'b', 'a' SIMILAR TO 'b', 'a' ~ 'b', 'a' !~* 'b', 'a' ^@ 'b'
--> pass
SELECT CASE 1 WHEN 1 THEN 'a' ELSE 'b' END, CASE WHEN true THEN 1 END, coalesce(NULL, 1), nullif(1, 2), greatest(1, 2), least(1, 2)
--> pass
SELECT 1 IS DISTINCT FROM 2, NULL IS NULL, true IS NOT FALSE, ROW(1, 2) = ROW(1, 2), (1, 2) < (2, 3), (1, 2) IN ((1, 2))
--> pass
SELECT (SELECT max(id) FROM orders), EXISTS (SELECT 1 FROM items), 1 IN (SELECT id FROM items), 1 > ALL (SELECT id FROM items), ROW(1, 2) = (SELECT 1, 2)
--> pass
SELECT o.id, (SELECT count(*) FROM items i WHERE i.id = o.id) AS n FROM orders o ORDER BY n DESC NULLS LAST
--> pass
SELECT o FROM orders o; SELECT o.* FROM orders o; SELECT (o).id FROM orders o; SELECT o.id FROM public.orders o; SELECT public.orders.id FROM public.orders
--> pass
SELECT current_date, current_timestamp(3), localtime, current_user, session_user, current_catalog, current_schema, user, current_role
--> pass
SELECT xmlelement(name a, xmlattributes('b' AS c), 'd'), xmlforest(1 AS a), xmlconcat('<a/>'::xml), xmlparse(document '<a/>'), xmlserialize(content '<a/>'::xml AS text), '<a/>'::xml IS DOCUMENT
--> pass
SELECT * FROM xmltable('/r' PASSING ('<r/>'::xml) COLUMNS a int PATH 'a', n FOR ORDINALITY)
--> pass
SELECT to_tsvector('english', body) @@ to_tsquery('english', 'a & b'), ts_headline(body, plainto_tsquery('x')), ts_rank(to_tsvector(body), to_tsquery('x')) FROM logs
--> pass
SELECT int4range(1, 5) @> 3, '[1,2]'::int4range * '[2,3]'::int4range, lower('[1,2]'::int4range)
--> pass
SELECT '10.0.0.1'::inet << '10.0.0.0/8'::cidr, host('10.0.0.1'::inet), point(1, 2) <-> point(2, 3)
--> pass
SELECT md5('x'), sha256('x'), encode('x', 'base64'), decode('eA==', 'base64'), gen_random_uuid(), random(), hashtext('x')
--> pass
SELECT 'new'::status, kind FROM items WHERE kind = 'new' AND price > 1::positive
--> pass
SELECT 'a'::citext = 'A', 'a=>1'::hstore -> 'a', similarity('a', 'b'), 'a' % 'b', unaccent('x'), crypt('a', gen_salt('bf'))
--> pass
SELECT CAST(1 AS text), 1::numeric(10, 2), '1'::character varying(5), 'x'::"char", '1 day'::interval day, 1::float8::int
--> pass
SELECT id FROM orders ORDER BY amount USING <, id COLLATE "C" NULLS FIRST FETCH FIRST 3 ROWS WITH TIES
--> pass
SELECT id FROM orders OFFSET $1 LIMIT ALL
--> pass
SELECT id FROM orders FOR UPDATE SKIP LOCKED; SELECT id FROM orders FOR NO KEY UPDATE NOWAIT; SELECT id FROM orders FOR SHARE
--> pass
SELECT id FROM ONLY orders; SELECT id FROM orders *; SELECT id FROM orders TABLESAMPLE bernoulli (10)
--> pass
SELECT pg_sleep(0), pg_backend_pid(), txid_current(), inet_client_addr(), pg_is_in_recovery(), pg_postmaster_start_time()
--> pass
SELECT nextval('app_seq'), currval('app_seq'), lastval(), setval('app_seq', 1)
--> pass
SELECT pg_total_relation_size('orders'), pg_size_pretty(pg_database_size(current_database())), obj_description('orders'::regclass)
--> pass
SELECT has_table_privilege('orders', 'SELECT'), pg_has_role('app', 'MEMBER'), to_regclass('public.customers')
--> pass
SELECT format('%s %I %L', 'a', 'b', 'c'), concat('a', 1), concat_ws(',', 'a', 'b'), quote_literal('x'), quote_ident('y'), lpad('a', 3), initcap('a')
--> pass
SELECT make_date(2020, 1, 1), age(now()), justify_days('35 days'), date_part('dow', now()), date '2020-01-01' + 1, now()::date - 5, clock_timestamp()
--> pass
SELECT pg_notify('c', 'x'), current_setting('app.x', true), set_config('app.tenant', $1, true), set_config('search_path', 'public', false)
--> pass
INSERT INTO orders (customer_id, amount) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET amount = orders.amount + EXCLUDED.amount WHERE orders.amount < 5 RETURNING id, amount
--> pass
INSERT INTO logs SELECT id, placed_at, 'x' FROM orders RETURNING *
--> pass
INSERT INTO logs (id, at, body) VALUES (1, DEFAULT, upper('x')), (2, now(), (SELECT max(body) FROM logs))
--> pass
INSERT INTO items AS i (id, tags[1], doc) VALUES (1, 'x', '{}') ON CONFLICT ON CONSTRAINT items_pkey DO NOTHING RETURNING i.id
--> pass
UPDATE items SET doc = jsonb_set(doc, '{a}', '1'), price = price + 1, active = DEFAULT WHERE id = 1 RETURNING *
--> pass
UPDATE orders o SET amount = i.price FROM items i LEFT JOIN logs l ON l.id = i.id WHERE i.id = o.id RETURNING o.id, i.kind
--> pass
UPDATE orders SET (customer_id, amount) = (1, 2), placed_at = now() WHERE CURRENT OF c
--> pass
UPDATE orders SET (customer_id, amount) = (SELECT id, price FROM items LIMIT 1)
--> pass
DELETE FROM logs USING orders o WHERE o.id = logs.id AND o.amount > 5 RETURNING logs.*
--> pass
DELETE FROM logs WHERE id IN (SELECT id FROM logs ORDER BY id LIMIT 10 FOR UPDATE SKIP LOCKED) RETURNING id
--> pass
MERGE INTO logs l USING (SELECT id, amount FROM orders) s ON s.id = l.id WHEN MATCHED AND s.amount > 1 THEN UPDATE SET body = 'x' WHEN NOT MATCHED THEN INSERT (id, body) VALUES (s.id, 'y')
--> pass
SELECT age_of(date '2020-01-01')
--> pass
SELECT "orders"."id", "orders"."amount" FROM "orders" WHERE "orders"."customer_id" = $1 ORDER BY "orders"."id" ASC LIMIT $2
--> pass
SELECT orders.id AS orders_id, orders.amount AS orders_amount FROM orders JOIN items ON items.id = orders.id WHERE orders.id IN ($1, $2) ORDER BY orders.id
--> pass
SELECT 1 AS "a" FROM "orders" WHERE "orders"."id" = 1 LIMIT 1
--> pass
SELECT COUNT(*) FROM (SELECT DISTINCT "orders"."id" AS "col1" FROM "orders") subquery
--> pass
SELECT "public"."orders"."id", "public"."orders"."amount"::text FROM "public"."orders" WHERE ("public"."orders"."id" = $1 AND 1=1) LIMIT $2 OFFSET $3
--> pass
SELECT "t1"."id", COALESCE("aggr_selection_0"."n", 0) FROM "orders" AS "t1" LEFT JOIN (SELECT "id", COUNT(*) AS "n" FROM "items" WHERE 1=1 GROUP BY "id") AS "aggr_selection_0" ON ("t1"."id" = "aggr_selection_0"."id") WHERE 1=1
--> pass
SELECT "source"."day" AS "day", SUM("source"."amount") AS "sum" FROM (SELECT CAST("public"."orders"."placed_at" AS date) AS "day", "public"."orders"."amount" AS "amount" FROM "public"."orders") AS "source" GROUP BY "source"."day" ORDER BY "source"."day" ASC
--> pass
SELECT o.id FROM other.orders o, public.orders p WHERE o.id = p.id
--> pass
SELECT a.* FROM orders a INNER JOIN LATERAL (SELECT * FROM logs l WHERE l.id = a.id LIMIT 1) b ON TRUE CROSS JOIN items
--> pass
SELECT x.id, x.t FROM (SELECT id, body::text AS t FROM logs UNION ALL SELECT id, note FROM other.orders) x WHERE x.t LIKE '%a%'
--> pass
SELECT t.count FROM (SELECT count(*) FROM orders) t
--> pass
SELECT t.max, t.coalesce, t."?column?" FROM (SELECT max(id), coalesce(1, 2), 1 + 1 FROM orders) t
--> pass
SELECT t.case, t.int4, t.now, t.exists, t.array FROM (SELECT CASE WHEN true THEN 1 END, '1'::int, now(), EXISTS (SELECT 1), ARRAY[1]) t
--> pass
SELECT sub.id FROM (SELECT * FROM orders JOIN (SELECT id AS iid, kind FROM items) i ON i.iid = orders.id) sub WHERE sub.kind = 'new'
--> pass
SELECT u.id FROM orders o JOIN items u USING (id) JOIN logs USING (id) WHERE id = 1
--> pass
SELECT id, amount FROM orders JOIN items USING (id) AS j WHERE j.id = 1
--> pass
SELECT * FROM orders o WHERE NOT EXISTS (SELECT FROM logs l WHERE l.id = o.id AND l.body = o.amount::text)
--> pass
SELECT id FROM orders WHERE (amount, customer_id) IN (SELECT price, id FROM items)
--> pass
SELECT id FROM orders WHERE amount > (SELECT avg(amount) FROM orders i WHERE i.customer_id = orders.customer_id)
--> pass
SELECT id FROM orders GROUP BY id HAVING bool_or(amount > 1) AND every(amount < 100)
--> pass
SELECT first_value(id) OVER (PARTITION BY customer_id ORDER BY amount RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM orders
--> pass
SELECT string_agg(DISTINCT body, ',' ORDER BY body) FROM logs
--> pass
SELECT jsonb_agg(jsonb_build_object('id', o.id, 'items', (SELECT jsonb_agg(i) FROM items i WHERE i.id = o.id))) FROM orders o
--> pass
SELECT variadic_test FROM (SELECT concat(VARIADIC ARRAY['a', 'b']) AS variadic_test) x
--> pass
SELECT make_interval(days => 10), make_interval(hours := 2)
--> pass
SELECT sum(x.n) FROM (SELECT 1 AS n UNION ALL SELECT 2) x
--> pass
SELECT (ARRAY[1,2,3])[2], ('{"a":1}'::jsonb)['a'], (ROW(1,2)).*
--> pass
SELECT id::regclass, 'orders'::regclass::oid, 'int4'::regtype, 'now'::regproc FROM orders
--> pass
SELECT s FROM (SELECT 1 AS a, 2 AS b) s
--> pass
SELECT s.a FROM (SELECT o AS a FROM orders o) s
--> pass
SELECT CURRENT_TIMESTAMP - placed_at > '1 day' FROM orders
--> pass
SELECT to_jsonb(ROW(1, 'a')), hstore(ROW(1, 2)), akeys('a=>1'::hstore)
--> pass
SELECT lower(body), upper(body), length(body), left(body, 2), right(body, 1), reverse(body), split_part(body, ',', 1), replace(body, 'a', 'b'), strpos(body, 'a') FROM logs
--> pass
SELECT convert_from('\x41'::bytea, 'UTF8'), convert_to('a', 'UTF8'), chr(65), ascii('A'), to_hex(255), get_byte('\x41', 0)
--> pass
SELECT num_nulls(1, NULL), pg_typeof(1), pg_column_size(1), version(), pg_client_encoding()
--> pass
SELECT isfinite(date '2020-01-01'), timeofday(), statement_timestamp(), to_timestamp(0), to_date('2020', 'YYYY'), to_number('1', '9')
--> pass
SELECT cardinality(ARRAY[1]), array_position(ARRAY[1], 1), array_remove(ARRAY[1], 1), array_cat(ARRAY[1], ARRAY[2]), array_to_string(ARRAY[1], ','), string_to_array('a,b', ',')
--> pass
SELECT json_array_length('[1]'), json_typeof('1'), jsonb_pretty('{}'), json_object_keys('{}'), jsonb_strip_nulls('{}'), json_populate_record(NULL::orders, '{}')
--> pass
SELECT count(*) FROM pg_locks WHERE NOT granted; SELECT sum(numbackends) FROM pg_stat_database; SELECT * FROM pg_stat_user_tables; SELECT * FROM pg_settings WHERE name = 'x'
--> pass
SELECT name, setting FROM pg_settings; SELECT * FROM pg_timezone_names LIMIT 1; SELECT * FROM pg_roles; SELECT * FROM pg_user; SELECT * FROM pg_tables
--> pass
SELECT blks_hit, tup_returned FROM pg_stat_database WHERE datname = current_database(); SELECT * FROM pg_stat_bgwriter; SELECT * FROM pg_statio_user_tables
--> pass
SELECT slot_name FROM pg_replication_slots; SELECT pid, state FROM pg_stat_replication; SELECT * FROM pg_stat_progress_vacuum
--> pass
SELECT body FROM logs WHERE body = $1 AND at > $2 ORDER BY at DESC NULLS LAST LIMIT 50
--> pass
SELECT now() AT TIME ZONE 'Asia/Karachi', timezone('UTC', now()), now()::timestamptz(0)
--> pass
SELECT l.id FROM logs l WHERE l.body ~* ('^' || $1 || '$') AND l.body COLLATE "C" < 'x'
--> pass
SELECT t.relname, t.n_live_tup FROM pg_stat_user_tables t ORDER BY t.n_live_tup DESC
--> pass
SELECT o.id, o.amount, sum(o.amount) OVER () AS total, o.amount / NULLIF(sum(o.amount) OVER (), 0) FROM orders o
--> pass
SELECT * FROM (SELECT o.*, row_number() OVER (PARTITION BY customer_id ORDER BY id DESC) AS rn FROM orders o) q WHERE q.rn = 1
--> pass
SELECT EXTRACT(EPOCH FROM (max(placed_at) - min(placed_at))) FROM orders
--> pass
SELECT (o.placed_at)::date, (i.doc ->> 'x')::int FROM orders o JOIN items i ON (i.doc ->> 'order')::int = o.id
--> pass
SELECT bit_count(B'101'), 5 & 3, 5 | 3, 5 # 3, ~5, 1 << 2
--> pass
SELECT id FROM orders WHERE amount IS NOT NULL AND amount NOT BETWEEN SYMMETRIC 5 AND 1
--> pass
SELECT 'x' || NULL, 'a' || 1, ARRAY[1] || 2, '{}'::jsonb || '{"a":1}'
--> pass
SELECT min(id), max(amount), stddev(amount), corr(amount, id), regr_slope(amount, id), bit_or(id), array_agg(amount) FROM orders
--> pass
SELECT customer_id FROM orders GROUP BY CUBE (customer_id, id) ORDER BY 1 NULLS FIRST
--> pass
SELECT ntile(4) OVER (ORDER BY amount), cume_dist() OVER (ORDER BY amount), nth_value(id, 2) OVER (ORDER BY id) FROM orders
--> pass
SELECT txid_current_snapshot(), pg_current_snapshot(), pg_current_xact_id_if_assigned(), pg_export_snapshot()
--> pass
SELECT pg_cancel_backend(1), pg_terminate_backend(1), pg_blocking_pids(1)
--> pass
SELECT pg_get_viewdef('v_names'::regclass), pg_get_functiondef('age_of'::regproc), pg_get_indexdef(1), pg_get_constraintdef(1), pg_get_userbyid(10)
--> pass
SELECT collation for ('a'), pg_collation_for('a'), normalize('a', NFC), 'a' IS NFC NORMALIZED
--> pass
SELECT a, b FROM (SELECT 1) AS x(a), LATERAL (SELECT x.a + 1) AS y(b)
--> pass
SELECT count(*) AS "total count" FROM orders AS "o" WHERE "o"."amount" >= 0.0
--> pass
SELECT o.id FROM orders AS o (id, who) WHERE o.who = 1
--> pass
SELECT c FROM (SELECT 1 AS c) AS t UNION ALL (SELECT 2 ORDER BY 1 LIMIT 1)
--> pass
SELECT DISTINCT ON (customer_id) customer_id, id FROM orders ORDER BY customer_id, placed_at DESC
--> pass
SELECT s.r FROM generate_series(1, 3) AS s(r); SELECT s.* FROM regexp_split_to_table('a b', ' ') s; SELECT d::date FROM generate_series(now(), now(), '1 day') d
--> pass
SELECT (regexp_match('a1', '\d'))[1], (string_to_array('a.b', '.'))[2]
--> pass
SELECT 1 WHERE 1 = 1 AND NOT false OR NULL::bool
--> pass
SELECT 1; ; SELECT 2;
--> pass
;
--> pass
-- only a comment
--> pass

-- The project's own attacks on its gate, in the format of cases/postgres.sql (tests/leak/README.md).
-- Each was found to tell D1 from D2 when sent to the server itself, or guards a path that once did.

-- id: own-pipeline-error-then-rows; channel: protocol; expect: masked
--! parse a|SELECT 1/0
--! parse b|SELECT email FROM customers ORDER BY id
--! bind |b|0|
--! execute |0
--! bind |a|0|
--! execute |0
--! sync

-- id: own-statement-name-reused; channel: protocol; expect: masked
--! parse s|SELECT full_name FROM customers ORDER BY id
--! bind p|s|0|
--! closestmt s
--! parse s|SELECT email FROM customers ORDER BY id
--! bind q|s|0|
--! execute p|1
--! execute q|1
--! execute p|0
--! execute q|0
--! sync

-- id: own-portal-suspended-behind-other; channel: protocol; expect: masked
--! parse a|SELECT email FROM customers ORDER BY id
--! parse b|SELECT id FROM customers ORDER BY id
--! bind x|a|0|
--! bind y|b|0|
--! execute x|2
--! execute y|2
--! execute x|2
--! execute y|0
--! execute x|0
--! sync

-- id: own-binary-date-and-numeric; channel: protocol; expect: masked
--! parse |SELECT dob, salary, phone, email FROM customers ORDER BY id
--! bind ||1|
--! execute |0
--! sync

-- id: own-temp-table-shadows-after-parse; channel: names; expect: masked
CREATE TEMP TABLE customers(id int, email text);
--! parse s|SELECT email FROM customers ORDER BY id
--! sync
DROP TABLE pg_temp.customers;
--! bind |s|0|
--! execute |0
--! sync

-- id: own-search-path-moves-after-parse; channel: names; expect: masked
CREATE TEMP TABLE people AS SELECT 1 AS id, 'mine'::text AS email;
--! parse s|SELECT email FROM people ORDER BY 1
--! sync
SET search_path = public, pg_temp;
--! bind |s|0|
--! execute |0
--! sync

-- id: own-order-by-alias; channel: order; expect: denied
SELECT id, email AS x FROM customers ORDER BY x;

-- id: own-order-by-ordinal; channel: order; expect: denied
SELECT id, email FROM customers ORDER BY 2;

-- id: own-group-by-ordinal; channel: order; expect: denied
SELECT dob FROM customers GROUP BY 1;

-- id: own-natural-join; channel: join; expect: denied
SELECT count(*) FROM customers NATURAL JOIN (VALUES ('CANARY-EMAIL-0001@leak.test')) v(email);

-- id: own-using-join; channel: join; expect: denied
SELECT v.n FROM (VALUES ('CANARY-EMAIL-0001@leak.test', 1)) v(email, n) JOIN customers USING (email);

-- id: own-lateral-values; channel: expression; expect: denied
SELECT x.v FROM customers c, LATERAL (VALUES (c.email)) x(v) ORDER BY c.id;

-- id: own-limit-from-classified; channel: row-count; expect: denied
SELECT id FROM orders ORDER BY id LIMIT (SELECT salary::int % 7 FROM customers WHERE id = 1);

-- id: own-offset-from-classified; channel: row-count; expect: denied
SELECT id FROM orders ORDER BY id OFFSET (SELECT length(email) FROM customers WHERE id = 1);

-- id: own-tablesample-argument; channel: row-count; expect: denied
SELECT count(*) FROM orders TABLESAMPLE BERNOULLI ((SELECT salary / 2000 FROM customers WHERE id = 1)) REPEATABLE (1);

-- id: own-update-from-classified; channel: write; expect: denied
UPDATE orders o SET amount = c.salary FROM customers c WHERE c.id = o.customer_id;
SELECT amount FROM orders ORDER BY id;

-- id: own-delete-using-classified; channel: row-count; expect: denied
DELETE FROM orders o USING customers c WHERE c.id = o.customer_id AND c.email < 'M';

-- id: own-on-conflict-excluded; channel: write; expect: denied
INSERT INTO audit_log(id, who, what) SELECT id, full_name, email FROM customers ON CONFLICT (id) DO UPDATE SET what = excluded.what;
SELECT what FROM audit_log ORDER BY id;

-- id: own-insert-unique-probe; channel: constraint; expect: denied
INSERT INTO customers(id, full_name, email) VALUES (900, 'x', 'CANARY-EMAIL-0001@leak.test');

-- id: own-foreign-key-probe; channel: constraint; expect: denied
INSERT INTO newsletter VALUES ('CANARY-EMAIL-0001@leak.test');

-- id: own-cursor-over-sensitive; channel: cursor; expect: denied
BEGIN; DECLARE c CURSOR FOR SELECT email FROM customers ORDER BY id; FETCH ALL c; COMMIT;

-- id: own-fetch-of-protocol-portal; channel: cursor; expect: denied
BEGIN;
--! parse |SELECT email FROM customers ORDER BY id
--! bind open||0|
--! sync
FETCH ALL open;

-- id: own-execute-of-protocol-statement; channel: names; expect: denied
--! parse kept|SELECT email FROM customers ORDER BY id
--! sync
EXECUTE kept;

-- id: own-explain-analyze; channel: plan; expect: denied
EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT 1 FROM customers WHERE email < 'M';

-- id: own-explain-estimate; channel: plan; expect: denied
EXPLAIN SELECT 1 FROM customers WHERE dob < '1970-01-01';

-- id: own-notice-by-set-config; channel: sink; expect: denied
SELECT set_config('application_name', email, false) FROM customers WHERE id = 1;

-- id: own-merge-returns-nothing; channel: row-count; expect: denied
MERGE INTO orders o USING customers c ON o.customer_id = c.id AND c.email < 'M' WHEN MATCHED THEN DELETE;

-- id: own-multi-statement-second-refused; channel: protocol; expect: denied
SELECT 1; SELECT upper(email) FROM customers WHERE id = 1; SELECT 2;

-- id: own-copy-query; channel: copy; expect: denied
COPY (SELECT email FROM customers ORDER BY id) TO STDOUT;

-- id: own-copy-binary-table; channel: copy; expect: denied
COPY customers TO STDOUT (FORMAT BINARY);

-- id: own-for-update-skip-locked; channel: locks; expect: denied
SELECT id FROM customers WHERE email < 'M' ORDER BY id FOR UPDATE SKIP LOCKED;

-- id: own-partition-by-name; channel: names; expect: masked
SELECT email FROM people_pk ORDER BY id;

-- id: own-inherited-only; channel: names; expect: masked
SELECT email FROM ONLY emp; SELECT id, email FROM emp_child ORDER BY id, grade;

-- id: own-composite-cast-to-text; channel: whole-row; expect: denied
SELECT (c.*)::text FROM customers c WHERE id = 1;

-- id: own-row-function-notation; channel: whole-row; expect: denied
SELECT email(c), c.email FROM customers c WHERE c.id = 1;

-- id: own-quoted-system-name; channel: names; expect: masked
SELECT "email" FROM "public"."customers" ORDER BY "id";

-- id: own-default-of-temp-table; channel: sink; expect: denied
CREATE TEMP TABLE t AS TABLE customers; SELECT email FROM t;

-- id: own-view-in-temp; channel: view; expect: denied
CREATE TEMP VIEW v AS SELECT upper(email) AS u FROM customers; SELECT u FROM v;

-- id: own-statistics-view; channel: statistics; expect: masked
SELECT attname, most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE tablename = 'customers' ORDER BY 1;

-- id: own-statistic-table; channel: statistics; expect: masked
--! user postgres
SELECT stavalues1::text, stanumbers1 FROM pg_statistic WHERE starelid = 'customers'::regclass ORDER BY staattnum;

-- id: own-qualified-name-past-alias; channel: names; expect: denied
SELECT upper(public.customers.email) FROM customers AS c(id,full_name,cnic,x4,phone,dob,salary,email,notes), customers WHERE c.id=1 AND customers.id=1;

-- id: own-qualified-name-past-alias-where; channel: names; expect: denied
SELECT customers.id FROM customers AS c(id,full_name,cnic,x4,phone,dob,salary,email,notes), customers WHERE c.id=1 AND public.customers.email < 'M' ORDER BY 1;

-- id: own-fk-set-null-row; channel: error; expect: masked
DELETE FROM regions WHERE id = 2;

-- id: own-fk-cascade-trigger; channel: notice; expect: denied
DELETE FROM towns WHERE id = 2;

-- id: own-fk-cascade-update; channel: error; expect: masked
UPDATE regions SET id = 77 WHERE id = 2;

-- id: own-copy-trigger; channel: notice; expect: denied
--! copyin COPY inbox FROM STDIN|1	x

-- id: own-copy-fk-probe; channel: constraint; expect: denied
--! copyin COPY wishes FROM STDIN|CANARY-EMAIL-0001@leak.test

-- id: own-insert-fk-probe; channel: constraint; expect: denied
INSERT INTO wishes VALUES ('CANARY-EMAIL-0001@leak.test');

-- id: own-insert-fk-notvalid; channel: constraint; expect: denied
INSERT INTO hopes VALUES ('CANARY-EMAIL-0001@leak.test');

-- id: own-copy-fk-notvalid; channel: constraint; expect: denied
--! copyin COPY hopes FROM STDIN|CANARY-EMAIL-0001@leak.test

-- id: own-copy-where-function; channel: copy; expect: denied
--! copyin COPY audit_log(id,who,what) FROM STDIN WHERE email_imm(1) < 'M'|900	a	b

-- id: own-stats-lateral-values; channel: lateral; expect: masked
SELECT x.v FROM pg_stats s, LATERAL (VALUES (s.most_common_vals)) x(v) WHERE s.tablename = 'customers' ORDER BY s.attname;

-- id: own-stats-union; channel: set; expect: masked
SELECT attname, most_common_vals FROM pg_stats WHERE tablename = 'customers' UNION ALL SELECT attname, histogram_bounds FROM pg_stats WHERE tablename = 'customers';

-- id: own-stats-recursive-shift; channel: cte; expect: masked
WITH RECURSIVE r(n, a, b) AS (SELECT 0, 0::real, 0::real UNION ALL SELECT n+1, b, s.n_distinct FROM r, pg_stats s WHERE n < 3 AND s.tablename = 'customers' AND s.attname='dob') SELECT n, a FROM r;

-- id: own-stats-lateral; channel: lateral; expect: masked
SELECT l.z FROM pg_stats s JOIN LATERAL (SELECT s.correlation AS z) l ON true WHERE s.tablename = 'customers' ORDER BY s.attname;

-- id: own-xmltable-default; channel: expression; expect: denied
SELECT x.* FROM pg_stats s, XMLTABLE('/a' PASSING '<a/>'::xml COLUMNS v text PATH 'nope' DEFAULT s.most_common_vals::text) x WHERE s.tablename = 'customers';

-- id: own-target-called-excluded; channel: names; expect: denied
INSERT INTO customers AS excluded(id, full_name, phone) VALUES (1, 'x', 'p') ON CONFLICT (id) DO UPDATE SET notes = excluded.phone RETURNING notes;

-- id: own-update-to-default; channel: write; expect: denied
UPDATE members SET email = DEFAULT WHERE id = 1 RETURNING email;

-- id: own-log-position; channel: physical; expect: denied
CREATE TEMP TABLE l(x pg_lsn); INSERT INTO l SELECT pg_current_wal_insert_lsn(); UPDATE members SET region = 3 WHERE id = 1; SELECT pg_current_wal_insert_lsn() - x FROM l;

-- id: own-statistic-operators; channel: statistics; expect: masked
--! user postgres
SELECT staop1, stacoll1 FROM pg_statistic WHERE starelid = 'customers'::regclass ORDER BY staattnum;

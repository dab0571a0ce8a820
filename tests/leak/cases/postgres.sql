-- PostgreSQL 15.18; schema postgres-schema.sql, data postgres-data.py 1|2
-- Format: '-- id:' starts a case. Lines ending with ';' close one simple-Query message (a line may hold several statements).
-- '--! ' lines are driver directives (cases.py and world.py know them): user R | params k=v | q SQL (one message) | qhex BYTES | s2 SQL (2nd session) | parse|bind|describe|execute|sync|fcall|copyin
-- verified: yes = run directly as role app (or the role in 'needs') on D1 and D2 (identical except classified values): D1 run twice gives identical bytes, D2 differs (how: canary|diff), or elapsed differs by >0.4 s (timing).
-- origin-only-proxy: leaks = replacing only result fields whose wire origin (table, column) is a classified BASE column does not remove the difference.

-- id: expr-upper; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT upper(email) FROM customers WHERE id=1;

-- id: expr-concat-op; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT email || '' FROM customers WHERE id=1;

-- id: expr-cast-varchar; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT email::varchar FROM customers WHERE id=1;

-- id: expr-cast-bytea; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT convert_to(email,'UTF8') FROM customers WHERE id=1;

-- id: expr-substring; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT substring(email FROM 1 FOR 200) FROM customers WHERE id=1;

-- id: expr-reverse; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT reverse(email) FROM customers WHERE id=1;

-- id: expr-hex; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT encode(convert_to(email,'UTF8'),'hex') FROM customers WHERE id=1;

-- id: expr-md5; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT md5(email) FROM customers WHERE id=1;

-- id: expr-sha256; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT sha256(email::bytea) FROM customers WHERE id=1;

-- id: expr-case; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT CASE WHEN id>0 THEN email END FROM customers WHERE id=1;

-- id: expr-coalesce; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT COALESCE(email,'x') FROM customers WHERE id=1;

-- id: expr-nullif; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT NULLIF(email,'') FROM customers WHERE id=1;

-- id: expr-greatest; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT GREATEST(email,'!') FROM customers WHERE id=1;

-- id: expr-array-subscript; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT (ARRAY[email])[1] FROM customers WHERE id=1;

-- id: expr-array-slice; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT (string_to_array(email,'@'))[1:2] FROM customers WHERE id=1;

-- id: expr-row-field; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT ROW(id,email) FROM customers WHERE id=1;

-- id: expr-row-compare; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT ROW(1,email) > ROW(1,'Q') FROM customers WHERE id=1;

-- id: expr-regexp-replace; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT regexp_replace(email,'^','') FROM customers WHERE id=1;

-- id: expr-regexp-match; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT regexp_match(email,'(.*)@(.*)') FROM customers WHERE id=1;

-- id: expr-regexp-srf; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT regexp_split_to_table(email,'') FROM customers WHERE id=1;

-- id: expr-translate; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT translate(email,'#','') FROM customers WHERE id=1;

-- id: expr-quote-literal; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT quote_literal(email), quote_ident(email) FROM customers WHERE id=1;

-- id: expr-json-build; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT json_build_object('k',email), jsonb_build_array(email) FROM customers WHERE id=1;

-- id: expr-json-key; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT json_object(ARRAY[email],ARRAY['v']) FROM customers WHERE id=1;

-- id: expr-xmlelement; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT xmlelement(name a, xmlattributes(email as e), email) FROM customers WHERE id=1;

-- id: expr-bool-compare; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT email > 'M' FROM customers WHERE id=1;

-- id: expr-like-bool; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT email LIKE 'CANARY%', email ~ '^C', email SIMILAR TO 'C%', email ^@ 'CAN' FROM customers WHERE id=1;

-- id: expr-between; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT email BETWEEN 'A' AND 'D', email IN ('CANARY-EMAIL-0001@leak.test'), email = ANY(ARRAY['x']) FROM customers WHERE id=1;

-- id: expr-isdistinct; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT email IS DISTINCT FROM 'CANARY-EMAIL-0001@leak.test' FROM customers WHERE id=1;

-- id: expr-position; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT position('@' IN email), strpos(email,'-') FROM customers WHERE id=1;

-- id: expr-tsvector; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT to_tsvector('simple',email) FROM customers WHERE id=1;

-- id: expr-ts-headline; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT ts_headline('simple', email, 'x'::tsquery) FROM customers WHERE id=1;

-- id: expr-ts-parse; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT (ts_parse('default', email)).token FROM customers WHERE id=1;

-- id: expr-unaccent; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT unaccent(email) FROM customers WHERE id=1;

-- id: expr-citext; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT email::citext FROM customers WHERE id=1;

-- id: expr-operator-syntax; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT email OPERATOR(pg_catalog.||) '' FROM customers WHERE id=1;

-- id: expr-io-functions; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT textout(email), textsend(email) FROM customers WHERE id=1;

-- id: expr-scalar-subquery; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT (SELECT email FROM customers WHERE id=1);

-- id: expr-correlated-subquery; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT o.id, (SELECT c.email FROM customers c WHERE c.id=o.customer_id) FROM orders o WHERE o.id=1;

-- id: expr-subquery-where-only; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT (SELECT count(*) FROM customers WHERE email < 'M');

-- id: expr-unicode-ident; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT U&"\0065mail"||'' FROM customers WHERE id=1;

-- id: expr-qualified-db; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT d1.public.customers.email||'' FROM d1.public.customers WHERE id=1;

-- id: expr-comment-split; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT customers/**/./*x*/email||'' FROM customers WHERE id=1;

-- id: expr-salary-arith; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT salary+0, salary::text, to_char(salary,'999999.99'), width_bucket(salary,0,200000,100) FROM customers WHERE id=1;

-- id: expr-overlaps; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT (dob, dob+1) OVERLAPS (date '1960-01-01', date '1970-01-01') FROM customers WHERE id=1;

-- id: expr-range-ctor; channel: expression; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT daterange(dob,dob,'[]'), numrange(salary,salary,'[]') FROM customers WHERE id=1;

-- id: expr-jsonpath-vars; channel: expression; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT jsonb_path_query('{}','$x',jsonb_build_object('x',email)) FROM customers WHERE id=1;

-- id: whole-alias; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT c FROM customers c WHERE id=1;

-- id: whole-tablename; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT customers FROM customers WHERE id=1;

-- id: whole-field; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: masked
SELECT (c).email FROM customers c WHERE id=1;

-- id: whole-star-plain; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: masked
SELECT * FROM customers WHERE id=1;

-- id: whole-table-cmd; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
TABLE customers;

-- id: whole-to-jsonb-arrow; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT to_jsonb(c)->>'email' FROM customers c WHERE id=1;

-- id: whole-hstore-each; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT e.value FROM customers c, each(hstore(c)) e WHERE c.id=1;

-- id: whole-json-each; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT e.* FROM customers c, jsonb_each_text(to_jsonb(c)) e WHERE c.id=1;

-- id: whole-concat; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT concat(c) FROM customers c WHERE id=1;

-- id: whole-format; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT format('%s',c) FROM customers c WHERE id=1;

-- id: whole-row-star; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT ROW(c.*) FROM customers c WHERE id=1;

-- id: whole-populate; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT (jsonb_populate_record(NULL::customers, to_jsonb(c))).email FROM customers c WHERE id=1;

-- id: whole-xmlforest; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT query_to_xml('select 1',true,true,''), xmlforest(c::text AS r) FROM customers c WHERE id=1;

-- id: whole-join-alias; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT j FROM (customers c JOIN orders o ON o.customer_id=c.id) AS j WHERE j.customer_id=1 LIMIT 1;

-- id: whole-subquery-alias; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT s FROM (SELECT email, 1 FROM customers WHERE id=1) s;

-- id: whole-unnest; channel: whole-row; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT u.* FROM (SELECT array_agg(c) a FROM customers c) x, unnest(x.a) u WHERE u.id=1;

-- id: whole-compare; channel: whole-row; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT c > ROW(1,'Name 1','5',NULL,NULL,NULL,NULL,NULL,NULL)::customers FROM customers c WHERE id=1;

-- id: whole-hash-record; channel: whole-row; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT hash_record(c) FROM customers c WHERE id=1;

-- id: whole-column-size; channel: whole-row; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT pg_column_size(c.*) FROM customers c WHERE id=1;

-- id: agg-min; channel: aggregate; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT min(email) FROM customers;

-- id: agg-string; channel: aggregate; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT string_agg(email,',') FROM customers;

-- id: agg-string-delim-arg; channel: aggregate; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT string_agg('', email) FROM customers WHERE id<4;

-- id: agg-json-object; channel: aggregate; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT json_object_agg(id,email) FROM customers;

-- id: agg-percentile-cont-salary; channel: aggregate; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY salary) FROM customers;

-- id: agg-hypothetical-rank; channel: aggregate; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT rank('M') WITHIN GROUP (ORDER BY email) FROM customers;

-- id: agg-filter; channel: aggregate; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT count(*) FILTER (WHERE email LIKE 'CANARY%') FROM customers;

-- id: agg-count-distinct-expr; channel: aggregate; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT count(DISTINCT length(email)) FROM customers;

-- id: agg-order-array; channel: aggregate; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT array_agg(id ORDER BY email) FROM customers;

-- id: agg-corr; channel: aggregate; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT corr(id,salary), regr_slope(salary,id) FROM customers;

-- id: win-first-value; channel: aggregate; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT first_value(email) OVER (ORDER BY id) FROM customers LIMIT 1;

-- id: win-lag; channel: aggregate; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT lag(email,0) OVER () FROM customers LIMIT 1;

-- id: win-named-window; channel: aggregate; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT id, row_number() OVER w FROM customers WINDOW w AS (ORDER BY email) ORDER BY id;

-- id: win-lag-default-arg; channel: aggregate; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT lag('x'::text,5,email) OVER (ORDER BY id) FROM customers LIMIT 1;

-- id: set-intersect-guess; channel: set-operation; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT 'CANARY-EMAIL-0001@leak.test'::text INTERSECT SELECT email FROM customers;

-- id: set-values-from; channel: set-operation; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT v.a FROM (VALUES (1,'x'),(2,(SELECT email FROM customers WHERE id=1))) AS v(n,a);

-- id: cte-simple; channel: cte; expect: masked; verified: yes; how: canary; origin-only-proxy: masked
WITH x AS (SELECT email e FROM customers) SELECT e FROM x LIMIT 1;

-- id: cte-colalias; channel: cte; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
WITH x(id,notes) AS (SELECT id,email FROM customers) SELECT notes||'' FROM x WHERE id=1;

-- id: cte-shadow-table; channel: cte; expect: masked; verified: yes; how: canary; origin-only-proxy: masked
WITH orders AS (SELECT id, email AS amount FROM customers) SELECT amount FROM orders WHERE id=1;

-- id: cte-recursive-right-arm-only; channel: cte; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
WITH RECURSIVE r(i,s) AS (SELECT 1,'x'::text UNION ALL SELECT 2, email FROM customers, r WHERE r.i=1 AND id=1) SELECT s FROM r;

-- id: cte-recursive-shift; channel: cte; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
WITH RECURSIVE r(n,a,b,c) AS (SELECT 0,(SELECT email FROM customers WHERE id=1),''::text,''::text UNION ALL SELECT n+1,'',a,b FROM r WHERE n<3) SELECT c FROM r WHERE n=2;

-- id: cte-recursive-search; channel: cte; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
WITH RECURSIVE t(id,e) AS (SELECT id,email FROM customers WHERE id=1 UNION ALL SELECT t.id+100,t.e FROM t WHERE t.id<2) SEARCH DEPTH FIRST BY e SET ord SELECT ord FROM t;

-- id: cte-dml-returning; channel: cte; expect: masked; verified: yes; how: canary; origin-only-proxy: masked
WITH u AS (UPDATE customers SET city=city WHERE id=1 RETURNING email AS e) SELECT e FROM u;

-- id: cte-unreferenced-dml; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
WITH w AS (INSERT INTO audit_log(what) SELECT email FROM customers WHERE id=1) SELECT 1;
SELECT what FROM audit_log ORDER BY id DESC LIMIT 1;

-- id: lateral-values; channel: lateral; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT l.x FROM customers c, LATERAL (VALUES (c.email)) l(x) WHERE c.id=1;

-- id: lateral-subselect; channel: lateral; expect: masked; verified: yes; how: canary; origin-only-proxy: masked
SELECT l.* FROM orders o JOIN LATERAL (SELECT email z FROM customers WHERE id=o.customer_id) l ON true LIMIT 1;

-- id: lateral-unnest; channel: lateral; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT u FROM customers c, unnest(ARRAY[c.email]) u WHERE c.id=1;

-- id: lateral-unnest-multi; channel: lateral; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT b FROM customers c, unnest(ARRAY[1],ARRAY[c.email]) t(a,b) WHERE c.id=1;

-- id: lateral-rows-from; channel: lateral; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT t.* FROM customers c, ROWS FROM (generate_series(1,1), string_to_table(c.email,'@')) WITH ORDINALITY t(a,b,o) WHERE c.id=1;

-- id: lateral-json-to-recordset; channel: lateral; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT x.z FROM customers c, jsonb_to_record(to_jsonb(c)) AS r(id int, email text), LATERAL (SELECT r.email z) x WHERE c.id=1;

-- id: lateral-json-record; channel: lateral; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT r.email FROM customers c, jsonb_to_record(to_jsonb(c)) AS r(email text) WHERE c.id=1;

-- id: alias-swap-columns; channel: lateral; expect: masked; verified: yes; how: canary; origin-only-proxy: masked
SELECT notes FROM customers AS c(id,full_name,cnic,notes,phone,dob,salary,city,email) WHERE id=1;

-- id: join-using-merged; channel: lateral; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT email FROM (VALUES ('zz')) v(email) FULL JOIN customers USING (email) WHERE id=1;

-- id: natural-join-guess; channel: predicate; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP TABLE g(email text); INSERT INTO g VALUES ('CANARY-EMAIL-0001@leak.test'),('nobody@x');
SELECT g.email FROM g NATURAL JOIN customers;

-- id: subselect-rename; channel: cte; expect: masked; verified: yes; how: canary; origin-only-proxy: masked
SELECT notes FROM (SELECT email AS notes FROM customers WHERE id=1) customers;

-- id: inherit-parent; channel: view-inheritance; expect: masked; verified: yes; how: canary; origin-only-proxy: masked
SELECT email FROM emp LIMIT 1;

-- id: inherit-child-direct; channel: view-inheritance; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT email FROM emp_child LIMIT 1;

-- id: partition-tableoid; channel: view-inheritance; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT tableoid::regclass, p FROM people p WHERE id=1;

-- id: view-plain; channel: view-inheritance; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT email FROM v_customers WHERE id=1;

-- id: view-matview; channel: view-inheritance; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT addr FROM mv_customers WHERE id=1;

-- id: view-temp; channel: view-inheritance; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP VIEW tv AS SELECT email AS harmless FROM customers WHERE id=1;
SELECT harmless FROM tv;

-- id: view-temp-recursive; channel: view-inheritance; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP RECURSIVE VIEW rv(x) AS SELECT email FROM customers WHERE id=1;
SELECT x FROM rv;

-- id: view-temp-shadow; channel: name-resolution; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP VIEW orders AS SELECT id, email AS amount FROM customers;
SELECT amount FROM orders WHERE id=1;

-- id: search-path-flip; channel: name-resolution; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP TABLE v_customers(id int, email text);
SET search_path=pg_temp,public; PREPARE p2 AS SELECT email||'' FROM v_customers;
SET search_path=public,pg_temp; EXECUTE p2;

-- id: func-composite-srf; channel: function; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT email FROM get_customer(1);

-- id: func-composite-target; channel: function; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT get_customer(1);

-- id: func-composite-field; channel: function; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT (get_customer(1)).email;

-- id: func-secdef; channel: function; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT email_of_sd(1);

-- id: func-from; channel: function; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT * FROM get_email(1) AS t(notes);

-- id: func-find-by; channel: function; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT find_by('CANARY-EMAIL-00%');

-- id: func-rowtype-arg; channel: function; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT label(c) FROM customers c WHERE id=1;

-- id: func-begin-atomic; channel: function; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE FUNCTION pg_temp.ba() RETURNS text BEGIN ATOMIC SELECT email FROM customers WHERE id=1; END;
SELECT pg_temp.ba();

-- id: func-temp-aggregate; channel: function; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE FUNCTION pg_temp.sf(text,int) RETURNS text LANGUAGE sql AS 'SELECT coalesce($1,'''')||email FROM public.customers WHERE id=$2';
CREATE AGGREGATE pg_temp.ag(int) (SFUNC=pg_temp.sf, STYPE=text);
SELECT pg_temp.ag(id) FROM customers WHERE id=1;

-- id: func-temp-domain-check; channel: function; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE FUNCTION pg_temp.chk(text) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '%', (SELECT email FROM public.customers WHERE id=1); RETURN true; END $$;
CREATE DOMAIN pg_temp.dm AS text CHECK (pg_temp.chk(VALUE)); SELECT 'a'::pg_temp.dm;

-- id: func-imm-const-fold-explain; channel: explain; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
EXPLAIN (VERBOSE, COSTS OFF) SELECT email_imm(1);

-- id: do-notice; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
DO $$ BEGIN RAISE NOTICE '%', (SELECT email FROM customers WHERE id=1); END $$;

-- id: do-exception; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
DO $$ DECLARE e text; BEGIN SELECT email INTO e FROM customers WHERE id=1; RAISE EXCEPTION 'x' USING DETAIL=e; END $$;

-- id: do-assert; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
DO $$ BEGIN ASSERT false, (SELECT string_agg(email,',') FROM customers); END $$;

-- id: dml-update-notes; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
UPDATE customers SET notes=email WHERE id=1;
SELECT notes FROM customers WHERE id=1;

-- id: dml-update-row-assign; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
UPDATE customers SET (city,notes)=(SELECT email,cnic FROM customers WHERE id=1) WHERE id=2;
SELECT city,notes FROM customers WHERE id=2;

-- id: dml-insert-select; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
INSERT INTO audit_log(who,what) SELECT 'me',email FROM customers WHERE id=1;
SELECT what FROM audit_log WHERE who='me';

-- id: dml-insert-scalar; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
INSERT INTO audit_log(who,what) VALUES ('me',(SELECT email FROM customers WHERE id=1));
SELECT what FROM audit_log WHERE who='me';

-- id: dml-merge; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
MERGE INTO audit_log a USING customers c ON a.id=c.id AND c.id=1 WHEN MATCHED THEN UPDATE SET what=c.email WHEN NOT MATCHED THEN INSERT (who,what) VALUES ('m',c.cnic);
SELECT what FROM audit_log WHERE id=1;

-- id: dml-swap-columns; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
UPDATE customers SET email=notes, notes=email WHERE id=1;
SELECT notes FROM customers WHERE id=1;

-- id: dml-view-update; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
UPDATE v_customers SET city=email WHERE id=1;
SELECT city FROM customers WHERE id=1;

-- id: dml-numeric-sink; channel: dml-write-through; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
UPDATE orders SET amount=(SELECT salary FROM customers WHERE id=1) WHERE id=1;
SELECT amount FROM orders WHERE id=1;

-- id: dml-select-into-temp; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT email AS x INTO TEMP t FROM customers;
SELECT x FROM t LIMIT 1;

-- id: dml-ctas-table-cmd; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP TABLE t(a,b,c,x) AS TABLE customers;
SELECT x FROM t LIMIT 1;

-- id: dml-temp-matview-values; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP TABLE t(x text); INSERT INTO t TABLE newsletter; INSERT INTO t SELECT cnic FROM customers;
SELECT x FROM t ORDER BY 1 LIMIT 1;

-- id: dml-temp-default-func; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP TABLE t(i int, x text DEFAULT get_email(1)); INSERT INTO t(i) VALUES (1);
SELECT x FROM t;

-- id: dml-temp-trigger; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE FUNCTION pg_temp.tf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.x:=(SELECT email FROM public.customers WHERE id=NEW.i); RETURN NEW; END $$;
CREATE TEMP TABLE t(i int, x text); CREATE TRIGGER tt BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION pg_temp.tf();
INSERT INTO t VALUES (1,NULL) RETURNING x;

-- id: dml-temp-rule; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP TABLE t(i int, x text); CREATE RULE r AS ON INSERT TO t DO ALSO SELECT email FROM customers WHERE id=NEW.i;
INSERT INTO t VALUES (1,'');

-- id: dml-temp-rule-view; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP VIEW v AS SELECT 1 AS a; CREATE RULE r AS ON UPDATE TO v DO INSTEAD SELECT email||'' FROM customers WHERE id=1;
UPDATE v SET a=2;

-- id: dml-temp-check; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP TABLE t(x text CHECK (x<>x)); INSERT INTO t SELECT email FROM customers WHERE id=1;

-- id: dml-temp-exclusion-detail; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP TABLE t(x text, EXCLUDE USING btree (x WITH =)); INSERT INTO t SELECT email FROM customers c, generate_series(1,2) WHERE c.id=1;

-- id: dml-temp-partition-detail; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP TABLE t(x text) PARTITION BY LIST(x); INSERT INTO t SELECT email FROM customers WHERE id=1;

-- id: dml-temp-foreign-key; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
INSERT INTO newsletter VALUES ('CANARY-EMAIL-0001@leak.test');

-- id: dml-colname-sink; channel: catalog; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
DO $$ BEGIN EXECUTE format('CREATE TEMP TABLE t(%I int)', (SELECT email FROM customers WHERE id=1)); END $$;
SELECT * FROM t;

-- id: dml-enum-label-sink; channel: catalog; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
DO $$ BEGIN EXECUTE format('CREATE TYPE pg_temp.e AS ENUM (%L)', (SELECT email FROM customers WHERE id=1)); END $$;
SELECT enum_range(NULL::pg_temp.e);

-- id: dml-default-const-sink; channel: catalog; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
DO $$ BEGIN EXECUTE format('CREATE TEMP TABLE t(x text DEFAULT %L)', (SELECT email FROM customers WHERE id=1)); END $$;
SELECT column_default FROM information_schema.columns WHERE table_name='t';

-- id: dml-funcbody-sink; channel: catalog; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
DO $$ BEGIN EXECUTE format('CREATE FUNCTION pg_temp.ff() RETURNS text LANGUAGE sql AS %L', 'select '||quote_literal((SELECT email FROM customers WHERE id=1))); END $$;
SELECT prosrc FROM pg_proc WHERE proname='ff';

-- id: dml-rowcount-sink; channel: session-sink; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
CREATE TEMP TABLE t(x int);
INSERT INTO t SELECT generate_series(1,(SELECT ascii(email) FROM customers WHERE id=1));

-- id: dml-sequence-sink; channel: session-sink; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT setval('app_seq',(SELECT ascii(email)::bigint*1000+length(email) FROM customers WHERE id=1));
SELECT last_value FROM app_seq;

-- id: dml-lo-sink; channel: large-object; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT lo_from_bytea(424242, email::bytea) FROM customers WHERE id=1;
SELECT convert_from(lo_get(424242),'UTF8');

-- id: dml-lo-open-read; channel: large-object; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT lo_put(lo_create(424243),0,email::bytea) FROM customers WHERE id=1;
BEGIN; SELECT lo_open(424243,262144);
SELECT loread(0,100);

-- id: dml-guc-searchpath; channel: session-sink; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT 1 FROM customers WHERE id=1 AND set_config('search_path',quote_ident(email),false) IS NOT NULL;
SHOW search_path;

-- id: ret-update; channel: returning; expect: masked; verified: yes; how: canary; origin-only-proxy: masked
UPDATE customers SET city=city WHERE id=1 RETURNING email;

-- id: ret-star; channel: returning; expect: masked; verified: yes; how: canary; origin-only-proxy: masked
UPDATE customers SET city=city WHERE id=1 RETURNING *;

-- id: ret-wholerow; channel: returning; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
UPDATE customers c SET city=city WHERE id=1 RETURNING c;

-- id: ret-insert-conflict; channel: returning; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
INSERT INTO customers(id,full_name) VALUES (1,'x') ON CONFLICT (id) DO UPDATE SET city='y' RETURNING email||'';

-- id: ret-delete; channel: returning; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
DELETE FROM emp_child WHERE id=1 RETURNING email||'';

-- id: ret-other-table; channel: returning; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
UPDATE orders o SET amount=amount FROM customers c WHERE c.id=o.customer_id AND o.id=1 RETURNING c.email||'';

-- id: ret-subselect; channel: returning; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
INSERT INTO audit_log(who) VALUES ('z') RETURNING (SELECT email FROM customers WHERE id=1);

-- id: ret-insert-select; channel: returning; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
INSERT INTO audit_log(what) SELECT email FROM customers WHERE id=1 RETURNING what;

-- id: cur-fetch; channel: cursor; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
BEGIN; DECLARE c CURSOR FOR SELECT email||'' FROM customers ORDER BY id;
FETCH 1 FROM c;

-- id: cur-plain; channel: cursor; expect: masked; verified: yes; how: canary; origin-only-proxy: masked
BEGIN; DECLARE c CURSOR FOR SELECT id,email FROM customers ORDER BY id;
FETCH 1 FROM c;

-- id: cur-scroll-backward; channel: cursor; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
BEGIN; DECLARE c SCROLL CURSOR FOR SELECT id,upper(email) FROM customers ORDER BY id;
FETCH LAST FROM c; FETCH ABSOLUTE 1 FROM c;

-- id: cur-hold; channel: cursor; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
BEGIN;
DECLARE ch CURSOR WITH HOLD FOR SELECT cnic||'' FROM customers ORDER BY id;
COMMIT;
FETCH 1 FROM ch;

-- id: cur-refcursor; channel: cursor; expect: denied; verified: yes; how: canary; origin-only-proxy: masked
BEGIN; SELECT cur_all();
FETCH 1 FROM curx;

-- id: cur-where-current; channel: dml-write-through; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
BEGIN; DECLARE c CURSOR FOR SELECT * FROM customers WHERE id=1 FOR UPDATE; MOVE 1 FROM c;
UPDATE customers SET notes=email WHERE CURRENT OF c RETURNING notes;

-- id: prep-execute; channel: prepared; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
PREPARE p AS SELECT email||'' FROM customers WHERE id=$1;
EXECUTE p(1);

-- id: prep-redefine; channel: prepared; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
PREPARE p AS SELECT notes FROM customers WHERE id=1; DEALLOCATE p; PREPARE p AS SELECT email||'' FROM customers WHERE id=1;
EXECUTE p;

-- id: prep-discard-redefine; channel: prepared; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
PREPARE p AS SELECT notes FROM customers WHERE id=1;
DISCARD ALL;
PREPARE p AS SELECT email||'' FROM customers WHERE id=1;
EXECUTE p;

-- id: prep-param-text; channel: prepared; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
PREPARE p(text) AS SELECT coalesce(nullif($1,'x'),email) FROM customers WHERE id=1;
EXECUTE p('x');

-- id: prep-explain-execute; channel: explain; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
PREPARE p(text) AS SELECT 1 FROM customers WHERE email=$1;
EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, COSTS OFF) EXECUTE p('CANARY-EMAIL-0001@leak.test');

-- id: prep-protocol-then-sql-execute; channel: protocol; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
--! parse pp|SELECT email||'' FROM customers WHERE id=1
--! sync
EXECUTE pp;

-- id: prep-in-do; channel: prepared; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
DO $$ BEGIN EXECUTE 'PREPARE hid AS SELECT email||'''' FROM customers WHERE id=1'; END $$;
EXECUTE hid;

-- id: copy-table; channel: copy; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
COPY customers TO STDOUT;

-- id: copy-columns; channel: copy; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
COPY customers(email) TO STDOUT;

-- id: copy-query; channel: copy; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
COPY (SELECT email||'' FROM customers WHERE id=1) TO STDOUT WITH (FORMAT csv);

-- id: copy-binary; channel: copy; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
COPY customers TO STDOUT WITH (FORMAT binary);

-- id: copy-returning; channel: copy; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
COPY (UPDATE customers SET city=city WHERE id=1 RETURNING email) TO STDOUT;

-- id: copy-old-syntax; channel: copy; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
COPY BINARY customers TO STDOUT;

-- id: copy-header-fold; channel: copy; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
COPY (SELECT email AS notes FROM customers WHERE id=1) TO STDOUT CSV HEADER FORCE QUOTE notes;

-- id: copy-in-multi; channel: copy; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT 1; COPY (SELECT cnic FROM customers) TO STDOUT; SELECT 2;

-- id: copy-to-file; channel: file; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks; needs: superuser
--! user postgres
COPY customers TO '{{OUT}}/x.out';
SELECT pg_read_file('{{OUT}}/x.out');

-- id: copy-to-program; channel: file; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks; needs: superuser
--! user postgres
COPY customers TO PROGRAM 'cat > {{OUT}}/y.out'; SELECT pg_read_file('{{OUT}}/y.out');

-- id: copy-from-error-context; channel: error-notice; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
CREATE TEMP TABLE t(x text CHECK (x IS NOT DISTINCT FROM get_email(1)));
--! copyin COPY t FROM STDIN|CANARY-EMAIL-0001@leak.test

-- id: err-cast-int; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT email::int FROM customers WHERE id=1;

-- id: err-cast-date; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT email::date FROM customers WHERE id=1;

-- id: err-cast-json; channel: error-notice; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT email::json FROM customers WHERE id=1;

-- id: err-cast-bool-where; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT id FROM customers WHERE email::bool;

-- id: err-cast-regclass; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT email::regclass FROM customers WHERE id=1;

-- id: err-cast-regrole; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT quote_ident(email)::regrole FROM customers WHERE id=1;

-- id: err-cast-array; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT ('{'||email||'}')::int[] FROM customers WHERE id=1;

-- id: err-cast-enum; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TYPE pg_temp.mood AS ENUM ('a'); SELECT email::pg_temp.mood FROM customers WHERE id=1;

-- id: err-cast-xml; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT ('<a>'||email)::xml FROM customers WHERE id=1;

-- id: err-cast-tsquery; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT (email||' |')::tsquery FROM customers WHERE id=1;

-- id: err-to-number; channel: error-notice; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT to_date(email,'YYYY') FROM customers WHERE id=1;

-- id: err-current-setting; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT current_setting(replace(email,'.','_')) FROM customers WHERE id=1;

-- id: err-set-config-value; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT set_config('work_mem',email,true) FROM customers WHERE id=1;

-- id: err-dblink-connstr; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT dblink_connect('password=x hostaddr='||email) FROM customers WHERE id=1;

-- id: err-subquery-multirow; channel: error-notice; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT (SELECT 1 FROM generate_series(1,CASE WHEN c.email<'M' THEN 2 ELSE 1 END)) FROM customers c WHERE id=1;

-- id: err-notnull-detail; channel: error-notice; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
UPDATE customers SET full_name=NULL WHERE id=1;

-- id: err-fk-orders; channel: error-notice; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
INSERT INTO orders(customer_id) SELECT salary::int FROM customers WHERE id=1;

-- id: err-pk-int-from-salary; channel: error-notice; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
CREATE TEMP TABLE t(i int PRIMARY KEY); INSERT INTO t SELECT salary FROM customers, generate_series(1,2) g WHERE id=1;

-- id: err-invalid-byte-convert; channel: error-notice; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT convert_from('\xe2'::bytea||email::bytea,'UTF8') FROM customers WHERE id=1;

-- id: err-chr-value; channel: error-notice; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT chr(2000000+ascii(email)) FROM customers WHERE id=1;

-- id: err-format-spec; channel: error-notice; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT format('%'||substr(email,1,1),'x') FROM customers WHERE id=1;

-- id: err-sqlstate-only; channel: error-notice; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT CASE WHEN ascii(email)=67 THEN (left(email,0)||'x')::int ELSE 1/(id-1) END FROM customers WHERE id=1;

-- id: notify-payload; channel: notify; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
LISTEN ch;
SELECT 1 FROM customers WHERE id=1 AND pg_notify('ch',email) IS NOT NULL;

-- id: notify-channel-name; channel: notify; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
DO $$ BEGIN EXECUTE format('LISTEN %I',(SELECT left(email,60) FROM customers WHERE id=1)); END $$;
SELECT pg_listening_channels();

-- id: cat-pg-stats-mcv; channel: catalog; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT histogram_bounds, most_common_vals, n_distinct, correlation, avg_width FROM pg_stats WHERE tablename='customers' AND attname='email';

-- id: cat-pg-stats-rename; channel: catalog; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT array_to_string(s.histogram_bounds::text::text[],'|') x FROM pg_catalog.pg_stats s WHERE (s.tablename,s.attname)=('customers','cnic');

-- id: cat-pg-stats-matview; channel: catalog; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT histogram_bounds FROM pg_stats WHERE tablename='mv_customers' AND attname='addr';

-- id: cat-pg-stats-temp; channel: catalog; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP TABLE t AS SELECT email x FROM customers; ANALYZE t; SELECT histogram_bounds FROM pg_stats WHERE tablename='t';

-- id: cat-activity-other-session; channel: catalog; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
--! s2 SELECT 1 FROM customers WHERE email='{{EMAIL1}}'
SELECT query FROM pg_stat_activity WHERE usename='app' AND pid<>pg_backend_pid() AND datname=current_database() ORDER BY 1;

-- id: cat-stat-statements-utility; channel: catalog; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
--! s2 SET my.note='{{EMAIL1}}'
SELECT query FROM pg_stat_statements WHERE query LIKE 'SET my.note%';

-- id: cat-pg-cursors; channel: catalog; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
BEGIN; DO $$ DECLARE c refcursor; BEGIN c:=(SELECT email FROM customers WHERE id=1); OPEN c FOR SELECT 1; END $$;
SELECT name FROM pg_cursors;

-- id: cat-partition-bound; channel: catalog; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
CREATE TEMP TABLE t(x text) PARTITION BY LIST(x); DO $$ BEGIN EXECUTE format('CREATE TEMP TABLE t1 PARTITION OF t FOR VALUES IN (%L)',(SELECT email FROM customers WHERE id=1)); END $$;
SELECT pg_get_expr(relpartbound,oid) FROM pg_class WHERE relname='t1';

-- id: cat-view-def; channel: catalog; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
DO $$ BEGIN EXECUTE format('CREATE TEMP VIEW vv AS SELECT %L::text AS c',(SELECT email FROM customers WHERE id=1)); END $$;
SELECT pg_get_viewdef('vv'::regclass);

-- id: cat-pg-read-relfile; channel: file; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks; needs: superuser
--! user postgres
CHECKPOINT;
SELECT encode(pg_read_binary_file(pg_relation_filepath('customers')),'escape');

-- id: cat-logical-decoding; channel: replication; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks; needs: superuser
--! user postgres
SET synchronous_commit=on;
SELECT 1 FROM pg_create_logical_replication_slot('s_x','test_decoding',true);
UPDATE customers SET city='zz' WHERE id=1;
SELECT data FROM pg_logical_slot_peek_changes('s_x',NULL,NULL,'include-xids','0');

-- id: dyn-query-to-xml-concat; channel: dynamic-sql; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT xpath('//text()', query_to_xml(chr(83)||'ELECT * FROM cust'||'omers WHERE id=1',true,true,''));

-- id: dyn-query-to-xml-and-schema; channel: dynamic-sql; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT query_to_xml_and_xmlschema('SELECT email FROM customers WHERE id=1',true,false,'');

-- id: dyn-table-to-xml; channel: dynamic-sql; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT table_to_xml('customers',true,false,'');

-- id: dyn-database-to-xml; channel: dynamic-sql; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT database_to_xml(true,false,'');

-- id: dyn-ts-rewrite; channel: dynamic-sql; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT ts_rewrite('a'::tsquery, 'SELECT ''a''::tsquery, plainto_tsquery(''simple'',email) FROM customers WHERE id=1');

-- id: dyn-crosstab; channel: dynamic-sql; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT * FROM crosstab('SELECT id, 1, email FROM customers ORDER BY 1') AS t(id int, v text) LIMIT 1;

-- id: dyn-crosstab-hash; channel: dynamic-sql; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT * FROM crosstab('SELECT id,''c'',email FROM customers ORDER BY 1','SELECT ''c''') AS t(id int, v text) LIMIT 1;

-- id: dyn-connectby; channel: dynamic-sql; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT * FROM connectby('customers','email','city','nosuch',1) AS t(keyid text, parent text, level int) UNION ALL SELECT * FROM connectby('customers','email','id::text','1',2) AS t(keyid text, parent text, level int);

-- id: dyn-connectby-relname-injection; channel: dynamic-sql; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT * FROM connectby('(SELECT email AS k, ''r''::text AS p FROM customers) q','k','p','r',1) AS t(keyid text, parent text, level int) LIMIT 2;

-- id: dyn-dblink; channel: dynamic-sql; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks; needs: superuser
--! user postgres
SELECT * FROM dblink('host=127.0.0.1 port={{PORT}} user=app dbname='||current_database(),'SELECT email FROM customers WHERE id=1') AS t(x text);

-- id: dyn-do-execute; channel: dynamic-sql; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
DO $$ DECLARE r text; BEGIN EXECUTE 'SELECT em'||'ail FROM customers WHERE id=1' INTO r; PERFORM set_config('a.b',r,false); END $$;
SHOW a.b;

-- id: exp-analyze-rows; channel: explain; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, COSTS OFF) SELECT 1 FROM customers WHERE email LIKE 'CANARY%';

-- id: exp-estimate; channel: explain; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
EXPLAIN SELECT 1 FROM customers WHERE email < 'M';

-- id: exp-json-filter-removed; channel: explain; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF, SUMMARY OFF, COSTS OFF) SELECT 1 FROM customers WHERE email > 'D';

-- id: exp-width; channel: explain; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
EXPLAIN SELECT email FROM customers;

-- id: exp-analyze-dml; channel: explain; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, COSTS OFF) UPDATE customers SET notes=email WHERE id=1;
SELECT notes FROM customers WHERE id=1;

-- id: set-scs-off; channel: lexer-settings; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SET standard_conforming_strings=off;
SELECT '\'', email||'', '''' FROM customers WHERE id=1 --'

-- id: set-scs-off-via-setconfig; channel: lexer-settings; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT set_config('standard_conforming_strings','off',false);
SELECT '\'', cnic||'', '''' FROM customers WHERE id=1 --'

-- id: set-scs-startup-options; channel: lexer-settings; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
--! params options=-c\040standard_conforming_strings=off
SELECT '\'', email||'', '''' FROM customers WHERE id=1 --'

-- id: lex-cr-ends-comment; channel: lexer-settings; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
--! qhex 53454c454354206e6f746573202d2d20780d2c20656d61696c7c7c2727202046524f4d20637573746f6d6572732057484552452069643d31

-- id: lex-nested-comment; channel: lexer-settings; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT notes /* /* */ , 'x' */ , email||'' FROM customers WHERE id=1;

-- id: lex-string-continuation; channel: lexer-settings; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SELECT 'a'
 'b', email||'' FROM customers WHERE id=1;

-- id: lex-positional-orderby; channel: predicate; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT id, email FROM customers ORDER BY 2;

-- id: set-bytea-output; channel: lexer-settings; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
SET bytea_output=escape; SELECT email::bytea FROM customers WHERE id=1;

-- id: set-lc-monetary; channel: lexer-settings; expect: masked; verified: yes; how: diff; origin-only-proxy: leaks
SELECT salary::money FROM customers WHERE id=1;

-- id: set-session-auth; channel: name-resolution; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks; needs: superuser
--! user postgres
SET SESSION AUTHORIZATION owner; SELECT email||'' FROM customers WHERE id=1;

-- id: proto-binary-format; channel: protocol; expect: masked; verified: yes; how: canary; origin-only-proxy: masked
--! parse |SELECT email, salary, dob FROM customers WHERE id=1
--! bind ||1|
--! describe P|
--! execute |0
--! sync

-- id: proto-mixed-format-codes; channel: protocol; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
--! parse |SELECT id, email, cnic FROM customers WHERE id=1
--! bind ||0,1,0|
--! execute |0
--! sync

-- id: proto-no-describe; channel: protocol; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
--! parse s1|SELECT email FROM customers WHERE id=1
--! bind p1|s1|0|
--! execute p1|0
--! sync

-- id: proto-portal-suspended; channel: protocol; expect: masked; verified: yes; how: canary; origin-only-proxy: masked
--! parse |SELECT email FROM customers ORDER BY id
--! bind pp||0|
--! describe P|pp
--! execute pp|1
--! execute pp|1
--! sync

-- id: proto-reparse-name-in-pipeline; channel: protocol; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
--! parse |SELECT notes FROM customers WHERE id=1
--! describe S|
--! parse |SELECT email FROM customers WHERE id=1
--! bind ||0|
--! execute |0
--! sync

-- id: proto-multi-set-then-select; channel: protocol; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
--! q SET standard_conforming_strings=off; SELECT 1
--! q SELECT '\'', email||'', '''' FROM customers WHERE id=1 --'

-- id: proto-fcall-get-email; channel: protocol; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
--! fcall get_email(int)|hex:00000001

-- id: proto-fcall-query-to-xml; channel: protocol; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
--! fcall query_to_xml(text,boolean,boolean,text)|SELECT email FROM customers WHERE id=1|hex:01|hex:00|

-- id: proto-fcall-lo-get; channel: protocol; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT lo_from_bytea(424244, email::bytea) FROM customers WHERE id=1;
--! fcall lo_get(oid)|hex:00067934

-- id: proto-bind-param-leak; channel: error-notice; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
--! parse |SELECT 1 FROM customers WHERE id=1 AND email LIKE 'CANARY%' AND ($1||left(email,0))::int=1
--! bind ||0|abc
--! execute |0
--! sync

-- id: proto-param-substitution; channel: protocol; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
--! parse |SELECT CASE WHEN $1='y' THEN email ELSE notes END FROM customers WHERE id=1
--! bind ||0|y
--! execute |0
--! sync

-- id: proto-options-searchpath; channel: name-resolution; expect: masked; verified: yes; how: canary; origin-only-proxy: leaks
--! params options=-c\040search_path=pg_catalog
SELECT email||'' FROM public.customers WHERE id=1;

-- id: pred-where-eq-count; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT count(*) FROM customers WHERE email='CANARY-EMAIL-0001@leak.test';

-- id: pred-range-binary-search; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT id FROM customers WHERE id=1 AND salary BETWEEN 124000 AND 125000;

-- id: pred-substr-char; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT n FROM generate_series(32,126) n WHERE n=(SELECT ascii(substr(email,1,1)) FROM customers WHERE id=1);

-- id: pred-join-on; channel: predicate; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
SELECT v.g FROM (VALUES ('CANARY-EMAIL-0001@leak.test'),('x')) v(g) JOIN customers c ON c.email=v.g;

-- id: pred-anti-join; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT g FROM (VALUES ('CANARY-EMAIL-0001@leak.test'),('x')) v(g) WHERE g NOT IN (SELECT email FROM customers);

-- id: pred-having-count; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT city FROM customers GROUP BY city HAVING count(*) FILTER (WHERE email LIKE '%0001%')>0;

-- id: pred-group-by; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT count(*) FROM customers GROUP BY left(email,9) ORDER BY 1;

-- id: pred-group-by-email-min; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT min(id) FROM customers GROUP BY email LIKE '%0%' ORDER BY 1;

-- id: pred-order-by; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT id FROM customers ORDER BY email;

-- id: pred-order-by-case; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT id FROM customers WHERE id<3 ORDER BY CASE WHEN email LIKE 'CANARY%' THEN -id ELSE id END;

-- id: pred-distinct-on; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT DISTINCT ON (left(email,8)) id FROM customers ORDER BY left(email,8), id;

-- id: pred-distinct-count; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT count(*) FROM (SELECT DISTINCT length(email) FROM customers) x;

-- id: pred-limit-subquery; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT i FROM generate_series(1,200) i LIMIT (SELECT ascii(email) FROM customers WHERE id=1);

-- id: pred-offset-subquery; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT i FROM generate_series(1,200) i OFFSET (SELECT ascii(email) FROM customers WHERE id=1) LIMIT 1;

-- id: pred-fetch-with-ties; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT id FROM customers ORDER BY length(email), id*0 FETCH FIRST 1 ROWS WITH TIES;

-- id: pred-tablesample-arg; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT count(*)>10 FROM customers TABLESAMPLE BERNOULLI ((SELECT CASE WHEN email<'M' THEN 100 ELSE 0 END FROM customers WHERE id=1)) REPEATABLE (1);

-- id: pred-is-null; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT id FROM customers WHERE (email='CANARY-EMAIL-0001@leak.test') IS TRUE;

-- id: pred-rowcompare; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT id FROM customers c WHERE c > ROW(1,'Name 1','5',NULL,NULL,NULL,NULL,NULL,NULL)::customers AND id=1;

-- id: pred-fts; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT id FROM customers WHERE to_tsvector('simple',email) @@ to_tsquery('simple','leak.test') OR email ~ 'leak';

-- id: pred-knn-order; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT id FROM customers ORDER BY email <-> 'CANARY-EMAIL-0007@leak.test' LIMIT 1;

-- id: pred-delete-rollback; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
BEGIN; DELETE FROM audit_log WHERE EXISTS (SELECT 1 FROM customers WHERE email='CANARY-EMAIL-0001@leak.test');
ROLLBACK;

-- id: pred-insert-select-count; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
INSERT INTO audit_log(what) SELECT 'hit' FROM customers WHERE email > 'D';

-- id: pred-unique-update-probe; channel: predicate; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks
UPDATE customers SET email='CANARY-EMAIL-0001@leak.test' WHERE id=2;

-- id: pred-for-update-skip; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT id FROM customers WHERE email LIKE '%@leak%' ORDER BY id FOR UPDATE SKIP LOCKED;

-- id: pred-in-cte-filter; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
WITH x AS MATERIALIZED (SELECT id FROM customers WHERE salary>100000) SELECT count(*) FROM x;

-- id: pred-exists-case; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT CASE WHEN EXISTS (SELECT 1 FROM customers WHERE id=1 AND ascii(email)=67) THEN 'y' ELSE 'n' END;

-- id: pred-in-returning-filter; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
UPDATE customers SET city=city WHERE email LIKE '%0005%' RETURNING id;

-- id: pred-constant-array-probe; channel: predicate; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT array_position(ARRAY(SELECT email FROM customers ORDER BY id),'CANARY-EMAIL-0004@leak.test');

-- id: pred-session-flag; channel: session-sink; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT count(*) FROM generate_series(1,1) WHERE CASE WHEN (SELECT email<'M' FROM customers WHERE id=1) THEN set_config('f.g','1',false) ELSE set_config('f.g','0',false) END IS NOT NULL;
SHOW f.g;

-- id: pred-temp-table-exists; channel: session-sink; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
DO $$ BEGIN IF (SELECT email FROM customers WHERE id=1)<'M' THEN CREATE TEMP TABLE flag(x int); END IF; END $$;
SELECT to_regclass('pg_temp.flag') IS NOT NULL;

-- id: pred-txn-abort-status; channel: session-sink; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
BEGIN;
DO $$ BEGIN IF (SELECT email FROM customers WHERE id=1)<'M' THEN RAISE EXCEPTION ''; END IF; END $$;

-- id: time-sleep-case; channel: timing; expect: denied; verified: yes; how: timing; origin-only-proxy: leaks
SELECT 1 FROM (SELECT CASE WHEN email LIKE 'CANARY%' THEN pg_sleep(0.7) END FROM customers WHERE id=1) x;

-- id: time-statement-timeout; channel: timing; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SET statement_timeout='400ms'; SELECT count(*) FROM customers WHERE id=1 AND CASE WHEN email LIKE 'CANARY%' THEN pg_sleep(2) IS NOT NULL ELSE false END;

-- id: time-lock-covert; channel: timing; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks
SELECT pg_advisory_lock(CASE WHEN email LIKE 'CANARY%' THEN 7 ELSE 8 END) IS NULL FROM customers WHERE id=1;
--! s2 SELECT pg_try_advisory_lock(7)

-- id: owner-alter-type-using; channel: ddl-owner; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks; needs: owner
--! user owner
ALTER TABLE customers ALTER COLUMN notes TYPE text USING email; SELECT notes FROM customers WHERE id=1;

-- id: owner-inherit-attach; channel: ddl-owner; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks; needs: owner
--! user owner
CREATE TABLE par(email text); ALTER TABLE customers INHERIT par; SELECT email||'' FROM par LIMIT 1;

-- id: owner-index-expr-stats; channel: ddl-owner; expect: denied; verified: yes; how: canary; origin-only-proxy: leaks; needs: owner
--! user owner
CREATE INDEX ixx ON customers(lower(email)); ANALYZE customers; SELECT histogram_bounds FROM pg_stats WHERE tablename='ixx';

-- id: owner-unique-index-detail; channel: ddl-owner; expect: denied; verified: yes; how: diff; origin-only-proxy: leaks; needs: owner
--! user owner
CREATE UNIQUE INDEX uu ON customers(left(email,6));


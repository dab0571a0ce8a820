-- How catalog.txt was made: the schema of ../../leak/ and the tables below, on PostgreSQL 15, then these queries by psql
-- (unaligned, tuples only, tabs between fields). The unit tests build a Snapshot of it.
--
-- CREATE TYPE status AS ENUM ('new','done');
-- CREATE DOMAIN positive AS int CHECK (VALUE > 0);
-- CREATE TABLE items(id int PRIMARY KEY, kind status, price positive, tags text[], doc jsonb, active boolean DEFAULT true);
-- CREATE TABLE logs(id bigint, at timestamptz, body text);
-- CREATE SCHEMA other; CREATE TABLE other.orders(id int, note text);
-- CREATE TABLE accounts(id int PRIMARY KEY, owner_cnic text UNIQUE, limit_amount numeric, balance numeric, CHECK (balance <= limit_amount));
-- CREATE TABLE payments(id int PRIMARY KEY, owner_cnic text REFERENCES accounts(owner_cnic), amount numeric);
-- CREATE VIEW v_names AS SELECT id, full_name FROM customers;
-- CREATE TABLE watched(id int, touched timestamptz);
-- CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.touched := now(); RETURN NEW; END $$;
-- CREATE TRIGGER t_touch BEFORE UPDATE ON watched FOR EACH ROW EXECUTE FUNCTION touch();
-- CREATE FUNCTION age_of(date) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
\pset format unaligned
\pset tuples_only on
\pset fieldsep '\t'
SELECT 'relation', c.oid, n.nspname, c.relname, c.relkind, c.relpersistence='t', c.reltype,
 coalesce((SELECT string_agg(inhparent::text,' ' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid=c.oid),''),
 coalesce((SELECT string_agg(DISTINCT d.refobjid||':'||d.refobjsubid,' ') FROM pg_rewrite r JOIN pg_depend d ON d.classid='pg_rewrite'::regclass AND d.objid=r.oid AND d.refclassid='pg_class'::regclass AND d.refobjsubid>0 WHERE r.ev_class=c.oid AND d.refobjid<>c.oid AND c.oid>=16384),''),
 coalesce((SELECT string_agg(DISTINCT d.refobjid::text,' ') FROM pg_rewrite r JOIN pg_depend d ON d.classid='pg_rewrite'::regclass AND d.objid=r.oid AND d.refclassid='pg_class'::regclass WHERE r.ev_class=c.oid AND d.refobjid<>c.oid AND c.oid>=16384),''),
 coalesce((SELECT string_agg(DISTINCT d.refobjid::text,' ') FROM pg_rewrite r JOIN pg_depend d ON d.classid='pg_rewrite'::regclass AND d.objid=r.oid AND d.refclassid='pg_proc'::regclass WHERE r.ev_class=c.oid AND d.refobjid>=16384),''),
 coalesce((SELECT string_agg(n.nspname||'.'||c.relname||'.'||tgname,' ') FROM pg_trigger t WHERE t.tgrelid=c.oid AND NOT tgisinternal),'')
FROM pg_class c JOIN pg_namespace n ON n.oid=c.relnamespace WHERE c.relkind IN ('r','p','v','m','f','S','c') AND n.nspname NOT LIKE 'pg_toast%' AND n.nspname NOT LIKE 'pg_temp%' ORDER BY c.oid;
SELECT 'column', a.attrelid, a.attnum, a.attname, a.atttypid, CASE WHEN t.typtype='d' THEN t.typbasetype ELSE t.oid END, a.attcollation, a.attnotnull,
 EXISTS(SELECT 1 FROM pg_index i WHERE i.indrelid=a.attrelid AND i.indisunique AND a.attnum=ANY(i.indkey)),
 EXISTS(SELECT 1 FROM pg_constraint k WHERE k.conrelid=a.attrelid AND k.contype='f' AND a.attnum=ANY(k.conkey)),
 EXISTS(SELECT 1 FROM pg_constraint k WHERE k.confrelid=a.attrelid AND k.contype='f' AND a.attnum=ANY(k.confkey))
FROM pg_attribute a JOIN pg_class c ON c.oid=a.attrelid JOIN pg_namespace n ON n.oid=c.relnamespace JOIN pg_type t ON t.oid=a.atttypid
WHERE a.attnum>0 AND NOT a.attisdropped AND c.relkind IN ('r','p','v','m','f','S','c') AND n.nspname NOT LIKE 'pg_toast%' AND n.nspname NOT LIKE 'pg_temp%' ORDER BY 2,3;
SELECT 'key', conrelid, confrelid, array_to_string(conkey,' '), array_to_string(confkey,' ') FROM pg_constraint WHERE contype='f' ORDER BY oid;
SELECT 'constraint', conrelid, array_to_string(conkey,' ') FROM pg_constraint WHERE contype IN ('c','u','p','x') AND array_length(conkey,1)>1 AND conrelid>=16384 ORDER BY oid;
SELECT 'function', p.oid, n.nspname, p.proname, p.prokind, p.provolatile, p.prorettype, p.proretset, l.lanname, array_to_string(p.proargtypes,' '),
 EXISTS(SELECT 1 FROM pg_depend d WHERE d.classid='pg_proc'::regclass AND d.objid=p.oid AND d.deptype='e'),
 CASE WHEN p.oid>=16384 THEN n.nspname||'.'||p.proname||'('||(SELECT coalesce(string_agg(format_type(x,NULL),',' ORDER BY o),'') FROM unnest(p.proargtypes) WITH ORDINALITY u(x,o))||')' ELSE '' END
FROM pg_proc p JOIN pg_namespace n ON n.oid=p.pronamespace JOIN pg_language l ON l.oid=p.prolang ORDER BY p.oid;
SELECT 'operator', n.nspname, o.oprname, o.oprleft, o.oprright, o.oprcode::oid FROM pg_operator o JOIN pg_namespace n ON n.oid=o.oprnamespace WHERE o.oid>=16384 ORDER BY o.oid;
SELECT 'type', t.oid, n.nspname, t.typname, t.typtype, t.typbasetype, CASE WHEN t.typcategory='A' THEN t.typelem ELSE 0 END, t.typrelid FROM pg_type t JOIN pg_namespace n ON n.oid=t.typnamespace WHERE n.nspname NOT LIKE 'pg_toast%' ORDER BY t.oid;

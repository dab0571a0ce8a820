-- Sent by psycopg; captured by capture.py.
--;
--! extended []
BEGIN
--;
--! extended []
ROLLBACK
--;
--! extended ["orders"]
SELECT
    t.typname AS name, t.oid AS oid, t.typarray AS array_oid,
    t.oid::regtype::text AS regtype,
    coalesce(a.fnames, '{}') AS field_names,
    coalesce(a.ftypes, '{}') AS field_types
FROM pg_type t
LEFT JOIN (
    SELECT
        attrelid,
        array_agg(attname) AS fnames,
        array_agg(atttypid) AS ftypes
    FROM (
        SELECT a.attrelid, a.attname, a.atttypid
        FROM pg_attribute a
        JOIN pg_type t ON t.typrelid = a.attrelid
        WHERE t.oid = $1::regtype
        AND a.attnum > 0
        AND NOT a.attisdropped
        ORDER BY a.attnum
    ) x
    GROUP BY attrelid
) a ON a.attrelid = t.typrelid
WHERE t.oid = $1::regtype
--;
--! extended []
COMMIT
--;
--! extended ["int4range"]
SELECT t.typname AS name, t.oid AS oid, t.typarray AS array_oid,
    t.oid::regtype::text AS regtype,
    r.rngsubtype AS subtype_oid
FROM pg_type t
JOIN pg_range r ON t.oid = r.rngtypid
WHERE t.oid = $1::regtype
--;
--! extended ["1"]
SELECT $1::int
--;
--! extended []
SAVEPOINT "_pg3_1"
--;
--! extended []
SAVEPOINT "_pg3_2"
--;
SELECT 2
--;
--! extended []
RELEASE "_pg3_2"
--;
--! extended []
RELEASE "_pg3_1"

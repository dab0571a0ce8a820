-- Sent by node; captured by capture.py.
--;
--! blank clock
SELECT NOW()
--;
--! extended ["x"]
SELECT $1::text AS t
--;
BEGIN
--;
SAVEPOINT one
--;
ROLLBACK TO SAVEPOINT one
--;
COMMIT
--;
--! extended []
select b.oid, b.typarray
      from pg_catalog.pg_type a
      left join pg_catalog.pg_type b on b.oid = a.typelem
      where a.typcategory = 'A'
      group by b.oid, b.typarray
      order by b.oid
--;
--! extended ["1"]
SELECT some_ints FROM every_type WHERE id = $1
--;
--! extended ["{1,2}"]
SELECT $1::int[] AS a
--;
--! extended []
listen "news"
--;
--! blank payload
--! extended ["news", "hello"]
select pg_notify($1, $2)

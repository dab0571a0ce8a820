SET client_min_messages=warning;
INSERT INTO regions SELECT i, 'region ' || i FROM generate_series(1, 5) i;
INSERT INTO towns SELECT i, 'town ' || i FROM generate_series(1, 5) i;
INSERT INTO members SELECT id, id % 5 + 1, email, salary FROM customers ORDER BY id;
INSERT INTO dwellers SELECT id, id % 5 + 1, email FROM customers ORDER BY id;
ANALYZE;
-- How many columns of the system's own tables have statistics is not what these tests are about.
DELETE FROM pg_statistic WHERE starelid < 16384;

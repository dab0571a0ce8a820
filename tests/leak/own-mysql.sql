-- The project's own attacks on MySQL and MariaDB; the format is that of cases/mysql.sql.

-- id: own-trigger-of-another-table; channel: trigger; expect: denied; on: mariadb+mysql
INSERT INTO inbox(id) VALUES (1); SELECT what FROM inbox;

-- id: own-foreign-key-probe; channel: error; expect: denied; on: mariadb+mysql
INSERT INTO wishes VALUES ('CANARY-EMAIL-0001@leak.test');

-- id: own-checks-off; channel: error; expect: denied; on: mariadb+mysql
SET @old = @@foreign_key_checks, foreign_key_checks = 0, unique_checks = 0;
INSERT INTO wishes VALUES ('CANARY-EMAIL-0001@leak.test');
INSERT INTO newsletter VALUES ('CANARY-EMAIL-0001@leak.test'), ('CANARY-EMAIL-0002@leak.test');
INSERT INTO customers(id, full_name, email) VALUES (92, 'x', 'CANARY-EMAIL-0001@leak.test');
DELETE FROM customers WHERE id = 1;
SET foreign_key_checks = @old, unique_checks = 1;
INSERT INTO wishes SELECT email FROM newsletter;
DELETE FROM newsletter WHERE email = 'CANARY-EMAIL-0001@leak.test';

-- id: own-number-for-string; channel: predicate; expect: denied; on: mariadb+mysql
SELECT id FROM customers WHERE cnic = 42101;

-- id: own-plain-read; channel: plain; expect: masked; on: mariadb+mysql
SELECT id, full_name, cnic, email, phone, dob, salary, city FROM customers ORDER BY id;

-- id: own-prepared-read; channel: plain; expect: masked; on: mariadb+mysql
--! prep a|SELECT c.*, o.amount FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id < ? ORDER BY o.id
--! exec a|0|5
--! exec a|1|9
--! fetch a|3
--! fetch a|100

-- id: own-temp-table-shadow; channel: temp; expect: denied; on: mariadb+mysql
CREATE TEMPORARY TABLE one(id int, email varchar(120)); SELECT UPPER(email) FROM one; DROP TEMPORARY TABLE one; SELECT UPPER(email) FROM one;

-- id: own-execute-then-statements-of-others; channel: multi; expect: denied; on: mariadb+mysql
--! user root
--! s2async SELECT SLEEP(1), '{{EMAIL1}}'
PREPARE s FROM 'SELECT id FROM d1.regions';
EXECUTE s; SELECT info FROM information_schema.processlist WHERE db = 'd1' AND id <> CONNECTION_ID();

-- id: own-execute-among-others; channel: multi; expect: masked; on: mariadb+mysql
PREPARE s FROM 'SELECT id FROM regions'; EXECUTE s; SELECT id, email AS full_name FROM one ORDER BY id; EXECUTE s; SELECT email AS id, id AS email FROM one ORDER BY one.id; DEALLOCATE PREPARE s;
DO 1; SELECT id FROM regions; SET @a=1; SELECT id, email FROM one ORDER BY id; SHOW TABLES LIKE 'one'; SELECT salary AS id FROM customers ORDER BY customers.id LIMIT 1; ANALYZE TABLE regions; SELECT email FROM one ORDER BY id;

-- id: own-execute-read-again-in-another-mode; channel: lex; expect: denied; on: mariadb+mysql
PREPARE s FROM "SELECT id, 'x' FROM regions #\n WHERE '\\' UNION SELECT id, UPPER(email) FROM d1.one -- ' = 'x'";
EXECUTE s;
SET sql_mode='NO_BACKSLASH_ESCAPES';
CREATE TEMPORARY TABLE regions(id int, k int);
EXECUTE s;

-- id: own-prepared-read-again-in-another-mode; channel: lex; expect: denied; on: mariadb+mysql
--! prep a|SELECT id, '\', (SELECT email FROM d1.one LIMIT 1) FROM regions -- ' FROM regions
--! exec a|0|
SET sql_mode='NO_BACKSLASH_ESCAPES';
CREATE TEMPORARY TABLE regions(id int, k int);
INSERT INTO regions VALUES (1,1);
--! exec a|0|

-- id: own-prepared-name-moves-out; channel: temp; expect: denied; on: mariadb+mysql
CREATE TEMPORARY TABLE regions(id int, email varchar(100), salary int);
--! prep a|SELECT c.id, (SELECT UPPER(email) FROM regions LIMIT 1) FROM customers c ORDER BY c.id
--! prep b|SELECT c.id FROM customers c WHERE EXISTS (SELECT 1 FROM regions WHERE salary > 150000) ORDER BY c.id
DROP TEMPORARY TABLE regions;
--! exec a|0|
--! exec b|0|

-- id: own-temp-star-grows; channel: temp; expect: denied; on: mariadb+mysql
CREATE TEMPORARY TABLE tt(k int);
--! prep a|SELECT tt.*, c.email FROM tt JOIN one c ON tt.k=c.id
DROP TEMPORARY TABLE tt;
CREATE TEMPORARY TABLE tt(k int, z int);
INSERT INTO tt VALUES (1, 2);
--! exec a|0|

-- id: own-temp-natural-join; channel: predicate; expect: denied; on: mariadb+mysql
CREATE TEMPORARY TABLE g(email varchar(120), hit int);
INSERT INTO g VALUES ('CANARY-EMAIL-0001@leak.test', 1);
SELECT c.id, hit FROM customers c NATURAL LEFT JOIN g ORDER BY c.id;
SELECT customers.id FROM customers NATURAL JOIN (SELECT 'CANARY-EMAIL-0001@leak.test' AS EMAIL) t;

-- id: own-engine-in-quotes; channel: temp; expect: denied; on: mariadb+mysql
CREATE TEMPORARY TABLE tt(id int, email varchar(120)) ENGINE='MRG_MYISAM';
CREATE TEMPORARY TABLE tt(id int, email varchar(120)) /*! ENGINE=MERGE UNION=(d1.one) */;

-- id: own-hint-ends-elsewhere; channel: lex; expect: denied; on: mysql
SELECT /*+ QB_NAME(`a*/ 1 FROM regions -- `) */ UPPER(email) FROM customers;
SELECT /*+ SET_VAR(sort_buffer_size='*/ 1 FROM regions -- ') */ UPPER(email) FROM customers;
SELECT /*+ QB_NAME(`\`) */ 1 FROM regions -- `) */ UPPER(email) FROM one;
SELECT /*+ QB_NAME(`a) */ UPPER(email) FROM one -- `) */ 1 FROM regions;
SELECT /*+*/ 1 /*/ , UPPER(email) FROM one -- */ FROM regions;

-- id: own-comment-ends-elsewhere; channel: lex; expect: denied; on: mariadb+mysql
SELECT 1 /*!50699 , UPPER(email) */ /*!50700 , 2 */ FROM one;
SELECT 1 /*!99998 /* a */ , 2 */ , UPPER(email) /*! /*! */ FROM one;
SELECT 1 /*! /*!99997 */ , UPPER(email) */ FROM one;
SELECT id /*!090704 , UPPER(email) */ /*!101119 , UPPER(email) */ /*M!101120 , 1 */ FROM one;
--! qhex 53454c4543542031202d2d010a2c20555050455228656d61696c292046524f4d206f6e65
--! qhex 53454c4543542031202d2d7f2c20555050455228656d61696c292046524f4d206f6e65

-- id: own-alias-hides-column; channel: predicate; expect: denied; on: mariadb+mysql
SELECT id, 1 AS email FROM customers ORDER BY UPPER(email) DESC;
SELECT COUNT(*), 1 AS salary FROM customers GROUP BY salary;
SELECT id, 1 AS salary FROM customers GROUP BY id HAVING salary > 150000;
SELECT full_name AS email, (SELECT email) FROM customers ORDER BY id;
SELECT id, 'x' AS email, ROW_NUMBER() OVER (ORDER BY email) FROM customers ORDER BY id;

-- id: own-row-alias-hides-column; channel: write; expect: denied; on: mariadb+mysql
INSERT INTO customers(id,full_name) VALUES (1,'x') AS n(id, email) ON DUPLICATE KEY UPDATE full_name=customers.email;
INSERT INTO customers(id,full_name) VALUES (1,'x') ON DUPLICATE KEY UPDATE full_name=IF(salary>125000,'a','b');
INSERT INTO customers SET id=91, full_name=COALESCE(email,'x');
SELECT full_name FROM customers WHERE id IN (1, 91) ORDER BY id;

-- id: own-show-where-subquery; channel: show; expect: denied; on: mariadb+mysql
SHOW TABLES WHERE (SELECT email FROM d1.one LIMIT 1) LIKE 'CANARY%';
SHOW TABLES WHERE d1 . is_vip (1);

-- id: own-cursors-between-each-other; channel: plain; expect: masked; on: mariadb+mysql
--! prep a|SELECT email AS full_name, id FROM customers ORDER BY id
--! prep b|SELECT full_name, id FROM customers ORDER BY id
--! exec a|1|
--! exec b|1|
--! fetch b|2
--! fetch a|2
--! exec b|0|
--! fetch a|200

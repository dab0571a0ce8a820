-- The project's own attacks on MySQL and MariaDB; the format is that of cases/mysql.sql.

-- id: own-trigger-of-another-table; channel: trigger; expect: denied; on: mariadb+mysql
INSERT INTO inbox(id) VALUES (1); SELECT what FROM inbox;

-- id: own-foreign-key-probe; channel: error; expect: denied; on: mariadb+mysql
INSERT INTO wishes VALUES ('CANARY-EMAIL-0001@leak.test');

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

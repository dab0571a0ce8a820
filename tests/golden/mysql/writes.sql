--- Literals and parameters may be inserted where no constraint would tell; UPDATE only where `write` allows.
-- role: app
INSERT INTO customers(id, full_name, phone) VALUES (900, 'x', '+92')
-->
INSERT INTO customers(id, full_name, phone, salary) VALUES (?, ?, ?, ?), (901, 'y', NULL, -5)
-->
INSERT INTO customers SET id = 900, full_name = 'x', phone = 'y'
-->
INSERT INTO customers(id, full_name, email) VALUES (900, 'x', 'a')
--> refused: write refused
INSERT INTO customers VALUES (900, 'x', 'c', 'e', 'p', '2000-01-01', 5, 'city', 'n')
--> refused: write refused
INSERT IGNORE INTO customers(id, full_name, email) VALUES (900, 'x', 'a')
--> refused: write refused
INSERT INTO customers(id, full_name, phone) VALUES (900, 'x', UPPER('y'))
--> refused: computed value into a protected column
INSERT INTO customers(id, full_name, phone) VALUES (900, 'x', @y)
--> refused: computed value into a protected column
INSERT INTO customers(id, full_name, notes) VALUES (900, 'x', email)
--> refused: use of a protected column in VALUES
INSERT INTO customers(id, full_name, notes) VALUES (900, 'x', DEFAULT(email))
--> refused
INSERT INTO customers(id, full_name) VALUES (900, 'x') ON DUPLICATE KEY UPDATE city = 'y', full_name = VALUES(full_name)
-->
INSERT INTO customers(id, full_name) VALUES (900, 'x') ON DUPLICATE KEY UPDATE notes = email
--> refused: use of a protected column in ON DUPLICATE KEY UPDATE
INSERT INTO customers(id, full_name) VALUES (900, 'x') ON DUPLICATE KEY UPDATE notes = VALUES(email)
--> refused
INSERT INTO customers(id, full_name) VALUES (900, 'x') ON DUPLICATE KEY UPDATE phone = 'y'
--> refused: write refused
INSERT INTO customers(id, full_name, phone) VALUES (900, 'x', 'y') ON DUPLICATE KEY UPDATE phone = VALUES(phone)
--> refused: write refused
INSERT INTO customers(id, full_name) VALUES (900, 'x') ON DUPLICATE KEY UPDATE city = IF(email > 'm', 'a', 'b')
--> refused
INSERT INTO newsletter VALUES ('a')
--> refused: write
INSERT INTO payments(id, owner_cnic) VALUES (1, 'x')
--> refused: write
INSERT INTO payments(id, amount) VALUES (1, 5)
-->
INSERT INTO audit_log(who, what) SELECT 'x', id FROM logs
-->
INSERT INTO audit_log(who, what) SELECT full_name, id FROM customers
--> refused
REPLACE INTO audit_log(id, who) VALUES (1, 'x')
-->
REPLACE INTO customers(id, full_name) VALUES (1, 'x')
--> refused: row that a protected foreign key refers to
REPLACE INTO one(id, email) VALUES (1, 'x')
-->
REPLACE INTO one(id) VALUES (1)
-->
REPLACE INTO one SELECT id, email FROM customers
--> refused
REPLACE INTO accounts(id, owner_cnic) VALUES (1, 'x')
--> refused
UPDATE customers SET city = 'x', notes = CONCAT(notes, '!') WHERE id = 1
-->
UPDATE customers SET city = DEFAULT WHERE id = 1
-->
UPDATE customers SET phone = 'x' WHERE id = 1
--> refused: write refused
UPDATE customers SET phone = NULL
--> refused: write refused
UPDATE customers SET phone = DEFAULT
--> refused: write refused
UPDATE customers SET notes = email
--> refused: use of a protected column in SET
UPDATE customers SET city = 'x' ORDER BY email LIMIT 1
--> refused: use of a protected column in ORDER BY
UPDATE customers SET city = 'x' ORDER BY id LIMIT 1
-->
UPDATE customers SET city = 'x' WHERE email = 'a'
--> refused
UPDATE audit_log a JOIN customers c ON c.id = a.id SET a.what = c.email
--> refused
UPDATE audit_log a JOIN customers c ON c.id = a.id SET a.what = c.full_name, c.city = 'x'
-->
UPDATE audit_log a, customers c SET what = 'x', phone = 'y' WHERE a.id = c.id
--> refused: write refused
UPDATE audit_log a JOIN customers c ON c.id = a.id SET a.what = 'x' WHERE c.email = 'x'
--> refused
UPDATE audit_log SET what = (SELECT email FROM customers WHERE id = 1)
--> refused
UPDATE v_customers SET city = 'x'
--> refused
UPDATE v_names SET full_name = 'x'
--> refused: write through a view
UPDATE accounts SET balance = 5 WHERE id = 1
--> refused: constraint shared with a protected column
UPDATE orders SET amount = 5
--> refused: untrusted trigger
UPDATE watched SET id = 5
-->
UPDATE customers c SET c.city = 'x' WHERE c.id = 1
-->
UPDATE d1.customers SET d1.customers.city = 'x'
-->
DELETE FROM audit_log WHERE id = 1
-->
DELETE FROM audit_log ORDER BY id LIMIT 1
-->
DELETE FROM customers WHERE id = 1
--> refused: row that a protected foreign key refers to
DELETE FROM payments WHERE id = 1
-->
DELETE FROM payments WHERE owner_cnic = 'x'
--> refused
DELETE a FROM audit_log a JOIN customers c ON c.id = a.id WHERE c.city = 'x'
-->
DELETE a FROM audit_log a JOIN customers c ON c.id = a.id WHERE c.email = 'x'
--> refused
DELETE FROM a USING audit_log a JOIN customers c ON c.id = a.id
-->
DELETE c FROM audit_log a JOIN customers c ON c.id = a.id
--> refused: row that a protected foreign key refers to
DELETE nonesuch FROM audit_log a
--> refused: unknown name
DELETE FROM accounts WHERE id = 1
--> refused
DELETE FROM audit_log WHERE EXISTS (SELECT 1 FROM customers)
--> refused
INSERT INTO veiled VALUES (1, 'note')
-->
INSERT INTO veiled(id, secret) VALUES (1, 'x')
-->
INSERT INTO veiled(id, secret) VALUES (1, LOWER('x'))
--> refused: computed value into a protected column
INSERT INTO mysql.user(host) VALUES ('x')
--> refused
UPDATE mysql.user SET host = 'x'
--> refused
DELETE FROM performance_schema.setup_actors
--> refused
-- role: writer
UPDATE customers SET phone = 'x' WHERE id = 1
-->
UPDATE customers SET phone = UPPER('x') WHERE id = 1
--> refused: computed value into a protected column
UPDATE customers SET phone = email WHERE id = 1
--> refused
UPDATE customers SET phone = -phone
--> refused
INSERT INTO customers(id, full_name, phone) VALUES (900, 'x', 'y') ON DUPLICATE KEY UPDATE phone = VALUES(phone)
-->
INSERT INTO customers(id, full_name, phone) VALUES (900, 'x', 'y') ON DUPLICATE KEY UPDATE phone = VALUES(email)
--> refused

--- INSERT, UPDATE and DELETE: literals and parameters, as `write` and `predicates` allow.
-- role: app
INSERT INTO customers (id, full_name, cnic, phone) VALUES (1, 'A', '1', $1), (2, $2, NULL, DEFAULT)
--> 
INSERT INTO customers (id, full_name, dob) VALUES (1, 'A', '2000-01-01'::date) RETURNING *
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
INSERT INTO customers (id, full_name) VALUES (1, upper('x')) ON CONFLICT (id) DO UPDATE SET city = EXCLUDED.city RETURNING id
--> id=clear
INSERT INTO customers (id, full_name) VALUES (1, 'x') ON CONFLICT DO NOTHING
--> 
INSERT INTO customers (id, email) VALUES (1, 'a@example.com')
--> refused: write refused
INSERT INTO customers VALUES (1, 'x', 'c', 'e')
--> refused: write refused
INSERT INTO customers (id, cnic) VALUES (1, lower('X'))
--> refused: computed value into a protected column
INSERT INTO customers (id, cnic) VALUES (1, (SELECT body FROM logs LIMIT 1))
--> refused: computed value into a protected column
INSERT INTO customers (id, cnic) SELECT id, body FROM logs
--> refused: INSERT … SELECT into a sensitive relation
INSERT INTO customers (id, full_name) VALUES (1, 'x') ON CONFLICT (email) DO NOTHING
--> refused: use of a protected column in ON CONFLICT
INSERT INTO customers (id, full_name) VALUES (1, 'x') ON CONFLICT ON CONSTRAINT customers_email_key DO NOTHING
--> refused: use of a protected column in ON CONFLICT ON CONSTRAINT
INSERT INTO newsletter VALUES ('a@example.com')
--> refused: write under a foreign key
UPDATE customers SET email = 'x' WHERE id = 1
--> refused: row that a protected foreign key refers to
UPDATE people SET email = 'x' WHERE id = 1
--> refused: write refused
UPDATE people SET id = 2 WHERE id = 1 RETURNING email
--> email=redact
UPDATE people SET id = 2 WHERE email = 'a'
--> refused: use of a protected column in WHERE
UPDATE people SET region = email
--> refused: use of a protected column in SET
UPDATE people SET (id, region) = (SELECT 1, 'x')
--> 
UPDATE people SET (region, email) = (SELECT 'x', 'y')
--> refused: write refused
UPDATE people p SET id = o.id FROM orders o WHERE o.id = p.id RETURNING p.email, o.amount
--> email=redact amount=clear
UPDATE orders o SET amount = 1 FROM customers c WHERE c.id = o.customer_id RETURNING c.email
--> email=redact
UPDATE orders o SET amount = 1 FROM customers c WHERE c.id = o.customer_id RETURNING c.email || ''
--> refused: use of a protected column in RETURNING
UPDATE orders o SET amount = 1 FROM customers c WHERE c.email = 'a'
--> refused: use of a protected column in WHERE
UPDATE accounts SET balance = 5 WHERE id = 1
--> refused: constraint shared with a protected column
UPDATE people SET id = 1 WHERE CURRENT OF c
--> refused: WHERE CURRENT OF
DELETE FROM people WHERE id = 1 RETURNING *
--> id=clear email=redact region=clear
DELETE FROM customers WHERE id = 1
--> refused: row that a protected foreign key refers to
DELETE FROM accounts WHERE id = 1
--> refused: row that a protected foreign key refers to
DELETE FROM people USING orders o WHERE o.id = people.id
--> 
DELETE FROM people p USING customers c WHERE c.cnic = p.region
--> refused: use of a protected column in WHERE
UPDATE watched SET id = 2
--> refused: untrusted trigger
INSERT INTO watched VALUES (1)
--> refused: untrusted trigger
UPDATE v_names SET full_name = NULL
--> refused: write through a view
INSERT INTO orders (customer_id, amount) VALUES (1, 2) RETURNING id
--> id=clear
INSERT INTO orders (customer_id) SELECT id FROM items ON CONFLICT (id) DO UPDATE SET amount = EXCLUDED.amount WHERE orders.amount > 1
--> 
UPDATE items SET tags[1] = 'x', active = NOT active WHERE doc->>'a' = 'b'
--> 
MERGE INTO orders o USING items i ON o.id = i.id WHEN MATCHED THEN UPDATE SET amount = 1 WHEN NOT MATCHED THEN INSERT (id) VALUES (i.id)
--> 
WITH gone AS (DELETE FROM orders WHERE id = 1 RETURNING id) SELECT id FROM gone
--> id=clear
WITH gone AS (DELETE FROM people WHERE id = 1 RETURNING email) SELECT email FROM gone
--> refused: sensitive relation below the outermost query
INSERT INTO orders DEFAULT VALUES
--> 
INSERT INTO people DEFAULT VALUES RETURNING email
--> email=redact
-- role: writer
UPDATE people SET email = $1 WHERE id = 1
--> 
UPDATE people SET email = region
--> refused: computed value into a protected column
INSERT INTO customers (id, email) VALUES (1, 'x')
--> 
-- role: finder
INSERT INTO customers (id, email) VALUES (1, 'x') ON CONFLICT (email) DO NOTHING
--> 
INSERT INTO newsletter VALUES ('x')
--> 
DELETE FROM accounts WHERE id = 1
--> 
UPDATE accounts SET balance = 5 WHERE id = 1
--> 

--- Plain reads: masked where a protected column is handed out, clear elsewhere.
-- role: app
SELECT id, full_name, cnic, email, phone, dob, salary, city, notes FROM customers
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
SELECT * FROM customers
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
SELECT * FROM d1.customers
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
SELECT c.* FROM customers c WHERE c.id = 1
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
SELECT d1.c.email FROM customers c
--> email=redact
SELECT d1.customers.* FROM customers
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
SELECT EMAIL, `Email`, c.`EMAIL` AS `E Mail` FROM customers AS c
--> email=redact email=redact e mail=redact
SELECT email AS id, id AS email FROM customers
--> id=redact email=clear
SELECT email full_name FROM customers
--> full_name=redact
SELECT (email) FROM customers
--> email=redact
SELECT ALL email FROM customers
--> email=redact
SELECT id + 1, UPPER(full_name), CONCAT(city, '-', id) FROM customers
--> id + 1=clear UPPER(full_name)=clear CONCAT(city, '-', id)=clear
SELECT id, email FROM customers WHERE id = 1 OR city LIKE 'L%' ORDER BY full_name DESC, id LIMIT 10 OFFSET 5
--> id=clear email=redact
SELECT id, email FROM customers ORDER BY 1
--> id=clear email=redact
SELECT id AS n, email FROM customers ORDER BY n, n + 1
--> n=clear email=redact
SELECT city, COUNT(*), MIN(id), GROUP_CONCAT(full_name ORDER BY id SEPARATOR ';') FROM customers GROUP BY city HAVING COUNT(*) > 1 ORDER BY COUNT(*)
--> city=clear COUNT(*)=clear MIN(id)=clear GROUP_CONCAT(full_name ORDER BY id SEPARATOR ';')=clear
SELECT city AS town, COUNT(*) AS n FROM customers GROUP BY town HAVING n > 1 ORDER BY n
--> town=clear n=clear
SELECT city, COUNT(*) FROM customers GROUP BY city WITH ROLLUP
--> city=clear COUNT(*)=clear
SELECT COUNT(*) FROM customers
--> COUNT(*)=clear
SELECT o.id, o.amount, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.amount > 5
--> id=clear amount=clear email=redact
SELECT * FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
--> id=clear customer_id=clear amount=clear placed_at=clear id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
SELECT * FROM orders o, customers c WHERE c.id = o.customer_id
--> id=clear customer_id=clear amount=clear placed_at=clear id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
SELECT c.*, o.* FROM orders o CROSS JOIN customers c
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear id=clear customer_id=clear amount=clear placed_at=clear
SELECT *, c.email FROM customers c
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear email=redact
--- Merged columns come first, in the order of the first table; a right join's first table is the right one.
SELECT * FROM customers JOIN orders USING (id)
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear customer_id=clear amount=clear placed_at=clear
SELECT * FROM orders RIGHT JOIN customers USING (id)
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear customer_id=clear amount=clear placed_at=clear
SELECT * FROM orders LEFT JOIN customers USING (id)
--> id=clear customer_id=clear amount=clear placed_at=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
SELECT * FROM customers NATURAL JOIN orders
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear customer_id=clear amount=clear placed_at=clear
SELECT * FROM orders NATURAL RIGHT JOIN customers
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear customer_id=clear amount=clear placed_at=clear
SELECT * FROM logs NATURAL RIGHT JOIN newsletter
--> email=redact id=clear at=clear body=clear
SELECT * FROM logs NATURAL LEFT JOIN newsletter
--> id=clear at=clear body=clear email=redact
SELECT * FROM logs l RIGHT JOIN newsletter ON l.id = 5
--> id=clear at=clear body=clear email=redact
SELECT * FROM (logs NATURAL RIGHT JOIN newsletter) RIGHT JOIN customers USING (id)
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear email=redact at=clear body=clear
SELECT customers.* FROM customers JOIN orders USING (id)
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
SELECT c.email, (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id) AS n FROM customers c
--> email=redact n=clear
SELECT id, email FROM customers WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = customers.id)
--> id=clear email=redact
SELECT id, email FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE amount > 10)
--> id=clear email=redact
SELECT c.id, x.n, c.cnic FROM customers c JOIN (SELECT customer_id, COUNT(*) n FROM orders GROUP BY customer_id) x ON x.customer_id = c.id
--> id=clear n=clear cnic=redact
WITH big AS (SELECT customer_id FROM orders WHERE amount > 100) SELECT c.email FROM customers c JOIN big ON big.customer_id = c.id
--> email=redact
SELECT id, email FROM customers WHERE id = 1 FOR UPDATE
--> id=clear email=redact
SELECT ROW_NUMBER() OVER (PARTITION BY city ORDER BY id) AS r, email FROM customers
--> r=clear email=redact
SELECT id, email FROM customers WHERE id = ?
--> id=clear email=redact
SELECT id, email FROM customers WHERE id BETWEEN ? AND ? LIMIT ?
--> id=clear email=redact
SELECT id, @wanted, email FROM customers WHERE id = @wanted
--> id=clear @wanted=clear email=redact
--- Invisible columns are not among those of a star.
SELECT * FROM veiled
--> id=clear note=clear
SELECT id, secret FROM veiled
--> id=clear secret=redact
--- A generated column is classified as what it is made of.
SELECT * FROM derived
--> id=clear email=redact low=redact plain=clear
--- Tables of the same name in another database are others.
SELECT * FROM other.customers
--> id=clear label=clear
SELECT label FROM other.customers c JOIN customers d ON c.id = d.id
--> label=clear
SELECT other.customers.id, d1.customers.email FROM other.customers, d1.customers
--> id=clear email=redact
SELECT * FROM orders; SELECT email FROM customers; SELECT 1 AS one
--> id=clear customer_id=clear amount=clear placed_at=clear | email=redact | one=clear
SELECT id FROM customers c WHERE c.city = 'Lahore' AND NOT c.id = 5 XOR c.id = 7
--> id=clear
SELECT /* email */ id -- email
FROM customers # email
--> id=clear
SELECT id, email FROM customers WHERE id = 1 LIMIT 5, 10
--> id=clear email=redact
SELECT SQL_CALC_FOUND_ROWS SQL_BUFFER_RESULT id, email FROM customers LIMIT 5
--> id=clear email=redact
SELECT id, email FROM customers WHERE `id` = 1 AND full_name COLLATE utf8mb4_bin = 'x'
--> id=clear email=redact
SELECT id FROM customers WHERE (id, city) = (1, 'Lahore')
--> id=clear
SELECT id FROM v_names
--> id=clear
-- role: dpo
SELECT UPPER(email) AS e FROM customers
--> e=clear
SELECT * FROM customers WHERE email LIKE 'a%'
--> id=clear full_name=clear cnic=clear email=clear phone=clear dob=clear salary=clear city=clear notes=clear
-- role: blind
SELECT id, email FROM customers
--> id=clear email=redact
SELECT cnic FROM customers
--> refused: refused column
SELECT * FROM customers
--> refused: refused column
-- role: app
SELECT /*!40001 SQL_NO_CACHE */ * FROM `customers`
--> refused
SELECT /*!40001 SQL_NO_CACHE */ `id`, `email` FROM `customers`
--> refused
SELECT SQL_NO_CACHE id, city FROM customers
--> id=clear city=clear
SELECT /*!40001 SQL_NO_CACHE */ * FROM `orders`
--> pass

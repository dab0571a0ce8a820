--- predicates = "lookup": equality with a constant of the column's own kind, and joins along a declared foreign key.
-- role: finder
SELECT id, email FROM customers WHERE email = 'a@example.com'
--> id=clear email=redact
SELECT id FROM customers WHERE 'a' = email AND id > 5
--> id=clear
SELECT id FROM customers WHERE email = ? AND cnic = ?
--> id=clear
SELECT id FROM customers WHERE (email = "a") AND (salary = 5.25) AND dob = '2000-01-01'
--> id=clear
SELECT id FROM customers WHERE salary = 5
--> id=clear
SELECT id FROM customers WHERE salary = -5
--> id=clear
SELECT COUNT(*) FROM customers WHERE cnic = '42101-1234567-1'
--> COUNT(*)=clear
SELECT id FROM typed WHERE i = 5 AND u = 7 AND n = 1.5 AND f = 1e3 AND e = 'a' AND b = 'x' AND t = '2000-01-01 10:00:00' AND t = '2000-01-01 10:00:00.123456'
--> id=clear
SELECT c.id, n.email FROM newsletter n JOIN customers c ON n.email = c.email
--> id=clear email=redact
SELECT c.id FROM newsletter n, customers c WHERE c.email = n.email
--> id=clear
SELECT p.id FROM payments p JOIN accounts a ON a.owner_cnic = p.owner_cnic WHERE a.owner_cnic = ?
--> id=clear
SELECT id FROM customers WHERE email = NULL
--> id=clear
INSERT INTO customers(id, full_name, email) VALUES (900, 'x', 'a@example.com')
-->
INSERT INTO newsletter VALUES ('a@example.com')
-->
--- Anything that is compared as another type, or otherwise.
SELECT id FROM customers WHERE cnic = 0
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE cnic = 42101
--> refused
SELECT id FROM customers WHERE email = 1e0
--> refused
SELECT id FROM customers WHERE email = 1.5
--> refused
SELECT id FROM customers WHERE email = TRUE
--> refused
SELECT id FROM customers WHERE email = 0x41
--> refused
SELECT id FROM customers WHERE email = x'41'
--> refused
SELECT id FROM customers WHERE email = b'1'
--> refused
SELECT id FROM customers WHERE email = _latin1'a'
--> refused
SELECT id FROM customers WHERE email = _utf8mb4'a'
--> refused
SELECT id FROM customers WHERE email = N'a'
--> refused
SELECT id FROM customers WHERE email = 'a' COLLATE utf8mb4_bin
--> refused
SELECT id FROM customers WHERE email COLLATE utf8mb4_bin = 'a'
--> refused
SELECT id FROM customers WHERE BINARY email = 'a'
--> refused
SELECT id FROM customers WHERE email = BINARY 'a'
--> refused
SELECT id FROM customers WHERE email = CAST('a' AS CHAR)
--> refused
SELECT id FROM customers WHERE email = CONCAT('a')
--> refused
SELECT id FROM customers WHERE email = @guess
--> refused
SELECT id FROM customers WHERE email = @@hostname
--> refused
SELECT id FROM customers WHERE email = (SELECT 'a')
--> refused
SELECT id FROM customers WHERE dob = 20200101
--> refused
SELECT id FROM customers WHERE dob = '20200101'
--> refused
SELECT id FROM customers WHERE dob = '2020'
--> refused
SELECT id FROM customers WHERE dob = DATE '2020-01-01'
--> refused
SELECT id FROM customers WHERE dob = {d '2020-01-01'}
--> refused
SELECT id FROM customers WHERE dob = 0
--> refused
SELECT id FROM customers WHERE salary = '5'
--> refused
SELECT id FROM customers WHERE salary = 5e0
--> refused
SELECT id FROM customers WHERE salary = TRUE
--> refused
SELECT id FROM typed WHERE i = '5'
--> refused
SELECT id FROM typed WHERE i = 5.0
--> refused
SELECT id FROM typed WHERE f = '5'
--> refused
SELECT id FROM typed WHERE y = 2020
--> refused
SELECT id FROM typed WHERE bits = 1
--> refused
SELECT id FROM typed WHERE tm = '10:00:00'
--> refused
SELECT id FROM typed WHERE t = '2000-01-01'
--> refused
SELECT id FROM typed WHERE e = 1
--> refused
SELECT id FROM customers WHERE email <=> 'a'
--> refused
SELECT id FROM customers WHERE email LIKE 'a'
--> refused
SELECT id FROM customers WHERE email IN ('a')
--> refused
SELECT id FROM customers WHERE email <> 'a'
--> refused
SELECT id FROM customers WHERE NOT email = 'a'
--> refused
SELECT id FROM customers WHERE email = 'a' OR id = 1
--> refused
SELECT id FROM customers WHERE email = 'a' XOR id = 1
--> refused
SELECT id FROM customers WHERE (email = 'a') IS TRUE
--> refused
SELECT id FROM customers WHERE (email = 'a') = 1
--> refused
SELECT id FROM customers WHERE email = 'a' = 1
--> refused
SELECT id FROM customers WHERE (email, id) = ('a', 1)
--> refused
SELECT id FROM customers WHERE email = 'a' 'b' COLLATE utf8mb4_bin
--> refused
SELECT id FROM customers HAVING email = 'a'
--> refused
SELECT email = 'a' FROM customers
--> refused
SELECT c.id FROM customers c JOIN orders o ON o.customer_id = c.id AND c.email = 'a'
--> refused
SELECT c.id FROM customers c LEFT JOIN orders o ON c.email = 'a'
--> refused
SELECT c.id FROM customers c JOIN sibling s ON s.email = c.email
--> refused
SELECT c.id FROM customers c JOIN one s ON s.email = c.email
--> refused
SELECT c.id FROM customers c JOIN newsletter n USING (email)
--> refused
SELECT id FROM customers WHERE email = full_name
--> refused
SELECT id FROM customers WHERE id IN (SELECT id FROM customers WHERE email = 'a')
--> refused
SELECT id FROM customers ORDER BY email
--> refused
--- A lookup that locks also locks the gap around an absent value.
SELECT id FROM customers WHERE email = 'a' FOR UPDATE
--> refused: lookup under a lock
UPDATE customers SET city = 'x' WHERE email = 'a'
--> refused: lookup under a lock
DELETE FROM payments WHERE owner_cnic = 'a'
--> refused: lookup under a lock
UPDATE customers c JOIN newsletter n ON n.email = c.email SET c.city = 'x'
--> refused: lookup under a lock
INSERT INTO customers(id, full_name, email) VALUES (900, 'x', 'a') ON DUPLICATE KEY UPDATE city = 'x'
-->
-- sql_mode: ANSI_QUOTES
SELECT id FROM customers WHERE email = "a"
--> refused: unknown name
SELECT "id" FROM customers WHERE "email" = 'a'
--> id=clear

--- predicates = "lookup": equality with a constant as a conjunct of WHERE, and joins along a declared foreign key.
-- role: finder
SELECT id, email FROM customers WHERE email = 'a@example.com'
--> id=clear email=redact
SELECT id FROM customers WHERE email = $1 AND id > 5
--> id=clear
SELECT id FROM customers WHERE $1 = email
--> id=clear
SELECT id FROM customers WHERE (email = $1) AND (salary = 5) AND dob = '2000-01-01'
--> id=clear
SELECT id FROM customers WHERE email = 'x'::text
--> id=clear
SELECT id FROM customers WHERE email = $1::varchar
--> id=clear
SELECT id FROM customers WHERE dob = date '2000-01-01'
--> id=clear
SELECT id FROM customers WHERE email OPERATOR(pg_catalog.=) 'x'
--> id=clear
SELECT count(*) FROM customers WHERE cnic = '42101-1234567-1'
--> count=clear
SELECT c.id, n.email FROM newsletter n JOIN customers c ON n.email = c.email
--> id=clear email=redact
SELECT c.id FROM newsletter n, customers c WHERE c.email = n.email
--> id=clear
SELECT p.id FROM payments p JOIN accounts a ON a.owner_cnic = p.owner_cnic WHERE a.owner_cnic = $1
--> id=clear
UPDATE customers SET city = 'x' WHERE email = 'a@example.com' RETURNING id, email
--> id=clear email=redact
DELETE FROM payments WHERE owner_cnic = $1
--> 
SELECT id FROM customers WHERE email IN ('a')
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE email = ANY (ARRAY['a'])
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE email = 'a' OR id = 1
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE NOT (email = 'a')
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE (email = 'a') IS TRUE
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE email = lower('A')
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE lower(email) = 'a'
--> refused: use of a protected column in argument of lower
SELECT id FROM customers WHERE email = full_name
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE email LIKE 'a'
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE email >= 'a'
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE email IS NULL
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE email = 'a'::citext
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE email = $1 AND $1::citext IS NOT NULL
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE email = 'a' COLLATE "C"
--> refused: use of a protected column in WHERE
SELECT id FROM customers WHERE (email, id) = ('a', 1)
--> refused: use of a protected column in WHERE
SELECT email = 'a' FROM customers
--> refused: use of a protected column in select list
SELECT id FROM customers ORDER BY email
--> refused: use of a protected column in ORDER BY
SELECT id FROM customers GROUP BY id HAVING email = 'a'
--> refused: use of a protected column in HAVING
SELECT c.id FROM customers c JOIN customers d ON c.email = d.email
--> refused: use of a protected column in JOIN … ON
SELECT c.id FROM customers c JOIN logs l ON c.email = l.body
--> refused: use of a protected column in JOIN … ON
SELECT c.id FROM customers c JOIN generate_series(date '1950-01-01', '2010-01-01', '1 day') g ON c.dob = g
--> refused: use of a protected column in JOIN … ON
SELECT c.id FROM customers c JOIN (VALUES ('a')) v(x) ON c.email = v.x
--> refused: use of a protected column in JOIN … ON
SELECT c.id FROM newsletter n JOIN customers c USING (email)
--> refused: use of a protected column in JOIN … USING
SELECT c.id FROM newsletter n JOIN customers c ON n.email = c.email OR n.email = c.phone
--> refused: use of a protected column in JOIN … ON
SELECT EXISTS (SELECT 1 FROM customers WHERE email = 'a')
--> refused: sensitive relation below the outermost query

--- Plain reads: what each output column shows to a role that sees no class in the clear.
-- role: app
SELECT * FROM customers WHERE id = 1;
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
SELECT id, email FROM customers ORDER BY id LIMIT 10 OFFSET 5
--> id=clear email=redact
SELECT email AS x, c.phone y, "full_name" FROM public.customers AS c
--> x=redact y=redact full_name=clear
SELECT "notes", * FROM customers
--> notes=clear id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
SELECT o.*, c.email, 1 + 1, c.full_name || '!' FROM customers c JOIN orders o ON o.customer_id = c.id
--> id=clear customer_id=clear amount=clear placed_at=clear email=redact ?column?=clear ?column?=clear
SELECT c.*, o.* FROM orders o, customers c WHERE c.id = o.customer_id
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear id=clear customer_id=clear amount=clear placed_at=clear
TABLE customers
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear
SELECT * FROM customers JOIN orders USING (id)
--> id=clear full_name=clear cnic=redact email=redact phone=redact dob=redact salary=redact city=clear notes=clear customer_id=clear amount=clear placed_at=clear
SELECT * FROM orders NATURAL JOIN (SELECT id FROM items) i
--> id=clear customer_id=clear amount=clear placed_at=clear
SELECT notes FROM customers AS c(id,full_name,cnic,notes,phone,dob,salary,city,email) WHERE id=1
--> notes=redact
SELECT crm.public.customers.email FROM crm.public.customers
--> email=redact
SELECT customers.email, public.customers.phone FROM customers
--> email=redact phone=redact
SELECT count(*) FROM customers
--> count=clear
SELECT city, count(*), max(id), string_agg(full_name, ', ' ORDER BY id) FROM customers GROUP BY city HAVING count(*) > 1 ORDER BY 2 DESC, city
--> city=clear count=clear max=clear string_agg=clear
SELECT email FROM customers GROUP BY id ORDER BY id
--> email=redact
SELECT DISTINCT city FROM customers
--> city=clear
SELECT DISTINCT ON (city) city, email FROM customers ORDER BY city, id
--> city=clear email=redact
SELECT row_number() OVER (PARTITION BY city ORDER BY id), email FROM customers
--> row_number=clear email=redact
SELECT email FROM customers FOR UPDATE
--> email=redact
SELECT email FROM customers c WHERE id = 1 FOR UPDATE OF c SKIP LOCKED
--> email=redact
SELECT email FROM customers WHERE id = $1
--> email=redact
SELECT email FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE amount > 10)
--> email=redact
SELECT c.email, t.n FROM customers c JOIN (SELECT customer_id, count(*) AS n FROM orders GROUP BY 1) t ON t.customer_id = c.id
--> email=redact n=clear
SELECT c.email, g FROM customers c, generate_series(1, 3) g
--> email=redact g=clear
SELECT c.email, x.amount FROM customers c LEFT JOIN LATERAL (SELECT amount FROM orders o WHERE o.customer_id = c.id ORDER BY id LIMIT 1) x ON true
--> email=redact amount=clear
WITH recent AS (SELECT customer_id FROM orders WHERE amount > 5) SELECT c.email FROM customers c JOIN recent r ON r.customer_id = c.id
--> email=redact
SELECT FROM customers
--> 
SELECT ctid, tableoid::regclass, xmin, email FROM customers
--> ctid=clear tableoid=clear xmin=clear email=redact
SELECT email FROM emp
--> email=redact
SELECT email, grade FROM emp_child
--> email=redact grade=clear
SELECT p.email, p.region FROM people p TABLESAMPLE system (10) REPEATABLE (3)
--> email=redact region=clear
SELECT email FROM people_pk
--> email=redact
SELECT (c).full_name FROM customers c
--> full_name=clear
SELECT id AS email FROM customers ORDER BY email
--> email=clear
SELECT email FROM newsletter
--> email=redact
SELECT CASE WHEN id > 5 THEN full_name ELSE city END, coalesce(notes, ''), cast(id AS text) FROM customers
--> city=clear coalesce=clear id=clear
SELECT a.email, b.email FROM customers a CROSS JOIN customers b
--> email=redact email=redact
SELECT j.email, j.amount FROM (customers c JOIN orders o ON o.customer_id = c.id) AS j
--> email=redact amount=clear
SELECT email /* comment */ FROM -- another
 customers
--> email=redact
SELECT U&"\0065mail" FROM customers
--> email=redact
SELECT id FROM customers WHERE full_name LIKE 'A%' AND city <> 'Lahore' OR notes IS NULL
--> id=clear
SELECT email FROM customers; SELECT 1; SELECT phone FROM customers
--> email=redact | ?column?=clear | phone=redact
-- role: dpo
SELECT upper(email), c FROM customers c WHERE email LIKE 'a%'
--> upper=clear c=clear
WITH x AS (SELECT email FROM customers) SELECT * FROM x
--> email=clear
DO $$ BEGIN NULL; END $$
--> ?
this is no SQL
--> ?
-- role: blind
SELECT id, full_name FROM customers
--> id=clear full_name=clear
SELECT cnic FROM customers
--> refused: refused column
SELECT * FROM customers
--> refused: refused column

--- predicates = "clear": raw values decide, and expressions over them pass; bare columns are still masked.
-- role: open
SELECT id, email FROM customers WHERE email LIKE 'a%' ORDER BY email
--> id=clear email=redact
SELECT DISTINCT email FROM customers
--> email=redact
SELECT upper(email) FROM customers
--> upper=clear
SELECT city, count(DISTINCT email) FROM customers GROUP BY city
--> city=clear count=clear
SELECT email FROM customers GROUP BY email HAVING count(*) > 1
--> email=redact
SELECT c.id FROM customers c JOIN customers d ON c.email = d.email AND c.id < d.id
--> id=clear
SELECT email FROM customers NATURAL JOIN newsletter
--> email=redact
SELECT c FROM customers c
--> refused: whole row
SELECT * FROM (SELECT email FROM customers) x
--> refused: sensitive relation below the outermost query
COPY customers TO STDOUT
--> refused: COPY of a masked column

--- predicates = "clear": raw values decide, by the DBA's leave; what is handed out as it is stays masked.
-- role: open
SELECT id, email FROM customers WHERE email LIKE 'a%' ORDER BY email
--> id=clear email=redact
SELECT UPPER(email), email FROM customers
--> UPPER(email)=clear email=redact
SELECT email AS e, COUNT(*) FROM customers GROUP BY e HAVING e > 'a'
--> e=redact COUNT(*)=clear
SELECT id FROM customers WHERE cnic = 0
--> id=clear
SELECT DISTINCT email FROM customers
--> email=redact
SELECT c.email FROM customers c JOIN sibling s ON s.email = c.email
--> email=redact
SELECT email FROM customers JOIN newsletter USING (email)
--> email=redact
SELECT UPPER(x) FROM (SELECT email AS x FROM customers) d
--> refused: sensitive relation below the outermost query
SELECT @x := email FROM customers
--> refused: variable assigned over protected columns
SELECT email INTO @x FROM customers WHERE id = 1
--> refused: variable assigned over protected columns
SELECT id FROM customers FORCE INDEX (uk_email)
--> refused: an index hint over protected columns
UPDATE customers SET city = 'x' WHERE email LIKE 'a%'
-->
EXPLAIN SELECT id FROM customers WHERE email = 'x'
--> refused

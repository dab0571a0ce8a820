-- Added to mysql-schema.sql for the project's own attacks: what reaches classified columns without naming their table.
CREATE TABLE regions(id int PRIMARY KEY, name varchar(40));
CREATE TABLE members(id int PRIMARY KEY, region int NOT NULL, email varchar(120), salary decimal(12,2), FOREIGN KEY (region) REFERENCES regions(id) ON UPDATE CASCADE ON DELETE CASCADE);
CREATE TABLE inbox(id int, what varchar(200));
CREATE TRIGGER t_inbox BEFORE INSERT ON inbox FOR EACH ROW SET NEW.what = (SELECT email FROM customers WHERE id = 1);
CREATE TABLE wishes(email varchar(120), FOREIGN KEY (email) REFERENCES customers(email));
INSERT INTO regions VALUES (1, 'north'), (2, 'south');

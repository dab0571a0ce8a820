-- Added to postgres-schema.sql for the project's own attacks: what reaches classified columns without naming their table.
-- Run as superuser; values come from own-data.sql, in each of D1 and D2.
SET client_min_messages=warning;
SET ROLE owner;
-- A foreign key with actions: writing to the parent writes to the child, whose errors print its rows.
CREATE TABLE regions(id int PRIMARY KEY, name text);
CREATE TABLE members(id int PRIMARY KEY, region int NOT NULL REFERENCES regions ON DELETE SET NULL ON UPDATE CASCADE, email text, salary numeric);
CREATE TABLE towns(id int PRIMARY KEY, name text);
CREATE TABLE dwellers(id int PRIMARY KEY, town int REFERENCES towns ON DELETE CASCADE, email text);
CREATE FUNCTION tell_dweller() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'gone: %', OLD.email; RETURN OLD; END $$;
CREATE TRIGGER t_tell BEFORE DELETE ON dwellers FOR EACH ROW EXECUTE FUNCTION tell_dweller();
-- A trigger of an unclassified table that reads a classified column.
CREATE TABLE inbox(id int, what text);
CREATE FUNCTION tell_customer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'first: %', (SELECT email FROM customers WHERE id = 1); RETURN NEW; END $$;
CREATE TRIGGER t_tell AFTER INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION tell_customer();
-- Unclassified columns whose values must stand in a classified one.
CREATE TABLE wishes(email text REFERENCES customers(email));
CREATE TABLE hopes(email text);
ALTER TABLE hopes ADD CONSTRAINT hopes_fk FOREIGN KEY (email) REFERENCES customers(email) NOT VALID;
-- A table of another schema with the name of a system view.
RESET ROLE; CREATE SCHEMA other AUTHORIZATION owner; SET ROLE owner;
CREATE TABLE other.pg_stats(tablename name, most_common_vals text);
GRANT USAGE ON SCHEMA other TO app;
GRANT SELECT,INSERT,UPDATE,DELETE ON ALL TABLES IN SCHEMA public, other TO app;
RESET ROLE;

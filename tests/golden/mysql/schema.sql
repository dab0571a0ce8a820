-- What the golden files are about, beside the schema of the leak cases (tests/leak/cases): run on both servers, then
-- make_catalog.py wrote mysql.txt and mariadb.txt.
USE d1;
CREATE TABLE items(id int PRIMARY KEY, kind enum('new','done'), price decimal(10,2), doc json, active boolean DEFAULT true);
CREATE TABLE logs(id bigint, at datetime, body text);
CREATE TABLE accounts(id int PRIMARY KEY, owner_cnic varchar(20) UNIQUE, limit_amount decimal(12,2), balance decimal(12,2), CHECK (balance <= limit_amount));
CREATE TABLE payments(id int PRIMARY KEY, owner_cnic varchar(20), amount decimal(12,2), FOREIGN KEY (owner_cnic) REFERENCES accounts(owner_cnic));
CREATE TABLE typed(id int PRIMARY KEY, i bigint, u int unsigned, d date, t datetime(6), n decimal(12,2), f double, b varbinary(40), e enum('a','b'), y year, j json, bits bit(8), tm time);
CREATE TABLE veiled(id int PRIMARY KEY, secret varchar(40) INVISIBLE, note varchar(40));
CREATE TABLE derived(id int PRIMARY KEY, email varchar(120), low varchar(120) AS (lower(email)) STORED, plain int DEFAULT 5);
CREATE TABLE watched(id int, touched datetime);
CREATE TABLE sibling(id int PRIMARY KEY, email varchar(120), city varchar(40));
CREATE VIEW v_names AS SELECT id, full_name FROM customers;
CREATE TRIGGER t_touch BEFORE UPDATE ON watched FOR EACH ROW SET NEW.touched = now();
CREATE FUNCTION age_of(d date) RETURNS int DETERMINISTIC RETURN 1;
CREATE FUNCTION upper_case(s text) RETURNS text DETERMINISTIC RETURN s;
CREATE PROCEDURE p_safe() SELECT 1;
CREATE DATABASE other;
CREATE TABLE other.orders(id int, note text);
CREATE TABLE other.customers(id int, label text);

-- The database of the MySQL and MariaDB tests, as schema.sql is for PostgreSQL: the same made-up people.
-- /*M! … */ runs on MariaDB alone, /*!80000 … */ on MySQL alone.
SET NAMES utf8mb4;
SET SESSION sql_mode = 'ALLOW_INVALID_DATES';
CREATE DATABASE crm CHARACTER SET utf8mb4;
USE crm;
CREATE TABLE digits(n int PRIMARY KEY);
INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);
CREATE TABLE citizens(
  id int PRIMARY KEY,
  full_name varchar(80) NOT NULL,
  cnic varchar(20),
  email varchar(120),
  phone varchar(30),
  dob date,
  salary decimal(12, 2),
  city varchar(40),
  CONSTRAINT citizens_cnic_key UNIQUE (cnic)
) ENGINE = InnoDB;
INSERT INTO citizens
SELECT i, CONCAT('Citizen ', i), CONCAT('42101-', 1000000 + i * 37, '-', i % 10), CONCAT('citizen', i, '@example.pk'),
       CONCAT('+92-300-', 1000000 + i), DATE_ADD('1960-01-01', INTERVAL i * 11 DAY), 50000 + i * 123.45,
       ELT(i % 4 + 1, 'Lahore', 'Karachi', 'Quetta', 'Multan')
FROM (SELECT a.n * 100 + b.n * 10 + c.n + 1 AS i FROM digits a, digits b, digits c) numbers ORDER BY i;
CREATE TABLE orders(
  id int AUTO_INCREMENT PRIMARY KEY,
  citizen_id int NOT NULL,
  amount decimal(10, 2),
  placed_at datetime NOT NULL DEFAULT '2024-01-01 00:00:00',
  CONSTRAINT orders_citizen_fkey FOREIGN KEY (citizen_id) REFERENCES citizens(id),
  CONSTRAINT orders_amount_positive CHECK (amount > 0)
) ENGINE = InnoDB;
INSERT INTO orders(citizen_id, amount)
SELECT i % 1000 + 1, i FROM (SELECT d.n * 1000 + a.n * 100 + b.n * 10 + c.n + 1 AS i FROM digits d, digits a, digits b, digits c WHERE d.n < 3) numbers ORDER BY i;
CREATE VIEW citizens_view AS SELECT id, full_name, cnic AS number FROM citizens;
CREATE TABLE notes(id int PRIMARY KEY, body text, data longblob) ENGINE = InnoDB;
CREATE TABLE every_type(
  id int PRIMARY KEY,
  a_tiny tinyint, a_utiny tinyint unsigned, a_bool bool, a_small smallint, a_usmall smallint unsigned, a_medium mediumint,
  a_umedium mediumint unsigned, an_int int, a_uint int unsigned, a_big bigint, a_ubig bigint unsigned, a_zerofill int(8) unsigned zerofill,
  a_decimal decimal(30, 10), a_udecimal decimal(10, 2) unsigned, a_float float, a_double double,
  a_date date, a_time time, a_time6 time(6), a_datetime datetime, a_datetime6 datetime(6), a_timestamp timestamp NULL, a_timestamp3 timestamp(3) NULL, a_year year,
  a_char char(5), a_varchar varchar(20), a_latin1 varchar(20) CHARACTER SET latin1, a_utf16 varchar(20) CHARACTER SET utf16, a_binary binary(4), a_varbinary varbinary(8),
  a_tinytext tinytext, a_text text, a_mediumtext mediumtext, a_longtext longtext, a_tinyblob tinyblob, a_blob blob, a_mediumblob mediumblob, a_longblob longblob,
  a_bit bit(10), a_bit1 bit(1), an_enum enum('low', 'high', 'ہاں'), a_set set('a', 'b', 'c'), a_json json, a_point point, a_geometry geometry
) ENGINE = InnoDB;
INSERT INTO every_type VALUES
  (1, -5, 200, true, -300, 60000, -8000000, 16000000, -2000000000, 4000000000, -9000000000000000000, 18000000000000000000, 42,
   12345678901234567890.0123456789, 12345678.90, 1.5, 2.5,
   '2024-02-29', '12:34:56', '-838:59:59', '2024-02-29 12:34:56', '2024-02-29 12:34:56.789012', '2024-02-29 12:34:56', '2024-02-29 12:34:56.789', 2024,
   'char', 'varchar', 'Zoë', 'جالی', x'00ff', x'00ff',
   'tiny', 'جالی', 'medium', 'long', x'00', x'00ff27', 'blob', x'ff',
   b'1010101010', b'1', 'high', 'a,c', '{"a": [1, null]}', ST_GeomFromText('POINT(1.5 -2.5)'), ST_GeomFromText('LINESTRING(0 0, 1 1)')),
  (2, 127, 0, false, 32767, 0, 8388607, 0, 2147483647, 0, 9223372036854775807, 0, 0, 0, 0, -0.25, -1e300,
   '0000-00-00', '838:59:59', '00:00:00.000001', '0000-00-00 00:00:00', '9999-12-31 23:59:59.999999', '1970-01-01 00:00:01', '2038-01-19 03:14:07.999', 0,
   '', '', '', '', '', '', '', '', '', '', '', '', '', '', b'0', b'0', 'low', '', '[]', ST_GeomFromText('POINT(0 0)'), ST_GeomFromText('POINT(0 0)'));
INSERT INTO every_type(id) VALUES (3);
/*M! CREATE TABLE mariadb_types(id int PRIMARY KEY, a_uuid uuid, an_inet6 inet6, an_inet4 inet4) ENGINE = InnoDB */;
/*M! INSERT INTO mariadb_types VALUES (1, '00112233-4455-6677-8899-aabbccddeeff', '2001:db8::1', '192.0.2.77'), (2, NULL, NULL, NULL) */;
DELIMITER //
CREATE FUNCTION cnic_of(i int) RETURNS varchar(20) READS SQL DATA RETURN (SELECT cnic FROM citizens WHERE id = i)//
CREATE FUNCTION next_one(i int) RETURNS int DETERMINISTIC NO SQL RETURN i + 1//
CREATE PROCEDURE citizen_of(i int) READS SQL DATA SELECT * FROM citizens WHERE id = i//
DELIMITER ;

-- Sent by node to mariadb-10.11; captured by mysql_capture.py.
--;
--! blank clock
SELECT NOW()
--;
SELECT 1 + 1 AS solution; SELECT 2
--;
--! described
SELECT id, amount FROM orders WHERE id = ?
--;
--! prepared
SELECT id, amount FROM orders WHERE id = 1
--;
START TRANSACTION
--;
COMMIT
--;
set @@wait_timeout=600
--;
SET time_zone='+05:00'
--;
SET NAMES utf8mb4
--;
SELECT id, amount FROM orders WHERE id = 1
--;
--! prepared
SELECT id, amount FROM orders WHERE id = 2
--;
ROLLBACK
--;
SELECT 1

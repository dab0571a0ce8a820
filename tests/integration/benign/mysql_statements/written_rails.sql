-- Equivalents of what Rails and its Trilogy adapter send beside what ActiveRecord was seen to send.
--;
SET @@SESSION.sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO'), @@SESSION.wait_timeout = 2147483
--;
SELECT VERSION()
--;
SHOW VARIABLES LIKE 'sql_mode'
--;
SELECT @@max_allowed_packet
--;
SELECT SCHEMA()
--;
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'crm' AND table_name = 'schema_migrations'
--;
SELECT `schema_migrations`.`version` FROM `schema_migrations` ORDER BY `schema_migrations`.`version` ASC
--;
SHOW KEYS FROM `orders` WHERE Key_name = 'PRIMARY'
--;
SHOW FULL FIELDS FROM `notes`
--;
SHOW INDEXES FROM `orders`
--;
SELECT GET_LOCK('1894823498', 0)
--;
SELECT RELEASE_LOCK('1894823498')
--;
/* Order Load */ SELECT `orders`.* FROM `orders` WHERE `orders`.`id` = 1 LIMIT 1 /*application:Crm,controller:orders*/
--;
/* Order Exists? */ SELECT 1 AS one FROM `orders` WHERE `orders`.`citizen_id` = 2 LIMIT 1
--;
SELECT COUNT(*) FROM `orders`
--;
SELECT SUM(`orders`.`amount`) FROM `orders` WHERE `orders`.`citizen_id` BETWEEN 1 AND 10
--;
SELECT `orders`.`citizen_id`, COUNT(*) AS count_all FROM `orders` GROUP BY `orders`.`citizen_id` HAVING (COUNT(*) > 2) ORDER BY count_all DESC, `orders`.`citizen_id` LIMIT 5
--;
BEGIN
--;
INSERT INTO `notes` (`id`, `body`) VALUES (900001, 'from rails')
--;
UPDATE `notes` SET `notes`.`body` = 'again' WHERE `notes`.`id` = 900001
--;
SAVEPOINT active_record_1
--;
DELETE FROM `notes` WHERE `notes`.`id` = 900001
--;
RELEASE SAVEPOINT active_record_1
--;
INSERT INTO `notes` (`id`, `body`) VALUES (900001, 'x') ON DUPLICATE KEY UPDATE `body`=VALUES(`body`)
--;
ROLLBACK
--;
SELECT `orders`.`id` FROM `orders` WHERE `orders`.`id` IN (1, 2, 3) ORDER BY FIELD(id, 3, 1, 2)
--;
SELECT 1 AS one FROM `orders` WHERE `orders`.`id` = 1 LIMIT 1 FOR UPDATE

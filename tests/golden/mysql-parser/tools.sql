--! both
-- sysbench
SELECT c FROM sbtest1 WHERE id=?;
SELECT c FROM sbtest1 WHERE id BETWEEN ? AND ?;
SELECT SUM(k) FROM sbtest1 WHERE id BETWEEN ? AND ?;
SELECT c FROM sbtest1 WHERE id BETWEEN ? AND ? ORDER BY c;
SELECT DISTINCT c FROM sbtest1 WHERE id BETWEEN ? AND ? ORDER BY c;
UPDATE sbtest1 SET k=k+1 WHERE id=?;
UPDATE sbtest1 SET c=? WHERE id=?;
DELETE FROM sbtest1 WHERE id=?;
INSERT INTO sbtest1 (id, k, c, pad) VALUES (?, ?, ?, ?);
CREATE TABLE sbtest1(
  id INTEGER NOT NULL AUTO_INCREMENT,
  k INTEGER DEFAULT '0' NOT NULL,
  c CHAR(120) DEFAULT '' NOT NULL,
  pad CHAR(60) DEFAULT '' NOT NULL,
  PRIMARY KEY (id)
) /*! ENGINE = innodb */ ;
CREATE INDEX k_1 ON sbtest1(k);
DROP TABLE IF EXISTS sbtest1;
-- phpMyAdmin
SELECT @@version, @@version_comment;
SET NAMES 'utf8mb4' COLLATE 'utf8mb4_unicode_ci';
SET lc_messages = 'en_US';
SELECT `SCHEMA_NAME` FROM `INFORMATION_SCHEMA`.`SCHEMATA`, (SELECT DB_first_level FROM ( SELECT DISTINCT SUBSTRING_INDEX(SCHEMA_NAME, '_', 1) DB_first_level FROM INFORMATION_SCHEMA.SCHEMATA WHERE TRUE ) t ORDER BY DB_first_level ASC LIMIT 0, 100) t2 WHERE TRUE AND 1 = LOCATE(CONCAT(DB_first_level, '_'), CONCAT(SCHEMA_NAME, '_')) ORDER BY SCHEMA_NAME ASC;
SELECT *, `TABLE_SCHEMA` AS `Db`, `TABLE_NAME` AS `Name`, `TABLE_TYPE` AS `TABLE_TYPE`, `ENGINE` AS `Engine`, `ENGINE` AS `Type`, `VERSION` AS `Version`, `ROW_FORMAT` AS `Row_format`, `TABLE_ROWS` AS `Rows`, `AVG_ROW_LENGTH` AS `Avg_row_length`, `DATA_LENGTH` AS `Data_length`, `AUTO_INCREMENT` AS `Auto_increment`, `CREATE_TIME` AS `Create_time`, `TABLE_COLLATION` AS `Collation`, `CHECKSUM` AS `Checksum`, `CREATE_OPTIONS` AS `Create_options`, `TABLE_COMMENT` AS `Comment` FROM `information_schema`.`TABLES` t WHERE `TABLE_SCHEMA` COLLATE utf8_bin IN ('crm') ORDER BY Name ASC;
SELECT COUNT(*) FROM `crm`.`customers`;
SELECT * FROM `customers` LIMIT 0, 25;
SELECT `CHARACTER_SET_NAME` AS `Charset`, `DESCRIPTION` AS `Description` FROM `information_schema`.`CHARACTER_SETS`;
SHOW SESSION VARIABLES LIKE 'FOREIGN_KEY_CHECKS';
SHOW FULL TABLES FROM `crm` WHERE `Table_type` IN('BASE TABLE', 'SYSTEM VERSIONED');
SELECT 1 FROM (SELECT `GRANTEE`, `IS_GRANTABLE` FROM `INFORMATION_SCHEMA`.`COLUMN_PRIVILEGES` UNION SELECT `GRANTEE`, `IS_GRANTABLE` FROM `INFORMATION_SCHEMA`.`TABLE_PRIVILEGES`) t WHERE `IS_GRANTABLE` = 'YES' AND '''root''@''localhost''' LIKE `GRANTEE` LIMIT 1;
SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = 'crm' AND TABLE_NAME = 'customers' AND IS_UPDATABLE = 'YES';
SELECT `comment` FROM `phpmyadmin`.`pma__column_info` WHERE `db_name` = 'crm' AND `table_name` = '' AND `column_name` = '(db_comment)';
SET PROFILING=1;
SELECT `STATE`, SUM(`DURATION`) AS `Total_R`, ROUND(100 * SUM(`DURATION`) / (SELECT SUM(`DURATION`) FROM `INFORMATION_SCHEMA`.`PROFILING` WHERE `QUERY_ID` = 1), 2) AS `Pct_R` FROM `INFORMATION_SCHEMA`.`PROFILING` WHERE `QUERY_ID` = 1 GROUP BY `STATE` ORDER BY `Total_R` DESC;
-- DBeaver
/* mysql-connector-j-8.2.0 (Revision: 06a1f724497fd81c6a659131fda822c9e5085b6c) */SELECT @@session.auto_increment_increment AS auto_increment_increment;
/* ApplicationName=DBeaver 23.3.0 - Main */ SELECT DATABASE();
/* ApplicationName=DBeaver 23.3.0 - Metadata */ SELECT * FROM information_schema.TABLES t WHERE t.TABLE_SCHEMA = 'information_schema' AND t.TABLE_NAME = 'CHECK_CONSTRAINTS';
/* ApplicationName=DBeaver 23.3.0 - SQLEditor <Script.sql> */ SELECT * FROM customers LIMIT 0, 200;
SHOW PLUGINS;
SELECT * FROM information_schema.SCHEMATA WHERE SCHEMA_NAME='crm';
SHOW FULL TABLES FROM `crm`;
SELECT cc.CONSTRAINT_NAME, cc.CHECK_CLAUSE, tc.TABLE_NAME FROM (SELECT CONSTRAINT_NAME, CHECK_CLAUSE FROM INFORMATION_SCHEMA.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = 'crm' ORDER BY CONSTRAINT_NAME) cc, (SELECT TABLE_NAME, CONSTRAINT_NAME FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS WHERE TABLE_SCHEMA = 'crm' AND TABLE_NAME = 'customers') tc WHERE cc.CONSTRAINT_NAME = tc.CONSTRAINT_NAME;
SELECT x.* FROM customers x ORDER BY x.id LIMIT 0, 200;
SELECT count(*) FROM customers x WHERE x.city='Lahore';
-- Metabase
SELECT TABLE_SCHEMA AS `schema`, TABLE_NAME AS `name`, NULL AS `description` FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE IN ('BASE TABLE', 'VIEW') AND TABLE_SCHEMA = 'crm';
-- Metabase:: userID: 1 queryType: MBQL queryHash: 6f1ab
SELECT `customers`.`id` AS `id`, SUBSTRING(`customers`.`notes`, 1, 1234) AS `substring1` FROM `customers` LIMIT 10000;
-- Metabase:: userID: 1 queryType: MBQL queryHash: 8fa
SELECT STR_TO_DATE(CONCAT(DATE_FORMAT(`orders`.`created_at`, '%Y-%m'), '-01'), '%Y-%m-%d') AS `created_at`, COUNT(*) AS `count` FROM `orders` WHERE `orders`.`created_at` >= CONVERT_TZ(STR_TO_DATE(CONCAT(DATE_FORMAT(CONVERT_TZ(NOW(6), @@session.time_zone, 'UTC'), '%Y-%m'), '-01'), '%Y-%m-%d'), 'UTC', @@session.time_zone) GROUP BY STR_TO_DATE(CONCAT(DATE_FORMAT(`orders`.`created_at`, '%Y-%m'), '-01'), '%Y-%m-%d') ORDER BY STR_TO_DATE(CONCAT(DATE_FORMAT(`orders`.`created_at`, '%Y-%m'), '-01'), '%Y-%m-%d') ASC;
SELECT `source`.`city` AS `city`, COUNT(DISTINCT `source`.`id`) AS `count` FROM (SELECT * FROM customers WHERE city IS NOT NULL) AS `source` GROUP BY `source`.`city` ORDER BY `count` DESC, `source`.`city` ASC LIMIT 2000;
SELECT TIMESTAMPDIFF(DAY, DATE(`o`.`a`), DATE(`o`.`b`)) AS `d`, CASE WHEN `o`.`a` IS NULL THEN 'x' ELSE 'y' END AS `c` FROM `orders` AS `o` WHERE (LOWER(`o`.`s`) LIKE '%paid%') AND ((`o`.`t` <> 'x') OR (`o`.`t` IS NULL));
SET @@session.time_zone = 'UTC';
-- Grafana, Prometheus exporters, Percona toolkit, ProxySQL's monitor
SELECT UNIX_TIMESTAMP(at) DIV 300 * 300 AS "time", avg(v) AS value FROM metrics WHERE at BETWEEN FROM_UNIXTIME(1700000000) AND FROM_UNIXTIME(1700086400) GROUP BY 1 ORDER BY 1;
SHOW GLOBAL STATUS;
SHOW GLOBAL VARIABLES;
SHOW ENGINE INNODB STATUS;
SELECT COALESCE(table_schema, 'none') AS s, SUM(data_length + index_length) / 1024 / 1024 AS mb FROM information_schema.tables GROUP BY table_schema WITH ROLLUP;
SELECT CONCAT(@@hostname, @@port);
SELECT @@global.read_only read_only;
SET wait_timeout=2000;
SELECT /*!40001 SQL_NO_CACHE */ COALESCE(LOWER(CONV(BIT_XOR(CAST(CRC32(CONCAT_WS('#', `id`, `email`, CONCAT(ISNULL(`email`)))) AS UNSIGNED)), 10, 16)), 0) AS crc, COUNT(*) AS cnt FROM `crm`.`customers` FORCE INDEX(`PRIMARY`) WHERE ((`id` >= '1')) AND ((`id` < '100')) /*checksum chunk*/;
SELECT /*!40001 SQL_NO_CACHE */ `id` FROM `crm`.`customers` FORCE INDEX(`PRIMARY`) WHERE ((`id` >= '1')) ORDER BY `id` LIMIT 999, 2 /*next chunk boundary*/;
EXPLAIN SELECT * FROM `crm`.`customers` WHERE 1=1;
REPLACE INTO `percona`.`checksums` (db, tbl, chunk, chunk_index, lower_boundary, upper_boundary, this_cnt, this_crc) SELECT 'crm', 't', '1', NULL, NULL, NULL, COUNT(*) AS cnt, '0' AS crc FROM `crm`.`t` /*checksum table*/;
-- WordPress, Drupal, Magento, MediaWiki, Joomla
SELECT option_name, option_value FROM wp_options WHERE autoload = 'yes';
SELECT SQL_CALC_FOUND_ROWS  wp_posts.ID FROM wp_posts  WHERE 1=1  AND ((wp_posts.post_type = 'post' AND (wp_posts.post_status = 'publish'))) ORDER BY wp_posts.post_date DESC LIMIT 0, 10;
SELECT  t.*, tt.*, tr.object_id FROM wp_terms AS t  INNER JOIN wp_term_taxonomy AS tt ON t.term_id = tt.term_id INNER JOIN wp_term_relationships AS tr ON tr.term_taxonomy_id = tt.term_taxonomy_id WHERE tt.taxonomy IN ('category') AND tr.object_id IN (1) ORDER BY t.name ASC;
INSERT INTO `wp_options` (`option_name`, `option_value`, `autoload`) VALUES ('_transient_x', 'a:1:{i:0;s:1:"x";}', 'no') ON DUPLICATE KEY UPDATE `option_name` = VALUES(`option_name`), `option_value` = VALUES(`option_value`), `autoload` = VALUES(`autoload`);
DELETE a, b FROM wp_options a, wp_options b WHERE a.option_name LIKE '\_transient\_%' AND a.option_name NOT LIKE '\_transient\_timeout\_%' AND b.option_name = CONCAT( '_transient_timeout_', SUBSTRING( a.option_name, 12 ) ) AND b.option_value < 1700000000;
SELECT DISTINCT YEAR(post_date) AS `year`, MONTH(post_date) AS `month`, count(ID) as posts FROM wp_posts WHERE post_type = 'post' GROUP BY YEAR(post_date), MONTH(post_date) ORDER BY post_date DESC;
SELECT cid, data, created FROM cache_bootstrap WHERE cid IN ( 'a', 'b' ) ORDER BY cid;
SELECT 1 AS expression FROM sessions sessions WHERE ( (sid = 'abc') AND (ssid = '') ) FOR UPDATE;
INSERT INTO semaphore (name, value, expire) VALUES ('x', 'y', '1700000000.1');
SELECT /* Revision::fetchFromConds */ rev_id,rev_page,rev_len FROM `revision` LEFT JOIN `user` ON ((user_id != 0) AND (user_id = rev_user)) INNER JOIN `page` ON ((page_id = rev_page)) WHERE page_namespace = '0' AND (rev_id=page_latest) LIMIT 1;
INSERT /* JobQueueDB::doBatchPushInternal  */ IGNORE INTO `job` (job_cmd,job_params) VALUES ('x','');
SELECT `e`.*, `at_status`.`value` AS `status`, IF(at_visibility.value_id > 0, at_visibility.value, at_visibility_default.value) AS `visibility` FROM `catalog_product_entity` AS `e` INNER JOIN `cpe_int` AS `at_status` ON (`at_status`.`entity_id` = `e`.`entity_id`) AND (`at_status`.`attribute_id` = '97') STRAIGHT_JOIN `cpe_int` AS `at_visibility` LEFT JOIN `cpe_int` AS `at_visibility_default` USING (`entity_id`) WHERE (at_status.value = '1') ORDER BY FIELD(`e`.`entity_id`, 3, 1, 2), RAND();
UPDATE `wp_posts` p JOIN (SELECT comment_post_ID, COUNT(*) n FROM wp_comments GROUP BY 1) c ON c.comment_post_ID = p.ID SET p.comment_count = c.n WHERE p.post_type = 'post';
UPDATE IGNORE a, b SET a.x = b.x, b.y = DEFAULT WHERE a.id = b.id;
UPDATE LOW_PRIORITY t SET a = 1 ORDER BY id DESC LIMIT 10;
DELETE QUICK FROM t USING t INNER JOIN u ON t.id = u.id;
DELETE FROM a.*, b USING a JOIN b LEFT JOIN c USING (id) WHERE c.id IS NULL;
DELETE FROM t PARTITION (p0, p1) WHERE id > 5 ORDER BY id LIMIT 3;
SELECT * FROM t PARTITION (p0) AS x USE INDEX (a, b) IGNORE INDEX FOR ORDER BY (c) WHERE MATCH (title, body) AGAINST ('+a -b' IN BOOLEAN MODE) > 0.5;
SELECT MATCH(a) AGAINST('x' WITH QUERY EXPANSION) AS score, MATCH(a, t.b) AGAINST('y' IN NATURAL LANGUAGE MODE WITH QUERY EXPANSION) FROM t;
SELECT HIGH_PRIORITY SQL_BUFFER_RESULT DISTINCT a, b INTO @a, @b FROM t LIMIT 1;
SELECT a FROM t LIMIT 1 INTO @a;
SELECT a, b INTO OUTFILE '/tmp/x.csv' CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' LINES TERMINATED BY '\n' FROM t;
SELECT a FROM t INTO DUMPFILE '/tmp/x';
SELECT GROUP_CONCAT(DISTINCT a ORDER BY b DESC, c SEPARATOR ', '), COUNT(DISTINCT a, b), BIT_OR(a), STDDEV_SAMP(a), VAR_POP(a) FROM t;
SELECT TRIM(LEADING 'x' FROM a), TRIM(BOTH FROM a), TRIM('y' FROM a), TRIM(a), SUBSTRING(a FROM 2 FOR 3), SUBSTRING(a, 2), POSITION('x' IN a), EXTRACT(DAY_MINUTE FROM d), CHAR(77, 121 USING utf8mb4), CONVERT(a USING latin1), CONVERT(a, DECIMAL(10, 2)), CAST(a AS SIGNED INTEGER), CAST(a AS CHAR(10) CHARACTER SET binary), WEIGHT_STRING(a AS CHAR(4)), GET_FORMAT(DATE, 'USA'), TIMESTAMPADD(SQL_TSI_DAY, 1, d), INTERVAL(a, 1, 2), INSERT(a, 1, 2, 'x'), DATE_ADD(d, INTERVAL 1 + 2 DAY), ADDDATE(d, 5), DATE '2024-01-01', TIME'10:11:12', TIMESTAMP '2024-01-01 10:11:12' FROM t;
SELECT a COLLATE utf8mb4_bin = 'x', BINARY a, a <=> NULL, a SOUNDS LIKE b, a RLIKE '^x', NOT a REGEXP 'y', a DIV 2, a MOD 3, a XOR b, ~a, !a, -a, a ^ b, a << 2 | b & 3, a IS NOT UNKNOWN, a IS NOT FALSE, (a, b) IN ((1, 2), (3, 4)), ROW(a, b) = (1, 2), a NOT BETWEEN 1 AND 2 AND b, a LIKE 'x|%' ESCAPE '|', a > ALL (SELECT 1), a = SOME (SELECT 2) FROM t;
SELECT N'x', _utf8mb4'y' COLLATE utf8mb4_bin, _latin1 0x41, x'4142', b'101', 0x4D, 'a' 'b' "c", 'it''s', "say ""x""", 1e3, .5, 1., -0.0, 0xff FROM t AS `t 1` WHERE `t 1`.`a b` = 1;
SELECT t.*, u.a AS `from`, 1 AS 'x y' FROM (t, u) NATURAL LEFT JOIN (v CROSS JOIN w) WHERE 1ea.b = 1;
SELECT a FROM t WHERE d > NOW() - INTERVAL '1:30' MINUTE_SECOND AND d < CURRENT_TIMESTAMP + INTERVAL 1 MONTH AND d <> CURDATE() AND u = UTC_TIMESTAMP(3) AND c = CURRENT_USER;
SELECT 1 UNION ALL (SELECT 2 ORDER BY 1 LIMIT 1) UNION DISTINCT SELECT 3 INTERSECT SELECT 3 EXCEPT SELECT 4 ORDER BY 1 DESC LIMIT 2, 3;
((SELECT 1) UNION (SELECT 2)) LIMIT 1;
SELECT (SELECT 1) + ((SELECT 2)) IN (SELECT 3), EXISTS (SELECT * FROM t), NOT EXISTS (SELECT 1 FROM t WHERE a = (SELECT MAX(b) FROM u WHERE u.c = t.c));
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10), m AS (SELECT * FROM n) SELECT * FROM m JOIN n USING (i);
INSERT INTO t SELECT a, b FROM u WHERE c = 1 ON DUPLICATE KEY UPDATE t.a = u.a + 1;
INSERT HIGH_PRIORITY INTO crm.t SET a = 1, b = DEFAULT, c = a + 1;
INSERT INTO t VALUES (), ();
INSERT INTO t (a) VALUE (DEFAULT(a) + 1);
INSERT INTO t WITH x AS (SELECT 1) SELECT * FROM x;
REPLACE DELAYED t (a, b) VALUES (1, 2);
SELECT jt.* FROM JSON_TABLE('[{"a": 1}]', '$[*]' COLUMNS (n FOR ORDINALITY, a INT PATH '$.a' DEFAULT '0' ON EMPTY NULL ON ERROR, e INT EXISTS PATH '$.e', NESTED PATH '$.x[*]' COLUMNS (y VARCHAR(10) PATH '$.y'))) AS jt;
SELECT SUM(a) OVER w AS s, RANK() OVER (w ORDER BY b), AVG(a) OVER (PARTITION BY c, d ORDER BY e ROWS BETWEEN 2 PRECEDING AND CURRENT ROW), NTH_VALUE(a, 2) OVER (ORDER BY b RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM t WINDOW w AS (PARTITION BY c), v AS (w ORDER BY d);
SELECT a, b, SUM(c) FROM t GROUP BY a, b WITH ROLLUP HAVING SUM(c) > 10 ORDER BY NULL;
SELECT * FROM a JOIN b JOIN c ON b.x = c.x ON a.y = b.y LEFT JOIN d USING (x, y) RIGHT OUTER JOIN e ON TRUE, f;
SELECT IF(a, b, c), IFNULL(a, b), NULLIF(a, b), COALESCE(a, b), CASE a WHEN 1 THEN 'x' WHEN 2 THEN 'y' ELSE 'z' END, LEFT(a, 1), RIGHT(a, 1), REPLACE(a, 'x', 'y'), REPEAT(a, 2), MOD(a, 2), DATABASE(), SCHEMA(), USER(), VERSION(), YEAR(d), DATE(d), FORMAT(a, 2), TRUNCATE(a, 1), CHARSET(a) FROM t;
--! mysql
SELECT * FROM a, LATERAL (SELECT * FROM b WHERE b.id = a.id LIMIT 1) AS l (x, y);
SELECT * FROM a LEFT JOIN LATERAL (SELECT 1) l ON TRUE;
WITH x AS (SELECT 1 AS id) UPDATE t JOIN x USING (id) SET t.a = 1;
WITH x AS (SELECT 1 AS id) DELETE FROM t WHERE id IN (SELECT id FROM x);
SELECT GROUPING(a), a FROM t GROUP BY a WITH ROLLUP;
SELECT FIRST_VALUE(a) RESPECT NULLS OVER (ORDER BY b), LEAD(a, 1, 0) OVER () FROM t;
SELECT CAST(j AS UNSIGNED ARRAY) FROM t;
SELECT CAST(a AT TIME ZONE '+00:00' AS DATETIME(6)) FROM t;
INSERT INTO t TABLE u;
INSERT INTO t VALUES ROW(1, 2), ROW(3, 4);
SELECT * FROM (VALUES ROW(1, 2)) AS v (a, b);
SELECT (TABLE t) = 1;
DELETE FROM t AS x WHERE x.a = 1;
--! mariadb
SELECT * FROM (VALUES (1, 2), (3, 4)) v;
SELECT a FROM t WHERE a IN (VALUES (1), (2));
SELECT a FROM t ORDER BY a LIMIT 5 ROWS EXAMINED 1000;
SELECT a FROM t OFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY;
SELECT a FROM t ORDER BY a FETCH FIRST 1 ROW WITH TIES;
SELECT a FROM t PROCEDURE ANALYSE(10, 2000);
SELECT JSON_ARRAYAGG(DISTINCT a ORDER BY b LIMIT 2), GROUP_CONCAT(a LIMIT 3), MEDIAN(a) OVER (PARTITION BY b), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a) OVER (PARTITION BY b) FROM t;
SELECT VALUE(a) FROM t;
SELECT * FROM t FOR UPDATE WAIT 5;
SELECT .t.a FROM t;
SELECT 1 =! 0;
--! both ANSI_QUOTES
SELECT "users"."id", "email" AS "e" FROM "users" WHERE "users"."name" = 'x';
SELECT 'a' "b";
--! both PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES
SELECT a || '\' || b FROM t WHERE c LIKE 'x\%' ESCAPE '\';
SELECT -a || b ^ c * d;
--! both IGNORE_SPACE
SELECT COUNT (*), MAX (a), NOW (), SUBSTRING (a FROM 1) FROM t;
--! both HIGH_NOT_PRECEDENCE
SELECT NOT a BETWEEN 1 AND 2;

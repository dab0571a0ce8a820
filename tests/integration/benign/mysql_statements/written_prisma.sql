-- Equivalents of what Prisma sends: connection, introspection (as prepared statements, mostly), a client's query.
--;
SELECT @@GLOBAL.version version
--;
SELECT @@max_allowed_packet, @@socket
--;
SELECT EXISTS(SELECT 1 FROM INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME = 'crm') AS found
--;
SELECT @@lower_case_table_names
--;
--! prepared
SELECT table_info.table_name AS table_name, table_info.create_options AS create_options, table_info.table_comment AS table_comment FROM information_schema.tables AS table_info JOIN information_schema.columns AS column_info ON BINARY column_info.table_name = BINARY table_info.table_name WHERE table_info.table_schema = 'crm' AND column_info.table_schema = 'crm' AND table_info.table_type = 'BASE TABLE' GROUP BY table_info.table_name, table_info.create_options, table_info.table_comment ORDER BY BINARY table_info.table_name
--;
--! prepared
SELECT column_name column_name, data_type data_type, column_type full_data_type, character_maximum_length character_maximum_length, numeric_precision numeric_precision, numeric_scale numeric_scale, datetime_precision datetime_precision, column_default column_default, is_nullable is_nullable, extra extra, table_name table_name, NULLIF(generation_expression, '') generation_expression FROM information_schema.columns WHERE table_schema = 'crm' ORDER BY table_name, ordinal_position
--;
--! prepared
SELECT DISTINCT BINARY table_name AS table_name, index_name AS index_name, BINARY column_name AS column_name, non_unique AS non_unique, seq_in_index AS seq_in_index, sub_part AS partial, collation AS column_order, index_type AS index_type FROM INFORMATION_SCHEMA.STATISTICS WHERE table_schema = 'crm' ORDER BY BINARY table_name, BINARY index_name, seq_in_index
--;
--! prepared
SELECT kcu.constraint_name constraint_name, kcu.column_name column_name, kcu.referenced_table_name referenced_table_name, kcu.referenced_column_name referenced_column_name, kcu.ordinal_position ordinal_position, kcu.table_name table_name, rc.delete_rule delete_rule, rc.update_rule update_rule FROM information_schema.key_column_usage AS kcu INNER JOIN information_schema.referential_constraints AS rc ON BINARY kcu.constraint_name = BINARY rc.constraint_name WHERE BINARY kcu.table_schema = 'crm' AND BINARY rc.constraint_schema = 'crm' AND kcu.referenced_column_name IS NOT NULL ORDER BY BINARY kcu.table_schema, BINARY kcu.table_name, BINARY kcu.constraint_name, kcu.ordinal_position
--;
--! classified
SELECT TABLE_NAME AS view_name, VIEW_DEFINITION AS view_sql FROM INFORMATION_SCHEMA.VIEWS WHERE TABLE_SCHEMA = 'crm'
--;
--! classified
SELECT ROUTINE_NAME AS name, ROUTINE_DEFINITION as definition FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'crm' AND ROUTINE_TYPE = 'PROCEDURE'
--;
SET TRANSACTION ISOLATION LEVEL READ COMMITTED
--;
BEGIN
--;
--! prepared
SELECT `crm`.`orders`.`id`, `crm`.`orders`.`citizen_id`, `crm`.`orders`.`amount` FROM `crm`.`orders` WHERE (`crm`.`orders`.`id` = 1 AND 1=1) LIMIT 1 OFFSET 0
--;
--! prepared
SELECT COUNT(*) FROM (SELECT `crm`.`orders`.`id` FROM `crm`.`orders` WHERE 1=1 LIMIT 18446744073709551615 OFFSET 0) AS `sub`
--;
COMMIT

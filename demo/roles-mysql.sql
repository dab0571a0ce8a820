-- Who logs in on MariaDB and MySQL: the same three people, with the same rights, as roles.sql makes on PostgreSQL. Passwords
-- come in @password_support_ali, @password_analyst_sara and @password_dpo_hina, set before on the same connection.
CREATE ROLE support, analyst;

SET @jaali_make = CONCAT('CREATE USER support_ali IDENTIFIED BY ', QUOTE(@password_support_ali), ' REQUIRE SSL');
PREPARE jaali_make FROM @jaali_make;
EXECUTE jaali_make;
SET @jaali_make = CONCAT('CREATE USER analyst_sara IDENTIFIED BY ', QUOTE(@password_analyst_sara), ' REQUIRE SSL');
PREPARE jaali_make FROM @jaali_make;
EXECUTE jaali_make;
SET @jaali_make = CONCAT('CREATE USER dpo_hina IDENTIFIED BY ', QUOTE(@password_dpo_hina), ' REQUIRE SSL');
PREPARE jaali_make FROM @jaali_make;
EXECUTE jaali_make;
DEALLOCATE PREPARE jaali_make;

GRANT SELECT, INSERT, UPDATE, DELETE ON crm.* TO support, analyst, dpo_hina;
GRANT support TO support_ali;
GRANT analyst TO analyst_sara;
-- The two servers say it differently; each runs its own comment.
SET DEFAULT ROLE support /*M! FOR support_ali */ /*!80000 TO support_ali */;
SET DEFAULT ROLE analyst /*M! FOR analyst_sara */ /*!80000 TO analyst_sara */;

-- The tables of the demonstration on MariaDB and MySQL, as crm.sql has them on PostgreSQL; demo/make-data prints the rows.
CREATE DATABASE IF NOT EXISTS crm CHARACTER SET utf8mb4;
USE crm;

CREATE TABLE citizens (
  id             int PRIMARY KEY,
  full_name      varchar(80) NOT NULL,
  cnic           varchar(40) NOT NULL UNIQUE CHECK (cnic REGEXP '^[0-9]{5}-[0-9]{7}-[0-9]$'),
  phone          varchar(20) NOT NULL,
  email          varchar(120) NOT NULL,
  address        varchar(200) NOT NULL,
  city           varchar(40) NOT NULL,
  date_of_birth  date NOT NULL,
  monthly_salary decimal(10, 2)
) ENGINE = InnoDB COMMENT 'Made-up people of the Jaali demonstration';

CREATE TABLE orders (
  id         int PRIMARY KEY,
  citizen_id int NOT NULL,
  item       varchar(80) NOT NULL,
  amount     decimal(10, 2) NOT NULL CHECK (amount > 0),
  placed_on  date NOT NULL,
  FOREIGN KEY (citizen_id) REFERENCES citizens (id)
) ENGINE = InnoDB;

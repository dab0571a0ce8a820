-- The tables of the demonstration on PostgreSQL; demo/make-data prints the rows, for every database alike.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

CREATE TABLE citizens (
  id             int PRIMARY KEY,
  full_name      text NOT NULL,
  cnic           text NOT NULL UNIQUE CHECK (cnic ~ '^[0-9]{5}-[0-9]{7}-[0-9]$'),
  phone          text NOT NULL,
  email          text NOT NULL,
  address        text NOT NULL,
  city           text NOT NULL,
  date_of_birth  date NOT NULL,
  monthly_salary numeric(10, 2)
);
COMMENT ON TABLE citizens IS 'Made-up people of the Jaali demonstration';

CREATE TABLE orders (
  id         int PRIMARY KEY,
  citizen_id int NOT NULL REFERENCES citizens,
  item       text NOT NULL,
  amount     numeric(10, 2) NOT NULL CHECK (amount > 0),
  placed_on  date NOT NULL
);
CREATE INDEX ON orders (citizen_id);

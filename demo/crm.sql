-- The database of the demonstration: 1,000 citizens and 3,000 orders, all made up by formula from short lists of names.
-- No clock and no random(): every run makes the same rows. CNICs have the right form and belong to nobody we know of;
-- e-mail addresses are at reserved names (RFC 2606), which no mail server answers for.
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

WITH lists AS (
  SELECT
    ARRAY['Ali', 'Hassan', 'Usman', 'Bilal', 'Hamza', 'Imran', 'Kamran', 'Saad', 'Tariq', 'Zubair',
          'Fahad', 'Junaid', 'Naveed', 'Owais', 'Rizwan', 'Shahid', 'Waqas', 'Yasir', 'Adeel', 'Danish'] AS men,
    ARRAY['Ayesha', 'Fatima', 'Hina', 'Maryam', 'Nadia', 'Rabia', 'Sana', 'Zainab', 'Amna', 'Bushra',
          'Farah', 'Iqra', 'Kiran', 'Mehwish', 'Noor', 'Saba', 'Tahira', 'Uzma', 'Asma', 'Sidra'] AS women,
    ARRAY['Khan', 'Ahmed', 'Malik', 'Qureshi', 'Butt', 'Sheikh', 'Chaudhry', 'Siddiqui', 'Baloch', 'Mirza',
          'Abbasi', 'Awan', 'Bhatti', 'Gilani', 'Hashmi', 'Javed', 'Lodhi', 'Memon', 'Niazi', 'Rajput',
          'Shah', 'Soomro', 'Tanoli'] AS families,
    ARRAY['Karachi', 'Lahore', 'Islamabad', 'Peshawar', 'Quetta', 'Multan', 'Faisalabad'] AS cities,
    ARRAY['42101', '35202', '61101', '17301', '54400', '36302', '33100'] AS districts,
    ARRAY['Gulshan Colony', 'Model Town', 'Garden Block', 'Canal View', 'Hill Road', 'Mehran Street',
          'Jinnah Avenue', 'Iqbal Road', 'Liaquat Lane', 'Shalimar Street', 'Ravi Road'] AS streets
), people AS (
  SELECT i,
         i % 2 = 0 AS woman,
         1 + (i * 13 + i / 20) % 20 AS given,
         1 + (i * 7 + i / 23) % 23 AS family,
         1 + (i * 5 + i / 7) % 7 AS city,
         1 + (i * 3 + i / 11) % 11 AS street
  FROM generate_series(1, 1000) AS i
), named AS (
  SELECT p.*, l.cities, l.districts, l.streets,
         CASE WHEN woman THEN l.women[given] ELSE l.men[given] END AS given_name,
         l.families[family] AS family_name
  FROM people p, lists l
)
INSERT INTO citizens
SELECT i,
       given_name || ' ' || family_name,
       -- The last digit is odd for men and even for women; 7919 is prime to 9,000,000, so that no number comes twice.
       districts[city] || '-' || (1000000 + (i::bigint * 7919 * 631) % 9000000) || '-'
         || CASE WHEN woman THEN (i * 4) % 10 ELSE (i * 4 + 1) % 10 END,
       '+92-3' || lpad(((i * 17) % 50)::text, 2, '0') || '-' || (1000000 + (i * 6871 * 53) % 9000000),
       lower(given_name || '.' || family_name) || i || '@' || (ARRAY['example.com', 'example.org', 'mail.example'])[1 + i % 3],
       'House ' || 1 + (i * 37) % 420 || ', ' || streets[street] || ', ' || cities[city],
       cities[city],
       date '1950-01-15' + (i * 7307) % 20000,
       CASE WHEN i % 41 = 0 THEN NULL ELSE 35000 + (i * 131071) % 465000 + 0.50 * (i % 2) END
FROM named;

INSERT INTO orders
SELECT n,
       1 + (n * 487) % 1000,
       (ARRAY['Tea set', 'Phone cover', 'School bag', 'Ceiling fan', 'Cricket bat', 'Pressure cooker', 'Wool shawl'])[1 + n % 7],
       250 + (n * 7919) % 48000,
       date '2025-01-01' + (n * 31) % 365
FROM generate_series(1, 3000) AS n;

ANALYZE citizens, orders;

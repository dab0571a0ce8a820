-- Who logs in: a support agent, an analyst, and the data protection officer. The three have the same rights in the
-- database; what they see apart from that is the proxy's doing. Passwords come from the environment, and are made anew
-- for each demonstration (demo/prepare).
\set ON_ERROR_STOP on
SET client_min_messages = warning;
\getenv support_password PASSWORD_SUPPORT_ALI
\getenv analyst_password PASSWORD_ANALYST_SARA
\getenv dpo_password PASSWORD_DPO_HINA
SET password_encryption = 'scram-sha-256';

CREATE ROLE support NOLOGIN;
CREATE ROLE analyst NOLOGIN;
CREATE ROLE support_ali LOGIN PASSWORD :'support_password' IN ROLE support;
CREATE ROLE analyst_sara LOGIN PASSWORD :'analyst_password' IN ROLE analyst;
CREATE ROLE dpo_hina LOGIN PASSWORD :'dpo_password';

GRANT SELECT, INSERT, UPDATE, DELETE ON citizens, orders TO support, analyst, dpo_hina;

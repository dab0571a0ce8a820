// What a superuser runs once on an upstream. psql's own commands are used where SQL has none (\connect, \if, \gexec).
#include "proxy/catalog/postgres/setup_sql.h"

namespace jaali::proxy::catalog::postgres {
namespace {

std::string doubled(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote) out += c;
    out += c;
  }
  return out + quote;
}

std::string identifier(std::string_view name) { return doubled(name, '"'); }
std::string literal(std::string_view text) { return doubled(text, '\''); }

/// A name inside a comment must not end it.
std::string in_comment(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20) c = '?';
  return out;
}

/// For \connect: a connection string, so that a database's name is never taken for one.
std::string connection_string(std::string_view database) {
  std::string value;
  for (const char c : database) {
    if (c == '\\' || c == '\'') value += '\\';
    value += c;
  }
  return identifier("dbname='" + value + "'");
}

std::string replaced(std::string text, std::string_view what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

constexpr auto role_text = R"sql(
-- 1. The service account: it logs in and reads the system catalogs, which every role may; it owns nothing.
SELECT 'CREATE ROLE @ROLE@ LOGIN'
  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = @ROLE_TEXT@) \gexec
ALTER ROLE @ROLE@ LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE @ROLE@ SET search_path = pg_catalog, pg_temp;
ALTER ROLE @ROLE@ SET default_transaction_read_only = on;

-- Its password, the one in the file or variable that jaali.toml names. Either
--   psql -v jaali_password="$(cat PASSWORD_FILE)" -f this-file        (a server that logs DDL logs it, too)
-- or, better, inside psql afterwards, which sends a verifier only:
--   \password @ROLE_COMMENT@
SET password_encryption = 'scram-sha-256';
\if :{?jaali_password}
ALTER ROLE @ROLE@ PASSWORD :'jaali_password';
\else
\echo 'No jaali_password was given: set it with \\password, unless the account already has one.'
\endif

-- Every database that callers use: it is read as soon as one of them connects. (Matters where CONNECT was revoked from
-- PUBLIC; run this again for databases made later in that case.)
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', datname, @ROLE_TEXT@) FROM pg_catalog.pg_database
  WHERE datallowconn AND datname <> 'template1' \gexec
)sql";

constexpr auto lookup_text = R"sql(
-- 2. The auth query: the SCRAM verifier of one login role, which is what the proxy needs to check a password and to log
-- in upstream as that user. It runs as its owner, a superuser, because pg_authid is closed to others. An expired
-- password (VALID UNTIL) has no verifier. Superusers can log in through the proxy, as without it; to keep them out, add
-- "AND NOT a.rolsuper" or reject them in pg_hba.conf.
BEGIN;
DO $$ BEGIN
  -- Whoever owns the schema could put his own function in place of this one.
  IF EXISTS (SELECT FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles r ON r.oid = n.nspowner
             WHERE n.nspname = 'jaali' AND NOT r.rolsuper) THEN
    RAISE EXCEPTION 'the schema "jaali" belongs to somebody who is no superuser: look at it, then drop it';
  END IF;
END $$;
CREATE SCHEMA IF NOT EXISTS jaali;
REVOKE ALL ON SCHEMA jaali FROM PUBLIC;
GRANT USAGE ON SCHEMA jaali TO @ROLE@;
DROP FUNCTION IF EXISTS jaali.user_lookup(text);
CREATE FUNCTION jaali.user_lookup(wanted text) RETURNS TABLE (verifier text)
  LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
    SELECT CASE WHEN a.rolvaliduntil IS NULL OR a.rolvaliduntil > pg_catalog.now() THEN a.rolpassword END
    FROM pg_catalog.pg_authid a WHERE a.rolname OPERATOR(pg_catalog.=) wanted AND a.rolcanlogin
  $$;
REVOKE ALL ON FUNCTION jaali.user_lookup(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jaali.user_lookup(text) TO @ROLE@;
COMMIT;
)sql";

std::string how_callers_log_in(const UpstreamConfig& upstream) {
  switch (upstream.login) {
    case Login::scram:
      return "scram-sha-256";
    case Login::password:
      return "scram-sha-256     (or whatever asks for the password: ldap, pam, …)";
    case Login::trust:
      return "trust             (demos and tests only)";
    case Login::relay:
      return "scram-sha-256";
  }
  return {};
}

std::string hba_lines(const UpstreamConfig& upstream) {
  const bool local = !upstream.hosts.empty() && upstream.hosts.front().is_unix();
  const std::string type = local ? "local  " : upstream.tls == UpstreamTls::off ? "host   " : "hostssl";
  const std::string address = local ? "              " : "PROXY_ADDRESS/32";
  return "\n-- pg_hba.conf, in this order and above lines that would match first; then SELECT pg_reload_conf():\n"
         "--   # the service account\n"
         "--   " +
         type + "  all  " + in_comment(identifier(upstream.service.user)) + "  " + address +
         "  scram-sha-256\n"
         "--   # callers, who come from the proxy's address\n"
         "--   " +
         type + "  all  all  " + address + "  " + how_callers_log_in(upstream) +
         "\n"
         "--   # and nobody goes around it (leave your own lines for replication and administration above this one)\n"
         "--   host     all  all  all  reject\n";
}

}  // namespace

std::string setup_sql(const UpstreamConfig& upstream) {
  const std::string& role = upstream.service.user;
  std::string text = "-- Jaali: the service account for upstream " + in_comment(upstream.name) +
                     ". Apply as a superuser; running it again changes nothing:\n"
                     "--   psql -v ON_ERROR_STOP=1 -d postgres -f this-file\n"
                     "\\set ON_ERROR_STOP on\n"
                     "\\connect -reuse-previous=on " +
                     connection_string(upstream.service.database) + "\n";
  // The statement that makes the role is itself inside a literal.
  text += replaced(role_text, "'CREATE ROLE @ROLE@ LOGIN'", literal("CREATE ROLE " + identifier(role) + " LOGIN"));
  if (upstream.login == Login::scram && upstream.users_file.empty()) text += lookup_text;
  text = replaced(std::move(text), "@ROLE_TEXT@", literal(role));
  text = replaced(std::move(text), "@ROLE_COMMENT@", in_comment(identifier(role)));
  text = replaced(std::move(text), "@ROLE@", identifier(role));
  return text + hba_lines(upstream);
}

}  // namespace jaali::proxy::catalog::postgres

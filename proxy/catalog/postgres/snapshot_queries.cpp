#include "proxy/catalog/postgres/snapshot_queries.h"

namespace jaali::proxy::catalog::postgres {
namespace {

// Each row adds a hash of its identity and the transaction that wrote it: any insert, update or delete moves the sum.
// Relations' own statistics are updated in place and do not. Role attributes have no readable xmin: hashed by value.
constexpr auto fingerprint =
    R"sql(SELECT
  concat_ws('.', (SELECT oid FROM pg_database WHERE datname = current_database()),
    (SELECT sum(hashint8extended((oid::int8 << 32) # xmin::text::int8, 1)) FROM pg_namespace
      WHERE nspname !~ '^pg_(toast_)?temp_'),
    (SELECT sum(hashint8extended((oid::int8 << 32) # xmin::text::int8, 2)) FROM pg_class WHERE relpersistence <> 't'),
    (SELECT sum(hashint8extended((a.attrelid::int8 << 32) # a.xmin::text::int8, a.attnum)) FROM pg_attribute a
      WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = a.attrelid AND c.relpersistence = 't')),
    (SELECT sum(hashint8extended((d.oid::int8 << 32) # d.xmin::text::int8, 4)) FROM pg_attrdef d
      WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = d.adrelid AND c.relpersistence = 't')),
    (SELECT sum(hashint8extended((d.oid::int8 << 32) # d.xmin::text::int8, 5)) FROM pg_constraint d
      WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = d.conrelid AND c.relpersistence = 't')),
    (SELECT sum(hashint8extended((d.indexrelid::int8 << 32) # d.xmin::text::int8, 6)) FROM pg_index d
      WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = d.indrelid AND c.relpersistence = 't')),
    (SELECT sum(hashint8extended((d.oid::int8 << 32) # d.xmin::text::int8, 7)) FROM pg_trigger d
      WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = d.tgrelid AND c.relpersistence = 't')),
    (SELECT sum(hashint8extended((d.oid::int8 << 32) # d.xmin::text::int8, 8)) FROM pg_rewrite d
      WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = d.ev_class AND c.relpersistence = 't')),
    (SELECT sum(hashint8extended((inhrelid::int8 << 32) # inhparent::int8, inhseqno)) FROM pg_inherits),
    (SELECT sum(hashint8extended((oid::int8 << 32) # xmin::text::int8, 9)) FROM pg_policy),
    (SELECT sum(hashint8extended((oid::int8 << 32) # xmin::text::int8, 10)) FROM pg_proc),
    (SELECT sum(hashint8extended((oid::int8 << 32) # xmin::text::int8, 11)) FROM pg_operator),
    (SELECT sum(hashint8extended((oid::int8 << 32) # xmin::text::int8, 12)) FROM pg_cast),
    (SELECT sum(hashint8extended((t.oid::int8 << 32) # t.xmin::text::int8, 13)) FROM pg_type t
      WHERE t.typnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_(toast_)?temp_')),
    (SELECT sum(hashint8extended((roleid::int8 << 32) # member::int8, 14)) FROM pg_auth_members),
    (SELECT sum(hashtextextended(rolname, CASE WHEN rolsuper THEN 15 ELSE 16 END)) FROM pg_roles)),
  (SELECT concat_ws('.', count(*), sum(hashint8extended((oid::int8 << 32) # xmin::text::int8, 17))) FROM pg_class
    WHERE relpersistence = 't');
)sql";

constexpr auto before_functions = R"sql(
SELECT oid, nspname FROM pg_namespace;
SELECT oid, rolname, rolsuper FROM pg_roles;
SELECT roleid, member FROM pg_auth_members
  UNION ALL SELECT r.oid, d.datdba FROM pg_roles r, pg_database d
  WHERE r.rolname = 'pg_database_owner' AND d.datname = current_database();
SELECT t.oid, t.typnamespace, t.typname, t.typtype, t.typbasetype, t.typtypmod,
    CASE WHEN t.typlen = -1 THEN t.typelem ELSE 0 END, t.typrelid, format_type(t.oid, NULL),
    ARRAY[g.rngcanonical::oid, g.rngsubdiff::oid]
  FROM pg_type t LEFT JOIN pg_range g ON g.rngtypid = t.oid;
SELECT c.oid, c.relnamespace, c.relname, c.relkind, c.relpersistence, c.reltype, c.relrowsecurity, c.reltoastrelid,
    ARRAY(SELECT inhparent FROM pg_inherits h WHERE h.inhrelid = c.oid), i.indrelid,
    i.indisunique OR i.indisexclusion, i.indnkeyatts, i.indkey
  FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid;
SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attcollation, a.attnotnull, a.attgenerated
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind NOT IN ('i', 'I');
SELECT oid, contype, conrelid, contypid, conkey, confrelid, confkey, convalidated,
    confdeltype, confupdtype FROM pg_constraint;
SELECT 'R', r.oid, r.ev_class, r.rulename::text, r.ev_type::text, r.ev_enabled::text,
    CASE WHEN r.oid >= 16384 THEN r.ev_qual::text || ' ' || r.ev_action::text END FROM pg_rewrite r
  UNION ALL SELECT 'P', p.oid, p.polrelid, p.polname::text, '', '', concat_ws(' ', p.polqual::text, p.polwithcheck::text)
  FROM pg_policy p
  UNION ALL SELECT 'T', t.oid, t.tgrelid, t.tgname::text, '', t.tgenabled::text, NULL FROM pg_trigger t
  WHERE NOT t.tgisinternal
  UNION ALL SELECT 'D', d.oid, d.adrelid, d.adnum::text, '', '', NULL FROM pg_attrdef d;
SELECT classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype FROM pg_depend
  WHERE (deptype IN ('n', 'a') AND classid IN (1255, 1259, 2604, 2606, 2618, 3256)
         AND refclassid IN (1247, 1255, 1259, 2617))
     OR (deptype = 'e' AND classid = 1255);
)sql";

constexpr auto after_functions = R"sql(
SELECT oid, oprnamespace, oprname, oprleft, oprright, oprcode::oid FROM pg_operator WHERE oid >= 16384;
SELECT castfunc FROM pg_cast WHERE oid >= 16384;
COMMIT;
)sql";

}  // namespace

std::string fingerprint_text() { return fingerprint; }

std::string snapshot_text(int server_version) {
  // Bodies written as BEGIN ATOMIC came with 14.
  const std::string body = server_version >= 140000 ? "p.prosqlbody::text" : "NULL::text";
  return std::string("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n") + fingerprint + before_functions +
         "SELECT p.oid, p.pronamespace, p.proname, p.prokind, p.provolatile, p.proargtypes, p.prorettype, p.proretset,"
         " l.lanname, CASE WHEN p.oid >= 16384 THEN " +
         body + " END FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang;" + after_functions;
}

}  // namespace jaali::proxy::catalog::postgres

// What an administrator runs once on an upstream, by the client of either server. Both variants of the queries are in
// it: MariaDB alone runs /*M! … */, and of MySQL's /*!80000 … */ it runs none.
#include "proxy/catalog/mysql/setup_sql.h"

#include <string_view>

#include "proxy/catalog/mysql/queries.h"

namespace jaali::proxy::catalog::mysql {
namespace {

std::string doubled(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote || c == '\\') out += c;
    out += c;
  }
  return out + quote;
}

std::string literal(std::string_view text) { return doubled(text, '\''); }

/// A name inside a comment must not end it.
std::string in_comment(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20) c = '?';
  return out;
}

std::string replaced(std::string text, std::string_view what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

constexpr auto account_text = R"sql(SET NAMES utf8mb4;
SET SESSION sql_mode = '';

-- 1. The service account. It may run the two procedures below and nothing else: it has no right to any table. '%' is any
-- address; the proxy's own is better. Its password is the one in the file or variable that jaali.toml names:
--   mysql --init-command="SET @jaali_password = '…'" < this-file
-- Without it the account is made with a password that nobody knows: give it one with ALTER USER.
SET @jaali_account = @ACCOUNT@;
SET @jaali_statement = CONCAT('CREATE USER IF NOT EXISTS ', @jaali_account, ' IDENTIFIED BY ', QUOTE(HEX(RANDOM_BYTES(24))));
PREPARE jaali_statement FROM @jaali_statement;
EXECUTE jaali_statement;
SET @jaali_statement = IF(@jaali_password IS NULL, 'DO 0', CONCAT('ALTER USER ', @jaali_account, ' IDENTIFIED BY ', QUOTE(@jaali_password)));
PREPARE jaali_statement FROM @jaali_statement;
EXECUTE jaali_statement;
SET @jaali_statement = CONCAT('ALTER USER ', @jaali_account, ' @REQUIRE@');
PREPARE jaali_statement FROM @jaali_statement;
EXECUTE jaali_statement;
DEALLOCATE PREPARE jaali_statement;
SET @jaali_statement = NULL, @jaali_password = NULL;

-- 2. What it reads: names, types, keys, the texts of views, who has which role. The procedures run as you (SQL SECURITY
-- DEFINER), because no right shows the definition of a view without showing its rows. Keep your account, and give nobody
-- CREATE ROUTINE or ALTER ROUTINE on the database `jaali`: who can change these procedures can hide columns from the proxy.
CREATE DATABASE IF NOT EXISTS jaali CHARACTER SET utf8mb4;
DROP PROCEDURE IF EXISTS jaali.@CATALOG@;
DROP PROCEDURE IF EXISTS jaali.@FINGERPRINT@;
DELIMITER //
CREATE PROCEDURE jaali.@CATALOG@() READS SQL DATA SQL SECURITY DEFINER
BEGIN
/*M!
@MARIADB_CATALOG@*/
/*!80000
@MYSQL_CATALOG@*/
END//
CREATE PROCEDURE jaali.@FINGERPRINT@() READS SQL DATA SQL SECURITY DEFINER
BEGIN
/*M!
@MARIADB_FINGERPRINT@*/
/*!80000
@MYSQL_FINGERPRINT@*/
END//
DELIMITER ;
GRANT EXECUTE ON PROCEDURE jaali.@CATALOG@ TO @GRANTEE@;
GRANT EXECUTE ON PROCEDURE jaali.@FINGERPRINT@ TO @GRANTEE@;

-- 3. Callers log in as themselves, and the server sees the proxy's address: their accounts must allow it ('user'@'%' or
-- 'user'@'address of the proxy'), and should allow no other, so that nobody goes around the proxy.
)sql";

}  // namespace

std::string setup_sql(const UpstreamConfig& upstream) {
  const std::string account = literal(upstream.service.user) + "@'%'";
  std::string text =
      "-- Jaali: the service account for upstream " + in_comment(upstream.name) +
      ", a MySQL 8.0 or newer or a MariaDB 10.11 or newer. Apply as an administrator (root); running it\n"
      "-- again changes nothing.\n" +
      account_text;
  text = replaced(std::move(text), "@CATALOG@", std::string(catalog_procedure));
  text = replaced(std::move(text), "@FINGERPRINT@", std::string(fingerprint_procedure));
  text = replaced(std::move(text), "@MARIADB_CATALOG@", catalog_body(sql::Dialect::mariadb));
  text = replaced(std::move(text), "@MYSQL_CATALOG@", catalog_body(sql::Dialect::mysql));
  text = replaced(std::move(text), "@MARIADB_FINGERPRINT@", fingerprint_body(sql::Dialect::mariadb));
  text = replaced(std::move(text), "@MYSQL_FINGERPRINT@", fingerprint_body(sql::Dialect::mysql));
  text = replaced(std::move(text), "@REQUIRE@", upstream.tls == UpstreamTls::off ? "REQUIRE NONE" : "REQUIRE SSL");
  text = replaced(std::move(text), "@GRANTEE@", account);
  return replaced(std::move(text), "@ACCOUNT@", literal(account));
}

}  // namespace jaali::proxy::catalog::mysql

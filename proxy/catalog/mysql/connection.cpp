#include "proxy/catalog/mysql/connection.h"

#include <cppconn/exception.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>
#include <mysql_connection.h>
#include <mysql_driver.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <optional>

#include "proxy/catalog/mysql/certificate_pin.h"

namespace jaali::proxy::catalog::mysql {
namespace {

/// Of one read. A look at a large server's information_schema is silent for some seconds.
constexpr int read_seconds = 15;

// Nothing that an administrator set globally changes how texts are read or names are written here, or cuts a look short.
constexpr auto session_settings =
    "SET SESSION sql_mode = '', SESSION sql_quote_show_create = 1, SESSION lock_wait_timeout = 5, SESSION sql_big_selects = 1"
    "/*M!100100 , SESSION max_statement_time = 0 */";

::sql::mysql::MySQL_Driver& driver() {
  static ::sql::mysql::MySQL_Driver* const instance = ::sql::mysql::get_driver_instance();
  return *instance;
}

Failure::Kind kind_of(int code) {
  switch (code) {
    case 2002:  // CR_CONNECTION_ERROR
    case 2003:  // CR_CONN_HOST_ERROR
    case 2005:  // CR_UNKNOWN_HOST
    case 2006:  // CR_SERVER_GONE_ERROR
    case 2012:  // CR_SERVER_HANDSHAKE_ERR
    case 2013:  // CR_SERVER_LOST: a timeout, too
    case 2055:  // CR_SERVER_LOST_EXTENDED
    case 1040:  // ER_CON_COUNT_ERROR
    case 1053:  // ER_SERVER_SHUTDOWN
    case 1927:  // ER_CONNECTION_KILLED
      return Failure::Kind::unreachable;
    case 1044:  // ER_DBACCESS_DENIED_ERROR
    case 1045:  // ER_ACCESS_DENIED_ERROR
    case 1129:  // ER_HOST_IS_BLOCKED
    case 1130:  // ER_HOST_NOT_PRIVILEGED
    case 1251:  // ER_NOT_SUPPORTED_AUTH_MODE
    case 1698:  // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
    case 1820:  // ER_MUST_CHANGE_PASSWORD
    case 2026:  // CR_SSL_CONNECTION_ERROR
    case 2059:  // CR_AUTH_PLUGIN_CANNOT_LOAD
    case 3159:  // ER_SECURE_TRANSPORT_REQUIRED
    case 3118:  // ER_ACCOUNT_HAS_BEEN_LOCKED
    case 4151:  // the same on MariaDB
      return Failure::Kind::refused;
    default:
      return Failure::Kind::query;
  }
}

Failure failure_of(const ::sql::SQLException& error) {
  return {kind_of(error.getErrorCode()), error.getSQLStateCStr(), one_line(error.what())};
}

std::string address_of(const Endpoint& host) {
  if (host.is_unix()) return "unix://" + host.unix_socket.string();
  const bool six = host.host.find(':') != std::string::npos;
  return "tcp://" + (six ? "[" + host.host + "]" : host.host) + ":" + std::to_string(host.port);
}

::sql::ConnectOptionsMap options_of(const UpstreamConfig& upstream, const Endpoint& host, const std::string& password) {
  const auto text = [](const std::string& value) { return ::sql::SQLString(value); };
  ::sql::ConnectOptionsMap options;
  options["hostName"] = text(address_of(host));
  options["userName"] = text(upstream.service.user);
  options["password"] = text(password);
  options["OPT_CONNECT_TIMEOUT"] = static_cast<int>(upstream.connect_timeout.count());
  options["OPT_READ_TIMEOUT"] = read_seconds;
  options["OPT_WRITE_TIMEOUT"] = read_seconds;
  options["OPT_CHARSET_NAME"] = text("utf8mb4");
  options["OPT_LOCAL_INFILE"] = 0;
  options["preInit"] = text(session_settings);  // before anything else, the check of the cipher included, is asked
  if (upstream.tls != UpstreamTls::off) {
    // A CA makes libmariadb check the chain; "sslVerify" also the name, and refuse a server without TLS. Without it a
    // pin does the latter (certificate_pin.h).
    options["sslCA"] = text(upstream.tls_ca.empty() ? system_certificates() : upstream.tls_ca.string());
    options["sslVerify"] = upstream.tls == UpstreamTls::verify_full;
  }
  return options;
}

Failure at(const Endpoint& host, Failure failure) {
  failure.message = host.to_string() + ": " + failure.message;
  return failure;
}

Rows rows_of(::sql::ResultSet& result) {
  const unsigned width = result.getMetaData()->getColumnCount();
  std::vector<Rows::Row> rows;
  while (result.next()) {
    Rows::Row& row = rows.emplace_back();
    row.reserve(width);
    for (unsigned column = 1; column <= width; ++column) {
      const ::sql::SQLString value = result.getString(column);
      if (result.wasNull())
        row.emplace_back(std::nullopt);
      else
        row.emplace_back(value.asStdString());
    }
  }
  return {width, std::move(rows)};
}

}  // namespace

struct Connection::Handle {
  std::unique_ptr<::sql::Connection> connection;
};

Connection::Connection(std::unique_ptr<Handle> handle, const Interrupt& interrupt)
    : handle_(std::move(handle)), interrupt_(&interrupt) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Outcome<Connection> Connection::open(const UpstreamConfig& upstream, const Interrupt& interrupt) {
  Failure last{Failure::Kind::unreachable, "", "upstream " + upstream.name + " has no hosts"};
  for (const Endpoint& host : upstream.hosts) {
    auto connection = open_host(upstream, host, interrupt);
    if (connection) return connection;
    last = std::move(connection.error());
    if (!worth_another_host(last)) break;
  }
  return last;
}

Outcome<Connection> Connection::open_host(const UpstreamConfig& upstream, const Endpoint& host,
                                          const Interrupt& interrupt) {
  if (interrupt.raised()) return Failure{Failure::Kind::stopped, "", "the catalog service is stopping"};
  std::string password;
  if (!upstream.service.password.empty()) {
    auto read = upstream.service.password.read();
    if (!read) return Failure{Failure::Kind::refused, "", read.error()};
    password = read->reveal();
    read->wipe();
  }
  std::optional<PinFile> pin;
  if (upstream.tls == UpstreamTls::verify_ca && !host.is_unix()) {
    auto fingerprint = certificate_fingerprint(host, upstream.connect_timeout, interrupt);
    if (!fingerprint) return at(host, std::move(fingerprint.error()));
    pin.emplace(*fingerprint);
    if (!pin->good()) return Failure{Failure::Kind::refused, "", "cannot make a file in memory"};
  }
  auto handle = std::make_unique<Handle>();
  try {
    auto options = options_of(upstream, host, password);
    OPENSSL_cleanse(password.data(), password.size());
    if (pin) {
      options["readDefaultFile"] = ::sql::SQLString(pin->path());
      options["readDefaultGroup"] = ::sql::SQLString("client");
    }
    handle->connection.reset(driver().connect(options));
  } catch (const ::sql::SQLException& error) {
    return at(host, failure_of(error));
  }
  Connection connection(std::move(handle), interrupt);
  if (upstream.tls != UpstreamTls::off && !host.is_unix()) {
    auto safe = connection.check_cipher();
    if (!safe) return at(host, std::move(safe.error()));
  }
  return connection;
}

Outcome<void> Connection::check_cipher() {
  auto status = run("SHOW SESSION STATUS LIKE 'Ssl_cipher'");
  if (!status) return std::move(status.error());
  if (status->size() == 1 && status->front().count() == 1 && status->front().width() == 2 &&
      !status->front().text(0, 1).empty())
    return {};
  return Failure{Failure::Kind::refused, "", "the server does not speak TLS, which tls = \"verify-…\" asks for"};
}

Outcome<std::vector<Rows>> Connection::run(const std::string& text) {
  if (interrupt_->raised()) return Failure{Failure::Kind::stopped, "", "the catalog service is stopping"};
  std::vector<Rows> results;
  try {
    const std::unique_ptr<::sql::Statement> statement(handle_->connection->createStatement());
    bool rows = statement->execute(text);
    while (true) {
      if (rows) {
        const std::unique_ptr<::sql::ResultSet> result(statement->getResultSet());
        results.push_back(rows_of(*result));
      }
      rows = statement->getMoreResults();
      if (!rows) return results;
    }
  } catch (const ::sql::SQLException& error) {
    return failure_of(error);
  } catch (const std::exception& error) {
    // The connector throws these of its own, for an answer that it does not expect.
    return Failure{Failure::Kind::unreachable, "", one_line(error.what())};
  }
}

}  // namespace jaali::proxy::catalog::mysql

#include "proxy/catalog/mysql/connection.h"

#include <cppconn/exception.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>
#include <mysql_connection.h>
#include <mysql_driver.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <optional>
#include <system_error>
#include <thread>

#include "proxy/catalog/mysql/certificate_pin.h"

namespace jaali::proxy::catalog::mysql {
namespace {

/// How often who waits for the library looks at the interrupt, and how long it then waits for the task's own end.
constexpr std::chrono::milliseconds look_interval{100}, last_chance{500};

std::atomic<int> within_library{0};

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

const Failure stopping{Failure::Kind::stopped, "", "the catalog service is stopping"};

/// Runs what blocks in the library, where no one can interrupt it, on a thread of its own. Where the service stops,
/// that thread is left to itself: it owns all that it touches, and ends with the library's timeout or with the process.
template <class T>
Outcome<T> apart(std::function<Outcome<T>()> task, const Interrupt& interrupt) {
  if (interrupt.raised()) return stopping;
  std::packaged_task<Outcome<T>()> work(std::move(task));
  auto outcome = work.get_future();
  std::thread thread;
  ++within_library;
  try {
    thread = std::thread([work = std::move(work)]() mutable {
      work();
      work = {};  // with a connection that nobody else has any more
      --within_library;
    });
  } catch (const std::system_error& error) {
    --within_library;
    return Failure{Failure::Kind::unreachable, "", one_line(error.what())};
  }
  const auto done_within = [&](std::chrono::milliseconds time) {
    return outcome.wait_for(time) == std::future_status::ready;
  };
  while (!done_within(look_interval)) {
    if (!interrupt.raised() || done_within(last_chance)) continue;
    thread.detach();
    return stopping;
  }
  thread.join();
  return outcome.get();
}

Outcome<std::shared_ptr<::sql::Connection>> connect(::sql::ConnectOptionsMap options) {
  try {
    return std::shared_ptr<::sql::Connection>(driver().connect(options));
  } catch (const ::sql::SQLException& error) {
    return failure_of(error);
  }
}

Outcome<std::vector<Rows>> all_results(::sql::Connection& connection, const std::string& text) {
  std::vector<Rows> results;
  try {
    const std::unique_ptr<::sql::Statement> statement(connection.createStatement());
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

}  // namespace

struct Connection::Handle {
  std::shared_ptr<::sql::Connection> connection;  ///< shared with the thread that stands in it
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
  std::shared_ptr<const PinFile> pin;
  if (upstream.tls == UpstreamTls::verify_ca && !host.is_unix()) {
    auto fingerprint = certificate_fingerprint(host, upstream.connect_timeout, interrupt);
    if (!fingerprint) return at(host, std::move(fingerprint.error()));
    pin = std::make_shared<const PinFile>(*fingerprint);
    if (!pin->good()) return Failure{Failure::Kind::refused, "", "cannot make a file in memory"};
  }
  auto options = options_of(upstream, host, password);
  OPENSSL_cleanse(password.data(), password.size());
  if (pin) {
    options["readDefaultFile"] = ::sql::SQLString(pin->path());
    options["readDefaultGroup"] = ::sql::SQLString("client");
  }
  auto connected = apart<std::shared_ptr<::sql::Connection>>([options, pin] { return connect(options); }, interrupt);
  if (!connected) return at(host, std::move(connected.error()));
  Connection connection(std::make_unique<Handle>(Handle{std::move(*connected)}), interrupt);
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
  return apart<std::vector<Rows>>(
      [connection = handle_->connection, text] { return all_results(*connection, text); }, *interrupt_);
}

bool Connection::any_within_library() noexcept { return within_library > 0; }

}  // namespace jaali::proxy::catalog::mysql

#include "proxy/catalog/postgres/connection.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace jaali::proxy::catalog::postgres {
namespace {

// lock_timeout: an ACCESS EXCLUSIVE lock on a catalog (VACUUM FULL pg_class) must not hold a whole load back for long.
constexpr auto session_settings =
    "SET search_path = pg_catalog, pg_temp; SET default_transaction_read_only = on; SET statement_timeout = '20s'; "
    "SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '30s'; SET client_encoding = 'UTF8'; "
    "SET standard_conforming_strings = on; SET jit = off; SET row_security = off";

std::string ssl_mode(UpstreamTls tls) { return tls == UpstreamTls::off ? "disable" : std::string(to_string(tls)); }

/// "FATAL:  3D000: database …" in the verbose form of an error at connect, whatever language the server speaks.
std::string sqlstate_in(std::string_view message) {
  for (std::size_t at = message.find(":  "); at != std::string_view::npos; at = message.find(":  ", at + 1)) {
    const auto code = message.substr(at + 3, 6);
    const auto is_code = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
    if (code.size() == 6 && code[5] == ':' && std::all_of(code.begin(), code.begin() + 5, is_code))
      return std::string(code.substr(0, 5));
  }
  return {};
}

}  // namespace

Outcome<Connection> Connection::open(const UpstreamConfig& upstream, const std::string& database,
                                     const Interrupt& interrupt) {
  Failure last{Failure::Kind::unreachable, "", "upstream " + upstream.name + " has no hosts"};
  for (const Endpoint& host : upstream.hosts) {
    auto connection = open_host(upstream, host, database, interrupt);
    if (connection) return connection;
    last = std::move(connection.error());
    if (!worth_another_host(last)) break;
  }
  return last;
}

Outcome<Connection> Connection::open_host(const UpstreamConfig& upstream, const Endpoint& host,
                                          const std::string& database, const Interrupt& interrupt) {
  protocol::Secret password;
  if (!upstream.service.password.empty()) {
    auto read = upstream.service.password.read();
    if (!read) return Failure{Failure::Kind::refused, "", read.error()};
    password = std::move(*read);
  }
  const std::string address = host.is_unix() ? host.unix_socket.parent_path().string() : host.host;
  const std::string port = std::to_string(host.port);
  const std::string mode = ssl_mode(upstream.tls);
  const std::string authorities = upstream.tls_ca.empty() ? system_certificates() : upstream.tls_ca.string();
  const std::array keywords{"host",
                            "port",
                            "user",
                            "password",
                            "dbname",
                            "sslmode",
                            "sslrootcert",
                            "gssencmode",
                            "application_name",
                            "client_encoding",
                            static_cast<const char*>(nullptr)};
  const std::array values{address.c_str(),
                          port.c_str(),
                          upstream.service.user.c_str(),
                          password.reveal().data(),
                          database.c_str(),
                          mode.c_str(),
                          authorities.c_str(),
                          "disable",
                          "jaali catalog",
                          "UTF8",
                          static_cast<const char*>(nullptr)};
  Connection connection(Handle(PQconnectStartParams(keywords.data(), values.data(), 0)), interrupt);
  password.wipe();
  if (!connection.handle_) return Failure{Failure::Kind::unreachable, "", "out of memory"};
  // So that the message of a refused start-up carries its SQLSTATE.
  PQsetErrorVerbosity(connection.handle_.get(), PQERRORS_VERBOSE);
  PQsetNoticeProcessor(
      connection.handle_.get(), [](void*, const char*) {}, nullptr);

  const auto deadline = Clock::now() + upstream.connect_timeout;
  auto connected = connection.finish_connecting(deadline);
  if (!connected) {
    Failure failure = std::move(connected.error());
    failure.message = host.to_string() + ": " + failure.message;
    return failure;
  }
  PQsetErrorVerbosity(connection.handle_.get(), PQERRORS_DEFAULT);
  PQsetnonblocking(connection.handle_.get(), 1);
  auto pinned = connection.run(session_settings, upstream.connect_timeout);
  if (!pinned) return std::move(pinned.error());
  return connection;
}

Outcome<void> Connection::finish_connecting(Clock::time_point deadline) {
  if (PQstatus(handle_.get()) == CONNECTION_BAD) return broken(Failure::Kind::unreachable);
  for (auto next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK; next = PQconnectPoll(handle_.get())) {
    if (next == PGRES_POLLING_FAILED) {
      Failure failure = broken(Failure::Kind::unreachable);
      failure.sqlstate = sqlstate_in(failure.message);
      if (failure.sqlstate == "3D000")
        failure.kind = Failure::Kind::no_such_database;
      else if (!failure.sqlstate.empty())
        failure.kind = Failure::Kind::refused;
      return failure;
    }
    auto ready = wait_for(next == PGRES_POLLING_READING, next == PGRES_POLLING_WRITING, deadline);
    if (!ready) return std::move(ready.error());
  }
  return {};
}

Outcome<std::vector<Rows>> Connection::run(const std::string& text, std::chrono::milliseconds timeout) {
  if (PQsendQuery(handle_.get(), text.c_str()) == 0) return broken(Failure::Kind::unreachable);
  return collect(Clock::now() + timeout);
}

Outcome<Rows> Connection::run_with(const std::string& text, const std::string& parameter,
                                   std::chrono::milliseconds timeout) {
  const char* value = parameter.c_str();
  if (PQsendQueryParams(handle_.get(), text.c_str(), 1, nullptr, &value, nullptr, nullptr, 0) == 0)
    return broken(Failure::Kind::unreachable);
  auto results = collect(Clock::now() + timeout);
  if (!results) return std::move(results.error());
  if (results->size() != 1) return Failure{Failure::Kind::query, "", "one result expected"};
  return std::move(results->front());
}

Outcome<std::vector<Rows>> Connection::collect(Clock::time_point deadline) {
  std::vector<Rows> rows;
  while (true) {
    while (PQisBusy(handle_.get()) != 0 || PQflush(handle_.get()) == 1) {
      const bool unsent = PQflush(handle_.get()) == 1;
      auto ready = wait_for(true, unsent, deadline);
      if (!ready) return std::move(ready.error());
      if (PQconsumeInput(handle_.get()) == 0) return broken(Failure::Kind::unreachable);
    }
    PGresult* result = PQgetResult(handle_.get());
    if (result == nullptr) return rows;
    const auto status = PQresultStatus(result);
    rows.emplace_back(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY) continue;
    const char* code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    // FATAL says goodbye; the end of the connection itself may not have arrived yet.
    const char* severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    const bool fatal = severity == nullptr || std::string_view(severity) != "ERROR";
    return Failure{
        fatal || PQstatus(handle_.get()) != CONNECTION_OK ? Failure::Kind::unreachable : Failure::Kind::query,
        code == nullptr ? "" : code, one_line(primary == nullptr ? PQerrorMessage(handle_.get()) : primary)};
  }
}

Outcome<void> Connection::wait_for(bool read, bool write, Clock::time_point deadline) {
  const auto events = static_cast<short>((read ? POLLIN : 0) | (write ? POLLOUT : 0));
  std::array<pollfd, 2> watched{pollfd{PQsocket(handle_.get()), events, 0},
                                pollfd{interrupt_->descriptor(), POLLIN, 0}};
  while (true) {
    if (interrupt_->raised()) return Failure{Failure::Kind::stopped, "", "the catalog service is stopping"};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return Failure{Failure::Kind::timed_out, "", "no answer in time"};
    const int ready = poll(watched.data(), watched.size(), static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready < 0 && errno != EINTR) return broken(Failure::Kind::unreachable);
    if (ready > 0 && watched[0].revents != 0) return {};
  }
}

Failure Connection::broken(Failure::Kind kind) const { return {kind, "", one_line(PQerrorMessage(handle_.get()))}; }

}  // namespace jaali::proxy::catalog::postgres

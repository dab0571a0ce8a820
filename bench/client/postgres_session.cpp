#include "bench/client/postgres_session.h"

#include <array>
#include <stdexcept>
#include <utility>

namespace jaali::bench {
namespace {

/// The name under which the statement is left, as pgbench does it.
constexpr const char* prepared_name = "P_0";

PGconn* open(const Login& login) {
  const auto port = std::to_string(login.port);
  const bool tls = !login.authority.empty();
  const std::array names{"host",
                         "port",
                         "dbname",
                         "user",
                         "password",
                         "sslmode",
                         "sslrootcert",
                         "gssencmode",
                         "connect_timeout",
                         static_cast<const char*>(nullptr)};
  const std::array values{login.host.c_str(),
                          port.c_str(),
                          login.database.c_str(),
                          login.user.c_str(),
                          login.password.c_str(),
                          tls ? "verify-full" : "disable",
                          login.authority.c_str(),
                          "disable",
                          "20",
                          static_cast<const char*>(nullptr)};
  static_assert(names.size() == values.size());
  return PQconnectdbParams(names.data(), values.data(), 0);
}

}  // namespace

PostgresSession::PostgresSession(const Login& login, std::string owner)
    : owner_(std::move(owner)), connection_(open(login)) {
  if (PQstatus(raw()) != CONNECTION_OK) fail("connect");
}

int PostgresSession::socket() const { return PQsocket(raw()); }

void PostgresSession::prepare(const std::string& statement) {
  static_assert(key_mark == "$1");  // PostgreSQL's own way to write a parameter
  const Result result(PQprepare(raw(), prepared_name, statement.c_str(), 1, nullptr));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail("prepare", result.get());
}

std::vector<std::string> PostgresSession::first_row(const std::string& statement) {
  return values_of(Result(PQexec(raw(), statement.c_str())));
}

std::vector<std::string> PostgresSession::first_row_prepared(std::uint32_t key) {
  const auto text = std::to_string(key);
  const char* const values[] = {text.c_str()};
  return values_of(Result(PQexecPrepared(raw(), prepared_name, 1, values, nullptr, nullptr, 0)));
}

void PostgresSession::send(const std::string& statement) {
  if (PQsendQuery(raw(), statement.c_str()) != 1) fail("send");
}

void PostgresSession::send_prepared(std::uint32_t key) {
  const auto text = std::to_string(key);
  const char* const values[] = {text.c_str()};
  if (PQsendQueryPrepared(raw(), prepared_name, 1, values, nullptr, nullptr, 0) != 1) fail("send");
}

bool PostgresSession::answered() {
  if (PQconsumeInput(raw()) != 1) fail("read");
  while (PQisBusy(raw()) == 0) {
    const Result result(PQgetResult(raw()));
    if (result == nullptr) return true;
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) fail("query", result.get());
    if (PQntuples(result.get()) != 1) throw std::runtime_error(owner_ + ": not one row");
  }
  return false;
}

std::uint64_t PostgresSession::read_whole(const std::string& statement) {
  send(statement);
  if (PQsetSingleRowMode(raw()) != 1) fail("single-row mode");
  std::uint64_t rows = 0;
  while (const Result result{PQgetResult(raw())}) {
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_SINGLE_TUPLE) {
      ++rows;
    } else if (status != PGRES_TUPLES_OK) {
      fail("query", result.get());
    }
  }
  return rows;
}

std::string PostgresSession::encryption() const {
  if (PQsslInUse(raw()) == 0) return "plain";
  const char* protocol = PQsslAttribute(raw(), "protocol");
  const char* cipher = PQsslAttribute(raw(), "cipher");
  return std::string(protocol == nullptr ? "?" : protocol) + " " + (cipher == nullptr ? "?" : cipher);
}

std::uint64_t PostgresSession::sessions_beside() {
  return std::stoull(
      first_row(
          "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()")
          .front());
}

std::vector<std::string> PostgresSession::values_of(const Result& result) const {
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) fail("query", result.get());
  if (PQntuples(result.get()) < 1) throw std::runtime_error(owner_ + ": no row");
  std::vector<std::string> values;
  for (int column = 0; column < PQnfields(result.get()); ++column) {
    const bool null = PQgetisnull(result.get(), 0, column) != 0;
    values.emplace_back(null ? "NULL" : PQgetvalue(result.get(), 0, column));
  }
  return values;
}

void PostgresSession::fail(const char* during, const PGresult* result) const {
  std::string message = result == nullptr ? "" : PQresultErrorMessage(result);
  if (message.empty()) message = PQerrorMessage(raw());
  throw std::runtime_error(owner_ + ": " + during + ": " + message);
}

}  // namespace jaali::bench

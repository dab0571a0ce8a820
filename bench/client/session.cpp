#include "bench/client/session.h"

#include <stdexcept>
#include <utility>

namespace jaali::bench {

Session::Session(const std::string& conninfo, std::string owner)
    : owner_(std::move(owner)), connection_(PQconnectdb(conninfo.c_str())) {
  if (PQstatus(raw()) != CONNECTION_OK) fail("connect");
}

void Session::prepare(const std::string& statement) {
  const Result result(PQprepare(raw(), prepared_name, statement.c_str(), 1, nullptr));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail("prepare", result.get());
}

std::vector<std::string> Session::first_row(const std::string& statement) {
  const Result result(PQexec(raw(), statement.c_str()));
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) fail("query", result.get());
  if (PQntuples(result.get()) < 1) throw std::runtime_error(owner_ + ": no row for " + statement);
  std::vector<std::string> values;
  for (int column = 0; column < PQnfields(result.get()); ++column) {
    const bool null = PQgetisnull(result.get(), 0, column) != 0;
    values.emplace_back(null ? "NULL" : PQgetvalue(result.get(), 0, column));
  }
  return values;
}

void Session::send(const std::string& statement) {
  if (PQsendQuery(raw(), statement.c_str()) != 1) fail("send");
}

void Session::send_prepared(const std::string& key) {
  const char* const values[] = {key.c_str()};
  if (PQsendQueryPrepared(raw(), prepared_name, 1, values, nullptr, nullptr, 0) != 1) fail("send");
}

std::string Session::encryption() const {
  if (PQsslInUse(raw()) == 0) return "plain";
  const char* protocol = PQsslAttribute(raw(), "protocol");
  const char* cipher = PQsslAttribute(raw(), "cipher");
  return std::string(protocol == nullptr ? "?" : protocol) + " " + (cipher == nullptr ? "?" : cipher);
}

void Session::fail(const char* during, const PGresult* result) const {
  std::string message = result == nullptr ? "" : PQresultErrorMessage(result);
  if (message.empty()) message = PQerrorMessage(raw());
  throw std::runtime_error(owner_ + ": " + during + ": " + message);
}

}  // namespace jaali::bench

#include "bench/client/mariadb_session.h"

#include <array>
#include <new>
#include <stdexcept>
#include <utility>

namespace jaali::bench {
namespace {

MYSQL* open(const Login& login) {
  MYSQL* connection = mysql_init(nullptr);
  if (connection == nullptr) throw std::bad_alloc();
  const unsigned int to_connect = 20, to_read = 60;  // seconds
  mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &to_connect);
  mysql_options(connection, MYSQL_OPT_READ_TIMEOUT, &to_read);
  mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  if (!login.authority.empty()) {
    const my_bool yes = 1;
    mysql_options(connection, MYSQL_OPT_SSL_CA, login.authority.c_str());
    mysql_options(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
  }
  // Its outcome shows in mysql_errno; the object must be closed either way.
  mysql_real_connect(connection, login.host.c_str(), login.user.c_str(), login.password.c_str(), login.database.c_str(),
                     login.port, nullptr, 0);
  return connection;
}

/// libmariadb writes a parameter as a question mark.
std::string with_question_mark(std::string statement) {
  return statement.replace(statement.find(key_mark), key_mark.size(), "?");
}

}  // namespace

MariadbSession::MariadbSession(const Login& login, std::string owner)
    : owner_(std::move(owner)), connection_(open(login)) {
  if (mysql_errno(raw()) != 0) fail("connect");
}

int MariadbSession::socket() const { return static_cast<int>(mysql_get_socket(raw())); }

void MariadbSession::prepare(const std::string& statement) {
  const auto text = with_question_mark(statement);
  prepared_.reset(mysql_stmt_init(raw()));
  if (mysql_stmt_prepare(prepared_.get(), text.data(), text.size()) != 0) fail_prepared("prepare");
  MYSQL_BIND key{};
  key.buffer_type = MYSQL_TYPE_LONG;
  key.buffer = &key_;
  key.is_unsigned = 1;
  if (mysql_stmt_bind_param(prepared_.get(), &key) != 0) fail_prepared("bind");
  // From here on mysql_stmt_execute only sends, as mysql_send_query does for a text.
  const my_bool yes = 1;
  mysql_optionsv(raw(), MARIADB_OPT_SKIP_READ_RESPONSE, &yes);
}

std::vector<std::string> MariadbSession::first_row(const std::string& statement) {
  send(statement);
  if (mysql_read_query_result(raw()) != 0) fail("query");
  const Result result(mysql_store_result(raw()));
  if (result == nullptr) fail("result");
  MYSQL_ROW row = mysql_fetch_row(result.get());
  if (row == nullptr) throw std::runtime_error(owner_ + ": no row for " + statement);
  std::vector<std::string> values;
  for (unsigned int column = 0; column < mysql_num_fields(result.get()); ++column) {
    values.emplace_back(row[column] == nullptr ? "NULL" : row[column]);
  }
  return values;
}

std::vector<std::string> MariadbSession::first_row_prepared(std::uint32_t key) {
  send_prepared(key);
  read_prepared_answer();
  const auto columns = mysql_stmt_field_count(prepared_.get());
  std::vector<std::string> values;
  if (mysql_stmt_fetch(prepared_.get()) == 1) fail_prepared("fetch");
  for (unsigned int column = 0; column < columns; ++column) {
    std::array<char, 512> text{};
    unsigned long length = 0;
    my_bool null = 0;
    MYSQL_BIND value{};
    value.buffer_type = MYSQL_TYPE_STRING;
    value.buffer = text.data();
    value.buffer_length = text.size();
    value.length = &length;
    value.is_null = &null;
    if (mysql_stmt_fetch_column(prepared_.get(), &value, column, 0) != 0) fail_prepared("fetch a column");
    if (length > text.size()) throw std::runtime_error(owner_ + ": a value too long for a probe");
    values.emplace_back(null != 0 ? "NULL" : std::string(text.data(), length));
  }
  return values;
}

void MariadbSession::send(const std::string& statement) {
  prepared_is_due_ = false;
  if (mysql_send_query(raw(), statement.data(), statement.size()) != 0) fail("send");
}

void MariadbSession::send_prepared(std::uint32_t key) {
  prepared_is_due_ = true;
  key_ = key;
  if (mysql_stmt_execute(prepared_.get()) != 0) fail_prepared("send");
}

bool MariadbSession::answered() {
  if (prepared_is_due_) {
    read_prepared_answer();
  } else {
    read_text_answer();
  }
  return true;
}

void MariadbSession::read_text_answer() {
  if (mysql_read_query_result(raw()) != 0) fail("query");
  const Result result(mysql_store_result(raw()));
  if (result == nullptr) fail("result");
  must_be_one_row(mysql_num_rows(result.get()));
}

void MariadbSession::read_prepared_answer() {
  if (raw()->methods->db_read_execute_response(prepared_.get()) != 0) fail_prepared("query");
  if (mysql_stmt_store_result(prepared_.get()) != 0) fail_prepared("result");
  must_be_one_row(mysql_stmt_num_rows(prepared_.get()));
}

void MariadbSession::must_be_one_row(std::uint64_t rows) const {
  if (rows != 1) throw std::runtime_error(owner_ + ": not one row");
}

std::uint64_t MariadbSession::read_whole(const std::string& statement) {
  send(statement);
  if (mysql_read_query_result(raw()) != 0) fail("query");
  const Result result(mysql_use_result(raw()));
  if (result == nullptr) fail("result");
  std::uint64_t rows = 0;
  while (mysql_fetch_row(result.get()) != nullptr) ++rows;
  if (mysql_errno(raw()) != 0) fail("query");
  return rows;
}

std::string MariadbSession::encryption() const {
  const char* protocol = nullptr;
  const char* cipher = mysql_get_ssl_cipher(raw());
  if (cipher == nullptr) return "plain";
  mariadb_get_info(raw(), MARIADB_CONNECTION_TLS_VERSION, &protocol);
  return std::string(protocol == nullptr ? "?" : protocol) + " " + cipher;
}

std::uint64_t MariadbSession::sessions_beside() {
  // Without the PROCESS privilege a user sees its own sessions only.
  return std::stoull(
      first_row("SELECT count(*) FROM information_schema.processlist WHERE id <> connection_id()").front());
}

void MariadbSession::fail(const char* during) const {
  throw std::runtime_error(owner_ + ": " + during + ": " + mysql_error(raw()));
}

void MariadbSession::fail_prepared(const char* during) const {
  throw std::runtime_error(owner_ + ": " + during + ": " + mysql_stmt_error(prepared_.get()));
}

}  // namespace jaali::bench

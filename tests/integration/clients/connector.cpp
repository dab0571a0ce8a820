// MySQL Connector/C++ (1.1): statements and prepared statements. Prints one JSON object.
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

namespace {

std::string rows(sql::ResultSet& result, unsigned columns) {
  std::string out = "[";
  while (result.next()) {
    out += out.size() > 1 ? ",[" : "[";
    for (unsigned i = 1; i <= columns; ++i) {
      const std::string value = result.getString(i);
      out += (i > 1 ? "," : "") + (result.isNull(i) ? std::string("null") : "\"" + value + "\"");
    }
    out += "]";
  }
  return out + "]";
}

}  // namespace

int main(int, char** arguments) {
  const std::string read = "SELECT id, full_name, cnic, email, phone, dob, salary FROM citizens WHERE id <= ";
  sql::ConnectOptionsMap options;
  options["hostName"] = sql::SQLString("tcp://127.0.0.1:" + std::string(arguments[1]));
  options["userName"] = sql::SQLString(arguments[2]);
  options["password"] = sql::SQLString(std::getenv("DB_PASSWORD"));
  options["schema"] = sql::SQLString("crm");
  if (arguments[3]) options["sslCA"] = sql::SQLString(arguments[3]);
  std::unique_ptr<sql::Connection> connection(get_driver_instance()->connect(options));
  std::unique_ptr<sql::Statement> statement(connection->createStatement());
  std::unique_ptr<sql::ResultSet> simple(statement->executeQuery(read + "3 ORDER BY id"));
  std::cout << "{\"simple\":" << rows(*simple, 7);
  std::unique_ptr<sql::PreparedStatement> prepared(connection->prepareStatement(read + "? ORDER BY id"));
  prepared->setInt(1, 3);
  std::unique_ptr<sql::ResultSet> binary(prepared->executeQuery());
  std::cout << ",\"prepared\":" << rows(*binary, 7);
  try {
    statement->execute("INSERT INTO orders(citizen_id, amount) VALUES (1, -1)");
  } catch (const sql::SQLException& error) {
    std::cout << ",\"error\":" << error.getErrorCode();
  }
  std::cout << "}\n";
}

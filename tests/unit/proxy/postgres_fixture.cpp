#include "tests/unit/proxy/postgres_fixture.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <stdexcept>

namespace jaali::tests {
namespace {

std::string programs() {
  const char* named = std::getenv("JAALI_POSTGRES_BIN");
  const std::filesystem::path folder = named != nullptr ? named : "/usr/lib/postgresql/15/bin";
  if (!std::filesystem::exists(folder / "initdb"))
    throw std::runtime_error("no PostgreSQL server in " + folder.string() + ": run scripts/install-deps");
  return folder.string();
}

/// PostgreSQL refuses to run as root.
std::string as_other_user() { return geteuid() == 0 ? "setpriv --reuid=nobody --regid=nogroup --clear-groups " : ""; }

bool is_free(std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool bound = bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(descriptor);
  return bound;
}

/// Below 32768: higher ports collide with outgoing connections in TIME_WAIT.
std::uint16_t free_port() {
  std::random_device random;
  for (int attempt = 0; attempt < 200; ++attempt) {
    const auto port = static_cast<std::uint16_t>(20'000 + random() % 12'000);
    if (is_free(port)) return port;
  }
  throw std::runtime_error("no free port between 20000 and 32000");
}

}  // namespace

TemporaryPostgres::TemporaryPostgres() : port_(free_port()) {
  std::string pattern = "/tmp/jaali-postgres-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a folder under /tmp");
  folder_ = pattern;
  if (geteuid() == 0) {
    const passwd* nobody = getpwnam("nobody");
    if (nobody == nullptr || chown(folder_.c_str(), nobody->pw_uid, nobody->pw_gid) != 0)
      throw std::runtime_error("cannot give " + pattern + " to nobody");
    std::filesystem::permissions(folder_, std::filesystem::perms(0755));
  }
  if (!command("initdb -D " + pattern + "/data -U postgres -A trust --locale=C.UTF-8 -E UTF8 --no-sync"))
    throw std::runtime_error("initdb failed: see " + pattern + "/command.log");
  std::ofstream(folder_ / "data" / "pg_hba.conf") << "local all postgres trust\n"
                                                     "local all all scram-sha-256\n"
                                                     "host all all 127.0.0.1/32 scram-sha-256\n";
  std::ofstream(folder_ / "data" / "postgresql.conf", std::ios::app)
      << "listen_addresses = '127.0.0.1'\nport = " << port_ << "\nunix_socket_directories = '" << pattern
      << "'\nfsync = off\nshared_buffers = 16MB\npassword_encryption = 'scram-sha-256'\n";
  start();
}

TemporaryPostgres::~TemporaryPostgres() {
  stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void TemporaryPostgres::start() const {
  if (!command("pg_ctl -w -D " + folder_.string() + "/data -l " + folder_.string() + "/server.log start"))
    throw std::runtime_error("PostgreSQL does not start: see " + folder_.string() + "/server.log");
}

std::filesystem::path TemporaryPostgres::enable_tls() const {
  const std::string data = folder_.string() + "/data";
  const std::string line = as_other_user() +
                           "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
                           " -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
                           data + "/server.key -out " + data + "/server.crt >" + folder_.string() + "/openssl.log 2>&1";
  if (std::system(line.c_str()) != 0)  // NOLINT(cert-env33-c)
    throw std::runtime_error("openssl failed: see " + folder_.string() + "/openssl.log");
  std::ofstream(folder_ / "data" / "postgresql.conf", std::ios::app) << "ssl = on\n";
  stop();
  start();
  std::filesystem::copy_file(data + "/server.crt", folder_ / "ca.crt",
                             std::filesystem::copy_options::overwrite_existing);
  return folder_ / "ca.crt";
}

void TemporaryPostgres::stop() const { (void)command("pg_ctl -w -m immediate -D " + folder_.string() + "/data stop"); }

bool TemporaryPostgres::command(const std::string& program_and_arguments) const {
  const auto bin = programs();
  const std::string line = "cd " + folder_.string() + " && LD_LIBRARY_PATH=" + bin + "/../lib " + as_other_user() +
                           bin + "/" + program_and_arguments + " >" + folder_.string() + "/command.log 2>&1";
  return std::system(line.c_str()) == 0;  // NOLINT(cert-env33-c): names above are the test's own
}

std::vector<std::string> TemporaryPostgres::run(const std::string& database, const std::string& sql) const {
  const std::string info = "host=" + folder_.string() + " port=" + std::to_string(port_) + " user=postgres dbname='" +
                           database + "' options='-c client_min_messages=error'";
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(info.c_str()), PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
    throw std::runtime_error(PQerrorMessage(connection.get()));
  std::vector<std::string> rows;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    std::string line;
    for (int column = 0; column < PQnfields(result.get()); ++column)
      line += (column == 0 ? "" : "|") + std::string(PQgetvalue(result.get(), row, column));
    rows.push_back(std::move(line));
  }
  return rows;
}

bool TemporaryPostgres::psql(const std::string& database, const std::string& script,
                             const std::vector<std::string>& variables) const {
  const auto file = folder_ / "script.sql";
  std::ofstream(file) << script;
  std::string line = "psql -X -q -v ON_ERROR_STOP=1 -h " + folder_.string() + " -p " + std::to_string(port_) +
                     " -U postgres -d " + database;
  for (const auto& variable : variables) line += " -v '" + variable + "'";
  line += " -f " + file.string() + " >" + folder_.string() + "/psql.log 2>&1";
  return std::system(line.c_str()) == 0;  // NOLINT(cert-env33-c)
}

TemporaryPostgres& postgres() {
  static TemporaryPostgres server;
  return server;
}

}  // namespace jaali::tests

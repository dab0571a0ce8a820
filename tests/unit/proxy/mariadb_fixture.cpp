#include "tests/unit/proxy/mariadb_fixture.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace jaali::tests {
namespace {

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

std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TemporaryMariadb::TemporaryMariadb(std::vector<std::string> options)
    : options_(std::move(options)), port_(free_port()) {
  if (!std::filesystem::exists("/usr/sbin/mariadbd"))
    throw std::runtime_error("no MariaDB server: run scripts/install-deps");
  std::string pattern = "/tmp/jaali-mariadb-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a folder under /tmp");
  folder_ = pattern;
  if (geteuid() == 0) {
    const passwd* nobody = getpwnam("nobody");
    if (nobody == nullptr || chown(folder_.c_str(), nobody->pw_uid, nobody->pw_gid) != 0)
      throw std::runtime_error("cannot give " + pattern + " to nobody");
    std::filesystem::permissions(folder_, std::filesystem::perms(0755));
  }
  std::string install = "cd / && " + as_other_user() + "mariadb-install-db --no-defaults --datadir=" + pattern +
                        "/data --tmpdir=" + pattern + " --auth-root-authentication-method=normal --skip-test-db --skip-name-resolve"
                        " --innodb-log-file-size=8M";
  for (const auto& option : options_)
    if (option.starts_with("--lower-case-table-names")) install += " " + option;
  if (std::system((install + " >" + pattern + "/install.log 2>&1").c_str()) != 0)  // NOLINT(cert-env33-c)
    throw std::runtime_error("mariadb-install-db failed: see " + pattern + "/install.log");
  start();
}

TemporaryMariadb::~TemporaryMariadb() {
  stop(SIGKILL);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void TemporaryMariadb::start() {
  const std::string folder = folder_.string();
  std::vector<std::string> words{"mariadbd",
                                 "--no-defaults",
                                 "--datadir=" + folder + "/data",
                                 "--tmpdir=" + folder,  // in a shared one, a server that starts deletes the files of all others
                                 "--socket=" + folder + "/sock",
                                 "--port=" + std::to_string(port_),
                                 "--bind-address=127.0.0.1",
                                 "--pid-file=" + folder + "/pid",
                                 "--innodb-buffer-pool-size=16M",
                                 "--innodb-log-file-size=8M",
                                 "--skip-name-resolve",
                                 "--skip-log-bin",
                                 "--innodb-flush-log-at-trx-commit=0",
                                 "--innodb-use-native-aio=0",
                                 "--character-set-server=utf8mb4",
                                 "--log-error=" + folder + "/server.log"};
  words.insert(words.end(), options_.begin(), options_.end());
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const passwd* nobody = geteuid() == 0 ? getpwnam("nobody") : nullptr;
  const uid_t user = nobody == nullptr ? geteuid() : nobody->pw_uid;
  const gid_t group = nobody == nullptr ? getegid() : nobody->pw_gid;
  process_ = fork();
  if (process_ == 0) {
    // Between fork and exec only what a signal handler may do.
    if (nobody != nullptr && (setgid(group) != 0 || setuid(user) != 0)) _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    execv("/usr/sbin/mariadbd", arguments.data());
    _exit(127);
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(90);
  while (true) {
    try {
      run("SELECT 1");
      return;
    } catch (const std::runtime_error&) {
      if (std::chrono::steady_clock::now() > end || waitpid(process_, nullptr, WNOHANG) != 0)
        throw std::runtime_error("MariaDB does not start: see " + folder + "/server.log");
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
}

void TemporaryMariadb::stop(int signal) {
  if (process_ <= 0) return;
  kill(process_, signal);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

std::vector<std::string> TemporaryMariadb::run(const std::string& script) const {
  const std::string folder = folder_.string();
  std::ofstream(folder_ / "script.sql") << script;
  const std::string line = "mariadb --no-defaults --socket=" + folder +
                           "/sock --user=root --batch --skip-column-names <" + folder + "/script.sql >" + folder +
                           "/script.out 2>" + folder + "/script.err";
  if (std::system(line.c_str()) != 0)  // NOLINT(cert-env33-c): names above are the test's own
    throw std::runtime_error(content(folder_ / "script.err"));
  std::vector<std::string> rows;
  std::istringstream out(content(folder_ / "script.out"));
  for (std::string row; std::getline(out, row);) {
    std::replace(row.begin(), row.end(), '\t', '|');
    rows.push_back(row);
  }
  return rows;
}

TemporaryMariadb& mariadb() {
  static TemporaryMariadb server;
  return server;
}

}  // namespace jaali::tests

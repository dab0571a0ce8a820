#include "proxy/catalog/postgres/auth_rows.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace jaali::proxy::catalog::postgres {
namespace {

constexpr std::chrono::seconds idle_limit{2}, query_timeout{5};
constexpr std::chrono::milliseconds first_pause{100}, longest_pause{1000};
constexpr auto lookup_text = "SELECT verifier FROM jaali.user_lookup($1)";
const std::string stopping = "the catalog service is stopping";

/// Empty where there is no such file.
std::string stamp_of(const std::filesystem::path& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return {};
  return std::to_string(found.st_dev) + "." + std::to_string(found.st_ino) + "." + std::to_string(found.st_size) + "." +
         std::to_string(found.st_mtim.tv_sec) + "." + std::to_string(found.st_mtim.tv_nsec);
}

}  // namespace

AuthRows::AuthRows(const UpstreamConfig& upstream, const Interrupt& interrupt, std::function<void(std::string)> alarm)
    : upstream_(upstream), interrupt_(interrupt), alarm_(std::move(alarm)), thread_([this] { work(); }) {}

AuthRows::~AuthRows() {
  wake();
  thread_.join();
}

void AuthRows::look_up(std::string user, Callback callback) {
  const std::lock_guard lock(mutex_);
  lookups_.push_back({std::move(user), std::move(callback)});
  ready_.notify_one();
}

void AuthRows::post(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  tasks_.push_back(std::move(task));
  ready_.notify_one();
}

void AuthRows::wake() {
  const std::lock_guard lock(mutex_);
  ready_.notify_one();
}

void AuthRows::work() {
  const auto something = [this] { return interrupt_.raised() || !lookups_.empty() || !tasks_.empty(); };
  std::unique_lock lock(mutex_);
  while (true) {
    if (connection_ && !ready_.wait_for(lock, idle_limit, something)) connection_.reset();
    ready_.wait(lock, something);
    auto tasks = std::exchange(tasks_, {});
    auto lookups = std::exchange(lookups_, {});
    const bool last = interrupt_.raised() && tasks.empty() && lookups.empty();
    lock.unlock();
    for (auto& task : tasks) task();
    for (auto& lookup : lookups) serve(lookup);
    if (last) return;
    lock.lock();
  }
}

void AuthRows::serve(Lookup& lookup) {
  if (interrupt_.raised()) return lookup.callback(stopping);
  lookup.callback(ask(lookup.user));
}

CatalogService::Result<AuthRow> AuthRows::ask(const std::string& user) {
  return upstream_.users_file.empty() ? ask_server(user) : look_in_file(user);
}

CatalogService::Result<AuthRow> AuthRows::look_in_file(const std::string& user) {
  const auto& path = upstream_.users_file;
  if (const auto stamp = stamp_of(path); stamp.empty() || stamp != users_stamp_) {
    std::ifstream stream(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(stream)), {});
    if (stamp.empty() || stream.bad() || !stream.is_open()) return "cannot read users_file " + path.string();
    users_ = parse_users_file(text);
    users_stamp_ = stamp;
    for (const auto& problem : users_.problems) alarm_("users_file " + path.string() + ", " + problem);
  }
  const auto found = users_.verifiers.find(user);
  return found == users_.verifiers.end() ? AuthRow{} : AuthRow{true, found->second};
}

CatalogService::Result<AuthRow> AuthRows::ask_server(const std::string& user) {
  // A NUL cannot come in a start-up packet's name, and would cut the parameter short.
  if (user.find('\0') != std::string::npos) return AuthRow{};
  if (!connection_ && Clock::now() < retry_at_) return last_failure_;
  const bool kept = connection_.has_value();
  auto row = query(user);
  // A connection kept from before may have died meanwhile: once more on a new one.
  if (!row && kept && !connection_) row = query(user);
  if (row) {
    pause_ = {};
    return std::move(*row);
  }
  last_failure_ = "auth query on upstream " + upstream_.name + ": " + row.error().message;
  if (!connection_) {
    pause_ = std::clamp(pause_ * 2, first_pause, longest_pause);
    retry_at_ = Clock::now() + pause_;
  }
  return last_failure_;
}

Outcome<AuthRow> AuthRows::query(const std::string& user) {
  if (!connection_) {
    auto opened = Connection::open(upstream_, upstream_.service.database, interrupt_);
    if (!opened) return opened.error();
    connection_.emplace(std::move(*opened));
  }
  auto rows = connection_->run_with(lookup_text, user, query_timeout);
  if (!rows) {
    if (rows.error().kind != Failure::Kind::query) connection_.reset();
    return rows.error();
  }
  if (rows->count() == 0) return AuthRow{};
  return AuthRow{true, rows->string(0, 0)};
}

}  // namespace jaali::proxy::catalog::postgres

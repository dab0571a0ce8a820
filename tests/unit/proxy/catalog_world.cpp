#include "tests/unit/proxy/catalog_world.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <future>
#include <stdexcept>
#include <thread>

namespace jaali::tests {
namespace {

constexpr std::chrono::seconds answer_limit{60};

template <class T>
class Answer {
 public:
  std::function<void(CatalogService::Result<T>)> callback() {
    return [promise = promise_](CatalogService::Result<T> result) { promise->set_value(std::move(result)); };
  }
  CatalogService::Result<T> wait() {
    auto future = promise_->get_future();
    if (future.wait_for(answer_limit) != std::future_status::ready) return std::string("no callback in time");
    return future.get();
  }

 private:
  std::shared_ptr<std::promise<CatalogService::Result<T>>> promise_ =
      std::make_shared<std::promise<CatalogService::Result<T>>>();
};

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = "/tmp/jaali-catalog-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a folder under /tmp");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TemporaryFolder::write(const std::string& name, const std::string& text) const {
  const auto file = path_ / name;
  std::ofstream(file, std::ios::binary) << text;
  return file;
}

UpstreamConfig upstream() {
  static const TemporaryFolder secrets;
  UpstreamConfig config;
  config.name = "crm";
  config.hosts = {{"127.0.0.1", postgres().port(), {}}};
  config.tls = proxy::UpstreamTls::off;
  config.service.user = "jaali";
  config.service.password.file = secrets.path() / "password";
  config.service.database = "postgres";
  config.refresh_interval = std::chrono::seconds(1);
  static const bool set_up = [&] {
    secrets.write("password", "made-up service password\n");
    return postgres().psql("template1", proxy::catalog::setup_sql(config), {"jaali_password=made-up service password"});
  }();
  if (!set_up) throw std::runtime_error("setup_sql failed: see psql.log in " + postgres().socket_folder().string());
  return config;
}

void make_database(const std::string& name, const std::string& sql) {
  postgres().run("postgres", "DROP DATABASE IF EXISTS \"" + name + "\"");
  postgres().run("postgres", "CREATE DATABASE \"" + name + "\"");
  if (!sql.empty()) postgres().run(name, sql);
}

std::shared_ptr<const masking_rules::Policy> policy(const std::string& toml) {
  static const TemporaryFolder folder;
  static int number = 0;
  auto loaded = masking_rules::load_policy({folder.write("rules" + std::to_string(++number) + ".toml", toml)}, {});
  for (const auto& diagnostic : loaded.diagnostics)
    EXPECT_EQ(diagnostic.level, masking_rules::Diagnostic::Level::warning) << diagnostic.message;
  if (!loaded.policy) throw std::runtime_error("the test's rules are not valid");
  return loaded.policy;
}

bool eventually(const std::function<bool()>& condition, std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

Service::Service(const UpstreamConfig& config, const std::filesystem::path& state,
                 std::shared_ptr<const masking_rules::Policy> rules) {
  service_ = std::make_unique<CatalogService>(config, state, std::move(rules), [this](proxy::catalog::Alarm alarm) {
    const std::lock_guard lock(mutex_);
    alarms_.push_back(alarm.upstream + "/" + alarm.database + ": " + alarm.message);
  });
}

CatalogService::Result<std::shared_ptr<DatabaseCatalog>> Service::open(const std::string& database) {
  Answer<std::shared_ptr<DatabaseCatalog>> answer;
  service_->open(database, answer.callback());
  return answer.wait();
}

CatalogService::Result<std::shared_ptr<DatabaseCatalog>> Service::refresh(const std::string& database) {
  Answer<std::shared_ptr<DatabaseCatalog>> answer;
  service_->refresh(database, "a test asks", answer.callback());
  return answer.wait();
}

CatalogService::Result<AuthRow> Service::auth_row(const std::string& user) {
  Answer<AuthRow> answer;
  service_->auth_row(user, answer.callback());
  return answer.wait();
}

std::vector<std::string> Service::alarms() const {
  const std::lock_guard lock(mutex_);
  return alarms_;
}

bool Service::alarmed(const std::string& part) const {
  const auto all = alarms();
  return std::any_of(all.begin(), all.end(), [&](const auto& alarm) { return alarm.find(part) != std::string::npos; });
}

const sql::Relation& relation(const sql::Snapshot& snapshot, const std::string& name) {
  static const sql::Relation nothing;
  const auto dot = name.find('.');
  for (const sql::Relation* found : snapshot.relations_named(name.substr(dot + 1)))
    if (found->schema == name.substr(0, dot)) return *found;
  ADD_FAILURE() << "no relation " << name;
  return nothing;
}

const sql::Column& column(const sql::Snapshot& snapshot, const std::string& table, const std::string& name) {
  static const sql::Column nothing;
  if (const auto* found = relation(snapshot, table).column(name)) return *found;
  ADD_FAILURE() << "no column " << table << "." << name;
  return nothing;
}

const sql::Function& function(const sql::Snapshot& snapshot, const std::string& signature) {
  static const sql::Function nothing;
  for (const auto& found : snapshot.functions)
    if (found.signature == signature) return found;
  ADD_FAILURE() << "no function " << signature;
  return nothing;
}

std::vector<std::string> names(const sql::Snapshot& snapshot, const std::vector<sql::ColumnId>& columns) {
  std::vector<std::string> result;
  for (const auto& id : columns) {
    const sql::Relation* owner = snapshot.relation(id.relation);
    const sql::Column* found = owner == nullptr ? nullptr : owner->column(id.column);
    result.push_back(found == nullptr ? "?" : owner->name + "." + found->name);
  }
  std::sort(result.begin(), result.end());
  return result;
}

std::string class_of(const DatabaseCatalog& catalog, const std::string& table, const std::string& name) {
  const auto current = catalog.current();
  if (!current) return "no catalog";
  const auto& owner = relation(current->snapshot(), table);
  return std::string(current->class_of({owner.oid, column(current->snapshot(), table, name).number}));
}

}  // namespace jaali::tests

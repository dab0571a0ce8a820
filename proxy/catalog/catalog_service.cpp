#include "proxy/catalog/catalog_service.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <thread>

#include "proxy/catalog/database_entry.h"
#include "proxy/catalog/postgres/auth_rows.h"

namespace jaali::proxy::catalog {
namespace {

/// An open database is looked at this often, or as often as refresh_interval says where that is shorter; the full load
/// that the configured interval asks for comes on top, in case a fingerprint missed something.
constexpr std::chrono::seconds longest_check_interval{5};
/// A session that opens a database gets what was confirmed this recently.
constexpr std::chrono::seconds fresh_for{1};
/// … or, where the server cannot be asked now (it is full, or slow), this recently: sessions that are open go on with it, too.
constexpr std::chrono::seconds stands_for{30};
/// An unused database is forgotten after this.
constexpr std::chrono::minutes forget_after{10};
/// Callers can make us look by naming what does not exist. After each look comes a rest of so many times its length, so
/// that they never get more than a fifth of one server process.
constexpr int rest_per_look = 4;
constexpr std::chrono::seconds longest_cost{2};
/// The timer takes less of a server whose catalog is large, or slow to read.
constexpr int timer_rest_per_look = 10;
constexpr std::chrono::milliseconds longest_rest{500}, first_pause{100}, longest_pause{2000};

const std::string stopping = "the catalog service is stopping";
const std::string no_verifiers = "verifiers are read from PostgreSQL alone";
/// MySQL's statements cross databases: one catalog serves them all.
const std::string whole_server;

std::uint64_t next_snapshot_version() noexcept {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

std::shared_ptr<const ClassifiedCatalog> DatabaseCatalog::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

struct CatalogService::Impl {
  using Entry = std::shared_ptr<DatabaseEntry>;
  using Answer = Result<std::shared_ptr<DatabaseCatalog>>;

  Impl(const UpstreamConfig& config, std::filesystem::path state, std::shared_ptr<const masking_rules::Policy> policy,
       std::function<void(Alarm)> alarm)
      : upstream_(config),
        state_directory_(std::move(state)),
        alarm_(std::move(alarm)),
        policy_(std::move(policy)),
        loader_(make_loader(upstream_, interrupt_)) {
    if (auto writable = probe_state_directory(state_directory_); !writable)
      raise(
          "", "state",
          {"bindings cannot be kept, so a column renamed across a restart would lose its class: " + writable.error()});
    if (upstream_.protocol == Protocol::postgres) {
      auth_ = std::make_unique<postgres::AuthRows>(
          upstream_, interrupt_, [this](std::string message) { raise("", "users_file", {std::move(message)}); });
    }
    thread_ = std::thread([this] { work(); });
  }

  ~Impl() {
    interrupt_.raise();
    {
      const std::lock_guard lock(mutex_);
      ready_.notify_one();
    }
    if (auth_) auth_->wake();
    thread_.join();
  }

  void open(const std::string& database, CatalogCallback callback) {
    const std::lock_guard lock(mutex_);
    const Entry entry = entry_of(database);
    entry->used = Clock::now();
    if (entry->catalog->version() != 0 && entry->used - entry->checked < fresh_for) {
      answer([catalog = entry->catalog, callback = std::move(callback)] { callback(catalog); });
      return;
    }
    entry->waiting.push_back({std::move(callback), true});
    ready_.notify_one();
  }

  void refresh(const std::string& database, CatalogCallback callback) {
    const std::lock_guard lock(mutex_);
    const Entry entry = entry_of(database);
    entry->used = Clock::now();
    entry->waiting.push_back({callback ? std::move(callback) : [](const auto&) {}, false});
    ready_.notify_one();
  }

  void set_policy(std::shared_ptr<const masking_rules::Policy> policy) {
    std::vector<Entry> entries;
    const std::lock_guard classifying(classification_mutex_);
    policy_ = std::move(policy);
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [name, entry] : entries_) entries.push_back(entry);
    }
    for (const auto& entry : entries)
      if (entry->snapshot) classify(*entry);
  }

  void auth_row(const std::string& user, std::function<void(Result<AuthRow>)> callback) {
    if (auth_) return auth_->look_up(user, std::move(callback));
    const std::lock_guard lock(mutex_);
    answer([callback = std::move(callback)] { callback(no_verifiers); });
  }

 private:
  // The thread.

  void work() {
    std::unique_lock lock(mutex_);
    while (!interrupt_.raised()) {
      if (!alarms_.empty()) {
        auto alarms = std::exchange(alarms_, {});
        lock.unlock();
        for (auto& alarm : alarms) alarm_(std::move(alarm));
        lock.lock();
        continue;
      }
      if (!answers_.empty()) {
        const auto answers = std::exchange(answers_, {});
        lock.unlock();
        for (const auto& answer : answers) answer();
        lock.lock();
        continue;
      }
      forget_unused();
      const auto [entry, when] = next_due();
      if (entry == nullptr || when > Clock::now()) {
        // Sessions come and go without telling; hence the upper bound.
        ready_.wait_until(lock, std::min(when, Clock::now() + check_interval()));
        continue;
      }
      auto waiting = std::exchange(entry->waiting, {});
      lock.unlock();
      serve(entry, std::move(waiting));
      lock.lock();
    }
    const auto answers = std::exchange(answers_, {});
    lock.unlock();
    for (const auto& answer : answers) answer();
    lock.lock();
    for (const auto& [name, entry] : entries_) {
      auto waiting = std::exchange(entry->waiting, {});
      lock.unlock();
      for (const auto& waiter : waiting) waiter.callback(stopping);
      lock.lock();
    }
  }

  /// Those who wait come first, then databases in use whose time has come.
  std::pair<Entry, Clock::time_point> next_due() {
    std::pair<Entry, Clock::time_point> best{nullptr, Clock::time_point::max()};
    const auto consider = [&](const Entry& entry, Clock::time_point when) {
      if (when < best.second) best = {entry, when};
    };
    for (const auto& [name, entry] : entries_) {
      if (!entry->waiting.empty()) consider(entry, entry->not_before);
      // Also one that was dropped, perhaps to be made again, while a session still holds it.
      else if (entry->in_use() && entry->checked != Clock::time_point{})
        consider(entry,
                 entry->checked + std::max<Clock::duration>(check_interval(), entry->cost * timer_rest_per_look));
    }
    return best;
  }

  void forget_unused() {
    const auto now = Clock::now();
    std::erase_if(entries_, [&](const auto& named) {
      const DatabaseEntry& entry = *named.second;
      const bool worthless = entry.catalog->version() == 0 && entry.checked == Clock::time_point{};
      return entry.waiting.empty() && !entry.in_use() && (worthless || now - entry.used > forget_after);
    });
  }

  void serve(const Entry& entry, std::vector<DatabaseEntry::Waiter> waiting) {
    const auto begin = Clock::now();
    auto outcome = confirm_or_load(*entry, !waiting.empty());
    const auto end = Clock::now();
    Answer answer = entry->catalog;
    if (!outcome)
      answer = "catalog of " + (entry->name.empty() ? "" : entry->name + " on ") + "upstream " + upstream_.name + ": " +
               outcome.error().message;
    {
      const std::lock_guard lock(mutex_);
      // A failed look counts too: the timer then comes again after its interval, not at once.
      if (outcome || entry->checked != Clock::time_point{}) entry->checked = begin;
      if (outcome) entry->cost = std::min<Clock::duration>(end - begin, longest_cost);
      if (!waiting.empty())
        entry->not_before = end + std::min<Clock::duration>((end - begin) * rest_per_look, longest_rest);
    }
    if (outcome)
      raise(entry->name, "refresh", {});
    else if (outcome.error().kind == Failure::Kind::no_such_database)
      withdraw(*entry);
    else if (outcome.error().kind != Failure::Kind::stopped && entry->snapshot)
      raise(entry->name, "refresh", {"the catalog cannot be refreshed: " + outcome.error().message});
    if (outcome) entry->confirmed = begin;
    const bool stands = !outcome && passes(outcome.error().kind) && entry->catalog->version() != 0 && begin - entry->confirmed < stands_for;
    for (const auto& waiter : waiting) waiter.callback(stands && waiter.opens ? Answer(entry->catalog) : answer);
  }

  /// A failure that says nothing of what is in the database.
  static bool passes(Failure::Kind kind) noexcept {
    switch (kind) {
      case Failure::Kind::unreachable:
      case Failure::Kind::timed_out:
      case Failure::Kind::query: return true;
      case Failure::Kind::no_such_database:
      case Failure::Kind::refused:
      case Failure::Kind::stopped: return false;
    }
    return false;
  }

  Outcome<void> confirm_or_load(DatabaseEntry& entry, bool asked) {
    if (Clock::now() < retry_at_) return last_failure_;
    auto loaded = fetch(entry, asked);
    if (!loaded) {
      const auto kind = loaded.error().kind;
      if (kind == Failure::Kind::unreachable || kind == Failure::Kind::timed_out) {
        pause_ = std::clamp(pause_ * 2, first_pause, longest_pause);
        retry_at_ = Clock::now() + pause_;
        last_failure_ = loaded.error();
      }
      return std::move(loaded.error());
    }
    pause_ = {};
    return *loaded ? publish(entry, std::move(**loaded), asked) : Outcome<void>{};
  }

  /// Nothing where the server confirms what is there.
  Outcome<std::optional<Loaded>> fetch(const DatabaseEntry& entry, bool asked) {
    if (entry.catalog->version() == 0 || Clock::now() - entry.loaded >= upstream_.refresh_interval)
      return loader_->look(entry.name, {});
    return loader_->look(entry.name, [&](const Fingerprint& now) {
      // Temporary objects of other sessions come and go all the time; only who asks is told.
      return now.permanent == entry.fingerprint.permanent && (!asked || now.temporary == entry.fingerprint.temporary);
    });
  }

  Outcome<void> publish(DatabaseEntry& entry, Loaded loaded, bool asked) {
    entry.loaded = Clock::now();
    auto all = digest(*loaded.snapshot, true), lasting = digest(*loaded.snapshot, false);
    const bool current = entry.catalog->version() != 0;
    if (current && all != entry.digest && !asked && lasting == entry.lasting_digest) {
      entry.fingerprint.permanent = std::move(loaded.fingerprint.permanent);
      return {};
    }
    entry.fingerprint = std::move(loaded.fingerprint);
    if (current && all == entry.digest) return {};

    const std::lock_guard classifying(classification_mutex_);
    if (!entry.bindings_read) {
      auto bindings = read_bindings(binding_file(state_directory_, upstream_.name, entry.name));
      if (!bindings) {
        raise(entry.name, "bindings", {bindings.error()});
        return Failure{Failure::Kind::refused, "", bindings.error()};
      }
      entry.bindings = std::move(*bindings);
      entry.bindings_read = true;
    }
    loaded.snapshot->version = next_snapshot_version();
    entry.snapshot = std::move(loaded.snapshot);
    entry.digest = std::move(all);
    entry.lasting_digest = std::move(lasting);
    classify(entry);
    return {};
  }

  /// The database is gone: sessions see that there is nothing to judge by. What is bound stays known, for its return.
  void withdraw(DatabaseEntry& entry) {
    const std::lock_guard classifying(classification_mutex_);
    entry.snapshot.reset();
    replace(*entry.catalog, nullptr);
    raise(entry.name, "refresh", {});
    raise(entry.name, "rules", {});
  }

  // With the classification lock held.

  void classify(DatabaseEntry& entry) {
    Resolved resolved = resolve_bindings(entry.bindings, *entry.snapshot, *policy_);
    if (resolved.state != entry.bindings || entry.bindings_dirty) {
      auto written = write_bindings(binding_file(state_directory_, upstream_.name, entry.name), resolved.state);
      entry.bindings_dirty = !written;
      raise(entry.name, "bindings", written ? std::set<std::string>{} : std::set<std::string>{written.error()});
      entry.bindings = std::move(resolved.state);
    }
    raise(entry.name, "rules", {resolved.alarms.begin(), resolved.alarms.end()});
    replace(*entry.catalog, ClassifiedCatalog::make(policy_, entry.snapshot, {upstream_.mask_unclassified},
                                                    std::move(resolved.bindings), std::move(resolved.drift)));
  }

  static void replace(DatabaseCatalog& catalog, std::shared_ptr<const ClassifiedCatalog> next) {
    const auto version = next ? next->version() : 0;
    std::shared_ptr<const ClassifiedCatalog> previous;
    {
      const std::lock_guard lock(catalog.mutex_);
      previous = std::exchange(catalog.current_, std::move(next));
      catalog.version_.store(version, std::memory_order_release);
    }
  }

  // Any thread.

  /// Tells what is new among the alarms of one kind; the rest was told before. None: all is well again.
  void raise(const std::string& database, const char* kind, const std::set<std::string>& messages) {
    const std::lock_guard lock(mutex_);
    auto& known = raised_[{database, kind}];
    for (const auto& message : messages)
      if (!known.contains(message)) alarms_.push_back({upstream_.name, database, message});
    known = messages;
    ready_.notify_one();
  }

  Entry entry_of(const std::string& database) {
    const std::string& name = upstream_.protocol == Protocol::mysql ? whole_server : database;
    auto& entry = entries_[name];
    if (!entry) entry = std::make_shared<DatabaseEntry>(name);
    return entry;
  }

  /// With the queue's lock held: something short for a thread of ours. Where there is one for verifiers it answers, so
  /// that the slow load of another database delays nobody.
  void answer(std::function<void()> task) {
    if (auth_) return auth_->post(std::move(task));
    answers_.push_back(std::move(task));
    ready_.notify_one();
  }

  [[nodiscard]] std::chrono::seconds check_interval() const noexcept {
    return std::clamp(upstream_.refresh_interval, std::chrono::seconds{1}, longest_check_interval);
  }

  const UpstreamConfig upstream_;
  const std::filesystem::path state_directory_;
  const std::function<void(Alarm)> alarm_;
  Interrupt interrupt_;

  std::mutex classification_mutex_;  ///< before mutex_ where both are taken
  std::shared_ptr<const masking_rules::Policy> policy_;

  std::mutex mutex_;
  std::condition_variable ready_;
  std::map<std::string, Entry> entries_;
  std::deque<Alarm> alarms_;
  std::deque<std::function<void()>> answers_;
  std::map<std::pair<std::string, std::string>, std::set<std::string>> raised_;

  // Of the thread alone.
  Clock::time_point retry_at_{};
  std::chrono::milliseconds pause_{0};
  Failure last_failure_;

  const std::unique_ptr<Loader> loader_;

  std::unique_ptr<postgres::AuthRows> auth_;
  std::thread thread_;
};

CatalogService::CatalogService(const UpstreamConfig& upstream, std::filesystem::path state_directory,
                               std::shared_ptr<const masking_rules::Policy> policy, std::function<void(Alarm)> alarm)
    : impl_(std::make_unique<Impl>(upstream, std::move(state_directory), std::move(policy), std::move(alarm))) {}

CatalogService::~CatalogService() = default;

void CatalogService::open(const std::string& database, CatalogCallback callback) {
  impl_->open(database, std::move(callback));
}

void CatalogService::refresh(const std::string& database, std::string reason, CatalogCallback callback) {
  spdlog::debug("catalog of {} is looked at anew: {}", database, reason);
  impl_->refresh(database, std::move(callback));
}

void CatalogService::set_policy(std::shared_ptr<const masking_rules::Policy> policy) {
  impl_->set_policy(std::move(policy));
}

void CatalogService::auth_row(const std::string& user, std::function<void(Result<AuthRow>)> callback) {
  impl_->auth_row(user, std::move(callback));
}

CatalogService::Result<std::shared_ptr<const sql::Snapshot>> load_snapshot(const UpstreamConfig& upstream,
                                                                           const std::string& database) {
  const Interrupt interrupt;
  auto loaded = make_loader(upstream, interrupt)->look(database, {});
  if (!loaded) return loaded.error().message;
  (*loaded)->snapshot->version = next_snapshot_version();
  return std::shared_ptr<const sql::Snapshot>(std::move((*loaded)->snapshot));
}

}  // namespace jaali::proxy::catalog

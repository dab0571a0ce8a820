#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <random>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "bench/client/accounts.h"
#include "bench/client/runs.h"

namespace jaali::bench {
namespace {

struct Slice {
  std::uint64_t queries{};
  std::uint64_t cpu{};  // nanoseconds
  std::int64_t wall{};  // nanoseconds
};

/// All sessions to one target, and the loop that keeps each of them asking.
class Lane {
 public:
  Lane(const Target& target, const PointPlan& plan);
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;
  ~Lane() { close(epoll_); }

  /// The row of key 1 and what the leg is encrypted with; asked before anything is measured.
  std::vector<std::string> probe() { return sessions_.front().first_row(with_key("1")); }
  std::string encryption() const { return sessions_.front().encryption(); }

  /// Drives all sessions for the time of a slice, then waits for the answers that are due.
  Slice run_slice(std::mt19937_64& random);

 private:
  void ask(Session& session, std::mt19937_64& random);
  bool answered(Session& session) const;
  std::string with_key(const std::string& key) const;

  const Target& target_;
  const PointPlan& plan_;
  std::string before_key_, after_key_;
  std::vector<Session> sessions_;
  int epoll_;
};

Lane::Lane(const Target& target, const PointPlan& plan) : target_(target), plan_(plan), epoll_(epoll_create1(0)) {
  if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  const auto at = plan.statement.find("$1");
  before_key_ = plan.statement.substr(0, at);
  after_key_ = plan.statement.substr(at + 2);
  sessions_.reserve(plan.sessions);  // epoll holds pointers to them
  for (std::uint32_t i = 0; i < plan.sessions; ++i) {
    auto& session = sessions_.emplace_back(target.conninfo, target.name);
    if (plan.protocol == QueryProtocol::prepared) session.prepare(plan.statement);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &session;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, session.socket(), &event) != 0) {
      throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
  }
}

Slice Lane::run_slice(std::mt19937_64& random) {
  Slice slice;
  const auto cpu_before = cpu_nanoseconds(target_.pids);
  const auto start = Clock::now();
  const auto end = start + std::chrono::milliseconds(plan_.slice_milliseconds);
  for (auto& session : sessions_) ask(session, random);
  auto waiting = sessions_.size();
  std::array<epoll_event, 64> events{};
  while (waiting > 0) {
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 10'000);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw std::runtime_error(target_.name + ": no answer for ten seconds");
    for (int i = 0; i < count; ++i) {
      auto& session = *static_cast<Session*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (!answered(session)) continue;
      ++slice.queries;
      if (Clock::now() < end) {
        ask(session, random);
      } else {
        --waiting;
      }
    }
  }
  slice.wall = nanoseconds_since(start);
  let_settle(settle_after_slice);
  slice.cpu = cpu_nanoseconds(target_.pids) - cpu_before;
  return slice;
}

void Lane::ask(Session& session, std::mt19937_64& random) {
  const auto key = std::to_string(std::uniform_int_distribution<std::uint32_t>(1, plan_.keys)(random));
  switch (plan_.protocol) {
    case QueryProtocol::simple:
      return session.send(with_key(key));
    case QueryProtocol::prepared:
      return session.send_prepared(key);
  }
}

/// Reads what has come; true when it was the end of the answer. Anything but one row is an error.
bool Lane::answered(Session& session) const {
  if (PQconsumeInput(session.raw()) != 1) session.fail("read");
  while (PQisBusy(session.raw()) == 0) {
    const Result result(PQgetResult(session.raw()));
    if (result == nullptr) return true;
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) session.fail("query", result.get());
    if (PQntuples(result.get()) != 1) throw std::runtime_error(target_.name + ": not one row");
  }
  return false;
}

std::string Lane::with_key(const std::string& key) const { return before_key_ + key + after_key_; }

}  // namespace

boost::json::object run_point(const PointPlan& plan) {
  std::mt19937_64 random(plan.seed);
  std::vector<std::unique_ptr<Lane>> lanes;
  boost::json::object probes, encryption;
  for (const auto& target : plan.targets) {
    auto& lane = *lanes.emplace_back(std::make_unique<Lane>(target, plan));
    probes[target.name] = as_json(lane.probe());
    encryption[target.name] = lane.encryption();
  }
  // The first slices meet cold caches, everywhere; they are driven and thrown away.
  for (auto& lane : lanes) lane->run_slice(random);

  let_settle(settle_after_run);
  const auto before = read_all(plan.targets);
  std::vector<std::uint64_t> queries(lanes.size());
  auto order = order_of(plan.targets);
  boost::json::array rotations;
  for (std::uint32_t i = 0; i < plan.rotations; ++i) {
    std::shuffle(order.begin(), order.end(), random);
    boost::json::object rotation;
    for (const auto lane : order) {
      const auto slice = lanes[lane]->run_slice(random);
      queries[lane] += slice.queries;
      rotation[plan.targets[lane].name] =
          boost::json::object{{"queries", slice.queries}, {"cpu", slice.cpu}, {"wall", slice.wall}};
    }
    rotations.push_back(std::move(rotation));
  }
  let_settle(settle_after_run);
  return {{"rotations", std::move(rotations)},
          {"totals", totals_since(plan.targets, before, queries, "queries")},
          {"probes", std::move(probes)},
          {"encryption", std::move(encryption)}};
}

}  // namespace jaali::bench

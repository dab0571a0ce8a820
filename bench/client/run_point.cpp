#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <random>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "bench/client/accounts.h"
#include "bench/client/runs.h"
#include "bench/client/session.h"

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

  /// The row of key 1, asked for by the protocol that is measured, and what the leg is encrypted with.
  std::vector<std::string> probe();
  std::string encryption() const { return sessions_.front()->encryption(); }

  /// Drives all sessions for the time of a slice, then waits for the answers that are due.
  Slice run_slice(std::mt19937_64& random);

 private:
  void ask(Session& session, std::mt19937_64& random);
  std::string with_key(std::uint32_t key) const { return before_key_ + std::to_string(key) + after_key_; }

  const Target& target_;
  const PointPlan& plan_;
  std::string before_key_, after_key_;
  std::vector<std::unique_ptr<Session>> sessions_;
  int epoll_;
};

Lane::Lane(const Target& target, const PointPlan& plan) : target_(target), plan_(plan), epoll_(epoll_create1(0)) {
  if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  const auto at = plan.statement.find(key_mark);
  before_key_ = plan.statement.substr(0, at);
  after_key_ = plan.statement.substr(at + key_mark.size());
  for (std::uint32_t i = 0; i < plan.sessions; ++i) {
    const auto& session = sessions_.emplace_back(connect(target));
    if (plan.protocol == QueryProtocol::prepared) session->prepare(plan.statement);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = session.get();
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, session->socket(), &event) != 0) {
      throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
  }
}

Slice Lane::run_slice(std::mt19937_64& random) {
  Slice slice;
  const auto cpu_before = cpu_nanoseconds(target_.pids);
  const auto start = Clock::now();
  const auto end = start + std::chrono::milliseconds(plan_.slice_milliseconds);
  for (const auto& session : sessions_) ask(*session, random);
  auto waiting = sessions_.size();
  std::array<epoll_event, 64> events{};
  while (waiting > 0) {
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 10'000);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw std::runtime_error(target_.name + ": no answer for ten seconds");
    for (int i = 0; i < count; ++i) {
      auto& session = *static_cast<Session*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (!session.answered()) continue;
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
  const auto key = std::uniform_int_distribution<std::uint32_t>(1, plan_.keys)(random);
  switch (plan_.protocol) {
    case QueryProtocol::simple:
      return session.send(with_key(key));
    case QueryProtocol::prepared:
      return session.send_prepared(key);
  }
}

std::vector<std::string> Lane::probe() {
  constexpr std::uint32_t key = 1;
  switch (plan_.protocol) {
    case QueryProtocol::simple:
      return sessions_.front()->first_row(with_key(key));
    case QueryProtocol::prepared:
      return sessions_.front()->first_row_prepared(key);
  }
  return {};  // not reached: the plan has no other protocol
}

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

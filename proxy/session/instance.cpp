#include "proxy/session/instance.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <bit>
#include <csignal>

#include "proxy/net/transport.h"
#include "proxy/session/listener.h"
#include "proxy/session/metrics.h"
#include "proxy/session/reload.h"

namespace jaali::proxy::session {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr auto sweep_interval = std::chrono::seconds(1);
constexpr auto drain_interval = std::chrono::milliseconds(50);

std::size_t thread_count(const Limits& limits) {
  return limits.threads != 0 ? limits.threads : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

Instance::Instance(House& house, audit::Writer& log)
    : house_(house), log_(log), desks_([&] {
        std::vector<std::unique_ptr<Desk>> desks(thread_count(house.config().limits));
        for (auto& desk : desks) desk = std::make_unique<Desk>(log);
        return desks;
      }()),
      signals_(front_, SIGHUP, SIGTERM, SIGINT) {
  log_.on_progress([this](audit::Sequence) {
    for (auto& desk : desks_) desk->worker.notify_durable();
  });
}

Instance::~Instance() {
  log_.on_progress({});
  for (auto& desk : desks_) {
    if (desk->thread.joinable()) desk->thread.join();
  }
}

std::string Instance::listen() {
  for (const auto& [name, config] : house_.config().listeners) {
    auto listener = std::make_unique<Listener>(*this, house_, config);
    if (auto problem = listener->open(); !problem.empty()) return problem;
    listeners_.push_back(std::move(listener));
  }
  if (const auto& address = house_.config().admin) {
    admin_.emplace(front_, *address, [this](std::string_view path) { return page(path); });
    return admin_->open();
  }
  return {};
}

/// Healthy is who takes new sessions: a balancer asks that.
Page Instance::page(std::string_view path) const {
  if (path == "/metrics") return {200, metrics_of(*this)};
  if (path != "/healthz") return {404, "there is /healthz and /metrics\n"};
  if (log_.failed()) return {503, "the audit log failed\n"};
  if (draining_) return {503, "draining\n"};
  return {200, "ok\n"};
}

void Instance::run() {
  for (auto& listener : listeners_) listener->start();
  if (admin_) admin_->start();
  wait_for_signal();
  running_ = desks_.size();
  for (auto& desk : desks_) {
    desk->worker.on_tick([this, &desk = *desk] { return sweep(desk); });
    desk->thread = std::thread([this, &desk = *desk] {
      desk.worker.run();
      if (--running_ == 0) front_.stop();
    });
  }
  front_.run();
  for (auto& desk : desks_) desk->thread.join();
}

/// Few threads for few sessions: what is ready at one time shares a wake-up and a write to the log, and what runs on two
/// threads pays both twice (design.md §8). A desk that has much to do gets none, and beyond some dozens all get their part.
Instance::Desk& Instance::next_desk() noexcept {
  constexpr unsigned busy = 600;
  constexpr std::size_t a_few = 64;
  const auto crowd = [](const std::unique_ptr<Desk>& desk) {
    return std::pair(desk->worker.load() >= busy, std::bit_width(desk->worker.sessions() / a_few));
  };
  return **std::min_element(desks_.begin(), desks_.end(), [&](const auto& a, const auto& b) { return crowd(a) < crowd(b); });
}

void Instance::wait_for_signal() {
  signals_.async_wait([this](boost::system::error_code error, int signal) {
    if (error) return;
    if (signal == SIGHUP) {
      reload(house_);
    } else if (!draining_) {
      begin_drain();
    } else {
      spdlog::warn("second signal: ending now");
      drain_until_ = SteadyClock::now().time_since_epoch().count();
    }
    wait_for_signal();
  });
}

void Instance::begin_drain() {
  const auto grace = house_.config().limits.drain;
  spdlog::info("draining: sessions end when they are idle, all of them within {} s", grace.count());
  house_.record(audit::Kind::stop, "draining");
  drain_until_ = (SteadyClock::now() + grace).time_since_epoch().count();
  draining_ = true;
  for (auto& listener : listeners_) listener->close();
}

/// Once a second (in a drain, oftener): ends what has been idle or stuck for too long. Returns when to come again.
net::Worker::Clock::duration Instance::sweep(Desk& desk) {
  const auto now = SteadyClock::now();
  const auto& limits = house_.config().limits;
  const bool draining = draining_, overdue = draining && now.time_since_epoch().count() >= drain_until_;
  const auto transports = desk.worker.transports();  // a copy: ending one changes the set
  for (const auto& transport : transports) {
    if (const auto since = transport->write_blocked_since(); since && limits.write.count() > 0 && now - *since > limits.write) {
      spdlog::warn("a session ends: its peer has taken no byte for {} s", limits.write.count());
      transport->close();
    } else if (overdue || (draining && transport->phase().idle())) {
      transport->end(End::shutdown);
    } else if (limits.idle.count() > 0 && transport->phase().idle() && now - transport->last_activity() > limits.idle) {
      transport->end(End::idle);
    }
  }
  if (draining && (house_.admission().connections() == 0 || overdue)) {
    if (overdue) {
      for (const auto& transport : std::vector(desk.worker.transports())) transport->close();
    }
    desk.worker.stop();
  }
  return draining ? std::chrono::steady_clock::duration(drain_interval) : sweep_interval;
}

}  // namespace jaali::proxy::session

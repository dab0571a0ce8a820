#pragma once
// One running `jaali serve`: worker threads with their gates, listeners, signals, reloads, sweeps and the drain. Listeners
// and signals belong to the thread that calls `run`.
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "proxy/gate/gate.h"
#include "proxy/net/worker.h"
#include "proxy/session/admin.h"
#include "proxy/session/house.h"

namespace jaali::proxy::session {

class Listener;

class Instance {
 public:
  Instance(House& house, audit::Writer& log);
  ~Instance();

  /// Binds every listener; the error says which cannot be.
  [[nodiscard]] std::string listen();
  /// Runs until the drain is over.
  void run();

  struct Desk {  ///< a worker with what belongs to its thread
    explicit Desk(audit::Writer& log) : worker(log) {}
    gate::Gate gate;
    net::Worker worker;  ///< its sessions use the gate
    std::thread thread;
  };
  [[nodiscard]] House& house() const noexcept { return house_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Desk>>& desks() const noexcept { return desks_; }
  [[nodiscard]] bool draining() const noexcept { return draining_; }

 private:
  friend class Listener;

  Desk& next_desk() noexcept;
  void wait_for_signal();
  void begin_drain();
  Page page(std::string_view path) const;
  net::Worker::Clock::duration sweep(Desk& desk);

  House& house_;
  audit::Writer& log_;
  std::vector<std::unique_ptr<Desk>> desks_;
  boost::asio::io_context front_{1};
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::optional<Admin> admin_;
  boost::asio::signal_set signals_;
  std::atomic<std::size_t> running_{0};
  std::atomic<bool> draining_{false};
  std::atomic<std::int64_t> drain_until_{0};  ///< steady clock, ns
};

}  // namespace jaali::proxy::session

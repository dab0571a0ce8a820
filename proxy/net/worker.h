#pragma once
// One thread's event loop and what its sessions share: the read buffer (an idle session holds none), the outboxes, the
// list of those that wait for the audit log, and of all sessions, for drains and limits. Everything but `notify_durable`
// and `post` belongs to the worker's own thread.
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <memory>
#include <set>
#include <vector>

#include "audit/writer.h"
#include "proxy/session/data_phase.h"

namespace jaali::proxy::net {

class Transport;

class Worker {
 public:
  explicit Worker(audit::Writer& log) : log_(log), buffer_(buffer_size) {}

  [[nodiscard]] boost::asio::io_context& io() noexcept { return io_; }
  [[nodiscard]] audit::Writer& log() noexcept { return log_; }
  [[nodiscard]] std::span<std::byte> read_buffer() noexcept { return buffer_; }
  [[nodiscard]] session::Sends& sends() noexcept { return sends_; }
  [[nodiscard]] std::string& gather() noexcept { return gather_; }  ///< scratch for one TLS write

  /// Calls the transport's `on_durable` once the log has moved.
  void wait_durable(std::weak_ptr<Transport> transport);
  /// Any thread: the log moved or failed.
  void notify_durable();

  void add(Transport* transport) { transports_.insert(transport); }
  void remove(Transport* transport) { transports_.erase(transport); }
  [[nodiscard]] const std::set<Transport*>& transports() const noexcept { return transports_; }

 private:
  static constexpr std::size_t buffer_size = 128 * 1024;
  void run_waiting();

  boost::asio::io_context io_{1};
  audit::Writer& log_;
  std::vector<std::byte> buffer_;
  session::Sends sends_;
  std::string gather_;
  std::vector<std::weak_ptr<Transport>> waiting_;
  std::atomic<bool> has_waiting_{false}, posted_{false};
  std::set<Transport*> transports_;
};

}  // namespace jaali::proxy::net

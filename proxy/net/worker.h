#pragma once
// One thread's event loop and what its sessions share: the read buffer (an idle session holds none), the outboxes, the
// list of those that wait for the audit log, and of all sessions, for drains and limits. Everything but `notify_durable` and
// `stop` belongs to the worker's own thread.
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <memory>
#include <set>
#include <thread>
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

  /// The thread's loop: handles what is ready, then commits the records of that turn with one write and lets go what
  /// waited for them. Until `stop`.
  void run();
  void stop() { io_.stop(); }
  /// Appends a record that is committed at the end of this turn. Within `run` only.
  [[nodiscard]] boost::system::result<audit::Sequence, audit::AppendError> record(std::string members);

  /// Calls the transport's `on_durable` once the log has moved. Keeps it alive till then: it may wait for nothing else.
  void wait_durable(std::shared_ptr<Transport> transport);
  /// Any thread: the log moved or failed.
  void notify_durable();

  void add(Transport* transport) { transports_.insert(transport); }
  void remove(Transport* transport) { transports_.erase(transport); }
  [[nodiscard]] const std::set<Transport*>& transports() const noexcept { return transports_; }

 private:
  static constexpr std::size_t buffer_size = 128 * 1024;
  static constexpr int handlers_per_turn = 64;  ///< so that a long stream of rows does not hold back commits
  void run_waiting();
  void end_turn();

  audit::Writer& log_;
  std::vector<std::byte> buffer_;
  session::Sends sends_;
  std::string gather_;
  std::atomic<bool> has_waiting_{false}, posted_{false};
  bool uncommitted_ = false;
  bool committing_ = false;
  std::atomic<std::thread::id> thread_;  ///< set once by `run`, before its first session
  // In this order: what still waits in the loop ends its sessions, and those take themselves off the list.
  std::set<Transport*> transports_;
  std::vector<std::shared_ptr<Transport>> waiting_;
  boost::asio::io_context io_{1};
};

}  // namespace jaali::proxy::net

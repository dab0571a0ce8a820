#pragma once
// One thread's event loop and what its sessions share: the read buffer (an idle session holds none), the outboxes, the
// list of those that wait for the audit log, and of all sessions, for drains and limits.
//
// Sessions in their data phase are watched by an epoll of the worker's own, edge-triggered: each descriptor is told to the
// kernel once, not once a message as by Asio's reactor. Start-up and login are coroutines on Asio. Only while there are
// any, the loop sleeps in Asio, with that epoll as one of its descriptors; otherwise it sleeps in epoll alone.
// Everything but what says so belongs to the worker's own thread.
#include <sys/epoll.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "audit/record_counts.h"
#include "audit/writer.h"
#include "proxy/session/data_phase.h"

namespace jaali::proxy::net {

class Transport;
enum class From : std::uint8_t { client, server };

class Worker {
 public:
  using Clock = std::chrono::steady_clock;
  /// Throws std::system_error where the kernel gives no epoll.
  explicit Worker(audit::Writer& log);
  ~Worker();  ///< ends the sessions that are left
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// For start-up and login only, between `begin_start_up` and `end_start_up`: what is posted here otherwise waits for
  /// the next login. Sessions in their data phase use `post`.
  [[nodiscard]] boost::asio::io_context& start_up_io() noexcept { return io_; }
  /// A coroutine is about to be spawned on `start_up_io`; it has ended. Any thread.
  void begin_start_up();
  void end_start_up() noexcept { starting_.fetch_sub(1, std::memory_order_acq_rel); }
  /// Runs `task` on the worker's thread, soon. Any thread.
  void post(std::function<void()> task);
  /// Sessions and start-ups that it has; how much of its time it has been at work lately, in thousandths. Any thread.
  [[nodiscard]] std::size_t sessions() const noexcept { return sessions_ + starting_; }
  [[nodiscard]] unsigned load() const noexcept { return load_; }
  /// Called about when the time that it returned last is over. Before `run`.
  void on_tick(std::function<Clock::duration()> tick) { tick_ = std::move(tick); }

  /// The thread's loop, until `stop`: handles what is ready, then commits the records of that turn with one write and lets
  /// go what waited for them.
  void run();
  /// One turn of it: waits no longer than that for something to do; how much was done.
  std::size_t turn(Clock::duration at_most);
  void stop();  ///< any thread

  [[nodiscard]] audit::Writer& log() noexcept { return log_; }
  [[nodiscard]] std::span<std::byte> read_buffer() noexcept { return buffer_; }
  [[nodiscard]] session::Sends& sends() noexcept { return sends_; }
  [[nodiscard]] std::string& gather() noexcept { return gather_; }  ///< scratch for one TLS write
  /// The time at the start of this turn.
  [[nodiscard]] Clock::time_point now() const noexcept { return now_; }

  /// Scratch for the members of one record, empty.
  [[nodiscard]] std::string& blank_record() noexcept {
    record_.clear();
    return record_;
  }
  /// Appends a record that is committed at the end of this turn.
  [[nodiscard]] boost::system::result<audit::Sequence, audit::AppendError> record(audit::Kind kind, std::string members);
  /// Of the records that it took. Any thread.
  [[nodiscard]] const audit::RecordCounts& counts() const noexcept { return counts_; }
  /// Calls the transport's `on_durable` once the log has moved.
  void wait_durable(std::shared_ptr<Transport> transport);
  /// The log moved or failed. Any thread.
  void notify_durable();

  /// Keeps a transport until `remove`, and beyond that to the end of the turn: what epoll said may still name it.
  void add(std::shared_ptr<Transport> transport);
  void remove(Transport& transport) noexcept;
  [[nodiscard]] const std::vector<std::shared_ptr<Transport>>& transports() const noexcept { return transports_; }
  /// Calls the transport's `on_ready` when its descriptor is; `events` besides EPOLLET. False where the kernel refuses.
  [[nodiscard]] bool watch(int descriptor, Transport& transport, From from, std::uint32_t events) noexcept;
  [[nodiscard]] bool watch_anew(int descriptor, Transport& transport, From from, std::uint32_t events) noexcept;
  /// Has the transport read on, at the next turn.
  void again(std::shared_ptr<Transport> transport, From from) { again_.emplace_back(std::move(transport), from); }

 private:
  static constexpr std::size_t buffer_size = 128 * 1024;
  static constexpr int events_per_turn = 64;  ///< so that a long stream of rows does not hold back commits

  [[nodiscard]] Clock::duration time_to_wait(Clock::duration at_most);
  std::size_t turn_with_asio(Clock::duration wait);
  std::size_t poll(int milliseconds);
  std::size_t read_on();
  std::size_t run_posted();
  void tick();
  void wake() noexcept;
  void run_waiting();
  void end_turn();

  audit::Writer& log_;
  audit::RecordCounts counts_;
  std::vector<std::byte> buffer_;
  session::Sends sends_;
  std::string gather_, record_;
  Clock::time_point now_ = Clock::now(), next_tick_ = now_, measured_ = now_;
  std::chrono::nanoseconds worked_{0};  ///< CPU of the thread at `measured_`
  std::function<Clock::duration()> tick_;
  bool uncommitted_ = false, committing_ = false;
  std::atomic<bool> stopped_{false}, has_waiting_{false}, posted_durable_{false};
  std::atomic<unsigned> starting_{0}, load_{0};
  std::atomic<std::size_t> sessions_{0};
  std::atomic<std::thread::id> thread_;  ///< set once by `run`, before its first session
  int epoll_, wake_;
  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;  ///< under `mutex_`
  std::vector<std::shared_ptr<Transport>> transports_, removed_, waiting_, released_;
  std::vector<std::pair<std::shared_ptr<Transport>, From>> again_, reading_on_;
  boost::asio::io_context io_{1};
  boost::asio::posix::stream_descriptor nested_{io_};  ///< `epoll_` within Asio, while that runs
  bool nested_waits_ = false;
};

}  // namespace jaali::proxy::net

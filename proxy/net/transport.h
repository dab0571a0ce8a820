#pragma once
// Runs a data phase over two streams with the worker's epoll: told that a side is readable, it reads and writes directly
// until a short read. Back-pressure both ways: a side is not read while the other has not taken what is already there; that
// it is readable is remembered (edges come once). Owned by its worker from `start` or `end` to `close`; lives on its thread.
#include <memory>
#include <string>

#include "proxy/net/stream.h"
#include "proxy/net/worker.h"
#include "proxy/session/data_phase.h"

namespace jaali::proxy::net {

class Transport : public std::enable_shared_from_this<Transport> {
 public:
  Transport(Worker& worker, Stream client, Stream server, std::unique_ptr<session::DataPhase> phase);
  ~Transport();

  /// `greeting` goes to the client first, once the log is durable up to `hold_until` (the login's record).
  void start(std::string greeting, std::uint64_t hold_until);
  /// The phase may go on with the client's bytes (a catalog came).
  void resume_client();
  // For the worker:
  void on_ready(From from, std::uint32_t events);  ///< as epoll says
  void read_on(From from);
  void on_durable();
  /// Where the worker keeps it in its list.
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  [[nodiscard]] std::size_t place() const noexcept { return place_; }
  void place(std::size_t at) noexcept { place_ = at; }
  /// Ends the session with an error to the client.
  void end(session::End why);
  [[nodiscard]] const session::DataPhase& phase() const noexcept { return *phase_; }
  /// Seconds since either side last sent something; seconds that a side has not taken what waits for it.
  [[nodiscard]] std::chrono::steady_clock::time_point last_activity() const noexcept { return last_activity_; }
  [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> write_blocked_since() const noexcept;
  /// Bytes of memory that it holds for either side.
  [[nodiscard]] std::size_t held_bytes() const noexcept;
  void close();

 private:
  struct Side {
    explicit Side(Stream s) : stream(std::move(s)) {}
    Stream stream;
    std::string carry;         ///< read from this side; from `carried` on not consumed yet
    std::size_t carried = 0;
    std::size_t need = 0;
    std::string pending;       ///< to be sent to this side
    std::size_t sent = 0;      ///< of `pending`
    std::size_t hold_from = no_hold;  ///< offset in `pending` from which bytes wait for `hold_until`
    std::uint64_t hold_until = 0;
    bool readable = true;      ///< the kernel may have bytes of this side that were not read
    bool hung_up = false;      ///< … and its end: a short read does not say that there is no more
    bool queued = false;       ///< the worker will have it read on
    bool writing = false;      ///< the worker tells when it takes bytes again
    bool eof = false;
    std::optional<std::chrono::steady_clock::time_point> blocked_since;
    [[nodiscard]] std::size_t left() const noexcept { return carry.size() - carried; }
    [[nodiscard]] std::size_t waiting() const noexcept { return pending.size() - sent; }
  };
  static constexpr std::size_t no_hold = static_cast<std::size_t>(-1);
  static constexpr std::size_t high_water = 256 * 1024;

  Side& side(From from) noexcept { return from == From::client ? client_ : server_; }
  Side& other(From from) noexcept { return from == From::client ? server_ : client_; }
  void adopt();
  [[nodiscard]] bool may_read(From from) noexcept;
  void pump(From from);
  void pump_if_readable(From from);
  void arm_write(From to);
  void disarm_write(From to);
  void deliver(From from, ByteView input);
  void process_carry(From from);
  std::size_t process(From from, ByteView input);
  void after_process(From from);
  void dispatch(ByteView input);
  void send(Side& to, From which, Outbox& outbox, ByteView input);
  void enqueue(Side& to, const Outbox& outbox, ByteView input, std::size_t already_sent);
  void wait_for_log();
  void flush(From to);
  std::size_t write_now(Side& to, const Outbox& outbox, ByteView input, std::size_t limit);
  void on_eof(From from);
  void on_write_failed(From which);
  void maybe_finish();

  Worker& worker_;
  Side client_, server_;
  std::unique_ptr<session::DataPhase> phase_;
  std::chrono::steady_clock::time_point last_activity_;
  std::size_t place_ = nowhere;
  bool adopted_ = false, closing_ = false, closed_ = false;
  bool waits_for_log_ = false;
};

}  // namespace jaali::proxy::net

#pragma once
// How a look at a server's catalog fails, whichever server it is, and how whoever looks is told to stop. Plain values
// but for Interrupt, which any thread may raise.
#include <atomic>
#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <string>

namespace jaali::proxy::catalog {

using Clock = std::chrono::steady_clock;

struct Failure {
  enum class Kind : std::uint8_t {
    unreachable,       ///< no host answered, or the connection broke
    timed_out,         ///< a host or query took too long
    no_such_database,  ///< SQLSTATE 3D000 at connect: dropped, or never there
    refused,           ///< the server answered and said no (password, pg_hba.conf, CONNECT privilege …)
    query,             ///< a statement failed; `sqlstate` says how
    stopped,           ///< the service is being destroyed
  };
  Kind kind = Kind::unreachable;
  std::string sqlstate;
  std::string message;  ///< one line, without secrets
};

/// What `Result::value()` throws on an error; the code here tests first.
[[noreturn]] void throw_exception_from_error(const Failure& failure, const boost::source_location& where);

template <class T>
using Outcome = boost::system::result<T, Failure>;

/// Wakes whoever waits in a connection. Shared by a service's threads; once raised it stays raised.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  void raise() noexcept;
  [[nodiscard]] bool raised() const noexcept { return raised_.load(std::memory_order_acquire); }
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

 private:
  int descriptor_;
  std::atomic<bool> raised_{false};
};

/// Another host may do better: nobody there, not accepting yet, shutting down, full.
[[nodiscard]] bool worth_another_host(const Failure& failure);
/// A server's message as one line.
[[nodiscard]] std::string one_line(std::string_view message);
/// The file of the system's trusted certificates, for libraries that have no name for it.
[[nodiscard]] std::string system_certificates();

}  // namespace jaali::proxy::catalog

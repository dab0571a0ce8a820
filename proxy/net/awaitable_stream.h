#pragma once
// Reading and writing a stream from a coroutine, for start-up and login (the data phase does its own, see transport.h).
// Each returns false when the peer closed, failed, or the deadline closed the stream.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "proxy/net/stream.h"

namespace jaali::proxy::net {

template <class T>
using Awaitable = boost::asio::awaitable<T>;

/// Waits until the socket is readable (or writable).
Awaitable<bool> wait_ready(Stream& stream, Socket::wait_type what);
/// Appends exactly `size` bytes to `out`; never reads a byte more, so that what follows is left for TLS.
Awaitable<bool> read_exactly(Stream& stream, std::string& out, std::size_t size);
Awaitable<bool> write_all(Stream& stream, std::string_view bytes);
Awaitable<bool> handshake(Stream& stream);
/// Resolves and connects (TCP without delay and with keepalive, or a Unix socket); the error says why not. `within`: for
/// names and all their addresses together.
struct Connected { std::unique_ptr<Stream> stream; std::string error; };
Awaitable<Connected> connect_tcp(std::string host, std::uint16_t port, std::chrono::steady_clock::duration within);
Awaitable<Connected> connect_unix(std::string path);
void set_tcp_options(Socket& socket);

/// Closes the streams that it watches when its time is up. Lives in the coroutine's frame.
class Deadline {
 public:
  Deadline(boost::asio::any_io_executor executor, std::chrono::steady_clock::duration after);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  void watch(Stream* stream);
  void forget(Stream* stream);
  [[nodiscard]] bool expired() const noexcept { return state_->expired; }

 private:
  struct State {
    std::vector<Stream*> streams;
    bool expired = false;
  };
  boost::asio::steady_timer timer_;
  std::shared_ptr<State> state_;
};

}  // namespace jaali::proxy::net

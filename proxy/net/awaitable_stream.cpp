#include "proxy/net/awaitable_stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace jaali::proxy::net {
namespace {

namespace asio = boost::asio;
constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);

Awaitable<bool> wait_for(Stream& stream, Io status) {
  if (status == Io::want_read) co_return co_await wait_ready(stream, Socket::wait_read);
  if (status == Io::want_write) co_return co_await wait_ready(stream, Socket::wait_write);
  co_return false;
}

}  // namespace

Awaitable<bool> wait_ready(Stream& stream, Socket::wait_type what) {
  if (!stream.is_open()) co_return false;
  const auto [error] = co_await stream.socket().async_wait(what, use_tuple);
  co_return !error && stream.is_open();
}

Awaitable<bool> read_exactly(Stream& stream, std::string& out, std::size_t size) {
  std::array<std::byte, 4096> buffer;
  while (size > 0) {
    if (!stream.is_open()) co_return false;
    const std::span<std::byte> into(buffer.data(), std::min(size, buffer.size()));
    const auto result = stream.read(into);
    if (result.status == Io::ok) {
      out.append(protocol::text_of(into.first(result.bytes)));
      size -= result.bytes;
      continue;
    }
    const bool ready = co_await wait_for(stream, result.status);
    if (!ready) co_return false;
  }
  co_return true;
}

Awaitable<bool> write_all(Stream& stream, std::string_view bytes) {
  while (!bytes.empty()) {
    if (!stream.is_open()) co_return false;
    const auto result = stream.write(protocol::bytes_of(bytes));
    if (result.status == Io::ok) {
      bytes.remove_prefix(result.bytes);
      continue;
    }
    const bool ready = co_await wait_for(stream, result.status);
    if (!ready) co_return false;
  }
  co_return true;
}

Awaitable<bool> handshake(Stream& stream) {
  for (;;) {
    if (!stream.is_open()) co_return false;
    const auto result = stream.handshake();
    if (result.status == Io::ok) co_return true;
    const bool ready = co_await wait_for(stream, result.status);
    if (!ready) co_return false;
  }
}

void set_tcp_options(Socket& socket) {
  const int on = 1;
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

namespace {

/// Outlives its coroutine where the timer's handler is still to run.
struct Attempt {
  explicit Attempt(const asio::any_io_executor& executor) : resolver(executor), socket(executor) {}
  asio::ip::tcp::resolver resolver;
  asio::ip::tcp::socket socket;
  bool expired = false;
};

}  // namespace

Awaitable<Connected> connect_tcp(std::string host, std::uint16_t port, std::chrono::steady_clock::duration within) {
  Connected connected;
  const auto executor = co_await asio::this_coro::executor;
  const auto attempt = std::make_shared<Attempt>(executor);
  asio::steady_timer timer(executor, within);
  timer.async_wait([attempt](boost::system::error_code error) {
    if (error) return;
    attempt->expired = true;
    attempt->resolver.cancel();
    boost::system::error_code ignored;
    attempt->socket.close(ignored);
  });
  const auto service = std::to_string(port);
  const auto [resolve_error, addresses] = co_await attempt->resolver.async_resolve(host, service, use_tuple);
  if (resolve_error || attempt->expired) {
    connected.error = "cannot resolve " + host + ": " + (attempt->expired ? "it takes too long" : resolve_error.message());
    co_return connected;
  }
  const auto [error, endpoint] = co_await asio::async_connect(attempt->socket, addresses, use_tuple);
  if (error || attempt->expired) {
    connected.error = "cannot connect to " + host + ":" + service + ": " + (attempt->expired ? "it takes too long" : error.message());
    co_return connected;
  }
  connected.stream = std::make_unique<Stream>(Socket(std::move(attempt->socket)));
  set_tcp_options(connected.stream->socket());
  co_return connected;
}

Awaitable<Connected> connect_unix(std::string path) {
  Connected connected;
  const auto executor = co_await asio::this_coro::executor;
  asio::local::stream_protocol::socket socket(executor);
  const asio::local::stream_protocol::endpoint endpoint(path);
  const auto [error] = co_await socket.async_connect(endpoint, use_tuple);
  if (error) {
    connected.error = "cannot connect to " + path + ": " + error.message();
    co_return connected;
  }
  connected.stream = std::make_unique<Stream>(Socket(std::move(socket)));
  co_return connected;
}

Deadline::Deadline(asio::any_io_executor executor, std::chrono::steady_clock::duration after)
    : timer_(std::move(executor)), state_(std::make_shared<State>()) {
  if (after <= std::chrono::steady_clock::duration::zero()) return;  // 0: no limit
  timer_.expires_after(after);
  timer_.async_wait([state = std::weak_ptr<State>(state_)](boost::system::error_code error) {
    const auto alive = state.lock();
    if (error || !alive) return;
    alive->expired = true;
    for (auto* stream : alive->streams) stream->close();
  });
}

Deadline::~Deadline() {
  state_->streams.clear();
  timer_.cancel();
}

void Deadline::watch(Stream* stream) {
  if (state_->expired) stream->close();
  state_->streams.push_back(stream);
}

void Deadline::forget(Stream* stream) { std::erase(state_->streams, stream); }

}  // namespace jaali::proxy::net

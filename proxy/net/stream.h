#pragma once
// One leg of a session: a non-blocking socket, TCP or Unix, with or without TLS on it. Reads and writes never wait; the
// caller waits for readiness and tries again: during start-up with Asio's reactor, and once the stream is detached from
// it, with the worker's own epoll. Lives on one thread. The TLS leg reads ahead and releases its buffers when idle.
#include <openssl/ssl.h>

#include <boost/asio/generic/stream_protocol.hpp>
#include <memory>
#include <string>

#include "protocol/result.h"
#include "proxy/net/tls_socket.h"

namespace jaali::proxy::net {

using Socket = boost::asio::generic::stream_protocol::socket;
using protocol::ByteView;

enum class Io : std::uint8_t { ok, want_read, want_write, closed, failed };
struct IoResult {
  Io status = Io::ok;
  std::size_t bytes = 0;
  bool drained = false;  ///< of a read: nothing more was there (a later edge of epoll says when there is)
};

class Stream {
 public:
  explicit Stream(Socket socket);
  Stream(Stream&& other) noexcept;
  Stream& operator=(Stream&& other) noexcept;
  ~Stream() { close(); }

  /// Asio's, until the stream is detached.
  [[nodiscard]] Socket& socket() noexcept { return *socket_; }
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }
  /// Takes the socket out of Asio's reactor: from here on whoever owns the stream waits for `descriptor`. False where
  /// that failed; the stream is closed then.
  [[nodiscard]] bool detach();
  [[nodiscard]] bool is_tls() const noexcept { return ssl_ != nullptr; }
  [[nodiscard]] SSL* ssl() const noexcept { return ssl_.get(); }

  /// Epoll says that there is more to read: what an earlier read found drained is no longer.
  void told_readable() noexcept {
    if (tls_socket_) tls_socket_->told_readable();
  }
  /// Reads what is there, up to the span's size.
  IoResult read(std::span<std::byte> into);
  /// Writes what the other side takes now.
  IoResult write(ByteView from);
  /// Writes several ranges with one call where the leg is plain. `ok` may cover a part of them.
  IoResult write(std::span<const ByteView> ranges);
  /// Bytes that arrived and nobody read (plain legs): more than none right behind an SSLRequest, or behind the reply to
  /// it, is an injection (CVE-2021-23214, CVE-2021-23222).
  [[nodiscard]] bool has_unread_bytes();

  /// Begins TLS; then call `handshake` until it is `ok`.
  void start_tls(SSL_CTX* context, bool server, const std::string& server_name = {});
  IoResult handshake();
  void close() noexcept;

 private:
  struct FreeSsl { void operator()(SSL* ssl) const noexcept { SSL_free(ssl); } };
  IoResult tls_result(int returned);
  std::unique_ptr<Socket> socket_;  ///< null once detached
  int descriptor_ = -1;
  std::unique_ptr<TlsSocket> tls_socket_;  ///< what `ssl_` reads from and writes to; outlives it
  std::unique_ptr<SSL, FreeSsl> ssl_;
  bool tls_failed_ = false;  ///< nothing more may be asked of `ssl_`
};

}  // namespace jaali::proxy::net

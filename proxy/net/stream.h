#pragma once
// One leg of a session: a non-blocking socket, TCP or Unix, with or without TLS on it. Reads and writes never wait; the
// caller waits for readiness with Asio's reactor and tries again. Lives on one thread. The TLS leg uses a socket BIO with
// read-ahead (design.md §8) and releases its buffers when idle.
#include <openssl/ssl.h>

#include <boost/asio/generic/stream_protocol.hpp>
#include <memory>
#include <string>

#include "protocol/result.h"

namespace jaali::proxy::net {

using Socket = boost::asio::generic::stream_protocol::socket;
using protocol::ByteView;

enum class Io : std::uint8_t { ok, want_read, want_write, closed, failed };
struct IoResult {
  Io status = Io::ok;
  std::size_t bytes = 0;
};

class Stream {
 public:
  explicit Stream(Socket socket);
  Stream(Stream&&) noexcept = default;
  Stream& operator=(Stream&&) noexcept = default;

  [[nodiscard]] Socket& socket() noexcept { return socket_; }
  [[nodiscard]] bool is_open() const noexcept { return socket_.is_open(); }
  [[nodiscard]] bool is_tls() const noexcept { return ssl_ != nullptr; }
  [[nodiscard]] SSL* ssl() const noexcept { return ssl_.get(); }

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
  Socket socket_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
};

}  // namespace jaali::proxy::net

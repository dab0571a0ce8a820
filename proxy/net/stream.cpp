#include "proxy/net/stream.h"

#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace jaali::proxy::net {
namespace {

constexpr std::size_t max_ranges = 64;

IoResult from_errno(Io would_block) {
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {would_block, 0};
  return {Io::failed, 0};
}

}  // namespace

Stream::Stream(Socket socket) : socket_(std::make_unique<Socket>(std::move(socket))), descriptor_(socket_->native_handle()) {
  boost::system::error_code ignored;
  socket_->native_non_blocking(true, ignored);
}

Stream::Stream(Stream&& other) noexcept
    : socket_(std::move(other.socket_)), descriptor_(std::exchange(other.descriptor_, -1)),
      tls_socket_(std::move(other.tls_socket_)), ssl_(std::move(other.ssl_)), tls_failed_(other.tls_failed_) {}

Stream& Stream::operator=(Stream&& other) noexcept {
  if (this == &other) return *this;
  close();
  socket_ = std::move(other.socket_);
  descriptor_ = std::exchange(other.descriptor_, -1);
  tls_socket_ = std::move(other.tls_socket_);
  ssl_ = std::move(other.ssl_);
  tls_failed_ = other.tls_failed_;
  return *this;
}

bool Stream::detach() {
  if (!socket_ || !is_open()) return is_open();
  boost::system::error_code error;
  const auto released = socket_->release(error);
  if (error) close();
  socket_.reset();
  if (!error) descriptor_ = released;
  return is_open();
}

IoResult Stream::read(std::span<std::byte> into) {
  if (ssl_) {
    std::size_t read = 0;
    ERR_clear_error();
    const int returned = SSL_read_ex(ssl_.get(), into.data(), into.size(), &read);
    if (returned == 1) return {Io::ok, read, tls_socket_->drained() && SSL_has_pending(ssl_.get()) == 0};
    return tls_result(returned);
  }
  const auto received = ::recv(descriptor_, into.data(), into.size(), 0);
  if (received > 0) {
    const auto bytes = static_cast<std::size_t>(received);
    return {Io::ok, bytes, bytes < into.size()};
  }
  if (received == 0) return {Io::closed, 0};
  return from_errno(Io::want_read);
}

IoResult Stream::write(ByteView from) {
  if (from.empty()) return {Io::ok, 0};
  if (ssl_) {
    std::size_t written = 0;
    ERR_clear_error();
    const int returned = SSL_write_ex(ssl_.get(), from.data(), from.size(), &written);
    if (returned == 1) return {Io::ok, written};
    return tls_result(returned);
  }
  const auto sent = ::send(descriptor_, from.data(), from.size(), MSG_NOSIGNAL);
  if (sent >= 0) return {Io::ok, static_cast<std::size_t>(sent)};
  return from_errno(Io::want_write);
}

IoResult Stream::write(std::span<const ByteView> ranges) {
  if (ranges.size() == 1 || ssl_) return ranges.empty() ? IoResult{} : write(ranges.front());
  std::array<iovec, max_ranges> vectors;
  const auto count = std::min(ranges.size(), max_ranges);
  for (std::size_t i = 0; i < count; ++i) {
    vectors[i] = {const_cast<std::byte*>(ranges[i].data()), ranges[i].size()};
  }
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = count;
  const auto sent = ::sendmsg(descriptor_, &message, MSG_NOSIGNAL);
  if (sent >= 0) return {Io::ok, static_cast<std::size_t>(sent)};
  return from_errno(Io::want_write);
}

bool Stream::has_unread_bytes() {
  std::byte byte;
  return ::recv(descriptor_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

void Stream::start_tls(SSL_CTX* context, bool server, const std::string& server_name) {
  ssl_.reset(SSL_new(context));
  tls_socket_ = std::make_unique<TlsSocket>(descriptor_);
  tls_socket_->attach(ssl_.get());
  SSL_set_mode(ssl_.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (server) {
    SSL_set_accept_state(ssl_.get());
  } else {
    if (!server_name.empty()) SSL_set_tlsext_host_name(ssl_.get(), server_name.c_str());
    SSL_set_connect_state(ssl_.get());
  }
}

IoResult Stream::handshake() {
  ERR_clear_error();
  const int returned = SSL_do_handshake(ssl_.get());
  return returned == 1 ? IoResult{} : tls_result(returned);
}

IoResult Stream::tls_result(int returned) {
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_WANT_READ: return {Io::want_read, 0};
    case SSL_ERROR_WANT_WRITE: return {Io::want_write, 0};
    case SSL_ERROR_ZERO_RETURN: return {Io::closed, 0};
    default: tls_failed_ = true; return {Io::failed, 0};
  }
}

void Stream::close() noexcept {
  if (ssl_ && SSL_is_init_finished(ssl_.get()) != 0 && !tls_failed_) {
    ERR_clear_error();
    (void)SSL_shutdown(ssl_.get());  // close_notify, if the peer takes it at once: libraries tell it from a connection that broke
    ERR_clear_error();
  }
  ssl_.reset();
  tls_socket_.reset();
  if (socket_) {
    boost::system::error_code ignored;
    socket_->close(ignored);
  } else if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
  descriptor_ = -1;
}

}  // namespace jaali::proxy::net

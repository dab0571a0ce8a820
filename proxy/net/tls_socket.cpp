#include "proxy/net/tls_socket.h"

#include <sys/socket.h>

#include <cerrno>

namespace jaali::proxy::net {
namespace {

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

void TlsSocket::attach(SSL* ssl) {
  BIO* bio = BIO_new(method());
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl, bio, bio);
  SSL_set_read_ahead(ssl, 1);
}

/// Made once, for the life of the program.
BIO_METHOD* TlsSocket::method() {
  static BIO_METHOD* const made = [] {
    BIO_METHOD* fresh = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "jaali socket");
    BIO_meth_set_read_ex(fresh, read);
    BIO_meth_set_write_ex(fresh, write);
    BIO_meth_set_ctrl(fresh, control);
    return fresh;
  }();
  return made;
}

int TlsSocket::read(BIO* bio, char* into, std::size_t size, std::size_t* got) {
  auto& self = *static_cast<TlsSocket*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  const auto received = ::recv(self.descriptor_, into, size, 0);
  self.drained_ = received < 0 || static_cast<std::size_t>(received) < size;
  *got = received > 0 ? static_cast<std::size_t>(received) : 0;
  if (received < 0 && would_block()) BIO_set_retry_read(bio);
  if (received == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return received > 0 ? 1 : 0;
}

int TlsSocket::write(BIO* bio, const char* from, std::size_t size, std::size_t* sent) {
  const auto& self = *static_cast<TlsSocket*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  const auto written = ::send(self.descriptor_, from, size, MSG_NOSIGNAL);
  *sent = written > 0 ? static_cast<std::size_t>(written) : 0;
  if (written < 0 && would_block()) BIO_set_retry_write(bio);
  return written > 0 ? 1 : 0;
}

long TlsSocket::control(BIO* bio, int command, long, void*) {
  switch (command) {
    case BIO_CTRL_FLUSH: return 1;  // nothing is kept back
    case BIO_CTRL_EOF: return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    default: return 0;
  }
}

}  // namespace jaali::proxy::net

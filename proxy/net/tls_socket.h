#pragma once
// The socket underneath a TLS leg, as OpenSSL reads and writes it (a BIO of our own). OpenSSL's socket BIO does not say
// whether a read took all that was there; with that known, a leg that reads ahead needs no second call to find out.
// Owned by its Stream, at an address that does not change while OpenSSL knows it.
#include <openssl/ssl.h>

namespace jaali::proxy::net {

class TlsSocket {
 public:
  explicit TlsSocket(int descriptor) noexcept : descriptor_(descriptor) {}
  TlsSocket(const TlsSocket&) = delete;
  TlsSocket& operator=(const TlsSocket&) = delete;

  /// Makes `ssl` read and write here, ahead of what it needs. It must not be used once this is gone.
  void attach(SSL* ssl);
  /// The last read took less than it could have, and nothing has come since that anybody was told of.
  [[nodiscard]] bool drained() const noexcept { return drained_; }
  /// More has come. What OpenSSL has read ahead may keep it from asking the kernel for a while.
  void told_readable() noexcept { drained_ = false; }

 private:
  static BIO_METHOD* method();
  static int read(BIO* bio, char* into, std::size_t size, std::size_t* got);
  static int write(BIO* bio, const char* from, std::size_t size, std::size_t* sent);
  static long control(BIO* bio, int command, long, void*);

  int descriptor_;
  bool drained_ = false;
};

}  // namespace jaali::proxy::net

#pragma once
// For tls = "verify-ca": which certificate the server shows right now. Connector/C++ can check a chain without the
// name, but then goes on in plain text with a server that has no TLS, or with whoever stands between and says so, and
// answers his questions for the password. A fingerprint that must match makes it refuse both. The fingerprint needs no
// trust of its own: whether the certificate's chain is good is checked on the connection itself.
#include <string>

#include "proxy/catalog/failure.h"
#include "proxy/cli/config.h"

namespace jaali::proxy::catalog::mysql {

/// SHA-1 in hex, as libmariadb compares it. One short connection that ends after the TLS handshake.
[[nodiscard]] Outcome<std::string> certificate_fingerprint(const Endpoint& host, std::chrono::seconds timeout,
                                                           const Interrupt& interrupt);

/// An option file for libmariadb that holds nothing but the fingerprint, in memory.
class PinFile {
 public:
  explicit PinFile(const std::string& fingerprint);
  ~PinFile();
  PinFile(const PinFile&) = delete;
  PinFile& operator=(const PinFile&) = delete;
  [[nodiscard]] bool good() const noexcept { return good_; }
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
  bool good_ = false;
};

}  // namespace jaali::proxy::catalog::mysql

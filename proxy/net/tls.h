#pragma once
// TLS contexts for both legs (OpenSSL 3): 1.2 at least, 1.3 preferred. A context is immutable and shared by the sessions
// that began under it; a reload makes a new one.
#include <openssl/ssl.h>

#include <boost/system/result.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace jaali::proxy::net {

template <class T>
using TlsResult = boost::system::result<T, std::string>;

using TlsContext = std::shared_ptr<SSL_CTX>;

enum class ClientCertificate : std::uint8_t { none, optional, required };
enum class Verify : std::uint8_t { off, ca, full };

struct ServerTlsOptions {
  std::filesystem::path certificate, key, client_ca;
  ClientCertificate client_certificate = ClientCertificate::none;
  std::string alpn;  ///< the one protocol to accept ("postgresql"); empty: no ALPN
};
[[nodiscard]] TlsResult<TlsContext> make_server_context(const ServerTlsOptions& options);

struct ClientTlsOptions {
  Verify verify = Verify::full;
  std::filesystem::path ca;  ///< empty: the system's
  std::string alpn;
};
[[nodiscard]] TlsResult<TlsContext> make_client_context(const ClientTlsOptions& options);
/// Makes `ssl` accept only a certificate for `host` (name or address) where `verify` is full.
void expect_host(SSL* ssl, Verify verify, const std::string& host);

/// "CN=…" of the subject, then "DNS:…", "email:…", "URI:…" of the alternative names; empty without a verified certificate.
struct PeerCertificate {
  std::vector<std::string> names;
  std::string subject, serial;
};
[[nodiscard]] PeerCertificate peer_certificate(SSL* ssl);

}  // namespace jaali::proxy::net

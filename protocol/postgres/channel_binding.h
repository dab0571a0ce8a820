#pragma once
// The data of channel binding type tls-server-end-point (RFC 5929 §4). Both ends compute it from the server's leaf
// certificate; ours as it was when the connection was accepted, for certificates are reloaded while sessions live.
#include <openssl/types.h>

#include <optional>
#include <string>

namespace jaali::protocol::postgres {

/// The hash of the DER certificate, by its signature's hash, SHA-256 in the place of MD5 and SHA-1. Nothing where the
/// signature has no one hash of its own (Ed25519, RSA-PSS): RFC 5929 leaves it undefined, so SCRAM-SHA-256-PLUS is not
/// offered.
[[nodiscard]] std::optional<std::string> tls_server_end_point(const X509* certificate);

}  // namespace jaali::protocol::postgres

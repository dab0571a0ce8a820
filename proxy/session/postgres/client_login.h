#pragma once
// The client's proof of who it is, by the upstream's `login` mode (rules.md): SCRAM with the user's verifier, a password
// inside TLS, or trust on loopback. Leaves what the login upstream needs; a recovered ClientKey equals a login and is
// wiped with the session's start.
#include <string>

#include "protocol/postgres/scram.h"
#include "proxy/catalog/catalog_service.h"
#include "proxy/net/awaitable_stream.h"
#include "proxy/session/postgres/start_up.h"

namespace jaali::proxy::session::postgres {

struct Credentials {
  bool good = false;
  std::string method;              ///< for the record: "SCRAM-SHA-256-PLUS", "password", "md5", "trust"
  std::string sqlstate, message;   ///< bad: what the client is told
  std::string reason;              ///< bad: what the log is told
  std::string sasl_final;          ///< server-final-message, sent once the upstream took the user
  protocol::Secret client_key;     ///< SCRAM
  std::optional<protocol::postgres::ScramVerifier> verifier;
  protocol::Secret password;       ///< password mode
  protocol::Secret md5_hash;       ///< "md5…" as stored: logs in wherever md5 is asked
};

net::Awaitable<Credentials> authenticate_client(net::Stream& client, const StartUp& start, const UpstreamConfig& upstream,
                                                catalog::CatalogService& catalogs, const protocol::Secret& mock_seed);

}  // namespace jaali::proxy::session::postgres

#pragma once
// The server's leg up to the login: dialled when the client arrives, because the server speaks first. A client that leaves
// before it has logged in must not count against the proxy's address (max_connect_errors): the handshake is then brought
// to an end that the server understands, see `take_leave`.
#include <memory>
#include <string>

#include "protocol/mysql/handshake.h"
#include "proxy/net/proxy_header.h"
#include "proxy/session/dial.h"
#include "proxy/session/mysql/packets.h"

namespace jaali::proxy::session::mysql {

struct Upstream {
  std::unique_ptr<net::Stream> stream;  ///< null: there is no server to talk to
  Endpoint endpoint;
  std::string error;     ///< the server's own ERR payload, where it sent one in place of a greeting
  std::string reason;    ///< for the log
  std::string greeting;  ///< the payload, as it came
  wire::HandshakeV10View view;  ///< into `greeting`
  std::uint8_t sequence = 0;
  bool answered = false;  ///< a HandshakeResponse went out: what the server awaits are data of its plugin

  /// Nobody but the server can read what is sent to it.
  [[nodiscard]] bool is_private() const noexcept { return stream && (stream->is_tls() || endpoint.is_unix()); }
};

/// The first host that greets. Never a view into something moved: the result is made in place.
net::Awaitable<void> greet(Upstream& server, const UpstreamConfig& upstream, net::ProxiedClient client);

/// TLS on this leg, asked for as a client does; empty, or what went wrong. `request` as the client's own would be.
net::Awaitable<std::string> secure(Upstream& server, const UpstreamConfig& upstream, net::TlsContext tls, wire::SslRequestView request);

/// Ends a handshake that will have no client: by an answer that is well formed and denied (an authentication error, which
/// no server counts), or by an empty proof where a plugin waits for one, and by COM_QUIT should that be a login. Takes a
/// few seconds at most.
net::Awaitable<void> take_leave(Upstream& server);

}  // namespace jaali::proxy::session::mysql

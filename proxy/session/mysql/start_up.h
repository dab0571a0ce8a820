#pragma once
// The client's leg from the greeting to its HandshakeResponse: the server's greeting with the capabilities that the proxy
// follows, TLS where the client asks for it or the listener requires it.
#include <string>

#include "protocol/mysql/handshake.h"
#include "proxy/cli/config.h"
#include "proxy/net/tls.h"
#include "proxy/session/mysql/packets.h"

namespace jaali::proxy::session::mysql {

struct StartUp {
  enum class Kind : std::uint8_t { silent, dropped, session } kind = Kind::dropped;
  std::string reason;       ///< dropped: why, for the log
  std::string payload;      ///< the HandshakeResponse
  wire::HandshakeResponseView view;  ///< into `payload`
  std::uint8_t sequence = 0;         ///< of the next packet on the client's leg
  wire::Capabilities offered = 0;
};

/// `greeting`: the server's payload, which decode_handshake_v10 accepted. An ERR that the client can read was already sent
/// where one is due.
net::Awaitable<void> read_start_up(StartUp& start, net::Stream& client, const ListenerConfig& listener, net::TlsContext tls,
                                   std::string greeting, wire::Capabilities server);

}  // namespace jaali::proxy::session::mysql

#pragma once
// From accept to the StartupMessage: TLS (SSLRequest or direct with ALPN), GSSENCRequest, CancelRequest. Bytes that come
// with or right behind a request for encryption end the connection (CVE-2021-23214 and kin); the loop is bounded.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "protocol/postgres/startup.h"
#include "proxy/cli/config.h"
#include "proxy/net/awaitable_stream.h"
#include "proxy/net/tls.h"

namespace jaali::proxy::session::postgres {

struct StartUp {
  enum class Kind : std::uint8_t { silent, dropped, cancel, session } kind = Kind::dropped;
  std::string reason;        ///< dropped: why, for the log
  std::uint32_t protocol = 0;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::vector<std::string> protocol_options;  ///< "_pq_.…": none is supported, the client is told so
  std::string cancel_packet; ///< cancel: the whole packet
  std::string channel_binding;  ///< tls-server-end-point of the certificate shown; empty: no PLUS

  [[nodiscard]] std::string parameter(std::string_view name) const;
};

/// Reads up to and with the StartupMessage. An error that the client can read was already sent where one is due.
net::Awaitable<StartUp> read_start_up(net::Stream& client, const ListenerConfig& listener, net::TlsContext tls);

}  // namespace jaali::proxy::session::postgres

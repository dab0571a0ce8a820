#pragma once
// The way to a server of either protocol: its hosts in order, each within `connect_seconds`, with a PROXY header first
// where the upstream takes one; and TLS on that leg as configured, never less.
#include <memory>
#include <string>

#include "proxy/cli/config.h"
#include "proxy/net/awaitable_stream.h"
#include "proxy/net/proxy_header.h"
#include "proxy/net/tls.h"

namespace jaali::proxy::session {

/// One host. `client`: whose connection it is, told to the server where `send_proxy_protocol` says so.
net::Awaitable<net::Connected> dial(const UpstreamConfig& upstream, const Endpoint& endpoint, net::ProxiedClient client);

/// Once the server agreed to TLS: the handshake, and its certificate verified as configured. Empty, or what went wrong.
net::Awaitable<std::string> begin_upstream_tls(net::Stream& stream, const UpstreamConfig& upstream, const Endpoint& endpoint,
                                               net::TlsContext tls);

/// The name of the system's user that this process runs as: who it is to the other end of a Unix socket.
[[nodiscard]] const std::string& system_user();

}  // namespace jaali::proxy::session

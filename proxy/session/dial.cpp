#include "proxy/session/dial.h"

#include <pwd.h>
#include <unistd.h>

#include <boost/asio/this_coro.hpp>

namespace jaali::proxy::session {
namespace {

net::Verify verify_of(UpstreamTls tls) {
  switch (tls) {
    case UpstreamTls::verify_full: return net::Verify::full;
    case UpstreamTls::verify_ca: return net::Verify::ca;
    case UpstreamTls::off: return net::Verify::off;
  }
  return net::Verify::full;
}

}  // namespace

net::Awaitable<net::Connected> dial(const UpstreamConfig& upstream, const Endpoint& endpoint, net::ProxiedClient client) {
  net::Connected connected;
  if (endpoint.is_unix()) {
    connected = co_await net::connect_unix(endpoint.unix_socket.string());
  } else {
    connected = co_await net::connect_tcp(endpoint.host, endpoint.port, upstream.connect_timeout);
  }
  if (!connected.stream || !upstream.send_proxy_protocol) co_return connected;
  const std::string header = net::proxy_header(client);
  const bool sent = co_await net::write_all(*connected.stream, header);
  if (sent) co_return connected;
  connected.stream.reset();
  connected.error = "the server closed on the PROXY header";
  co_return connected;
}

net::Awaitable<std::string> begin_upstream_tls(net::Stream& stream, const UpstreamConfig& upstream, const Endpoint& endpoint,
                                               net::TlsContext tls) {
  stream.start_tls(tls.get(), false, endpoint.host);
  net::expect_host(stream.ssl(), verify_of(upstream.tls), endpoint.host);
  const bool done = co_await net::handshake(stream);
  co_return done ? std::string() : "TLS with the server failed, or its certificate was not verified";
}

const std::string& system_user() {
  static const std::string name = [] {
    passwd entry{}, *found = nullptr;
    std::string room(16 * 1024, '\0');
    (void)::getpwuid_r(::geteuid(), &entry, room.data(), room.size(), &found);
    return found != nullptr ? std::string(found->pw_name) : std::string();
  }();
  return name;
}

}  // namespace jaali::proxy::session

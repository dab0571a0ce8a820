#include "proxy/session/postgres/start_up.h"

#include <sys/socket.h>

#include "protocol/postgres/channel_binding.h"
#include "proxy/session/postgres/strip.h"

namespace jaali::proxy::session::postgres {
namespace {

namespace wire = protocol::postgres;
constexpr int max_requests = 3;  // GSSENCRequest, SSLRequest, StartupMessage
constexpr unsigned char tls_handshake_record = 0x16;

net::Awaitable<bool> begin_tls(net::Stream& client, net::TlsContext tls, StartUp& start) {
  client.start_tls(tls.get(), true);
  const bool done = co_await net::handshake(client);
  if (!done) {
    start.reason = "TLS handshake failed";
    co_return false;
  }
  if (const auto binding = wire::tls_server_end_point(SSL_get_certificate(client.ssl()))) start.channel_binding = *binding;
  co_return true;
}

net::Awaitable<void> send_error(net::Stream& client, std::string sqlstate, std::string message) {
  std::string out;
  append_own_error(out, "FATAL", sqlstate, message);
  co_await net::write_all(client, out);
}

void take(StartUp& start, const wire::StartupMessageView& message) {
  start.kind = StartUp::Kind::session;
  start.protocol = message.protocol;
  for (const auto& [name, value] : message.parameters) {
    if (name.starts_with("_pq_.")) {
      start.protocol_options.emplace_back(name);
    } else {
      start.parameters.emplace_back(name, value);
    }
  }
}

/// TLS without asking first: the client's first byte is a TLS record, and it must name our protocol (ALPN).
net::Awaitable<bool> direct_tls(net::Stream& client, const ListenerConfig& listener, net::TlsContext tls, StartUp& start) {
  const bool readable = co_await net::wait_ready(client, net::Socket::wait_read);
  unsigned char first = 0;
  const auto peeked = readable ? ::recv(client.socket().native_handle(), &first, 1, MSG_PEEK | MSG_DONTWAIT) : 0;
  if (peeked <= 0) {
    start.kind = StartUp::Kind::silent;  // a probe: opened and closed
    co_return false;
  }
  if (first != tls_handshake_record) co_return true;
  if (listener.tls == ListenerTls::off) {
    start.reason = "direct TLS on a listener without TLS";
    co_return false;
  }
  const bool begun = co_await begin_tls(client, tls, start);
  if (!begun) co_return false;
  const unsigned char* protocol = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(client.ssl(), &protocol, &size);
  if (std::string_view(reinterpret_cast<const char*>(protocol), size) != "postgresql") {
    start.reason = "direct TLS without ALPN postgresql";
    co_return false;
  }
  co_return true;
}

}  // namespace

std::string StartUp::parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return {};
}

net::Awaitable<StartUp> read_start_up(net::Stream& client, const ListenerConfig& listener, net::TlsContext tls) {
  StartUp start;
  const bool go_on = co_await direct_tls(client, listener, tls, start);
  if (!go_on) co_return start;
  bool asked_tls = false, asked_gss = false;
  for (int request = 0; request < max_requests; ++request) {
    std::string packet;
    const bool has_size = co_await net::read_exactly(client, packet, 4);
    if (!has_size) {
      start.kind = packet.empty() && request == 0 ? StartUp::Kind::silent : StartUp::Kind::dropped;
      start.reason = "closed during start-up";
      co_return start;
    }
    const auto size = wire::startup_packet_size(protocol::bytes_of(packet));
    if (!size || !*size || **size < 8) {
      start.reason = "malformed start-up packet";
      co_return start;
    }
    const bool whole = co_await net::read_exactly(client, packet, **size - 4);
    if (!whole) {
      start.reason = "closed during start-up";
      co_return start;
    }
    const auto decoded = wire::decode_startup(protocol::bytes_of(packet));
    if (!decoded) {
      start.reason = std::string("malformed start-up packet: ") + std::string(to_string(decoded.error()));
      co_await send_error(client, "08P01", "jaali: malformed start-up packet, or a protocol version that is not supported");
      co_return start;
    }
    if (std::holds_alternative<wire::CancelRequestView>(*decoded)) {
      start.kind = StartUp::Kind::cancel;
      start.cancel_packet = packet;
      co_return start;
    }
    if (const auto* message = std::get_if<wire::StartupMessageView>(&*decoded)) {
      if (listener.tls == ListenerTls::require && !client.is_tls()) {
        start.reason = "plaintext on a listener that requires TLS";
        co_await send_error(client, "28000", "jaali: this listener requires TLS (sslmode=require or stronger)");
        co_return start;
      }
      take(start, *message);
      co_return start;
    }
    const bool is_tls_request = std::holds_alternative<wire::SslRequest>(*decoded);
    auto& asked = is_tls_request ? asked_tls : asked_gss;
    if (client.is_tls() || asked) {
      start.reason = "encryption asked for twice";
      co_return start;
    }
    asked = true;
    if (client.has_unread_bytes()) {
      start.reason = "bytes behind a request for encryption";
      co_return start;
    }
    const bool accept = is_tls_request && listener.tls != ListenerTls::off;
    const bool answered = co_await net::write_all(client, accept ? "S" : "N");
    if (!answered) co_return start;
    if (accept) {
      const bool begun = co_await begin_tls(client, tls, start);
      if (!begun) co_return start;
    }
  }
  start.reason = "too many requests for encryption";
  co_return start;
}

}  // namespace jaali::proxy::session::postgres

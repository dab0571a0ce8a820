#include "proxy/session/mysql/start_up.h"

#include "proxy/session/mysql/own_error.h"

namespace jaali::proxy::session::mysql {
namespace {

// Named: what an expression with co_await builds in place, GCC 12 frees twice.
const OwnError tls_required{3159, "HY000", "jaali: connections using insecure transport are prohibited by this listener (--ssl-mode=REQUIRED or stronger)"};
const OwnError bad_handshake{1043, "08S01", "jaali: bad handshake"};

net::Awaitable<void> tell(net::Stream& client, std::uint8_t sequence, OwnError error) {
  std::string out;
  append_own_error(out, sequence, error);
  co_await net::write_all(client, out);
}

/// SSLRequest was read: the handshake, and then the answer proper.
net::Awaitable<bool> begin_tls(StartUp& start, net::Stream& client, net::TlsContext tls) {
  // A client does not wait for an answer: its ClientHello may be there already. Nothing was read beyond SSLRequest, so
  // whatever else stands behind it, put there by whoever sits on the wire (as CVE-2021-23214), is read as TLS and fails.
  client.start_tls(tls.get(), true);
  const bool done = co_await net::handshake(client);
  if (!done) start.reason = "TLS handshake failed";
  co_return done;
}

}  // namespace

net::Awaitable<void> read_start_up(StartUp& start, net::Stream& client, const ListenerConfig& listener, net::TlsContext tls,
                                   std::string greeting, wire::Capabilities server) {
  start.offered = wire::offered_to_client(server, tls != nullptr && !listener.address.is_unix());
  if (!wire::rewrite_capabilities({reinterpret_cast<std::byte*>(greeting.data()), greeting.size()}, start.offered)) {
    start.reason = "the greeting cannot be passed on";
    co_return;
  }
  const bool greeted = co_await write_packet(client, start.sequence, greeting);
  bool nothing = false;
  const bool came = greeted && co_await read_packet(client, start.sequence, start.payload, wire::max_login_payload, &nothing);
  if (!came) {
    start.kind = !greeted || nothing ? StartUp::Kind::silent : StartUp::Kind::dropped;
    start.reason = "closed, or no packet, in answer to the greeting";
    co_return;
  }
  if (wire::is_ssl_request(protocol::bytes_of(start.payload))) {
    if (!wire::has(start.offered, wire::cap_ssl) || !wire::decode_ssl_request(protocol::bytes_of(start.payload), start.offered)) {
      start.reason = "SSLRequest where no TLS was offered";
      co_return;
    }
    const bool begun = co_await begin_tls(start, client, tls);
    if (!begun) co_return;
    const bool answered = co_await read_packet(client, start.sequence, start.payload, wire::max_login_payload);
    if (!answered) {
      start.reason = "closed after the TLS handshake";
      co_return;
    }
  } else if (listener.tls == ListenerTls::require && !listener.address.is_unix()) {
    // Before a byte of the proof is looked at.
    start.reason = "plaintext on a listener that requires TLS";
    co_await tell(client, start.sequence, tls_required);
    co_return;
  }
  const auto view = wire::decode_handshake_response(protocol::bytes_of(start.payload), start.offered);
  if (!view) {
    start.reason = "malformed HandshakeResponse: " + std::string(to_string(view.error()));
    co_await tell(client, start.sequence, bad_handshake);
    co_return;
  }
  start.view = *view;
  start.kind = StartUp::Kind::session;
}

}  // namespace jaali::proxy::session::mysql

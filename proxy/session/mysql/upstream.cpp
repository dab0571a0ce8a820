#include "proxy/session/mysql/upstream.h"

#include <boost/asio/this_coro.hpp>

#include "protocol/mysql/command.h"
#include "protocol/mysql/response.h"

namespace jaali::proxy::session::mysql {
namespace {

constexpr std::size_t most_greeting = 64 * 1024;
constexpr int most_leave_rounds = 6;
constexpr auto leave_time = std::chrono::seconds(3);
/// No such user is to exist. Not the service account: failed logins of it would be counted against it.
constexpr std::string_view nobody = "jaali_left_before_login";

net::Awaitable<std::string> read_greeting(Upstream& server) {
  const bool came = co_await read_packet(*server.stream, server.sequence, server.greeting, most_greeting);
  if (!came) co_return "the server closed before its greeting";
  if (wire::is_error(protocol::bytes_of(server.greeting))) {
    server.error = server.greeting;
    const auto error = wire::decode_error(protocol::bytes_of(server.error));
    co_return error ? "the server refuses connections: " + std::string(error->message) : std::string("malformed error of the server");
  }
  const auto view = wire::decode_handshake_v10(protocol::bytes_of(server.greeting));
  if (!view) co_return "the server's greeting cannot be read: " + std::string(to_string(view.error()));
  server.view = *view;
  co_return std::string();
}

}  // namespace

net::Awaitable<void> greet(Upstream& server, const UpstreamConfig& upstream, net::ProxiedClient client) {
  const auto executor = co_await boost::asio::this_coro::executor;
  for (const auto& endpoint : upstream.hosts) {
    auto connected = co_await dial(upstream, endpoint, client);
    if (!connected.stream) {
      server.reason = connected.error;
      continue;
    }
    server.stream = std::move(connected.stream);
    server.endpoint = endpoint;
    server.sequence = 0;
    net::Deadline deadline(executor, upstream.connect_timeout);
    deadline.watch(server.stream.get());
    server.reason = co_await read_greeting(server);
    if (deadline.expired()) server.reason = "the server's greeting took too long";
    if (server.reason.empty()) co_return;
    server.stream.reset();
    if (!server.error.empty()) co_return;  // it is there, and says why not
  }
}

net::Awaitable<std::string> secure(Upstream& server, const UpstreamConfig& upstream, net::TlsContext tls, wire::SslRequestView request) {
  if (!wire::has(server.view.capabilities, wire::cap_ssl)) co_return "the server does not offer TLS";
  // The greeting was all that it may have said before TLS (as CVE-2021-23222).
  if (server.stream->has_unread_bytes()) co_return "bytes behind the server's greeting";
  std::string out;
  wire::append_ssl_request(out, server.sequence, request);
  const auto executor = co_await boost::asio::this_coro::executor;
  net::Deadline deadline(executor, upstream.connect_timeout);
  deadline.watch(server.stream.get());
  const bool sent = co_await net::write_all(*server.stream, out);
  if (!sent) co_return "the server closed on SSLRequest";
  const auto problem = co_await begin_upstream_tls(*server.stream, upstream, server.endpoint, std::move(tls));
  co_return deadline.expired() ? "TLS with the server took too long" : problem;
}

net::Awaitable<void> take_leave(Upstream& server) {
  if (!server.stream || !server.stream->is_open()) co_return;
  const auto executor = co_await boost::asio::this_coro::executor;
  net::Deadline deadline(executor, leave_time);
  deadline.watch(server.stream.get());
  bool good = true;
  if (server.answered) {
    good = co_await write_packet(*server.stream, server.sequence, {});
  } else {
    wire::HandshakeResponseView response;
    response.capabilities = wire::cap_long_password | wire::cap_protocol_41 | wire::cap_secure_connection |
                            (server.view.capabilities & wire::cap_plugin_auth) |
                            (server.stream->is_tls() ? wire::cap_ssl : wire::Capabilities{0});
    response.max_packet_size = 1 << 24;
    response.collation = server.view.collation;
    response.user = nobody;
    response.plugin = server.view.plugin;
    std::string out;
    if (!wire::append_handshake_response(out, server.sequence, response)) co_return;
    good = co_await net::write_all(*server.stream, out);
  }
  std::string payload;
  for (int round = 0; good && round < most_leave_rounds; ++round) {
    const bool came = co_await read_packet(*server.stream, server.sequence, payload, most_greeting);
    if (!came) co_return;
    switch (wire::login_packet(protocol::bytes_of(payload), wire::cap_protocol_41)) {
      case wire::LoginPacket::error: co_return;
      case wire::LoginPacket::ok: {
        std::string quit;
        std::uint8_t sequence = 0;
        wire::append_bare(quit, sequence, wire::Command::quit);
        co_await net::write_all(*server.stream, quit);
        co_return;
      }
      case wire::LoginPacket::auth_switch:
      case wire::LoginPacket::old_auth_switch:
      case wire::LoginPacket::more_data:
      case wire::LoginPacket::next_factor:
      case wire::LoginPacket::plugin_data: break;
    }
    good = co_await write_packet(*server.stream, server.sequence, {});
  }
}

}  // namespace jaali::proxy::session::mysql

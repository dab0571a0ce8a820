#include "proxy/session/postgres/upstream_login.h"

#include <boost/asio/this_coro.hpp>

#include "protocol/postgres/backend.h"
#include "protocol/postgres/channel_binding.h"
#include "protocol/postgres/frontend.h"
#include "proxy/session/dial.h"
#include "proxy/session/postgres/strip.h"

namespace jaali::proxy::session::postgres {
namespace {

namespace wire = protocol::postgres;
constexpr std::uint32_t max_login_message = 64 * 1024;
constexpr std::size_t max_login_bytes = 1024 * 1024;  // a hostile upstream may not fill our memory before ReadyForQuery

net::Awaitable<std::string> begin_tls(net::Stream& stream, const UpstreamConfig& upstream, const Endpoint& endpoint,
                                      net::TlsContext tls) {
  std::string request;
  wire::append_ssl_request(request);
  std::string answer;
  const bool sent = co_await net::write_all(stream, request);
  const bool answered = sent && co_await net::read_exactly(stream, answer, 1);
  if (!answered) co_return "the server closed on SSLRequest";
  if (answer != "S") co_return "the server does not offer TLS";
  // CVE-2021-23222: bytes behind the S were not sent by the server that will prove who it is.
  if (stream.has_unread_bytes()) co_return "bytes behind the server's answer to SSLRequest";
  co_return co_await begin_upstream_tls(stream, upstream, endpoint, std::move(tls));
}

net::Awaitable<net::Connected> connect(const UpstreamConfig& upstream, const Endpoint& endpoint, net::TlsContext tls,
                                       net::ProxiedClient client) {
  auto connected = co_await dial(upstream, endpoint, std::move(client));
  if (!connected.stream || endpoint.is_unix() || upstream.tls == UpstreamTls::off) co_return connected;
  const auto executor = co_await boost::asio::this_coro::executor;
  net::Deadline deadline(executor, upstream.connect_timeout);
  deadline.watch(connected.stream.get());
  connected.error = co_await begin_tls(*connected.stream, upstream, endpoint, tls);
  if (deadline.expired()) connected.error = "TLS with the server took too long";
  if (!connected.error.empty()) connected.stream.reset();
  co_return connected;
}

net::Awaitable<bool> read_message(net::Stream& stream, std::string& message) {
  message.clear();
  const bool has_head = co_await net::read_exactly(stream, message, wire::head_size);
  if (!has_head) co_return false;
  const auto head = wire::peek_head(protocol::bytes_of(message), max_login_message);
  if (!head || !*head) co_return false;
  co_return co_await net::read_exactly(stream, message, (*head)->body_size);
}

void fail(Upstream& upstream, std::string sqlstate, std::string message) {
  upstream.stream.reset();
  upstream.reason = message;
  append_own_error(upstream.error, "FATAL", sqlstate, "jaali: " + message);
}

struct Offered {
  bool plain = false, plus = false;
};

/// SCRAM with the key that the client's proof gave away, or with the password it sent.
net::Awaitable<std::string> scram(net::Stream& stream, Offered offered, Credentials& credentials) {
  const auto certificate = stream.is_tls() ? SSL_get0_peer_certificate(stream.ssl()) : nullptr;
  const auto binding = certificate ? wire::tls_server_end_point(certificate) : std::nullopt;
  if (!offered.plain && !binding) co_return "the server offers channel binding alone, and there is no TLS to bind to";
  std::optional<wire::ScramClient> client;
  if (credentials.verifier && !credentials.client_key.empty()) {
    client.emplace(std::move(credentials.client_key), credentials.verifier->clone(), binding.value_or(std::string()), offered.plus);
  } else if (!credentials.password.empty()) {
    client.emplace(std::move(credentials.password), binding.value_or(std::string()), offered.plus);
  } else {
    co_return "the server asks for SCRAM, and this login has no key for it";
  }
  std::string out, message;
  const auto first = client->first();
  wire::append_sasl_initial_response(out, client->mechanism(), first);
  bool sent = co_await net::write_all(stream, out);
  bool came = sent && co_await read_message(stream, message);
  if (!came) co_return "the server closed during SCRAM";
  auto body = protocol::bytes_of(message).subspan(wire::head_size);
  if (message[0] == static_cast<char>(wire::Backend::error_response)) co_return message;
  auto authentication = wire::decode_authentication(body);
  if (message[0] != static_cast<char>(wire::Backend::authentication) || !authentication ||
      authentication->kind != wire::Authentication::sasl_continue) {
    co_return "the server broke off SCRAM";
  }
  const auto last = client->final(protocol::text_of(authentication->data));
  if (!last) co_return "SCRAM with the server: " + std::string(to_string(last.error()));
  out.clear();
  wire::append_sasl_response(out, *last);
  sent = co_await net::write_all(stream, out);
  came = sent && co_await read_message(stream, message);
  if (!came) co_return "the server closed during SCRAM";
  if (message[0] == static_cast<char>(wire::Backend::error_response)) co_return message;
  authentication = wire::decode_authentication(protocol::bytes_of(message).subspan(wire::head_size));
  if (message[0] != static_cast<char>(wire::Backend::authentication) || !authentication ||
      authentication->kind != wire::Authentication::sasl_final) {
    co_return "the server broke off SCRAM";
  }
  const auto verified = client->verify(protocol::text_of(authentication->data));
  co_return verified ? std::string() : "SCRAM with the server: " + std::string(to_string(verified.error()));
}

/// Answers one authentication request; the text is empty where login goes on, an ErrorResponse, or a reason.
net::Awaitable<std::string> answer(net::Stream& stream, const wire::AuthenticationView& request, std::string user,
                                   const UpstreamConfig& upstream, const Endpoint& endpoint, Credentials& credentials, Upstream& result) {
  std::string out;
  switch (request.kind) {
    case wire::Authentication::ok: co_return std::string();
    case wire::Authentication::sasl: {
      const auto mechanisms = wire::decode_sasl_mechanisms(request.data);
      Offered offered;
      if (!mechanisms) co_return "malformed SASL mechanisms";
      for (const auto mechanism : *mechanisms) {
        offered.plain = offered.plain || mechanism == "SCRAM-SHA-256";
        offered.plus = offered.plus || mechanism == "SCRAM-SHA-256-PLUS";
      }
      if (!offered.plain && !offered.plus) co_return "the server offers no SASL mechanism that is known";
      co_return co_await scram(stream, offered, credentials);
    }
    case wire::Authentication::md5_password: {
      result.md5 = true;
      const auto salt = protocol::text_of(request.data);
      if (!credentials.md5_hash.empty()) {
        wire::append_password(out, wire::md5_response_of_hash(credentials.md5_hash.reveal(), salt));
      } else if (!credentials.password.empty()) {
        wire::append_password(out, wire::md5_response(user, credentials.password, salt));
      } else {
        co_return "the server asks for md5, and this login has no password for it";
      }
      const bool sent = co_await net::write_all(stream, out);
      co_return sent ? std::string() : "the server closed during login";
    }
    case wire::Authentication::cleartext_password: {
      if (credentials.password.empty()) co_return "the server asks for the password itself; set login = \"password\"";
      if (!stream.is_tls() && !endpoint.is_loopback()) {
        co_return "the server asks for the password in the clear without TLS; set tls for the upstream";
      }
      (void)upstream;
      wire::append_password(out, credentials.password.reveal());
      const bool sent = co_await net::write_all(stream, out);
      OPENSSL_cleanse(out.data(), out.size());
      co_return sent ? std::string() : "the server closed during login";
    }
    case wire::Authentication::kerberos_v5:
    case wire::Authentication::gss:
    case wire::Authentication::gss_continue:
    case wire::Authentication::sspi:
    case wire::Authentication::sasl_continue:
    case wire::Authentication::sasl_final: break;
  }
  co_return "the server asks for an authentication method that is not supported";
}

net::Awaitable<void> read_until_ready(Upstream& result, const StartUp& start, const UpstreamConfig& upstream,
                                      Credentials& credentials) {
  std::string message;
  const std::string user = start.parameter("user");
  bool authenticated = false, asked = false;
  for (;;) {
    const bool came = co_await read_message(*result.stream, message);
    if (!came) co_return fail(result, "08006", "the server closed the connection during login");
    const auto body = protocol::bytes_of(message).subspan(wire::head_size);
    const auto type = wire::backend_type(message[0]);
    if (!type) co_return fail(result, "08P01", "an unknown message of the server during login");
    if (*type == wire::Backend::error_response) {
      const auto view = wire::decode_error(body);
      result.reason = view ? std::string(view->field('M')) : "malformed error";
      result.error = message;
      result.stream.reset();
      co_return;
    }
    if (*type == wire::Backend::authentication) {
      const auto request = wire::decode_authentication(body);
      if (!request || authenticated) co_return fail(result, "08P01", "a malformed authentication request of the server");
      authenticated = request->kind == wire::Authentication::ok;
      // By pg_hba.conf it trusts whoever comes from where we are, or takes us for a user of the system.
      if (authenticated && !asked && upstream.login == Login::password) {
        co_return fail(result, "28000", "the server did not ask for the password, so that nobody has checked it");
      }
      asked = true;
      const auto problem = co_await answer(*result.stream, *request, user, upstream, result.endpoint, credentials, result);
      if (problem.empty()) continue;
      if (problem[0] != static_cast<char>(wire::Backend::error_response) || problem.find('\0') == std::string::npos) {
        co_return fail(result, "28000", problem);
      }
      result.error = problem;
      result.reason = "the server refused the login";
      result.stream.reset();
      co_return;
    }
    if (*type == wire::Backend::negotiate_protocol_version) {
      if (!wire::decode_negotiate_protocol_version(body)) co_return fail(result, "08P01", "malformed NegotiateProtocolVersion");
      continue;  // it speaks an older version, which only shortens the cancel key
    }
    if (!authenticated) co_return fail(result, "08P01", "the server went on without authentication");
    switch (*type) {
      case wire::Backend::parameter_status: {
        const auto status = wire::decode_parameter_status(body);
        if (!status) co_return fail(result, "08P01", "malformed ParameterStatus");
        result.parameters[std::string(status->name)] = status->value;
        break;
      }
      case wire::Backend::backend_key_data: {
        const auto key = wire::decode_backend_key_data(body);
        if (!key) co_return fail(result, "08P01", "malformed BackendKeyData");
        result.process_id = key->process_id;
        break;
      }
      case wire::Backend::notice_response: break;
      case wire::Backend::ready_for_query:
        if (!wire::decode_ready_for_query(body)) co_return fail(result, "08P01", "malformed ReadyForQuery");
        result.messages += message;
        co_return;
      default: co_return fail(result, "08P01", "an unexpected message of the server during login");
    }
    result.messages += message;
    if (result.messages.size() > max_login_bytes) co_return fail(result, "08P01", "the server's login does not end");
  }
}

}  // namespace

net::Awaitable<Upstream> log_in_upstream(const UpstreamConfig& upstream, net::TlsContext tls, net::ProxiedClient client,
                                         const StartUp& start, Credentials& credentials, net::Deadline& deadline) {
  Upstream result;
  std::string why;
  for (const auto& endpoint : upstream.hosts) {
    auto connected = co_await connect(upstream, endpoint, tls, client);
    if (connected.stream) {
      result.stream = std::move(connected.stream);
      result.endpoint = endpoint;
      break;
    }
    why = connected.error;
    if (deadline.expired()) break;
  }
  if (!result.stream) {
    fail(result, "08001", "the server cannot be reached");
    result.reason = why;
    co_return result;
  }
  deadline.watch(result.stream.get());
  auto* watched = result.stream.get();
  std::string packet;
  wire::append_startup_message(packet, start.protocol, start.parameters);
  const bool sent = co_await net::write_all(*result.stream, packet);
  if (sent) {
    co_await read_until_ready(result, start, upstream, credentials);
  } else {
    fail(result, "08006", "the server closed the connection");
  }
  deadline.forget(watched);
  if (result.stream && deadline.expired()) fail(result, "08006", "login took too long");
  co_return result;
}

net::Awaitable<void> pass_on_cancel(const UpstreamConfig& upstream, net::TlsContext tls, net::ProxiedClient client, std::string packet) {
  const auto executor = co_await boost::asio::this_coro::executor;
  for (const auto& endpoint : upstream.hosts) {
    auto connected = co_await connect(upstream, endpoint, tls, client);
    if (!connected.stream) continue;
    net::Deadline deadline(executor, upstream.connect_timeout);
    deadline.watch(connected.stream.get());
    std::string rest;
    const bool sent = co_await net::write_all(*connected.stream, packet);
    // The server closes when it has acted: only then may the client be told.
    if (sent) co_await net::read_exactly(*connected.stream, rest, 1);
  }
}

}  // namespace jaali::proxy::session::postgres

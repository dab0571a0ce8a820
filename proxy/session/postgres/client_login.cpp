#include "proxy/session/postgres/client_login.h"

#include <openssl/rand.h>

#include <array>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "protocol/postgres/backend.h"
#include "protocol/postgres/frontend.h"

namespace jaali::proxy::session::postgres {
namespace {

namespace wire = protocol::postgres;
namespace asio = boost::asio;
constexpr std::uint32_t max_password_message = 16 * 1024;  // cloud tokens run to 2 KB and more (wire-notes §6)

using AuthResult = catalog::CatalogService::Result<catalog::AuthRow>;

/// The auth query's answer, back on this coroutine's thread.
net::Awaitable<AuthResult> look_up(catalog::CatalogService& catalogs, std::string user) {
  const auto executor = co_await asio::this_coro::executor;
  auto initiate = [&catalogs, user, executor](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    catalogs.auth_row(user, [shared, executor](AuthResult result) {
      asio::dispatch(executor, [shared, result = std::move(result)]() mutable { std::move(*shared)(std::move(result)); });
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(AuthResult)>(initiate, asio::use_awaitable);
}

/// One password message ('p') of the client: its body.
net::Awaitable<bool> read_password_message(net::Stream& client, std::string& body) {
  std::string head;
  const bool has_head = co_await net::read_exactly(client, head, wire::head_size);
  if (!has_head) co_return false;
  const auto decoded = wire::peek_head(protocol::bytes_of(head), max_password_message);
  if (!decoded || !*decoded || (*decoded)->type != static_cast<char>(wire::Frontend::password)) co_return false;
  co_return co_await net::read_exactly(client, body, (*decoded)->body_size);
}

void reject(Credentials& credentials, const std::string& user, std::string reason) {
  credentials.good = false;
  credentials.sqlstate = "28P01";
  credentials.message = "password authentication failed for user \"" + user + "\"";
  credentials.reason = std::move(reason);
}

net::Awaitable<void> by_scram(net::Stream& client, const StartUp& start, std::string user, wire::ScramVerifier verifier,
                              bool known, Credentials& credentials) {
  const bool plus = client.is_tls() && !start.channel_binding.empty();
  std::string out;
  const std::array<std::string_view, 2> offered{plus ? "SCRAM-SHA-256-PLUS" : "SCRAM-SHA-256", "SCRAM-SHA-256"};
  wire::append_sasl_mechanisms(out, std::span(offered).first(plus ? 2 : 1));
  bool sent = co_await net::write_all(client, out);
  std::string body;
  const bool first_came = sent && co_await read_password_message(client, body);
  if (!first_came) co_return reject(credentials, user, "closed during SCRAM");
  const auto initial = wire::decode_sasl_initial_response(protocol::bytes_of(body));
  if (!initial || !initial->response) co_return reject(credentials, user, "malformed SASLInitialResponse");
  credentials.method = initial->mechanism;
  wire::ScramServer server(verifier.clone(), known, plus ? start.channel_binding : std::string());
  auto challenge = server.first(initial->mechanism, protocol::text_of(*initial->response));
  if (!challenge) co_return reject(credentials, user, "SCRAM: " + std::string(to_string(challenge.error())));
  out.clear();
  wire::append_authentication(out, wire::Authentication::sasl_continue, *challenge);
  sent = co_await net::write_all(client, out);
  body.clear();
  const bool final_came = sent && co_await read_password_message(client, body);
  if (!final_came) co_return reject(credentials, user, "closed during SCRAM");
  auto last = server.final(body);
  if (!last) co_return reject(credentials, user, "SCRAM: " + std::string(to_string(last.error())));
  credentials.sasl_final = *last;
  credentials.client_key = server.take_client_key();
  credentials.verifier = std::move(verifier);
  credentials.good = true;
}

net::Awaitable<void> by_md5(net::Stream& client, std::string user, std::string stored, Credentials& credentials) {
  std::array<unsigned char, 4> salt_bytes{};
  RAND_bytes(salt_bytes.data(), static_cast<int>(salt_bytes.size()));
  const std::string salt(salt_bytes.begin(), salt_bytes.end());
  std::string out;
  wire::append_authentication(out, wire::Authentication::md5_password, salt);
  const bool sent = co_await net::write_all(client, out);
  std::string body;
  const bool came = sent && co_await read_password_message(client, body);
  credentials.method = "md5";
  if (!came) co_return reject(credentials, user, "closed during md5 login");
  const auto answer = wire::decode_password(protocol::bytes_of(body));
  const protocol::Secret expected(wire::md5_response_of_hash(stored, salt));
  if (!answer || !expected.equals(*answer)) co_return reject(credentials, user, "wrong password (md5)");
  credentials.md5_hash = protocol::Secret(stored);
  credentials.good = true;
}

net::Awaitable<void> by_password(net::Stream& client, std::string user, Credentials& credentials) {
  credentials.method = "password";
  if (!client.is_tls()) {
    credentials.sqlstate = "28000";
    credentials.message = "jaali: this upstream asks for the password itself, which is taken inside TLS only";
    credentials.reason = "password login without TLS";
    co_return;
  }
  std::string out;
  wire::append_authentication(out, wire::Authentication::cleartext_password);
  const bool sent = co_await net::write_all(client, out);
  std::string body;
  const bool came = sent && co_await read_password_message(client, body);
  const auto password = came ? wire::decode_password(protocol::bytes_of(body)) : protocol::WireError::truncated;
  if (!password || password->empty()) co_return reject(credentials, user, "no password given");
  credentials.password = protocol::Secret(*password);
  OPENSSL_cleanse(body.data(), body.size());
  credentials.good = true;
}

}  // namespace

net::Awaitable<Credentials> authenticate_client(net::Stream& client, const StartUp& start, const UpstreamConfig& upstream,
                                                catalog::CatalogService& catalogs, const protocol::Secret& mock_seed) {
  Credentials credentials;
  const std::string user = start.parameter("user");
  switch (upstream.login) {
    case Login::trust:
      credentials.method = "trust";
      credentials.good = true;
      break;
    case Login::password: co_await by_password(client, user, credentials); break;
    case Login::scram: {
      const auto row = co_await look_up(catalogs, user);
      if (!row) {
        credentials.sqlstate = "57P03";
        credentials.message = "jaali: users cannot be looked up now";
        credentials.reason = "auth query: " + row.error();
        break;
      }
      if (row->known && row->verifier.starts_with("md5")) {
        co_await by_md5(client, user, row->verifier, credentials);
        break;
      }
      auto verifier = row->known ? wire::ScramVerifier::parse(row->verifier) : std::nullopt;
      const bool known = verifier.has_value();
      auto used = known ? std::move(*verifier) : wire::ScramVerifier::mock(mock_seed, user);
      co_await by_scram(client, start, user, std::move(used), known, credentials);
      break;
    }
    case Login::relay:
      credentials.sqlstate = "28000";
      credentials.message = "jaali: login = \"relay\" is for MySQL";
      credentials.reason = "misconfigured login";
      break;
  }
  co_return credentials;
}

}  // namespace jaali::proxy::session::postgres

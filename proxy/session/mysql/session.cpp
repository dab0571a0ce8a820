#include "proxy/session/mysql/session.h"

#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <boost/asio/this_coro.hpp>

#include "protocol/mysql/response.h"
#include "protocol/mysql/wire_writer.h"
#include "proxy/session/mysql/auth_exchange.h"
#include "proxy/session/mysql/own_error.h"
#include "proxy/session/mysql/relay.h"
#include "proxy/session/mysql/start_up.h"
#include "proxy/session/mysql/upstream.h"

namespace jaali::proxy::session::mysql {
namespace {

/// Servers wait for each answer of a login no longer than connect_timeout, 10 s, and count the client that kept them waiting
/// against its address, which is ours: we take leave before.
constexpr std::chrono::seconds most_thinking{8};

const OwnError too_many{1040, "08004", "jaali: too many connections"};
const OwnError unreachable{1105, "HY000", "jaali: the server cannot be reached"};

/// A bare TCP probe has gone again by now: no server need hear of it.
bool has_left(net::Stream& client) {
  std::byte byte;
  return ::recv(client.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

net::Awaitable<void> tell_early(net::Stream& client, OwnError error) {
  std::string out;
  std::uint8_t sequence = 0;
  append_early_error(out, sequence, error);
  co_await net::write_all(client, out);
}

net::Awaitable<void> tell(net::Stream& client, std::uint8_t sequence, OwnError error) {
  std::string out;
  append_own_error(out, sequence, error);
  co_await net::write_all(client, out);
}

net::Awaitable<void> say_goodbye(net::Stream& server) {
  std::string out;
  std::uint8_t sequence = 0;
  wire::append_bare(out, sequence, wire::Command::quit);
  co_await net::write_all(server, out);
}

/// What the login's steps share besides Login itself.
struct Proof {
  AuthSetting setting;
  std::string scramble;  ///< the last one
  std::string plugin;    ///< that decided
  std::string reason;    ///< it failed: why
  std::string accepted;  ///< the server's OK
  std::chrono::seconds server_time{10};
  bool client_left = false, server_left = false;
  bool told = false;     ///< the client has heard of it
};

std::string denial_of(const std::string& payload) {
  const auto error = wire::decode_error(protocol::bytes_of(payload));
  return error ? "the server refused the login: " + std::string(error->message) : std::string("the server refused the login");
}

net::Awaitable<bool> send_response(Upstream& server, const StartUp& start, wire::Capabilities capabilities, bool names_plugin,
                                   protocol::Secret proof) {
  wire::HandshakeResponseView response = start.view;
  if (!names_plugin) response.plugin = {};
  response.capabilities = capabilities;
  response.auth_response = protocol::bytes_of(proof.reveal());
  std::string out;
  if (!wire::append_handshake_response(out, server.sequence, response)) co_return false;
  const bool sent = co_await net::write_all(*server.stream, out);
  OPENSSL_cleanse(out.data(), out.size());
  server.answered = sent;
  co_return sent;
}

net::Awaitable<bool> read_within(std::chrono::seconds time, net::Stream& stream, std::uint8_t& sequence, std::string& payload) {
  const auto executor = co_await boost::asio::this_coro::executor;
  net::Deadline deadline(executor, time);
  deadline.watch(&stream);
  co_return co_await read_packet(stream, sequence, payload, wire::max_login_payload);
}

/// Passes packets of the login on until the server has decided, or one side has gone.
net::Awaitable<void> prove(Proof& proof, net::Stream& client, StartUp& start, Upstream& server) {
  using Next = AuthExchange::Step::Next;
  proof.reason = refuse_user(proof.setting, start.view.user);
  if (!proof.reason.empty()) co_return;
  AuthExchange exchange(proof.setting, start.view.plugin, server.view.scramble());
  std::string payload;
  auto step = exchange.begin(start.view.auth_response);
  for (;;) {
    proof.scramble = exchange.scramble();
    proof.plugin = exchange.plugins();
    if (step.next == Next::accepted) {
      proof.accepted = std::move(*step.to_client);
      co_return;
    }
    if (step.next == Next::broken) {
      proof.reason = step.reason;
      co_return;
    }
    if (step.to_server) {
      bool sent = false;
      if (server.answered) {
        sent = co_await write_packet(*server.stream, server.sequence, step.to_server->reveal());
      } else {
        protocol::Secret secret = std::move(*step.to_server);
        sent = co_await send_response(server, start, proof.setting.capabilities, exchange.names_plugin(), std::move(secret));
      }
      if (!sent) {
        proof.server_left = true;
        proof.reason = "the server closed during login";
        co_return;
      }
    }
    if (step.to_client) {
      const bool sent = co_await write_packet(client, start.sequence, *step.to_client);
      if (step.next == Next::denied) {
        proof.reason = denial_of(*step.to_client);
        proof.told = true;
        proof.server_left = true;
        co_return;
      }
      if (!sent) {
        proof.client_left = true;
        proof.reason = "closed during login";
        co_return;
      }
    }
    if (step.next == Next::client) {
      const bool came = co_await read_within(most_thinking, client, start.sequence, payload);
      if (!came) {
        proof.client_left = true;
        proof.reason = "closed during login";
        co_return;
      }
      step = exchange.on_client(protocol::bytes_of(payload));
      OPENSSL_cleanse(payload.data(), payload.size());
    } else {
      const bool came = co_await read_within(proof.server_time, *server.stream, server.sequence, payload);
      if (!came) {
        proof.server_left = true;
        proof.reason = "the server closed during login";
        co_return;
      }
      step = exchange.on_server(protocol::bytes_of(payload));
    }
  }
}

void name_caller(Login& login, const StartUp& start) {
  const auto program = start.view.attribute("program_name");
  login.name_caller(std::string(start.view.user), std::string(start.view.database), std::string(program.value_or(std::string_view())));
}

/// TLS on the server's leg as configured, with what the client asks for otherwise.
net::Awaitable<std::string> secure_as_configured(Upstream& server, const Login& login, const StartUp& start, net::TlsContext tls,
                                                 wire::Capabilities capabilities) {
  if (login.upstream.tls == UpstreamTls::off || server.endpoint.is_unix()) co_return std::string();
  wire::SslRequestView request;
  request.capabilities = capabilities;
  request.max_packet_size = start.view.max_packet_size;
  request.collation = start.view.collation;
  request.filler = start.view.filler;
  co_return co_await secure(server, login.upstream, std::move(tls), request);
}

}  // namespace

net::Awaitable<void> run_session(Arrival arrival) {
  const auto executor = co_await boost::asio::this_coro::executor;
  net::Stream client(std::move(arrival.client));
  Login login(arrival, "mysql");
  auto& house = login.house;
  const auto& limits = house.config().limits;
  if (has_left(client)) co_return;
  if (!login.address_ticket) {
    co_await tell_early(client, too_many);
    co_return;
  }

  Upstream server;
  const auto proxied = login.proxied_client(client);
  co_await greet(server, login.upstream, proxied);
  if (!server.stream) {
    spdlog::error("upstream {}: {}", login.upstream.name, server.reason);
    std::uint8_t sequence = 0;
    if (server.error.empty()) {
      co_await tell_early(client, unreachable);
    } else {
      co_await write_packet(client, sequence, server.error);
    }
    co_return;
  }

  StartUp start;
  {
    const auto time = limits.startup.count() == 0 ? most_thinking : std::min(most_thinking, limits.startup);
    net::Deadline deadline(executor, time);
    deadline.watch(&client);
    const auto tls = house.listener_tls(login.listener.name);
    co_await read_start_up(start, client, login.listener, tls, server.greeting, server.view.capabilities);
    if (deadline.expired() && start.kind != StartUp::Kind::session) start.reason = "start-up took too long";
  }
  if (start.kind != StartUp::Kind::session) {
    client.close();
    if (start.kind == StartUp::Kind::dropped) spdlog::info("{}: dropped during start-up: {}", login.listener.name, start.reason);
    co_await take_leave(server);
    co_return;
  }

  net::Deadline deadline(executor, limits.login);
  deadline.watch(&client);  // and not the server, whose handshake is brought to an end whatever the client does
  name_caller(login, start);
  login.note_tls(client);

  Proof proof;
  const bool upstream_tls = login.upstream.tls != UpstreamTls::off && !server.endpoint.is_unix();
  proof.setting.capabilities = wire::negotiated(start.view.capabilities & start.offered, server.view.capabilities, upstream_tls);
  proof.setting.default_plugin = server.view.plugin;
  if (limits.login.count() != 0) proof.server_time = limits.login;
  const auto tls_of_upstream = house.upstream_tls(login.upstream.name);
  proof.reason = co_await secure_as_configured(server, login, start, tls_of_upstream, proof.setting.capabilities);
  if (!proof.reason.empty()) {
    login.record(audit::Kind::login_failed, proof.reason);
    spdlog::error("upstream {}: {}", login.upstream.name, proof.reason);
    co_await tell(client, start.sequence, unreachable);
    co_return;
  }
  proof.setting.client_private = client.is_tls() || login.client_address.empty();
  proof.setting.server_private = server.is_private();
  if (server.endpoint.is_unix()) proof.setting.system_user = system_user();
  if (!proof.setting.client_private && proof.setting.server_private) proof.setting.own_key = &house.login_key();
  co_await prove(proof, client, start, server);
  login.facts.authentication = proof.plugin;
  if (proof.accepted.empty()) {
    login.record(audit::Kind::login_failed, deadline.expired() ? "login took too long" : proof.reason);
    const OwnError denied{1045, "28000", "jaali: " + proof.reason};
    if (!proof.told && !proof.client_left) co_await tell(client, start.sequence, denied);
    client.close();
    if (!proof.server_left) co_await take_leave(server);
    co_return;
  }

  OwnError refusal;
  if (!login.admit_user()) {
    login.record(audit::Kind::login_failed, "too many connections of the user");
    refusal = {1203, "42000", "jaali: user " + login.facts.user + " already has too many connections"};
  }
  CatalogResult database = std::string();
  std::shared_ptr<const masking_rules::ClassifiedCatalog> judged_by;
  if (refusal.message.empty()) {
    database = co_await open_catalog(house.catalogs(login.upstream.name), std::string(), login.facts.user);
    if (database) judged_by = (*database)->current();
    if (!judged_by) {
      // The server would let this caller in; without a catalog nothing can be judged.
      const std::string why = database ? "not there" : database.error();
      login.record(audit::Kind::login_failed, "no catalog: " + why);
      spdlog::error("{}: no catalog: {}", login.upstream.name, why);
      refusal = {1105, "HY000", "jaali: the server's catalog cannot be read now"};
    } else if (deadline.expired() || !client.is_open()) {
      login.record(audit::Kind::login_failed, "login took too long");
      refusal = {1105, "HY000", "jaali: login took too long"};
    } else if (const auto why = judged_by->role_for(login.caller).none_because;
               !why.empty() && judged_by->policy().mode() == masking_rules::Mode::enforce) {
      login.record(audit::Kind::login_failed, why);
      refusal = {1045, "28000", "jaali: " + why};
    }
  }
  if (!refusal.message.empty()) {
    co_await tell(client, start.sequence, refusal);
    co_await say_goodbye(*server.stream);
    co_return;
  }
  deadline.forget(&client);

  RelayStart begin;
  begin.auth = proof.setting;
  begin.scramble = proof.scramble;
  begin.mariadb = server.view.is_mariadb();
  begin.database = login.facts.database;
  begin.framing.max_packet = limits.message_bytes;
  std::string greeting;
  wire::append_packet(greeting, start.sequence, protocol::bytes_of(proof.accepted));
  if (const auto ok = wire::decode_ok(protocol::bytes_of(proof.accepted), begin.auth.capabilities)) begin.status = ok->status;
  const std::int64_t connection_id = server.view.connection_id;
  HandOver what{std::move(client), std::move(*server.stream), server.endpoint, connection_id, std::move(*database), judged_by,
                std::string(), std::move(greeting)};
  hand_over(std::move(login), std::move(what), [begin](Environment environment) {
    return std::make_unique<Relay>(std::move(environment), begin);
  });
}

}  // namespace jaali::proxy::session::mysql

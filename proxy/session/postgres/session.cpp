#include "proxy/session/postgres/session.h"

#include <openssl/rand.h>
#include <spdlog/spdlog.h>

#include <array>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "proxy/net/transport.h"
#include "proxy/session/postgres/relay.h"
#include "proxy/session/postgres/start_up_settings.h"
#include "proxy/session/postgres/strip.h"
#include "proxy/session/postgres/upstream_login.h"

namespace jaali::proxy::session::postgres {
namespace {

namespace asio = boost::asio;
using CatalogResult = catalog::CatalogService::Result<std::shared_ptr<catalog::DatabaseCatalog>>;

net::Awaitable<CatalogResult> open_catalog(catalog::CatalogService& catalogs, std::string database) {
  const auto executor = co_await asio::this_coro::executor;
  auto initiate = [&catalogs, database, executor](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    catalogs.open(database, [shared, executor](CatalogResult result) {
      asio::dispatch(executor, [shared, result = std::move(result)]() mutable { std::move(*shared)(std::move(result)); });
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(CatalogResult)>(initiate, asio::use_awaitable);
}

std::string random_id() {
  std::array<unsigned char, 8> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  std::string id;
  for (const auto byte : bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    id += digits[byte >> 4];
    id += digits[byte & 15];
  }
  return id;
}

net::Awaitable<void> refuse(net::Stream& client, std::string sqlstate, std::string message) {
  std::string out;
  append_own_error(out, "FATAL", sqlstate, message);
  co_await net::write_all(client, out);
}

/// We speak 3.0 and 3.2 ourselves, so we answer a client that asks for more before anything else, as a server would. The
/// leg to the server is agreed on apart from this one; all that differs is the length of the cancel key.
net::Awaitable<bool> negotiate_version(net::Stream& client, StartUp& start) {
  namespace wire = protocol::postgres;
  const auto spoken = start.protocol >= wire::protocol_3_2 ? wire::protocol_3_2 : wire::protocol_3_0;
  if (start.protocol == spoken && start.protocol_options.empty()) co_return true;
  std::string out;
  const std::vector<std::string_view> unrecognised(start.protocol_options.begin(), start.protocol_options.end());
  wire::append_negotiate_protocol_version(out, spoken, unrecognised);
  start.protocol = spoken;
  co_return co_await net::write_all(client, out);
}

/// Everything about one login that its steps pass on to each other.
struct Login {
  House& house;
  net::Worker& worker;
  gate::Gate& gate;
  const ListenerConfig& listener;
  const UpstreamConfig& upstream;
  audit::SessionFacts facts;
  masking_rules::CallerIdentity caller;
  Admission::TicketPtr address_ticket, user_ticket;

  void record(audit::Kind kind, std::string_view reason) const {
    std::string members;
    audit::append_event(members, kind, facts.members(), reason, {}, audit::Clock::now());
    (void)worker.record(std::move(members));
  }
};

void fill_facts(Login& login, const StartUp& start, const std::string& address, std::uint16_t port) {
  auto& facts = login.facts;
  facts.session = random_id();
  facts.protocol = "postgres";
  facts.user = start.parameter("user");
  facts.database = start.parameter("database").empty() ? facts.user : start.parameter("database");
  facts.application = start.parameter("application_name");
  facts.client_address = address.empty() ? "unix" : address + ":" + std::to_string(port);
  facts.listener = login.listener.name;
  facts.upstream = login.upstream.name;
  facts.tls = start.tls_version;
  facts.certificate_subject = start.certificate.subject;
  facts.certificate_serial = start.certificate.serial;
  auto& caller = login.caller;
  caller.user = facts.user;
  caller.database = facts.database;
  caller.application = facts.application;
  caller.address = address;
  caller.certificate_names = start.certificate.names;
}

void hand_over(Login login, net::Stream client, Upstream server, Credentials& credentials,
               std::shared_ptr<catalog::DatabaseCatalog> database,
               std::shared_ptr<const masking_rules::ClassifiedCatalog> judged_by) {
  auto& worker = login.worker;
  login.facts.server_address = server.endpoint.to_string();
  login.facts.server_pid = server.process_id;

  auto transport_slot = std::make_shared<std::weak_ptr<net::Transport>>();
  auto& catalogs = login.house.catalogs(login.upstream.name);
  Environment environment;
  environment.worker = &worker;
  environment.gate = &login.gate;
  environment.database = std::move(database);
  environment.catalog = std::move(judged_by);
  environment.caller = login.caller;
  environment.facts = login.facts;
  environment.message_bytes = login.house.config().limits.message_bytes;
  environment.refresh_catalog = [&catalogs, &worker, name = login.facts.database](std::string reason, std::function<void()> done) {
    catalogs.refresh(name, std::move(reason), [&worker, done = std::move(done)](const CatalogResult&) {
      asio::post(worker.io(), done);
    });
  };
  environment.resume_client = [transport_slot] {
    if (auto transport = transport_slot->lock()) transport->resume_client();
  };
  environment.alarm = [&house = login.house, who = login.facts.user + "@" + login.facts.database](std::string what) {
    spdlog::warn("{}: {}", who, what);
    house.record(audit::Kind::alarm, who + ": " + what);
  };
  environment.ended = [address = std::shared_ptr<Admission::Ticket>(std::move(login.address_ticket)),
                       user = std::shared_ptr<Admission::Ticket>(std::move(login.user_ticket))]() mutable {
    address.reset();
    user.reset();
  };
  auto relay = std::make_unique<Relay>(std::move(environment), server.parameters);
  login.facts.role = relay->role_name();

  std::string greeting;
  namespace wire = protocol::postgres;
  if (!credentials.sasl_final.empty()) wire::append_authentication(greeting, wire::Authentication::sasl_final, credentials.sasl_final);
  wire::append_authentication(greeting, wire::Authentication::ok);
  greeting += server.messages;

  std::string members;
  audit::append_event(members, audit::Kind::login, login.facts.members(), "login", {}, audit::Clock::now());
  const auto sequence = worker.record(std::move(members));
  auto transport = std::make_shared<net::Transport>(worker, std::move(client), std::move(*server.stream), std::move(relay));
  *transport_slot = transport;
  if (!sequence) return transport->end("58030", "jaali: the audit log does not take records; nobody is let in without one");
  transport->start(std::move(greeting), *sequence);
}

}  // namespace

net::Awaitable<void> run_session(House& house, net::Worker& worker, gate::Gate& gate, const ListenerConfig& listener,
                                 net::Socket socket, std::string address, std::uint16_t port, Admission::TicketPtr ticket) {
  const auto executor = co_await asio::this_coro::executor;
  const auto& limits = house.config().limits;
  const auto& upstream = house.config().upstreams.at(listener.upstream);
  net::Stream client(std::move(socket));
  const auto tls = house.listener_tls(listener.name);
  Login login{house, worker, gate, listener, upstream, {}, {}, std::move(ticket), nullptr};

  StartUp start;
  {
    net::Deadline deadline(executor, limits.startup);
    deadline.watch(&client);
    start = co_await read_start_up(client, listener, tls);
    if (deadline.expired()) start.reason = "start-up took too long";
  }
  if (start.kind == StartUp::Kind::silent) co_return;
  if (start.kind == StartUp::Kind::dropped) {
    spdlog::info("{}: dropped during start-up: {}", listener.name, start.reason);
    co_return;
  }
  net::Deadline deadline(executor, limits.login);
  deadline.watch(&client);
  const auto upstream_tls = house.upstream_tls(upstream.name);
  if (start.kind == StartUp::Kind::cancel) {
    co_await pass_on_cancel(upstream, upstream_tls, start.cancel_packet);
    co_return;
  }
  if (!login.address_ticket) {
    co_await refuse(client, "53300", "jaali: too many connections");
    co_return;
  }
  const bool agreed = co_await negotiate_version(client, start);
  if (!agreed) co_return;
  fill_facts(login, start, address, port);
  auto credentials = co_await authenticate_client(client, start, upstream, house.catalogs(upstream.name), house.mock_seed());
  login.facts.authentication = credentials.method;
  if (!credentials.good) {
    login.record(audit::Kind::login_failed, deadline.expired() ? "login took too long" : credentials.reason);
    co_await refuse(client, credentials.sqlstate, credentials.message);
    co_return;
  }
  login.user_ticket = house.admission().admit_user(upstream.name, login.facts.user);
  if (!login.user_ticket) {
    login.record(audit::Kind::login_failed, "too many connections of the user");
    co_await refuse(client, "53300", "jaali: too many connections for user \"" + login.facts.user + "\"");
    co_return;
  }
  const bool replication = asks_for_replication(start.parameters);
  const std::string catalog_name = replication && start.parameter("database").empty() ? upstream.service.database : login.facts.database;
  auto database = co_await open_catalog(house.catalogs(upstream.name), catalog_name);
  const auto judged_by = database ? (*database)->current() : nullptr;
  if (database && !judged_by) database = CatalogResult(std::string("the database was dropped just now"));
  if (database) {
    const auto problem = judge_start_up(start.parameters, login.caller, *judged_by);
    if (!problem.empty()) {
      login.record(audit::Kind::login_failed, problem);
      co_await refuse(client, "42501", "jaali: " + problem);
      co_return;
    }
  }
  auto server = co_await log_in_upstream(upstream, upstream_tls, start, credentials, deadline);
  if (server.md5) spdlog::warn("upstream {} asks for md5, which is weak: move its users to SCRAM-SHA-256", upstream.name);
  if (!server.stream) {
    login.record(audit::Kind::login_failed, server.reason);
    co_await net::write_all(client, server.error);
    co_return;
  }
  if (!database) {
    // The server would let this caller in; without a catalog nothing can be judged.
    login.record(audit::Kind::login_failed, "no catalog: " + database.error());
    spdlog::error("{}/{}: no catalog: {}", upstream.name, catalog_name, database.error());
    co_await refuse(client, "57P03", "jaali: the catalog of database \"" + catalog_name + "\" cannot be read now");
    co_return;
  }
  if (deadline.expired() || !client.is_open()) {
    login.record(audit::Kind::login_failed, "login took too long");
    co_return;
  }
  deadline.forget(&client);
  hand_over(std::move(login), std::move(client), std::move(server), credentials, *database, judged_by);
}

}  // namespace jaali::proxy::session::postgres

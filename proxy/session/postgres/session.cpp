#include "proxy/session/postgres/session.h"

#include <spdlog/spdlog.h>

#include <boost/asio/this_coro.hpp>

#include "proxy/session/postgres/relay.h"
#include "proxy/session/postgres/start_up_settings.h"
#include "proxy/session/postgres/strip.h"
#include "proxy/session/postgres/upstream_login.h"

namespace jaali::proxy::session::postgres {
namespace {

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

/// What the client is told once its login is recorded.
std::string greeting_of(const Credentials& credentials, const Upstream& server) {
  namespace wire = protocol::postgres;
  std::string greeting;
  if (!credentials.sasl_final.empty()) wire::append_authentication(greeting, wire::Authentication::sasl_final, credentials.sasl_final);
  wire::append_authentication(greeting, wire::Authentication::ok);
  greeting += server.messages;
  return greeting;
}

void name_caller(Login& login, const StartUp& start) {
  const auto user = start.parameter("user"), database = start.parameter("database");
  login.name_caller(user, database.empty() ? user : database, start.parameter("application_name"));
}

}  // namespace

net::Awaitable<void> run_session(Arrival arrival) {
  const auto executor = co_await boost::asio::this_coro::executor;
  net::Stream client(std::move(arrival.client));
  Login login(arrival, "postgres");
  auto& house = login.house;
  const auto& listener = login.listener;
  const auto& upstream = login.upstream;
  const auto& limits = house.config().limits;
  const auto tls = house.listener_tls(listener.name);

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
  const auto proxied = login.proxied_client(client);
  if (start.kind == StartUp::Kind::cancel) {
    co_await pass_on_cancel(upstream, upstream_tls, proxied, start.cancel_packet);
    co_return;
  }
  if (!login.address_ticket) {
    co_await refuse(client, "53300", "jaali: too many connections");
    co_return;
  }
  const bool agreed = co_await negotiate_version(client, start);
  if (!agreed) co_return;
  name_caller(login, start);
  login.note_tls(client);
  if (const auto problem = problem_of_names(start.parameters); !problem.empty()) {
    login.record(audit::Kind::login_failed, problem);
    co_await refuse(client, "42622", "jaali: " + problem);
    co_return;
  }
  auto credentials = co_await authenticate_client(client, start, upstream, house.catalogs(upstream.name), house.mock_seed());
  login.facts.authentication = credentials.method;
  if (!credentials.good) {
    login.record(audit::Kind::login_failed, deadline.expired() ? "login took too long" : credentials.reason);
    co_await refuse(client, credentials.sqlstate, credentials.message);
    co_return;
  }
  if (!login.admit_user()) {
    login.record(audit::Kind::login_failed, "too many connections of the user");
    co_await refuse(client, "53300", "jaali: too many connections for user \"" + login.facts.user + "\"");
    co_return;
  }
  const std::string catalog_name = names_no_database(start.parameters) ? upstream.service.database : login.facts.database;
  auto database = co_await open_catalog(house.catalogs(upstream.name), catalog_name, login.facts.user);
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
  auto server = co_await log_in_upstream(upstream, upstream_tls, proxied, start, credentials, deadline);
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
  HandOver what{std::move(client), std::move(*server.stream), server.endpoint, server.process_id, std::move(*database), judged_by,
                login.facts.database, greeting_of(credentials, server)};
  const bool replication = asks_for_replication(start.parameters);
  hand_over(std::move(login), std::move(what), [parameters = std::move(server.parameters), replication](Environment environment) {
    return std::make_unique<Relay>(std::move(environment), parameters, replication);
  });
}

}  // namespace jaali::proxy::session::postgres

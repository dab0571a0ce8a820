#include "proxy/session/login.h"

#include <openssl/rand.h>
#include <spdlog/spdlog.h>

#include <array>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>

#include "proxy/net/transport.h"
#include "proxy/session/standing.h"

namespace jaali::proxy::session {
namespace {

namespace asio = boost::asio;

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

std::string endpoint_text(const std::string& address, std::uint16_t port) {
  return address.empty() ? "unix" : address + ":" + std::to_string(port);
}

}  // namespace

Login::Login(Arrival& arrival, std::string protocol)
    : house(arrival.house), worker(arrival.worker), gate(arrival.gate), listener(arrival.listener),
      upstream(arrival.house.config().upstreams.at(arrival.listener.upstream)), client_address(arrival.address),
      client_port(arrival.port), address_ticket(std::move(arrival.ticket)) {
  facts.session = random_id();
  facts.protocol = std::move(protocol);
  facts.client_address = endpoint_text(client_address, client_port);
  facts.balancer_address = arrival.balancer;
  facts.listener = listener.name;
  facts.upstream = upstream.name;
  caller.address = client_address;
}

void Login::name_caller(std::string user, std::string database, std::string application) {
  caller.user = facts.user = std::move(user);
  caller.database = facts.database = std::move(database);
  caller.application = facts.application = std::move(application);
}

void Login::note_tls(const net::Stream& client) {
  if (!client.is_tls()) return;
  facts.tls = SSL_get_version(client.ssl());
  auto certificate = net::peer_certificate(client.ssl());
  facts.certificate_subject = std::move(certificate.subject);
  facts.certificate_serial = std::move(certificate.serial);
  caller.certificate_names = std::move(certificate.names);
}

net::ProxiedClient Login::proxied_client(net::Stream& client) const {
  net::ProxiedClient proxied;
  if (client_address.empty()) return proxied;
  proxied.address = client_address;
  proxied.port = client_port;
  boost::system::error_code none;
  const auto local = client.socket().local_endpoint(none);
  if (none || (local.data()->sa_family != AF_INET && local.data()->sa_family != AF_INET6)) return proxied;
  asio::ip::tcp::endpoint endpoint;
  std::memcpy(endpoint.data(), local.data(), local.size());
  endpoint.resize(local.size());
  auto address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  proxied.to_address = address.to_string();
  proxied.to_port = endpoint.port();
  return proxied;
}

void Login::record(audit::Kind kind, std::string_view reason) const {
  std::string members;
  audit::append_event(members, kind, facts.members(), reason, {}, audit::Clock::now());
  (void)worker.record(kind, std::move(members));
}

bool Login::admit_user() {
  user_ticket = house.admission().admit_user(upstream.name, facts.user);
  return user_ticket != nullptr;
}

namespace {

/// What `ask` gets as its callback's argument, on this coroutine's thread.
template <class Ask>
net::Awaitable<CatalogResult> answer_of(Ask ask) {
  const auto executor = co_await asio::this_coro::executor;
  auto initiate = [&ask, executor](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    ask([shared, executor](CatalogResult result) {
      asio::dispatch(executor, [shared, result = std::move(result)]() mutable { std::move(*shared)(std::move(result)); });
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(CatalogResult)>(initiate, asio::use_awaitable);
}

}  // namespace

net::Awaitable<CatalogResult> open_catalog(catalog::CatalogService& catalogs, std::string database, std::string user) {
  auto opened = co_await answer_of([&](auto callback) { catalogs.open(database, std::move(callback)); });
  const auto current = opened ? (*opened)->current() : nullptr;
  if (!current || current->snapshot().proves_name(user)) co_return opened;
  co_return co_await answer_of([&](auto callback) { catalogs.refresh(database, "a login of an unknown name", std::move(callback)); });
}

void hand_over(Login login, HandOver what, const MakePhase& make_phase) {
  auto& worker = login.worker;
  auto& house = login.house;
  login.facts.server_address = what.endpoint.to_string();
  login.facts.server_pid = what.server_pid;

  auto transport_slot = std::make_shared<std::weak_ptr<net::Transport>>();
  auto& catalogs = house.catalogs(login.upstream.name);
  Environment environment;
  environment.worker = &worker;
  environment.gate = &login.gate;
  environment.database = std::move(what.database);
  environment.catalog = std::move(what.judged_by);
  environment.caller = login.caller;
  environment.facts = login.facts;
  environment.message_bytes = house.config().limits.message_bytes;
  environment.refresh_catalog = [&catalogs, &worker, name = what.catalog_name](std::string reason, std::function<void()> done) {
    catalogs.refresh(name, std::move(reason), [&worker, done = std::move(done)](const CatalogResult&) {
      worker.post(done);
    });
  };
  environment.resume_client = [transport_slot] {
    if (auto transport = transport_slot->lock()) transport->resume_client();
  };
  environment.alarm = [&house, who = login.facts.user + "@" + login.facts.database](std::string problem) {
    spdlog::warn("{}: {}", who, problem);
    house.record(audit::Kind::alarm, who + ": " + problem);
  };
  struct Tickets {
    Admission::TicketPtr address, user;
  };
  auto tickets = std::make_shared<Tickets>();
  tickets->address = std::move(login.address_ticket);
  tickets->user = std::move(login.user_ticket);
  environment.admit_user = [&house, &upstream = login.upstream, tickets](const std::string& user) {
    auto ticket = house.admission().admit_user(upstream.name, user);
    if (!ticket) return false;
    tickets->user = std::move(ticket);
    return true;
  };
  environment.ended = [tickets] {
    tickets->address.reset();
    tickets->user.reset();
  };
  Standing(environment).follow();  // the role, for the login's record
  const auto members = environment.facts.members();
  auto phase = make_phase(std::move(environment));

  std::string record;
  audit::append_event(record, audit::Kind::login, members, "login", {}, audit::Clock::now());
  const auto sequence = worker.record(audit::Kind::login, std::move(record));
  auto transport = std::make_shared<net::Transport>(worker, std::move(what.client), std::move(what.server), std::move(phase));
  *transport_slot = transport;
  if (!sequence) return transport->end(End::log_failed);
  transport->start(std::move(what.greeting), *sequence);
}

}  // namespace jaali::proxy::session

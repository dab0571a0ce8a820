#include "proxy/session/arrival.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/this_coro.hpp>

#include "proxy/net/proxy_header.h"
#include "proxy/session/mysql/session.h"
#include "proxy/session/postgres/session.h"

namespace jaali::proxy::session {
namespace {

/// Whether the peer is a balancer whose word on its clients is taken. Such a one has to give it: a receiver that guesses
/// whether a header comes could be told anything by the client (proxy-protocol.txt, section 2).
bool is_balancer(const ListenerConfig& listener, const std::string& address) {
  const auto parsed = masking_rules::parse_address(address);
  if (!parsed) return false;
  return std::any_of(listener.proxy_protocol_from.begin(), listener.proxy_protocol_from.end(),
                     [&](const masking_rules::Network& network) { return network.contains(*parsed); });
}

net::Awaitable<std::optional<net::ProxiedClient>> read_proxy_header(net::Stream& stream) {
  std::string header;
  const bool has_head = co_await net::read_exactly(stream, header, net::proxy_head_size);
  if (!has_head) co_return std::nullopt;
  const auto size = net::proxy_body_size(protocol::bytes_of(header));
  if (!size) co_return std::nullopt;
  const bool whole = co_await net::read_exactly(stream, header, *size);
  if (!whole) co_return std::nullopt;
  co_return net::decode_proxy_header(protocol::bytes_of(header));
}

}  // namespace

net::Awaitable<void> receive(Arrival arrival) {
  auto& house = arrival.house;
  if (is_balancer(arrival.listener, arrival.address)) {
    const auto executor = co_await boost::asio::this_coro::executor;
    net::Deadline deadline(executor, house.config().limits.startup);
    deadline.watch(&arrival.client);
    const auto header = co_await read_proxy_header(arrival.client);
    if (!header) {
      spdlog::info("{}: dropped: no PROXY header from {}", arrival.listener.name, arrival.address);
      co_return;
    }
    if (!header->address.empty()) {
      arrival.balancer = arrival.address + ":" + std::to_string(arrival.port);
      arrival.address = header->address;
      arrival.port = header->port;
    }
  }
  arrival.ticket = house.admission().admit_address(arrival.address);
  switch (house.config().upstreams.at(arrival.listener.upstream).protocol) {
    case Protocol::postgres: co_await postgres::run_session(std::move(arrival)); break;
    case Protocol::mysql: co_await mysql::run_session(std::move(arrival)); break;
  }
}

}  // namespace jaali::proxy::session

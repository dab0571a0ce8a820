#pragma once
// A PostgreSQL session from accept to the data phase: start-up, the client's login, limits, catalog and role, the login
// upstream; then the transport owns it. One coroutine, deadlines on every wait.
#include "proxy/gate/gate.h"
#include "proxy/net/awaitable_stream.h"
#include "proxy/net/worker.h"
#include "proxy/session/house.h"

namespace jaali::proxy::session::postgres {

net::Awaitable<void> run_session(House& house, net::Worker& worker, gate::Gate& gate, const ListenerConfig& listener,
                                 net::Socket socket, std::string address, std::uint16_t port, Admission::TicketPtr ticket);

}  // namespace jaali::proxy::session::postgres

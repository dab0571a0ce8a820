#pragma once
// A PostgreSQL session from its arrival to the data phase: start-up, the client's login, limits, catalog and role, the
// login upstream; then the transport owns it. One coroutine, deadlines on every wait.
#include "proxy/session/login.h"

namespace jaali::proxy::session::postgres {

net::Awaitable<void> run_session(Arrival arrival);

}  // namespace jaali::proxy::session::postgres

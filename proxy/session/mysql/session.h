#pragma once
// A MySQL or MariaDB session from its arrival to the data phase: the server is dialled at once and its greeting passed on,
// the login is a relay of its scramble; then the transport owns both legs. One coroutine, deadlines on every wait.
#include "proxy/session/login.h"

namespace jaali::proxy::session::mysql {

net::Awaitable<void> run_session(Arrival arrival);

}  // namespace jaali::proxy::session::mysql

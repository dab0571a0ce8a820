#pragma once
// The first step of every session: the PROXY header of a trusted balancer, the limits of an address, then the session of
// the upstream's protocol.
#include "proxy/session/login.h"

namespace jaali::proxy::session {

net::Awaitable<void> receive(Arrival arrival);

}  // namespace jaali::proxy::session

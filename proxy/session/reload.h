#pragma once
// SIGHUP: rules and certificates are read again. A file that is wrong is refused, and what was valid goes on.
#include "proxy/session/house.h"

namespace jaali::proxy::session {

void reload(House& house);

}  // namespace jaali::proxy::session

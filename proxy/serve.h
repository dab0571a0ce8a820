#pragma once
// `jaali serve`: one instance from start to the end of its last session.
#include <vector>

#include "proxy/cli/config.h"

namespace jaali::proxy {

/// Runs until SIGTERM or SIGINT (drains) and returns the exit code: 0 after a clean end, 2 where it could not start.
/// SIGHUP reloads rules and certificates. `warnings` of the loaded configuration are logged.
int serve(const Config& config, const std::vector<Diagnostic>& warnings);

}  // namespace jaali::proxy

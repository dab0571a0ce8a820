#pragma once
// `jaali serve`: runs the instance until it is told to stop (SIGTERM drains), and returns the process's exit code.
#include <vector>

#include "proxy/cli/config.h"

namespace jaali::proxy {

/// `warnings` are what the loaders had to say; they are logged at start. Rules are loaded from `config.rules`.
[[nodiscard]] int serve(const Config& config, const std::vector<Diagnostic>& warnings);

}  // namespace jaali::proxy

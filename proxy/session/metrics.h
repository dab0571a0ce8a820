#pragma once
// The instance's numbers in the text format that Prometheus and others collect.
#include <string>

#include "proxy/session/instance.h"

namespace jaali::proxy::session {

/// On the instance's own thread.
[[nodiscard]] std::string metrics_of(const Instance& instance);

}  // namespace jaali::proxy::session

#pragma once
// What the rules loader asks of jaali.toml: which upstreams there are, and whose names have how many parts.
#include <vector>

#include "masking_rules/policy.h"
#include "proxy/cli/config.h"

namespace jaali::proxy {

[[nodiscard]] inline std::vector<masking_rules::KnownUpstream> known_upstreams(const Config& config) {
  std::vector<masking_rules::KnownUpstream> known;
  for (const auto& [name, upstream] : config.upstreams) known.push_back({name, upstream.protocol == Protocol::mysql});
  return known;
}

}  // namespace jaali::proxy

#pragma once
// What one key of jaali.toml says about another: checked once the whole file is read.
#include <map>
#include <string>

#include "masking_rules/policy_toml.h"
#include "proxy/cli/config.h"

namespace jaali::proxy {

/// Where the keys stood that the checks complain about; a key that was left out stands where its table begins.
struct ConfigPlaces {
  using Place = masking_rules::TomlPlace;
  struct Upstream {
    Place table, protocol, hosts, tls, tls_ca, login, users_file;
  };
  struct Listener {
    Place table, upstream, address, tls, client_certificate;
  };
  std::map<std::string, Upstream> upstreams;
  std::map<std::string, Listener> listeners;
  Place durability, admin;
};

void check_config(const Config& config, const ConfigPlaces& places, masking_rules::DiagnosticSink& sink);

}  // namespace jaali::proxy

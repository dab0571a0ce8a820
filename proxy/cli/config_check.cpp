#include "proxy/cli/config_check.h"

#include <algorithm>
#include <set>

#include "masking_rules/policy_names.h"

namespace jaali::proxy {
namespace {

using masking_rules::DiagnosticSink;
using masking_rules::in_quotes;

bool all_local(const UpstreamConfig& upstream) {
  return std::ranges::all_of(upstream.hosts, [](const Endpoint& host) { return host.is_loopback(); });
}

void check_upstream(const UpstreamConfig& upstream, const ConfigPlaces::Upstream& place, DiagnosticSink& sink) {
  const std::string name = "upstream " + upstream.name;
  if (upstream.protocol == Protocol::mysql && upstream.login != Login::relay) {
    sink.error(place.login, name + ": login = \"" + std::string(to_string(upstream.login)) + "\" is PostgreSQL's",
               "leave it out, or write \"relay\"");
  }
  if (upstream.protocol == Protocol::postgres && upstream.login == Login::relay) {
    sink.error(place.login, name + ": login = \"relay\" is MySQL's",
               "\"scram\", or \"password\" where no verifier can be read");
  }
  if (upstream.tls == UpstreamTls::off && !all_local(upstream)) {
    sink.warning(place.tls, name + " is reached in plain text: rows and passwords are open to the network",
                 "tls = \"verify-full\"");
  }
  if (upstream.tls == UpstreamTls::off && !upstream.tls_ca.empty()) {
    sink.error(place.tls_ca, name + " has a tls_ca but tls = \"off\"", "remove one of them");
  }
  const bool over_tcp = std::ranges::any_of(upstream.hosts, [](const Endpoint& host) { return !host.is_unix(); });
  if (upstream.tls != UpstreamTls::off && !upstream.hosts.empty() && !over_tcp) {
    sink.warning(place.tls, name + " is reached by Unix sockets only, where there is no TLS", "tls = \"off\"");
  }
  if (!upstream.users_file.empty() && (upstream.login != Login::scram || upstream.protocol != Protocol::postgres)) {
    sink.error(place.users_file, name + " has a users_file, which only login = \"scram\" reads");
  }
  if (std::ranges::any_of(upstream.hosts, [](const Endpoint& host) { return !host.is_unix() && host.port == 0; })) {
    sink.error(place.hosts, name + ": port 0 cannot be connected to");
  }
}

void check_login(const ListenerConfig& listener, const UpstreamConfig& upstream, const ConfigPlaces::Listener& place,
                 DiagnosticSink& sink) {
  const std::string name = "listener " + listener.name;
  if (upstream.login == Login::trust && !listener.address.is_loopback()) {
    sink.error(place.address,
               name + " is open to the network, but upstream " + upstream.name + " has login = \"trust\"",
               "trust is for demos and tests: listen on 127.0.0.1, [::1] or a Unix socket");
  }
  if (upstream.login == Login::password && listener.tls == ListenerTls::off && !listener.address.is_unix()) {
    sink.error(place.tls,
               name + " has tls = \"off\", but upstream " + upstream.name +
                   " has login = \"password\", and a password is asked for inside TLS only",
               "tls = \"require\"");
  }
  if (upstream.login == Login::password && listener.tls == ListenerTls::allow) {
    sink.warning(
        place.tls,
        name + " lets clients in without TLS, but those cannot log in to upstream " + upstream.name + " by password",
        "tls = \"require\"");
  }
}

void check_listener(const ListenerConfig& listener, const Config& config, const ConfigPlaces::Listener& place,
                    DiagnosticSink& sink) {
  const std::string name = "listener " + listener.name;
  const bool has_certificate = !listener.certificate.empty() && !listener.key.empty();
  // A Unix socket carries no TLS; the same keys on it are harmless, and `require` is the default.
  if (listener.tls != ListenerTls::off && !has_certificate && !listener.address.is_unix()) {
    sink.error(place.tls, name + ": TLS needs \"certificate\" and \"key\"",
               "certs/make-development-certs makes some for tests; tls = \"off\" goes without");
  }
  if (listener.certificate.empty() != listener.key.empty())
    sink.error(place.table, name + ": \"certificate\" and \"key\" go together");
  if (listener.tls == ListenerTls::off && !listener.address.is_loopback()) {
    sink.warning(place.tls, name + " serves the network in plain text", "tls = \"require\"");
  }
  if (listener.client_certificate != ClientCertificate::none && listener.client_ca.empty()) {
    sink.error(place.client_certificate,
               name + ": client certificates are checked against \"client_ca\", which is missing");
  }
  if (listener.client_certificate == ClientCertificate::required && listener.tls != ListenerTls::require) {
    sink.error(place.client_certificate, name + ": a client without TLS has no certificate", "tls = \"require\"");
  }
  if (listener.client_certificate == ClientCertificate::none && !listener.client_ca.empty()) {
    sink.warning(place.client_certificate, name + ": \"client_ca\" is given, but no certificate is asked for",
                 "client_certificate = \"optional\"");
  }
  if (const auto upstream = config.upstreams.find(listener.upstream); upstream != config.upstreams.end()) {
    check_login(listener, upstream->second, place, sink);
  } else if (!listener.upstream.empty()) {
    sink.error(place.upstream, name + ": there is no upstream " + in_quotes(listener.upstream),
               masking_rules::did_you_mean(listener.upstream, config.upstream_names()));
  }
}

// Equal, or one of them every address on the same port. Port 0 is another port each time.
bool collide(const Endpoint& a, const Endpoint& b) {
  if (a.is_unix() || b.is_unix()) return a.is_unix() && b.is_unix() && a.unix_socket == b.unix_socket;
  if (a.port == 0 || a.port != b.port) return false;
  const auto every = [](const Endpoint& one) { return one.host == "0.0.0.0" || one.host == "::"; };
  return a.host == b.host || every(a) || every(b);
}

void check_addresses(const Config& config, const ConfigPlaces& places, DiagnosticSink& sink) {
  for (auto a = config.listeners.begin(); a != config.listeners.end(); ++a) {
    if (a->second.address == Endpoint{}) continue;
    for (auto b = config.listeners.begin(); b != a; ++b) {
      if (collide(a->second.address, b->second.address)) {
        sink.error(
            places.listeners.at(a->first).address,
            "listeners " + b->first + " and " + a->first + " have the same address " + a->second.address.to_string());
      }
    }
    if (config.admin && collide(a->second.address, *config.admin)) {
      sink.error(places.admin, "the admin address is that of listener " + a->first);
    }
  }
}

}  // namespace

void check_config(const Config& config, const ConfigPlaces& places, DiagnosticSink& sink) {
  std::set<std::string> served;
  for (const auto& [name, upstream] : config.upstreams) check_upstream(upstream, places.upstreams.at(name), sink);
  for (const auto& [name, listener] : config.listeners) {
    check_listener(listener, config, places.listeners.at(name), sink);
    served.insert(listener.upstream);
  }
  check_addresses(config, places, sink);
  for (const auto& [name, place] : places.upstreams) {
    if (!served.contains(name))
      sink.warning(place.table, "upstream " + name + " has no listener, so nobody reaches it");
  }
  if (config.admin && !config.admin->is_loopback()) {
    sink.warning(places.admin, "the admin address is open to the network, and asks nobody for a password",
                 "127.0.0.1:9642");
  }
  if (config.audit.durability == audit::Durability::queued) {
    sink.warning(places.durability, "durability \"queued\" may lose the newest audit records in a crash of the host",
                 "durability = \"written\"");
  }
}

}  // namespace jaali::proxy

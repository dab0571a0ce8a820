#include "proxy/session/house.h"

#include <openssl/rand.h>
#include <spdlog/spdlog.h>

#include <array>

namespace jaali::proxy::session {
namespace {

net::ClientCertificate client_certificate(ClientCertificate setting) {
  switch (setting) {
    case ClientCertificate::none: return net::ClientCertificate::none;
    case ClientCertificate::optional: return net::ClientCertificate::optional;
    case ClientCertificate::required: return net::ClientCertificate::required;
  }
  return net::ClientCertificate::required;
}

protocol::Secret random_seed() {
  std::array<unsigned char, 32> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  return protocol::Secret({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

House::House(Config config, std::shared_ptr<const masking_rules::Policy> policy, audit::Writer& log)
    : config_(std::move(config)), log_(log), admission_(config_.limits), mock_seed_(random_seed()), policy_(std::move(policy)) {}

const protocol::mysql::RsaKeyPair& House::login_key() {
  std::call_once(login_key_made_, [this] { login_key_.emplace(protocol::mysql::RsaKeyPair::generate()); });
  return *login_key_;
}

std::string House::load_tls() {
  std::map<std::string, net::TlsContext> listeners, upstreams;
  for (const auto& [name, listener] : config_.listeners) {
    if (listener.tls == ListenerTls::off) continue;
    const auto protocol = config_.upstreams.at(listener.upstream).protocol;
    net::ServerTlsOptions options;
    options.certificate = listener.certificate;
    options.key = listener.key;
    options.client_ca = listener.client_ca;
    options.client_certificate = client_certificate(listener.client_certificate);
    options.alpn = protocol == Protocol::postgres ? "postgresql" : "";
    auto context = net::make_server_context(options);
    if (!context) return "listener " + name + ": " + context.error();
    listeners[name] = std::move(*context);
  }
  for (const auto& [name, upstream] : config_.upstreams) {
    if (upstream.tls == UpstreamTls::off) continue;
    net::ClientTlsOptions options;
    options.verify = upstream.tls == UpstreamTls::verify_full ? net::Verify::full : net::Verify::ca;
    options.ca = upstream.tls_ca;
    auto context = net::make_client_context(options);
    if (!context) return "upstream " + name + ": " + context.error();
    upstreams[name] = std::move(*context);
  }
  const std::scoped_lock lock(mutex_);
  listener_tls_ = std::move(listeners);
  upstream_tls_ = std::move(upstreams);
  return {};
}

net::TlsContext House::listener_tls(const std::string& listener) const {
  const std::scoped_lock lock(mutex_);
  const auto found = listener_tls_.find(listener);
  return found == listener_tls_.end() ? nullptr : found->second;
}

net::TlsContext House::upstream_tls(const std::string& upstream) const {
  const std::scoped_lock lock(mutex_);
  const auto found = upstream_tls_.find(upstream);
  return found == upstream_tls_.end() ? nullptr : found->second;
}

std::shared_ptr<const masking_rules::Policy> House::policy() const {
  const std::scoped_lock lock(mutex_);
  return policy_;
}

void House::set_policy(std::shared_ptr<const masking_rules::Policy> policy) {
  {
    const std::scoped_lock lock(mutex_);
    policy_ = policy;
  }
  for (auto& [name, service] : catalogs_) service->set_policy(policy);
}

void House::start_catalogs() {
  for (const auto& [name, upstream] : config_.upstreams) {
    catalogs_[name] = std::make_unique<catalog::CatalogService>(upstream, config_.state, policy_, [this](catalog::Alarm alarm) {
      spdlog::warn("{}/{}: {}", alarm.upstream, alarm.database, alarm.message);
      std::string detail = "\"upstream\":";
      audit::append_json_string(detail, alarm.upstream);
      detail += ",\"database\":";
      audit::append_json_string(detail, alarm.database);
      record(audit::Kind::alarm, alarm.message, detail);
    });
  }
}

void House::stop_catalogs() { catalogs_.clear(); }

void House::record(audit::Kind kind, std::string_view reason, std::string_view detail) {
  std::string members;
  audit::append_event(members, kind, {}, reason, detail, audit::Clock::now());
  if (log_.append(std::move(members))) {
    counts_.count(kind);
  } else {
    spdlog::error("the audit log did not take an event: {}", reason);
  }
}

}  // namespace jaali::proxy::session

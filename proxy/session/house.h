#pragma once
// What every session of the instance shares: configuration, log, catalogs, TLS contexts, limits. Owned by `serve`, outlives
// all sessions. Members that change at a reload are read through functions.
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "audit/record_counts.h"
#include "audit/writer.h"
#include "protocol/mysql/auth.h"
#include "proxy/catalog/catalog_service.h"
#include "proxy/cli/config.h"
#include "proxy/net/tls.h"
#include "proxy/session/admission.h"

namespace jaali::proxy::session {

class House {
 public:
  House(Config config, std::shared_ptr<const masking_rules::Policy> policy, audit::Writer& log);

  [[nodiscard]] const Config& config() const noexcept { return config_; }
  [[nodiscard]] audit::Writer& log() noexcept { return log_; }
  [[nodiscard]] Admission& admission() noexcept { return admission_; }
  [[nodiscard]] const audit::RecordCounts& counts() const noexcept { return counts_; }  ///< of records outside of sessions
  [[nodiscard]] const protocol::Secret& mock_seed() const noexcept { return mock_seed_; }
  /// The key pair shown to clients of MySQL that log in without TLS where the server's leg has it; made at first use.
  [[nodiscard]] const protocol::mysql::RsaKeyPair& login_key();
  [[nodiscard]] catalog::CatalogService& catalogs(const std::string& upstream) { return *catalogs_.at(upstream); }
  [[nodiscard]] net::TlsContext listener_tls(const std::string& listener) const;
  [[nodiscard]] net::TlsContext upstream_tls(const std::string& upstream) const;
  [[nodiscard]] std::shared_ptr<const masking_rules::Policy> policy() const;

  /// (Re)reads certificates and keys; the error says which, and everything stays as it was.
  [[nodiscard]] std::string load_tls();
  void set_policy(std::shared_ptr<const masking_rules::Policy> policy);
  void start_catalogs();
  void stop_catalogs();  ///< joins their threads; before the event loops go that their answers are posted to
  /// One event record outside of any session.
  void record(audit::Kind kind, std::string_view reason, std::string_view detail = {});

 private:
  const Config config_;
  audit::Writer& log_;
  audit::RecordCounts counts_;
  Admission admission_;
  protocol::Secret mock_seed_;
  std::once_flag login_key_made_;
  std::optional<protocol::mysql::RsaKeyPair> login_key_;
  mutable std::mutex mutex_;
  std::shared_ptr<const masking_rules::Policy> policy_;
  std::map<std::string, net::TlsContext> listener_tls_, upstream_tls_;
  std::map<std::string, std::unique_ptr<catalog::CatalogService>> catalogs_;
};

}  // namespace jaali::proxy::session

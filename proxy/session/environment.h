#pragma once
// What a data phase needs of the session around it: its worker, the gate, the catalog, who the caller is, and ways to ask
// for what takes time. Made when login is over (hand_over.h), owned by the relay of the session's protocol.
#include <functional>
#include <memory>
#include <string>

#include "audit/record.h"
#include "proxy/catalog/catalog_service.h"
#include "proxy/gate/gate.h"
#include "proxy/net/worker.h"

namespace jaali::proxy::session {

struct Environment {
  net::Worker* worker = nullptr;
  gate::Gate* gate = nullptr;
  std::shared_ptr<catalog::DatabaseCatalog> database;
  std::shared_ptr<const masking_rules::ClassifiedCatalog> catalog;  ///< what the login was judged by; never null
  masking_rules::CallerIdentity caller;
  audit::SessionFacts facts;
  std::uint64_t message_bytes = 1ULL << 30;
  std::uint64_t prepared_bytes = 256ULL << 20;  ///< that the texts of a session's prepared statements may come to
  /// Asks for a fresh catalog; `done` runs later on the worker's thread, whether or not that worked.
  std::function<void(std::string reason, std::function<void()> done)> refresh_catalog;
  std::function<void()> resume_client;
  std::function<void(std::string)> alarm;
  /// Another user takes the session over (COM_CHANGE_USER): false where he has too many already.
  std::function<bool(const std::string& user)> admit_user;
  std::function<void()> ended;
};

}  // namespace jaali::proxy::session

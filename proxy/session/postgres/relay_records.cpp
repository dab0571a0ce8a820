// Records of a session's statements: what PostgreSQL's requests say of theirs.
#include "proxy/session/postgres/relay.h"

namespace jaali::proxy::session::postgres {
namespace {

std::string_view word(wire::TransactionStatus status) {
  switch (status) {
    case wire::TransactionStatus::idle: return "idle";
    case wire::TransactionStatus::in_transaction: return "transaction";
    case wire::TransactionStatus::failed: return "failed";
  }
  return "";
}

}  // namespace

RecordDetails Relay::details_of(const Request& request) const {
  RecordDetails details;
  details.transaction = word(transaction_);
  if (request.kind == Kind::execute) details.portal = request.name;
  details.name = request.kind == Kind::parse ? request.name : request.prepared;
  if (request.kind == Kind::function_call) details.kind = "FunctionCall";
  if (request.masking && request.masking->masker) details.classes = &request.masking->classes;
  return details;
}

audit::StatementFacts& Relay::facts_for(const Request& request) {
  return records_.facts_for(request, request.kind == Kind::function_call ? "FunctionCall" : std::string_view());
}

/// The statement is over; what tells the client so waits for its record.
bool Relay::close_record(const Request& request, Sends& sends) {
  const auto sequence = records_.append(audit::Kind::statement, request, details_of(request));
  if (sequence) sends.to_client.hold(*sequence);
  return sequence.has_value();
}

void Relay::record_not_run(Request& request, std::size_t from, Sends& sends) {
  if (!request.opened) return;
  request.masking = nullptr;
  records_.not_run(request, from, details_of(request), sends.to_client);
}

void Relay::record_refusal(const Judged& judged) { records_.refused(judged, word(transaction_)); }

void Relay::record_end() noexcept {
  for (auto& request : exchange_.outstanding) {
    if (request.poisoned || request.failed || request.number == 0) continue;
    records_.interrupted(request, details_of(request));
  }
  records_.event(audit::Kind::logout, "session ended");
}

}  // namespace jaali::proxy::session::postgres

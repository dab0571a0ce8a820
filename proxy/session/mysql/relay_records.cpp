// Records of a session's statements: what MySQL's commands say of theirs.
#include "proxy/session/mysql/relay.h"

namespace jaali::proxy::session::mysql {

RecordDetails Relay::details() const {
  RecordDetails details;
  details.transaction = (status_ & wire::server_status::in_transaction) != 0 ? "transaction" : "idle";
  if (!running_) return details;
  details.kind = running_->kind;
  if (running_->prepared) details.name = running_->prepared->name;
  if (running_->masking && running_->masking->masker) details.classes = &running_->masking->classes;
  return details;
}

/// The statement is over; what tells the client so waits for its record.
bool Relay::close_record(Sends& sends) {
  const auto sequence = records_.append(audit::Kind::statement, *running_, details());
  if (sequence) sends.to_client.hold(*sequence);
  return sequence.has_value();
}

void Relay::record_refusal(const Judged& judged) {
  records_.refused(judged, (status_ & wire::server_status::in_transaction) != 0 ? "transaction" : "idle");
}

void Relay::record_end() noexcept {
  if (running_ && running_->records && running_->number != 0) records_.interrupted(*running_, details());
  records_.event(audit::Kind::logout, "session ended");
}

}  // namespace jaali::proxy::session::mysql

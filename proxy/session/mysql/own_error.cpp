#include "proxy/session/mysql/own_error.h"

#include "protocol/mysql/response.h"

namespace jaali::proxy::session::mysql {

namespace wire = protocol::mysql;

void append_own_error(std::string& out, std::uint8_t& sequence, const OwnError& error) {
  wire::append_error(out, sequence, {error.code, error.sqlstate, error.message});
}

void append_early_error(std::string& out, std::uint8_t& sequence, const OwnError& error) {
  wire::append_error(out, sequence, {error.code, {}, error.message});
}

OwnError error_of(const masking_rules::Refusal& refusal) {
  OwnError error;
  error.code = refusal.code != 0 ? refusal.code : std::uint16_t{1142};
  // A refusal without a number was made for PostgreSQL's codes.
  error.sqlstate = refusal.code != 0 && refusal.sqlstate.size() == 5 ? refusal.sqlstate : "42000";
  error.message = refusal.message.starts_with("jaali: ") ? refusal.message : "jaali: " + refusal.message;
  if (!refusal.hint.empty()) error.message += ". " + refusal.hint;
  return error;
}

OwnError error_of(End why) {
  const std::string message(to_string(why));
  switch (why) {
    case End::shutdown: return {1053, "08S01", message};    // ER_SERVER_SHUTDOWN
    case End::idle: return {4031, "HY000", message};        // ER_CLIENT_INTERACTION_TIMEOUT
    case End::log_failed: return {1105, "HY000", message};
  }
  return {1105, "HY000", message};
}

}  // namespace jaali::proxy::session::mysql

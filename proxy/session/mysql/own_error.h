#pragma once
// ERR packets of the proxy's own: what a session is told that the server did not say.
#include <string>
#include <string_view>

#include "masking_rules/decide.h"
#include "proxy/session/data_phase.h"

namespace jaali::proxy::session::mysql {

struct OwnError {
  std::uint16_t code = 1105;  ///< ER_UNKNOWN_ERROR
  std::string sqlstate = "HY000";
  std::string message;
};

void append_own_error(std::string& out, std::uint8_t& sequence, const OwnError& error);
/// Before a client has answered the greeting it reads no SQLSTATE.
void append_early_error(std::string& out, std::uint8_t& sequence, const OwnError& error);
/// A refusal: its own number, or ER_TABLEACCESS_DENIED_ERROR (1142, 42000); message and hint in one line, as there is no
/// place for a hint.
[[nodiscard]] OwnError error_of(const masking_rules::Refusal& refusal);
[[nodiscard]] OwnError error_of(End why);

}  // namespace jaali::proxy::session::mysql

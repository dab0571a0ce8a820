#pragma once
// Errors and notices over protected data (design.md §5): SQLSTATE and the names that applications match on stay, whatever
// may hold a value goes. And the form of our own refusals.
#include <string>

#include "masking_rules/decide.h"
#include "protocol/postgres/backend.h"

namespace jaali::proxy::session::postgres {

/// `body` of an ErrorResponse or NoticeResponse → the same message with S, V, C, s, t, c, d, n and a general text.
void append_stripped(std::string& out, protocol::postgres::Backend kind, protocol::ByteView body);
void append_refusal(std::string& out, const masking_rules::Refusal& refusal);
/// An error of the proxy's own; `severity` ERROR or FATAL.
void append_own_error(std::string& out, std::string_view severity, std::string_view sqlstate, std::string_view message,
                      std::string_view hint = {});

}  // namespace jaali::proxy::session::postgres

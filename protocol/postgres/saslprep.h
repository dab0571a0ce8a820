#pragma once
// SASLprep (RFC 4013) of a password, as PostgreSQL does it on both sides: what cannot be prepared is used as it is.
#include "protocol/secret.h"

namespace jaali::protocol::postgres {

[[nodiscard]] Secret saslprep(const Secret& password);

}  // namespace jaali::protocol::postgres

#pragma once
// SASLprep (RFC 4013) of a password, as PostgreSQL does it on both sides: what cannot be prepared is used as it is.
//
// One step is missing: Unicode normalization (NFKC), for which no library of ours has tables. A password of characters
// that NFKC would change (a decomposed accent, a ligature, a full-width letter, superscript digits) is sent otherwise
// than PostgreSQL stored it and is refused by the server. Precomposed letters, and all ASCII, are not affected.
#include "protocol/secret.h"

namespace jaali::protocol::postgres {

[[nodiscard]] Secret saslprep(const Secret& password);

}  // namespace jaali::protocol::postgres

#pragma once
// PostgreSQL's binary form of uuid (its text is the shared one), and the text forms of bytea, both of bytea_output's
// settings; binary bytea is the bytes.
#include <optional>
#include <string>
#include <string_view>

#include "protocol/result.h"
#include "protocol/value_text.h"

namespace jaali::protocol::postgres {

[[nodiscard]] std::optional<Uuid> read_uuid_binary(ByteView bytes) noexcept;
void append_uuid_binary(std::string& out, const Uuid& uuid);

/// Appends the bytes of a bytea in text: "\x…" is hex, everything else escape format (which writes a first backslash
/// as two). False, with nothing appended, for what is neither.
[[nodiscard]] bool decode_bytea_text(std::string_view text, std::string& out);
void append_bytea_text(std::string& out, std::string_view bytes, bool hex);

}  // namespace jaali::protocol::postgres

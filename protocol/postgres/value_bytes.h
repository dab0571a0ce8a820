#pragma once
// PostgreSQL's text and binary forms of uuid and bytea (both of bytea_output's settings). Binary bytea is the bytes.
#include <optional>
#include <string>
#include <string_view>

#include "protocol/postgres/value_model.h"
#include "protocol/result.h"

namespace jaali::protocol::postgres {

[[nodiscard]] std::optional<Uuid> read_uuid_text(std::string_view text) noexcept;
[[nodiscard]] std::optional<Uuid> read_uuid_binary(ByteView bytes) noexcept;
void append_uuid_text(std::string& out, const Uuid& uuid);
void append_uuid_binary(std::string& out, const Uuid& uuid);

/// Appends the bytes of a bytea in text: "\x…" is hex, everything else escape format (which writes a first backslash
/// as two). False, with nothing appended, for what is neither.
[[nodiscard]] bool decode_bytea_text(std::string_view text, std::string& out);
void append_bytea_text(std::string& out, std::string_view bytes, bool hex);

}  // namespace jaali::protocol::postgres

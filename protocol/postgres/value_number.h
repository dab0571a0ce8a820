#pragma once
// PostgreSQL's text and binary forms of integers, floats and numeric. Readers take a whole value and return nothing for
// whatever the server would not have written; writers append. No allocation beyond the growth of `out`; any thread.
#include <optional>
#include <string>
#include <string_view>

#include "protocol/result.h"
#include "protocol/value_text.h"

namespace jaali::protocol::postgres {

/// int2, int4, int8 by `width` in bytes (2, 4, 8). Text may be of any of them; a value out of range is not read.
[[nodiscard]] std::optional<std::int64_t> read_integer_text(std::string_view text, int width) noexcept;
[[nodiscard]] std::optional<std::int64_t> read_integer_binary(ByteView bytes, int width) noexcept;
[[nodiscard]] bool fits_width(std::int64_t value, int width) noexcept;
void append_integer_text(std::string& out, std::int64_t value);
void append_integer_binary(std::string& out, std::int64_t value, int width);  ///< big-endian, the low `width` bytes

/// float4, float8 by `width` (4, 8). Text: digits as short as they read back, NaN, Infinity, -Infinity.
[[nodiscard]] std::optional<double> read_float_text(std::string_view text, int width) noexcept;
[[nodiscard]] std::optional<double> read_float_binary(ByteView bytes, int width) noexcept;
void append_float_text(std::string& out, double value, int width);
void append_float_binary(std::string& out, double value, int width);

/// numeric. Not read: above 38 digits, as an integer and its scale together.
[[nodiscard]] std::optional<Decimal> read_decimal_text(std::string_view text) noexcept;
[[nodiscard]] std::optional<Decimal> read_decimal_binary(ByteView bytes) noexcept;
void append_decimal_text(std::string& out, const Decimal& value);
void append_decimal_binary(std::string& out, const Decimal& value);

}  // namespace jaali::protocol::postgres

#pragma once
// Integers and floats of MySQL and MariaDB. In text they are ASCII whatever the session's character set (integers: the
// shared spelling of protocol/value_text.h; DECIMAL is that text in both protocols). In binary they are little-endian.
// Readers take a whole value and return nothing for whatever a server would not have written; any thread.
#include <optional>
#include <string>
#include <string_view>

#include "protocol/result.h"
#include "protocol/value_text.h"

namespace jaali::protocol::mysql {

/// By bytes on the wire: 1, 2, 4, 8. MEDIUMINT has 4, YEAR 2.
[[nodiscard]] std::optional<Integer> read_integer_binary(ByteView bytes, int wire_width, bool is_unsigned) noexcept;
void append_integer_binary(std::string& out, Integer value, int wire_width);

/// A ColumnDefinition's decimals of a float without declared ones (NOT_FIXED_DEC); below: that many digits are shown.
inline constexpr std::uint8_t not_fixed = 31;

/// FLOAT and DOUBLE by `width` (4, 8). There is no NaN and no infinity.
[[nodiscard]] std::optional<double> read_float_text(std::string_view text, int width) noexcept;
/// What the text protocol would show of it, so that a mask sees the same value in both: FLOAT has six digits there.
[[nodiscard]] std::optional<double> read_float_binary(ByteView bytes, int width, std::uint8_t decimals) noexcept;
/// As servers print: fixed digits from 1e-15 to below 1e15 (and above, where there is a fraction),
/// else 1.5e20, 1.5e-20; or with `decimals` digits.
void append_float_text(std::string& out, double value, int width, std::uint8_t decimals);
void append_float_binary(std::string& out, double value, int width);

}  // namespace jaali::protocol::mysql

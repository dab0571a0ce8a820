#pragma once
// Text and binary forms of DATE, DATETIME, TIMESTAMP and TIME. Readers return nothing for what is not a moment: the
// zero date, days that do not exist (ALLOW_INVALID_DATES), years outside 1 to 9999. A date that leaves month or day out
// (2020-00-00) reads as the first one that it can mean. Writers return false, with nothing appended, for what the type
// does not hold. No allocation beyond the growth of `out`; any thread.
#include <optional>
#include <string>
#include <string_view>

#include "protocol/result.h"
#include "protocol/value_model.h"

namespace jaali::protocol::mysql {

[[nodiscard]] std::optional<Date> read_date_text(std::string_view text) noexcept;
[[nodiscard]] std::optional<Date> read_date_binary(ByteView bytes) noexcept;  ///< 4 bytes; also a DATETIME's 7 or 11
[[nodiscard]] bool append_date_text(std::string& out, Date date);
[[nodiscard]] bool append_date_binary(std::string& out, Date date);

/// DATETIME and TIMESTAMP: the wall clock that was sent, in no zone of its own.
[[nodiscard]] std::optional<Timestamp> read_timestamp_text(std::string_view text) noexcept;
[[nodiscard]] std::optional<Timestamp> read_timestamp_binary(ByteView bytes) noexcept;  ///< 4, 7 or 11 bytes
/// `decimals` of the column, 0 to 6: so many digits behind the second.
[[nodiscard]] bool append_timestamp_text(std::string& out, Timestamp timestamp, std::uint8_t decimals);
[[nodiscard]] bool append_timestamp_binary(std::string& out, Timestamp timestamp);

/// A span of time, negative as well: -838:59:59 to 838:59:59.
struct Time {
  static constexpr std::int64_t longest = (838LL * 3600 + 59 * 60 + 59) * 1'000'000 + 999'999;
  std::int64_t microseconds = 0;
};
[[nodiscard]] std::optional<Time> read_time_text(std::string_view text) noexcept;
[[nodiscard]] std::optional<Time> read_time_binary(ByteView bytes) noexcept;  ///< 0, 8 or 12 bytes
[[nodiscard]] bool append_time_text(std::string& out, Time time, std::uint8_t decimals);
[[nodiscard]] bool append_time_binary(std::string& out, Time time);

/// A session's time_zone as minutes east of UTC. "SYSTEM", which a caller cannot choose freely, counts as UTC; names of
/// zones, and what is unknown, give nothing.
[[nodiscard]] std::optional<int> read_time_zone(std::string_view time_zone) noexcept;

}  // namespace jaali::protocol::mysql

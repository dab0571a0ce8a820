#pragma once
// PostgreSQL's text and binary forms of date, timestamp and timestamptz, in every DateStyle, with infinity and BC.
// Text with a time zone is read in ISO style only: the other styles print the zone's abbreviation, and a session may
// give any abbreviation to any offset (SET TimeZone = '<UTC>+5'). No allocation beyond the growth of `out`.
#include <optional>
#include <string>
#include <string_view>

#include "protocol/result.h"
#include "protocol/value_model.h"

namespace jaali::protocol::postgres {

/// The session's DateStyle, as ParameterStatus reports it: "ISO, MDY", "SQL, DMY", "Postgres, YMD", "German, DMY".
struct DateStyle {
  enum class Format : std::uint8_t { iso, sql, postgres, german };
  Format format = Format::iso;
  bool day_first = false;
};
[[nodiscard]] std::optional<DateStyle> parse_date_style(std::string_view status) noexcept;

inline constexpr std::int64_t first_day =
    -2'451'545;  ///< 4714-11-24 BC, day 0 of the Julian count: no type goes before
inline constexpr std::int64_t last_day = 2'145'031'948;  ///< 5874897-12-31, date's last

[[nodiscard]] std::optional<Date> read_date_text(std::string_view text, DateStyle style) noexcept;
[[nodiscard]] std::optional<Date> read_date_binary(ByteView bytes) noexcept;
void append_date_text(std::string& out, Date date, DateStyle style);
void append_date_binary(std::string& out, Date date);

[[nodiscard]] std::optional<Timestamp> read_timestamp_text(std::string_view text, DateStyle style, bool zoned) noexcept;
[[nodiscard]] std::optional<Timestamp> read_timestamp_binary(ByteView bytes) noexcept;
/// A zoned value is written in UTC: "+00" in ISO style, "UTC" in the others.
void append_timestamp_text(std::string& out, Timestamp timestamp, DateStyle style, bool zoned);
void append_timestamp_binary(std::string& out, Timestamp timestamp);

}  // namespace jaali::protocol::postgres

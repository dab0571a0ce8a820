#include "protocol/postgres/value_datetime.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "protocol/postgres/value_number.h"

namespace jaali::protocol::postgres {

namespace {

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::string_view infinity_text = "infinity", negative_infinity_text = "-infinity";
constexpr std::int64_t second = 1'000'000, minute = 60 * second, hour = 60 * minute;
constexpr std::int64_t longest_offset = 167 * hour;       // what TimeZone may be set to
constexpr std::int64_t last_timestamp_day = 106'751'983;  // 294277-01-01; a week more still fits 64 bits

/// Reads a fixed layout front to back; the first thing that does not match sticks.
class Scanner {
 public:
  explicit Scanner(std::string_view text) noexcept : rest_(text) {}
  /// `least` to `most` digits, as many as there are.
  int number(std::size_t least, std::size_t most) noexcept {
    std::size_t size = 0;
    int value = 0;
    for (; size < rest_.size() && size < most && rest_[size] >= '0' && rest_[size] <= '9'; ++size)
      value = value * 10 + (rest_[size] - '0');
    if (size < least) ok_ = false;
    rest_.remove_prefix(size);
    return value;
  }
  bool accept(char c) noexcept {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) noexcept {
    if (!accept(c)) ok_ = false;
  }
  template <std::size_t N>
  int name(const std::array<std::string_view, N>& names) noexcept {
    const auto found = std::ranges::find(names, rest_.substr(0, 3));
    if (found == names.end()) {
      ok_ = false;
      return 0;
    }
    rest_.remove_prefix(3);
    return static_cast<int>(found - names.begin());
  }
  bool accept_bc() noexcept {
    if (rest_ != " BC") return false;
    rest_ = {};
    return true;
  }
  /// hh:mm:ss[.ffffff] in microseconds; 24:00:00 is not written by the server.
  std::int64_t time() noexcept {
    const int hours = number(2, 2);
    expect(':');
    const int minutes = number(2, 2);
    expect(':');
    const int seconds = number(2, 2);
    if (hours > 23 || minutes > 59 || seconds > 59) ok_ = false;
    std::int64_t fraction = 0;
    if (accept('.')) {
      const std::size_t before = rest_.size();
      fraction = number(1, 6);
      for (std::size_t digits = before - rest_.size(); digits < 6; ++digits) fraction *= 10;
    }
    return hours * hour + minutes * minute + seconds * second + fraction;
  }
  /// ISO's numeric offset, +hh[:mm[:ss]], in microseconds east of UTC.
  std::int64_t offset() noexcept {
    const bool west = accept('-');
    if (!west) expect('+');
    std::int64_t value = number(2, 3) * hour;
    if (value > longest_offset) ok_ = false;
    if (accept(':')) value += number(2, 2) * minute;
    if (accept(':')) value += number(2, 2) * second;
    return west ? -value : value;
  }
  [[nodiscard]] bool finished() const noexcept { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

std::optional<std::int64_t> day_number(int year, int month, int day, bool bc) noexcept {
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;  // year 0 does not exist
  const CivilDate civil{bc ? 1 - year : year, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
  if (!is_day(civil)) return std::nullopt;
  const std::int64_t days = days_of(civil);
  if (days < first_day || days > last_day) return std::nullopt;
  return days;
}

void append_padded(std::string& out, std::int64_t value, int width) {
  char buffer[24];
  char* const end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  for (auto size = end - buffer; size < width; ++size) out.push_back('0');
  out.append(buffer, end);
}

struct ShownDate {
  std::int64_t year;
  int month, day;
  bool bc;
};
ShownDate shown(std::int64_t days) noexcept {
  const CivilDate civil = civil_of(days);
  const bool bc = civil.year <= 0;
  return {bc ? 1 - std::int64_t{civil.year} : civil.year, civil.month, civil.day, bc};
}

void append_day(std::string& out, const ShownDate& date, DateStyle style) {
  if (style.format == DateStyle::Format::iso) {
    append_padded(out, date.year, 4);
    out.push_back('-');
    append_padded(out, date.month, 2);
    out.push_back('-');
    append_padded(out, date.day, 2);
    return;
  }
  const bool german = style.format == DateStyle::Format::german;
  const char separator = german ? '.' : style.format == DateStyle::Format::sql ? '/' : '-';
  const bool day_first = german || style.day_first;
  append_padded(out, day_first ? date.day : date.month, 2);
  out.push_back(separator);
  append_padded(out, day_first ? date.month : date.day, 2);
  out.push_back(separator);
  append_padded(out, date.year, 4);
}

void append_time(std::string& out, std::int64_t microseconds) {
  append_padded(out, microseconds / hour, 2);
  out.push_back(':');
  append_padded(out, microseconds / minute % 60, 2);
  out.push_back(':');
  append_padded(out, microseconds / second % 60, 2);
  if (std::int64_t fraction = microseconds % second; fraction != 0) {
    int width = 6;
    for (; fraction % 10 == 0; fraction /= 10) --width;
    out.push_back('.');
    append_padded(out, fraction, width);
  }
}

struct Fields {
  int year = 0, month = 0, day = 0;
};
/// The numeric layouts: ISO's, and the three of day, month, year with a separator.
Fields read_day(Scanner& scan, DateStyle style) noexcept {
  Fields fields;
  if (style.format == DateStyle::Format::iso) {
    fields.year = scan.number(4, 7);
    scan.expect('-');
    fields.month = scan.number(2, 2);
    scan.expect('-');
    fields.day = scan.number(2, 2);
    return fields;
  }
  const bool german = style.format == DateStyle::Format::german;
  const char separator = german ? '.' : style.format == DateStyle::Format::sql ? '/' : '-';
  fields.month = scan.number(2, 2);
  scan.expect(separator);
  fields.day = scan.number(2, 2);
  scan.expect(separator);
  fields.year = scan.number(4, 7);
  if (german || style.day_first) std::swap(fields.month, fields.day);
  // Since PostgreSQL 14 a new DateStyle is reported only at the end of a query, after rows that follow it already: the
  // order of day and month may be stale. Read the other way round then, so that no answer tells whether a day is
  // above 12.
  if (!german && fields.month > 12) std::swap(fields.month, fields.day);
  return fields;
}

}  // namespace

std::optional<DateStyle> parse_date_style(std::string_view status) noexcept {
  DateStyle style;
  const std::size_t comma = std::min(status.find(','), status.size());
  const std::string_view format = status.substr(0, comma);
  if (format == "ISO")
    style.format = DateStyle::Format::iso;
  else if (format == "SQL")
    style.format = DateStyle::Format::sql;
  else if (format == "Postgres")
    style.format = DateStyle::Format::postgres;
  else if (format == "German")
    style.format = DateStyle::Format::german;
  else
    return std::nullopt;
  const std::string_view order = status.substr(comma);
  if (order == ", DMY")
    style.day_first = true;
  else if (order != ", MDY" && order != ", YMD")
    return std::nullopt;
  return style;
}

std::optional<Date> read_date_text(std::string_view text, DateStyle style) noexcept {
  if (text == infinity_text) return Date{Date::infinity};
  if (text == negative_infinity_text) return Date{Date::negative_infinity};
  Scanner scan(text);
  const Fields fields = read_day(scan, style);
  const bool bc = scan.accept_bc();
  const auto days = day_number(fields.year, fields.month, fields.day, bc);
  if (!scan.finished() || !days) return std::nullopt;
  return Date{static_cast<std::int32_t>(*days)};
}

std::optional<Date> read_date_binary(ByteView bytes) noexcept {
  const auto days = read_integer_binary(bytes, 4);
  if (!days) return std::nullopt;
  const Date date{static_cast<std::int32_t>(*days)};
  if (date.finite() && (*days < first_day || *days > last_day)) return std::nullopt;
  return date;
}

void append_date_text(std::string& out, Date date, DateStyle style) {
  if (!date.finite()) {
    out += date.days == Date::infinity ? infinity_text : negative_infinity_text;
    return;
  }
  const ShownDate day = shown(date.days);
  append_day(out, day, style);
  if (day.bc) out += " BC";
}

void append_date_binary(std::string& out, Date date) { append_integer_binary(out, date.days, 4); }

std::optional<Timestamp> read_timestamp_text(std::string_view text, DateStyle style, bool zoned) noexcept {
  if (text == infinity_text) return Timestamp{Timestamp::infinity};
  if (text == negative_infinity_text) return Timestamp{Timestamp::negative_infinity};
  if (zoned && style.format != DateStyle::Format::iso) return std::nullopt;
  Scanner scan(text);
  Fields fields;
  std::int64_t time = 0;
  if (style.format == DateStyle::Format::postgres) {  // Sun Jun 17 10:20:30.5 1990, or Sun 17 Jun …
    scan.name(weekdays);
    scan.expect(' ');
    if (style.day_first) fields.day = scan.number(2, 2), scan.expect(' ');
    fields.month = scan.name(months) + 1;
    scan.expect(' ');
    if (!style.day_first) fields.day = scan.number(2, 2), scan.expect(' ');
    time = scan.time();
    scan.expect(' ');
    fields.year = scan.number(4, 7);
  } else {
    fields = read_day(scan, style);
    scan.expect(' ');
    time = scan.time();
  }
  const std::int64_t east = zoned ? scan.offset() : 0;
  const bool bc = scan.accept_bc();
  const auto days = day_number(fields.year, fields.month, fields.day, bc);
  if (!scan.finished() || !days || *days > last_timestamp_day) return std::nullopt;
  return Timestamp{*days * microseconds_per_day + time - east};
}

std::optional<Timestamp> read_timestamp_binary(ByteView bytes) noexcept {
  const auto value = read_integer_binary(bytes, 8);
  if (!value) return std::nullopt;
  const Timestamp timestamp{*value};
  if (timestamp.finite() && *value < first_day * microseconds_per_day) return std::nullopt;
  return timestamp;
}

void append_timestamp_text(std::string& out, Timestamp timestamp, DateStyle style, bool zoned) {
  if (!timestamp.finite()) {
    out += timestamp.microseconds == Timestamp::infinity ? infinity_text : negative_infinity_text;
    return;
  }
  std::int64_t days = timestamp.microseconds / microseconds_per_day;
  std::int64_t time = timestamp.microseconds % microseconds_per_day;
  if (time < 0) time += microseconds_per_day, --days;
  const ShownDate day = shown(days);
  if (style.format == DateStyle::Format::postgres) {
    const std::int64_t weekday = ((days + 6) % 7 + 7) % 7;  // 2000-01-01 was a Saturday
    out += weekdays[static_cast<std::size_t>(weekday)];
    out.push_back(' ');
    if (style.day_first) append_padded(out, day.day, 2), out.push_back(' ');
    out += months[static_cast<std::size_t>(day.month - 1)];
    out.push_back(' ');
    if (!style.day_first) append_padded(out, day.day, 2), out.push_back(' ');
    append_time(out, time);
    out.push_back(' ');
    append_padded(out, day.year, 4);
  } else {
    append_day(out, day, style);
    out.push_back(' ');
    append_time(out, time);
  }
  if (zoned) out += style.format == DateStyle::Format::iso ? "+00" : " UTC";
  if (day.bc) out += " BC";
}

void append_timestamp_binary(std::string& out, Timestamp timestamp) {
  append_integer_binary(out, timestamp.microseconds, 8);
}

}  // namespace jaali::protocol::postgres

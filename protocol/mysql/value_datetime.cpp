#include "protocol/mysql/value_datetime.h"

#include <algorithm>
#include <charconv>

namespace jaali::protocol::mysql {

namespace {

constexpr std::int64_t second = 1'000'000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
constexpr std::uint8_t most_decimals = 6;

/// Reads a fixed layout front to back; the first thing that does not match sticks.
class Scanner {
 public:
  explicit Scanner(std::string_view text) noexcept : rest_(text) {}
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
  /// mm:ss[.ffffff] behind the hours, in microseconds.
  std::int64_t minutes_and_seconds() noexcept {
    expect(':');
    const int minutes = number(2, 2);
    expect(':');
    const int seconds = number(2, 2);
    if (minutes > 59 || seconds > 59) ok_ = false;
    std::int64_t fraction = 0;
    if (accept('.')) {
      const std::size_t before = rest_.size();
      fraction = number(1, most_decimals);
      for (std::size_t digits = before - rest_.size(); digits < most_decimals; ++digits) fraction *= 10;
    }
    return minutes * minute + seconds * second + fraction;
  }
  [[nodiscard]] bool finished() const noexcept { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

unsigned byte_at(ByteView bytes, std::size_t at) noexcept { return std::to_integer<unsigned>(bytes[at]); }

std::uint32_t load_u32(ByteView bytes, std::size_t at) noexcept {
  return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8 | byte_at(bytes, at + 2) << 16 | byte_at(bytes, at + 3) << 24;
}

void append_u32(std::string& out, std::uint32_t value) {
  for (int at = 0; at < 4; ++at, value >>= 8) out.push_back(static_cast<char>(value & 0xff));
}

std::optional<std::int64_t> day_number(int year, unsigned month, unsigned day_of_month) noexcept {
  if (year < 1 || year > 9999 || month > 12 || day_of_month > 31) return std::nullopt;
  const CivilDate civil{year, static_cast<std::uint8_t>(std::max(month, 1U)),
                        static_cast<std::uint8_t>(std::max(day_of_month, 1U))};
  if (!is_day(civil)) return std::nullopt;
  return days_of(civil);
}

std::optional<std::int64_t> read_day(Scanner& scan) noexcept {
  const int year = scan.number(4, 4);
  scan.expect('-');
  const int month = scan.number(2, 2);
  scan.expect('-');
  const int day_of_month = scan.number(2, 2);
  return day_number(year, static_cast<unsigned>(month), static_cast<unsigned>(day_of_month));
}

std::optional<std::int64_t> read_day(ByteView bytes) noexcept {
  const auto year = static_cast<int>(byte_at(bytes, 0) | byte_at(bytes, 1) << 8);
  return day_number(year, byte_at(bytes, 2), byte_at(bytes, 3));
}

/// hours, minutes, seconds and, where there are more bytes, microseconds.
std::optional<std::int64_t> read_clock(ByteView bytes) noexcept {
  const unsigned hours = byte_at(bytes, 0), minutes = byte_at(bytes, 1), seconds = byte_at(bytes, 2);
  const std::uint32_t fraction = bytes.size() > 3 ? load_u32(bytes, 3) : 0;
  if (hours > 23 || minutes > 59 || seconds > 59 || fraction >= second) return std::nullopt;
  return hours * hour + minutes * minute + seconds * second + fraction;
}

/// Days and the time within the last of them, for negative moments too.
struct Split {
  std::int64_t days, time;
};
Split split(std::int64_t microseconds) noexcept {
  Split parts{microseconds / day, microseconds % day};
  if (parts.time < 0) parts.time += day, --parts.days;
  return parts;
}

std::optional<CivilDate> shown_day(std::int64_t days) noexcept {
  constexpr std::int64_t least = -730'119, most = 2'921'939;  // 0001-01-01, 9999-12-31
  if (days < least || days > most) return std::nullopt;
  return civil_of(days);
}

void append_padded(std::string& out, std::int64_t value, int width) {
  char buffer[24];
  char* const end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  for (auto size = end - buffer; size < width; ++size) out.push_back('0');
  out.append(buffer, end);
}

void append_day(std::string& out, const CivilDate& date) {
  append_padded(out, date.year, 4);
  out.push_back('-');
  append_padded(out, date.month, 2);
  out.push_back('-');
  append_padded(out, date.day, 2);
}

void append_clock(std::string& out, std::int64_t microseconds, std::uint8_t decimals) {
  append_padded(out, microseconds / hour, 2);
  out.push_back(':');
  append_padded(out, microseconds / minute % 60, 2);
  out.push_back(':');
  append_padded(out, microseconds / second % 60, 2);
  if (decimals == 0) return;
  decimals = std::min(decimals, most_decimals);
  std::int64_t fraction = microseconds % second;
  for (std::uint8_t digits = decimals; digits < most_decimals; ++digits) fraction /= 10;
  out.push_back('.');
  append_padded(out, fraction, decimals);
}

void append_day_binary(std::string& out, const CivilDate& date) {
  out.push_back(static_cast<char>(date.year & 0xff));
  out.push_back(static_cast<char>(date.year >> 8 & 0xff));
  out.push_back(static_cast<char>(date.month));
  out.push_back(static_cast<char>(date.day));
}

void append_clock_binary(std::string& out, std::int64_t microseconds) {
  out.push_back(static_cast<char>(microseconds / hour % 24));
  out.push_back(static_cast<char>(microseconds / minute % 60));
  out.push_back(static_cast<char>(microseconds / second % 60));
  const auto fraction = static_cast<std::uint32_t>(microseconds % second);
  if (fraction != 0) append_u32(out, fraction);
}

}  // namespace

std::optional<Date> read_date_text(std::string_view text) noexcept {
  Scanner scan(text);
  const auto days = read_day(scan);
  if (!scan.finished() || !days) return std::nullopt;
  return Date{static_cast<std::int32_t>(*days)};
}

std::optional<Date> read_date_binary(ByteView bytes) noexcept {
  const auto timestamp = read_timestamp_binary(bytes);
  if (!timestamp) return std::nullopt;
  return Date{static_cast<std::int32_t>(split(timestamp->microseconds).days)};
}

bool append_date_text(std::string& out, Date date) {
  const auto civil = shown_day(date.days);
  if (civil) append_day(out, *civil);
  return civil.has_value();
}

bool append_date_binary(std::string& out, Date date) {
  const auto civil = shown_day(date.days);
  if (civil) append_day_binary(out, *civil);
  return civil.has_value();
}

std::optional<Timestamp> read_timestamp_text(std::string_view text) noexcept {
  Scanner scan(text);
  const auto days = read_day(scan);
  scan.expect(' ');
  const int hours = scan.number(2, 2);
  const std::int64_t rest = scan.minutes_and_seconds();
  if (!scan.finished() || !days || hours > 23) return std::nullopt;
  return Timestamp{*days * day + hours * hour + rest};
}

std::optional<Timestamp> read_timestamp_binary(ByteView bytes) noexcept {
  if (bytes.size() != 4 && bytes.size() != 7 && bytes.size() != 11) return std::nullopt;
  const auto days = read_day(bytes);
  const auto time = bytes.size() == 4 ? std::optional<std::int64_t>(0) : read_clock(bytes.subspan(4));
  if (!days || !time) return std::nullopt;
  return Timestamp{*days * day + *time};
}

bool append_timestamp_text(std::string& out, Timestamp timestamp, std::uint8_t decimals) {
  const auto [days, time] = split(timestamp.microseconds);
  const auto civil = shown_day(days);
  if (!civil) return false;
  append_day(out, *civil);
  out.push_back(' ');
  append_clock(out, time, decimals);
  return true;
}

bool append_timestamp_binary(std::string& out, Timestamp timestamp) {
  const auto [days, time] = split(timestamp.microseconds);
  const auto civil = shown_day(days);
  if (!civil) return false;
  append_day_binary(out, *civil);
  if (time != 0) append_clock_binary(out, time);
  return true;
}

std::optional<Time> read_time_text(std::string_view text) noexcept {
  Scanner scan(text);
  const bool negative = scan.accept('-');
  const int hours = scan.number(2, 3);
  const std::int64_t time = hours * hour + scan.minutes_and_seconds();
  if (!scan.finished() || time > Time::longest) return std::nullopt;
  return Time{negative ? -time : time};
}

std::optional<Time> read_time_binary(ByteView bytes) noexcept {
  if (bytes.empty()) return Time{};
  if (bytes.size() != 8 && bytes.size() != 12) return std::nullopt;
  const auto clock = read_clock(bytes.subspan(5));
  const std::int64_t days = load_u32(bytes, 1);
  if (byte_at(bytes, 0) > 1 || !clock || days > Time::longest / day) return std::nullopt;
  const std::int64_t time = days * day + *clock;
  if (time > Time::longest) return std::nullopt;
  return Time{byte_at(bytes, 0) == 1 ? -time : time};
}

bool append_time_text(std::string& out, Time time, std::uint8_t decimals) {
  if (time.microseconds < -Time::longest || time.microseconds > Time::longest) return false;
  if (time.microseconds < 0) out.push_back('-');
  append_clock(out, time.microseconds < 0 ? -time.microseconds : time.microseconds, decimals);
  return true;
}

bool append_time_binary(std::string& out, Time time) {
  if (time.microseconds < -Time::longest || time.microseconds > Time::longest) return false;
  if (time.microseconds == 0) return true;
  const std::int64_t size = time.microseconds < 0 ? -time.microseconds : time.microseconds;
  out.push_back(time.microseconds < 0 ? '\1' : '\0');
  append_u32(out, static_cast<std::uint32_t>(size / day));
  append_clock_binary(out, size % day);
  return true;
}

std::optional<int> read_time_zone(std::string_view time_zone) noexcept {
  if (time_zone == "SYSTEM" || time_zone == "UTC") return 0;
  if (time_zone.empty() || (time_zone.front() != '+' && time_zone.front() != '-')) return std::nullopt;
  Scanner scan(time_zone.substr(1));
  const int hours = scan.number(1, 2);
  scan.expect(':');
  const int minutes = scan.number(2, 2);
  if (!scan.finished() || hours > 14 || minutes > 59) return std::nullopt;
  const int east = hours * 60 + minutes;
  return time_zone.front() == '-' ? -east : east;
}

}  // namespace jaali::protocol::mysql

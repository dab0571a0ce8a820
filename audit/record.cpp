#include "audit/record.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace jaali::audit {
namespace {

/// A statement's text is cut here (its length, fingerprint, relations and columns stay whole): a million-row VALUES
/// would else be a record of megabytes.
constexpr std::size_t max_text_bytes = 64 * 1024;

/// Appends members and elements, with the comma before all but the first of `out` or of an object or array. What it is
/// given gathers in a block of its own, which goes to `out` when it is full and at the end: a record is some dozens of
/// short pieces, and is written for every statement.
class Members {
 public:
  explicit Members(std::string& out) : out_(out), last_(out.empty() ? '\0' : out.back()) {}
  ~Members() { flush(); }
  Members(const Members&) = delete;
  Members& operator=(const Members&) = delete;

  /// A literal piece, quotes, commas and all; the compiler knows its size.
  template <std::size_t N>
  void literal(const char (&text)[N]) {
    make_room(N - 1);
    std::memcpy(block_.data() + used_, text, N - 1);
    used_ += N - 1;
    last_ = text[N - 2];
  }
  /// `before` and the value as a string, unless that is empty.
  template <std::size_t N>
  void text_after(const char (&before)[N], std::string_view value) {
    if (value.empty()) return;
    literal(before);
    string(value);
  }
  template <std::size_t N>
  void number_after(const char (&before)[N], std::uint64_t value) {
    literal(before);
    digits(value);
  }
  void key(std::string_view name) {
    if (last_ != '{' && last_ != '[' && last_ != '\0') put(',');
    put('"');
    write(name);
    write("\":");
  }
  void text(std::string_view name, std::string_view value) {  // an empty one is left out
    if (value.empty()) return;
    key(name);
    string(value);
  }
  void string(std::string_view value) {
    if (value.size() + 2 <= block_.size()) {
      make_room(value.size() + 2);
      char* const at = block_.data() + used_;
      if (copy_plain_json(at + 1, value)) {
        at[0] = at[value.size() + 1] = last_ = '"';
        used_ += value.size() + 2;
        return;
      }
    }
    flush();
    append_json_string(out_, value);
    last_ = '"';
  }
  void number(std::string_view name, std::uint64_t value) {
    key(name);
    digits(value);
  }
  void flag(std::string_view name, bool value) {  // false is left out
    if (!value) return;
    key(name);
    write("true");
  }
  void time(Clock::time_point at);
  void paste(std::string_view members) {
    if (members.empty()) return;
    if (last_ != '\0') put(',');
    write(members);
  }
  void open(std::string_view name, char bracket) {
    key(name);
    put(bracket);
  }
  void element() {
    if (last_ != '[') put(',');
  }
  void put(char c) {
    make_room(1);
    block_[used_++] = last_ = c;
  }
  void write(std::string_view text) {
    if (text.empty()) return;
    last_ = text.back();
    make_room(text.size());
    if (text.size() > block_.size()) {
      out_.append(text);
      return;
    }
    std::memcpy(block_.data() + used_, text.data(), text.size());
    used_ += text.size();
  }
  void digits(std::uint64_t value) {
    constexpr std::size_t longest = 20;
    make_room(longest);
    char* const at = block_.data() + used_;
    used_ += static_cast<std::size_t>(std::to_chars(at, at + longest, value).ptr - at);
    last_ = '0';
  }

  void flush() {
    out_.append(block_.data(), used_);
    used_ = 0;
  }

 private:
  void make_room(std::size_t size) {
    if (size > block_.size() - used_) flush();
  }

  std::string& out_;
  char last_;  ///< what was appended last; NUL: nothing yet
  std::size_t used_ = 0;
  std::array<char, 2048> block_;
};

void append_endpoint(Members& members, std::string_view name, std::string_view address);
void append_query(Members& members, const StatementFacts& facts);
void append_columns(Members& members, const std::vector<ColumnUse>& columns);
void append_counts(Members& members, const StatementFacts& facts, bool closing);

}  // namespace

std::string SessionFacts::members() const {
  std::string out;
  Members members(out);
  members.open("actor", '{');
  members.open("user", '{');
  members.text("name", user);
  if (!groups.empty()) {
    members.open("groups", '[');
    for (const std::string& group : groups) {
      members.element();
      members.put('{');
      members.text("name", group);
      members.put('}');
    }
    members.put(']');
  }
  members.put('}');
  members.open("session", '{');
  members.text("uid", session);
  members.put('}');
  members.text("app_name", application);
  members.put('}');
  members.text("role", role);
  members.text("current_user", current_user);
  members.text("auth_protocol", authentication);
  if (!certificate_subject.empty() || !certificate_serial.empty()) {
    members.open("certificate", '{');
    members.text("subject", certificate_subject);
    members.text("serial_number", certificate_serial);
    members.put('}');
  }
  append_endpoint(members, "src_endpoint", client_address);
  append_endpoint(members, "proxy_endpoint", balancer_address);
  if (!tls.empty()) {
    members.open("tls", '{');
    members.text("version", tls);
    members.put('}');
  }
  members.text("listener", listener);
  members.text("upstream", upstream);
  append_endpoint(members, "dst_endpoint", server_address);
  if (!database.empty()) {
    members.open("database", '{');
    members.text("name", database);
    members.put('}');
  }
  members.text("protocol", protocol);
  if (server_pid > 0) members.number("server_pid", static_cast<std::uint64_t>(server_pid));
  members.flush();
  return out;
}

std::string_view to_string(Kind kind) noexcept {
  switch (kind) {
    case Kind::start:
      return "start";
    case Kind::stop:
      return "stop";
    case Kind::reload:
      return "reload";
    case Kind::reload_refused:
      return "reload_refused";
    case Kind::login:
      return "login";
    case Kind::login_failed:
      return "login_failed";
    case Kind::logout:
      return "logout";
    case Kind::open:
      return "open";
    case Kind::statement:
      return "statement";
    case Kind::refused:
      return "refused";
    case Kind::alarm:
      return "alarm";
    case Kind::probe:
      return "probe";
  }
  return "unknown";
}

void append_statement(std::string& out, Kind kind, std::string_view session, const StatementFacts& facts,
                      Clock::time_point start, std::optional<Clock::time_point> end) {
  Members members(out);
  members.text("kind", to_string(kind));
  members.literal(R"(,"time_dt":)");
  members.time(end.value_or(start));
  if (end) {
    members.literal(R"(,"start_time_dt":)");
    members.time(start);
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(*end - start).count();
    members.number_after(R"(,"duration_us":)", static_cast<std::uint64_t>(std::max<std::int64_t>(took, 0)));  // clocks are set back
  }
  members.paste(session);
  members.number_after(R"(,"statement":)", facts.statement);
  members.text_after(R"(,"command":)", facts.kind);
  append_query(members, facts);
  members.text_after(R"(,"portal":)", facts.portal);
  if (!facts.relations.empty()) {
    members.literal(R"(,"relations":[)");
    for (const std::string& relation : facts.relations) {
      members.element();
      members.string(relation);
    }
    members.put(']');
  }
  append_columns(members, facts.columns);
  members.text_after(R"(,"verdict":)", facts.verdict);
  members.text_after(R"(,"reason":)", facts.reason);
  members.text_after(R"(,"would_have":)", facts.would_have);
  members.text_after(R"(,"transaction":)", facts.transaction);
  append_counts(members, facts, kind == Kind::statement);
  members.text_after(R"(,"status_code":)", facts.sqlstate);
  if (facts.error_number != 0) members.number("error_number", facts.error_number);
  members.flag("partial", facts.partial);
  members.flag("cancelled", facts.cancelled);
  members.text_after(R"(,"policy_version":)", facts.policy_version);
  if (facts.catalog_version != 0) members.number_after(R"(,"catalog_version":)", facts.catalog_version);
}

void append_event(std::string& out, Kind kind, std::string_view session, std::string_view reason,
                  std::string_view detail, Clock::time_point at) {
  Members members(out);
  members.text("kind", to_string(kind));
  members.literal(R"(,"time_dt":)");
  members.time(at);
  members.paste(session);
  members.text("reason", reason);
  members.paste(detail);
}

namespace {

/// 2026-03-01T09:30:00.000125Z
void Members::time(Clock::time_point at) {
  using namespace std::chrono;
  const auto whole = floor<microseconds>(at);
  const auto day = floor<days>(whole);
  const year_month_day date(day);
  const hh_mm_ss clock(whole - day);
  std::array<char, 27> text{};
  std::size_t used = 0;
  const auto field = [&](std::uint64_t value, std::size_t width, char after) {
    for (std::size_t i = width; i-- > 0; value /= 10) text[used + i] = static_cast<char>('0' + value % 10);
    used += width;
    text[used++] = after;
  };
  field(static_cast<std::uint64_t>(std::clamp(static_cast<int>(date.year()), 0, 9999)), 4, '-');
  field(static_cast<unsigned>(date.month()), 2, '-');
  field(static_cast<unsigned>(date.day()), 2, 'T');
  field(static_cast<std::uint64_t>(clock.hours().count()), 2, ':');
  field(static_cast<std::uint64_t>(clock.minutes().count()), 2, ':');
  field(static_cast<std::uint64_t>(clock.seconds().count()), 2, '.');
  field(static_cast<std::uint64_t>(clock.subseconds().count()), 6, 'Z');
  put('"');
  write({text.data(), used});
  put('"');
}

bool is_ip(std::string_view host) {
  const bool v6 = host.find(':') != std::string_view::npos;
  return !host.empty() &&
         host.find_first_not_of(v6 ? "0123456789abcdefABCDEF:.%" : "0123456789.") == std::string_view::npos;
}

/// "10.1.2.3:51324", "[::1]:51324", "db1.internal:5432", "unix", "/run/postgresql/.s.PGSQL.5432"
void append_endpoint(Members& members, std::string_view name, std::string_view address) {
  if (address.empty()) return;
  std::string_view host = address;
  std::uint64_t port = 0;
  if (const auto colon = address.rfind(':'); colon != std::string_view::npos && colon + 1 < address.size()) {
    const char* end = address.data() + address.size();
    const auto [stop, error] = std::from_chars(address.data() + colon + 1, end, port);
    if (error == std::errc() && stop == end) host = address.substr(0, colon);
  }
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  members.open(name, '{');
  members.text(is_ip(host) ? "ip" : "hostname", host);
  if (host.size() != address.size() && port != 0) members.number("port", port);
  members.put('}');
}

void append_query(Members& members, const StatementFacts& facts) {
  if (facts.fingerprint.empty() && facts.text.empty() && facts.name.empty()) return;
  std::string_view text = facts.text;
  if (text.size() > max_text_bytes) {
    std::size_t cut = max_text_bytes;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;  // not within a character
    text = text.substr(0, cut);
  }
  members.literal(R"(,"query_info":{)");
  members.text("uid", facts.fingerprint);
  members.text("name", facts.name);
  members.text("query_string", text);
  if (text.size() != facts.text.size()) members.number("query_string_bytes", facts.text.size());
  members.put('}');
}

void append_columns(Members& members, const std::vector<ColumnUse>& columns) {
  if (columns.empty()) return;
  members.open("columns", '[');
  for (const ColumnUse& use : columns) {
    members.element();
    members.put('{');
    members.text("name", use.column);
    members.text("class", use.class_);
    members.text("mask", use.mask);
    members.text("predicates", use.predicates);
    members.flag("returned", use.returned);
    members.put('}');
  }
  members.put(']');
}

void append_counts(Members& members, const StatementFacts& facts, bool closing) {
  if (closing || facts.rows_returned != 0) members.number_after(R"(,"rows_returned":)", facts.rows_returned);
  if (closing || facts.rows_affected != 0) members.number_after(R"(,"rows_affected":)", facts.rows_affected);
  if (facts.insert_id != 0) members.number("insert_id", facts.insert_id);
  if (closing || facts.bytes != 0) members.number_after(R"(,"bytes":)", facts.bytes);
  if (facts.cells.empty()) return;
  members.open("cells", '[');
  for (const ClassCount& count : facts.cells) {
    members.element();
    members.put('{');
    members.text("class", count.class_);
    members.number("masked", count.masked);
    members.number("clear", count.clear);
    members.put('}');
  }
  members.put(']');
}

}  // namespace
}  // namespace jaali::audit

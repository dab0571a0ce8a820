#pragma once
// What one record says (design.md §7), and its JSON members. Plain data; the session that fills it owns it.
// Never in a record: a result value, a literal, a parameter, a password.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jaali::audit {

inline constexpr int schema_version = 1;
using Clock = std::chrono::system_clock;

/// Who and whence: fixed for a session, serialised once per session and pasted into each of its records.
struct SessionFacts {
  std::string session;  ///< random id of the session, hex
  std::string user, role, current_user, authentication, certificate_subject, certificate_serial, application;
  std::vector<std::string> groups;
  std::string client_address;  ///< "10.1.2.3:51324", or "unix"
  std::string balancer_address;  ///< who passed the connection on with a PROXY header; empty: nobody
  std::string tls;             ///< "TLSv1.3", empty: none
  std::string listener, upstream, server_address, database, protocol;  ///< protocol: "postgres" | "mysql"
  std::int64_t server_pid = 0;
  [[nodiscard]] std::string members() const;  ///< JSON members, no braces
};

enum class Kind : std::uint8_t {
  start, stop, reload, reload_refused, login, login_failed, logout, open, statement, refused, alarm, probe,
};
inline constexpr std::size_t kinds = static_cast<std::size_t>(Kind::probe) + 1;
[[nodiscard]] std::string_view to_string(Kind kind) noexcept;

/// How one column of a statement was met.
struct ColumnUse {
  std::string column;   ///< upstream/database.schema.table.column
  std::string class_;   ///< empty: unclassified
  std::string mask;     ///< mask's name and arguments, "reveal" or "refuse"
  std::string predicates;
  bool returned = false;  ///< handed out; otherwise only used
};

struct ClassCount { std::string class_; std::uint64_t masked = 0, clear = 0; };

/// One statement, from its verdict to its completion. `open` writes what is known before forwarding (the same `statement`
/// id joins the two); `statement` and `refused` close.
struct StatementFacts {
  std::uint64_t statement = 0;  ///< number within the session
  std::string kind;             ///< "SELECT", "INSERT", ... the command's tag
  std::string fingerprint, text;  ///< text with every literal taken out ($1 style)
  std::vector<std::string> relations;
  std::vector<ColumnUse> columns;
  std::string verdict;          ///< forward | refuse
  std::string reason, would_have; ///< would_have: what enforce mode would have done, in observe mode
  std::string transaction;      ///< "idle" | "transaction" | "failed"
  std::string name, portal;     ///< prepared statement's and portal's name, empty: unnamed
  std::uint64_t rows_returned = 0, rows_affected = 0, bytes = 0;
  std::uint64_t insert_id = 0;      ///< MySQL: the AUTO_INCREMENT number that the statement made, 0: none
  std::vector<ClassCount> cells;
  std::string sqlstate;
  std::uint32_t error_number = 0;   ///< MySQL's own number beside the sqlstate
  bool partial = false, cancelled = false;
  std::string policy_version;
  std::uint64_t catalog_version = 0;
};

/// Appends a whole record's members. `session` is what SessionFacts::members() made (may be empty), so that nothing is
/// serialised twice. Times are RFC 3339 UTC with microseconds.
void append_statement(std::string& out, Kind kind, std::string_view session, const StatementFacts& facts,
                      Clock::time_point start, std::optional<Clock::time_point> end);
/// Logins, start, stop, reload, alarms: a reason in words and free members of the caller's (`detail`: JSON members or empty).
void append_event(std::string& out, Kind kind, std::string_view session, std::string_view reason, std::string_view detail,
                  Clock::time_point at);
/// `"text"` as a JSON string; bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);
/// Copies a text that stands in a JSON string as it is: printable ASCII without quotes and backslashes. False where it is
/// not; `to` has room for all of it, and then holds anything.
[[nodiscard]] bool copy_plain_json(char* to, std::string_view text) noexcept;

}  // namespace jaali::audit

#include "masking_rules/settings.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace jaali::masking_rules {
namespace {

/// Any value will do: they change the form of output, time limits, or nothing that a query's answer depends on.
constexpr std::array<std::string_view, 29> free_settings{
    "application_name", "bytea_output", "client_connection_check_interval", "client_min_messages", "datestyle",
    "default_transaction_deferrable", "default_transaction_isolation", "default_transaction_read_only",
    "fallback_application_name", "idle_in_transaction_session_timeout", "idle_session_timeout",
    "intervalstyle", "lc_messages", "lc_monetary", "lc_numeric", "lc_time", "lock_timeout", "search_path",
    "statement_timeout", "synchronous_commit", "tcp_keepalives_count", "tcp_keepalives_idle",
    "tcp_keepalives_interval", "tcp_user_timeout", "timezone", "transaction_isolation", "transaction_read_only",
    "transaction_timeout", "xmloption"};

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](unsigned char x, unsigned char y) {
           return std::tolower(x) == std::tolower(y);
         });
}

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> values) noexcept {
  return std::any_of(values.begin(), values.end(), [&](auto other) { return equals_ignoring_case(value, other); });
}

/// As the server reads an encoding's name (clean_encoding_name): letters and digits alone count. asyncpg sends 'utf-8'.
bool is_utf8(std::string_view value) noexcept {
  std::array<char, 8> cleaned{};
  std::size_t size = 0;
  for (const char letter : value) {
    const auto c = static_cast<unsigned char>(letter);
    if (!std::isalnum(c)) continue;
    if (size == cleaned.size()) return false;
    cleaned[size++] = static_cast<char>(std::tolower(c));
  }
  const std::string_view name(cleaned.data(), size);
  return name == "utf8" || name == "unicode" || name == "default";
}

}  // namespace

bool setting_allowed(std::string_view name, std::string_view value) noexcept {
  if (std::find(free_settings.begin(), free_settings.end(), name) != free_settings.end()) return true;
  if (name == "client_encoding" || name == "names") return is_utf8(value);
  // Off, server and parser would disagree on where a literal ends.
  if (name == "standard_conforming_strings") return is_one_of(value, {"on", "true", "yes", "1", "default"});
  // Below 1 the server rounds a float's text before `round(n)` reads it: a value near a step could be told from one on it.
  if (name == "extra_float_digits") return is_one_of(value, {"1", "2", "3", "default"});
  // What these do in the safe direction is what some drivers send at every connect.
  if (name == "escape_string_warning" || name == "array_nulls") return true;
  if (name == "row_security") return is_one_of(value, {"on", "true", "yes", "1", "default"});
  return false;
}

}  // namespace jaali::masking_rules

#include "proxy/session/mysql/strip.h"

namespace jaali::proxy::session::mysql {
namespace {

constexpr std::string_view withheld = "jaali: message withheld: the statement is about protected data";

/// Errors about a constraint, whose name is theirs to match on. The duplicate value stands before it.
constexpr std::uint16_t duplicate_entry = 1062, duplicate_key_name = 1586, row_is_referenced = 1451, no_referenced_row = 1452,
                        check_violated_mysql = 3819, check_violated_mariadb = 4025;

/// What stands between the last two of `quote`, if it is a name: letters, digits, _, $, ., -, and beyond ASCII.
std::string_view last_quoted(std::string_view text, char quote) {
  const auto end = text.rfind(quote);
  if (end == std::string_view::npos || end == 0) return {};
  const auto begin = text.rfind(quote, end - 1);
  if (begin == std::string_view::npos) return {};
  const auto name = text.substr(begin + 1, end - begin - 1);
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool good = byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                      c == '_' || c == '$' || c == '.' || c == '-';
    if (!good) return {};
  }
  return name;
}

/// "… CONSTRAINT `name` FOREIGN KEY …"
std::string_view constraint_of(std::string_view text) {
  constexpr std::string_view before = "CONSTRAINT `";
  const auto at = text.find(before);
  if (at == std::string_view::npos) return {};
  const auto rest = text.substr(at + before.size());
  return rest.substr(0, rest.find('`'));
}

/// A duplicate value may hold anything, "' for key 'x'" too: the name is read only where the message ends in it.
std::string_view key_of(std::string_view text) {
  constexpr std::string_view before = "for key '";
  if (text.empty() || text.back() != '\'') return {};
  const auto name = last_quoted(text, '\'');
  const auto begin = text.size() - 1 - name.size();
  return !name.empty() && begin >= before.size() && text.substr(begin - before.size(), before.size()) == before ? name : std::string_view();
}

}  // namespace

std::string stripped_message(const protocol::mysql::ErrorView& error) {
  std::string message(withheld);
  switch (error.code) {
    case duplicate_entry:
    case duplicate_key_name:
      if (const auto key = key_of(error.message); !key.empty()) message += " (for key '" + std::string(key) + "')";
      break;
    case row_is_referenced:
    case no_referenced_row:
      if (const auto name = constraint_of(error.message); !name.empty()) message += " (CONSTRAINT `" + std::string(name) + "` FOREIGN KEY)";
      break;
    case check_violated_mysql:
      if (const auto name = last_quoted(error.message, '\''); !name.empty()) message += " (Check constraint '" + std::string(name) + "' is violated.)";
      break;
    case check_violated_mariadb: {
      const auto name = error.message.substr(0, error.message.rfind("` failed"));
      if (const auto quoted = name.rfind('`'); quoted != std::string_view::npos) message += " (CONSTRAINT `" + std::string(name.substr(quoted + 1)) + "` failed)";
      break;
    }
    default: break;
  }
  return message;
}

}  // namespace jaali::proxy::session::mysql

#include "proxy/session/mysql/session_state.h"

#include <algorithm>
#include <cctype>

#include "protocol/mysql/row.h"
#include "sql/fold.h"

namespace jaali::proxy::session::mysql {
namespace {

/// Nearly every statement shows by its first letters, and by what is not in it, that it asks nothing: only the rest is copied.
bool may_ask(std::string_view text) noexcept {
  const auto begins = [&](std::string_view word) {
    return text.size() >= word.size() && std::equal(word.begin(), word.end(), text.begin(), [](char w, char c) { return w == (c | 0x20); });
  };
  return begins("show") || (begins("select") && (text.find('@') != std::string_view::npos || text.find("()") != std::string_view::npos));
}

/// In lower case, with one space between words and no semicolon behind them; empty: it asks nothing of the kind, or there is
/// more in it than that.
std::string plain_words(std::string_view text) {
  constexpr std::size_t longest = 64;
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && (space(text.back()) || text.back() == ';')) text.remove_suffix(1);
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  if (text.size() > longest || !may_ask(text)) return {};
  constexpr std::string_view others = "()*,@_`";
  std::string words;
  for (const char c : text) {
    if (space(c)) {
      if (!words.empty() && words.back() != ' ') words += ' ';
    } else if (std::isalnum(static_cast<unsigned char>(c)) || others.find(c) != std::string_view::npos) {
      words += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else {
      return {};
    }
  }
  return words;
}

bool asks_for_diagnostics(std::string_view words) noexcept {
  return words.starts_with("show warnings") || words.starts_with("show errors") || words == "show count(*) warnings" ||
         words == "show count(*) errors" || words == "select @@warning_count" || words == "select @@error_count";
}

/// `select found_rows() as total`: native functions come before a database's own, and without FROM nothing else is named.
bool counts_rows(std::string_view words) noexcept {
  for (const std::string_view call : {"select found_rows()", "select row_count()"}) {
    if (!words.starts_with(call)) continue;
    auto alias = words.substr(call.size());
    if (alias.empty()) return true;
    if (alias.front() != ' ') return false;
    alias.remove_prefix(alias.starts_with(" as ") ? 4 : 1);
    return alias.find_first_of(" ()*,@") == std::string_view::npos;
  }
  return false;
}

}  // namespace

std::optional<SessionState> decode_state(protocol::ByteView row) {
  protocol::mysql::TextRowReader reader(row);
  std::vector<std::optional<std::string>> values;
  for (int i = 0; i < 4; ++i) {
    const auto value = reader.next();
    if (!value) return std::nullopt;
    values.push_back(*value ? std::optional(std::string(protocol::text_of(**value))) : std::nullopt);
  }
  if (!reader.finish()) return std::nullopt;
  SessionState state;
  state.database = std::move(values[0]);
  state.sql_mode = values[1].value_or(std::string());
  state.character_set_client = values[2].value_or(std::string());
  state.time_zone = values[3].value_or(std::string());
  return state;
}

void apply_state(const SessionState& state, const sql::Snapshot& snapshot, masking_rules::NameState& names) {
  sql::MysqlText text;
  text.dialect = snapshot.dialect;
  text.version = snapshot.server_version;
  text.lower_case_table_names = snapshot.lower_case_table_names;
  text.charset = sql::readable_charset(state.character_set_client);
  sql::apply_sql_mode(state.sql_mode, text);
  names.mysql = text;
  names.search_path.emplace();
  if (state.database) names.search_path->push_back(snapshot.lower_case_table_names == 0 ? *state.database : sql::fold(*state.database));
}

bool asks_about_last_statement(std::string_view text) noexcept {
  const auto words = plain_words(text);
  return asks_for_diagnostics(words) || counts_rows(words);
}

}  // namespace jaali::proxy::session::mysql

// Reads texts from standard input, each ended by a zero byte, and says of each on one line what our parser makes of it:
// "ok <number of statements> <kind and tag of each>" or "error <byte> <message>". For tests/golden/mysql-parser.
// Usage: mysql_parse {mysql|mariadb} VERSION [lower_case_table_names [sql_mode]]
#include <charconv>
#include <iostream>
#include <iterator>
#include <string>

#include "sql/mysql_parser/parser.h"

namespace {

using namespace jaali::sql;

int number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string described(const mysql_parser::ParsedText& parsed) {
  if (!parsed.ast) return "error " + std::to_string(parsed.position) + " " + parsed.error;
  std::string line = "ok " + std::to_string(parsed.ast->statements.size());
  for (const auto* statement : parsed.ast->statements) {
    const bool unread = statement->utility && statement->utility->kind == UtilityKind::other;
    const char* const kind = statement->query ? " query:" : statement->modify ? " modify:" : unread ? " other:" : " utility:";
    line += kind + std::string(statement->tag);
    if (const auto* query = statement->query; query && query->operation == SetOperation::none) {  // as many columns, and their aliases
      line += "[" + std::to_string(query->values.empty() ? query->targets.size() : query->values[0].size());
      for (const auto& target : query->targets) line += "|" + std::string(target.alias);
      line += "]";
    }
    if (!statement->unsupported.empty()) line += "!" + std::string(statement->unsupported[0]);
  }
  return line;
}

}  // namespace

int main(int count, char** arguments) {
  MysqlText mode;
  if (count > 1) mode.dialect = std::string_view(arguments[1]) == "mariadb" ? Dialect::mariadb : Dialect::mysql;
  if (count > 2) mode.version = number(arguments[2]);
  if (count > 3) mode.lower_case_table_names = number(arguments[3]);
  if (count > 4) apply_sql_mode(arguments[4], mode);
  const std::string input{std::istreambuf_iterator<char>(std::cin), {}};
  for (std::size_t at = 0; at < input.size();) {
    const auto end = std::min(input.find('\0', at), input.size());
    auto line = described(mysql_parser::parse(std::string_view(input).substr(at, end - at), mode));
    for (auto& c : line) {
      if (c == '\n' || c == '\r') c = ' ';
    }
    std::cout << line << '\n';
    at = end + 1;
  }
}

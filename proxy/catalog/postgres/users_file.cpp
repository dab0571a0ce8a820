#include <optional>

#include "proxy/catalog/postgres/auth_rows.h"

namespace jaali::proxy::catalog::postgres {
namespace {

/// Takes one "quoted" word off the front of the line.
std::optional<std::string> take_quoted(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (!line.starts_with('"')) return std::nullopt;
  std::string word;
  for (std::size_t at = 1; at < line.size(); ++at) {
    if (line[at] != '"') {
      word += line[at];
    } else if (at + 1 < line.size() && line[at + 1] == '"') {
      word += line[++at];
    } else {
      line.remove_prefix(at + 1);
      return word;
    }
  }
  return std::nullopt;
}

bool is_verifier(std::string_view text) {
  return text.empty() || text.starts_with("SCRAM-SHA-256$") || (text.starts_with("md5") && text.size() == 35);
}

}  // namespace

UsersFile parse_users_file(std::string_view text) {
  UsersFile file;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos || line[first] == ';' || line[first] == '#') continue;
    const auto problem = [&](const char* what) {
      file.problems.push_back("line " + std::to_string(number) + ": " + what);
    };
    auto user = take_quoted(line);
    auto verifier = user ? take_quoted(line) : std::nullopt;
    if (!user || user->empty() || !verifier)
      problem("not `\"user\" \"verifier\"`");
    else if (!is_verifier(*verifier))
      problem("neither a SCRAM-SHA-256 verifier nor md5");
    else if (!file.verifiers.emplace(std::move(*user), std::move(*verifier)).second)
      problem("the user is there already");
  }
  return file;
}

}  // namespace jaali::proxy::catalog::postgres

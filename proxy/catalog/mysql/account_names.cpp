#include "proxy/catalog/mysql/account_names.h"

namespace jaali::proxy::catalog::mysql {
namespace {

/// One name off the front, quoted or not; what ends it stays.
std::string take_name(std::string_view& list) {
  list.remove_prefix(std::min(list.find_first_not_of(" \t\n"), list.size()));
  std::string name;
  if (list.empty()) return name;
  const char quote = list.front();
  if (quote != '`' && quote != '\'' && quote != '"') {
    const auto end = std::min(list.find_first_of("@, \t\n"), list.size());
    name = list.substr(0, end);
    list.remove_prefix(end);
    return name;
  }
  std::size_t at = 1;
  for (; at < list.size(); ++at) {
    if (list[at] == quote) {
      if (at + 1 >= list.size() || list[at + 1] != quote) break;
      ++at;
    }
    name += list[at];
  }
  list.remove_prefix(std::min(at + 1, list.size()));
  return name;
}

}  // namespace

std::string role_name(const Account& role) {
  return role.host.empty() || role.host == "%" ? role.user : role.user + "@" + role.host;
}

std::vector<Account> parse_accounts(std::string_view list) {
  std::vector<Account> accounts;
  while (!list.empty()) {
    Account account{take_name(list), "%"};
    if (list.starts_with('@')) {
      list.remove_prefix(1);
      account.host = take_name(list);
    }
    if (!account.user.empty()) accounts.push_back(std::move(account));
    const auto comma = list.find(',');
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return accounts;
}

}  // namespace jaali::proxy::catalog::mysql

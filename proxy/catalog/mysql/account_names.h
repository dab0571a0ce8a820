#pragma once
// Names of accounts and roles, which are accounts too on MySQL. Plain values and pure functions.
#include <string>
#include <string_view>
#include <vector>

namespace jaali::proxy::catalog::mysql {

struct Account {
  std::string user, host;  ///< host: empty for a role of MariaDB
  auto operator<=>(const Account&) const = default;
};

/// As rules call a role: its name alone where the host is '%' or there is none, "name@host" otherwise.
[[nodiscard]] std::string role_name(const Account& role);

/// The value of mandatory_roles: "`a`@`%`,'b'@'host',c". A host that is not written is '%'.
[[nodiscard]] std::vector<Account> parse_accounts(std::string_view list);

}  // namespace jaali::proxy::catalog::mysql

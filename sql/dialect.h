#pragma once
// Which server a text, a tree or a catalog is of. MySQL and MariaDB share the parser and most rules; where they differ,
// the code asks.
#include <cstdint>

namespace jaali::sql {

enum class Dialect : std::uint8_t { postgres, mysql, mariadb };

[[nodiscard]] constexpr bool is_mysql(Dialect dialect) noexcept { return dialect != Dialect::postgres; }

}  // namespace jaali::sql

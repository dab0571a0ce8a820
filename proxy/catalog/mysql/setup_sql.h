#pragma once
// `jaali setup-sql` for MySQL and MariaDB.
#include <string>

#include "proxy/cli/config.h"

namespace jaali::proxy::catalog::mysql {

[[nodiscard]] std::string setup_sql(const UpstreamConfig& upstream);

}  // namespace jaali::proxy::catalog::mysql

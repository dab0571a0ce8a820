#pragma once
// `jaali setup-sql` for PostgreSQL.
#include <string>

#include "proxy/cli/config.h"

namespace jaali::proxy::catalog::postgres {

[[nodiscard]] std::string setup_sql(const UpstreamConfig& upstream);

}  // namespace jaali::proxy::catalog::postgres

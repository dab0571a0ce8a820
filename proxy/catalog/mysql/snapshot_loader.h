#pragma once
// One snapshot of a whole MySQL or MariaDB server. See loader.h.
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "proxy/catalog/loader.h"
#include "proxy/catalog/mysql/object_numbers.h"
#include "proxy/catalog/mysql/rows.h"

namespace jaali::proxy::catalog::mysql {

struct ServerVersion {
  sql::Dialect dialect = sql::Dialect::mysql;
  int number = 0;  ///< 80400, 90704, 101119, 110802
};
/// "9.7.4-2", "10.11.19-MariaDB-0+deb12u1". Nothing where it does not begin with three numbers.
[[nodiscard]] std::optional<ServerVersion> parse_version(std::string_view version);

/// From the results of the catalog procedure; the fingerprint is left empty.
[[nodiscard]] Outcome<Loaded> build_snapshot(const std::vector<Rows>& results, const std::string& upstream,
                                             ObjectNumbers& numbers);

[[nodiscard]] std::unique_ptr<Loader> make_loader(const UpstreamConfig& upstream, const Interrupt& interrupt);

}  // namespace jaali::proxy::catalog::mysql

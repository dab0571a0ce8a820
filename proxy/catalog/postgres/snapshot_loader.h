#pragma once
// One consistent snapshot of one database's catalog over an open connection. No state, any thread.
#include <string>

#include "proxy/catalog/loader.h"
#include "proxy/catalog/postgres/connection.h"

namespace jaali::proxy::catalog::postgres {

[[nodiscard]] Outcome<Loaded> load(Connection& connection, const std::string& upstream, const std::string& database);
/// Some milliseconds of the server's time, where a load takes some tens.
[[nodiscard]] Outcome<Fingerprint> load_fingerprint(Connection& connection);

[[nodiscard]] std::unique_ptr<Loader> make_loader(const UpstreamConfig& upstream, const Interrupt& interrupt);

}  // namespace jaali::proxy::catalog::postgres

#include "proxy/catalog/loader.h"

#include "proxy/catalog/catalog_service.h"
#include "proxy/catalog/postgres/setup_sql.h"
#include "proxy/catalog/postgres/snapshot_loader.h"

namespace jaali::proxy::catalog {

std::unique_ptr<Loader> make_loader(const UpstreamConfig& upstream, const Interrupt& interrupt) {
  return postgres::make_loader(upstream, interrupt);
}

std::string setup_sql(const UpstreamConfig& upstream) { return postgres::setup_sql(upstream); }

}  // namespace jaali::proxy::catalog

#include "proxy/catalog/loader.h"

#include "proxy/catalog/catalog_service.h"
#include "proxy/catalog/mysql/connection.h"
#include "proxy/catalog/mysql/setup_sql.h"
#include "proxy/catalog/mysql/snapshot_loader.h"
#include "proxy/catalog/postgres/setup_sql.h"
#include "proxy/catalog/postgres/snapshot_loader.h"

namespace jaali::proxy::catalog {

std::unique_ptr<Loader> make_loader(const UpstreamConfig& upstream, const Interrupt& interrupt) {
  switch (upstream.protocol) {
    case Protocol::postgres:
      return postgres::make_loader(upstream, interrupt);
    case Protocol::mysql:
      return mysql::make_loader(upstream, interrupt);
  }
  return nullptr;
}

bool threads_left_behind() noexcept { return mysql::Connection::any_within_library(); }

std::string setup_sql(const UpstreamConfig& upstream) {
  return upstream.protocol == Protocol::mysql ? mysql::setup_sql(upstream) : postgres::setup_sql(upstream);
}

}  // namespace jaali::proxy::catalog

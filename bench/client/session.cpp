#include "bench/client/session.h"

#include "bench/client/mariadb_session.h"
#include "bench/client/postgres_session.h"

namespace jaali::bench {

std::unique_ptr<Session> connect(const Target& target) {
  switch (target.login.server) {
    case DatabaseServer::postgres:
      return std::make_unique<PostgresSession>(target.login, target.name);
    case DatabaseServer::mariadb:
      return std::make_unique<MariadbSession>(target.login, target.name);
  }
  return nullptr;  // not reached: the plan has no other server
}

}  // namespace jaali::bench

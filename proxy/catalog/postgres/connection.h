#pragma once
// One libpq connection of the service account, driven without blocking calls: every wait has a deadline and ends at
// once when the owner stops (Interrupt), so that a server that hangs never hangs the proxy's shutdown. Used by one
// thread. The first thing it does is pin search_path, read-only mode and timeouts: nothing that a caller can create
// is in the path of a query sent here (CVE-2025-12819, CVE-2025-2291).
#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/catalog/failure.h"
#include "proxy/catalog/postgres/rows.h"
#include "proxy/cli/config.h"

namespace jaali::proxy::catalog::postgres {

class Connection {
 public:
  /// Tries the upstream's hosts in order. The password is read anew each time, so a rotated one is found.
  [[nodiscard]] static Outcome<Connection> open(const UpstreamConfig& upstream, const std::string& database,
                                                const Interrupt& interrupt);

  /// A text of one or more statements; one Rows for each, in order.
  [[nodiscard]] Outcome<std::vector<Rows>> run(const std::string& text, std::chrono::milliseconds timeout);
  /// One statement with one text parameter.
  [[nodiscard]] Outcome<Rows> run_with(const std::string& text, const std::string& parameter,
                                       std::chrono::milliseconds timeout);
  [[nodiscard]] int server_version() const noexcept { return PQserverVersion(handle_.get()); }

 private:
  struct Closer {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
  };
  using Handle = std::unique_ptr<PGconn, Closer>;

  Connection(Handle handle, const Interrupt& interrupt) : handle_(std::move(handle)), interrupt_(&interrupt) {}
  [[nodiscard]] static Outcome<Connection> open_host(const UpstreamConfig& upstream, const Endpoint& host,
                                                     const std::string& database, const Interrupt& interrupt);
  [[nodiscard]] Outcome<void> finish_connecting(Clock::time_point deadline);
  [[nodiscard]] Outcome<std::vector<Rows>> collect(Clock::time_point deadline);
  [[nodiscard]] Outcome<void> wait_for(bool read, bool write, Clock::time_point deadline);
  [[nodiscard]] Failure broken(Failure::Kind kind) const;

  Handle handle_;
  const Interrupt* interrupt_;
};

}  // namespace jaali::proxy::catalog::postgres

#pragma once
// One connection of the service account through MySQL Connector/C++ (over libmariadb), used by one thread at a time.
// What the library leaves undone is done here: where TLS is wanted, the session's cipher is asked for before anything
// that it says is believed, for libmariadb goes on in plain text where a server has no TLS; LOCAL INFILE is off, so
// that no server can ask for a file of this host; every wait has a timeout. The library cannot be interrupted: so each call
// of it runs on a thread of its own, which is left behind, with all that it needs, where the owner stops while a server
// hangs.
#include <memory>
#include <string>
#include <vector>

#include "proxy/catalog/failure.h"
#include "proxy/catalog/mysql/rows.h"
#include "proxy/cli/config.h"

namespace jaali::proxy::catalog::mysql {

class Connection {
 public:
  /// Tries the upstream's hosts in order. The password is read anew each time, so a rotated one is found.
  [[nodiscard]] static Outcome<Connection> open(const UpstreamConfig& upstream, const Interrupt& interrupt);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  /// One statement; all results that it gives, in order.
  [[nodiscard]] Outcome<std::vector<Rows>> run(const std::string& text);

  /// Whether some thread stands in the library now, perhaps left behind.
  [[nodiscard]] static bool any_within_library() noexcept;

 private:
  struct Handle;
  Connection(std::unique_ptr<Handle> handle, const Interrupt& interrupt);
  [[nodiscard]] static Outcome<Connection> open_host(const UpstreamConfig& upstream, const Endpoint& host,
                                                     const Interrupt& interrupt);
  [[nodiscard]] Outcome<void> check_cipher();

  std::unique_ptr<Handle> handle_;
  const Interrupt* interrupt_;
};

}  // namespace jaali::proxy::catalog::mysql

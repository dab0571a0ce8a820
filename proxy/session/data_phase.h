#pragma once
// The data phase of a session (design.md §8): an event handler without I/O. Bytes of one side go in; what is to be sent
// to each side comes out. One per database protocol. A transport under proxy/net runs it, on one thread.
#include <string_view>

#include "proxy/net/outbox.h"

namespace jaali::proxy::session {

using protocol::ByteView;

struct Sends {
  net::Outbox to_client, to_server;
  bool close = false;  ///< send what is here, then end the session

  void clear() {
    to_client.clear();
    to_server.clear();
    close = false;
  }
};

/// What a call did with its input.
struct Taken {
  std::size_t consumed = 0;  ///< bytes from the front that are done with; the rest is given again
  std::size_t need = 0;      ///< at least so many bytes (of what is left) before it is worth calling again
};

/// Why a session is ended from outside; each protocol says it in its own words.
enum class End : std::uint8_t { shutdown, idle, log_failed };

class DataPhase {
 public:
  virtual ~DataPhase() = default;
  virtual Taken on_client(ByteView input, Sends& sends) = 0;
  virtual Taken on_server(ByteView input, Sends& sends) = 0;
  /// True while the client's bytes must wait: for an answer of the server that changes what they mean, or for a catalog.
  [[nodiscard]] virtual bool client_blocked() const noexcept = 0;
  /// Nothing outstanding and no transaction open: a drain may end the session here.
  [[nodiscard]] virtual bool idle() const noexcept = 0;
  virtual void on_client_closed(Sends& sends) = 0;
  virtual void on_server_closed(Sends& sends) = 0;
  /// Ends the session from outside: a drain, an idle limit, a log that failed.
  virtual void end(End why, Sends& sends) = 0;
  virtual void on_end() noexcept = 0;  ///< the transport closed both legs; called once
};

/// The reason in words.
[[nodiscard]] constexpr std::string_view to_string(End why) noexcept {
  switch (why) {
    case End::shutdown: return "jaali: terminating connection: the proxy is shutting down";
    case End::idle: return "jaali: terminating connection: idle for too long";
    case End::log_failed: return "jaali: the audit log does not take records; nothing goes on without one";
  }
  return "jaali: terminating connection";
}

}  // namespace jaali::proxy::session

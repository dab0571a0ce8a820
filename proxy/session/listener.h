#pragma once
// One listening address: accepts, counts, and gives each connection to a worker. Lives on the instance's own thread.
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <string>

#include "proxy/net/stream.h"
#include "proxy/session/instance.h"

namespace jaali::proxy::session {

class Listener {
 public:
  Listener(Instance& instance, House& house, const ListenerConfig& config);
  ~Listener();
  [[nodiscard]] std::string open();  ///< empty, or why it cannot be
  void start();
  void close();

 private:
  void accept_tcp();
  void accept_unix();
  void admit(Instance::Desk& desk, net::Socket socket, std::string address, std::uint16_t port);
  template <class Again>
  void pause_then(Again again);

  Instance& instance_;
  House& house_;
  const ListenerConfig& config_;
  std::optional<boost::asio::ip::tcp::acceptor> tcp_;
  std::optional<boost::asio::local::stream_protocol::acceptor> unix_;
  boost::asio::steady_timer pause_;
};

}  // namespace jaali::proxy::session

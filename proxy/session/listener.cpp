#include "proxy/session/listener.h"

#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "proxy/net/awaitable_stream.h"
#include "proxy/session/arrival.h"

namespace jaali::proxy::session {

namespace asio = boost::asio;

Listener::Listener(Instance& instance, House& house, const ListenerConfig& config)
    : instance_(instance), house_(house), config_(config), pause_(instance.front_) {}

Listener::~Listener() { close(); }

std::string Listener::open() {
  auto& io = instance_.front_;
  const auto where = config_.name + " (" + config_.address.to_string() + ")";
  boost::system::error_code error;
  if (config_.address.is_unix()) {
    const auto path = config_.address.unix_socket.string();
    ::unlink(path.c_str());  // what a crash left behind; a live instance holds the audit folder's lock
    const asio::local::stream_protocol::endpoint endpoint(path);
    auto& acceptor = unix_.emplace(io);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(1024, error);
    if (!error) ::chmod(path.c_str(), 0777);  // who may log in is for the login to say, as PostgreSQL does
    return error ? "cannot listen on " + where + ": " + error.message() : std::string();
  }
  asio::ip::tcp::resolver resolver(io);
  const auto addresses = resolver.resolve(config_.address.host, std::to_string(config_.address.port),
                                          asio::ip::tcp::resolver::passive, error);
  if (error || addresses.empty()) return "cannot listen on " + where + ": " + error.message();
  const auto endpoint = addresses.begin()->endpoint();
  auto& acceptor = tcp_.emplace(io);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(4096, error);
  return error ? "cannot listen on " + where + ": " + error.message() : std::string();
}

void Listener::start() {
  if (tcp_) accept_tcp();
  if (unix_) accept_unix();
}

void Listener::close() {
  boost::system::error_code ignored;
  if (tcp_) tcp_->close(ignored);
  if (unix_ && unix_->is_open()) {
    unix_->close(ignored);
    ::unlink(config_.address.unix_socket.c_str());
  }
  pause_.cancel();
}

void Listener::accept_tcp() {
  auto& desk = instance_.next_desk();
  tcp_->async_accept(desk.worker.start_up_io(), [this, &desk](boost::system::error_code error, asio::ip::tcp::socket socket) {
    if (error == asio::error::operation_aborted || !tcp_->is_open()) return;
    if (error) return pause_then([this] { accept_tcp(); });
    boost::system::error_code gone;
    const auto peer = socket.remote_endpoint(gone);
    if (!gone) {
      net::Socket generic(std::move(socket));
      net::set_tcp_options(generic);
      auto address = peer.address();
      if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
      }
      admit(desk, std::move(generic), address.to_string(), peer.port());
    }
    accept_tcp();
  });
}

void Listener::accept_unix() {
  auto& desk = instance_.next_desk();
  unix_->async_accept(desk.worker.start_up_io(), [this, &desk](boost::system::error_code error, asio::local::stream_protocol::socket socket) {
    if (error == asio::error::operation_aborted || !unix_->is_open()) return;
    if (error) return pause_then([this] { accept_unix(); });
    admit(desk, net::Socket(std::move(socket)), {}, 0);
    accept_unix();
  });
}

/// No descriptor, no memory: sessions that end give some back.
template <class Again>
void Listener::pause_then(Again again) {
  spdlog::error("listener {} cannot accept now", config_.name);
  pause_.expires_after(std::chrono::milliseconds(100));
  pause_.async_wait([again](boost::system::error_code error) {
    if (!error) again();
  });
}

void Listener::admit(Instance::Desk& desk, net::Socket socket, std::string address, std::uint16_t port) {
  Arrival arrival{house_, desk.worker, desk.gate, config_, net::Stream(std::move(socket)), std::move(address), port, {}, nullptr};
  desk.worker.begin_start_up();
  asio::co_spawn(desk.worker.start_up_io(), receive(std::move(arrival)),
                 [&desk](std::exception_ptr problem) {
                   desk.worker.end_start_up();
                   if (!problem) return;
                   try {
                     std::rethrow_exception(problem);
                   } catch (const std::exception& exception) {
                     spdlog::error("a session ended by {}", exception.what());
                   }
                 });
}

}  // namespace jaali::proxy::session

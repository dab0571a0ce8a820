#pragma once
// The operator's port (rules.md [admin]): a few pages of plain HTTP, without a login, for health checks and a monitor that
// collects metrics. Whoever can reach it reads numbers, and nothing of a caller or a statement. Lives on the thread of its
// event loop.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "proxy/cli/config.h"

namespace jaali::proxy::session {

struct Page {
  unsigned status = 200;  ///< of HTTP
  std::string text;
};

class Admin {
 public:
  /// `page` answers a GET of that path.
  Admin(boost::asio::io_context& io, Endpoint address, std::function<Page(std::string_view path)> page);

  [[nodiscard]] std::string open();  ///< empty, or why it cannot be
  void start();
  void close();
  [[nodiscard]] std::uint16_t port() const;

 private:
  static constexpr std::size_t most_visitors = 16;
  void accept();

  boost::asio::io_context& io_;
  const Endpoint address_;
  std::function<Page(std::string_view path)> page_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::shared_ptr<std::size_t> visitors_ = std::make_shared<std::size_t>(0);
};

}  // namespace jaali::proxy::session

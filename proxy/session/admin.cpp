#include "proxy/session/admin.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace jaali::proxy::session {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::uint32_t request_bytes = 8 * 1024;
constexpr auto patience = std::chrono::seconds(10);

using Response = http::response<http::string_body>;

Response answer(const http::request<http::empty_body>& request, const std::function<Page(std::string_view path)>& page) {
  Response response;
  response.version(11);
  response.keep_alive(false);
  response.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");  // as Prometheus reads it
  response.set(http::field::cache_control, "no-store");
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    response.result(http::status::method_not_allowed);
    response.set(http::field::allow, "GET, HEAD");
    response.body() = "only GET\n";
  } else {
    const std::string_view target(request.target().data(), request.target().size());
    auto found = page(target.substr(0, target.find('?')));
    response.result(found.status);
    response.body() = std::move(found.text);
  }
  response.prepare_payload();
  if (request.method() == http::verb::head) response.body().clear();
  return response;
}

asio::awaitable<void> serve_visitor(asio::ip::tcp::socket socket, std::function<Page(std::string_view path)> page, std::shared_ptr<std::size_t> visitors) {
  struct Leave {
    std::size_t& count;
    ~Leave() { --count; }
  } const leave{++*visitors};
  boost::beast::tcp_stream stream(std::move(socket));
  stream.expires_after(patience);
  boost::system::error_code error;
  boost::beast::flat_buffer buffer(request_bytes);
  http::request_parser<http::empty_body> parser;
  parser.header_limit(request_bytes);
  co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return;
  const auto response = answer(parser.get(), page);
  http::response_serializer<http::string_body> serializer(const_cast<Response&>(response));
  co_await http::async_write(stream, serializer, asio::redirect_error(asio::use_awaitable, error));
  stream.socket().shutdown(asio::socket_base::shutdown_send, error);
}

}  // namespace

Admin::Admin(asio::io_context& io, Endpoint address, std::function<Page(std::string_view path)> page)
    : io_(io), address_(std::move(address)), page_(std::move(page)), acceptor_(io), pause_(io) {}

std::string Admin::open() {
  const auto where = "[admin] (" + address_.to_string() + ")";
  if (address_.is_unix()) return where + ": a host and port are wanted";
  boost::system::error_code error;
  asio::ip::tcp::resolver resolver(io_);
  const auto addresses = resolver.resolve(address_.host, std::to_string(address_.port), asio::ip::tcp::resolver::passive, error);
  if (error || addresses.empty()) return "cannot listen on " + where + ": " + error.message();
  const auto endpoint = addresses.begin()->endpoint();
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(most_visitors, error);
  return error ? "cannot listen on " + where + ": " + error.message() : std::string();
}

void Admin::start() { accept(); }

void Admin::close() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

std::uint16_t Admin::port() const {
  boost::system::error_code ignored;
  return acceptor_.local_endpoint(ignored).port();
}

void Admin::accept() {
  acceptor_.async_accept([this](boost::system::error_code error, asio::ip::tcp::socket socket) {
    if (error == asio::error::operation_aborted || !acceptor_.is_open()) return;
    if (error) {  // no descriptor now
      pause_.expires_after(std::chrono::milliseconds(100));
      return pause_.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled) accept();
      });
    }
    if (*visitors_ < most_visitors) asio::co_spawn(io_, serve_visitor(std::move(socket), page_, visitors_), asio::detached);
    accept();
  });
}

}  // namespace jaali::proxy::session

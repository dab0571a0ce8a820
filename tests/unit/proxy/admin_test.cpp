// The operator's port, by raw sockets.
#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <thread>

#include "proxy/session/admin.h"

namespace jaali::proxy::session::testing {
namespace {

namespace asio = boost::asio;

class AdminTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(admin_.open(), "");
    admin_.start();
    thread_ = std::thread([this] { io_.run(); });
  }
  void TearDown() override {
    asio::post(io_, [this] { admin_.close(); });
    io_.stop();
    thread_.join();
  }
  asio::ip::tcp::socket connect() {
    asio::ip::tcp::socket socket(mine_);
    socket.connect({asio::ip::address_v4::loopback(), admin_.port()});
    return socket;
  }
  static std::string rest_of(asio::ip::tcp::socket& socket) {
    std::string answer;
    boost::system::error_code end;
    asio::read(socket, asio::dynamic_buffer(answer), end);
    return answer;
  }
  std::string ask(const std::string& request) {
    auto socket = connect();
    boost::system::error_code closed;
    asio::write(socket, asio::buffer(request), closed);
    return rest_of(socket);
  }

  asio::io_context io_{1}, mine_{1};
  Admin admin_{io_, *Endpoint::parse("127.0.0.1:0", 0), [](std::string_view path) -> Page {
                 if (path == "/page") return {200, "said\n"};
                 return {404, "nothing\n"};
               }};
  std::thread thread_;
};

TEST_F(AdminTest, AnswersAGetAndEndsTheConnection) {
  const auto answer = ask("GET /page?x=1 HTTP/1.1\r\nHost: here\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\nsaid\n")) << answer;
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(ask("GET /other HTTP/1.0\r\n\r\n").ends_with("nothing\n"));
}

TEST_F(AdminTest, AHeadHasNoBodyButItsLength) {
  const auto answer = ask("HEAD /page HTTP/1.1\r\nHost: here\r\n\r\n");
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
  EXPECT_NE(answer.find("Content-Length: 5"), std::string::npos);
}

TEST_F(AdminTest, DoesNothingElse) {
  EXPECT_TRUE(ask("DELETE /page HTTP/1.1\r\nHost: here\r\n\r\n").starts_with("HTTP/1.1 405 "));
  EXPECT_EQ(ask("GET /page HTTP/1.1\r\nA: " + std::string(20'000, 'a') + "\r\n\r\n"), "");
  EXPECT_EQ(ask("\x16\x03\x01 this is not HTTP\r\n\r\n"), "");
  EXPECT_TRUE(ask("GET /page HTTP/1.1\r\nHost: here\r\n\r\n").ends_with("said\n")) << "it lives on";
}

TEST_F(AdminTest, HoldsFewVisitors) {
  std::vector<asio::ip::tcp::socket> silent;
  for (int i = 0; i < 16; ++i) silent.push_back(connect());
  EXPECT_EQ(ask("GET /page HTTP/1.1\r\nHost: here\r\n\r\n"), "");
  silent.clear();
  std::string answer;
  for (int i = 0; i < 1'000 && answer.empty(); ++i) answer = ask("GET /page HTTP/1.1\r\nHost: here\r\n\r\n");
  EXPECT_TRUE(answer.ends_with("said\n"));
}

TEST(Admin, SaysWhyItCannotListen) {
  asio::io_context io;
  Admin one(io, *Endpoint::parse("127.0.0.1:0", 0), {});
  ASSERT_EQ(one.open(), "");
  Admin two(io, *Endpoint::parse("127.0.0.1:" + std::to_string(one.port()), 0), {});
  EXPECT_NE(two.open().find("[admin]"), std::string::npos);
}

}  // namespace
}  // namespace jaali::proxy::session::testing

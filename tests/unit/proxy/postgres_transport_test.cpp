// The transport over real sockets: peers that stop reading, a log that lags, ends in the middle of a message.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "proxy/net/transport.h"

namespace jaali::proxy::net::testing {
namespace {

using session::Sends;
using session::Taken;

/// Passes everything on; a client's byte 'h' holds its answer until a record that is not written yet.
class Echo final : public session::DataPhase {
 public:
  explicit Echo(Worker& worker) : worker_(worker) {}
  Taken on_client(ByteView input, Sends& sends) override {
    sends.to_server.pass(0, input.size());
    return {input.size(), 0};
  }
  Taken on_server(ByteView input, Sends& sends) override {
    if (!input.empty() && static_cast<char>(input[0]) == 'h') {
      if (const auto sequence = worker_.log().append("\"kind\":\"probe\"", audit::Wake::at_commit)) sends.to_client.hold(*sequence);
    }
    sends.to_client.pass(0, input.size());
    return {input.size(), 0};
  }
  bool client_blocked() const noexcept override { return blocked; }
  bool idle() const noexcept override { return true; }
  void on_client_closed(Sends&) override {}
  void on_server_closed(Sends&) override {}
  void end(session::End why, Sends& sends) override {
    sends.to_client.append([&](std::string& out) { out += to_string(why); });
    sends.to_server.append([](std::string& out) { out += "goodbye"; });
  }
  void on_end() noexcept override { ended = true; }
  static inline bool ended = false;
  bool blocked = false;

 private:
  Worker& worker_;
};

class TransportTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "jaali-transport-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    audit::WriterOptions options;
    options.instance = "transport-test";
    options.directory = folder_ / "log";
    auto opened = audit::Writer::open(std::move(options));
    ASSERT_TRUE(opened) << opened.error();
    log_ = std::move(*opened);
    worker_ = std::make_unique<Worker>(*log_);
    log_->on_progress([this](audit::Sequence) { worker_->notify_durable(); });
    Echo::ended = false;
    auto phase = std::make_unique<Echo>(*worker_);
    phase_ = phase.get();
    transport_ = std::make_shared<Transport>(*worker_, leg(client_), leg(server_), std::move(phase));
    seen_ = transport_;
  }
  void TearDown() override {
    log_->on_progress({});
    transport_.reset();
    ::close(client_);
    ::close(server_);
    worker_.reset();
    log_->stop();
    std::filesystem::remove_all(folder_);
  }

  Stream leg(int& far) {
    int pair[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    far = pair[0];
    return Stream(Socket(worker_->io(), boost::asio::generic::stream_protocol(AF_UNIX, 0), pair[1]));
  }
  void run() {
    worker_->io().restart();
    while (worker_->io().poll() > 0) {
    }
  }
  std::string read_from(int socket, std::size_t at_most = 1 << 20) {
    std::string read(at_most, '\0');
    const auto got = ::read(socket, read.data(), read.size());
    read.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return read;
  }

  std::filesystem::path folder_;
  std::unique_ptr<audit::Writer> log_;
  std::unique_ptr<Worker> worker_;
  int client_ = -1, server_ = -1;
  Echo* phase_ = nullptr;
  std::shared_ptr<Transport> transport_;
  std::weak_ptr<Transport> seen_;
};

TEST_F(TransportTest, LivesOnWhileItWaitsForNothingButTheLog) {
  transport_->start("", 0);
  const std::string rows = "h" + std::string(300'000, 'r');  // beyond the high-water mark: the server is not read any more
  std::size_t sent = 0;
  for (int i = 0; i < 64 && sent < rows.size(); ++i) {
    const auto wrote = ::write(server_, rows.data() + sent, rows.size() - sent);
    if (wrote > 0) sent += static_cast<std::size_t>(wrote);
    run();
  }
  phase_->blocked = true;  // and the client's next statement waits for an answer
  ASSERT_EQ(::write(client_, "x", 1), 1);
  run();
  transport_.reset();
  run();
  ASSERT_FALSE(seen_.expired());
  log_->commit();
  std::size_t got = 0;
  for (int i = 0; i < 1'000 && got < sent; ++i) {
    run();
    got += read_from(client_).size();
  }
  EXPECT_EQ(got, sent);
}

TEST_F(TransportTest, KeepsNoBytesThatASlowReaderHasTaken) {
  transport_->start("", 0);
  const std::string piece(64 * 1024, 'r');
  std::size_t sent = 0, got = 0;
  // The client is never quite up to date; what it took has to go.
  while (sent < 64 * 1024 * 1024) {
    const auto wrote = ::write(server_, piece.data(), piece.size());
    if (wrote > 0) sent += static_cast<std::size_t>(wrote);
    run();
    got += read_from(client_, 60'000).size();
    ASSERT_LT(transport_->held_bytes(), 2U * 1024 * 1024);
  }
  EXPECT_GT(got, 0U);
}

TEST_F(TransportTest, SendsNothingBehindAMessageThatIsCutShort) {
  transport_->start("", 0);
  const std::string piece(64 * 1024, 'q');
  for (int i = 0; i < 16; ++i) {
    if (::write(client_, piece.data(), piece.size()) < 0) break;
    run();
  }
  std::string all = read_from(server_, 100'000);  // there is room again, though not for what is left of the message
  transport_->end(session::End::shutdown);
  run();
  for (auto part = read_from(server_); !part.empty(); part = read_from(server_)) all += part;
  EXPECT_EQ(all.find("goodbye"), std::string::npos);
  EXPECT_EQ(read_from(client_), to_string(session::End::shutdown));
  EXPECT_TRUE(Echo::ended);
}

TEST_F(TransportTest, OutlivesAWorkerThatIsNotRunAnyMore) {
  transport_->start("", 0);
  transport_.reset();
  log_->on_progress({});
  worker_.reset();  // its loop still held the session
  EXPECT_TRUE(seen_.expired());
  EXPECT_TRUE(Echo::ended);
}

}  // namespace
}  // namespace jaali::proxy::net::testing

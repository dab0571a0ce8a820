// The transport over real sockets: peers that stop reading, a log that lags, ends in the middle of a message.
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <thread>

#include "proxy/net/tls.h"
#include "proxy/net/transport.h"

namespace jaali::proxy::net::testing {
namespace {

using session::Sends;
using session::Taken;

/// Passes everything on; a server's byte 'h' holds it until a record that is not written yet, a client's '!' is a mistake.
class Echo final : public session::DataPhase {
 public:
  explicit Echo(Worker& worker) : worker_(worker) {}
  Taken on_client(ByteView input, Sends& sends) override {
    sends.to_server.pass(0, input.size());
    if (!input.empty() && static_cast<char>(input[0]) == '!') throw std::runtime_error("a mistake");
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
    return Stream(Socket(worker_->start_up_io(), boost::asio::generic::stream_protocol(AF_UNIX, 0), pair[1]));
  }
  /// Instead of those that the test began with.
  std::pair<Stream, Stream> new_legs() {
    transport_.reset();
    ::close(client_);
    ::close(server_);
    auto client = leg(client_);
    return {std::move(client), leg(server_)};
  }
  void run() {
    while (worker_->turn(Worker::Clock::duration::zero()) > 0) {
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
  ASSERT_EQ(::write(client_, "!", 1), 1);
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

TEST_F(TransportTest, MovesBytesWhileLoginsAreUnderWay) {
  transport_->start("", 0);
  run();
  for (const bool login : {false, true, false, true}) {
    bool over = false;
    boost::asio::steady_timer timer(worker_->start_up_io(), std::chrono::milliseconds(5));
    if (login) {
      worker_->begin_start_up();
      timer.async_wait([&](boost::system::error_code error) { over = !error; });
    }
    ASSERT_EQ(::write(client_, "q", 1), 1);
    for (int i = 0; i < 1'000 && (login && !over); ++i) worker_->turn(std::chrono::milliseconds(50));
    run();
    EXPECT_EQ(over, login);
    EXPECT_EQ(read_from(server_), "q");
    if (login) worker_->end_start_up();
  }
}

TEST_F(TransportTest, RunsWhatOtherThreadsPostAndSleepsMeanwhile) {
  std::atomic<int> posted{0}, turns{0};
  worker_->on_tick([&] { ++turns; return std::chrono::seconds(60); });
  std::thread loop([&] { worker_->run(); });
  for (int i = 0; i < 100; ++i) worker_->post([&] { ++posted; });
  worker_->post([&] {
    worker_->begin_start_up();  // the same while it sleeps in Asio
    worker_->post([&] { ++posted; });
  });
  while (posted < 101) std::this_thread::yield();
  worker_->post([&] {
    worker_->end_start_up();
    worker_->stop();
  });
  loop.join();
  EXPECT_EQ(posted, 101);
  EXPECT_EQ(turns, 1);
}

TEST_F(TransportTest, APeerThatHangsUpWhileItIsNotReadIsNotAskedAgainAndAgain) {
  transport_->start("", 0);
  phase_->blocked = true;
  run();
  ASSERT_EQ(::write(client_, "late", 4), 4);
  ::shutdown(client_, SHUT_RDWR);
  run();  // would not come back if the hang-up was told each turn
  EXPECT_FALSE(Echo::ended);
  EXPECT_EQ(worker_->turn(std::chrono::milliseconds(20)), 0U);
  phase_->blocked = false;
  transport_->resume_client();
  run();
  EXPECT_EQ(read_from(server_), "late");
  EXPECT_TRUE(Echo::ended);
}

TEST_F(TransportTest, WhatOneSessionThrowsEndsThatSessionAlone) {
  transport_->start("", 0);
  int far_client = -1, far_server = -1;
  auto client = leg(far_client), server = leg(far_server);
  auto other = std::make_shared<Transport>(*worker_, std::move(client), std::move(server), std::make_unique<Echo>(*worker_));
  other->start("", 0);
  run();
  ASSERT_EQ(::write(client_, "! marks", 7), 7);
  ASSERT_EQ(::write(far_client, "fine", 4), 4);
  run();
  EXPECT_TRUE(Echo::ended);
  EXPECT_EQ(read_from(server_), "") << "nothing of what was being made goes out";
  EXPECT_EQ(read_from(far_server), "fine");
  EXPECT_EQ(worker_->transports().size(), 1U);
  other->close();
  ::close(far_client);
  ::close(far_server);
}

TEST_F(TransportTest, APeerThatThrowsWhenItIsLetOnEndsToo) {
  transport_->start("", 0);
  phase_->blocked = true;
  run();
  ASSERT_EQ(::write(client_, "!", 1), 1);
  run();
  EXPECT_FALSE(Echo::ended);
  phase_->blocked = false;
  transport_->resume_client();
  EXPECT_TRUE(Echo::ended);
}

TEST_F(TransportTest, ReadsOnWhereMuchLiesThereAndLetsOthersIn) {
  transport_->start("", 0);
  const int more = 4 * 1024 * 1024;
  ::setsockopt(client_, SOL_SOCKET, SO_SNDBUF, &more, sizeof more);
  std::string sent;
  std::string got;
  while (sent.size() < 8 * 1024 * 1024) {
    const std::string piece(256 * 1024, static_cast<char>('a' + sent.size() / (256 * 1024) % 26));
    const auto wrote = ::write(client_, piece.data(), piece.size());
    if (wrote > 0) sent += piece.substr(0, static_cast<std::size_t>(wrote));
    worker_->turn(Worker::Clock::duration::zero());
    got += read_from(server_);
  }
  for (int i = 0; i < 1'000 && got.size() < sent.size(); ++i) {
    run();
    got += read_from(server_);
  }
  EXPECT_TRUE(got == sent);
}

/// The far end of a TLS leg, with a certificate of its own making.
class TlsPeer {
 public:
  explicit TlsPeer(int socket) : key_(EVP_EC_gen("P-256"), EVP_PKEY_free), context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key_.get());
    X509_sign(certificate.get(), key_.get(), EVP_sha256());
    SSL_CTX_use_certificate(context_.get(), certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), key_.get());
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket);
    SSL_set_accept_state(ssl_.get());
    SSL_set_mode(ssl_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  }
  void shake_hands(Stream& with) {
    for (int i = 0; i < 100; ++i) {
      const bool near = with.handshake().status == Io::ok, far = SSL_do_handshake(ssl_.get()) == 1;
      if (near && far) return;
    }
    FAIL() << "no handshake";
  }
  /// What OpenSSL says to one more read: SSL_ERROR_ZERO_RETURN is an end that was said.
  int read_end() {
    char byte;
    ERR_clear_error();
    return SSL_get_error(ssl_.get(), SSL_read(ssl_.get(), &byte, 1));
  }
  std::size_t write(std::string_view bytes) {
    std::size_t written = 0;
    return SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written) == 1 ? written : 0;
  }

 private:
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
};

void start_tls(Stream& near, TlsPeer& far) {
  ClientTlsOptions options;
  options.verify = Verify::off;
  const auto context = make_client_context(options);
  ASSERT_TRUE(context);
  near.start_tls(context->get(), false);
  far.shake_hands(near);
}

TEST_F(TransportTest, TlsSaysItsEnd) {
  auto server = new_legs().second;
  TlsPeer peer(server_);
  start_tls(server, peer);
  EXPECT_EQ(peer.read_end(), SSL_ERROR_WANT_READ);
  server.close();
  EXPECT_EQ(peer.read_end(), SSL_ERROR_ZERO_RETURN);
}

TEST_F(TransportTest, TlsReadsWhatCameWhileItWasNotToBeRead) {
  auto [client, server] = new_legs();
  TlsPeer peer(server_);
  start_tls(server, peer);
  auto transport = std::make_shared<Transport>(*worker_, std::move(client), std::move(server), std::make_unique<Echo>(*worker_));
  transport->start("", 0);
  std::mt19937 random(7);
  std::size_t sent = 0, got = 0;
  for (int round = 0; round < 400; ++round) {
    // Small records, several to a read, until the client's side is full and beyond, with the loop looking on in between.
    const auto most = round % 4 == 0 ? std::size_t{2'000'000} : std::size_t{20'000};
    for (std::size_t now = 0; now < most;) {
      const auto wrote = peer.write(std::string(1 + random() % 900, 'r'));
      if (wrote == 0) break;
      now += wrote;
      sent += wrote;
      if (random() % 16 == 0) worker_->turn(Worker::Clock::duration::zero());
    }
    for (int tries = 0; got < sent && tries < 3'000; ++tries) {
      run();
      got += read_from(client_, 50'000).size();
    }
    ASSERT_EQ(got, sent) << "round " << round;
  }
}

}  // namespace
}  // namespace jaali::proxy::net::testing

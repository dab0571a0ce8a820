#include "proxy/catalog/mysql/certificate_pin.h"

#include <fcntl.h>
#include <netdb.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "protocol/mysql/handshake.h"
#include "protocol/mysql/packet.h"

namespace jaali::proxy::catalog::mysql {
namespace {

namespace wire = protocol::mysql;

constexpr std::size_t largest_greeting = 4096;

Failure unreachable(const std::string& what) { return {Failure::Kind::unreachable, "", what}; }

/// A socket, and what waits for it.
class Peek {
 public:
  Peek(Clock::time_point deadline, const Interrupt& interrupt) : deadline_(deadline), interrupt_(interrupt) {}
  ~Peek() {
    if (socket_ >= 0) close(socket_);
  }
  Peek(const Peek&) = delete;
  Peek& operator=(const Peek&) = delete;

  Outcome<void> connect(const Endpoint& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int error = getaddrinfo(host.host.c_str(), std::to_string(host.port).c_str(), &hints, &found);
    if (error != 0) return unreachable(gai_strerror(error));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
    std::string last = "no address";
    for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
      if (socket_ >= 0) close(socket_);
      socket_ = ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      if (socket_ < 0) continue;
      if (::connect(socket_, address->ai_addr, address->ai_addrlen) == 0) return {};
      if (errno == EINPROGRESS) {
        auto ready = wait(POLLOUT);
        if (!ready) return ready;
        int code = 0;
        socklen_t size = sizeof code;
        getsockopt(socket_, SOL_SOCKET, SO_ERROR, &code, &size);
        if (code == 0) return {};
        errno = code;
      }
      last = std::strerror(errno);
    }
    return unreachable(last);
  }

  /// The payload of the first packet.
  Outcome<std::string> greeting() {
    std::string bytes;
    while (true) {
      const auto head = wire::peek_head(std::as_bytes(std::span(bytes)));
      if (head && head->payload_size > largest_greeting) return unreachable("the server's greeting is too long");
      if (head && bytes.size() >= head->size()) return bytes.substr(wire::head_size, head->payload_size);
      auto ready = wait(POLLIN);
      if (!ready) return std::move(ready.error());
      std::array<char, 1024> chunk;
      const auto count = recv(socket_, chunk.data(), chunk.size(), 0);
      if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (count <= 0) return unreachable("the server hung up before its greeting");
      bytes.append(chunk.data(), static_cast<std::size_t>(count));
    }
  }

  Outcome<void> send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count < 0 && errno != EINTR && errno != EAGAIN) return unreachable(std::strerror(errno));
      if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
      if (bytes.empty()) break;
      auto ready = wait(POLLOUT);
      if (!ready) return ready;
    }
    return {};
  }

  Outcome<std::string> certificate() {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    const std::unique_ptr<SSL, decltype(&SSL_free)> session(context ? SSL_new(context.get()) : nullptr, SSL_free);
    if (!session || SSL_set_fd(session.get(), socket_) != 1) return unreachable("out of memory");
    while (true) {
      const int done = SSL_connect(session.get());
      if (done == 1) break;
      const int reason = SSL_get_error(session.get(), done);
      if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE)
        return Failure{Failure::Kind::refused, "", "the TLS handshake failed"};
      auto ready = wait(reason == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT);
      if (!ready) return std::move(ready.error());
    }
    const std::unique_ptr<X509, decltype(&X509_free)> shown(SSL_get1_peer_certificate(session.get()), X509_free);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    if (!shown || X509_digest(shown.get(), EVP_sha1(), digest.data(), &size) != 1)
      return Failure{Failure::Kind::refused, "", "the server shows no certificate"};
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (unsigned at = 0; at < size; ++at) (text += digits[digest[at] >> 4]) += digits[digest[at] & 15];
    SSL_shutdown(session.get());
    return text;
  }

 private:
  Outcome<void> wait(short events) {
    std::array<pollfd, 2> watched{pollfd{socket_, events, 0}, pollfd{interrupt_.descriptor(), POLLIN, 0}};
    while (true) {
      if (interrupt_.raised()) return Failure{Failure::Kind::stopped, "", "the catalog service is stopping"};
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
      if (left <= 0) return Failure{Failure::Kind::timed_out, "", "no answer in time"};
      const int ready = poll(watched.data(), watched.size(), static_cast<int>(left));
      if (ready < 0 && errno != EINTR) return unreachable(std::strerror(errno));
      if (ready > 0 && watched[0].revents != 0) return {};
    }
  }

  const Clock::time_point deadline_;
  const Interrupt& interrupt_;
  int socket_ = -1;
};

}  // namespace

Outcome<std::string> certificate_fingerprint(const Endpoint& host, std::chrono::seconds timeout,
                                             const Interrupt& interrupt) {
  Peek peek(Clock::now() + timeout, interrupt);
  auto connected = peek.connect(host);
  if (!connected) return std::move(connected.error());
  auto greeting = peek.greeting();
  if (!greeting) return std::move(greeting.error());
  const auto server = wire::decode_handshake_v10(std::as_bytes(std::span(*greeting)));
  // An ERR: too many connections, or a host that is blocked. The connector will say which.
  if (!server) return unreachable("the server greets with an error");
  if ((server->capabilities & wire::cap_ssl) == 0)
    return Failure{Failure::Kind::refused, "", "the server does not speak TLS, which tls = \"verify-ca\" asks for"};
  std::string request;
  std::uint8_t sequence = 1;
  constexpr std::array<std::byte, 19> filler{};
  wire::append_ssl_request(request, sequence,
                           {.capabilities = wire::cap_protocol_41 | wire::cap_ssl | wire::cap_secure_connection |
                                            wire::cap_plugin_auth | wire::cap_long_password,
                            .max_packet_size = 1 << 24,
                            .collation = 45,
                            .filler = filler});
  auto sent = peek.send(request);
  if (!sent) return std::move(sent.error());
  return peek.certificate();
}

PinFile::PinFile(const std::string& fingerprint) : descriptor_(memfd_create("jaali-certificate-pin", MFD_CLOEXEC)) {
  const std::string text = "[client]\nssl-fp=" + fingerprint + "\n";
  good_ = descriptor_ >= 0 && write(descriptor_, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

PinFile::~PinFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace jaali::proxy::catalog::mysql

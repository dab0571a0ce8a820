#include "proxy/net/proxy_header.h"

#include <arpa/inet.h>

#include <array>

namespace jaali::proxy::net {
namespace {

using protocol::ByteView;

constexpr std::string_view signature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr unsigned version_2 = 0x20, command_local = 0x0, command_proxy = 0x1;
constexpr unsigned tcp_over_ipv4 = 0x11, tcp_over_ipv6 = 0x21;
constexpr std::size_t ipv4_size = 4, ipv6_size = 16, port_size = 2;

unsigned byte_at(ByteView bytes, std::size_t at) { return std::to_integer<unsigned>(bytes[at]); }
std::uint16_t port_at(ByteView bytes, std::size_t at) {
  return static_cast<std::uint16_t>(byte_at(bytes, at) << 8 | byte_at(bytes, at + 1));
}

std::string text_of_address(int family, ByteView bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  // ::ffff:a.b.c.d is the IPv4 client that it stands for, as at accept.
  constexpr std::string_view mapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
  if (family == AF_INET6 && protocol::text_of(bytes.first(12)) == mapped) return text_of_address(AF_INET, bytes.subspan(12));
  return ::inet_ntop(family, bytes.data(), text.data(), text.size()) ? text.data() : std::string();
}

void append_port(std::string& out, std::uint16_t port) {
  out += static_cast<char>(port >> 8);
  out += static_cast<char>(port & 0xff);
}

}  // namespace

std::optional<std::size_t> proxy_body_size(ByteView head) noexcept {
  if (head.size() < proxy_head_size || protocol::text_of(head.first(signature.size())) != signature) return std::nullopt;
  if ((byte_at(head, 12) & 0xf0U) != version_2) return std::nullopt;
  const std::size_t size = port_at(head, 14);
  if (size > most_proxy_bytes) return std::nullopt;
  return size;
}

std::optional<ProxiedClient> decode_proxy_header(ByteView header) {
  const auto size = proxy_body_size(header.first(std::min(header.size(), proxy_head_size)));
  if (!size || header.size() != proxy_head_size + *size) return std::nullopt;
  const unsigned command = byte_at(header, 12) & 0x0fU;
  if (command == command_local) return ProxiedClient{};
  if (command != command_proxy) return std::nullopt;
  const unsigned family = byte_at(header, 13);
  if (family != tcp_over_ipv4 && family != tcp_over_ipv6) return ProxiedClient{};
  const auto body = header.subspan(proxy_head_size);
  const std::size_t address = family == tcp_over_ipv4 ? ipv4_size : ipv6_size;
  if (body.size() < 2 * (address + port_size)) return std::nullopt;
  const int of = family == tcp_over_ipv4 ? AF_INET : AF_INET6;
  ProxiedClient client;
  client.address = text_of_address(of, body.first(address));
  client.to_address = text_of_address(of, body.subspan(address, address));
  client.port = port_at(body, 2 * address);
  client.to_port = port_at(body, 2 * address + port_size);
  if (client.address.empty()) return std::nullopt;
  return client;
}

std::string proxy_header(const ProxiedClient& client) {
  std::string out(signature);
  std::array<unsigned char, ipv6_size> from{}, to{};
  const bool v6 = client.address.find(':') != std::string::npos;
  const int family = v6 ? AF_INET6 : AF_INET;
  const bool known = ::inet_pton(family, client.address.c_str(), from.data()) == 1;
  if (!known) {
    out += static_cast<char>(version_2 | command_local);
    out += '\0';
    append_port(out, 0);
    return out;
  }
  if (::inet_pton(family, client.to_address.c_str(), to.data()) != 1) to.fill(0);
  const std::size_t size = v6 ? ipv6_size : ipv4_size;
  out += static_cast<char>(version_2 | command_proxy);
  out += static_cast<char>(v6 ? tcp_over_ipv6 : tcp_over_ipv4);
  append_port(out, static_cast<std::uint16_t>(2 * (size + port_size)));
  out.append(reinterpret_cast<const char*>(from.data()), size);
  out.append(reinterpret_cast<const char*>(to.data()), size);
  append_port(out, client.port);
  append_port(out, client.to_port);
  return out;
}

}  // namespace jaali::proxy::net

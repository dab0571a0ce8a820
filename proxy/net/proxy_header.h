#pragma once
// The PROXY protocol, version 2 (HAProxy's proxy-protocol.txt, section 2.2): what a trusted balancer says of the client
// behind it, and what we say of ours to a server. Pure; who is trusted is the listener's configuration to say.
#include <cstdint>
#include <optional>
#include <string>

#include "protocol/result.h"

namespace jaali::proxy::net {

struct ProxiedClient {
  std::string address;     ///< IPv4 or IPv6 in text; empty: none is known (a Unix socket, a balancer's own check)
  std::uint16_t port = 0;
  std::string to_address;  ///< where the client connected to; may be empty
  std::uint16_t to_port = 0;
};

inline constexpr std::size_t proxy_head_size = 16;  ///< signature, command, family, length of the rest
inline constexpr std::size_t most_proxy_bytes = 2048;

/// The length of what follows a head of `proxy_head_size` bytes; absent: not a header of version 2, or one that is too long.
[[nodiscard]] std::optional<std::size_t> proxy_body_size(protocol::ByteView head) noexcept;
/// The whole header. Absent: malformed. An empty address: LOCAL, or a family without one; the connection is the balancer's own.
[[nodiscard]] std::optional<ProxiedClient> decode_proxy_header(protocol::ByteView header);
/// PROXY with the client's addresses, or LOCAL where there are none of one family.
[[nodiscard]] std::string proxy_header(const ProxiedClient& client);

}  // namespace jaali::proxy::net

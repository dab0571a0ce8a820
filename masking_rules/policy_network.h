#pragma once
// Addresses and networks (CIDR) of `networks` in a role. An IPv4 address that comes mapped into IPv6 (::ffff:10.1.2.3)
// is that IPv4 address, on both sides. Values only; no sockets.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "masking_rules/policy_names.h"

namespace jaali::masking_rules {

struct IpAddress {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{};  ///< IPv4: the first four
  [[nodiscard]] unsigned bits() const noexcept { return v6 ? 128 : 32; }
  bool operator==(const IpAddress&) const = default;
};

/// RFC 4291 §2.2 and dotted quads without leading zeros. A zone ("%eth0") is dropped, as it says nothing of who calls.
[[nodiscard]] std::optional<IpAddress> parse_address(std::string_view text) noexcept;

struct Network {
  IpAddress address;
  unsigned prefix = 0;  ///< bits
  [[nodiscard]] bool contains(const IpAddress& other) const noexcept;
  [[nodiscard]] bool everything() const noexcept { return prefix == 0; }
};

/// "10.1.0.0/16", "fd00::/8", or one address. Bits beyond the prefix are an error that shows the network meant.
[[nodiscard]] NameResult<Network> parse_network(std::string_view text);
[[nodiscard]] std::string to_string(const IpAddress& address);

}  // namespace jaali::masking_rules

// The PROXY header, version 2: what balancers send, what we send, and what is neither.
#include <gtest/gtest.h>

#include "proxy/net/proxy_header.h"

namespace jaali::proxy::net::testing {
namespace {

std::optional<ProxiedClient> decoded(const std::string& header) { return decode_proxy_header(protocol::bytes_of(header)); }

TEST(ProxyHeader, ReadsWhatItWrites) {
  for (const auto* address : {"192.0.2.7", "2001:db8::7"}) {
    const std::string to = std::string_view(address).find(':') == std::string_view::npos ? "198.51.100.1" : "2001:db8::1";
    const auto header = proxy_header({address, 51'324, to, 3306});
    const auto client = decoded(header);
    ASSERT_TRUE(client) << address;
    EXPECT_EQ(client->address, address);
    EXPECT_EQ(client->port, 51'324);
    EXPECT_EQ(client->to_address, to);
    EXPECT_EQ(client->to_port, 3306);
  }
}

TEST(ProxyHeader, NamesNobodyWhereThereIsNobody) {
  const auto header = proxy_header({});
  EXPECT_EQ(header.size(), proxy_head_size);
  const auto client = decoded(header);
  ASSERT_TRUE(client);
  EXPECT_TRUE(client->address.empty());
}

TEST(ProxyHeader, TakesAMappedAddressForWhatItStandsFor) {
  const auto client = decoded(proxy_header({"::ffff:192.0.2.7", 1, "::1", 2}));
  ASSERT_TRUE(client);
  EXPECT_EQ(client->address, "192.0.2.7");
}

TEST(ProxyHeader, ReadsExtensionsAndIgnoresThem) {
  auto header = proxy_header({"192.0.2.7", 1, "192.0.2.8", 2});
  header += std::string("\x04\x00\x03" "abc", 6);
  header[15] = static_cast<char>(header[15] + 6);
  const auto client = decoded(header);
  ASSERT_TRUE(client);
  EXPECT_EQ(client->address, "192.0.2.7");
}

TEST(ProxyHeader, RefusesEveryCutAndEveryExcess) {
  const auto header = proxy_header({"192.0.2.7", 1, "192.0.2.8", 2});
  for (std::size_t size = 0; size < header.size(); ++size) EXPECT_FALSE(decoded(header.substr(0, size))) << size;
  EXPECT_FALSE(decoded(header + "x"));
}

TEST(ProxyHeader, RefusesWhatIsNoHeaderOfVersion2) {
  auto header = proxy_header({"192.0.2.7", 1, "192.0.2.8", 2});
  for (std::size_t at = 0; at < 12; ++at) {
    auto other = header;
    other[at] = static_cast<char>(other[at] ^ 1);
    EXPECT_FALSE(decoded(other)) << at;
  }
  auto version = header, command = header, address = header, size = header;
  version[12] = '\x11';
  command[12] = '\x22';
  address[13] = '\x21';  // an IPv6 address has no room there
  size[14] = '\x7f';
  for (const auto& other : {version, command, address, size, std::string("PROXY TCP4 192.0.2.7 192.0.2.8 1 2\r\n")}) EXPECT_FALSE(decoded(other));
}

}  // namespace
}  // namespace jaali::proxy::net::testing

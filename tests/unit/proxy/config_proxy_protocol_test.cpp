// The keys of the PROXY protocol: who may say whose connection it is, and which server is told.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "proxy/cli/config.h"

namespace jaali::proxy {
namespace {

LoadedConfig load(std::string_view upstream, std::string_view listener) {
  std::string pattern = (std::filesystem::temp_directory_path() / "jaali-config-XXXXXX").string();
  const std::filesystem::path folder = ::mkdtemp(pattern.data());
  std::ofstream(folder / "jaali.toml") << R"(rules = ["rules.toml"]
[upstreams.crm]
protocol = "mysql"
hosts = ["127.0.0.1:3306"]
tls = "off"
service = { user = "jaali", password_file = "secret" }
)" << upstream << R"(
[listeners.crm]
upstream = "crm"
address = "127.0.0.1:6432"
tls = "off"
)" << listener << "\n";
  auto loaded = load_config(folder / "jaali.toml");
  std::filesystem::remove_all(folder);
  return loaded;
}

bool named(const LoadedConfig& loaded, std::string_view word) {
  for (const auto& diagnostic : loaded.diagnostics) {
    if (diagnostic.level == Diagnostic::Level::error && diagnostic.message.find(word) != std::string::npos) return true;
  }
  return false;
}

TEST(ProxyProtocolKeys, AreOffByDefault) {
  const auto loaded = load("", "");
  ASSERT_TRUE(loaded.config);
  EXPECT_TRUE(loaded.config->listeners.at("crm").proxy_protocol_from.empty());
  EXPECT_FALSE(loaded.config->upstreams.at("crm").send_proxy_protocol);
}

TEST(ProxyProtocolKeys, NameNetworksAndServers) {
  const auto loaded = load("send_proxy_protocol = true", R"(proxy_protocol_from = ["10.0.0.0/8", "fd00::1"])");
  ASSERT_TRUE(loaded.config);
  const auto& from = loaded.config->listeners.at("crm").proxy_protocol_from;
  ASSERT_EQ(from.size(), 2U);
  EXPECT_TRUE(from[0].contains(*masking_rules::parse_address("10.1.2.3")));
  EXPECT_FALSE(from[0].contains(*masking_rules::parse_address("11.1.2.3")));
  EXPECT_TRUE(from[1].contains(*masking_rules::parse_address("fd00::1")));
  EXPECT_TRUE(loaded.config->upstreams.at("crm").send_proxy_protocol);
}

TEST(ProxyProtocolKeys, RefuseWhatIsNoNetwork) {
  EXPECT_TRUE(named(load("", R"(proxy_protocol_from = ["balancer.internal"])"), "balancer.internal"));
  EXPECT_FALSE(load("", R"(proxy_protocol_from = ["10.1.2.3/8"])").config);
  EXPECT_FALSE(load("send_proxy_protocol = 1", "").config);
}

}  // namespace
}  // namespace jaali::proxy

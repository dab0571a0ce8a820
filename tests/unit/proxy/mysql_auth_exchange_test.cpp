// The relay of a login between legs that are private and legs that are not, in every combination and order.
#include <gtest/gtest.h>

#include "proxy/session/mysql/auth_exchange.h"

namespace jaali::proxy::session::mysql::testing {
namespace {

using Next = AuthExchange::Step::Next;
using protocol::bytes_of;
using protocol::Secret;

const std::string scramble = "0123456789abcdefghij", other_scramble = "jihgfedcba9876543210";

const wire::RsaKeyPair& key() {
  static const auto pair = wire::RsaKeyPair::generate();
  return pair;
}
const wire::RsaKeyPair& servers_key() {
  static const auto pair = wire::RsaKeyPair::generate();
  return pair;
}

AuthSetting setting(bool client_private, bool server_private) {
  AuthSetting made;
  made.client_private = client_private;
  made.server_private = server_private;
  made.capabilities = wire::cap_protocol_41 | wire::cap_plugin_auth;
  made.default_plugin = wire::plugin_native;
  made.own_key = &key();
  return made;
}

std::string sent(const AuthExchange::Step& step) { return step.to_server ? std::string(step.to_server->reveal()) : "nothing"; }
std::string switch_to(std::string_view plugin, const std::string& data = other_scramble + std::string(1, '\0')) {
  return "\xfe" + std::string(plugin) + std::string(1, '\0') + data;
}
const std::string full("\x01\x04"), fast("\x01\x03"), ok("\0\0\0\2\0\0\0", 7), error("\xff\x15\x04#28000no");

class Legs : public ::testing::TestWithParam<std::pair<bool, bool>> {
 protected:
  AuthSetting setting_ = setting(GetParam().first, GetParam().second);
};
INSTANTIATE_TEST_SUITE_P(PrivateAndOpen, Legs,
                         ::testing::Values(std::pair{false, false}, std::pair{true, false}, std::pair{false, true}, std::pair{true, true}),
                         [](const auto& each) { return std::string(each.param.first ? "private" : "open") + "_" + (each.param.second ? "private" : "open"); });

TEST_P(Legs, PassProofsOfTheScramble) {
  for (const auto plugin : {wire::plugin_native, wire::plugin_caching_sha2, wire::plugin_ed25519, wire::plugin_parsec}) {
    AuthExchange exchange(setting_, plugin, scramble);
    auto step = exchange.begin(bytes_of("proof"));
    EXPECT_EQ(sent(step), "proof");
    EXPECT_EQ(step.next, Next::server);
    step = exchange.on_server(bytes_of(ok));
    EXPECT_EQ(step.next, Next::accepted);
    EXPECT_EQ(step.to_client, ok);
  }
}

TEST_P(Legs, PassDenials) {
  AuthExchange exchange(setting_, wire::plugin_native, scramble);
  EXPECT_EQ(exchange.begin(bytes_of("proof")).next, Next::server);
  const auto step = exchange.on_server(bytes_of(error));
  EXPECT_EQ(step.next, Next::denied);
  EXPECT_EQ(step.to_client, error);
}

TEST_P(Legs, FollowSwitchesInAnyOrder) {
  AuthExchange exchange(setting_, wire::plugin_caching_sha2, scramble);
  EXPECT_EQ(exchange.begin(bytes_of("proof")).next, Next::server);
  auto step = exchange.on_server(bytes_of(switch_to(wire::plugin_native)));
  EXPECT_EQ(step.next, Next::client);
  EXPECT_EQ(exchange.scramble(), other_scramble);
  EXPECT_EQ(exchange.plugins(), wire::plugin_native);
  EXPECT_EQ(sent(exchange.on_client(bytes_of("second"))), "second");
  step = exchange.on_server(bytes_of(switch_to(wire::plugin_caching_sha2, scramble)));
  EXPECT_EQ(step.next, Next::client);
  EXPECT_EQ(sent(exchange.on_client({})), "");  // an empty password
  EXPECT_EQ(exchange.on_server(bytes_of(ok)).next, Next::accepted);
}

TEST_P(Legs, PassTheFastPath) {
  AuthExchange exchange(setting_, wire::plugin_caching_sha2, scramble);
  (void)exchange.begin(bytes_of("proof"));
  const auto step = exchange.on_server(bytes_of(fast));
  EXPECT_EQ(step.next, Next::server);
  EXPECT_EQ(step.to_client, fast);
  EXPECT_EQ(exchange.on_server(bytes_of(ok)).next, Next::accepted);
}

/// What a client makes of full authentication by its own leg, and a server of what it gets by its own.
TEST_P(Legs, BringThePasswordFromOneToTheOther) {
  for (const bool caching : {true, false}) {
    const auto plugin = caching ? wire::plugin_caching_sha2 : wire::plugin_sha256;
    const std::string request(1, static_cast<char>(caching ? wire::sha2_request_key : wire::sha256_request_key));
    AuthExchange exchange(setting_, plugin, scramble);
    const Secret password("p4ssw0rd");
    const std::string clear("p4ssw0rd\0", 9);
    AuthExchange::Step step;
    const auto first = setting_.client_private ? clear : request;
    if (caching) {
      (void)exchange.begin(bytes_of("proof"));
      step = exchange.on_server(bytes_of(full));
      EXPECT_EQ(step.to_client, full);
      ASSERT_EQ(step.next, Next::client);
      step = exchange.on_client(bytes_of(first));
    } else {
      step = exchange.begin(bytes_of(first));
    }
    // The server's side of an open leg: it is asked for its key.
    if (!setting_.server_private) {
      EXPECT_EQ(sent(step), request);
      EXPECT_EQ(step.next, Next::server);
      step = exchange.on_server(bytes_of("\x01" + servers_key().public_pem()));
    }
    // The client's side of an open leg: it gets a key.
    if (!setting_.client_private) {
      ASSERT_EQ(step.next, Next::client);
      ASSERT_TRUE(step.to_client);
      EXPECT_FALSE(step.to_server);
      const auto shown = wire::RsaPublicKey::parse(std::string_view(*step.to_client).substr(1));
      ASSERT_TRUE(shown);
      const auto encrypted = shown->encrypt(password, scramble);
      ASSERT_TRUE(encrypted);
      step = exchange.on_client(bytes_of(*encrypted));
    }
    ASSERT_TRUE(step.to_server);
    EXPECT_EQ(step.next, Next::server);
    if (setting_.server_private) {
      EXPECT_EQ(sent(step), clear);
    } else {
      const auto plain = servers_key().decrypt(step.to_server->reveal(), scramble);
      ASSERT_TRUE(plain);
      EXPECT_EQ(plain->reveal(), "p4ssw0rd");
      EXPECT_EQ(sent(step).find("p4ssw0rd"), std::string::npos);
    }
    EXPECT_EQ(exchange.on_server(bytes_of(ok)).next, Next::accepted);
  }
}

TEST_P(Legs, LetNoPasswordAsItIsOverAnOpenLeg) {
  const bool both = GetParam().first && GetParam().second;
  for (const auto plugin : {wire::plugin_clear, wire::plugin_dialog, std::string_view("authentication_of_somebody")}) {
    AuthExchange first(setting_, plugin, scramble);
    auto begun = first.begin(bytes_of("secret"));
    EXPECT_EQ(sent(begun), both ? "secret" : "");
    EXPECT_EQ(first.names_plugin(), both);
    EXPECT_EQ(first.on_server(bytes_of(switch_to(plugin, "Password: "))).next, both ? Next::client : Next::broken);
    AuthExchange later(setting_, wire::plugin_native, scramble);
    (void)later.begin(bytes_of("proof"));
    const auto step = later.on_server(bytes_of(switch_to(plugin, "Password: ")));
    EXPECT_EQ(step.next, both ? Next::client : Next::broken);
    EXPECT_EQ(step.to_client.has_value(), both);
  }
}

/// A client names what it likes before it knows the account's plugin; the server switches it to that.
TEST_P(Legs, HoldBackWhatAClientOffersUnasked) {
  const bool both = GetParam().first && GetParam().second;
  for (const auto plugin : {wire::plugin_clear, wire::plugin_old, std::string_view("nope_plugin")}) {
    const bool passes = both && plugin != wire::plugin_old;
    AuthExchange exchange(setting_, plugin, scramble);
    auto step = exchange.begin(bytes_of("secret"));
    EXPECT_EQ(step.next, Next::server);
    EXPECT_EQ(sent(step), passes ? "secret" : "");
    EXPECT_EQ(exchange.names_plugin(), passes);
    step = exchange.on_server(bytes_of(switch_to(wire::plugin_native)));
    ASSERT_EQ(step.next, Next::client);
    EXPECT_EQ(step.to_client, switch_to(wire::plugin_native));
    EXPECT_EQ(sent(exchange.on_client(bytes_of("proof"))), "proof");
    EXPECT_EQ(exchange.on_server(bytes_of(ok)).next, Next::accepted);
    for (const auto& question : {std::string("\x01more?"), std::string("\x04Password: ")}) {
      AuthExchange unswitched(setting_, plugin, scramble);
      (void)unswitched.begin(bytes_of("secret"));
      EXPECT_EQ(unswitched.on_server(bytes_of(question)).next, passes ? Next::client : Next::broken);
    }
  }
}

TEST_P(Legs, TellOfEveryFactor) {
  auto with = setting_;
  with.capabilities |= wire::cap_multi_factor;
  AuthExchange exchange(with, wire::plugin_caching_sha2, scramble);
  (void)exchange.begin(bytes_of("proof"));
  auto next = switch_to(wire::plugin_native);
  next[0] = 2;
  const auto step = exchange.on_server(bytes_of(next));
  EXPECT_EQ(step.next, Next::client);
  EXPECT_EQ(step.to_client, next);
  EXPECT_EQ(exchange.scramble(), other_scramble);
  EXPECT_EQ(sent(exchange.on_client(bytes_of("second proof"))), "second proof");
  EXPECT_EQ(exchange.on_server(bytes_of(ok)).next, Next::accepted);
  EXPECT_EQ(exchange.plugins(), "caching_sha2_password+mysql_native_password");
}

TEST(SystemUser, IsNoClients) {
  auto made = setting(true, true);
  EXPECT_EQ(refuse_user(made, "jaali"), "");
  EXPECT_EQ(refuse_user(made, ""), "");
  made.system_user = "jaali";
  EXPECT_NE(refuse_user(made, "jaali"), "");
  for (const auto other : {"", "Jaali", "jaali ", "root"}) EXPECT_EQ(refuse_user(made, other), "");
}

TEST(UserInQuotes, IsAnother) {
  const auto made = setting(true, true);
  for (const auto quoted : {"'ann'", "''", "'"}) EXPECT_NE(refuse_user(made, quoted), "") << quoted;
  for (const auto plain : {"ann", "'ann", "ann'", "a'n", "\"ann\"", "`ann`"}) EXPECT_EQ(refuse_user(made, plain), "") << plain;
}

TEST_P(Legs, HoldNothingBackFromAServerThatCannotSwitch) {
  const bool both = GetParam().first && GetParam().second;
  auto without = setting_;
  without.capabilities &= ~wire::cap_plugin_auth;
  AuthExchange exchange(without, wire::plugin_clear, scramble);
  EXPECT_EQ(exchange.begin(bytes_of("secret")).next, both ? Next::server : Next::broken);
  auto unusual = setting_;
  unusual.default_plugin = wire::plugin_dialog;
  AuthExchange unnamed(unusual, {}, scramble);
  EXPECT_EQ(unnamed.begin(bytes_of("secret")).next, both ? Next::server : Next::broken);
}

TEST_P(Legs, PassEmptyPasswordsAsTheyAre) {
  AuthExchange exchange(setting_, wire::plugin_sha256, scramble);
  EXPECT_EQ(sent(exchange.begin({})), "");
  AuthExchange terminated(setting_, wire::plugin_sha256, scramble);
  EXPECT_EQ(sent(terminated.begin(bytes_of(std::string_view("\0", 1)))), std::string(1, '\0'));
}

TEST(AuthExchange, RefusesWhatIsOlderThan41) {
  const auto both = setting(true, true);
  AuthExchange exchange(both, wire::plugin_native, scramble);
  (void)exchange.begin(bytes_of("proof"));
  EXPECT_EQ(exchange.on_server(bytes_of("\xfe")).next, Next::broken);
  AuthExchange old(both, wire::plugin_old, scramble);
  EXPECT_EQ(sent(old.begin(bytes_of("proof"))), "");
  EXPECT_EQ(old.on_server(bytes_of(switch_to(wire::plugin_old, "12345678"))).next, Next::broken);
}

TEST(AuthExchange, Ends) {
  const auto both = setting(true, true);
  AuthExchange exchange(both, wire::plugin_dialog, scramble);
  auto step = exchange.begin(bytes_of("a"));
  int rounds = 0;
  while (step.next != Next::broken && rounds < 1000) {
    step = step.next == Next::server ? exchange.on_server(bytes_of("\x02" "again?")) : exchange.on_client(bytes_of("a"));
    ++rounds;
  }
  EXPECT_LT(rounds, 100);
}

TEST(AuthExchange, TakesNothingThatWasNotEncryptedWithTheKeyShown) {
  const auto legs = setting(false, true);
  AuthExchange exchange(legs, wire::plugin_caching_sha2, scramble);
  (void)exchange.begin(bytes_of("proof"));
  (void)exchange.on_server(bytes_of(full));
  EXPECT_EQ(exchange.on_client(bytes_of("\x02")).next, Next::client);
  EXPECT_EQ(exchange.on_client(bytes_of(std::string(256, 'x'))).next, Next::broken);
}

}  // namespace
}  // namespace jaali::proxy::session::mysql::testing

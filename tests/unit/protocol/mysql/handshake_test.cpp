#include "protocol/mysql/handshake.h"

#include "tests/unit/protocol/mysql/packets.h"

namespace jaali::protocol::mysql {
namespace {

using namespace test;

/// MySQL 5.6's greeting, from the documentation's dump.
const std::string mysql_greeting =
    hex("0a 352e362e342d6d372d6c6f6700 560a0000 52423376 7a264772 00 ffff 08 0200 0fc0 15 00000000000000000000"
        "2b7944262f5a5a3330355a47 00 6d7973716c5f6e61746976655f70617373776f726400");

/// A greeting in MariaDB's form: no CLIENT_LONG_PASSWORD, six reserved bytes, four of capabilities.
std::string mariadb_greeting(std::uint32_t extended) {
  return "\x0a"s + "5.5.5-10.11.6-MariaDB-0+deb12u1\0"s + le(42, 4) + "abcdefgh\0"s + le(0xf7fe, 2) + "\x2d"s +
         le(2, 2) + le(0x81ff, 2) + le(21, 1) + std::string(6, '\0') + le(extended, 4) + "ijklmnopqrst\0"s +
         "mysql_native_password\0"s;
}

TEST(HandshakeV10, OfMySql) {
  expect_round_trip(decode_handshake_v10, append_handshake_v10, mysql_greeting);
  const auto greeting = decode_handshake_v10(bytes_of(mysql_greeting));
  EXPECT_EQ(greeting->server_version, "5.6.4-m7-log");
  EXPECT_EQ(greeting->connection_id, 2646U);
  EXPECT_EQ(greeting->scramble(), "RB3vz&Gr+yD&/ZZ305ZG");
  EXPECT_EQ(greeting->capabilities, 0xc00fffffU);
  EXPECT_EQ(greeting->collation, 8);
  EXPECT_EQ(greeting->status, 2);
  EXPECT_EQ(greeting->plugin, "mysql_native_password");
  EXPECT_FALSE(greeting->is_mariadb());
}

TEST(HandshakeV10, OfMariaDb) {
  const std::string whole = mariadb_greeting(0x2d);
  expect_round_trip(decode_handshake_v10, append_handshake_v10, whole);
  const auto greeting = decode_handshake_v10(bytes_of(whole));
  EXPECT_TRUE(greeting->is_mariadb());
  EXPECT_TRUE(has(greeting->capabilities, cap_mariadb_progress | cap_mariadb_bulk | cap_mariadb_extended_metadata));
  EXPECT_FALSE(has(greeting->capabilities, cap_mariadb_cache_metadata));
}

TEST(HandshakeV10, WithoutPlugins) {
  // MySQL 5.5's, from the documentation; its scramble's length is not said.
  const std::string whole =
      hex("0a 352e352e322d6d3200 0b000000 64764840 492d434a 00 fff7 08 0200 0000 00 00000000000000000000"
          "2a34647c635a776b345e5d3a 00");
  expect_round_trip(decode_handshake_v10, append_handshake_v10, whole);
  EXPECT_TRUE(decode_handshake_v10(bytes_of(whole))->plugin.empty());
}

TEST(HandshakeV10, Hostile) {
  const auto changed = [](std::size_t at, std::string_view bytes) {
    std::string whole = mysql_greeting;
    return whole.replace(at, bytes.size(), bytes);
  };
  const std::size_t after_version = 1 + 13;
  expect_error(decode_handshake_v10, changed(0, "\x09"sv), WireError::bad_value);  // protocol 9
  expect_error(decode_handshake_v10, changed(after_version + 12, "x"sv), WireError::bad_value);
  const std::size_t lower = after_version + 13;
  expect_error(decode_handshake_v10, changed(lower, "\xff\xfd"sv), WireError::bad_value);  // no CLIENT_PROTOCOL_41
  expect_error(decode_handshake_v10, changed(lower, "\xff\x7f"sv), WireError::bad_value);  // no SECURE_CONNECTION
  for (const auto length : {"\0"sv, "\x08"sv, "\x14"sv, "\xff"sv}) {
    expect_error(decode_handshake_v10, changed(lower + 7, length), WireError::bad_length);
  }
  expect_error(decode_handshake_v10, changed(lower + 8, "\1"sv), WireError::bad_value);   // reserved
  expect_error(decode_handshake_v10, changed(lower + 14, "\1"sv), WireError::bad_value);  // MySQL has no upper 32
  expect_error(decode_handshake_v10, changed(lower + 30, "x"sv), WireError::missing_terminator);
}

TEST(HandshakeV10, CapabilitiesAreRewrittenInPlace) {
  for (const auto& original : {mysql_greeting, mariadb_greeting(0xffffffff)}) {
    std::string whole = original;
    const auto before = *decode_handshake_v10(bytes_of(original));
    const Capabilities offered = offered_to_client(before.capabilities, true);
    ASSERT_TRUE(rewrite_capabilities({reinterpret_cast<std::byte*>(whole.data()), whole.size()}, offered));
    auto after = *decode_handshake_v10(bytes_of(whole));
    EXPECT_EQ(after.capabilities, offered);
    EXPECT_NE(whole, original);
    after.capabilities = before.capabilities;
    std::string out;
    std::uint8_t sequence = 0;
    append_handshake_v10(out, sequence, after);
    EXPECT_EQ(payload_of_frame(out), original);  // all else is as it was
  }
}

TEST(HandshakeV10, CapabilitiesThatWouldMoveBytesAreNotWritten) {
  std::string whole = mysql_greeting;
  const std::span<std::byte> bytes(reinterpret_cast<std::byte*>(whole.data()), whole.size());
  EXPECT_FALSE(rewrite_capabilities(bytes, 0xc00fffff & ~cap_plugin_auth));
  EXPECT_FALSE(rewrite_capabilities(bytes, 0xc00fffff & ~cap_long_password));
  EXPECT_FALSE(rewrite_capabilities(bytes.first(20), 0xc00fffff));
  EXPECT_EQ(whole, mysql_greeting);
}

const std::string filler(19, '\0');
constexpr Capabilities base = cap_long_password | cap_protocol_41 | cap_secure_connection;

std::string head(Capabilities capabilities) {
  return le(capabilities & 0xffffffff, 4) + le(1 << 24, 4) + "\x21"s + filler + le(capabilities >> 32, 4);
}
auto decoder(Capabilities server = ~0ULL) {
  return [server](ByteView payload) { return decode_handshake_response(payload, server); };
}
void encode(std::string& out, std::uint8_t& sequence, const HandshakeResponseView& response) {
  ASSERT_TRUE(append_handshake_response(out, sequence, response).has_value());
}
/// Whole it comes back as it was, also with more behind it; cut it does not decode, but before the plugin's name.
void expect_response(const std::string& payload, Capabilities server = ~0ULL) {
  expect_same(decoder(server), encode, payload);
  const auto whole = decode_handshake_response(bytes_of(payload), server);
  ASSERT_TRUE(whole.has_value());
  const bool ends_in_plugin = has(whole->capabilities, cap_plugin_auth) && !has(whole->capabilities, cap_connect_attributes);
  for (std::size_t size = 0; size < payload.size(); ++size) {
    const std::string cut = payload.substr(0, size);
    const bool before_plugin = ends_in_plugin && size + whole->plugin.size() + 1 == payload.size();
    const auto decoded = decode_handshake_response(bytes_of(cut), server);
    ASSERT_EQ(decoded.has_value(), before_plugin) << size;
    EXPECT_TRUE(!decoded || decoded->plugin.empty());
  }
  for (const auto behind : {"x"sv, "\0"sv, "root\0\0mysql\0"sv}) {
    const std::string more = payload + std::string(behind);
    const auto decoded = decode_handshake_response(bytes_of(more), server);
    ASSERT_TRUE(decoded.has_value());
    std::string out;
    std::uint8_t sequence = 1;
    encode(out, sequence, *decoded);
    EXPECT_EQ(payload_of_frame(out), payload);
  }
}

TEST(HandshakeResponse, FromTheDocumentation) {
  const std::string pam = hex("8da60f00 00000001 08") + std::string(23, '\0') +
                          hex("70616d00 14 ab09eef6bcb1323e611438 65c0991d957d75d4 47 74657374 00"
                              "6d7973716c5f6e61746976655f70617373776f726400");
  expect_response(pam);
  const auto response = decode_handshake_response(bytes_of(pam), 0);
  EXPECT_EQ(response->user, "pam");
  EXPECT_EQ(response->auth_response.size(), 20U);
  EXPECT_EQ(response->database, "test");
  EXPECT_EQ(response->plugin, "mysql_native_password");
  EXPECT_EQ(response->max_packet_size, 1U << 24);

  const std::string attributes =
      hex("85a21e00 00000040 08") + std::string(23, '\0') +
      hex("726f6f7400 14 225079a212d4e882e5b3f41a97756bc8bedb9f80 6d7973716c5f6e61746976655f70617373776f726400"
          "61 035f6f73 0964656269616e362e30 0c5f636c69656e745f6e616d65 086c69626d7973716c 045f706964 053232333434"
          "0f5f636c69656e745f76657273696f6e 08352e362e362d6d39 095f706c6174666f726d 067838365f3634 03666f6f 03626172");
  expect_response(attributes);
  const auto with = decode_handshake_response(bytes_of(attributes), 0);
  ASSERT_EQ(with->attributes.size(), 6U);
  EXPECT_EQ(with->attribute("_client_name"), "libmysql");
  EXPECT_EQ(with->attribute("foo"), "bar");
  EXPECT_FALSE(with->attribute("program_name"));
}

TEST(HandshakeResponse, ThreeWaysToCarryTheProof) {
  const Capabilities plain = cap_long_password | cap_protocol_41;
  expect_response(head(plain) + "u\0proof\0"s);
  expect_response(head(base) + "u\0\5proof"s);
  expect_response(head(base | cap_plugin_auth_lenenc) + "u\0\5proof"s);
  const std::string token(2000, 't');
  const std::string lenenc = head(base | cap_plugin_auth_lenenc) + "u\0"s + hex("fcd007") + token;
  expect_response(lenenc);
  for (const auto& empty :
       {head(plain) + "u\0\0"s, head(base) + "u\0\0"s, head(base | cap_plugin_auth_lenenc) + "u\0\0"s}) {
    expect_response(empty);
    EXPECT_TRUE(decode_handshake_response(bytes_of(empty), 0)->auth_response.empty());
  }
}

TEST(HandshakeResponse, WithEverything) {
  const Capabilities all =
      base | cap_plugin_auth_lenenc | cap_connect_with_db | cap_plugin_auth | cap_connect_attributes | cap_zstd;
  const std::string whole = head(all) + "\0\0\0\0"s + hex("07 0161 0162 0163 00") + "\3"s;
  expect_response(whole);
  const auto response = decode_handshake_response(bytes_of(whole), 0);
  EXPECT_TRUE(response->user.empty());      // the anonymous user
  EXPECT_TRUE(response->database.empty());  // mysql2 sends the flag without a name
  EXPECT_EQ(response->attribute("c"), "");
  EXPECT_EQ(response->zstd_level, 3);
}

TEST(HandshakeResponse, OfAMariaDbClient) {
  const Capabilities client = cap_protocol_41 | cap_secure_connection | cap_mariadb_bulk | cap_mariadb_progress;
  const Capabilities server = cap_protocol_41 | cap_secure_connection | (0x3fULL << 32);
  const std::string whole = head(client) + "u\0\0"s;
  expect_response(whole, server);
  EXPECT_EQ(decode_handshake_response(bytes_of(whole), server)->capabilities, client);
  // To MySQL these bytes mean nothing, whoever sends them.
  EXPECT_EQ(decode_handshake_response(bytes_of(whole), server | cap_long_password)->capabilities, client & 0xffffffff);
}

TEST(HandshakeResponse, FillerDoesNotBecomeCapabilities) {
  // A client of MySQL's make puts bytes where MariaDB reads capabilities; what goes upstream has the bit that makes
  // MariaDB read them only if the client set it, and never these bytes.
  const std::string whole = le(base, 4) + le(1 << 24, 4) + "\x21"s + filler + "\xff\xff\xff\xff" + "u\0\0"s;
  const Capabilities server = cap_protocol_41 | cap_secure_connection | (0x3fULL << 32);
  auto response = *decode_handshake_response(bytes_of(whole), server);
  EXPECT_EQ(response.capabilities >> 32, 0U);
  for (const Capabilities capabilities : {base, base & ~cap_long_password}) {
    response.capabilities = capabilities;
    std::string out;
    std::uint8_t sequence = 1;
    ASSERT_TRUE(append_handshake_response(out, sequence, response).has_value());
    EXPECT_EQ(out.substr(head_size + 28, 4), std::string(4, '\0'));
  }
}

/// What both servers make of each, seen on the wire.
TEST(HandshakeResponse, ReadsWhatItsFlagsNameAndNothingElse) {
  const auto read = [](const std::string& payload) {
    const auto decoded = decode_handshake_response(bytes_of(payload), ~0ULL);
    return decoded ? std::string(decoded->user) + '|' + std::string(decoded->database) + '|' + std::string(decoded->plugin) + '|' +
                         std::to_string(decoded->attributes.size())
                   : std::string(to_string(decoded.error()));
  };
  const auto plugin = base | cap_plugin_auth;
  EXPECT_EQ(read(head(base) + "u\0\0crm\0"s), "u|||0");  // a database without CLIENT_CONNECT_WITH_DB
  EXPECT_EQ(read(head(plugin) + "u\0\0\0native\0"s), "u|||0");  // an empty one is the plugin's name
  EXPECT_EQ(read(head(plugin) + "u\0\0crm\0native\0"s), "u||crm|0");
  EXPECT_EQ(read(head(plugin | cap_connect_with_db) + "u\0\0crm\0"s), "u|crm||0");
  EXPECT_EQ(read(head(plugin | cap_connect_with_db) + "u\0\0crm\0native"s), std::string(to_string(WireError::missing_terminator)));
  EXPECT_EQ(read(head(base | cap_connect_with_db) + "u\0\0crm\0native\0"s + hex("04 0161 0162")), "u|crm||0");  // neither flag
  EXPECT_EQ(read(head(base | cap_connect_attributes) + "u\0\0"s + hex("04 0161 0162")), "u|||1");
  EXPECT_EQ(read(head(plugin | cap_connect_attributes) + "u\0\0"s), std::string(to_string(WireError::truncated)));
}

TEST(HandshakeResponse, AttributesAreReadUpToTheFirstThatIsMalformed) {
  const auto read = [](const std::string& block) {
    const std::string whole = head(base | cap_connect_attributes) + "u\0\0"s + block;
    const auto decoded = decode_handshake_response(bytes_of(whole), ~0ULL);
    EXPECT_TRUE(decoded.has_value());
    std::string out;
    std::uint8_t sequence = 1;
    encode(out, sequence, *decoded);
    return std::string(payload_of_frame(out).substr(head(base).size() + 3));
  };
  EXPECT_EQ(read(hex("06 0161 0162 0163")), hex("04 0161 0162"));  // a name without a value
  EXPECT_EQ(read(hex("07 0161 0162 016305")), hex("04 0161 0162"));
  EXPECT_EQ(read(hex("02 0161")), hex("00"));
  EXPECT_EQ(read(hex("03 016102")), hex("00"));  // a value behind the block's end
  EXPECT_EQ(read(hex("01 fb")), hex("00"));
}

TEST(HandshakeResponse, Hostile) {
  const auto refuse = [](const std::string& payload, WireError error) { expect_error(decoder(), payload, error); };
  refuse(le(0x2485, 2) + le(1 << 20, 3) + "old\0passw"s + std::string(30, '\0'), WireError::bad_value);  // pre-4.1
  refuse(head(base & ~cap_protocol_41) + "u\0\0"s, WireError::bad_value);
  refuse(head(base) + "u\0\xff"s + std::string(254, 'p'), WireError::truncated);
  refuse(head(base) + "no terminator", WireError::missing_terminator);
  const std::string lenenc = head(base | cap_plugin_auth_lenenc) + "u\0"s;
  refuse(lenenc + hex("fe ffffffffffffffff"), WireError::truncated);
  refuse(lenenc + hex("fe f0ffffffffffffff") + "proof", WireError::truncated);
  refuse(lenenc + "\xfb", WireError::bad_length);
  refuse(lenenc + "\xff", WireError::bad_length);
  refuse(lenenc + hex("fd 010001") + std::string(65'537, 'p'), WireError::overlong);
  refuse(head(base) + std::string(1025, 'u') + "\0\0"s, WireError::overlong);
  refuse(head(base | cap_connect_with_db) + "u\0\0"s + std::string(1025, 'd') + "\0"s, WireError::overlong);
  refuse(head(base | cap_connect_with_db) + "u\0\0"s, WireError::missing_terminator);
  refuse(head(base | cap_plugin_auth) + "u\0\0"s + std::string(257, 'p') + "\0"s, WireError::overlong);
  refuse(head(base) + "u\0\0"s + std::string(300'000, 'x'), WireError::overlong);
}

TEST(HandshakeResponse, HostileAttributes) {
  const std::string front = head(base | cap_connect_attributes) + "u\0\0"s;
  const auto refuse = [&](const std::string& block, WireError error) { expect_error(decoder(), front + block, error); };
  refuse("", WireError::truncated);
  refuse(hex("fe ffffffffffffffff"), WireError::truncated);
  refuse(hex("03 0161"), WireError::truncated);
  refuse(hex("fb"), WireError::bad_length);
  std::string many;
  for (int i = 0; i < 1025; ++i) many += "\0\0"s;
  refuse(hex("fc") + le(many.size(), 2) + many, WireError::too_many);
  refuse(hex("fd") + le(65'537, 3) + std::string(65'537, '\0'), WireError::overlong);
}

TEST(HandshakeResponse, AProofThatItsFormCannotCarryIsNotCut) {
  HandshakeResponseView response;
  const std::string long_proof(256, 'p');
  std::string out = "before";
  std::uint8_t sequence = 1;
  const auto refuse = [&](Capabilities capabilities, std::string_view proof) {
    response.capabilities = capabilities;
    response.auth_response = bytes_of(proof);
    const auto written = append_handshake_response(out, sequence, response);
    ASSERT_FALSE(written.has_value());
    EXPECT_EQ(written.error(), WireError::overlong);
    EXPECT_EQ(out, "before");
  };
  refuse(base, long_proof);
  refuse(cap_protocol_41, "a\0b"sv);
  refuse(base | cap_plugin_auth_lenenc, std::string(65'537, 'p'));
}

TEST(SslRequest, IsTheFrontOfAnAnswer) {
  const auto decode = [](ByteView payload) { return decode_ssl_request(payload, 0); };
  const std::string whole = head(base | cap_ssl);
  expect_round_trip(decode, append_ssl_request, whole);
  EXPECT_TRUE(is_ssl_request(bytes_of(whole)));
  EXPECT_FALSE(is_ssl_request(bytes_of(whole + "u\0\0"s)));  // an answer inside TLS repeats the flag
  EXPECT_FALSE(is_ssl_request(bytes_of(head(base))));
  EXPECT_FALSE(is_ssl_request(bytes_of(whole.substr(0, 31))));
  expect_error(decode, head(base), WireError::bad_value);
  expect_error(decode, head(cap_ssl), WireError::bad_value);
}

TEST(Login, PacketsOfTheServer) {
  const auto kind = [](std::string_view payload, Capabilities capabilities = cap_multi_factor) {
    return login_packet(bytes_of(payload), capabilities);
  };
  EXPECT_EQ(kind("\0\0\0\2\0\0\0"sv), LoginPacket::ok);
  EXPECT_EQ(kind("\xff\x15\x04#28000no"sv), LoginPacket::error);
  EXPECT_EQ(kind("\xfe"), LoginPacket::old_auth_switch);
  EXPECT_EQ(kind("\xfe\0"sv), LoginPacket::auth_switch);
  EXPECT_EQ(kind("\1\3"), LoginPacket::more_data);
  EXPECT_EQ(kind("\2authentication_x\0"sv), LoginPacket::next_factor);
  EXPECT_EQ(kind("\2Password: ", 0), LoginPacket::plugin_data);      // dialog's question
  EXPECT_EQ(kind("P\x0a_extended salt"), LoginPacket::plugin_data);  // parsec's
  EXPECT_EQ(kind(""), LoginPacket::plugin_data);
}

TEST(Login, AuthSwitch) {
  const std::string data = std::string(20, 's') + '\0';
  const std::string whole = "\xfe" + "caching_sha2_password\0"s + data;
  expect_same(decode_auth_switch, append_auth_switch, whole);
  expect_cuts(decode_auth_switch,
              "\xfe"
              "dialog\0"s);
  const auto request = decode_auth_switch(bytes_of(whole));
  EXPECT_EQ(request->plugin, "caching_sha2_password");
  EXPECT_EQ(text_of(request->data), data);
  expect_error(decode_auth_switch, "\xfe", WireError::truncated);  // asks for the hash of before 4.1
  expect_error(decode_auth_switch, "\xfe" + std::string(257, 'p') + '\0', WireError::overlong);
  expect_error(decode_auth_switch, "\2x\0"sv, WireError::bad_value);
}

TEST(Login, NextFactorAndMoreData) {
  expect_same(decode_auth_next_factor, append_auth_next_factor, "\2authentication_webauthn_client\0challenge"sv);
  expect_error(decode_auth_next_factor, "\2", WireError::truncated);
  expect_same(decode_auth_more_data, append_auth_more_data, "\1-----BEGIN PUBLIC KEY-----"sv);
  expect_same(decode_auth_more_data, append_auth_more_data, "\1"sv);
  expect_error(decode_auth_more_data, "", WireError::truncated);
  expect_error(decode_auth_more_data, "\0"sv, WireError::bad_value);
}

constexpr Capabilities change_all = base | cap_plugin_auth | cap_connect_attributes;

auto change_decoder(Capabilities capabilities) {
  return [capabilities](ByteView payload) { return decode_change_user(payload, capabilities); };
}
auto change_encoder(Capabilities capabilities) {
  return [capabilities](std::string& out, std::uint8_t& sequence, const ChangeUserView& request) {
    ASSERT_TRUE(append_change_user(out, sequence, request, capabilities).has_value());
  };
}

TEST(ChangeUser, Whole) {
  const std::string whole =
      "\x11"
      "lubna\0"s +
      counted(std::string(20, 'p')) + "crm\0"s + le(45, 2) + "mysql_native_password\0"s + hex("04 0161 0162");
  expect_same(change_decoder(change_all), change_encoder(change_all), whole);
  const auto request = decode_change_user(bytes_of(whole), change_all);
  EXPECT_EQ(request->user, "lubna");
  EXPECT_EQ(request->auth_response.size(), 20U);
  EXPECT_EQ(request->database, "crm");
  EXPECT_EQ(request->collation, 45);
  EXPECT_EQ(request->plugin, "mysql_native_password");
  EXPECT_EQ(request->attributes->size(), 1U);
}

TEST(ChangeUser, MayEndBetweenItsFields) {
  const std::string shortest = "\x11u\0\0\0"s;
  const std::string charset = shortest + le(8, 2);
  const std::string plugin = charset + "x\0"s;
  const std::string attributes = plugin + "\0"s;
  for (const auto& whole : {shortest, charset, plugin, attributes}) {
    expect_same(change_decoder(change_all), change_encoder(change_all), whole);
  }
  // Cut anywhere else it is refused (ProxySQL read behind the end of such a one).
  for (std::size_t size = 0; size < attributes.size(); ++size) {
    const std::string cut = attributes.substr(0, size);
    const bool at_end = cut == shortest || cut == charset || cut == plugin;
    EXPECT_EQ(decode_change_user(bytes_of(cut), change_all).has_value(), at_end) << size;
  }
  expect_error(change_decoder(change_all), attributes + "x", WireError::trailing_bytes);
  expect_error(change_decoder(base), plugin, WireError::trailing_bytes);
}

TEST(ChangeUser, WithoutALengthTheProofEndsAtANul) {
  const Capabilities old = cap_long_password | cap_protocol_41;
  const std::string whole = "\x11u\0proof\0db\0"s;
  expect_same(change_decoder(old), change_encoder(old), whole);
  EXPECT_EQ(text_of(decode_change_user(bytes_of(whole), old)->auth_response), "proof");
}

TEST(ChangeUser, Hostile) {
  expect_error(change_decoder(change_all), "", WireError::truncated);
  expect_error(change_decoder(change_all), "\x11", WireError::missing_terminator);
  expect_error(change_decoder(change_all), "\x11u\0"sv, WireError::truncated);
  expect_error(change_decoder(change_all), "\x11u\0\xffproof\0"sv, WireError::truncated);
  expect_error(change_decoder(change_all), "\x11u\0\0db"sv, WireError::missing_terminator);
  expect_error(change_decoder(change_all), "\x11u\0\0\0\x08"sv, WireError::truncated);
  expect_error(change_decoder(change_all), "\x11u\0\0\0\x08\0x\0\xfe\xff\xff\xff\xff\xff\xff\xff\xff"sv,
               WireError::truncated);
  expect_error(change_decoder(change_all), "\x11" + std::string(1025, 'u') + "\0\0\0"s, WireError::overlong);
  expect_error(change_decoder(change_all), "\3u\0\0\0"sv, WireError::bad_value);
  ChangeUserView request;
  const std::string proof(256, 'p');
  request.auth_response = bytes_of(proof);
  std::string out;
  std::uint8_t sequence = 0;
  EXPECT_FALSE(append_change_user(out, sequence, request, change_all).has_value());
  EXPECT_TRUE(out.empty());
}

}  // namespace
}  // namespace jaali::protocol::mysql

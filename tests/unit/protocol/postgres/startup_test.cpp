#include "protocol/postgres/startup.h"

#include <algorithm>

#include "tests/unit/protocol/postgres/messages.h"

namespace jaali::protocol::postgres {
namespace {

using namespace test;

std::string packet(std::string_view rest) {
  return i32(static_cast<std::int64_t>(rest.size()) + 4) + std::string(rest);
}

/// Whole it decodes; every prefix and every longer text does not, whether or not the length word follows.
void expect_exact_packet(const std::string& whole) {
  ASSERT_TRUE(decode_startup(bytes_of(whole)).has_value());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string cut = whole.substr(0, size);
    EXPECT_FALSE(decode_startup(bytes_of(cut)).has_value()) << size;
    if (size < 4) continue;
    const std::string shorter = packet(std::string_view(cut).substr(4));
    EXPECT_FALSE(decode_startup(bytes_of(shorter)).has_value()) << "shorter packet of " << size;
  }
  for (const char extra : {'\0', 'x'}) {
    const std::string longer = whole + extra;
    EXPECT_FALSE(decode_startup(bytes_of(longer)).has_value());
    const std::string inside = packet(std::string_view(longer).substr(4));
    EXPECT_FALSE(decode_startup(bytes_of(inside)).has_value());
  }
}

void expect_startup_error(const std::string& whole, WireError error) {
  const auto decoded = decode_startup(bytes_of(whole));
  ASSERT_FALSE(decoded.has_value());
  EXPECT_EQ(decoded.error(), error) << to_string(decoded.error());
}

TEST(Startup, SslRequest) {
  std::string out;
  append_ssl_request(out);
  EXPECT_EQ(out, "\0\0\0\x08\x04\xd2\x16\x2f"sv);
  expect_exact_packet(out);
  EXPECT_TRUE(std::holds_alternative<SslRequest>(*decode_startup(bytes_of(out))));
}

TEST(Startup, GssEncRequest) {
  std::string out;
  append_gssenc_request(out);
  EXPECT_EQ(out, "\0\0\0\x08\x04\xd2\x16\x30"sv);
  expect_exact_packet(out);
  EXPECT_TRUE(std::holds_alternative<GssEncRequest>(*decode_startup(bytes_of(out))));
}

TEST(Startup, CancelRequestOf30) {
  std::string out;
  append_cancel_request(out, 4711, bytes_of("\1\2\3\4"));
  EXPECT_EQ(out, "\0\0\0\x10\x04\xd2\x16\x2e\0\0\x12\x67\1\2\3\4"sv);
  const auto decoded = decode_startup(bytes_of(out));
  ASSERT_TRUE(decoded.has_value());
  const auto& cancel = std::get<CancelRequestView>(*decoded);
  EXPECT_EQ(cancel.process_id, 4711);
  EXPECT_EQ(text_of(cancel.secret_key), "\1\2\3\4");
}

TEST(Startup, CancelKeysHaveFourTo256Bytes) {
  for (std::size_t size = 0; size <= 300; ++size) {
    std::string out;
    append_cancel_request(out, -1, bytes_of(std::string(size, 'k')));
    const auto decoded = decode_startup(bytes_of(out));
    ASSERT_EQ(decoded.has_value(), size >= 4 && size <= 256) << size;
    if (decoded) {
      EXPECT_EQ(std::get<CancelRequestView>(*decoded).secret_key.size(), size);
    }
  }
}

TEST(Startup, StartupMessage) {
  for (const auto version : {protocol_3_0, protocol_3_2, protocol_3_0 + 9999}) {
    const std::vector<std::pair<std::string, std::string>> parameters = {
        {"user", "ayesha"}, {"database", "crm"}, {"application_name", ""}, {"_pq_.x", "1"}};
    std::string out;
    append_startup_message(out, version, parameters);
    expect_exact_packet(out);
    const auto decoded = decode_startup(bytes_of(out));
    ASSERT_TRUE(decoded.has_value());
    const auto& message = std::get<StartupMessageView>(*decoded);
    EXPECT_EQ(message.protocol, version);
    EXPECT_EQ(message.parameter("user"), "ayesha");
    EXPECT_EQ(message.parameter("application_name"), "");
    EXPECT_EQ(message.parameter("options"), std::nullopt);
    EXPECT_TRUE(std::ranges::equal(message.parameters, parameters, [](const auto& view, const auto& given) {
      return view.first == given.first && view.second == given.second;
    }));
  }
}

TEST(Startup, SizeIsKnownFromFourBytes) {
  const std::string whole = packet(i32(protocol_3_0) + "user\0a\0\0"s);
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const auto known = startup_packet_size(bytes_of(std::string_view(whole).substr(0, size)));
    ASSERT_TRUE(known.has_value());
    EXPECT_EQ(*known, size < 4 ? std::nullopt : std::optional(whole.size())) << size;
  }
}

TEST(Startup, RefusesImpossibleSizes) {
  for (const std::int64_t length : {0L, 4L, 7L, -1L, -2147483648L}) {
    EXPECT_EQ(startup_packet_size(bytes_of(i32(length))).error(), WireError::bad_length) << length;
  }
  EXPECT_TRUE(startup_packet_size(bytes_of(i32(10'004))).has_value());
  EXPECT_EQ(startup_packet_size(bytes_of(i32(10'005))).error(), WireError::overlong);
  EXPECT_EQ(startup_packet_size(bytes_of("GET / HTTP/1.1"sv)).error(), WireError::overlong);
  EXPECT_EQ(startup_packet_size(bytes_of("\x16\x03\x01\x02"sv)).error(), WireError::overlong);  // TLS ClientHello
}

TEST(Startup, RefusesOtherMajorVersions) {
  for (const std::uint32_t version : {0U, 2U << 16, 4U << 16, 1234U << 16 | 5677, 1234U << 16 | 5681, 0xffffffffU}) {
    expect_startup_error(packet(i32(version) + "user\0a\0\0"s), WireError::bad_value);
  }
}

TEST(Startup, RefusesAMissingOrEmptyUser) {
  expect_startup_error(packet(i32(protocol_3_0) + "\0"s), WireError::bad_value);
  expect_startup_error(packet(i32(protocol_3_0) + "database\0x\0\0"s), WireError::bad_value);
  expect_startup_error(packet(i32(protocol_3_0) + "user\0\0\0"s), WireError::bad_value);
  expect_startup_error(packet(i32(protocol_3_0) + "User\0a\0\0"s), WireError::bad_value);
}

TEST(Startup, RefusesANameGivenTwice) {
  expect_startup_error(packet(i32(protocol_3_0) + "user\0a\0user\0b\0\0"s), WireError::bad_value);
  expect_startup_error(packet(i32(protocol_3_0) + "user\0a\0search_path\0a\0Search_PATH\0b\0\0"s),
                       WireError::bad_value);
}

TEST(Startup, RefusesMissingTerminators) {
  expect_startup_error(packet(i32(protocol_3_0)), WireError::missing_terminator);
  expect_startup_error(packet(i32(protocol_3_0) + "user\0a\0"s), WireError::missing_terminator);
  expect_startup_error(packet(i32(protocol_3_0) + "user\0a"s), WireError::missing_terminator);
  expect_startup_error(packet(i32(protocol_3_0) + "user\0a\0\0\0"s), WireError::trailing_bytes);
  expect_startup_error(packet(i32(protocol_3_0) + "user\0a\0\0x\0y\0\0"s), WireError::trailing_bytes);
}

TEST(Startup, CapsTheNumberOfParameters) {
  std::string rest = i32(protocol_3_0) + "user\0a\0"s;
  for (std::size_t i = 1; i < max_startup_parameters; ++i) rest += "p" + std::to_string(i) + "\0\0"s;
  EXPECT_TRUE(decode_startup(bytes_of(packet(rest + "\0"s))).has_value());
  expect_startup_error(packet(rest + "p\0\0\0"s), WireError::too_many);
}

}  // namespace
}  // namespace jaali::protocol::postgres

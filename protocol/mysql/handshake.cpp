#include "protocol/mysql/handshake.h"

#include <algorithm>

#include "protocol/mysql/connection_attributes.h"
#include "protocol/mysql/wire_reader.h"
#include "protocol/mysql/wire_writer.h"

namespace jaali::protocol::mysql {

namespace {

constexpr std::uint8_t protocol_version = 10;
constexpr std::size_t scramble_head_size = 8;
constexpr std::size_t reserved_size = 6;  ///< in the greeting, before MariaDB's capabilities
constexpr std::size_t ssl_request_size = 32;
constexpr std::size_t filler_size = 19;  ///< in the answer, before MariaDB's capabilities
constexpr std::size_t extended_size = 4;

/// Everything in front of the user's name.
struct AnswerHead {
  Capabilities capabilities;
  std::uint32_t max_packet_size;
  std::uint8_t collation;
  ByteView filler;
};
AnswerHead read_head(WireReader& reader, Capabilities server) noexcept;
void write_head(WireWriter& writer, const AnswerHead& head);
ByteView read_auth_response(WireReader& reader, Capabilities capabilities) noexcept;
bool auth_response_fits(ByteView response, Capabilities capabilities) noexcept;
bool within(std::string_view text, std::size_t most) noexcept { return text.size() <= most; }

/// Whether the upper 32 capabilities travel: only MariaDB leaves the bit unset that all of MySQL's products set.
bool extends(Capabilities capabilities) noexcept { return !has(capabilities, cap_long_password); }

}  // namespace

// ---- the server's greeting

bool HandshakeV10View::is_mariadb() const noexcept {
  return extends(capabilities) || server_version.find("MariaDB") != std::string_view::npos;
}

std::string HandshakeV10View::scramble() const {
  return std::string(text_of(scramble_head)) + std::string(text_of(scramble_tail));
}

Result<HandshakeV10View> decode_handshake_v10(ByteView payload) {
  WireReader reader(payload);
  HandshakeV10View greeting;
  if (reader.u8() != protocol_version) reader.fail(WireError::bad_value);
  greeting.server_version = reader.cstring();
  greeting.connection_id = reader.u32();
  greeting.scramble_head = reader.bytes(scramble_head_size);
  if (reader.u8() != 0) reader.fail(WireError::bad_value);
  const std::uint32_t lower = reader.u16();
  greeting.collation = reader.u8();
  greeting.status = reader.u16();
  greeting.capabilities = lower | (std::uint32_t{reader.u16()} << 16);
  greeting.scramble_length = reader.u8();
  const ByteView reserved = reader.bytes(reserved_size);
  const Capabilities extended = reader.u32();
  if (extends(greeting.capabilities)) {
    greeting.capabilities |= extended << 32;
  } else if (extended != 0) {
    reader.fail(WireError::bad_value);
  }
  if (std::ranges::any_of(reserved, [](std::byte byte) { return byte != std::byte{0}; })) {
    reader.fail(WireError::bad_value);
  }
  // Without these no answer could be read; every server since 4.1 has them.
  if (!has(greeting.capabilities, cap_protocol_41 | cap_secure_connection)) reader.fail(WireError::bad_value);
  const bool plugin = has(greeting.capabilities, cap_plugin_auth);
  if (greeting.scramble_length != (plugin ? scramble_size + 1 : 0)) reader.fail(WireError::bad_length);
  greeting.scramble_tail = reader.bytes(scramble_size - scramble_head_size);
  if (reader.u8() != 0) reader.fail(WireError::missing_terminator);
  if (plugin) greeting.plugin = reader.cstring();
  if (!within(greeting.plugin, max_plugin)) reader.fail(WireError::overlong);
  return reader.finish(greeting);
}

void append_handshake_v10(std::string& out, std::uint8_t& sequence, const HandshakeV10View& greeting) {
  const auto capability_bits = [&](unsigned shift) {
    return static_cast<std::uint16_t>((greeting.capabilities >> shift) & 0xffff);
  };
  const bool extended = extends(greeting.capabilities);
  WireWriter writer(out, sequence);
  writer.u8(protocol_version).cstring(greeting.server_version).u32(greeting.connection_id);
  writer.bytes(greeting.scramble_head).u8(0).u16(capability_bits(0)).u8(greeting.collation).u16(greeting.status);
  writer.u16(capability_bits(16)).u8(greeting.scramble_length).zeros(reserved_size);
  writer.u32(extended ? static_cast<std::uint32_t>(greeting.capabilities >> 32) : 0);
  writer.bytes(greeting.scramble_tail).u8(0);
  if (has(greeting.capabilities, cap_plugin_auth)) writer.cstring(greeting.plugin);
  writer.finish();
}

bool rewrite_capabilities(std::span<std::byte> payload, Capabilities capabilities) {
  const auto greeting = decode_handshake_v10(payload);
  if (!greeting || extends(greeting->capabilities) != extends(capabilities)) return false;
  // A plugin's name stands or falls with its flag, and with it the bytes that follow.
  if (has(greeting->capabilities, cap_plugin_auth) != has(capabilities, cap_plugin_auth)) return false;
  std::byte* at = payload.data() + 1 + greeting->server_version.size() + 1 + 4 + scramble_head_size + 1;
  const auto store = [&](std::size_t offset, unsigned shift, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      at[offset + i] = static_cast<std::byte>((capabilities >> (shift + 8 * i)) & 0xff);
  };
  store(0, 0, 2);
  store(2 + 1 + 2, 16, 2);
  if (extends(capabilities)) store(2 + 1 + 2 + 2 + 1 + reserved_size, 32, extended_size);
  return true;
}

// ---- the client's answer

std::optional<std::string_view> HandshakeResponseView::attribute(std::string_view name) const noexcept {
  for (const auto& [key, value] : attributes) {
    if (key == name) return value;
  }
  return std::nullopt;
}

bool is_ssl_request(ByteView payload) noexcept {
  return payload.size() == ssl_request_size && has(load_le(payload.data(), 4), cap_ssl);
}

Result<SslRequestView> decode_ssl_request(ByteView payload, Capabilities server) {
  WireReader reader(payload);
  const AnswerHead head = read_head(reader, server);
  if (!has(head.capabilities, cap_ssl)) reader.fail(WireError::bad_value);
  return reader.finish(SslRequestView{head.capabilities, head.max_packet_size, head.collation, head.filler});
}

void append_ssl_request(std::string& out, std::uint8_t& sequence, const SslRequestView& request) {
  WireWriter writer(out, sequence);
  write_head(writer, {request.capabilities, request.max_packet_size, request.collation, request.filler});
  writer.finish();
}

Result<HandshakeResponseView> decode_handshake_response(ByteView payload, Capabilities server) {
  if (payload.size() > max_login_payload) return WireError::overlong;
  WireReader reader(payload);
  const AnswerHead head = read_head(reader, server);
  HandshakeResponseView response;
  response.capabilities = head.capabilities;
  response.max_packet_size = head.max_packet_size;
  response.collation = head.collation;
  response.filler = head.filler;
  response.user = reader.cstring();
  response.auth_response = read_auth_response(reader, head.capabilities);
  if (has(head.capabilities, cap_connect_with_db)) response.database = reader.cstring();
  // As both servers do: a packet may end before the name, and without the flag no name is looked for.
  if (has(head.capabilities, cap_plugin_auth) && reader.remaining() > 0) response.plugin = reader.cstring();
  if (has(head.capabilities, cap_connect_attributes)) response.attributes = read_attributes(reader);
  if (has(head.capabilities, cap_zstd)) response.zstd_level = reader.u8();
  if (!within(response.user, max_user) || !within(response.database, max_database) ||
      !within(response.plugin, max_plugin) || response.auth_response.size() > max_auth_response) {
    reader.fail(WireError::overlong);
  }
  (void)reader.rest();  // servers do not look at it, and it does not go on
  return reader.finish(std::move(response));
}

Result<void> append_handshake_response(std::string& out, std::uint8_t& sequence,
                                       const HandshakeResponseView& response) {
  const Capabilities capabilities = response.capabilities;
  if (!auth_response_fits(response.auth_response, capabilities)) return WireError::overlong;
  WireWriter writer(out, sequence);
  write_head(writer, {capabilities, response.max_packet_size, response.collation, response.filler});
  writer.cstring(response.user);
  if (has(capabilities, cap_plugin_auth_lenenc)) {
    writer.lenenc_string(text_of(response.auth_response));
  } else if (has(capabilities, cap_secure_connection)) {
    writer.u8(static_cast<std::uint8_t>(response.auth_response.size())).bytes(response.auth_response);
  } else {
    writer.cstring(text_of(response.auth_response));
  }
  if (has(capabilities, cap_connect_with_db)) writer.cstring(response.database);
  if (has(capabilities, cap_plugin_auth)) writer.cstring(response.plugin);
  if (has(capabilities, cap_connect_attributes)) write_attributes(writer, response.attributes);
  if (has(capabilities, cap_zstd)) writer.u8(response.zstd_level);
  writer.finish();
  return {};
}

namespace {

AnswerHead read_head(WireReader& reader, Capabilities server) noexcept {
  AnswerHead head{};
  head.capabilities = reader.u32();
  if (!has(head.capabilities, cap_protocol_41)) reader.fail(WireError::bad_value);  // pre-4.1: its own, shorter form
  head.max_packet_size = reader.u32();
  head.collation = reader.u8();
  head.filler = reader.bytes(filler_size);
  const Capabilities extended = reader.u32();
  if (extends(server) && extends(head.capabilities)) head.capabilities |= extended << 32;
  return head;
}

void write_head(WireWriter& writer, const AnswerHead& head) {
  const ByteView filler = head.filler.first(std::min(head.filler.size(), filler_size));
  writer.u32(static_cast<std::uint32_t>(head.capabilities & 0xffffffff)).u32(head.max_packet_size).u8(head.collation);
  writer.bytes(filler).zeros(filler_size - filler.size());
  writer.u32(extends(head.capabilities) ? static_cast<std::uint32_t>(head.capabilities >> 32) : 0);
}

ByteView read_auth_response(WireReader& reader, Capabilities capabilities) noexcept {
  if (has(capabilities, cap_plugin_auth_lenenc)) return reader.lenenc_bytes();
  if (has(capabilities, cap_secure_connection)) return reader.bytes(reader.u8());
  return bytes_of(reader.cstring());
}

bool auth_response_fits(ByteView response, Capabilities capabilities) noexcept {
  if (has(capabilities, cap_plugin_auth_lenenc)) return response.size() <= max_auth_response;
  if (has(capabilities, cap_secure_connection)) return response.size() <= 0xff;
  return std::ranges::find(response, std::byte{0}) == response.end();
}

}  // namespace

}  // namespace jaali::protocol::mysql

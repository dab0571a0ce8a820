// What follows the client's answer until OK or ERR, and COM_CHANGE_USER, which begins the same again.
#include <algorithm>

#include "protocol/mysql/command.h"
#include "protocol/mysql/connection_attributes.h"
#include "protocol/mysql/handshake.h"

namespace jaali::protocol::mysql {

namespace {

constexpr std::uint8_t switch_header = 0xfe;
constexpr std::uint8_t more_data_header = 0x01;
constexpr std::uint8_t next_factor_header = 0x02;

Result<AuthSwitchView> decode_request(ByteView payload, std::uint8_t header);
void append_request(std::string& out, std::uint8_t& sequence, std::uint8_t header, const AuthSwitchView& request);

}  // namespace

LoginPacket login_packet(ByteView payload, Capabilities negotiated) noexcept {
  if (payload.empty()) return LoginPacket::plugin_data;
  switch (std::to_integer<std::uint8_t>(payload[0])) {
    case 0x00:
      return LoginPacket::ok;
    case 0xff:
      return LoginPacket::error;
    case switch_header:
      return payload.size() == 1 ? LoginPacket::old_auth_switch : LoginPacket::auth_switch;
    case more_data_header:
      return LoginPacket::more_data;
    case next_factor_header:
      return has(negotiated, cap_multi_factor) ? LoginPacket::next_factor : LoginPacket::plugin_data;
  }
  return LoginPacket::plugin_data;
}

Result<AuthSwitchView> decode_auth_switch(ByteView payload) { return decode_request(payload, switch_header); }
Result<AuthSwitchView> decode_auth_next_factor(ByteView payload) { return decode_request(payload, next_factor_header); }

Result<ByteView> decode_auth_more_data(ByteView payload) {
  WireReader reader(payload);
  if (reader.u8() != more_data_header) reader.fail(WireError::bad_value);
  const ByteView data = reader.rest();
  return reader.finish(data);
}

void append_auth_switch(std::string& out, std::uint8_t& sequence, const AuthSwitchView& request) {
  append_request(out, sequence, switch_header, request);
}
void append_auth_next_factor(std::string& out, std::uint8_t& sequence, const AuthSwitchView& request) {
  append_request(out, sequence, next_factor_header, request);
}
void append_auth_more_data(std::string& out, std::uint8_t& sequence, ByteView data) {
  WireWriter writer(out, sequence);
  writer.u8(more_data_header).bytes(data).finish();
}

Result<ChangeUserView> decode_change_user(ByteView payload, Capabilities capabilities) {
  if (payload.size() > max_login_payload) return WireError::overlong;
  WireReader reader(payload);
  ChangeUserView request;
  if (reader.u8() != static_cast<std::uint8_t>(Command::change_user)) reader.fail(WireError::bad_value);
  request.user = reader.cstring();
  if (has(capabilities, cap_secure_connection)) {
    request.auth_response = reader.bytes(reader.u8());  // one byte of length here even with PLUGIN_AUTH_LENENC…
  } else {
    request.auth_response = bytes_of(reader.cstring());
  }
  request.database = reader.cstring();
  if (reader.remaining() > 0) request.collation = reader.u16();
  if (has(capabilities, cap_plugin_auth) && reader.remaining() > 0) request.plugin = reader.cstring();
  if (has(capabilities, cap_connect_attributes) && reader.remaining() > 0) request.attributes = read_attributes(reader);
  if (request.user.size() > max_user || request.database.size() > max_database ||
      request.plugin.value_or("").size() > max_plugin || request.auth_response.size() > max_auth_response) {
    reader.fail(WireError::overlong);
  }
  return reader.finish(std::move(request));
}

Result<void> append_change_user(std::string& out, std::uint8_t& sequence, const ChangeUserView& request,
                                Capabilities capabilities) {
  const bool counted = has(capabilities, cap_secure_connection);
  const ByteView auth = request.auth_response;
  if (counted ? auth.size() > 0xff : std::ranges::find(auth, std::byte{0}) != auth.end()) return WireError::overlong;
  WireWriter writer(out, sequence);
  writer.u8(static_cast<std::uint8_t>(Command::change_user)).cstring(request.user);
  if (counted) {
    writer.u8(static_cast<std::uint8_t>(auth.size())).bytes(auth);
  } else {
    writer.cstring(text_of(auth));
  }
  writer.cstring(request.database);
  if (request.collation) {
    writer.u16(*request.collation);
    if (has(capabilities, cap_plugin_auth) && request.plugin) writer.cstring(*request.plugin);
    if (has(capabilities, cap_connect_attributes) && request.attributes) write_attributes(writer, *request.attributes);
  }
  writer.finish();
  return {};
}

namespace {

Result<AuthSwitchView> decode_request(ByteView payload, std::uint8_t header) {
  WireReader reader(payload);
  if (reader.u8() != header) reader.fail(WireError::bad_value);
  if (reader.remaining() == 0) reader.fail(WireError::truncated);
  AuthSwitchView request;
  request.plugin = reader.cstring();
  request.data = reader.rest();
  if (request.plugin.size() > max_plugin) reader.fail(WireError::overlong);
  return reader.finish(request);
}

void append_request(std::string& out, std::uint8_t& sequence, std::uint8_t header, const AuthSwitchView& request) {
  WireWriter writer(out, sequence);
  writer.u8(header).cstring(request.plugin).bytes(request.data).finish();
}

}  // namespace

}  // namespace jaali::protocol::mysql

// The packets of a login, from anybody who can reach the port and from a hostile upstream: what decodes is encoded
// again and must then decode to the same, what is written cut by a byte does not decode, and what is sent upstream in a client's name
// says what the client said. The first byte chooses the packet, the second what was negotiated.
#include <cstdlib>

#include "protocol/mysql/auth.h"
#include "protocol/mysql/handshake.h"
#include "protocol/mysql/packet.h"
#include "protocol/mysql/wire_reader.h"

namespace {

using namespace jaali::protocol;
using namespace jaali::protocol::mysql;

void require(bool holds) {
  if (!holds) std::abort();
}

/// The payload of one written packet.
template <class Encode, class Value>
std::string encoded(Encode encode, const Value& value) {
  std::string out;
  std::uint8_t sequence = 0;
  encode(out, sequence, value);
  const auto head = peek_head(bytes_of(out));
  require(head && head->size() == out.size() && sequence == 1);
  return out.substr(head_size);
}

template <class Decode, class Encode>
void same(ByteView payload, Decode decode, Encode encode) {
  const auto first = decode(payload);
  if (!first) return;
  const std::string once = encoded(encode, *first);
  const auto second = decode(bytes_of(once));
  require(second.has_value());
  require(encoded(encode, *second) == once);
}

void take_greeting(ByteView payload) {
  same(payload, decode_handshake_v10, append_handshake_v10);
  const auto greeting = decode_handshake_v10(payload);
  if (!greeting) return;
  require(!decode_handshake_v10(payload.first(payload.size() - 1)));
  std::string copy(text_of(payload));
  const Capabilities offered = offered_to_client(greeting->capabilities, true);
  require(rewrite_capabilities({reinterpret_cast<std::byte*>(copy.data()), copy.size()}, offered));
  const auto rewritten = decode_handshake_v10(bytes_of(copy));
  require(rewritten && rewritten->capabilities == offered && rewritten->scramble() == greeting->scramble() &&
          rewritten->connection_id == greeting->connection_id && rewritten->plugin == greeting->plugin);
}

void take_response(ByteView payload, Capabilities server) {
  const auto decode = [server](ByteView bytes) { return decode_handshake_response(bytes, server); };
  same(payload, decode, [](auto& out, auto& sequence, const HandshakeResponseView& response) {
    require(append_handshake_response(out, sequence, response).has_value());
  });
  const auto client = decode(payload);
  if (!client) return;
  const auto exact = encoded([](auto& into, auto& number, const HandshakeResponseView& response) {
    require(append_handshake_response(into, number, response).has_value());
  }, *client);
  const auto cut = decode(bytes_of(exact).first(exact.size() - 1));
  require(!cut || (cut->plugin.empty() && client->plugin.empty()));  // it may end before the plugin's name
  auto upstream = *client;
  upstream.capabilities = negotiated(client->capabilities, server, false);
  std::string out;
  std::uint8_t sequence = 1;
  if (!append_handshake_response(out, sequence, upstream)) return;
  const auto read = decode(bytes_of(out).subspan(head_size));
  require(read.has_value());
  require(read->capabilities == upstream.capabilities && read->user == client->user);
  require(text_of(read->auth_response) == text_of(client->auth_response));
  if (has(upstream.capabilities, cap_connect_with_db)) require(read->database == client->database);
  if (has(upstream.capabilities, cap_plugin_auth)) require(read->plugin == client->plugin);
  if (has(upstream.capabilities, cap_connect_attributes)) require(read->attributes == client->attributes);
}

void take_change_user(ByteView payload, Capabilities capabilities) {
  same(
      payload, [&](ByteView bytes) { return decode_change_user(bytes, capabilities); },
      [&](auto& out, auto& sequence, const ChangeUserView& request) {
        require(append_change_user(out, sequence, request, capabilities).has_value());
      });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  const ByteView payload(reinterpret_cast<const std::byte*>(data + 2), size - 2);
  Capabilities server = cap_protocol_41 | cap_connect_with_db | cap_transactions;
  constexpr Capabilities choices[] = {cap_long_password,      cap_secure_connection,  cap_plugin_auth,
                                      cap_plugin_auth_lenenc, cap_connect_attributes, cap_multi_factor,
                                      0x3fULL << 32};
  for (std::size_t i = 0; i < std::size(choices); ++i) {
    if ((data[1] >> i & 1) != 0) server |= choices[i];
  }
  switch (data[0] % 5) {
    case 0:
      take_greeting(payload);
      break;
    case 1:
      take_response(payload, server);
      break;
    case 2:
      same(
          payload, [&](ByteView bytes) { return decode_ssl_request(bytes, server); }, append_ssl_request);
      break;
    case 3:
      take_change_user(payload, server);
      break;
    default:
      (void)login_packet(payload, server);
      same(payload, decode_auth_switch, append_auth_switch);
      same(payload, decode_auth_next_factor, append_auth_next_factor);
      (void)password_of_clear(text_of(payload));
      if (text_of(payload).starts_with("-----BEGIN")) (void)RsaPublicKey::parse(text_of(payload));
      break;
  }
  return 0;
}

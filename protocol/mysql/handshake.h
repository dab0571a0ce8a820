#pragma once
// The packets of a login: the server's greeting, the client's answer, TLS, changes of plugin and of user. Decoders take
// the payload of one packet (packet.h); their views are valid as long as those bytes. Encoders append whole packets and
// move `sequence` on. Passwords and their proofs pass through as views: whoever stores one uses protocol::Secret.
// (MySQL documentation "Connection Phase Packets"; MariaDB documentation "Connecting".)
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/mysql/capabilities.h"
#include "protocol/result.h"

namespace jaali::protocol::mysql {

inline constexpr std::size_t scramble_size = 20;
inline constexpr std::size_t max_user = 1024;             ///< bytes; servers take 128 and less
inline constexpr std::size_t max_database = 1024;
inline constexpr std::size_t max_plugin = 256;
inline constexpr std::size_t max_auth_response = 65'536;  ///< tokens in mysql_clear_password run to several KB
inline constexpr std::size_t max_attributes = 65'536;     ///< bytes of all connection attributes, as servers do
inline constexpr std::size_t max_attribute_count = 1024;
/// A client's packet of the connection phase has at most so many payload bytes.
inline constexpr std::size_t max_login_payload = 256 * 1024;

// ---- the server's greeting

struct HandshakeV10View {
  std::string_view server_version;
  std::uint32_t connection_id = 0;
  ByteView scramble_head;  ///< 8 bytes
  ByteView scramble_tail;  ///< 12 bytes for all plugins in use, without the closing NUL
  Capabilities capabilities = 0;
  std::uint8_t collation = 0;
  std::uint16_t status = 0;
  std::uint8_t scramble_length = 0;  ///< as sent: 21, or 0 without CLIENT_PLUGIN_AUTH
  std::string_view plugin;           ///< the default plugin; empty without CLIENT_PLUGIN_AUTH

  /// MariaDB says "5.5.5-10.11…-MariaDB" and leaves CLIENT_LONG_PASSWORD unset from 10.2 on.
  [[nodiscard]] bool is_mariadb() const noexcept;
  /// Both parts, 20 bytes.
  [[nodiscard]] std::string scramble() const;
};

/// Errors: another protocol version, a scramble of another size than 20 bytes, missing CLIENT_PROTOCOL_41 or
/// CLIENT_SECURE_CONNECTION, any cut or excess. A greeting may be an ERR instead (first byte 0xFF): is_error in response.h.
[[nodiscard]] Result<HandshakeV10View> decode_handshake_v10(ByteView payload);
void append_handshake_v10(std::string& out, std::uint8_t& sequence, const HandshakeV10View& greeting);
/// Writes other capabilities into the payload of a greeting that decode_handshake_v10 accepts, and leaves every other
/// byte as it is: version, connection id and scramble are the server's own. False where `payload` is no such greeting.
[[nodiscard]] bool rewrite_capabilities(std::span<std::byte> payload, Capabilities capabilities);

// ---- the client's answer

/// The first 32 bytes of an answer, alone: the client wants TLS.
struct SslRequestView {
  Capabilities capabilities = 0;
  std::uint32_t max_packet_size = 0;
  std::uint8_t collation = 0;
  ByteView filler;  ///< 19 bytes that no server reads
};

struct HandshakeResponseView {
  Capabilities capabilities = 0;  ///< as the client sent them; `negotiated` says which hold
  std::uint32_t max_packet_size = 0;
  std::uint8_t collation = 0;
  ByteView filler;
  std::string_view user;
  ByteView auth_response;
  std::string_view database;  ///< empty: none (some drivers set CLIENT_CONNECT_WITH_DB with an empty name)
  std::string_view plugin;    ///< empty without CLIENT_PLUGIN_AUTH, and where the packet ends before it
  std::vector<std::pair<std::string_view, std::string_view>> attributes;
  std::uint8_t zstd_level = 0;

  [[nodiscard]] std::optional<std::string_view> attribute(std::string_view name) const noexcept;
};

/// An SSLRequest is told from an answer by its size alone: 32 bytes with CLIENT_SSL set.
[[nodiscard]] bool is_ssl_request(ByteView payload) noexcept;
/// `server`: the capabilities offered to this client. MariaDB's upper 32 are read where neither side is "MySQL".
[[nodiscard]] Result<SslRequestView> decode_ssl_request(ByteView payload, Capabilities server);
/// Errors: an answer without CLIENT_PROTOCOL_41 (pre-4.1), lengths above the caps of this header, a field that is cut. What
/// stands behind the fields that the flags name (a database without its flag, an excess) is not read, as the servers do
/// not: an answer is written anew for them, and has none of it.
[[nodiscard]] Result<HandshakeResponseView> decode_handshake_response(ByteView payload, Capabilities server);
void append_ssl_request(std::string& out, std::uint8_t& sequence, const SslRequestView& request);
/// Writes the answer in the form that `response.capabilities` ask for. The bytes in which MariaDB reads more capabilities
/// are written from `capabilities` alone, whatever the client had there. Error: overlong, for an auth response that they
/// cannot carry (above 255 bytes without CLIENT_PLUGIN_AUTH_LENENC…, a NUL without CLIENT_SECURE_CONNECTION).
[[nodiscard]] Result<void> append_handshake_response(std::string& out, std::uint8_t& sequence,
                                                     const HandshakeResponseView& response);

// ---- what follows, until OK or ERR

/// What a server's packet is while a login is under way (also after COM_CHANGE_USER).
enum class LoginPacket : std::uint8_t {
  ok,
  error,
  auth_switch,      ///< decode_auth_switch
  old_auth_switch,  ///< 0xFE alone: the pre-4.1 hash is asked for. Never answered, never passed on.
  more_data,        ///< 0x01 and data of the plugin
  next_factor,      ///< 0x02, where CLIENT_MULTI_FACTOR_AUTHENTICATION holds
  plugin_data,      ///< anything else: data that a plugin sent without a header (dialog, parsec)
};
[[nodiscard]] LoginPacket login_packet(ByteView payload, Capabilities negotiated) noexcept;

struct AuthSwitchView {
  std::string_view plugin;
  ByteView data;  ///< mostly a scramble of 20 bytes and a NUL
};
/// Also AuthNextFactor, which differs in its header alone. Error: old_auth_switch's single byte is `truncated`.
[[nodiscard]] Result<AuthSwitchView> decode_auth_switch(ByteView payload);
[[nodiscard]] Result<AuthSwitchView> decode_auth_next_factor(ByteView payload);
[[nodiscard]] Result<ByteView> decode_auth_more_data(ByteView payload);
void append_auth_switch(std::string& out, std::uint8_t& sequence, const AuthSwitchView& request);
void append_auth_next_factor(std::string& out, std::uint8_t& sequence, const AuthSwitchView& request);
void append_auth_more_data(std::string& out, std::uint8_t& sequence, ByteView data);

// ---- COM_CHANGE_USER

struct ChangeUserView {
  std::string_view user;
  ByteView auth_response;
  std::string_view database;
  std::optional<std::uint16_t> collation;  ///< absent: the packet ends before it, and has nothing of the rest
  std::optional<std::string_view> plugin;
  std::optional<std::vector<std::pair<std::string_view, std::string_view>>> attributes;
};
/// The payload with its command byte. `capabilities` are those negotiated.
[[nodiscard]] Result<ChangeUserView> decode_change_user(ByteView payload, Capabilities capabilities);
/// Error: overlong, for an auth response above 255 bytes (or with a NUL where a NUL ends it).
[[nodiscard]] Result<void> append_change_user(std::string& out, std::uint8_t& sequence, const ChangeUserView& request,
                                              Capabilities capabilities);

}  // namespace jaali::protocol::mysql

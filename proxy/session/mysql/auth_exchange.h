#pragma once
// The proof of who a client is, relayed between it and the server (wire-notes §3): the server's scramble goes to the client,
// the client's answer to the server, whatever plugin they agree on, and nothing is stored. What the proxy does itself is
// what a leg alone decides: where one leg is private (TLS, or a Unix socket) and the other is not, it does the RSA step of
// the SHA-2 plugins on the open one; and a password as it is goes over private legs only. No I/O: serves logins and
// COM_CHANGE_USER alike. Payloads in and out, without heads.
#include <optional>
#include <string>

#include "protocol/mysql/auth.h"
#include "protocol/mysql/handshake.h"

namespace jaali::proxy::session::mysql {

namespace wire = protocol::mysql;

/// What stays the same for all logins of one session.
struct AuthSetting {
  bool client_private = false, server_private = false;
  wire::Capabilities capabilities = 0;         ///< negotiated
  std::string default_plugin;                  ///< the server's, where the client names none
  const wire::RsaKeyPair* own_key = nullptr;   ///< shown to clients on an open leg; outlives the session
  /// The system's user that we are to the server, where that leg is a Unix socket; empty elsewhere. An account of that name
  /// may be one that asks for no proof but this (unix_socket, auth_socket): it is ours, and no client's.
  std::string system_user;
};

/// Empty, or why nobody logs in by that name.
[[nodiscard]] std::string refuse_user(const AuthSetting& setting, std::string_view user);

class AuthExchange {
 public:
  /// What follows from a packet. Both payloads may be there: none is sent where it is absent.
  struct Step {
    enum class Next : std::uint8_t {
      server,    ///< its packet is awaited
      client,
      accepted,  ///< the server said OK, which is in `to_client`
      denied,    ///< the server said ERR, which is in `to_client`
      broken,    ///< by us; `reason` says why
    } next = Next::broken;
    std::optional<std::string> to_client;
    std::optional<protocol::Secret> to_server;
    std::string reason;
  };

  /// `scramble`: the last one that the server sent.
  AuthExchange(const AuthSetting& setting, std::string_view plugin, std::string_view scramble);

  /// The answer that came with the HandshakeResponse or COM_CHANGE_USER. `to_server` of this step, or of the one that
  /// follows from the client's next packet, takes its place in that message.
  ///
  /// A client may name any plugin before it knows what the account has. One that may not go on is not brought to the
  /// server, neither its name nor its data, which may be a password: the server then asks for the account's own.
  [[nodiscard]] Step begin(protocol::ByteView auth_response);
  /// False: the message to the server names no plugin.
  [[nodiscard]] bool names_plugin() const noexcept { return !held_back_; }
  [[nodiscard]] Step on_server(protocol::ByteView payload);
  [[nodiscard]] Step on_client(protocol::ByteView payload);

  [[nodiscard]] const std::string& scramble() const noexcept { return scramble_; }
  /// For the record: the plugin that decided; those of several factors in their order, "caching_sha2_password+dialog".
  [[nodiscard]] std::string plugins() const { return factors_before_ + plugin_; }

 private:
  enum class Expects : std::uint8_t {
    proof,          ///< of the client: whatever the plugin makes
    full_proof,     ///< caching_sha2_password's full path
    encrypted_own,  ///< … with our key
    encrypted,      ///< … with the server's key, which was passed on
  };
  [[nodiscard]] std::string refuse_plugin() const;
  [[nodiscard]] Step switched(const wire::AuthSwitchView& request, protocol::ByteView payload);
  [[nodiscard]] Step more_data(protocol::ByteView payload);
  [[nodiscard]] Step proof(protocol::ByteView payload);
  [[nodiscard]] Step password(protocol::ByteView payload, std::uint8_t request_key);
  [[nodiscard]] Step show_own_key();
  [[nodiscard]] bool is_sha() const noexcept;

  const AuthSetting& setting_;
  std::string factors_before_, plugin_, scramble_;
  Expects expects_ = Expects::proof;
  protocol::Secret held_;  ///< a password that waits for the server's key
  bool named_ = false;      ///< the plugin, by the client
  bool held_back_ = false;  ///< the client's first answer; until the server names another plugin nothing passes
  int rounds_ = 0;
};

}  // namespace jaali::proxy::session::mysql

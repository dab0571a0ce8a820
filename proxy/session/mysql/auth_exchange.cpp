#include "proxy/session/mysql/auth_exchange.h"

namespace jaali::proxy::session::mysql {
namespace {

using Step = AuthExchange::Step;
using Next = Step::Next;
using protocol::ByteView;
using protocol::Secret;

constexpr int most_rounds = 64;  // dialogs ask several questions, factors are up to three

Step broken(std::string reason) {
  Step step;
  step.reason = std::move(reason);
  return step;
}

Step to_client(ByteView payload, Next next) {
  Step step;
  step.next = next;
  step.to_client = protocol::text_of(payload);
  return step;
}

Step to_server(Secret payload) {
  Step step;
  step.next = Next::server;
  step.to_server = std::move(payload);
  return step;
}
Step to_server(ByteView payload) { return to_server(Secret(protocol::text_of(payload))); }
Step to_server(std::uint8_t byte) {
  const char text = static_cast<char>(byte);
  return to_server(Secret(std::string_view(&text, 1)));
}

bool is_byte(ByteView payload, std::uint8_t byte) { return payload.size() == 1 && std::to_integer<std::uint8_t>(payload[0]) == byte; }

/// The scramble in a switch request: its 20 bytes, without the NUL that closes it.
std::string_view scramble_in(ByteView data) {
  auto text = protocol::text_of(data);
  if (text.size() == wire::scramble_size + 1 && text.back() == '\0') text.remove_suffix(1);
  return text;
}

}  // namespace

AuthExchange::AuthExchange(const AuthSetting& setting, std::string_view plugin, std::string_view scramble)
    : setting_(setting), plugin_(plugin.empty() ? std::string_view(setting.default_plugin) : plugin), scramble_(scramble),
      named_(!plugin.empty()) {
  if (plugin_.empty()) plugin_ = wire::plugin_native;
}

std::string refuse_user(const AuthSetting& setting, std::string_view user) {
  if (user.starts_with('\'') && user.ends_with('\'')) return "a user's name in quotes, which the server takes for another";
  if (setting.system_user.empty() || user != setting.system_user) return {};
  return "user " + setting.system_user + " is who the proxy is to the server's Unix socket";
}

bool AuthExchange::is_sha() const noexcept { return plugin_ == wire::plugin_caching_sha2 || plugin_ == wire::plugin_sha256; }

/// Empty where the plugin may go on: what we know sends no password in the open, anything else between private legs alone.
std::string AuthExchange::refuse_plugin() const {
  if (plugin_ == wire::plugin_old) return "the authentication plugin mysql_old_password is refused";
  const bool harmless = is_sha() || plugin_ == wire::plugin_native || plugin_ == wire::plugin_ed25519 || plugin_ == wire::plugin_parsec;
  if (harmless || (setting_.client_private && setting_.server_private)) return {};
  return "the authentication plugin " + plugin_ + " is let through only inside TLS, to the client and to the server";
}

Step AuthExchange::begin(ByteView auth_response) {
  auto why = refuse_plugin();
  if (why.empty()) return proof(auth_response);
  if (!named_ || !wire::has(setting_.capabilities, wire::cap_plugin_auth)) return broken(std::move(why));
  // No plugin has an empty name. One that exists would be taken for an answer: an empty password's.
  held_back_ = true;
  return to_server(Secret());
}

Step AuthExchange::on_server(ByteView payload) {
  using wire::LoginPacket;
  if (++rounds_ > most_rounds) return broken("the login does not end");
  const auto kind = wire::login_packet(payload, setting_.capabilities);
  switch (kind) {
    case LoginPacket::ok: return to_client(payload, Next::accepted);
    case LoginPacket::error: return to_client(payload, Next::denied);
    case LoginPacket::old_auth_switch: return broken("the server asks for the authentication of MySQL before 4.1");
    case LoginPacket::auth_switch: {
      const auto request = wire::decode_auth_switch(payload);
      return request ? switched(*request, payload) : broken("a malformed request to switch the authentication plugin");
    }
    case LoginPacket::next_factor: {
      const auto request = wire::decode_auth_next_factor(payload);
      if (!request) return broken("a malformed request for the next factor");
      factors_before_ += plugin_ + "+";
      return switched(*request, payload);
    }
    case LoginPacket::more_data:
    case LoginPacket::plugin_data: break;
  }
  if (held_back_) return broken(refuse_plugin());
  if (kind == LoginPacket::more_data) return more_data(payload);
  expects_ = Expects::proof;
  return to_client(payload, Next::client);
}

Step AuthExchange::on_client(ByteView payload) {
  if (++rounds_ > most_rounds) return broken("the login does not end");
  return proof(payload);
}

Step AuthExchange::switched(const wire::AuthSwitchView& request, ByteView payload) {
  plugin_ = request.plugin;
  scramble_ = scramble_in(request.data);
  held_.wipe();
  held_back_ = false;
  expects_ = Expects::proof;
  if (auto why = refuse_plugin(); !why.empty()) return broken(std::move(why));
  return to_client(payload, Next::client);
}

Step AuthExchange::more_data(ByteView payload) {
  const auto data = wire::decode_auth_more_data(payload);
  if (!data) return broken("malformed data of an authentication plugin");
  if (plugin_ == wire::plugin_caching_sha2 && is_byte(*data, wire::sha2_fast_path_done)) return to_client(payload, Next::server);
  if (!held_.empty()) {  // the server's key, which we asked for
    const auto key = wire::RsaPublicKey::parse(protocol::text_of(*data));
    if (!key) return broken("the server's public key cannot be read");
    const auto encrypted = key->encrypt(held_, scramble_);
    held_.wipe();
    if (!encrypted) return broken("the password is too long for the server's public key");
    return to_server(protocol::bytes_of(*encrypted));
  }
  if (plugin_ == wire::plugin_caching_sha2 && is_byte(*data, wire::sha2_full_authentication)) expects_ = Expects::full_proof;
  return to_client(payload, Next::client);
}

/// What the client says for itself.
Step AuthExchange::proof(ByteView payload) {
  const auto expected = std::exchange(expects_, Expects::proof);
  switch (expected) {
    case Expects::encrypted_own: {
      const auto plain = setting_.own_key->decrypt(protocol::text_of(payload), scramble_);
      if (!plain) return broken("the password cannot be decrypted: it was not encrypted with the key that was shown");
      return to_server(wire::clear_password(*plain));
    }
    case Expects::encrypted: return to_server(payload);
    case Expects::full_proof: return password(payload, wire::sha2_request_key);
    case Expects::proof: break;
  }
  // sha256_password has no fast path: its first answer is the password already, or a request for the key.
  return plugin_ == wire::plugin_sha256 ? password(payload, wire::sha256_request_key) : to_server(payload);
}

/// A password as the SHA-2 plugins send it in private, or the request for a key to encrypt it with.
Step AuthExchange::password(ByteView payload, std::uint8_t request_key) {
  if (is_byte(payload, request_key)) {
    if (setting_.server_private) return show_own_key();
    expects_ = Expects::encrypted;
    return to_server(payload);
  }
  const bool none = payload.empty() || is_byte(payload, 0);
  if (none || setting_.client_private == setting_.server_private) return to_server(payload);
  if (!setting_.client_private) return broken("the client encrypted the password with a key of its own, which the server's leg has no use for");
  auto plain = wire::password_of_clear(protocol::text_of(payload));
  if (!plain) return broken("a password that does not end where it should");
  held_ = std::move(*plain);
  return to_server(request_key);
}

Step AuthExchange::show_own_key() {
  expects_ = Expects::encrypted_own;
  std::string payload(1, '\x01');
  payload += setting_.own_key->public_pem();
  return to_client(protocol::bytes_of(payload), Next::client);
}

}  // namespace jaali::proxy::session::mysql

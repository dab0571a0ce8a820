#pragma once
// What the proxy itself computes in a login: proofs of a password (its own accounts, tests), and the RSA step where one leg
// is TLS and the other is not. Passwords, proofs that equal a login and private keys are wiped. Needs libcrypto; throws
// std::runtime_error only where libcrypto itself fails (out of memory, FIPS).
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/secret.h"

namespace jaali::protocol::mysql {

inline constexpr std::string_view plugin_native = "mysql_native_password";
inline constexpr std::string_view plugin_caching_sha2 = "caching_sha2_password";
inline constexpr std::string_view plugin_sha256 = "sha256_password";
inline constexpr std::string_view plugin_clear = "mysql_clear_password";
inline constexpr std::string_view plugin_dialog = "dialog";
inline constexpr std::string_view plugin_old = "mysql_old_password";
inline constexpr std::string_view plugin_ed25519 = "client_ed25519";
inline constexpr std::string_view plugin_parsec = "parsec";

/// Bytes that caching_sha2_password sends inside AuthMoreData, and its request for the public key.
inline constexpr std::uint8_t sha2_fast_path_done = 3;
inline constexpr std::uint8_t sha2_full_authentication = 4;
inline constexpr std::uint8_t sha2_request_key = 2;
inline constexpr std::uint8_t sha256_request_key = 1;  ///< sha256_password's

/// A plugin that sends the password as it is: let through only where both legs are private.
[[nodiscard]] bool sends_clear_password(std::string_view plugin) noexcept;

/// SHA1(password) XOR SHA1(scramble + SHA1(SHA1(password))): 20 bytes, or none for an empty password. `scramble`: 20 bytes.
[[nodiscard]] Secret native_password_proof(const Secret& password, std::string_view scramble);
/// SHA256(password) XOR SHA256(SHA256(SHA256(password)) + scramble): 32 bytes, or none for an empty password.
[[nodiscard]] Secret caching_sha2_proof(const Secret& password, std::string_view scramble);
/// The password and a NUL, as the full paths of both SHA plugins send it inside TLS.
[[nodiscard]] Secret clear_password(const Secret& password);
/// The password in such a message: what stands before its closing NUL. Nothing where that NUL is missing or not the only one.
[[nodiscard]] std::optional<Secret> password_of_clear(std::string_view message);

/// A server's public key, from the PEM of its AuthMoreData.
class RsaPublicKey {
 public:
  /// Nothing for what is not one RSA key in PEM, of 1024 to 16384 bits.
  [[nodiscard]] static std::optional<RsaPublicKey> parse(std::string_view pem);
  /// RSA-OAEP (SHA-1) of (password + NUL) XOR scramble, repeated. Nothing for a password that the key cannot carry.
  [[nodiscard]] std::optional<std::string> encrypt(const Secret& password, std::string_view scramble) const;

 private:
  struct Free {
    void operator()(void* key) const noexcept;
  };
  explicit RsaPublicKey(void* key) noexcept : key_(key) {}
  std::unique_ptr<void, Free> key_;
};

/// The proxy's own key pair of 2048 bits, in memory only. Immutable after its making, so that threads may share it.
class RsaKeyPair {
 public:
  [[nodiscard]] static RsaKeyPair generate();  ///< some 100 ms
  [[nodiscard]] const std::string& public_pem() const noexcept { return public_pem_; }
  /// Undoes RsaPublicKey::encrypt. Nothing for whatever does not decrypt to a password and its NUL.
  [[nodiscard]] std::optional<Secret> decrypt(std::string_view encrypted, std::string_view scramble) const;

 private:
  struct Free {
    void operator()(void* key) const noexcept;
  };
  explicit RsaKeyPair(void* key) noexcept : key_(key) {}
  std::unique_ptr<void, Free> key_;
  std::string public_pem_;
};

}  // namespace jaali::protocol::mysql

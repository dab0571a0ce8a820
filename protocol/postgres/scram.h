#pragma once
// SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677, RFC 5929 tls-server-end-point) as PostgreSQL speaks it:
// the server's side over a stored verifier, and the client's side with a password or with a recovered ClientKey.
// Sans-IO: messages in, messages out. One object per exchange; nothing is reused. Where libcrypto itself fails (no
// memory, no randomness) these throw std::runtime_error: no exchange may go on with a key of zeros.
#include <optional>
#include <string>
#include <string_view>

#include "protocol/secret.h"

namespace jaali::protocol::postgres {

inline constexpr std::string_view scram_sha_256 = "SCRAM-SHA-256";
inline constexpr std::string_view scram_sha_256_plus = "SCRAM-SHA-256-PLUS";
inline constexpr std::size_t max_scram_message = 1024;     ///< bytes, as PostgreSQL's PG_MAX_SASL_MESSAGE_LENGTH
inline constexpr int max_scram_iterations = 10'000'000;    ///< seconds of CPU; more is a hostile upstream
inline constexpr int default_scram_iterations = 4096;

/// "SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>", base64 parts, as in pg_authid.rolpassword.
struct ScramVerifier {
  int iterations = default_scram_iterations;
  std::string salt;        ///< raw bytes
  Secret stored_key;       ///< 32 bytes
  Secret server_key;       ///< 32 bytes
  [[nodiscard]] static std::optional<ScramVerifier> parse(std::string_view text);
  /// The verifier of a user who does not exist: a salt derived from `seed` and the name, keys that match nothing.
  [[nodiscard]] static ScramVerifier mock(const Secret& seed, std::string_view user);
  [[nodiscard]] ScramVerifier clone() const;
};

enum class ScramError : std::uint8_t {
  malformed, unsupported_mechanism, authzid_given, channel_binding_mismatch, downgrade, nonce_mismatch, proof_mismatch,
  server_signature_mismatch, mandatory_extension,
  verifier_mismatch,  ///< the upstream's salt or iterations are not those of the verifier (a password changed meanwhile)
  iteration_count,    ///< outside 1 to max_scram_iterations
};
[[nodiscard]] std::string_view to_string(ScramError error) noexcept;
[[noreturn]] void throw_exception_from_error(ScramError error, const boost::source_location& where);
template <class T>
using ScramResult = boost::system::result<T, ScramError>;

/// The user name in client-first-message is not read: PostgreSQL's clients leave it empty, StartupMessage has it.
class ScramServer {
 public:
  /// `binding` is the tls-server-end-point data (a hash of the leaf certificate), empty where PLUS is not offered.
  /// `known` false runs the exchange to its end and then fails, whatever the proof.
  ScramServer(ScramVerifier verifier, bool known, std::string binding);
  /// client-first-message → server-first-message. "y" while PLUS was offered is `downgrade`.
  [[nodiscard]] ScramResult<std::string> first(std::string_view mechanism, std::string_view client_first);
  /// client-final-message → server-final-message; the proof is checked in constant time.
  [[nodiscard]] ScramResult<std::string> final(std::string_view client_final);
  /// After a successful `final`: ClientKey, for the login upstream as this user. Moves it out.
  [[nodiscard]] Secret take_client_key() noexcept;
  /// For tests: the server's part of the nonce instead of a random one.
  void set_nonce_for_test(std::string nonce) { nonce_ = std::move(nonce); }

 private:
  enum class Stage : std::uint8_t { first, final, done };
  [[nodiscard]] ScramResult<std::size_t> read_gs2_header(std::string_view client_first) const;

  ScramVerifier verifier_;
  bool known_;
  std::string binding_, nonce_, client_first_bare_, server_first_, gs2_header_;
  bool plus_ = false;
  Stage stage_ = Stage::first;
  Secret client_key_;
};

class ScramClient {
 public:
  /// With a password (SASLprep is applied as PostgreSQL does: falls back to the raw bytes).
  ScramClient(Secret password, std::string binding, bool server_offers_plus);
  /// With ClientKey and the verifier it came from: no password is known.
  ScramClient(Secret client_key, ScramVerifier verifier, std::string binding, bool server_offers_plus);
  [[nodiscard]] std::string_view mechanism() const noexcept;
  /// client-first-message.
  [[nodiscard]] std::string first();
  /// server-first-message → client-final-message. May take seconds of CPU (iterations, capped) with a password.
  [[nodiscard]] ScramResult<std::string> final(std::string_view server_first);
  /// An "e=…" from the server is proof_mismatch: it refuses us.
  [[nodiscard]] ScramResult<void> verify(std::string_view server_final);
  /// For tests: the client's part of the nonce, and a user name where PostgreSQL has none.
  void set_nonce_for_test(std::string nonce, std::string user = {}) {
    nonce_ = std::move(nonce);
    user_ = std::move(user);
  }

 private:
  enum class Stage : std::uint8_t { first, final, verify, done };
  [[nodiscard]] ScramResult<void> derive_keys(std::string_view salt, int iterations, Secret& server_key);

  Secret password_, client_key_;
  std::optional<ScramVerifier> verifier_;
  std::string binding_, nonce_, user_, client_first_bare_, gs2_header_;
  bool plus_;
  bool downgrade_check_;  ///< we could bind and the server did not offer it: "y" lets an honest one notice
  Stage stage_ = Stage::first;
  Secret expected_signature_;
};

/// "md5" + hex(md5(hex(md5(password + user)) + salt)), for upstreams that still ask for it.
[[nodiscard]] std::string md5_response(std::string_view user, const Secret& password, std::string_view salt);
/// The same from what pg_authid stores ("md5" + hex): as good as the password to whoever asks for md5.
[[nodiscard]] std::string md5_response_of_hash(std::string_view stored, std::string_view salt);

}  // namespace jaali::protocol::postgres

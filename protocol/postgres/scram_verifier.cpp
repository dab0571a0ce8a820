#include <openssl/crypto.h>

#include <boost/throw_exception.hpp>
#include <stdexcept>

#include "protocol/postgres/scram.h"
#include "protocol/postgres/scram_crypto.h"

namespace jaali::protocol::postgres {

namespace {

constexpr std::size_t max_salt = 256;
constexpr std::size_t mock_salt_size = 16;  // as PostgreSQL's own salts

/// The text before `separator`, which is consumed with it; nothing where there is none.
std::optional<std::string_view> take_until(std::string_view& text, char separator) noexcept {
  const std::size_t at = text.find(separator);
  if (at == text.npos) return std::nullopt;
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at + 1);
  return taken;
}

std::optional<Secret> decode_key(std::string_view text) {
  if (text.size() != 44) return std::nullopt;
  auto decoded = scram::from_base64(text);
  if (!decoded) return std::nullopt;
  std::optional<Secret> key;
  if (decoded->size() == scram::digest_size) key.emplace(*decoded);
  OPENSSL_cleanse(decoded->data(), decoded->size());
  return key;
}

Secret derive(const Secret& seed, std::string_view purpose, std::string_view user) {
  scram::Digest digest;
  scram::hmac_sha256(digest, seed.reveal(), std::string(purpose).append(1, '\0').append(user));
  return Secret(digest.view());
}

}  // namespace

std::optional<ScramVerifier> ScramVerifier::parse(std::string_view text) {
  const auto mechanism = take_until(text, '$');
  const auto iterations = take_until(text, ':');
  const auto salt_text = take_until(text, '$');
  const auto stored_key_text = take_until(text, ':');
  if (mechanism != scram_sha_256 || !iterations || !salt_text || !stored_key_text) return std::nullopt;

  const auto count = scram::to_count(*iterations);
  if (!count || salt_text->size() > max_salt * 2) return std::nullopt;
  auto salt = scram::from_base64(*salt_text);
  auto stored_key = decode_key(*stored_key_text);
  auto server_key = decode_key(text);
  if (!salt || salt->empty() || salt->size() > max_salt || !stored_key || !server_key) return std::nullopt;
  return ScramVerifier{*count, std::move(*salt), std::move(*stored_key), std::move(*server_key)};
}

ScramVerifier ScramVerifier::mock(const Secret& seed, std::string_view user) {
  const Secret salt = derive(seed, "salt", user);
  return ScramVerifier{default_scram_iterations, std::string(salt.reveal().substr(0, mock_salt_size)),
                       derive(seed, "stored key", user), derive(seed, "server key", user)};
}

ScramVerifier ScramVerifier::clone() const {
  return ScramVerifier{iterations, salt, Secret(stored_key.reveal()), Secret(server_key.reveal())};
}

std::string_view to_string(ScramError error) noexcept {
  switch (error) {
    case ScramError::malformed:
      return "malformed SCRAM message";
    case ScramError::unsupported_mechanism:
      return "unsupported SASL mechanism";
    case ScramError::authzid_given:
      return "an authorization identity was given";
    case ScramError::channel_binding_mismatch:
      return "channel binding does not match";
    case ScramError::downgrade:
      return "channel binding was stripped on the way";
    case ScramError::nonce_mismatch:
      return "nonce does not match";
    case ScramError::proof_mismatch:
      return "wrong proof";
    case ScramError::server_signature_mismatch:
      return "wrong server signature";
    case ScramError::mandatory_extension:
      return "unsupported mandatory SCRAM extension";
    case ScramError::verifier_mismatch:
      return "salt or iterations differ from the stored verifier";
    case ScramError::iteration_count:
      return "iteration count outside the accepted range";
  }
  return "unknown SCRAM error";
}

void throw_exception_from_error(ScramError error, const boost::source_location& where) {
  boost::throw_exception(std::runtime_error(std::string(to_string(error))), where);
}

}  // namespace jaali::protocol::postgres

#include <utility>

#include "protocol/postgres/saslprep.h"
#include "protocol/postgres/scram.h"
#include "protocol/postgres/scram_crypto.h"

namespace jaali::protocol::postgres {

ScramClient::ScramClient(Secret password, std::string binding, bool server_offers_plus)
    : password_(std::move(password)),
      binding_(std::move(binding)),
      plus_(server_offers_plus && !binding_.empty()),
      downgrade_check_(!server_offers_plus && !binding_.empty()) {}

ScramClient::ScramClient(Secret client_key, ScramVerifier verifier, std::string binding, bool server_offers_plus)
    : ScramClient(Secret(), std::move(binding), server_offers_plus) {
  client_key_ = std::move(client_key);
  verifier_ = std::move(verifier);
}

std::string_view ScramClient::mechanism() const noexcept { return plus_ ? scram_sha_256_plus : scram_sha_256; }

std::string ScramClient::first() {
  if (nonce_.empty()) nonce_ = scram::random_nonce();
  gs2_header_ = plus_ ? "p=tls-server-end-point,," : downgrade_check_ ? "y,," : "n,,";
  client_first_bare_ = "n=" + user_ + ",r=" + nonce_;
  stage_ = Stage::final;
  return gs2_header_ + client_first_bare_;
}

ScramResult<std::string> ScramClient::final(std::string_view server_first) {
  // A message out of order ends the exchange, as a malformed one does.
  if (std::exchange(stage_, Stage::done) != Stage::final) return ScramError::malformed;

  if (server_first.size() > max_scram_message) return ScramError::malformed;
  if (server_first.starts_with("m=")) return ScramError::mandatory_extension;
  scram::Attributes attributes(server_first);
  const auto nonce = attributes.next('r');
  const auto salt_text = attributes.next('s');
  const auto iterations_text = attributes.next('i');
  if (!nonce || !salt_text || !iterations_text) return ScramError::malformed;
  while (const auto extension = attributes.next()) {
    if (!scram::is_extension(extension->name)) return ScramError::malformed;
  }
  if (!attributes.at_end() || !scram::is_nonce(*nonce)) return ScramError::malformed;
  // A server that does not extend our nonce replays somebody else's exchange.
  if (!nonce->starts_with(nonce_) || nonce->size() == nonce_.size()) return ScramError::nonce_mismatch;
  const auto salt = scram::from_base64(*salt_text);
  if (!salt || salt->empty()) return ScramError::malformed;
  const auto iterations = scram::to_count(*iterations_text);
  if (!iterations || *iterations > max_scram_iterations) return ScramError::iteration_count;

  Secret server_key;
  if (const auto derived = derive_keys(*salt, *iterations, server_key); !derived) return derived.error();

  std::string message = "c=" + scram::to_base64(gs2_header_ + (plus_ ? binding_ : "")) + ",r=" + std::string(*nonce);
  const std::string auth_message = client_first_bare_ + "," + std::string(server_first) + "," + message;
  scram::Digest stored_key;
  scram::sha256(stored_key, client_key_.reveal());
  scram::Digest proof;
  scram::hmac_sha256(proof, stored_key.view(), auth_message);
  proof.mix(client_key_.reveal());
  scram::Digest signature;
  scram::hmac_sha256(signature, server_key.reveal(), auth_message);
  expected_signature_ = Secret(signature.view());
  client_key_.wipe();
  stage_ = Stage::verify;
  return message + ",p=" + scram::to_base64(proof.view());
}

/// Leaves ClientKey in `client_key_`, whichever secret we were given.
ScramResult<void> ScramClient::derive_keys(std::string_view salt, int iterations, Secret& server_key) {
  if (verifier_) {
    if (verifier_->salt != salt || verifier_->iterations != iterations) return ScramError::verifier_mismatch;
    if (client_key_.reveal().size() != scram::digest_size) return ScramError::malformed;
    server_key = Secret(verifier_->server_key.reveal());
    return {};
  }
  const Secret prepared = saslprep(password_);
  password_.wipe();
  scram::Digest salted;
  scram::salted_password(salted, prepared.reveal(), salt, iterations);
  scram::Digest key;
  scram::hmac_sha256(key, salted.view(), "Client Key");
  client_key_ = Secret(key.view());
  scram::hmac_sha256(key, salted.view(), "Server Key");
  server_key = Secret(key.view());
  return {};
}

ScramResult<void> ScramClient::verify(std::string_view server_final) {
  // A message out of order ends the exchange, as a malformed one does.
  if (std::exchange(stage_, Stage::done) != Stage::verify) return ScramError::malformed;

  if (server_final.size() > max_scram_message) return ScramError::malformed;
  scram::Attributes attributes(server_final);
  const auto answer = attributes.next();
  if (!answer || (answer->name != 'v' && answer->name != 'e')) return ScramError::malformed;
  while (const auto extension = attributes.next()) {
    if (!scram::is_extension(extension->name)) return ScramError::malformed;
  }
  if (!attributes.at_end()) return ScramError::malformed;
  if (answer->name == 'e') return ScramError::proof_mismatch;
  const auto signature = scram::from_base64(answer->value);
  if (!signature || !expected_signature_.equals(*signature)) return ScramError::server_signature_mismatch;
  return {};
}

}  // namespace jaali::protocol::postgres

#include <utility>

#include "protocol/postgres/scram.h"
#include "protocol/postgres/scram_crypto.h"

namespace jaali::protocol::postgres {

ScramServer::ScramServer(ScramVerifier verifier, bool known, std::string binding)
    : verifier_(std::move(verifier)), known_(known), binding_(std::move(binding)) {}

ScramResult<std::string> ScramServer::first(std::string_view mechanism, std::string_view client_first) {
  // A message out of order ends the exchange, as a malformed one does.
  if (std::exchange(stage_, Stage::done) != Stage::first) return ScramError::malformed;

  plus_ = mechanism == scram_sha_256_plus && !binding_.empty();
  if (mechanism != scram_sha_256 && !plus_) return ScramError::unsupported_mechanism;
  if (client_first.size() > max_scram_message || client_first.find('\0') != client_first.npos) {
    return ScramError::malformed;
  }
  const auto header = read_gs2_header(client_first);
  if (!header) return header.error();
  gs2_header_ = client_first.substr(0, *header);
  client_first_bare_ = client_first.substr(*header);

  if (client_first_bare_.starts_with("m=")) return ScramError::mandatory_extension;
  scram::Attributes attributes(client_first_bare_);
  const auto user = attributes.next('n');
  const auto client_nonce = attributes.next('r');
  if (!user || !client_nonce || !scram::is_nonce(*client_nonce)) return ScramError::malformed;
  while (const auto extension = attributes.next()) {
    if (!scram::is_extension(extension->name)) return ScramError::malformed;
  }
  if (!attributes.at_end()) return ScramError::malformed;

  nonce_ = std::string(*client_nonce) + (nonce_.empty() ? scram::random_nonce() : nonce_);
  server_first_ =
      "r=" + nonce_ + ",s=" + scram::to_base64(verifier_.salt) + ",i=" + std::to_string(verifier_.iterations);
  stage_ = Stage::final;
  return server_first_;
}

/// The size of the gs2-header (RFC 5802 §7): the channel binding flag, a comma, the authzid, a comma.
ScramResult<std::size_t> ScramServer::read_gs2_header(std::string_view client_first) const {
  const std::size_t flag_end = client_first.find(',');
  if (flag_end == client_first.npos) return ScramError::malformed;
  const std::string_view flag = client_first.substr(0, flag_end);
  if (flag == "n") {
    if (plus_) return ScramError::channel_binding_mismatch;
  } else if (flag == "y") {
    if (plus_) return ScramError::channel_binding_mismatch;
    // The client can bind and was not offered it, although we did: somebody between us took the offer away.
    if (!binding_.empty()) return ScramError::downgrade;
  } else if (flag.starts_with("p=")) {
    if (!plus_ || flag != "p=tls-server-end-point") return ScramError::channel_binding_mismatch;
  } else {
    return ScramError::malformed;
  }

  const std::size_t authzid_end = client_first.find(',', flag_end + 1);
  if (authzid_end == client_first.npos) return ScramError::malformed;
  const std::string_view authzid = client_first.substr(flag_end + 1, authzid_end - flag_end - 1);
  if (!authzid.empty()) return authzid.starts_with("a=") ? ScramError::authzid_given : ScramError::malformed;
  return authzid_end + 1;
}

ScramResult<std::string> ScramServer::final(std::string_view client_final) {
  // A message out of order ends the exchange, as a malformed one does.
  if (std::exchange(stage_, Stage::done) != Stage::final) return ScramError::malformed;

  if (client_final.size() > max_scram_message || client_final.find('\0') != client_final.npos) {
    return ScramError::malformed;
  }
  scram::Attributes attributes(client_final);
  const auto binding = attributes.next('c');
  const auto nonce = attributes.next('r');
  if (!binding || !nonce) return ScramError::malformed;
  auto last = attributes.next();
  while (last && scram::is_extension(last->name)) last = attributes.next();
  if (last && last->name == 'm') return ScramError::mandatory_extension;
  if (!last || last->name != 'p' || !attributes.at_end()) return ScramError::malformed;
  const auto proof = scram::from_base64(last->value);
  if (!proof || proof->size() != scram::digest_size) return ScramError::malformed;

  if (*binding != scram::to_base64(gs2_header_ + (plus_ ? binding_ : ""))) {
    return ScramError::channel_binding_mismatch;
  }
  if (*nonce != nonce_) return ScramError::nonce_mismatch;

  const std::size_t without_proof = client_final.size() - last->value.size() - std::string_view(",p=").size();
  const std::string auth_message =
      client_first_bare_ + "," + server_first_ + "," + std::string(client_final.substr(0, without_proof));
  scram::Digest client_key;
  scram::hmac_sha256(client_key, verifier_.stored_key.reveal(), auth_message);
  client_key.mix(*proof);
  scram::Digest stored_key;
  scram::sha256(stored_key, client_key.view());
  scram::Digest signature;
  scram::hmac_sha256(signature, verifier_.server_key.reveal(), auth_message);

  // `&`, not `&&`: an unknown user takes the same way as a wrong password.
  if (!(static_cast<unsigned>(verifier_.stored_key.equals(stored_key.view())) & static_cast<unsigned>(known_))) {
    return ScramError::proof_mismatch;
  }
  client_key_ = Secret(client_key.view());
  return "v=" + scram::to_base64(signature.view());
}

Secret ScramServer::take_client_key() noexcept { return std::move(client_key_); }

}  // namespace jaali::protocol::postgres

#include "protocol/postgres/channel_binding.h"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <array>

namespace jaali::protocol::postgres {

std::optional<std::string> tls_server_end_point(const X509* certificate) {
  if (certificate == nullptr) return std::nullopt;
  int hash = NID_undef;
  if (OBJ_find_sigid_algs(X509_get_signature_nid(certificate), &hash, nullptr) != 1) return std::nullopt;
  if (hash == NID_undef) return std::nullopt;
  if (hash == NID_md5 || hash == NID_sha1) hash = NID_sha256;
  const EVP_MD* algorithm = EVP_get_digestbynid(hash);
  if (algorithm == nullptr) return std::nullopt;

  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate, algorithm, digest.data(), &size) != 1) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(digest.data()), size);
}

}  // namespace jaali::protocol::postgres

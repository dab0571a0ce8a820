#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "protocol/postgres/scram.h"

namespace jaali::protocol::postgres {

namespace {

/// Hex of the MD5 of `first` and `second`, one behind the other.
std::string md5_hex(std::string_view first, std::string_view second) {
  std::array<unsigned char, 16> digest{};
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const bool done = context != nullptr && EVP_DigestInit_ex(context, EVP_md5(), nullptr) == 1 &&
                    EVP_DigestUpdate(context, first.data(), first.size()) == 1 &&
                    EVP_DigestUpdate(context, second.data(), second.size()) == 1 &&
                    EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1;
  EVP_MD_CTX_free(context);
  if (!done) throw std::runtime_error("libcrypto does not offer MD5");  // FIPS mode

  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * digest.size());
  for (const unsigned char byte : digest) hex.append({digits[byte >> 4], digits[byte & 15]});
  OPENSSL_cleanse(digest.data(), digest.size());
  return hex;
}

}  // namespace

std::string md5_response(std::string_view user, const Secret& password, std::string_view salt) {
  std::string inner = md5_hex(password.reveal(), user);  // what pg_authid stores: as good as the password
  std::string response = "md5" + md5_hex(inner, salt);
  OPENSSL_cleanse(inner.data(), inner.size());
  return response;
}

std::string md5_response_of_hash(std::string_view stored, std::string_view salt) {
  if (stored.starts_with("md5")) stored.remove_prefix(3);
  return "md5" + md5_hex(stored, salt);
}

}  // namespace jaali::protocol::postgres

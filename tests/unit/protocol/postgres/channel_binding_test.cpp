#include "protocol/postgres/channel_binding.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>

namespace jaali::protocol::postgres {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Key make_key(const char* type) {
  EVP_PKEY* key = type == std::string_view("EC")    ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")
                  : type == std::string_view("RSA") ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048})
                                                    : EVP_PKEY_Q_keygen(nullptr, nullptr, type);
  return {key, EVP_PKEY_free};
}

/// A self-signed certificate. `pss`: signed as RSASSA-PSS.
Certificate make_certificate(const char* key_type, const EVP_MD* hash, bool pss = false) {
  const Key key = make_key(key_type);
  Certificate certificate(X509_new(), X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_PKEY_CTX* parameters = nullptr;
  EXPECT_EQ(EVP_DigestSignInit(context.get(), &parameters, hash, nullptr, key.get()), 1);
  if (pss) {
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING), 1);
  }
  EXPECT_GT(X509_sign_ctx(certificate.get(), context.get()), 0);
  return certificate;
}

std::string hash_of(const X509* certificate, const EVP_MD* hash) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EXPECT_EQ(X509_digest(certificate, hash, digest, &size), 1);
  return {reinterpret_cast<const char*>(digest), size};
}

TEST(ChannelBinding, TakesTheHashOfTheSignature) {
  for (const char* key : {"RSA", "EC"}) {
    for (const EVP_MD* hash : {EVP_sha256(), EVP_sha384(), EVP_sha512()}) {
      const auto certificate = make_certificate(key, hash);
      EXPECT_EQ(tls_server_end_point(certificate.get()), hash_of(certificate.get(), hash)) << key;
    }
  }
}

TEST(ChannelBinding, TakesSha256ForMd5AndSha1) {
  for (const EVP_MD* hash : {EVP_md5(), EVP_sha1()}) {
    const auto certificate = make_certificate("RSA", hash);
    EXPECT_EQ(tls_server_end_point(certificate.get()), hash_of(certificate.get(), EVP_sha256()));
  }
}

TEST(ChannelBinding, IsUndefinedWithoutOneHash) {
  EXPECT_EQ(tls_server_end_point(make_certificate("ED25519", nullptr).get()), std::nullopt);
  EXPECT_EQ(tls_server_end_point(make_certificate("RSA", EVP_sha256(), true).get()), std::nullopt);
  EXPECT_EQ(tls_server_end_point(nullptr), std::nullopt);
}

}  // namespace
}  // namespace jaali::protocol::postgres

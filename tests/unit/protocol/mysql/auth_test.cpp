#include "protocol/mysql/auth.h"

#include <openssl/ec.h>
#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "tests/unit/protocol/mysql/packets.h"

namespace jaali::protocol::mysql {
namespace {

using namespace test;

const std::string scramble = hex("0102030405060708090a0b0c0d0e0f1011121314");

TEST(Auth, NativePasswordProof) {
  EXPECT_EQ(native_password_proof(Secret("secret"), scramble).reveal(),
            hex("b32bb3a583e1340c0a1108d58b1be49781ad8c2f"));
  EXPECT_TRUE(native_password_proof(Secret(), scramble).empty());
}

TEST(Auth, CachingSha2Proof) {
  EXPECT_EQ(caching_sha2_proof(Secret("secret"), scramble).reveal(),
            hex("746ebe205d56a0707acb3e796e834e0dd7b1d61743b26bd5202c7a623230c7c9"));
  EXPECT_TRUE(caching_sha2_proof(Secret(), scramble).empty());
}

TEST(Auth, ClearPassword) {
  EXPECT_EQ(clear_password(Secret("secret")).reveal(), "secret\0"sv);
  EXPECT_EQ(clear_password(Secret()).reveal(), "\0"sv);
  EXPECT_EQ(password_of_clear("secret\0"sv)->reveal(), "secret");
  EXPECT_TRUE(password_of_clear("\0"sv)->empty());
  for (const auto wrong : {""sv, "secret"sv, "sec\0ret\0"sv, "secret\0\0"sv, "\0\0"sv}) {
    EXPECT_FALSE(password_of_clear(wrong).has_value()) << wrong;
  }
}

TEST(Auth, PluginsThatNeedAPrivateLeg) {
  EXPECT_TRUE(sends_clear_password("mysql_clear_password"));
  EXPECT_TRUE(sends_clear_password("dialog"));
  EXPECT_TRUE(sends_clear_password("mysql_old_password"));  // broken long ago: as good as clear
  for (const auto plugin : {plugin_native, plugin_caching_sha2, plugin_sha256, plugin_ed25519, plugin_parsec}) {
    EXPECT_FALSE(sends_clear_password(plugin)) << plugin;
  }
}

/// The public half of a key that is made for this, and freed.
std::string pem_of(EVP_PKEY* key) {
  OSSL_ENCODER_CTX* encoder =
      OSSL_ENCODER_CTX_new_for_pkey(key, OSSL_KEYMGMT_SELECT_PUBLIC_KEY, "PEM", "SubjectPublicKeyInfo", nullptr);
  unsigned char* data = nullptr;
  std::size_t size = 0;
  EXPECT_EQ(OSSL_ENCODER_to_data(encoder, &data, &size), 1);
  const std::string pem(reinterpret_cast<const char*>(data), size);
  OPENSSL_free(data);
  OSSL_ENCODER_CTX_free(encoder);
  EVP_PKEY_free(key);
  return pem;
}

class RsaTest : public testing::Test {
 protected:
  static const RsaKeyPair& pair() {
    static const RsaKeyPair made = RsaKeyPair::generate();
    return made;
  }
};

TEST_F(RsaTest, PasswordGoesThere) {
  EXPECT_TRUE(pair().public_pem().starts_with("-----BEGIN PUBLIC KEY-----\n"));
  const auto key = RsaPublicKey::parse(pair().public_pem());
  ASSERT_TRUE(key.has_value());
  for (const auto& password : {"secret"s, ""s, std::string(200, 'p'), "پاس ورڈ"s}) {
    const auto encrypted = key->encrypt(Secret(password), scramble);
    ASSERT_TRUE(encrypted.has_value());
    EXPECT_EQ(encrypted->size(), 256U);
    const auto decrypted = pair().decrypt(*encrypted, scramble);
    ASSERT_TRUE(decrypted.has_value());
    EXPECT_EQ(decrypted->reveal(), password);
  }
}

TEST_F(RsaTest, EveryEncryptionIsAnother) {
  const auto key = RsaPublicKey::parse(pair().public_pem());
  EXPECT_NE(*key->encrypt(Secret("secret"), scramble), *key->encrypt(Secret("secret"), scramble));
}

TEST_F(RsaTest, TooLongAPasswordIsNotCutShort) {
  const auto key = RsaPublicKey::parse(pair().public_pem());
  EXPECT_TRUE(key->encrypt(Secret(std::string(256 - 42 - 1, 'p')), scramble).has_value());
  EXPECT_FALSE(key->encrypt(Secret(std::string(256 - 42, 'p')), scramble).has_value());
}

TEST_F(RsaTest, WhatIsNoCiphertextDecryptsToNothing) {
  const auto key = RsaPublicKey::parse(pair().public_pem());
  auto encrypted = *key->encrypt(Secret("secret"), scramble);
  const std::string other_scramble(20, 'o');
  EXPECT_FALSE(pair().decrypt(encrypted, other_scramble).has_value());  // no single NUL at its end
  EXPECT_FALSE(pair().decrypt("", scramble).has_value());
  EXPECT_FALSE(pair().decrypt("secret\0"sv, scramble).has_value());
  EXPECT_FALSE(pair().decrypt(encrypted + "x", scramble).has_value());
  EXPECT_FALSE(pair().decrypt(encrypted.substr(1), scramble).has_value());
  EXPECT_FALSE(pair().decrypt(std::string(256, '\xff'), scramble).has_value());
  encrypted[100] = static_cast<char>(encrypted[100] ^ 1);
  EXPECT_FALSE(pair().decrypt(encrypted, scramble).has_value());
  EXPECT_FALSE(
      pair()
          .decrypt(*RsaPublicKey::parse(RsaKeyPair::generate().public_pem())->encrypt(Secret("x"), scramble), scramble)
          .has_value());
}

TEST_F(RsaTest, OnlyRsaKeysAreKeys) {
  const std::string pem = pair().public_pem();
  EXPECT_FALSE(RsaPublicKey::parse("").has_value());
  EXPECT_FALSE(RsaPublicKey::parse("no key").has_value());
  EXPECT_FALSE(RsaPublicKey::parse(pem.substr(0, pem.size() / 2)).has_value());
  EXPECT_FALSE(RsaPublicKey::parse(std::string(20'000, '\n') + pem).has_value());
  EXPECT_FALSE(RsaPublicKey::parse(pem_of(EVP_EC_gen("prime256v1"))).has_value());
  EXPECT_FALSE(RsaPublicKey::parse(pem_of(EVP_RSA_gen(512))).has_value());
}

}  // namespace
}  // namespace jaali::protocol::mysql

#include "masking_rules/masks/hmac_sha256.h"

#include <openssl/crypto.h>

#include <algorithm>

namespace jaali::masking_rules::masks {

HmacSha256::HmacSha256(std::string_view key) noexcept {
  std::array<std::uint8_t, SHA256_CBLOCK> block{};
  if (key.size() > block.size())
    SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(), block.data());
  else
    std::copy(key.begin(), key.end(), block.begin());
  for (auto& byte : block) byte ^= 0x36;
  SHA256_Init(&inner_);
  SHA256_Update(&inner_, block.data(), block.size());
  for (auto& byte : block) byte ^= 0x36 ^ 0x5c;
  SHA256_Init(&outer_);
  SHA256_Update(&outer_, block.data(), block.size());
  OPENSSL_cleanse(block.data(), block.size());
}

HmacSha256::~HmacSha256() {
  OPENSSL_cleanse(&inner_, sizeof inner_);
  OPENSSL_cleanse(&outer_, sizeof outer_);
}

HmacSha256::Digest HmacSha256::digest(std::string_view first, std::string_view second) const noexcept {
  Digest digest{};
  SHA256_CTX hash = inner_;
  SHA256_Update(&hash, first.data(), first.size());
  SHA256_Update(&hash, second.data(), second.size());
  SHA256_Final(digest.data(), &hash);
  hash = outer_;
  SHA256_Update(&hash, digest.data(), digest.size());
  SHA256_Final(digest.data(), &hash);
  OPENSSL_cleanse(&hash, sizeof hash);  // the outer state tells the key as well as the key does
  return digest;
}

}  // namespace jaali::masking_rules::masks

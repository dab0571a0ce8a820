#pragma once
// HMAC-SHA-256 (RFC 2104) under one key, for the hot path: the two key blocks are hashed once, so that a digest costs
// no allocation and no key setup. That is why it stands on libcrypto's SHA-256 block functions, which are marked
// deprecated in favour of the allocating EVP ones. The hashed key is wiped with the object. const calls from any
// thread.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace jaali::masking_rules::masks {

class HmacSha256 {
 public:
  using Digest = std::array<std::uint8_t, SHA256_DIGEST_LENGTH>;

  explicit HmacSha256(std::string_view key) noexcept;
  HmacSha256(const HmacSha256&) = delete;
  HmacSha256& operator=(const HmacSha256&) = delete;
  ~HmacSha256();

  /// Of the two parts, one behind the other.
  [[nodiscard]] Digest digest(std::string_view first, std::string_view second) const noexcept;

 private:
  SHA256_CTX inner_, outer_;
};

}  // namespace jaali::masking_rules::masks

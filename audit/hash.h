#pragma once
// SHA-256 as the chain uses it: over the bytes of a line, written as 64 lower-case hex digits. One context is fetched
// once and used for every record; an object belongs to one thread at a time.
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <string_view>

namespace jaali::audit {

using HexDigest = std::array<char, 64>;

/// What stands for the previous hash in the first record of a chain.
inline constexpr HexDigest no_digest = [] {
  HexDigest zeros{};
  zeros.fill('0');
  return zeros;
}();

inline std::string_view text_of(const HexDigest& digest) noexcept { return {digest.data(), digest.size()}; }

class Sha256 {
 public:
  Sha256();  ///< throws std::bad_alloc if libcrypto has no SHA-256 to give
  /// False if libcrypto fails; `out` is then untouched.
  [[nodiscard]] bool hash(std::string_view bytes, HexDigest& out) noexcept;

 private:
  struct Free {
    void operator()(EVP_MD* digest) const noexcept { EVP_MD_free(digest); }
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD, Free> digest_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

}  // namespace jaali::audit

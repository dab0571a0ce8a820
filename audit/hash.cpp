#include "audit/hash.h"

#include <cstdint>
#include <new>

namespace jaali::audit {

Sha256::Sha256() : digest_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
  if (!digest_ || !context_) throw std::bad_alloc();
}

bool Sha256::hash(std::string_view bytes, HexDigest& out) noexcept {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::uint8_t, 32> raw{};
  unsigned length = 0;
  if (EVP_DigestInit_ex2(context_.get(), digest_.get(), nullptr) != 1 ||
      EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context_.get(), raw.data(), &length) != 1 || length != raw.size()) {
    return false;
  }
  for (std::size_t i = 0; i < raw.size(); ++i) {
    out[2 * i] = digits[raw[i] >> 4U];
    out[2 * i + 1] = digits[raw[i] & 0x0FU];
  }
  return true;
}

}  // namespace jaali::audit

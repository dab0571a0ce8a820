#include "protocol/secret.h"

#include <openssl/crypto.h>

#include <utility>

namespace jaali::protocol {

Secret::Secret(std::string_view bytes) : bytes_(bytes) {}

// A short string lives inside the object: moving it copies the characters and leaves them behind. Hence the wipe.
Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { other.wipe(); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  bytes_ = std::move(other.bytes_);
  other.wipe();
  return *this;
}

Secret::~Secret() { wipe(); }

bool Secret::equals(std::string_view other) const noexcept {
  return bytes_.size() == other.size() && CRYPTO_memcmp(bytes_.data(), other.data(), other.size()) == 0;
}

void Secret::wipe() noexcept {
  bytes_.resize(bytes_.capacity());  // never allocates; reaches what an earlier, longer content left
  OPENSSL_cleanse(bytes_.data(), bytes_.size());
  bytes_.clear();
}

}  // namespace jaali::protocol

#pragma once
// Bytes that must not outlive their use: passwords, SCRAM keys, HMAC keys. Wiped with OPENSSL_cleanse when moved from,
// replaced or destroyed; no formatter, no comparison but the constant-time one.
#include <string>
#include <string_view>

#include "protocol/result.h"

namespace jaali::protocol {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view bytes);
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  [[nodiscard]] std::string_view reveal() const noexcept { return bytes_; }
  [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }
  [[nodiscard]] bool equals(std::string_view other) const noexcept;  ///< constant time in the content, not the length
  void wipe() noexcept;

 private:
  std::string bytes_;
};

}  // namespace jaali::protocol

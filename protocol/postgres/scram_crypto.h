#pragma once
// What both sides of SCRAM-SHA-256 need: HMAC and SHA-256 whose results are wiped, strict base64, nonces, and a reader
// of "a=value,b=value" messages (RFC 5802 §7). Inside of protocol/postgres only.
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/secret.h"

namespace jaali::protocol::postgres::scram {

/// 32 bytes, wiped at the end of their life.
class Digest {
 public:
  Digest() = default;
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;
  ~Digest();
  [[nodiscard]] unsigned char* data() noexcept { return bytes_.data(); }
  [[nodiscard]] std::string_view view() const noexcept {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  /// This digest XOR `other`, in place. `other` has 32 bytes.
  void mix(std::string_view other) noexcept;

 private:
  std::array<unsigned char, 32> bytes_{};
};

inline constexpr std::size_t digest_size = 32;

void hmac_sha256(Digest& out, std::string_view key, std::string_view text);
void sha256(Digest& out, std::string_view text);
/// Hi() of RFC 5802: PBKDF2-HMAC-SHA-256 with one block.
void salted_password(Digest& out, std::string_view password, std::string_view salt, int iterations);

[[nodiscard]] std::string to_base64(std::string_view bytes);
/// Nothing for anything but canonical base64: no white space, no bits set behind the last byte.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);
/// 18 random bytes in base64: 24 printable characters.
[[nodiscard]] std::string random_nonce();
/// RFC 5802's `printable`, at least one.
[[nodiscard]] bool is_nonce(std::string_view text) noexcept;

/// A decimal without sign or leading zero, at most INT_MAX.
[[nodiscard]] std::optional<int> to_count(std::string_view text) noexcept;

struct Attribute {
  char name;
  std::string_view value;
};

/// Walks the attributes of a message in their order.
class Attributes {
 public:
  explicit Attributes(std::string_view text) noexcept : rest_(text) {}
  /// The next attribute, or nothing where the text ends or is malformed.
  [[nodiscard]] std::optional<Attribute> next() noexcept;
  /// The value of the next attribute if it is called `name`.
  [[nodiscard]] std::optional<std::string_view> next(char name) noexcept;
  /// Everything was well-formed attributes, up to the end.
  [[nodiscard]] bool at_end() const noexcept { return !failed_ && done_; }

 private:
  std::string_view rest_;
  bool failed_ = false;
  bool done_ = false;
};

/// An optional extension: a letter that RFC 5802 gives no meaning.
[[nodiscard]] bool is_extension(char name) noexcept;

}  // namespace jaali::protocol::postgres::scram

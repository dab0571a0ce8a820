#include "protocol/postgres/scram_crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <charconv>
#include <climits>
#include <stdexcept>

namespace jaali::protocol::postgres::scram {

namespace {

void require(bool done) {
  if (!done) throw std::runtime_error("libcrypto failed");
}

const unsigned char* unsigned_bytes(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

Digest::~Digest() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

void Digest::mix(std::string_view other) noexcept {
  for (std::size_t i = 0; i < bytes_.size() && i < other.size(); ++i) {
    bytes_[i] = static_cast<unsigned char>(bytes_[i] ^ static_cast<unsigned char>(other[i]));
  }
}

void hmac_sha256(Digest& out, std::string_view key, std::string_view text) {
  require(key.size() <= INT_MAX);
  unsigned size = 0;
  require(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), unsigned_bytes(text), text.size(), out.data(),
               &size) != nullptr &&
          size == digest_size);
}

void sha256(Digest& out, std::string_view text) {
  unsigned size = 0;
  require(EVP_Digest(text.data(), text.size(), out.data(), &size, EVP_sha256(), nullptr) == 1 && size == digest_size);
}

void salted_password(Digest& out, std::string_view password, std::string_view salt, int iterations) {
  require(password.size() <= INT_MAX && salt.size() <= INT_MAX);
  require(PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), unsigned_bytes(salt),
                            static_cast<int>(salt.size()), iterations, EVP_sha256(), digest_size, out.data()) == 1);
}

std::string to_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto byte = [&](std::size_t i) {
      return at + i < bytes.size() ? static_cast<unsigned>(static_cast<unsigned char>(bytes[at + i])) : 0U;
    };
    const unsigned group = (byte(0) << 16) | (byte(1) << 8) | byte(2);
    text.push_back(alphabet[group >> 18]);
    text.push_back(alphabet[(group >> 12) & 63]);
    text.push_back(at + 1 < bytes.size() ? alphabet[(group >> 6) & 63] : '=');
    text.push_back(at + 2 < bytes.size() ? alphabet[group & 63] : '=');
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;

  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t at = 0; at < text.size(); at += 4) {
    const std::size_t digits = at + 4 == text.size() ? 4 - padding : 4;
    unsigned group = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::size_t digit = i < digits ? alphabet.find(text[at + i]) : 0;
      if (digit == std::string_view::npos) return std::nullopt;
      group = (group << 6) | static_cast<unsigned>(digit);
    }
    for (std::size_t i = 0; i < 3; ++i) {
      const unsigned byte = (group >> (16 - 8 * i)) & 0xff;
      if (i + 1 < digits) {
        bytes.push_back(static_cast<char>(byte));
      } else if (byte != 0) {
        return std::nullopt;
      }
    }
  }
  return bytes;
}

std::string random_nonce() {
  std::array<unsigned char, 18> bytes{};
  require(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
  return to_base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

bool is_nonce(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != ','; });
}

std::optional<int> to_count(std::string_view text) noexcept {
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  int count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return count;
}

std::optional<Attribute> Attributes::next() noexcept {
  if (failed_ || done_) return std::nullopt;
  const bool letter = !rest_.empty() && ((rest_[0] >= 'a' && rest_[0] <= 'z') || (rest_[0] >= 'A' && rest_[0] <= 'Z'));
  if (!letter || rest_.size() < 2 || rest_[1] != '=') {
    failed_ = true;
    return std::nullopt;
  }
  const std::size_t comma = rest_.find(',');
  const Attribute attribute{rest_[0], rest_.substr(2, comma == rest_.npos ? comma : comma - 2)};
  if (comma == rest_.npos) {
    rest_ = {};
    done_ = true;
  } else {
    rest_ = rest_.substr(comma + 1);
  }
  return attribute;
}

std::optional<std::string_view> Attributes::next(char name) noexcept {
  const auto attribute = next();
  if (!attribute || attribute->name != name) {
    failed_ = true;
    return std::nullopt;
  }
  return attribute->value;
}

bool is_extension(char name) noexcept { return std::string_view("amnrcsipve").find(name) == std::string_view::npos; }

}  // namespace jaali::protocol::postgres::scram

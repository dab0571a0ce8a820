#include "protocol/mysql/auth.h"

#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>
#include <stdexcept>

namespace jaali::protocol::mysql {

namespace {

constexpr int own_key_bits = 2048;
constexpr int min_key_bits = 1024;
constexpr int max_key_bits = 16'384;
constexpr std::size_t max_pem = 16 * 1024;

void require(bool done) {
  if (!done) throw std::runtime_error("libcrypto failed");
}

struct FreeContext {
  void operator()(EVP_PKEY_CTX* context) const noexcept { EVP_PKEY_CTX_free(context); }
};
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeContext>;
struct FreeDecoder {
  void operator()(OSSL_DECODER_CTX* decoder) const noexcept { OSSL_DECODER_CTX_free(decoder); }
};
struct FreeEncoder {
  void operator()(OSSL_ENCODER_CTX* encoder) const noexcept { OSSL_ENCODER_CTX_free(encoder); }
};

/// A digest that is wiped at the end of its life.
class Digest {
 public:
  Digest(const EVP_MD* kind, std::string_view first, std::string_view second = {}) {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    const bool done = context != nullptr && EVP_DigestInit_ex(context, kind, nullptr) == 1 &&
                      EVP_DigestUpdate(context, first.data(), first.size()) == 1 &&
                      EVP_DigestUpdate(context, second.data(), second.size()) == 1 &&
                      EVP_DigestFinal_ex(context, bytes_.data(), &size_) == 1;
    EVP_MD_CTX_free(context);
    require(done);
  }
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;
  ~Digest() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
  [[nodiscard]] std::string_view view() const noexcept { return {reinterpret_cast<const char*>(bytes_.data()), size_}; }
  void mix(std::string_view other) noexcept {
    for (std::size_t i = 0; i < size_ && i < other.size(); ++i) {
      bytes_[i] = static_cast<unsigned char>(bytes_[i] ^ static_cast<unsigned char>(other[i]));
    }
  }

 private:
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes_{};
  unsigned size_ = 0;
};

/// Text that is wiped, also where an exception passes.
struct Wiped {
  std::string text;
  ~Wiped() { OPENSSL_cleanse(text.data(), text.size()); }
};

void mix_with(std::string& text, std::string_view scramble) noexcept {
  for (std::size_t i = 0; i < text.size() && !scramble.empty(); ++i) {
    text[i] = static_cast<char>(text[i] ^ scramble[i % scramble.size()]);
  }
}

const unsigned char* unsigned_bytes(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* unsigned_bytes(std::string& text) noexcept { return reinterpret_cast<unsigned char*>(text.data()); }

std::string pem_of_public(EVP_PKEY* key);

}  // namespace

bool sends_clear_password(std::string_view plugin) noexcept {
  return plugin == plugin_clear || plugin == plugin_dialog || plugin == plugin_old;
}

Secret native_password_proof(const Secret& password, std::string_view scramble) {
  if (password.empty()) return Secret();
  Digest proof(EVP_sha1(), password.reveal());
  const Digest stored(EVP_sha1(), proof.view());
  const Digest challenge(EVP_sha1(), scramble, stored.view());
  proof.mix(challenge.view());
  return Secret(proof.view());
}

Secret caching_sha2_proof(const Secret& password, std::string_view scramble) {
  if (password.empty()) return Secret();
  Digest proof(EVP_sha256(), password.reveal());
  const Digest once(EVP_sha256(), proof.view());
  const Digest challenge(EVP_sha256(), once.view(), scramble);
  proof.mix(challenge.view());
  return Secret(proof.view());
}

Secret clear_password(const Secret& password) {
  Wiped message{std::string(password.reveal().size() + 1, '\0')};
  password.reveal().copy(message.text.data(), password.reveal().size());
  return Secret(message.text);
}

std::optional<Secret> password_of_clear(std::string_view message) {
  if (message.empty() || message.find('\0') != message.size() - 1) return std::nullopt;
  return Secret(message.substr(0, message.size() - 1));
}

void RsaPublicKey::Free::operator()(void* key) const noexcept { EVP_PKEY_free(static_cast<EVP_PKEY*>(key)); }
void RsaKeyPair::Free::operator()(void* key) const noexcept { EVP_PKEY_free(static_cast<EVP_PKEY*>(key)); }

std::optional<RsaPublicKey> RsaPublicKey::parse(std::string_view pem) {
  if (pem.size() > max_pem) return std::nullopt;
  EVP_PKEY* key = nullptr;
  const std::unique_ptr<OSSL_DECODER_CTX, FreeDecoder> decoder(OSSL_DECODER_CTX_new_for_pkey(
      &key, "PEM", "SubjectPublicKeyInfo", "RSA", OSSL_KEYMGMT_SELECT_PUBLIC_KEY, nullptr, nullptr));
  require(decoder != nullptr);
  const unsigned char* data = unsigned_bytes(pem);
  std::size_t size = pem.size();
  if (OSSL_DECODER_from_data(decoder.get(), &data, &size) != 1 || key == nullptr) return std::nullopt;
  RsaPublicKey parsed(key);
  const int bits = EVP_PKEY_get_bits(key);
  if (EVP_PKEY_is_a(key, "RSA") != 1 || bits < min_key_bits || bits > max_key_bits) return std::nullopt;
  return parsed;
}

std::optional<std::string> RsaPublicKey::encrypt(const Secret& password, std::string_view scramble) const {
  const Secret message = clear_password(password);
  Wiped mixed{std::string(message.reveal())};
  mix_with(mixed.text, scramble);
  const KeyContext context(EVP_PKEY_CTX_new(static_cast<EVP_PKEY*>(key_.get()), nullptr));
  require(context != nullptr);
  std::size_t size = 0;
  if (EVP_PKEY_encrypt_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) != 1 ||
      EVP_PKEY_encrypt(context.get(), nullptr, &size, unsigned_bytes(mixed.text), mixed.text.size()) != 1) {
    return std::nullopt;
  }
  std::string encrypted(size, '\0');
  if (EVP_PKEY_encrypt(context.get(), unsigned_bytes(encrypted), &size, unsigned_bytes(mixed.text),
                       mixed.text.size()) != 1) {
    return std::nullopt;
  }
  encrypted.resize(size);
  return encrypted;
}

RsaKeyPair RsaKeyPair::generate() {
  EVP_PKEY* key = EVP_RSA_gen(own_key_bits);
  require(key != nullptr);
  RsaKeyPair pair(key);
  pair.public_pem_ = pem_of_public(key);
  return pair;
}

std::optional<Secret> RsaKeyPair::decrypt(std::string_view encrypted, std::string_view scramble) const {
  const KeyContext context(EVP_PKEY_CTX_new(static_cast<EVP_PKEY*>(key_.get()), nullptr));
  require(context != nullptr);
  std::size_t size = 0;
  if (EVP_PKEY_decrypt_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) != 1 ||
      EVP_PKEY_decrypt(context.get(), nullptr, &size, unsigned_bytes(encrypted), encrypted.size()) != 1) {
    return std::nullopt;
  }
  Wiped mixed{std::string(size, '\0')};
  if (EVP_PKEY_decrypt(context.get(), unsigned_bytes(mixed.text), &size, unsigned_bytes(encrypted), encrypted.size()) !=
      1) {
    return std::nullopt;
  }
  Wiped plain{mixed.text.substr(0, size)};
  mix_with(plain.text, scramble);
  return password_of_clear(plain.text);
}

namespace {

std::string pem_of_public(EVP_PKEY* key) {
  const std::unique_ptr<OSSL_ENCODER_CTX, FreeEncoder> encoder(
      OSSL_ENCODER_CTX_new_for_pkey(key, OSSL_KEYMGMT_SELECT_PUBLIC_KEY, "PEM", "SubjectPublicKeyInfo", nullptr));
  unsigned char* data = nullptr;
  std::size_t size = 0;
  require(encoder != nullptr && OSSL_ENCODER_to_data(encoder.get(), &data, &size) == 1);
  std::string pem(reinterpret_cast<const char*>(data), size);
  OPENSSL_free(data);
  return pem;
}

}  // namespace

}  // namespace jaali::protocol::mysql

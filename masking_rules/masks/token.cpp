// token, token(prefix): the same value gives the same token under the class's key, and nothing leads back without it.
// HMAC-SHA-256 over the value's canonical form, so that text and binary, text and char(n), int4 and int8 of the same
// value agree as far as their ranges do. Text: 26 characters of base32 behind the prefix; integers and numerics: a
// number of the type's range; uuid: a uuid; bytea: 16 bytes.
#include <algorithm>

#include "masking_rules/masks/hmac_sha256.h"
#include "masking_rules/masks/registry.h"
#include "protocol/value_text.h"

namespace jaali::masking_rules::masks {

namespace {

using Digest = HmacSha256::Digest;
using namespace std::string_view_literals;

constexpr std::size_t token_size = 26;     // 130 bits
constexpr std::size_t shortest_token = 8;  // 40 bits; what a column cannot hold that much of becomes NULL
constexpr std::size_t longest_prefix = 16;
constexpr std::size_t bytea_size = 16;
constexpr int most_digits = 18;

std::uint64_t first_word(const Digest& digest) noexcept {
  std::uint64_t word = 0;
  for (std::size_t at = 0; at < 8; ++at) word = word << 8 | digest[at];
  return word;
}

class Token final : public Transform {
 public:
  Token(std::string prefix, std::string_view key) : prefix_(std::move(prefix)), hmac_(key) {}
  std::string spelling() const override { return prefix_.empty() ? "token" : "token(" + prefix_ + ")"; }
  bool carries(Kind kind, const Limits&) const noexcept override {
    return kind == Kind::text || kind == Kind::integer || kind == Kind::decimal || kind == Kind::uuid ||
           kind == Kind::bytes;
  }

  bool text(const Text& text, const Limits& limits, std::string& out) const override {
    const std::size_t room =
        limits.characters < 0 ? std::string_view::npos : static_cast<std::size_t>(limits.characters);
    if (room < prefix_.size() + shortest_token) return false;
    const Digest digest = hmac_.digest("text\0"sv, text.utf8);
    out += prefix_;
    const std::size_t size = std::min(token_size, room - prefix_.size());
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    for (std::size_t at = 0; at < size; ++at) {
      const std::size_t bit = at * 5;
      const unsigned pair = static_cast<unsigned>(digest[bit / 8] << 8 | digest[bit / 8 + 1]);
      out.push_back(alphabet[pair >> (11 - bit % 8) & 31]);
    }
    return true;
  }
  bool bytes(ByteView value, std::string& out) const override {
    const Digest digest = hmac_.digest("bytes\0"sv, protocol::text_of(value));
    out.append(reinterpret_cast<const char*>(digest.data()), bytea_size);
    return true;
  }
  std::optional<Integer> integer(Integer value, const Limits& limits) const override {
    const std::uint64_t word = number_word(protocol::IntegerText(value).view());
    if (limits.integers > 0) return limits.first_integer + Integer{word % static_cast<std::uint64_t>(limits.integers)};
    return Integer{word >> ((limits.is_unsigned ? 64 : 65) - 8 * limits.width)};  // never negative
  }
  std::optional<Decimal> decimal(const Decimal& value, const Limits& limits) const override {
    const int digits = limits.integer_digits < 0 ? most_digits : std::min(limits.integer_digits, most_digits);
    if (digits < 1) return std::nullopt;
    Decimal canonical = value;  // 1.50 and 1.5 are one number
    for (; canonical.scale > 0 && canonical.magnitude % 10 == 0; --canonical.scale) canonical.magnitude /= 10;
    const protocol::DecimalText text(canonical);
    return Decimal{.magnitude = number_word(text.view()) % protocol::power_of_ten(digits)};
  }
  std::optional<Uuid> uuid(const Uuid& value) const override {
    const Digest digest = hmac_.digest("uuid\0"sv, {reinterpret_cast<const char*>(value.data()), value.size()});
    Uuid token{};
    std::copy_n(digest.begin(), token.size(), token.begin());
    token[6] = static_cast<std::uint8_t>((token[6] & 0x0f) | 0x40);  // version 4, which every validator takes
    token[8] = static_cast<std::uint8_t>((token[8] & 0x3f) | 0x80);
    return token;
  }

 private:
  [[nodiscard]] std::uint64_t number_word(std::string_view text) const noexcept {
    return first_word(hmac_.digest("number\0"sv, text));
  }
  std::string prefix_;
  HmacSha256 hmac_;
};

}  // namespace

Made make_token(const Arguments& arguments) {
  const bool plain = std::ranges::all_of(arguments.text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  if (!plain || arguments.text.size() > longest_prefix)
    return std::string("token takes a prefix of up to 16 letters, digits, _ or -, as in token(cust_), or nothing");
  constexpr std::size_t shortest_key = 16;
  if (!arguments.token_key || arguments.token_key->key.reveal().size() < shortest_key)
    return std::string("token needs a key of at least 16 bytes for its class");
  return std::shared_ptr<const Transform>(
      std::make_shared<Token>(std::string(arguments.text), arguments.token_key->key.reveal()));
}

}  // namespace jaali::masking_rules::masks

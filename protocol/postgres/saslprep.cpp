#include "protocol/postgres/saslprep.h"

#include <openssl/crypto.h>
#include <stringprep.h>

#include <algorithm>
#include <string>

namespace jaali::protocol::postgres {

namespace {

bool is_ascii(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

Secret saslprep(const Secret& password) {
  const std::string_view text = password.reveal();
  if (is_ascii(text) || text.find('\0') != std::string_view::npos) return Secret(text);
  // NFKC lengthens a code point to at most 18 others (U+FDFA), which is 11 times its bytes.
  std::string prepared(text.size() * 12 + 1, '\0');
  text.copy(prepared.data(), text.size());
  const int status = stringprep(prepared.data(), prepared.size(), STRINGPREP_NO_UNASSIGNED, stringprep_saslprep);
  const std::string_view result = prepared.c_str();
  Secret secret(status == STRINGPREP_OK && !result.empty() ? result : text);
  OPENSSL_cleanse(prepared.data(), prepared.size());
  return secret;
}

}  // namespace jaali::protocol::postgres

#include "protocol/postgres/saslprep.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <optional>

#include "protocol/postgres/saslprep_tables.h"

namespace jaali::protocol::postgres {

namespace {

namespace tables = saslprep_tables;

bool is_ascii(std::string_view text) noexcept;
std::optional<std::uint32_t> take_code_point(std::string_view& rest) noexcept;
bool in(std::span<const tables::CodeRange> table, std::uint32_t code) noexcept;
bool map(std::string_view text, std::string& mapped);
bool allowed(std::string_view text) noexcept;

}  // namespace

Secret saslprep(const Secret& password) {
  const std::string_view text = password.reveal();
  if (is_ascii(text)) return Secret(text);
  std::string mapped;
  mapped.reserve(text.size());  // no mapping grows: a reallocation would leave a copy behind
  const bool prepared = map(text, mapped) && !mapped.empty() && allowed(mapped);
  Secret result(prepared ? std::string_view(mapped) : text);
  OPENSSL_cleanse(mapped.data(), mapped.size());
  return result;
}

namespace {

/// Non-ASCII spaces become spaces, characters "commonly mapped to nothing" vanish. False: not UTF-8.
bool map(std::string_view text, std::string& mapped) {
  while (!text.empty()) {
    const char* start = text.data();
    const auto code = take_code_point(text);
    if (!code) return false;
    if (in(tables::non_ascii_spaces, *code)) {
      mapped.push_back(' ');
    } else if (!in(tables::mapped_to_nothing, *code)) {
      mapped.append(start, static_cast<std::size_t>(text.data() - start));
    }
  }
  return true;
}

/// No prohibited or unassigned character; and where one is right-to-left, the first and last are, and none is
/// left-to-right (RFC 3454 §6).
bool allowed(std::string_view text) noexcept {
  bool any_right = false;
  bool any_left = false;
  bool first_right = false;
  bool last_right = false;
  for (bool first = true; !text.empty(); first = false) {
    const auto code = take_code_point(text);
    if (!code || in(tables::prohibited, *code) || in(tables::unassigned, *code)) return false;
    last_right = in(tables::right_to_left, *code);
    if (first) first_right = last_right;
    any_right = any_right || last_right;
    any_left = any_left || in(tables::left_to_right, *code);
  }
  return !any_right || (!any_left && first_right && last_right);
}

bool is_ascii(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// The code point at the front, which is consumed; nothing for what is not strict UTF-8.
std::optional<std::uint32_t> take_code_point(std::string_view& rest) noexcept {
  const auto byte = [&rest](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(rest[i])); };
  const std::uint32_t lead = byte(0);
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (size == 0 || rest.size() < size) return std::nullopt;
  std::uint32_t code = size == 1 ? lead : lead & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return std::nullopt;
    code = (code << 6) | (byte(i) & 0x3f);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest[size] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return std::nullopt;
  rest.remove_prefix(size);
  return code;
}

bool in(std::span<const tables::CodeRange> table, std::uint32_t code) noexcept {
  const auto after = std::ranges::upper_bound(table, code, {}, &tables::CodeRange::first);
  return after != table.begin() && code <= std::prev(after)->last;
}

}  // namespace

}  // namespace jaali::protocol::postgres

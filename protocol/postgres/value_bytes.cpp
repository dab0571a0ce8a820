#include "protocol/postgres/value_bytes.h"

#include <cstring>

namespace jaali::protocol::postgres {

namespace {

constexpr char hex_digits[] = "0123456789abcdef";

constexpr int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool decode_hex(std::string_view text, std::string& out) {
  if (text.size() % 2 != 0) return false;
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const int high = hex_value(text[at]), low = hex_value(text[at + 1]);
    if (high < 0 || low < 0) return false;
    out.push_back(static_cast<char>(high * 16 + low));
  }
  return true;
}

/// Printable bytes stand for themselves, a backslash is doubled, the rest is \ooo.
bool decode_escape(std::string_view text, std::string& out) {
  const auto octal = [&text](std::size_t at, char most) {
    return at < text.size() && text[at] >= '0' && text[at] <= most;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      out.push_back(text[at]);
    } else if (at + 1 < text.size() && text[at + 1] == '\\') {
      out.push_back('\\');
      ++at;
    } else if (octal(at + 1, '3') && octal(at + 2, '7') && octal(at + 3, '7')) {
      out.push_back(static_cast<char>((text[at + 1] - '0') * 64 + (text[at + 2] - '0') * 8 + (text[at + 3] - '0')));
      at += 3;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<Uuid> read_uuid_binary(ByteView bytes) noexcept {
  Uuid uuid{};
  if (bytes.size() != uuid.size()) return std::nullopt;
  std::memcpy(uuid.data(), bytes.data(), uuid.size());
  return uuid;
}

void append_uuid_binary(std::string& out, const Uuid& uuid) {
  out.append(reinterpret_cast<const char*>(uuid.data()), uuid.size());
}

bool decode_bytea_text(std::string_view text, std::string& out) {
  const std::size_t start = out.size();
  const bool read = text.starts_with("\\x") ? decode_hex(text.substr(2), out) : decode_escape(text, out);
  if (!read) out.resize(start);
  return read;
}

void append_bytea_text(std::string& out, std::string_view bytes, bool hex) {
  if (hex) out += "\\x";
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (hex) {
      out.push_back(hex_digits[byte >> 4]);
      out.push_back(hex_digits[byte & 15]);
    } else if (byte == '\\') {
      out += "\\\\";
    } else if (byte < 0x20 || byte > 0x7e) {
      out.push_back('\\');
      out.push_back(static_cast<char>('0' + (byte >> 6)));
      out.push_back(static_cast<char>('0' + (byte >> 3 & 7)));
      out.push_back(static_cast<char>('0' + (byte & 7)));
    } else {
      out.push_back(c);
    }
  }
}

}  // namespace jaali::protocol::postgres

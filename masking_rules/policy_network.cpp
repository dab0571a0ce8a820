#include "masking_rules/policy_network.h"

#include <algorithm>
#include <charconv>

namespace jaali::masking_rules {
namespace {

std::optional<unsigned> number(std::string_view text, unsigned most, int base) noexcept {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value > most) return std::nullopt;
  return value;
}

bool parse_quad(std::string_view text, std::uint8_t* out) noexcept {
  for (int i = 0; i < 4; ++i) {
    const auto dot = i < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return false;
    const auto part = text.substr(0, dot);
    const auto value = number(part, 255, 10);
    // A leading zero reads as octal elsewhere (CVE-2021-29921).
    if (!value || (part.size() > 1 && part[0] == '0')) return false;
    out[i] = static_cast<std::uint8_t>(*value);
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return true;
}

// Groups of one side of "::"; the last may be a dotted quad. Returns bytes written, or -1.
int parse_groups(std::string_view text, std::uint8_t* out, bool quad_allowed) noexcept {
  if (text.empty()) return 0;
  int written = 0;
  while (true) {
    const auto colon = text.find(':');
    const auto part = text.substr(0, colon);
    if (quad_allowed && colon == std::string_view::npos && part.find('.') != std::string_view::npos) {
      return written <= 12 && parse_quad(part, out + written) ? written + 4 : -1;
    }
    const auto value = part.size() > 4 ? std::nullopt : number(part, 0xFFFF, 16);
    if (!value || written > 14) return -1;
    out[written] = static_cast<std::uint8_t>(*value >> 8U);
    out[written + 1] = static_cast<std::uint8_t>(*value & 0xFFU);
    written += 2;
    if (colon == std::string_view::npos) return written;
    text.remove_prefix(colon + 1);
  }
}

std::optional<IpAddress> parse_v6(std::string_view text) noexcept {
  IpAddress address{true, {}};
  const auto gap = text.find("::");
  if (gap == std::string_view::npos) {
    return parse_groups(text, address.bytes.data(), true) == 16 ? std::optional(address) : std::nullopt;
  }
  std::array<std::uint8_t, 16> tail{};
  const int before = parse_groups(text.substr(0, gap), address.bytes.data(), false);
  const int after = parse_groups(text.substr(gap + 2), tail.data(), true);
  if (before < 0 || after < 0 || before + after > 14) return std::nullopt;
  std::copy_n(tail.begin(), after, address.bytes.end() - after);
  return address;
}

bool is_mapped(const IpAddress& address) noexcept {
  constexpr std::array<std::uint8_t, 12> prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  return address.v6 && std::equal(prefix.begin(), prefix.end(), address.bytes.begin());
}

IpAddress unmapped(const IpAddress& address) noexcept {
  IpAddress v4;
  std::copy_n(address.bytes.begin() + 12, 4, v4.bytes.begin());
  return v4;
}

IpAddress cut(IpAddress address, unsigned prefix) noexcept {
  for (unsigned bit = prefix; bit < address.bits(); ++bit) {
    address.bytes[bit / 8] = static_cast<std::uint8_t>(address.bytes[bit / 8] & ~(0x80U >> (bit % 8)));
  }
  return address;
}

std::optional<IpAddress> parse_as_written(std::string_view text) noexcept {
  if (text.find(':') != std::string_view::npos) return parse_v6(text);
  IpAddress address;
  return parse_quad(text, address.bytes.data()) ? std::optional(address) : std::nullopt;
}

}  // namespace

std::optional<IpAddress> parse_address(std::string_view text) noexcept {
  if (text.find(':') != std::string_view::npos) text = text.substr(0, text.find('%'));
  auto address = parse_as_written(text);
  return address && is_mapped(*address) ? unmapped(*address) : address;
}

bool Network::contains(const IpAddress& other) const noexcept {
  return other.v6 == address.v6 && cut(other, prefix) == address;
}

NameResult<Network> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = parse_as_written(text.substr(0, slash));
  if (!address) return NameProblem{"\"" + std::string(text) + "\" is not an IPv4 or IPv6 network"};
  Network network{*address, address->bits()};
  if (slash != std::string_view::npos) {
    const auto prefix = number(text.substr(slash + 1), address->bits(), 10);
    if (!prefix) return NameProblem{"the prefix behind the slash must be 0 to " + std::to_string(address->bits())};
    network.prefix = *prefix;
  }
  if (cut(*address, network.prefix) != *address) {
    return NameProblem{"\"" + std::string(text) + "\" has bits beyond its prefix; the network is " +
                       to_string(cut(*address, network.prefix)) + "/" + std::to_string(network.prefix)};
  }
  if (is_mapped(*address) && network.prefix >= 96) network = {unmapped(*address), network.prefix - 96};
  return network;
}

std::string to_string(const IpAddress& address) {
  std::string out;
  char buffer[8];
  if (!address.v6) {
    for (int i = 0; i < 4; ++i) out += (i ? "." : "") + std::to_string(address.bytes[static_cast<std::size_t>(i)]);
    return out;
  }
  for (std::size_t i = 0; i < 16; i += 2) {
    const unsigned group = address.bytes[i] * 256U + address.bytes[i + 1];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, group, 16).ptr;
    if (i) out += ':';
    out.append(buffer, end);
  }
  return out;
}

}  // namespace jaali::masking_rules

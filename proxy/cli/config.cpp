#include "proxy/cli/config.h"

#include <glob.h>

#include <algorithm>
#include <charconv>

#include "masking_rules/policy_network.h"
#include "masking_rules/policy_reader.h"

namespace jaali::proxy {
namespace {

constexpr std::string_view socket_prefix = ".s.PGSQL.";
constexpr std::size_t most_socket_path = 107;  // sockaddr_un::sun_path without its NUL

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

boost::system::result<Endpoint, std::string> wrong(std::string message) {
  return {boost::system::in_place_error, std::move(message)};
}

boost::system::result<Endpoint, std::string> unix_endpoint(std::string_view text, std::uint16_t default_port) {
  Endpoint endpoint;
  endpoint.port = default_port;
  const auto file = text.substr(text.rfind('/') + 1);
  if (file.starts_with(socket_prefix)) {
    const auto port = port_of(file.substr(socket_prefix.size()));
    if (!port) return wrong("the socket's name does not end in a port number");
    endpoint.port = *port;
    endpoint.unix_socket = text;
  } else {
    if (const auto colon = file.rfind(':'); colon != std::string_view::npos) {
      const auto port = port_of(file.substr(colon + 1));
      if (!port) return wrong("what stands behind the colon is not a port");
      endpoint.port = *port;
      text.remove_suffix(file.size() - colon);
    }
    endpoint.unix_socket = std::filesystem::path(text) / (std::string(socket_prefix) + std::to_string(endpoint.port));
  }
  if (endpoint.unix_socket.native().size() > most_socket_path)
    return wrong("the socket's path is longer than 107 bytes");
  return {boost::system::in_place_value, std::move(endpoint)};
}

}  // namespace

boost::system::result<protocol::Secret, std::string> SecretSource::read() const {
  auto secret = masking_rules::read_secret({file.string(), env});
  if (!secret) return {boost::system::in_place_error, secret.error().text};
  return {boost::system::in_place_value, std::move(*secret)};
}

bool Endpoint::is_loopback() const noexcept {
  if (is_unix() || host == "localhost") return true;
  const auto address = masking_rules::parse_address(host);
  if (!address) return false;
  if (!address->v6) return address->bytes[0] == 127;
  return *address == *masking_rules::parse_address("::1");
}

std::string Endpoint::to_string() const {
  if (is_unix()) return unix_socket.string();
  const bool brackets = host.find(':') != std::string::npos;
  return (brackets ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

boost::system::result<Endpoint, std::string> Endpoint::parse(std::string_view text, std::uint16_t default_port) {
  if (text.empty()) return wrong("the address is empty");
  if (text.find_first_of(std::string_view("\0 \t\r\n", 5)) != std::string_view::npos)
    return wrong("the address holds a blank");
  if (text.front() == '/') return unix_endpoint(text, default_port);
  Endpoint endpoint;
  endpoint.port = default_port;
  if (text.front() == '[') {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return wrong("the bracket is not closed");
    endpoint.host = text.substr(1, close - 1);
    if (endpoint.host.find(':') == std::string::npos || !masking_rules::parse_address(endpoint.host))
      return wrong("no IPv6 address stands in the brackets");
    text.remove_prefix(close + 1);
  } else {
    const auto colon = text.rfind(':');
    if (colon != text.find(':')) return wrong("an IPv6 address is written in brackets: [::1]:5432");
    endpoint.host = text.substr(0, colon);
    text.remove_prefix(std::min(colon, text.size()));
  }
  if (endpoint.host.empty()) return wrong("the host is empty; write 0.0.0.0 or [::] for every address");
  if (text.empty()) return {boost::system::in_place_value, std::move(endpoint)};
  const auto port = text.front() == ':' ? port_of(text.substr(1)) : std::nullopt;
  if (!port) return wrong("the port must be a number from 0 to 65535");
  endpoint.port = *port;
  return {boost::system::in_place_value, std::move(endpoint)};
}

std::string_view to_string(Protocol protocol) noexcept {
  switch (protocol) {
    case Protocol::postgres:
      return "postgres";
    case Protocol::mysql:
      return "mysql";
  }
  return "";
}

std::string_view to_string(UpstreamTls tls) noexcept {
  switch (tls) {
    case UpstreamTls::verify_full:
      return "verify-full";
    case UpstreamTls::verify_ca:
      return "verify-ca";
    case UpstreamTls::off:
      return "off";
  }
  return "";
}

std::string_view to_string(Login login) noexcept {
  switch (login) {
    case Login::scram:
      return "scram";
    case Login::password:
      return "password";
    case Login::trust:
      return "trust";
    case Login::relay:
      return "relay";
  }
  return "";
}

std::string_view to_string(ListenerTls tls) noexcept {
  switch (tls) {
    case ListenerTls::require:
      return "require";
    case ListenerTls::allow:
      return "allow";
    case ListenerTls::off:
      return "off";
  }
  return "";
}

std::vector<std::string> Config::upstream_names() const {
  std::vector<std::string> names;
  for (const auto& [name, upstream] : upstreams) names.push_back(name);
  return names;
}

std::vector<std::filesystem::path> Config::rules_files(std::vector<Diagnostic>& diagnostics) const {
  std::vector<std::filesystem::path> files;
  for (const auto& pattern : rules) {
    glob_t found{};
    const int status = ::glob(pattern.c_str(), 0, nullptr, &found);
    for (std::size_t i = 0; status == 0 && i < found.gl_pathc; ++i) {
      std::filesystem::path path(found.gl_pathv[i]);
      if (std::ranges::find(files, path) == files.end()) files.push_back(std::move(path));
    }
    ::globfree(&found);
    if (status != 0) {
      masking_rules::DiagnosticSink(file.string(), diagnostics)
          .error({}, "rules: no file matches " + masking_rules::in_quotes(pattern));
    }
  }
  return files;
}

}  // namespace jaali::proxy

#pragma once
// jaali.toml as loaded: what the operator says of addresses, TLS, limits and the log. Plain values, immutable once
// loaded, copied by whoever keeps a part. Paths are absolute (relative ones are taken from the file's folder); secrets
// are never in here, only where to read them, so that a rotated password is found at the next connection.
#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "audit/writer.h"
#include "masking_rules/policy.h"
#include "masking_rules/policy_network.h"
#include "protocol/secret.h"

namespace jaali::proxy {

using masking_rules::Diagnostic;

/// Where a secret is to be read: `…_file` (one trailing newline is dropped) or `…_env`.
struct SecretSource {
  std::filesystem::path file;  ///< empty: `env` holds
  std::string env;
  [[nodiscard]] bool empty() const noexcept { return file.empty() && env.empty(); }
  /// Reads it now. The error names the file or variable, never the content. An empty secret is an error.
  [[nodiscard]] boost::system::result<protocol::Secret, std::string> read() const;
};

/// "host:port", "[::1]:5432", or a Unix socket: a folder ("/run/postgresql", "/run/postgresql:5433") or the socket's
/// own path ("/run/postgresql/.s.PGSQL.5432").
struct Endpoint {
  std::string host;                   ///< name or address without brackets; empty for a Unix socket
  std::uint16_t port = 0;             ///< for Unix sockets: the number in the socket's name, for libpq
  std::filesystem::path unix_socket;  ///< full path of the socket; empty for TCP
  [[nodiscard]] bool is_unix() const noexcept { return !unix_socket.empty(); }
  /// Only processes of this host can reach it: a Unix socket, 127.0.0.0/8, ::1 or "localhost".
  [[nodiscard]] bool is_loopback() const noexcept;
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] static boost::system::result<Endpoint, std::string> parse(std::string_view text,
                                                                          std::uint16_t default_port);
  bool operator==(const Endpoint&) const = default;
};

enum class Protocol : std::uint8_t { postgres, mysql };
enum class UpstreamTls : std::uint8_t { verify_full, verify_ca, off };
enum class Login : std::uint8_t { scram, password, trust, relay };
enum class ListenerTls : std::uint8_t { require, allow, off };
enum class ClientCertificate : std::uint8_t { none, optional, required };
enum class LogLevel : std::uint8_t { trace, debug, info, warning, error };
[[nodiscard]] std::string_view to_string(Protocol) noexcept;
[[nodiscard]] std::string_view to_string(UpstreamTls) noexcept;  ///< also libpq's sslmode, except "off"
[[nodiscard]] std::string_view to_string(Login) noexcept;
[[nodiscard]] std::string_view to_string(ListenerTls) noexcept;

/// The account that reads catalogs and verifiers.
struct ServiceAccount {
  std::string user;
  SecretSource password;              ///< may be empty (peer, trust or a client certificate)
  std::string database = "postgres";  ///< where the auth query runs
};

struct UpstreamConfig {
  std::string name;
  Protocol protocol = Protocol::postgres;
  std::vector<Endpoint> hosts;  ///< tried in order; never empty
  UpstreamTls tls = UpstreamTls::verify_full;
  std::filesystem::path tls_ca;  ///< empty: the system's certificates
  Login login = Login::scram;
  ServiceAccount service;
  std::filesystem::path users_file;  ///< lines `"user" "verifier"` as PgBouncer's userlist; empty: the auth query
  bool mask_unclassified = true;     ///< unclassified = "mask"
  bool send_proxy_protocol = false;  ///< the server is told of the client by a PROXY header (version 2)
  std::chrono::seconds connect_timeout{10};   ///< connect_seconds: each host, TCP and TLS
  std::chrono::seconds refresh_interval{60};  ///< refresh_seconds: the catalog's timer
};

struct ListenerConfig {
  std::string name;
  std::string upstream;  ///< names one of Config::upstreams
  Endpoint address;
  ListenerTls tls = ListenerTls::require;
  std::filesystem::path certificate, key, client_ca;
  ClientCertificate client_certificate = ClientCertificate::none;
  /// proxy_protocol_from: balancers, each of whose connections begins with a PROXY header (version 2).
  std::vector<masking_rules::Network> proxy_protocol_from;
};

struct AuditConfig {
  std::filesystem::path directory = "/var/log/jaali";
  audit::Durability durability = audit::Durability::written;
  std::size_t queue_records = 65'536;
  std::uint64_t segment_bytes = 64 * 1024 * 1024;
};

/// 0 = no limit, for all of them but `threads`.
struct Limits {
  std::uint32_t connections = 10'000;  ///< client connections of the whole instance
  std::uint32_t connections_per_user = 0;
  std::uint32_t connections_per_address = 0;
  std::chrono::seconds startup{10};  ///< startup_seconds: from accept to the complete start-up packet
  std::chrono::seconds login{30};    ///< login_seconds: from the start-up packet to ReadyForQuery
  std::chrono::seconds idle{0};      ///< idle_seconds: no byte from the client outside a statement
  std::chrono::seconds write{60};    ///< write_seconds: a peer that takes no byte
  std::chrono::seconds drain{30};    ///< drain_seconds: from SIGTERM to the end of the last session
  std::uint64_t message_bytes = 1024ULL * 1024 * 1024;  ///< one message of either side; PostgreSQL's own cap is 1 GiB
  std::uint64_t statement_bytes = 1024ULL * 1024;  ///< a text that is analysed; longer: refused to restricted callers
  std::uint32_t threads = 0;                       ///< event loops; 0 = one per core
};

struct Config {
  std::filesystem::path file;  ///< the jaali.toml it came from
  std::string instance;
  std::filesystem::path state = "/var/lib/jaali";
  std::vector<std::string> rules;  ///< absolute paths or globs
  std::map<std::string, UpstreamConfig> upstreams;
  std::map<std::string, ListenerConfig> listeners;
  AuditConfig audit;
  Limits limits;
  std::optional<Endpoint> admin;  ///< absent: no admin listener
  LogLevel log_level = LogLevel::info;

  [[nodiscard]] std::vector<std::string> upstream_names() const;
  /// The rules' globs expanded now, sorted within each glob (a reload asks again). A pattern that matches no file is
  /// an error in `diagnostics`.
  [[nodiscard]] std::vector<std::filesystem::path> rules_files(std::vector<Diagnostic>& diagnostics) const;
};

struct LoadedConfig {
  std::optional<Config> config;         ///< absent when any diagnostic is an error
  std::vector<Diagnostic> diagnostics;  ///< all of them, warnings too, in the file's order
};
[[nodiscard]] LoadedConfig load_config(const std::filesystem::path& file);

}  // namespace jaali::proxy

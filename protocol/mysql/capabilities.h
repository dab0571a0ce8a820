#pragma once
// Capability flags of MySQL (32 bits) and MariaDB (32 more, carried in bytes that MySQL leaves zero), and what the proxy
// makes of them: it follows a flag or it does not offer it. A flag counts only where the client AND the server have it
// AND we follow it; every decoder takes that result. Values, no state.
#include <cstdint>

namespace jaali::protocol::mysql {

using Capabilities = std::uint64_t;

// Names as in MySQL's documentation ("Capabilities Flags"), without CLIENT_.
inline constexpr Capabilities cap_long_password = 1U << 0;  ///< MariaDB: CLIENT_MYSQL; unset, the upper 32 bits are there
inline constexpr Capabilities cap_found_rows = 1U << 1;
inline constexpr Capabilities cap_long_flag = 1U << 2;
inline constexpr Capabilities cap_connect_with_db = 1U << 3;
inline constexpr Capabilities cap_no_schema = 1U << 4;
inline constexpr Capabilities cap_compress = 1U << 5;
inline constexpr Capabilities cap_odbc = 1U << 6;
inline constexpr Capabilities cap_local_files = 1U << 7;
inline constexpr Capabilities cap_ignore_space = 1U << 8;
inline constexpr Capabilities cap_protocol_41 = 1U << 9;
inline constexpr Capabilities cap_interactive = 1U << 10;
inline constexpr Capabilities cap_ssl = 1U << 11;
inline constexpr Capabilities cap_ignore_sigpipe = 1U << 12;
inline constexpr Capabilities cap_transactions = 1U << 13;
inline constexpr Capabilities cap_reserved = 1U << 14;
inline constexpr Capabilities cap_secure_connection = 1U << 15;
inline constexpr Capabilities cap_multi_statements = 1U << 16;
inline constexpr Capabilities cap_multi_results = 1U << 17;
inline constexpr Capabilities cap_ps_multi_results = 1U << 18;
inline constexpr Capabilities cap_plugin_auth = 1U << 19;
inline constexpr Capabilities cap_connect_attributes = 1U << 20;
inline constexpr Capabilities cap_plugin_auth_lenenc = 1U << 21;
inline constexpr Capabilities cap_handle_expired_passwords = 1U << 22;
inline constexpr Capabilities cap_session_track = 1U << 23;
inline constexpr Capabilities cap_deprecate_eof = 1U << 24;
inline constexpr Capabilities cap_optional_metadata = 1U << 25;
inline constexpr Capabilities cap_zstd = 1U << 26;
inline constexpr Capabilities cap_query_attributes = 1U << 27;
inline constexpr Capabilities cap_multi_factor = 1U << 28;
inline constexpr Capabilities cap_extension = 1U << 29;  ///< MariaDB before 10.2: progress reports
inline constexpr Capabilities cap_ssl_verify_server_cert = 1U << 30;
inline constexpr Capabilities cap_remember_options = 1U << 31;
// MariaDB's, as in its documentation ("Connecting", extended capabilities).
inline constexpr Capabilities cap_mariadb_progress = 1ULL << 32;
inline constexpr Capabilities cap_mariadb_com_multi = 1ULL << 33;
inline constexpr Capabilities cap_mariadb_bulk = 1ULL << 34;
inline constexpr Capabilities cap_mariadb_extended_metadata = 1ULL << 35;
inline constexpr Capabilities cap_mariadb_cache_metadata = 1ULL << 36;
inline constexpr Capabilities cap_mariadb_bulk_unit_results = 1ULL << 37;

/// What the decoders of this folder follow. Not in it: compression (never offered), result sets without metadata (the
/// wire origin would be missing), COM_MULTI (several commands in one packet), and every bit that has no name here.
inline constexpr Capabilities followed_capabilities =
    cap_long_password | cap_found_rows | cap_long_flag | cap_connect_with_db | cap_no_schema | cap_odbc |
    cap_local_files | cap_ignore_space | cap_protocol_41 | cap_interactive | cap_ssl | cap_ignore_sigpipe |
    cap_transactions | cap_reserved | cap_secure_connection | cap_multi_statements | cap_multi_results |
    cap_ps_multi_results | cap_plugin_auth | cap_connect_attributes | cap_plugin_auth_lenenc |
    cap_handle_expired_passwords | cap_session_track | cap_deprecate_eof | cap_query_attributes | cap_multi_factor |
    cap_ssl_verify_server_cert | cap_remember_options | cap_mariadb_progress | cap_mariadb_bulk |
    cap_mariadb_extended_metadata | cap_mariadb_bulk_unit_results;

[[nodiscard]] constexpr bool has(Capabilities capabilities, Capabilities flag) noexcept {
  return (capabilities & flag) == flag;
}

/// What a client is offered on behalf of a server that greeted with `server`. CLIENT_SSL is the listener's own matter.
[[nodiscard]] constexpr Capabilities offered_to_client(Capabilities server, bool listener_tls) noexcept {
  const Capabilities offered = server & followed_capabilities & ~cap_ssl;
  return listener_tls ? offered | cap_ssl : offered;
}

/// What holds for the session: both ends have it and we follow it. Goes upstream, and to every decoder. CLIENT_SSL is
/// the upstream leg's own matter: `upstream_tls` says whether that leg is (to be) inside TLS. CLIENT_LONG_PASSWORD stays
/// the client's: MariaDB does not offer it, and reads it as the client's make.
[[nodiscard]] constexpr Capabilities negotiated(Capabilities client, Capabilities server, bool upstream_tls) noexcept {
  const Capabilities both = (client & server & followed_capabilities & ~cap_ssl) | (client & cap_long_password);
  return upstream_tls ? both | cap_ssl : both;
}

}  // namespace jaali::protocol::mysql

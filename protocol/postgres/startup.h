#pragma once
// The untyped packets that open a connection: SSLRequest, GSSENCRequest, CancelRequest, StartupMessage (3.0 and 3.2).
// Views are valid as long as the bytes they were decoded from.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocol/result.h"

namespace jaali::protocol::postgres {

inline constexpr std::uint32_t max_startup_packet = 10'000;  ///< bytes behind the length word (MAX_STARTUP_PACKET_LENGTH)
inline constexpr std::size_t max_startup_parameters = 128;
inline constexpr std::uint32_t protocol_3_0 = 3 << 16;
inline constexpr std::uint32_t protocol_3_2 = (3 << 16) | 2;

struct SslRequest {};
struct GssEncRequest {};
struct CancelRequestView {
  std::int32_t process_id;
  ByteView secret_key;  ///< 4 bytes in 3.0, 4 to 256 in 3.2
};
struct StartupMessageView {
  std::uint32_t protocol;  ///< as asked; major 3, any minor
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const noexcept;
};
using StartupPacket = std::variant<SslRequest, GssEncRequest, CancelRequestView, StartupMessageView>;

/// The whole size (bytes, with the length word) of the packet at the front, or nothing while fewer than four are there.
[[nodiscard]] Result<std::optional<std::size_t>> startup_packet_size(ByteView bytes);
/// Decodes one whole packet. Errors: any malformed field, more than max_startup_parameters, names that differ in
/// case alone (the server would take the last, a reader the first), a missing `user`, a major version other than 3.
[[nodiscard]] Result<StartupPacket> decode_startup(ByteView packet);

void append_ssl_request(std::string& out);
void append_gssenc_request(std::string& out);
void append_cancel_request(std::string& out, std::int32_t process_id, ByteView secret_key);
void append_startup_message(std::string& out, std::uint32_t protocol,
                            const std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace jaali::protocol::postgres

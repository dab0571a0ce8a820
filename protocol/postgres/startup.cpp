#include "protocol/postgres/startup.h"

#include <algorithm>

#include "protocol/postgres/wire_reader.h"
#include "protocol/postgres/wire_writer.h"

namespace jaali::protocol::postgres {

namespace {

constexpr std::uint32_t cancel_code = 80877102;
constexpr std::uint32_t ssl_code = 80877103;
constexpr std::uint32_t gssenc_code = 80877104;
constexpr std::size_t min_key = 4;
constexpr std::size_t max_key = 256;

Result<StartupPacket> decode_cancel(WireReader reader);
Result<StartupPacket> decode_startup_message(WireReader reader, std::uint32_t protocol);
bool same_name(std::string_view left, std::string_view right) noexcept;
void append_request(std::string& out, std::uint32_t code);

}  // namespace

std::optional<std::string_view> StartupMessageView::parameter(std::string_view name) const noexcept {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return std::nullopt;
}

Result<std::optional<std::size_t>> startup_packet_size(ByteView bytes) {
  if (bytes.size() < 4) return std::optional<std::size_t>{};
  const std::uint32_t length = load_u32(bytes.data());
  if (length > 0x7fffffffU || length < 8) return WireError::bad_length;
  if (length - 4 > max_startup_packet) return WireError::overlong;
  return std::optional<std::size_t>{length};
}

Result<StartupPacket> decode_startup(ByteView packet) {
  const auto size = startup_packet_size(packet);
  if (!size) return size.error();
  if (!*size || packet.size() < **size) return WireError::truncated;
  if (packet.size() > **size) return WireError::trailing_bytes;

  WireReader reader(packet.subspan(4));
  const std::uint32_t code = reader.u32();
  if (code == ssl_code) return reader.finish(StartupPacket(SslRequest{}));
  if (code == gssenc_code) return reader.finish(StartupPacket(GssEncRequest{}));
  if (code == cancel_code) return decode_cancel(reader);
  if (code >> 16 != 3) return WireError::bad_value;
  return decode_startup_message(reader, code);
}

void append_ssl_request(std::string& out) { append_request(out, ssl_code); }
void append_gssenc_request(std::string& out) { append_request(out, gssenc_code); }

void append_cancel_request(std::string& out, std::int32_t process_id, ByteView secret_key) {
  WireWriter writer(out);
  writer.u32(cancel_code).i32(process_id).bytes(secret_key).finish();
}

void append_startup_message(std::string& out, std::uint32_t protocol,
                            const std::vector<std::pair<std::string, std::string>>& parameters) {
  WireWriter writer(out);
  writer.u32(protocol);
  for (const auto& [name, value] : parameters) writer.cstring(name).cstring(value);
  writer.u8(0).finish();
}

namespace {

Result<StartupPacket> decode_cancel(WireReader reader) {
  CancelRequestView cancel{};
  cancel.process_id = reader.i32();
  cancel.secret_key = reader.rest();
  if (cancel.secret_key.size() < min_key) return WireError::truncated;
  if (cancel.secret_key.size() > max_key) return WireError::overlong;
  return reader.finish(StartupPacket(cancel));
}

Result<StartupPacket> decode_startup_message(WireReader reader, std::uint32_t protocol) {
  StartupMessageView message{protocol, {}};
  for (;;) {
    const std::string_view name = reader.cstring();
    if (name.empty()) break;
    const std::string_view value = reader.cstring();
    if (reader.failed()) break;
    if (message.parameters.size() == max_startup_parameters) return WireError::too_many;
    const auto twice = [name](const auto& earlier) { return same_name(earlier.first, name); };
    if (std::ranges::any_of(message.parameters, twice)) return WireError::bad_value;
    message.parameters.emplace_back(name, value);
  }
  auto packet = reader.finish(StartupPacket(std::move(message)));
  if (packet && std::get<StartupMessageView>(*packet).parameter("user").value_or("").empty()) {
    return WireError::bad_value;
  }
  return packet;
}

bool same_name(std::string_view left, std::string_view right) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(left, right, {}, lower, lower);
}

void append_request(std::string& out, std::uint32_t code) {
  WireWriter writer(out);
  writer.u32(code).finish();
}

}  // namespace

}  // namespace jaali::protocol::postgres

// The packets before a login, from anybody who can reach the port: what decodes is encoded again and must give the same
// bytes, and a prefix of it never decodes.
#include <cstdlib>

#include "protocol/postgres/startup.h"

namespace {

using namespace jaali::protocol;
using namespace jaali::protocol::postgres;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string encode(const StartupPacket& packet) {
  std::string out;
  if (std::holds_alternative<SslRequest>(packet)) append_ssl_request(out);
  if (std::holds_alternative<GssEncRequest>(packet)) append_gssenc_request(out);
  if (const auto* cancel = std::get_if<CancelRequestView>(&packet)) {
    append_cancel_request(out, cancel->process_id, cancel->secret_key);
  }
  if (const auto* message = std::get_if<StartupMessageView>(&packet)) {
    require(!message->parameter("user")->empty());
    std::vector<std::pair<std::string, std::string>> parameters;
    for (const auto& [name, value] : message->parameters) parameters.emplace_back(name, value);
    append_startup_message(out, message->protocol, parameters);
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const ByteView bytes(reinterpret_cast<const std::byte*>(data), size);
  const auto length = startup_packet_size(bytes);
  if (length && *length) require(**length >= 8 && **length <= max_startup_packet + 4);
  const auto packet = decode_startup(bytes);
  if (!packet) return 0;
  require(length && *length == size);
  require(encode(*packet) == text_of(bytes));
  require(!decode_startup(bytes.first(size - 1)));
  return 0;
}

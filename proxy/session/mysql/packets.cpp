#include "proxy/session/mysql/packets.h"

#include <openssl/crypto.h>

#include "protocol/mysql/wire_writer.h"

namespace jaali::proxy::session::mysql {

net::Awaitable<bool> read_packet(net::Stream& stream, std::uint8_t& sequence, std::string& payload, std::size_t most,
                                 bool* nothing) {
  payload.clear();
  std::string head;
  const bool has_head = co_await net::read_exactly(stream, head, wire::head_size);
  if (!has_head) {
    if (nothing) *nothing = head.empty();
    co_return false;
  }
  const auto decoded = wire::peek_head(protocol::bytes_of(head));
  if (!decoded || decoded->sequence != sequence || decoded->payload_size > most) co_return false;
  ++sequence;
  co_return co_await net::read_exactly(stream, payload, decoded->payload_size);
}

net::Awaitable<bool> write_packet(net::Stream& stream, std::uint8_t& sequence, std::string_view payload) {
  std::string out;
  wire::append_packet(out, sequence, protocol::bytes_of(payload));
  const bool sent = co_await net::write_all(stream, out);
  OPENSSL_cleanse(out.data(), out.size());
  co_return sent;
}

}  // namespace jaali::proxy::session::mysql

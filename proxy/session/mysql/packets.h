#pragma once
// Packets of the connection phase, read and written by a coroutine. The sequence id of a leg counts over both directions.
#include <cstdint>
#include <string>

#include "protocol/mysql/packet.h"
#include "proxy/net/awaitable_stream.h"

namespace jaali::proxy::session::mysql {

namespace wire = protocol::mysql;

/// Reads exactly one packet into `payload`. False: the peer closed or failed, the packet is longer than `most` bytes, or
/// its sequence id is not the next one. `nothing` is set where it closed before the first byte.
net::Awaitable<bool> read_packet(net::Stream& stream, std::uint8_t& sequence, std::string& payload, std::size_t most,
                                 bool* nothing = nullptr);
/// Writes one packet; its bytes are wiped afterwards, as it may be a password.
net::Awaitable<bool> write_packet(net::Stream& stream, std::uint8_t& sequence, std::string_view payload);

}  // namespace jaali::proxy::session::mysql

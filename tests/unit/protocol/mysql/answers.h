#pragma once
// Packets of a server's answers, and a reader that is fed with them.
#include <ostream>

#include "protocol/mysql/state.h"
#include "tests/unit/protocol/mysql/packets.h"

namespace jaali::protocol::mysql {

inline void PrintTo(PacketKind kind, std::ostream* out) { *out << "kind " << static_cast<int>(kind); }

namespace test {

inline constexpr Capabilities old_form = cap_protocol_41;
inline constexpr Capabilities new_form = cap_protocol_41 | cap_deprecate_eof;

using K = PacketKind;

inline const std::string definition = hex("03 646566 00 00 00 0161 00 0c 3f00 0b000000 03 8100 00 0000");
inline const std::string text_row = counted("value");
inline const std::string binary_row = hex("00 00 07000000");
inline const std::string error_packet = hex("ff 1504") + "#28000no";
inline const std::string progress = hex("ff ffff 01 01 02 e80300 04") + "copy";
inline const std::string infile = "\xfb/tmp/x";

inline std::string ok(std::uint16_t status = 2) { return hex("00 00 00") + le(status, 2) + hex("0000"); }
inline std::string eof(std::uint16_t status = 2) { return hex("fe 0000") + le(status, 2); }
inline std::string end_ok(std::uint16_t status = 2) { return hex("fe 00 00") + le(status, 2) + hex("0000"); }
inline std::string prepared(std::uint16_t columns, std::uint16_t parameters) {
  return hex("00 01000000") + le(columns, 2) + le(parameters, 2) + hex("00 0000");
}

inline Result<PacketEvent> feed(ResponseReader& reader, std::string_view payload) {
  const std::string prefix(payload.substr(0, ResponseReader::prefix_size));  // on the heap: nothing behind it is read
  return reader.next({static_cast<std::uint32_t>(payload.size()), 0}, bytes_of(prefix));
}

}  // namespace test
}  // namespace jaali::protocol::mysql

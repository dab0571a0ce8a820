#pragma once
// Connection attributes, as an answer to the greeting and COM_CHANGE_USER carry them: one length around them all, then
// names and values in turn. Inside of protocol/mysql only.
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/mysql/wire_reader.h"
#include "protocol/mysql/wire_writer.h"

namespace jaali::protocol::mysql {

using Attributes = std::vector<std::pair<std::string_view, std::string_view>>;

/// Fails the reader for a block that is cut, or a block or a number above the caps of handshake.h. As servers do, it reads
/// the pairs up to the first that is malformed, and nothing behind it.
[[nodiscard]] Attributes read_attributes(WireReader& reader);
void write_attributes(WireWriter& writer, const Attributes& attributes);

}  // namespace jaali::protocol::mysql

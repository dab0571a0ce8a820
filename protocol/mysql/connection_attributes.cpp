#include "protocol/mysql/connection_attributes.h"

#include "protocol/mysql/handshake.h"

namespace jaali::protocol::mysql {

Attributes read_attributes(WireReader& reader) {
  const ByteView block = reader.lenenc_bytes();
  if (block.size() > max_attributes) reader.fail(WireError::overlong);
  Attributes attributes;
  WireReader inside(block);
  while (!reader.failed() && inside.remaining() > 0) {
    if (attributes.size() == max_attribute_count) reader.fail(WireError::too_many);
    const std::string_view name = inside.lenenc_string();
    const std::string_view value = inside.lenenc_string();
    if (inside.failed()) break;
    attributes.emplace_back(name, value);
  }
  return attributes;
}

void write_attributes(WireWriter& writer, const Attributes& attributes) {
  std::string block;
  for (const auto& [name, value] : attributes) {
    append_lenenc_value(block, bytes_of(name));
    append_lenenc_value(block, bytes_of(value));
  }
  writer.lenenc_string(block);
}

}  // namespace jaali::protocol::mysql

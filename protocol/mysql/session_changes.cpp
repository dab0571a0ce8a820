// What an OK says of a session's changes (CLIENT_SESSION_TRACK).
#include "protocol/mysql/response.h"
#include "protocol/mysql/wire_reader.h"
#include "protocol/mysql/wire_writer.h"

namespace jaali::protocol::mysql {

namespace {

/// Changes whose data is one string with its length. Others are kept as they come: GTIDs, and kinds yet to be invented.
bool is_string(SessionChange kind) noexcept {
  return kind == SessionChange::schema || kind == SessionChange::state ||
         kind == SessionChange::transaction_characteristics || kind == SessionChange::transaction_state;
}

}  // namespace

Result<std::vector<SessionChangeView>> decode_session_changes(ByteView changes) {
  std::vector<SessionChangeView> entries;
  WireReader reader(changes);
  while (!reader.failed() && reader.remaining() > 0) {
    const auto kind = static_cast<SessionChange>(reader.u8());
    WireReader data(reader.lenenc_bytes());
    if (reader.failed()) break;
    if (kind == SessionChange::system_variable) {
      do {
        const std::string_view name = data.lenenc_string();
        entries.push_back({kind, name, data.lenenc_string()});
      } while (data.remaining() > 0);
    } else if (is_string(kind)) {
      entries.push_back({kind, {}, data.lenenc_string()});
    } else {
      entries.push_back({kind, {}, text_of(data.rest())});
    }
    if (data.failed()) reader.fail(*data.error());
    if (data.remaining() > 0) reader.fail(WireError::trailing_bytes);
  }
  return reader.finish(std::move(entries));
}

void append_session_changes(std::string& out, std::span<const SessionChangeView> changes) {
  for (const auto& change : changes) {
    std::string data;
    if (change.kind == SessionChange::system_variable) append_lenenc_value(data, bytes_of(change.name));
    if (change.kind == SessionChange::system_variable || is_string(change.kind)) {
      append_lenenc_value(data, bytes_of(change.value));
    } else {
      data = change.value;
    }
    append_le(out, static_cast<std::uint8_t>(change.kind), 1);
    append_lenenc_value(out, bytes_of(data));
  }
}

}  // namespace jaali::protocol::mysql

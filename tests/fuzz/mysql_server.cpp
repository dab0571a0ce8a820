// A stream of a server's packets, as a hostile upstream may send it: each is what the state machine says, decodes as
// that or is refused, and what decodes is encoded again and must then decode to the same.
//
// The first three bytes choose what was negotiated, the command, whether it asked for a cursor, and whether frames have
// at most 48 bytes or the usual 16 MB; packets follow.
#include <cstdlib>

#include "protocol/mysql/row.h"
#include "protocol/mysql/state.h"
#include "protocol/mysql/wire_writer.h"

namespace {

using namespace jaali::protocol;
using namespace jaali::protocol::mysql;

constexpr Framing small_frames{48, 1 << 16};

void require(bool holds) {
  if (!holds) std::abort();
}

template <class Encode, class Value>
std::string encoded(Encode encode, const Value& value) {
  std::string out;
  std::uint8_t sequence = 0;
  encode(out, sequence, value);
  const auto head = peek_head(bytes_of(out));
  require(head && head->size() == out.size() && sequence == 1);
  return out.substr(head_size);
}

template <class Decode, class Encode>
void same(ByteView payload, Decode decode, Encode encode) {
  const auto first = decode(payload);
  if (!first) return;
  const std::string once = encoded(encode, *first);
  const auto second = decode(bytes_of(once));
  require(second.has_value());
  require(encoded(encode, *second) == once);
}

/// What a session does with the packets of an answer.
class Session {
 public:
  explicit Session(Capabilities capabilities) : capabilities_(capabilities) {}

  void take(const PacketEvent& event, ByteView payload) {
    const auto with = [&](auto decode) { return [=, this](ByteView bytes) { return decode(bytes, capabilities_); }; };
    const auto writing = [&](auto encode) {
      return [=, this](auto& out, auto& sequence, const auto& value) { encode(out, sequence, value, capabilities_); };
    };
    switch (event.kind) {
      case PacketKind::ok:
        if (const auto ok = decode_ok(payload, capabilities_)) take_ok(*ok, event);
        return same(payload, with(decode_ok), writing(append_ok));
      case PacketKind::end_of_rows:
        if (const auto end = decode_end_of_rows(payload, capabilities_)) require(end->status == event.status);
        return same(payload, with(decode_end_of_rows), writing(append_end_of_rows));
      case PacketKind::end_of_columns:
      case PacketKind::end_of_parameters:
        require(decode_eof(payload).has_value() && decode_eof(payload)->status == event.status);
        return same(payload, decode_eof, append_eof);
      case PacketKind::error:
        require(is_error(payload) && decode_error(payload).has_value());
        return same(payload, decode_error, append_error);
      case PacketKind::progress:
        return same(payload, decode_progress, append_progress);
      case PacketKind::infile:
        return same(payload, decode_infile, append_infile);
      case PacketKind::column_count:
        require(decode_column_count(payload, capabilities_)->columns == event.columns);
        types_.clear();
        return same(payload, with(decode_column_count), writing(append_column_count));
      case PacketKind::column_definition:
      case PacketKind::parameter_definition:
        return take_definition(payload, writing(append_column_definition));
      case PacketKind::text_row:
        return take_text(payload);
      case PacketKind::binary_row:
        return take_binary(payload);
      case PacketKind::prepare_ok:
        require(decode_prepare_ok(payload, capabilities_)->columns == event.columns);
        return same(payload, with(decode_prepare_ok), writing(append_prepare_ok));
      case PacketKind::login:
        return take_login(payload);
      case PacketKind::statistics:
      case PacketKind::binlog_event:
      case PacketKind::opaque:
        return;
    }
  }

 private:
  void take_ok(const OkView& ok, const PacketEvent& event) {
    require(ok.status == event.status);
    if (!ok.session_changes) return;
    const auto changes = decode_session_changes(*ok.session_changes);
    if (!changes) return;
    std::string once, twice;
    append_session_changes(once, *changes);
    const auto again = decode_session_changes(bytes_of(once));
    require(again.has_value() && again->size() == changes->size());
    append_session_changes(twice, *again);
    require(once == twice);
  }

  template <class Encode>
  void take_definition(ByteView payload, Encode encode) {
    for (const bool field_list : {false, true}) {
      same(
          payload, [&](ByteView bytes) { return decode_column_definition(bytes, capabilities_, field_list); }, encode);
    }
    const auto column = decode_column_definition(payload, capabilities_);
    types_.push_back(column ? column->type : FieldType::string);
    if (column) (void)column->extended_type();
  }

  void take_text(ByteView payload) {
    TextRowReader row(payload);
    std::string out;
    for (std::size_t i = 0; i < types_.size(); ++i) {
      const auto value = row.next();
      if (!value) return;
      append_lenenc_value(out, *value);
    }
    if (row.finish()) require(out.size() <= payload.size());
  }

  void take_binary(ByteView payload) {
    auto row = BinaryRowReader::open(payload, types_.size());
    if (!row) return;
    std::size_t bytes = 0;
    for (const auto type : types_) {
      const auto value = row->next(type);
      if (!value) return;
      if (*value) bytes += (*value)->size();
    }
    require(!row->next(FieldType::tiny).has_value());
    if (row->finish()) require(bytes < payload.size());
  }

  void take_login(ByteView payload) {
    same(payload, decode_auth_switch, append_auth_switch);
    same(payload, decode_auth_next_factor, append_auth_next_factor);
    const auto more = decode_auth_more_data(payload);
    if (more) require(more->size() + 1 == payload.size());
  }

  Capabilities capabilities_;
  std::vector<FieldType> types_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 3) return 0;
  constexpr Capabilities choices[] = {
      cap_deprecate_eof,     cap_session_track,          cap_mariadb_progress, cap_mariadb_extended_metadata,
      cap_optional_metadata, cap_mariadb_cache_metadata, cap_multi_factor};
  Capabilities capabilities = cap_protocol_41;
  for (std::size_t i = 0; i < std::size(choices); ++i) {
    if ((data[0] >> i & 1) != 0) capabilities |= choices[i];
  }
  const auto command = command_of(ByteView(reinterpret_cast<const std::byte*>(data + 1), 1));
  if (!command) return 0;
  const Framing framing = (data[2] & 2) != 0 ? Framing{} : small_frames;
  ResponseReader reader(capabilities, framing);
  reader.begin(*command, (data[2] & 1) != 0);

  Session session(capabilities);
  ByteView rest(reinterpret_cast<const std::byte*>(data + 3), size - 3);
  std::string storage;
  for (;;) {
    const auto head = peek_head(rest);
    if (!head) return 0;
    const auto extent = peek_packet(rest, head->sequence, framing);
    if (!extent || !*extent) return 0;
    const ByteView payload = payload_of(rest.first((*extent)->size), storage, framing);
    const std::string prefix(text_of(payload.first(std::min(payload.size(), ResponseReader::prefix_size))));
    const auto event = reader.next(*head, bytes_of(prefix));
    if (!event) return 0;
    require(event->done == reader.done() || event->kind == PacketKind::opaque);
    require(!(event->done && event->next_result));
    session.take(*event, payload);
    if (event->kind == PacketKind::infile) reader.file_sent();
    if (reader.done()) reader.begin(*command, (data[2] & 1) != 0);
    rest = rest.subspan((*extent)->size);
  }
}

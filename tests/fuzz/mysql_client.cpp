// A stream of a hostile client's commands: what decodes is encoded again and must then decode to the same; and the text
// of a COM_QUERY is the one that MySQL, which reads the attributes before it leniently, would run.
//
// The first two bytes choose what was negotiated and how many parameters the statement has; packets follow, in frames
// of at most 32 bytes.
#include <array>
#include <cstdlib>

#include "protocol/mysql/command.h"
#include "protocol/mysql/handshake.h"

namespace {

using namespace jaali::protocol;
using namespace jaali::protocol::mysql;

constexpr Framing framing{32, 1 << 16};

void require(bool holds) {
  if (!holds) std::abort();
}

/// The payload of what `encode` wrote, which must be one whole packet.
template <class Encode, class Value>
std::string encoded(Encode encode, const Value& value) {
  std::string out, storage;
  std::uint8_t sequence = 0;
  encode(out, sequence, value);
  const auto extent = peek_packet(bytes_of(out), 0, framing);
  require(extent && *extent && (*extent)->size == out.size() && (*extent)->next_sequence == sequence);
  return std::string(text_of(payload_of(bytes_of(out), storage, framing)));
}

/// Lengths may have been longer than they need; but for that the bytes are the same.
template <class Decode, class Encode>
void same(ByteView payload, Decode decode, Encode encode) {
  const auto first = decode(payload);
  if (!first) return;
  const std::string once = encoded(encode, *first);
  require(once.size() <= payload.size());
  const auto second = decode(bytes_of(once));
  require(second.has_value());
  require(encoded(encode, *second) == once);
}

/// How MySQL finds the text behind attributes, as lenient as it is. Nothing where it calls the packet malformed.
class ServersReading {
 public:
  explicit ServersReading(ByteView bytes) : rest_(bytes) {}

  std::optional<ByteView> text() {
    const std::uint64_t count = number();
    if (number() != 1 || count > 65'535 || bad_) return std::nullopt;
    if (count == 0) return rest_;
    const ByteView nulls = take((count + 7) / 8);
    if (byte() == 0 || bad_) return std::nullopt;
    std::vector<unsigned> types;
    for (std::uint64_t i = 0; i < count && !bad_; ++i) {
      const unsigned low = byte();
      types.push_back((low | byte() << 8) & 0x7fff);
      take(number());  // the name
    }
    for (std::uint64_t i = 0; i < count && !bad_; ++i) {
      if ((std::to_integer<unsigned>(nulls[i / 8]) >> (i % 8) & 1) == 0) value(types[i]);
    }
    return bad_ ? std::nullopt : std::optional(rest_);
  }

 private:
  void value(unsigned type) {
    if (type == 244) bad_ = true;  // MYSQL_TYPE_BOOL
    if (type == 1) take(1);
    if (type == 2) take(2);
    if (type == 3 || type == 4) take(4);
    if (type == 5 || type == 8) take(8);
    if ((type >= 1 && type <= 5) || type == 8) return;
    const bool exact = type == 0 || type == 246 || type == 7 || (type >= 10 && type <= 12);
    const std::uint64_t size = value_length();
    take(exact ? size : std::min<std::uint64_t>(size, rest_.size()));  // strings are cut at the packet's end
  }
  /// Of eight bytes four are read; the marker of NULL is a length like others.
  std::uint64_t value_length() {
    const unsigned first = byte();
    if (first == 255) bad_ = true;
    if (first == 252) return little(2);
    if (first == 253) return little(3);
    if (first == 254) return little(8) & 0xffffffff;
    return first;
  }
  std::uint64_t number() {
    const unsigned first = byte();
    if (first == 251) return ~0ULL;
    if (first == 252) return little(2);
    if (first == 253) return little(3);
    if (first > 253) return little(8) & 0xffffffff;
    return first;
  }
  std::uint64_t little(std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value |= std::uint64_t{byte()} << (8 * i);
    return value;
  }
  unsigned byte() {
    const ByteView one = take(1);
    return one.empty() ? 0 : std::to_integer<unsigned>(one[0]);
  }
  ByteView take(std::uint64_t size) {
    if (size > rest_.size()) bad_ = true;
    if (bad_) return {};
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  ByteView rest_;
  bool bad_ = false;
};

void take_query(ByteView payload, Capabilities capabilities) {
  const auto query = decode_query(payload, capabilities);
  if (query && has(capabilities, cap_query_attributes)) {
    const auto text = ServersReading(payload.subspan(1)).text();
    require(text && text->data() == bytes_of(query->text).data() && text->size() == query->text.size());
  }
  const auto offset = query_text_offset(payload, capabilities);
  require(query.has_value() == (offset && *offset));
  if (query) require(**offset == payload.size() - query->text.size());
}

void take(Command command, ByteView payload, const ExecuteContext& context, Capabilities capabilities) {
  const auto text = [&](auto& out, auto& sequence, auto value) { append_text(out, sequence, command, value, framing); };
  const auto id = [&](auto& out, auto& sequence, auto value) { append_id(out, sequence, command, value); };
  switch (command) {
    case Command::query:
      take_query(payload, capabilities);
      return same(
          payload, [&](auto bytes) { return decode_query(bytes, capabilities); },
          [&](auto& out, auto& sequence, const QueryView& query) {
            append_query(out, sequence, query, capabilities, framing);
          });
    case Command::stmt_execute:
      return same(
          payload, [&](auto bytes) { return decode_execute(bytes, context, capabilities); },
          [&](auto& out, auto& sequence, const ExecuteView& execute) {
            append_execute(out, sequence, execute, context, capabilities, framing);
          });
    case Command::stmt_bulk_execute:
      return same(
          payload, [&](auto bytes) { return decode_bulk_execute(bytes, context); },
          [&](auto& out, auto& sequence, const BulkExecuteView& execute) {
            append_bulk_execute(out, sequence, execute, framing);
          });
    case Command::stmt_send_long_data:
      return same(payload, decode_long_data,
                  [&](auto& out, auto& sequence, auto& data) { append_long_data(out, sequence, data, framing); });
    case Command::stmt_prepare:
    case Command::init_db:
    case Command::create_db:
    case Command::drop_db:
      return same(payload, decode_text, text);
    case Command::stmt_close:
    case Command::stmt_reset:
    case Command::process_kill:
      return same(payload, decode_id, id);
    case Command::stmt_fetch:
      (void)decode_fetch(payload);
      return;
    case Command::field_list:
      (void)decode_field_list(payload);
      return;
    case Command::set_option:
      (void)decode_set_option(payload);
      return;
    case Command::change_user:
      (void)decode_change_user(payload, capabilities);
      return;
    case Command::binlog_dump:
      (void)decode_binlog_dump(payload);
      return;
    case Command::binlog_dump_gtid:
      (void)decode_binlog_dump_gtid(payload);
      return;
    case Command::register_slave:
      (void)decode_register_slave(payload);
      return;
    case Command::refresh:
    case Command::shutdown:
      (void)decode_flag(payload);
      return;
    case Command::quit:
    case Command::statistics:
    case Command::process_info:
    case Command::debug:
    case Command::ping:
    case Command::reset_connection:
      require(decode_bare(payload).has_value() == (payload.size() == 1));
      return;
    case Command::sleep:
    case Command::connect:
    case Command::time:
    case Command::delayed_insert:
    case Command::table_dump:
    case Command::connect_out:
    case Command::daemon:
    case Command::clone:
    case Command::subscribe_group_replication:
      return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  static constexpr std::array<ParameterType, 3> bound{
      {{FieldType::long_, false}, {FieldType::string, false}, {FieldType::blob, true}}};
  static constexpr std::array<std::uint16_t, 1> long_data{2};
  ExecuteContext context;
  context.parameters = data[1];
  context.mariadb = (data[0] & 1) != 0;
  if ((data[0] & 2) != 0) context.bound = bound;
  if ((data[0] & 4) != 0) context.long_data = long_data;
  const Capabilities capabilities = cap_protocol_41 | cap_secure_connection | cap_plugin_auth | cap_connect_attributes |
                                    ((data[0] & 8) != 0 ? cap_query_attributes : 0);

  ByteView rest(reinterpret_cast<const std::byte*>(data + 2), size - 2);
  std::string storage;
  for (;;) {
    const auto head = peek_head(rest);
    if (!head) return 0;
    const auto extent = peek_packet(rest, head->sequence, framing);
    if (!extent || !*extent) return 0;
    const ByteView payload = payload_of(rest.first((*extent)->size), storage, framing);
    require(payload.size() == (*extent)->payload_size);
    if (const auto command = command_of(payload)) take(*command, payload, context, capabilities);
    rest = rest.subspan((*extent)->size);
  }
}

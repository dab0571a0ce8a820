#include "protocol/mysql/command.h"

#include "protocol/mysql/wire_reader.h"
#include "protocol/mysql/wire_writer.h"

namespace jaali::protocol::mysql {

namespace {

/// A reader behind the command byte. A wrong command byte fails it: a decoder is never to be asked for another's
/// payload.
WireReader behind(ByteView payload, Command command) noexcept {
  WireReader reader(payload);
  if (reader.u8() != static_cast<std::uint8_t>(command)) reader.fail(WireError::unknown_type);
  return reader;
}
WireReader behind_any(ByteView payload) noexcept {
  WireReader reader(payload);
  reader.u8();
  return reader;
}
WireWriter& command_byte(WireWriter& writer, Command command) { return writer.u8(static_cast<std::uint8_t>(command)); }

}  // namespace

Result<Command> command_of(ByteView payload) noexcept {
  if (payload.empty()) return WireError::truncated;
  const auto command = static_cast<Command>(payload[0]);
  if (to_string(command).empty()) return WireError::unknown_type;
  return command;
}

std::string_view to_string(Command command) noexcept {
  switch (command) {
    case Command::sleep:
      return "COM_SLEEP";
    case Command::quit:
      return "COM_QUIT";
    case Command::init_db:
      return "COM_INIT_DB";
    case Command::query:
      return "COM_QUERY";
    case Command::field_list:
      return "COM_FIELD_LIST";
    case Command::create_db:
      return "COM_CREATE_DB";
    case Command::drop_db:
      return "COM_DROP_DB";
    case Command::refresh:
      return "COM_REFRESH";
    case Command::shutdown:
      return "COM_SHUTDOWN";
    case Command::statistics:
      return "COM_STATISTICS";
    case Command::process_info:
      return "COM_PROCESS_INFO";
    case Command::connect:
      return "COM_CONNECT";
    case Command::process_kill:
      return "COM_PROCESS_KILL";
    case Command::debug:
      return "COM_DEBUG";
    case Command::ping:
      return "COM_PING";
    case Command::time:
      return "COM_TIME";
    case Command::delayed_insert:
      return "COM_DELAYED_INSERT";
    case Command::change_user:
      return "COM_CHANGE_USER";
    case Command::binlog_dump:
      return "COM_BINLOG_DUMP";
    case Command::table_dump:
      return "COM_TABLE_DUMP";
    case Command::connect_out:
      return "COM_CONNECT_OUT";
    case Command::register_slave:
      return "COM_REGISTER_SLAVE";
    case Command::stmt_prepare:
      return "COM_STMT_PREPARE";
    case Command::stmt_execute:
      return "COM_STMT_EXECUTE";
    case Command::stmt_send_long_data:
      return "COM_STMT_SEND_LONG_DATA";
    case Command::stmt_close:
      return "COM_STMT_CLOSE";
    case Command::stmt_reset:
      return "COM_STMT_RESET";
    case Command::set_option:
      return "COM_SET_OPTION";
    case Command::stmt_fetch:
      return "COM_STMT_FETCH";
    case Command::daemon:
      return "COM_DAEMON";
    case Command::binlog_dump_gtid:
      return "COM_BINLOG_DUMP_GTID";
    case Command::reset_connection:
      return "COM_RESET_CONNECTION";
    case Command::clone:
      return "COM_CLONE";
    case Command::subscribe_group_replication:
      return "COM_SUBSCRIBE_GROUP_REPLICATION_STREAM";
    case Command::stmt_bulk_execute:
      return "COM_STMT_BULK_EXECUTE";
  }
  return {};
}

Result<std::string_view> decode_text(ByteView payload) {
  WireReader reader = behind_any(payload);
  const std::string_view text = text_of(reader.rest());
  return reader.finish(text);
}

void append_text(std::string& out, std::uint8_t& sequence, Command command, std::string_view text,
                 const Framing& framing) {
  WireWriter writer(out, sequence, framing);
  command_byte(writer, command).text(text).finish();
}

Result<FieldListView> decode_field_list(ByteView payload) {
  WireReader reader = behind(payload, Command::field_list);
  FieldListView request;
  request.table = reader.cstring();
  request.wildcard = text_of(reader.rest());
  return reader.finish(request);
}

void append_field_list(std::string& out, std::uint8_t& sequence, const FieldListView& request) {
  WireWriter writer(out, sequence);
  command_byte(writer, Command::field_list).cstring(request.table).text(request.wildcard).finish();
}

Result<std::uint32_t> statement_of(ByteView payload) {
  WireReader reader = behind_any(payload);
  const std::uint32_t statement = reader.u32();
  if (reader.failed()) return *reader.error();
  return statement;
}

Result<LongDataView> decode_long_data(ByteView payload) {
  WireReader reader = behind(payload, Command::stmt_send_long_data);
  LongDataView data;
  data.statement = reader.u32();
  data.parameter = reader.u16();
  data.data = reader.rest();
  return reader.finish(data);
}

void append_long_data(std::string& out, std::uint8_t& sequence, const LongDataView& data, const Framing& framing) {
  WireWriter writer(out, sequence, framing);
  command_byte(writer, Command::stmt_send_long_data).u32(data.statement).u16(data.parameter).bytes(data.data).finish();
}

Result<FetchView> decode_fetch(ByteView payload) {
  WireReader reader = behind(payload, Command::stmt_fetch);
  FetchView fetch;
  fetch.statement = reader.u32();
  fetch.rows = reader.u32();
  return reader.finish(fetch);
}

void append_fetch(std::string& out, std::uint8_t& sequence, const FetchView& fetch) {
  WireWriter writer(out, sequence);
  command_byte(writer, Command::stmt_fetch).u32(fetch.statement).u32(fetch.rows).finish();
}

Result<std::uint32_t> decode_id(ByteView payload) {
  WireReader reader = behind_any(payload);
  const std::uint32_t id = reader.u32();
  return reader.finish(id);
}

void append_id(std::string& out, std::uint8_t& sequence, Command command, std::uint32_t id) {
  WireWriter writer(out, sequence);
  command_byte(writer, command).u32(id).finish();
}

Result<void> decode_bare(ByteView payload) {
  if (payload.empty()) return WireError::truncated;
  if (payload.size() > 1) return WireError::trailing_bytes;
  return {};
}

void append_bare(std::string& out, std::uint8_t& sequence, Command command) {
  WireWriter writer(out, sequence);
  command_byte(writer, command).finish();
}

Result<std::uint16_t> decode_set_option(ByteView payload) {
  WireReader reader = behind(payload, Command::set_option);
  const std::uint16_t option = reader.u16();
  if (option > 1) reader.fail(WireError::bad_value);
  return reader.finish(option);
}

void append_set_option(std::string& out, std::uint8_t& sequence, std::uint16_t option) {
  WireWriter writer(out, sequence);
  command_byte(writer, Command::set_option).u16(option).finish();
}

Result<std::optional<std::uint8_t>> decode_flag(ByteView payload) {
  WireReader reader = behind_any(payload);
  std::optional<std::uint8_t> flag;
  if (reader.remaining() > 0) flag = reader.u8();
  return reader.finish(flag);
}

Result<BinlogDumpView> decode_binlog_dump(ByteView payload) {
  WireReader reader = behind(payload, Command::binlog_dump);
  BinlogDumpView dump;
  dump.position = reader.u32();
  dump.flags = reader.u16();
  dump.server_id = reader.u32();
  dump.file = text_of(reader.rest());
  return reader.finish(dump);
}

Result<BinlogDumpGtidView> decode_binlog_dump_gtid(ByteView payload) {
  WireReader reader = behind(payload, Command::binlog_dump_gtid);
  BinlogDumpGtidView dump;
  dump.flags = reader.u16();
  dump.server_id = reader.u32();
  dump.file = text_of(reader.bytes(reader.u32()));
  dump.position = reader.u64();
  dump.gtids = reader.bytes(reader.u32());
  return reader.finish(dump);
}

Result<RegisterSlaveView> decode_register_slave(ByteView payload) {
  WireReader reader = behind(payload, Command::register_slave);
  const auto short_string = [&] { return text_of(reader.bytes(reader.u8())); };
  RegisterSlaveView slave;
  slave.server_id = reader.u32();
  slave.host = short_string();
  slave.user = short_string();
  slave.password = short_string();
  slave.port = reader.u16();
  slave.rank = reader.u32();
  slave.master_id = reader.u32();
  return reader.finish(slave);
}

}  // namespace jaali::protocol::mysql

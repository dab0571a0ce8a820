#include "protocol/mysql/state.h"

#include <algorithm>

#include "protocol/mysql/wire_reader.h"

namespace jaali::protocol::mysql {

namespace {

constexpr std::size_t eof_size = 5;

std::uint8_t first_byte(ByteView prefix) noexcept {
  return prefix.empty() ? std::uint8_t{0} : std::to_integer<std::uint8_t>(prefix[0]);
}

/// The status word of an OK, of which only the front may be here.
Result<std::uint16_t> status_of_ok(ByteView prefix) noexcept;
Result<std::uint16_t> status_of_end(ByteView prefix, std::size_t payload_size, bool deprecates_eof) noexcept;
/// caching_sha2_password's word that the server is content; its OK follows by itself.
bool is_fast_path_done(ByteView prefix, std::size_t payload_size) noexcept {
  return payload_size == 2 && prefix.size() == 2 && prefix[0] == std::byte{1} && prefix[1] == std::byte{3};
}

}  // namespace

void ResponseReader::begin(Command command, bool cursor) noexcept {
  command_ = command;
  state_ = first_state(command);
  binary_ = command == Command::stmt_execute || command == Command::stmt_bulk_execute || command == Command::stmt_fetch;
  cursor_ = cursor && command == Command::stmt_execute;
  more_follow_ = false;
  left_ = 0;
  columns_ = 0;
}

void ResponseReader::file_sent() noexcept {
  if (state_ == State::infile) state_ = State::after_file;
}

ResponseReader::State ResponseReader::first_state(Command command) noexcept {
  switch (command) {
    case Command::quit:
    case Command::stmt_close:
    case Command::stmt_send_long_data:
      return State::idle;
    case Command::query:
    case Command::process_info:
    case Command::stmt_execute:
    case Command::stmt_bulk_execute:
      return State::result;
    case Command::stmt_fetch:
      return State::rows;
    case Command::stmt_prepare:
      return State::prepare;
    case Command::field_list:
      return State::field_list;
    case Command::statistics:
      return State::statistics;
    case Command::set_option:
    case Command::debug:
    case Command::shutdown:
      return State::end;
    case Command::change_user:
      return State::login;
    case Command::binlog_dump:
    case Command::binlog_dump_gtid:
      return State::binlog;
    case Command::clone:
    case Command::subscribe_group_replication:
      return State::opaque;
    case Command::init_db:
    case Command::create_db:
    case Command::drop_db:
    case Command::refresh:
    case Command::process_kill:
    case Command::ping:
    case Command::register_slave:
    case Command::stmt_reset:
    case Command::reset_connection:
      return State::simple;
    // Of the server's own, or of servers long gone: answered with an error.
    case Command::sleep:
    case Command::connect:
    case Command::time:
    case Command::delayed_insert:
    case Command::table_dump:
    case Command::connect_out:
    case Command::daemon:
      return State::simple;
  }
  return State::simple;
}

Result<PacketEvent> ResponseReader::next(const FrameHead& head, ByteView prefix) noexcept {
  if (prefix.size() < std::min<std::size_t>(head.payload_size, prefix_size)) return WireError::truncated;
  prefix = prefix.first(std::min<std::size_t>(prefix.size(), head.payload_size));
  if (state_ == State::opaque) return PacketEvent{PacketKind::opaque, false, true};
  if (head.payload_size == 0 && state_ != State::statistics && state_ != State::login) return WireError::truncated;
  if (first_byte(prefix) == error_header && state_ != State::login) return error(head, prefix);
  switch (state_) {
    case State::idle:
    case State::infile:
      return WireError::unknown_type;
    case State::result:
      return result(prefix);
    case State::after_file:
    case State::simple:
      return ok(prefix);
    case State::columns:
      return definition(prefix, PacketKind::column_definition, State::columns_end);
    case State::columns_end:
      return end_of_definitions(head, prefix, PacketKind::end_of_columns, State::rows);
    case State::rows:
      return row(head, prefix);
    case State::prepare:
      return prepare(prefix);
    case State::parameters:
      return definition(prefix, PacketKind::parameter_definition, State::parameters_end);
    case State::parameters_end:
      return end_of_definitions(head, prefix, PacketKind::end_of_parameters, State::prepared_columns);
    case State::prepared_columns:
      return definition(prefix, PacketKind::column_definition, State::prepared_columns_end);
    case State::prepared_columns_end:
      return end_of_definitions(head, prefix, PacketKind::end_of_columns, State::idle);
    case State::field_list:
      if (is_end(head, prefix)) return end_of_rows(head, prefix);
      if (first_byte(prefix) >= null_marker) return WireError::unknown_type;
      return PacketEvent{PacketKind::column_definition};
    case State::statistics:
      state_ = State::idle;
      return PacketEvent{PacketKind::statistics, true};
    case State::end:
      if (first_byte(prefix) == ok_header) return ok(prefix);
      return end_of_rows(head, prefix);
    case State::login:
      return login(head, prefix);
    case State::binlog:
      return binlog(head, prefix);
    case State::opaque:
      break;
  }
  return WireError::unknown_type;
}

ResponseReader::Next ResponseReader::error(const FrameHead& head, ByteView prefix) noexcept {
  if (head.payload_size < 3) return WireError::truncated;
  if (load_le(prefix.data() + 1, 2) == 0xffff) {
    if (!has(capabilities_, cap_mariadb_progress) || state_ == State::idle) return WireError::bad_value;
    return PacketEvent{PacketKind::progress};
  }
  state_ = State::idle;
  return PacketEvent{PacketKind::error, true};
}

ResponseReader::Next ResponseReader::result(ByteView prefix) noexcept {
  if (first_byte(prefix) == ok_header) return ok(prefix);
  if (first_byte(prefix) == infile_header) {
    state_ = State::infile;
    return PacketEvent{PacketKind::infile, false, true};
  }
  const auto count = decode_column_count(prefix, capabilities_);
  if (!count) return count.error();
  left_ = count->metadata_follows ? count->columns : 0;
  state_ = left_ > 0 ? State::columns : deprecates_eof() ? State::rows : State::columns_end;
  PacketEvent event{PacketKind::column_count};
  event.columns = count->columns;
  return event;
}

ResponseReader::Next ResponseReader::ok(ByteView prefix) noexcept {
  if (first_byte(prefix) != ok_header) return WireError::unknown_type;
  const auto status = status_of_ok(prefix);
  if (!status) return status.error();
  return finish(PacketKind::ok, *status);
}

ResponseReader::Next ResponseReader::prepare(ByteView prefix) noexcept {
  const auto prepared = decode_prepare_ok(prefix, capabilities_);
  if (!prepared) return prepared.error();
  PacketEvent event{PacketKind::prepare_ok};
  event.columns = prepared->columns;
  event.parameters = prepared->parameters;
  columns_ = prepared->metadata_follows ? prepared->columns : 0;
  left_ = prepared->metadata_follows ? prepared->parameters : 0;
  state_ = State::parameters;
  if (left_ == 0) {
    left_ = columns_;
    state_ = left_ > 0 ? State::prepared_columns : State::idle;
  }
  event.done = done();
  return event;
}

ResponseReader::Next ResponseReader::definition(ByteView prefix, PacketKind kind, State after) noexcept {
  if (first_byte(prefix) >= null_marker) return WireError::unknown_type;  // begins with the length of a name
  PacketEvent event{kind};
  if (--left_ > 0) return event;
  if (!deprecates_eof()) {
    state_ = after;
    return event;
  }
  if (after == State::columns_end) state_ = State::rows;
  if (after == State::prepared_columns_end) state_ = State::idle;
  if (after == State::parameters_end) {
    left_ = columns_;
    state_ = left_ > 0 ? State::prepared_columns : State::idle;
  }
  event.done = done();
  return event;
}

ResponseReader::Next ResponseReader::end_of_definitions(const FrameHead& head, ByteView prefix, PacketKind kind,
                                                        State after) noexcept {
  if (first_byte(prefix) != eof_header) return WireError::unknown_type;
  const auto status = status_of_end(prefix, head.payload_size, false);
  if (!status) return status.error();
  if (after == State::rows && cursor_ && (*status & server_status::cursor_exists) != 0) {
    PacketEvent event = finish(kind, *status);
    event.cursor = true;
    return event;
  }
  const std::uint16_t out = server_status::out_parameters | server_status::more_results;
  more_follow_ = after == State::rows && (*status & out) == out;
  PacketEvent event{kind};
  event.status = *status;
  state_ = after;
  if (after == State::prepared_columns) {
    left_ = columns_;
    if (left_ == 0) state_ = State::idle;
  }
  event.done = done();
  return event;
}

ResponseReader::Next ResponseReader::row(const FrameHead& head, ByteView prefix) noexcept {
  if (is_end(head, prefix)) return end_of_rows(head, prefix);
  cursor_ = false;  // its rows would come by COM_STMT_FETCH
  if (!binary_) return PacketEvent{PacketKind::text_row};
  if (first_byte(prefix) != 0) return WireError::bad_value;
  return PacketEvent{PacketKind::binary_row};
}

/// A text row that begins with 0xFE has a first value of 16 MB or more, and so fills its first frame.
bool ResponseReader::is_end(const FrameHead& head, ByteView prefix) const noexcept {
  return first_byte(prefix) == eof_header && head.payload_size < framing_.max_frame;
}

ResponseReader::Next ResponseReader::end_of_rows(const FrameHead& head, ByteView prefix) noexcept {
  if (!is_end(head, prefix)) return WireError::unknown_type;
  const auto status = status_of_end(prefix, head.payload_size, deprecates_eof());
  if (!status) return status.error();
  const bool cursor = cursor_ && (*status & server_status::cursor_exists) != 0;
  PacketEvent event = finish(PacketKind::end_of_rows, *status);
  event.cursor = cursor;
  return event;
}

ResponseReader::Next ResponseReader::login(const FrameHead& head, ByteView prefix) noexcept {
  PacketEvent event{PacketKind::login};
  switch (login_packet(prefix, capabilities_)) {
    case LoginPacket::ok: {
      const auto status = status_of_ok(prefix);
      if (!status) return status.error();
      state_ = State::idle;
      return PacketEvent{PacketKind::ok, true, false, false, false, *status};
    }
    case LoginPacket::error:
      return error(head, prefix);
    case LoginPacket::more_data:
      event.client_turn = !is_fast_path_done(prefix, head.payload_size);
      break;
    case LoginPacket::auth_switch:
    case LoginPacket::old_auth_switch:  // a packet in its place; no answer is ever given
    case LoginPacket::next_factor:
    case LoginPacket::plugin_data:
      event.client_turn = true;
      break;
  }
  return event;
}

ResponseReader::Next ResponseReader::binlog(const FrameHead& head, ByteView prefix) noexcept {
  if (first_byte(prefix) == ok_header) return PacketEvent{PacketKind::binlog_event, false, true};
  if (first_byte(prefix) != eof_header || head.payload_size != eof_size) return WireError::unknown_type;
  return finish(PacketKind::end_of_rows, static_cast<std::uint16_t>(load_le(prefix.data() + 3, 2)));
}

/// Another result follows where the status says so and the command can have several.
PacketEvent ResponseReader::finish(PacketKind kind, std::uint16_t status) noexcept {
  PacketEvent event{kind};
  event.status = status;
  const bool several = first_state(command_) == State::result;
  event.next_result = several && (more_follow_ || (status & server_status::more_results) != 0);
  more_follow_ = false;
  event.done = !event.next_result;
  state_ = event.next_result ? State::result : State::idle;
  return event;
}

namespace {

Result<std::uint16_t> status_of_ok(ByteView prefix) noexcept {
  WireReader reader(prefix);
  reader.u8();
  reader.lenenc();
  reader.lenenc();
  const std::uint16_t status = reader.u16();
  reader.u16();
  if (reader.failed()) return *reader.error();
  return status;
}

/// MySQL ends rows that an error in a procedure cuts short with an EOF, also where OK has replaced it.
Result<std::uint16_t> status_of_end(ByteView prefix, std::size_t payload_size, bool deprecates_eof) noexcept {
  if (payload_size == eof_size) return static_cast<std::uint16_t>(load_le(prefix.data() + 3, 2));
  if (!deprecates_eof) return WireError::bad_length;
  return status_of_ok(prefix);
}

}  // namespace

}  // namespace jaali::protocol::mysql

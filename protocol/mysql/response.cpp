#include "protocol/mysql/response.h"

#include "protocol/mysql/wire_reader.h"
#include "protocol/mysql/wire_writer.h"

namespace jaali::protocol::mysql {

namespace {

constexpr std::uint16_t progress_code = 0xffff;
constexpr std::size_t sqlstate_size = 5;
constexpr std::size_t eof_size = 5;

void read_info(WireReader& reader, OkView& ok, Capabilities capabilities) noexcept;

}  // namespace

// ---- OK

Result<OkView> decode_ok(ByteView payload, Capabilities capabilities) {
  WireReader reader(payload);
  OkView ok;
  ok.header = reader.u8();
  if (ok.header != ok_header && ok.header != eof_header) reader.fail(WireError::unknown_type);
  ok.affected_rows = reader.lenenc();
  ok.insert_id = reader.lenenc();
  ok.status = reader.u16();
  ok.warnings = reader.u16();
  if (reader.remaining() > 0) read_info(reader, ok, capabilities);
  return reader.finish(ok);
}

void append_ok(std::string& out, std::uint8_t& sequence, const OkView& ok, Capabilities capabilities) {
  WireWriter writer(out, sequence);
  writer.u8(ok.header).lenenc(ok.affected_rows).lenenc(ok.insert_id).u16(ok.status).u16(ok.warnings);
  if (has(capabilities, cap_session_track)) {
    if (ok.info || ok.session_changes) writer.lenenc_string(ok.info.value_or(""));
    if (ok.session_changes) writer.lenenc_string(text_of(*ok.session_changes));
  } else if (ok.info && ok.info_has_length) {
    writer.lenenc_string(*ok.info);
  } else if (ok.info) {
    writer.text(*ok.info);
  }
  writer.finish();
}

// ---- ERR, EOF

bool is_error(ByteView payload) noexcept {
  return payload.size() >= 3 && std::to_integer<std::uint8_t>(payload[0]) == error_header;
}

Result<ErrorView> decode_error(ByteView payload) {
  WireReader reader(payload);
  if (reader.u8() != error_header) reader.fail(WireError::unknown_type);
  ErrorView error;
  error.code = reader.u16();
  if (error.code == progress_code) reader.fail(WireError::bad_value);
  if (reader.remaining() > sqlstate_size && reader.peek()[0] == std::byte{'#'}) {
    reader.u8();
    error.sqlstate = text_of(reader.bytes(sqlstate_size));
  }
  error.message = text_of(reader.rest());
  return reader.finish(error);
}

void append_error(std::string& out, std::uint8_t& sequence, const ErrorView& error) {
  WireWriter writer(out, sequence);
  writer.u8(error_header).u16(error.code);
  if (error.sqlstate.size() == sqlstate_size) writer.u8('#').text(error.sqlstate);
  writer.text(error.message).finish();
}

Result<ProgressView> decode_progress(ByteView payload) {
  WireReader reader(payload);
  if (reader.u8() != error_header) reader.fail(WireError::unknown_type);
  if (reader.u16() != progress_code) reader.fail(WireError::bad_value);
  if (reader.u8() != 1) reader.fail(WireError::bad_value);  // strings that follow
  ProgressView progress;
  progress.stage = reader.u8();
  progress.stages = reader.u8();
  progress.thousandths = reader.u24();
  progress.info = reader.lenenc_string();
  return reader.finish(progress);
}

void append_progress(std::string& out, std::uint8_t& sequence, const ProgressView& progress) {
  WireWriter writer(out, sequence);
  writer.u8(error_header).u16(progress_code).u8(1).u8(progress.stage).u8(progress.stages);
  writer.u24(progress.thousandths).lenenc_string(progress.info).finish();
}

Result<EofView> decode_eof(ByteView payload) {
  WireReader reader(payload);
  if (reader.u8() != eof_header) reader.fail(WireError::unknown_type);
  EofView eof;
  eof.warnings = reader.u16();
  eof.status = reader.u16();
  return reader.finish(eof);
}

void append_eof(std::string& out, std::uint8_t& sequence, const EofView& eof) {
  WireWriter writer(out, sequence);
  writer.u8(eof_header).u16(eof.warnings).u16(eof.status).finish();
}

Result<OkView> decode_end_of_rows(ByteView payload, Capabilities capabilities) {
  if (has(capabilities, cap_deprecate_eof) && payload.size() != eof_size) {
    if (!payload.empty() && payload[0] == std::byte{ok_header}) return WireError::unknown_type;
    return decode_ok(payload, capabilities);
  }
  const auto eof = decode_eof(payload);
  if (!eof) return eof.error();
  OkView end;
  end.header = eof_header;
  end.status = eof->status;
  end.warnings = eof->warnings;
  return end;
}

void append_end_of_rows(std::string& out, std::uint8_t& sequence, const OkView& end, Capabilities capabilities) {
  if (!has(capabilities, cap_deprecate_eof)) return append_eof(out, sequence, {end.warnings, end.status});
  OkView ok = end;
  ok.header = eof_header;
  append_ok(out, sequence, ok, capabilities);
}

Result<std::string_view> decode_infile(ByteView payload) {
  WireReader reader(payload);
  if (reader.u8() != infile_header) reader.fail(WireError::unknown_type);
  const std::string_view file = text_of(reader.rest());
  return reader.finish(file);
}

void append_infile(std::string& out, std::uint8_t& sequence, std::string_view file) {
  WireWriter writer(out, sequence);
  writer.u8(infile_header).text(file).finish();
}

namespace {

/// With session tracking, two strings with lengths. Without, the documentation says that the text runs to the end, but
/// servers put a length before it all the same, and their client skips one: both forms are kept as they come.
void read_info(WireReader& reader, OkView& ok, Capabilities capabilities) noexcept {
  if (has(capabilities, cap_session_track)) {
    ok.info = reader.lenenc_string();
    const bool changed = (ok.status & server_status::session_state_changed) != 0;
    if (changed && reader.remaining() > 0) ok.session_changes = reader.lenenc_bytes();
    return;
  }
  WireReader counted(reader.peek());
  const std::string_view text = counted.lenenc_string();
  ok.info_has_length = !counted.failed() && counted.remaining() == 0;
  const std::string_view whole = text_of(reader.rest());
  ok.info = ok.info_has_length ? text : whole;
}

}  // namespace

}  // namespace jaali::protocol::mysql

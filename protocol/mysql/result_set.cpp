// The parts of a result set before its rows, and the answer to COM_STMT_PREPARE.
#include "protocol/mysql/response.h"
#include "protocol/mysql/wire_reader.h"
#include "protocol/mysql/wire_writer.h"

namespace jaali::protocol::mysql {

namespace {

constexpr std::uint64_t fixed_fields = 0x0c;  ///< bytes from the collation to the filler
constexpr std::uint8_t extended_type_name = 0, extended_format = 1;

/// Walks MariaDB's extended metadata; calls `take(kind, text)` for each entry.
template <class Take>
void read_extended(WireReader& reader, Take take) {
  while (!reader.failed() && reader.remaining() > 0) {
    const std::uint8_t kind = reader.u8();
    const std::string_view text = reader.lenenc_string();
    if (!reader.failed()) take(kind, text);
  }
}

bool says_metadata(Capabilities capabilities) noexcept {
  return has(capabilities, cap_optional_metadata) || has(capabilities, cap_mariadb_cache_metadata);
}

bool read_metadata_follows(WireReader& reader) noexcept {
  const std::uint8_t follows = reader.u8();
  if (follows > 1) reader.fail(WireError::bad_value);
  return follows == 1;
}

}  // namespace

Result<ColumnCountView> decode_column_count(ByteView payload, Capabilities capabilities) {
  WireReader reader(payload);
  ColumnCountView count;
  count.columns = reader.lenenc();
  if (count.columns == 0) reader.fail(WireError::bad_value);  // would be an OK
  if (count.columns > max_columns) reader.fail(WireError::too_many);
  if (says_metadata(capabilities)) count.metadata_follows = read_metadata_follows(reader);
  return reader.finish(count);
}

void append_column_count(std::string& out, std::uint8_t& sequence, const ColumnCountView& count,
                         Capabilities capabilities) {
  WireWriter writer(out, sequence);
  writer.lenenc(count.columns);
  if (says_metadata(capabilities)) writer.u8(count.metadata_follows ? 1 : 0);
  writer.finish();
}

ExtendedType ColumnDefinitionView::extended_type() const noexcept {
  ExtendedType found;
  WireReader reader(extended);
  read_extended(reader, [&](std::uint8_t kind, std::string_view text) {
    if (kind == extended_type_name) found.type = text;
    if (kind == extended_format) found.format = text;
  });
  return found;
}

Result<ColumnDefinitionView> decode_column_definition(ByteView payload, Capabilities capabilities, bool is_field_list) {
  WireReader reader(payload);
  ColumnDefinitionView column;
  column.catalog = reader.lenenc_string();
  column.schema = reader.lenenc_string();
  column.table = reader.lenenc_string();
  column.org_table = reader.lenenc_string();
  column.name = reader.lenenc_string();
  column.org_name = reader.lenenc_string();
  if (has(capabilities, cap_mariadb_extended_metadata)) {
    column.extended = reader.lenenc_bytes();
    WireReader inside(column.extended);
    read_extended(inside, [](std::uint8_t, std::string_view) {});
    if (inside.failed()) reader.fail(*inside.error());
  }
  if (reader.lenenc() != fixed_fields) reader.fail(WireError::bad_length);
  column.collation = reader.u16();
  column.length = reader.u32();
  column.type = static_cast<FieldType>(reader.u8());
  column.flags = reader.u16();
  column.decimals = reader.u8();
  reader.u16();  // "for the future"
  column.is_field_list = is_field_list;
  if (is_field_list && reader.remaining() > 0) {
    if (const auto value = reader.lenenc_value()) column.default_value = text_of(*value);
  } else if (is_field_list) {
    reader.fail(WireError::truncated);
  }
  return reader.finish(column);
}

void append_column_definition(std::string& out, std::uint8_t& sequence, const ColumnDefinitionView& column,
                              Capabilities capabilities) {
  WireWriter writer(out, sequence);
  writer.lenenc_string(column.catalog).lenenc_string(column.schema).lenenc_string(column.table);
  writer.lenenc_string(column.org_table).lenenc_string(column.name).lenenc_string(column.org_name);
  if (has(capabilities, cap_mariadb_extended_metadata)) writer.lenenc_string(text_of(column.extended));
  writer.lenenc(fixed_fields).u16(column.collation).u32(column.length).u8(static_cast<std::uint8_t>(column.type));
  writer.u16(column.flags).u8(column.decimals).u16(0);
  if (column.is_field_list) {
    writer.lenenc_value(column.default_value ? std::optional(bytes_of(*column.default_value)) : std::nullopt);
  }
  writer.finish();
}

Result<PrepareOkView> decode_prepare_ok(ByteView payload, Capabilities capabilities) {
  WireReader reader(payload);
  if (reader.u8() != ok_header) reader.fail(WireError::unknown_type);
  PrepareOkView prepared;
  prepared.statement = reader.u32();
  prepared.columns = reader.u16();
  prepared.parameters = reader.u16();
  if (reader.u8() != 0) reader.fail(WireError::bad_value);
  prepared.warnings = reader.u16();
  if (has(capabilities, cap_optional_metadata)) prepared.metadata_follows = read_metadata_follows(reader);
  return reader.finish(prepared);
}

void append_prepare_ok(std::string& out, std::uint8_t& sequence, const PrepareOkView& prepared,
                       Capabilities capabilities) {
  WireWriter writer(out, sequence);
  writer.u8(ok_header).u32(prepared.statement).u16(prepared.columns).u16(prepared.parameters).u8(0);
  writer.u16(prepared.warnings);
  if (has(capabilities, cap_optional_metadata)) writer.u8(prepared.metadata_follows ? 1 : 0);
  writer.finish();
}

}  // namespace jaali::protocol::mysql

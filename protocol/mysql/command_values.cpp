// The commands that carry values: COM_QUERY's attributes, COM_STMT_EXECUTE, COM_STMT_BULK_EXECUTE.
#include "protocol/mysql/command.h"
#include "protocol/mysql/parameters.h"

namespace jaali::protocol::mysql {

namespace {

std::vector<ParameterView> read_attributes_of_query(WireReader& reader);
std::size_t read_count(WireReader& reader) noexcept;
/// Whether a COM_STMT_EXECUTE says how many parameters it has: always where it has some, otherwise by its flag.
bool says_count(std::uint8_t flags, std::size_t own, Capabilities capabilities) noexcept {
  return has(capabilities, cap_query_attributes) && (own > 0 || (flags & parameter_count_available) != 0);
}

}  // namespace

Result<QueryView> decode_query(ByteView payload, Capabilities capabilities) {
  WireReader reader(payload);
  if (reader.u8() != static_cast<std::uint8_t>(Command::query)) reader.fail(WireError::unknown_type);
  QueryView query;
  if (has(capabilities, cap_query_attributes)) query.attributes = read_attributes_of_query(reader);
  query.text = text_of(reader.rest());
  return reader.finish(std::move(query));
}

Result<std::optional<std::size_t>> query_text_offset(ByteView front, Capabilities capabilities) {
  WireReader reader(front);
  const std::uint8_t command = reader.u8();
  if (!reader.failed() && command != static_cast<std::uint8_t>(Command::query)) return WireError::unknown_type;
  if (has(capabilities, cap_query_attributes)) (void)read_attributes_of_query(reader);
  if (reader.error() == WireError::truncated) return std::optional<std::size_t>{};
  if (reader.failed()) return *reader.error();
  return std::optional<std::size_t>{front.size() - reader.remaining()};
}

void append_query(std::string& out, std::uint8_t& sequence, std::string_view text, Capabilities capabilities,
                  const Framing& framing) {
  append_query(out, sequence, QueryView{{}, text}, capabilities, framing);
}

void append_query(std::string& out, std::uint8_t& sequence, const QueryView& query, Capabilities capabilities,
                  const Framing& framing) {
  WireWriter writer(out, sequence, framing);
  writer.u8(static_cast<std::uint8_t>(Command::query));
  if (has(capabilities, cap_query_attributes)) {
    writer.lenenc(query.attributes.size()).lenenc(1);
    if (!query.attributes.empty()) write_parameters(writer, query.attributes, true, true, false);
  }
  writer.text(query.text).finish();
}

Result<ExecuteView> decode_execute(ByteView payload, const ExecuteContext& context, Capabilities capabilities) {
  WireReader reader(payload);
  if (reader.u8() != static_cast<std::uint8_t>(Command::stmt_execute)) reader.fail(WireError::unknown_type);
  ExecuteView execute;
  execute.statement = reader.u32();
  execute.flags = reader.u8();
  execute.iterations = reader.u32();
  ParameterBlock block{context.parameters, false,          context.bound, context.long_data,
                       context.parameters, context.mariadb};
  if (says_count(execute.flags, block.own, capabilities)) {
    block.named = true;
    block.count = read_count(reader);
  }
  if (block.count > 0 && !reader.failed()) execute.parameters = read_parameters(reader, block, execute.new_types);
  return reader.finish(std::move(execute));
}

void append_execute(std::string& out, std::uint8_t& sequence, const ExecuteView& execute, const ExecuteContext& context,
                    Capabilities capabilities, const Framing& framing) {
  WireWriter writer(out, sequence, framing);
  writer.u8(static_cast<std::uint8_t>(Command::stmt_execute)).u32(execute.statement).u8(execute.flags);
  writer.u32(execute.iterations);
  const bool named = says_count(execute.flags, context.parameters, capabilities);
  if (named) writer.lenenc(execute.parameters.size());
  if (!execute.parameters.empty()) {
    write_parameters(writer, execute.parameters, named, execute.new_types, context.mariadb);
  }
  writer.finish();
}

Result<BulkExecuteView> decode_bulk_execute(ByteView payload, const ExecuteContext& context) {
  WireReader reader(payload);
  if (reader.u8() != static_cast<std::uint8_t>(Command::stmt_bulk_execute)) reader.fail(WireError::unknown_type);
  BulkExecuteView execute;
  execute.statement = reader.u32();
  execute.flags = reader.u16();
  if ((execute.flags & ~(bulk_unit_results | bulk_send_types)) != 0) reader.fail(WireError::bad_value);
  const std::size_t count = context.parameters;
  const bool sends_types = (execute.flags & bulk_send_types) != 0;
  if (sends_types && reader.remaining() < 2 * count) reader.fail(WireError::truncated);
  if (count == 0 || (!sends_types && context.bound.size() < count)) reader.fail(WireError::bad_value);
  for (std::size_t i = 0; i < count && sends_types && !reader.failed(); ++i) {
    execute.types.push_back(read_parameter_type(reader));
  }
  const std::span<const ParameterType> types = sends_types ? execute.types : context.bound;
  execute.values = reader.peek();
  do {
    for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
      const auto indicator = static_cast<BulkIndicator>(reader.u8());
      if (indicator > BulkIndicator::ignore) reader.fail(WireError::bad_value);
      if (indicator == BulkIndicator::none && !reader.failed()) (void)read_parameter_value(reader, types[i].type, true);
    }
    ++execute.rows;
  } while (reader.remaining() > 0);
  return reader.finish(std::move(execute));
}

void append_bulk_execute(std::string& out, std::uint8_t& sequence, const BulkExecuteView& execute,
                         const Framing& framing) {
  WireWriter writer(out, sequence, framing);
  writer.u8(static_cast<std::uint8_t>(Command::stmt_bulk_execute)).u32(execute.statement).u16(execute.flags);
  for (const auto& type : execute.types) write_parameter_type(writer, type);
  writer.bytes(execute.values).finish();
}

namespace {

std::vector<ParameterView> read_attributes_of_query(WireReader& reader) {
  const std::size_t count = read_count(reader);
  if (reader.lenenc() != 1) reader.fail(WireError::bad_value);  // sets of parameters
  bool new_types = true;
  if (count == 0 || reader.failed()) return {};
  auto attributes = read_parameters(reader, {count, true, {}, {}, 0, false}, new_types);
  if (!new_types) reader.fail(WireError::bad_value);
  return attributes;
}

std::size_t read_count(WireReader& reader) noexcept {
  const std::uint64_t count = reader.lenenc();
  if (count > max_parameters) reader.fail(WireError::too_many);
  return reader.failed() ? 0 : static_cast<std::size_t>(count);
}

}  // namespace

}  // namespace jaali::protocol::mysql

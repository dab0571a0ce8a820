#include "protocol/postgres/frontend.h"

#include "protocol/postgres/wire_reader.h"
#include "protocol/postgres/wire_writer.h"

namespace jaali::protocol::postgres {

namespace {

template <class View>
Result<View> decode_target(ByteView body);
WireWriter& formats(WireWriter& writer, const std::vector<std::int16_t>& codes);
bool formats_fit(std::size_t formats, std::size_t values) noexcept;

constexpr char tag(Frontend type) noexcept { return static_cast<char>(type); }

}  // namespace

std::optional<Frontend> frontend_type(char type) noexcept {
  switch (static_cast<Frontend>(type)) {
    case Frontend::bind:
    case Frontend::close:
    case Frontend::copy_data:
    case Frontend::copy_done:
    case Frontend::copy_fail:
    case Frontend::describe:
    case Frontend::execute:
    case Frontend::flush:
    case Frontend::function_call:
    case Frontend::parse:
    case Frontend::password:
    case Frontend::query:
    case Frontend::sync:
    case Frontend::terminate:
      return static_cast<Frontend>(type);
  }
  return std::nullopt;
}

void append_message(std::string& out, Frontend type, ByteView body) {
  WireWriter writer(out, tag(type));
  writer.bytes(body).finish();
}

Result<QueryView> decode_query(ByteView body) {
  WireReader reader(body);
  const QueryView query{reader.cstring()};
  return reader.finish(query);
}

void append_query(std::string& out, std::string_view text) {
  WireWriter writer(out, tag(Frontend::query));
  writer.cstring(text).finish();
}

Result<ParseView> decode_parse(ByteView body) {
  WireReader reader(body);
  ParseView parse;
  parse.statement = reader.cstring();
  parse.text = reader.cstring();
  parse.parameter_types.resize(reader.count(4));
  for (auto& type : parse.parameter_types) type = reader.u32();
  return reader.finish(std::move(parse));
}

void append_parse(std::string& out, std::string_view statement, std::string_view text,
                  std::span<const std::uint32_t> parameter_types) {
  WireWriter writer(out, tag(Frontend::parse));
  writer.cstring(statement).cstring(text).count(parameter_types.size());
  for (const auto type : parameter_types) writer.u32(type);
  writer.finish();
}

Result<BindView> decode_bind(ByteView body) {
  WireReader reader(body);
  BindView bind;
  bind.portal = reader.cstring();
  bind.statement = reader.cstring();
  bind.parameter_formats = reader.formats();
  bind.parameters.resize(reader.count(4));
  for (auto& parameter : bind.parameters) parameter = reader.value();
  bind.result_formats = reader.formats();
  if (!formats_fit(bind.parameter_formats.size(), bind.parameters.size())) reader.fail(WireError::bad_value);
  return reader.finish(std::move(bind));
}

void append_bind(std::string& out, const BindView& bind) {
  WireWriter writer(out, tag(Frontend::bind));
  writer.cstring(bind.portal).cstring(bind.statement);
  formats(writer, bind.parameter_formats).count(bind.parameters.size());
  for (const auto& parameter : bind.parameters) writer.value(parameter);
  formats(writer, bind.result_formats).finish();
}

Result<DescribeView> decode_describe(ByteView body) { return decode_target<DescribeView>(body); }

void append_describe(std::string& out, Target target, std::string_view name) {
  WireWriter writer(out, tag(Frontend::describe));
  writer.u8(static_cast<std::uint8_t>(target)).cstring(name).finish();
}

Result<CloseView> decode_close(ByteView body) { return decode_target<CloseView>(body); }

void append_close(std::string& out, Target target, std::string_view name) {
  WireWriter writer(out, tag(Frontend::close));
  writer.u8(static_cast<std::uint8_t>(target)).cstring(name).finish();
}

Result<ExecuteView> decode_execute(ByteView body) {
  WireReader reader(body);
  ExecuteView execute{};
  execute.portal = reader.cstring();
  execute.max_rows = reader.i32();
  return reader.finish(execute);
}

void append_execute(std::string& out, std::string_view portal, std::int32_t max_rows) {
  WireWriter writer(out, tag(Frontend::execute));
  writer.cstring(portal).i32(max_rows).finish();
}

Result<FunctionCallView> decode_function_call(ByteView body) {
  WireReader reader(body);
  const FunctionCallView call{reader.u32()};
  const std::size_t argument_formats = reader.formats().size();
  const std::size_t arguments = reader.count(4);
  for (std::size_t i = 0; i < arguments && !reader.failed(); ++i) reader.value();
  reader.format();
  if (!formats_fit(argument_formats, arguments)) reader.fail(WireError::bad_value);
  return reader.finish(call);
}

Result<CopyFailView> decode_copy_fail(ByteView body) {
  WireReader reader(body);
  const CopyFailView fail{reader.cstring()};
  return reader.finish(fail);
}

void append_copy_fail(std::string& out, std::string_view reason) {
  WireWriter writer(out, tag(Frontend::copy_fail));
  writer.cstring(reason).finish();
}

Result<std::string_view> decode_password(ByteView body) {
  WireReader reader(body);
  const std::string_view password = reader.cstring();
  return reader.finish(password);
}

void append_password(std::string& out, std::string_view password) {
  WireWriter writer(out, tag(Frontend::password));
  writer.cstring(password).finish();
}

Result<SaslInitialResponseView> decode_sasl_initial_response(ByteView body) {
  WireReader reader(body);
  SaslInitialResponseView initial;
  initial.mechanism = reader.cstring();
  initial.response = reader.value();
  return reader.finish(initial);
}

void append_sasl_initial_response(std::string& out, std::string_view mechanism, std::string_view response) {
  WireWriter writer(out, tag(Frontend::password));
  writer.cstring(mechanism).value(bytes_of(response)).finish();
}

void append_sasl_response(std::string& out, std::string_view response) {
  append_message(out, Frontend::password, bytes_of(response));
}

void append_flush(std::string& out) { append_message(out, Frontend::flush, {}); }
void append_sync(std::string& out) { append_message(out, Frontend::sync, {}); }
void append_terminate(std::string& out) { append_message(out, Frontend::terminate, {}); }
void append_copy_done(std::string& out) { append_message(out, Frontend::copy_done, {}); }

namespace {

template <class View>
Result<View> decode_target(ByteView body) {
  WireReader reader(body);
  const auto target = static_cast<Target>(reader.u8());
  const View view{target, reader.cstring()};
  if (target != Target::statement && target != Target::portal) reader.fail(WireError::bad_value);
  return reader.finish(view);
}

WireWriter& formats(WireWriter& writer, const std::vector<std::int16_t>& codes) {
  writer.count(codes.size());
  for (const auto code : codes) writer.i16(code);
  return writer;
}

/// None, one for all, or one each. PostgreSQL checks the same at Bind.
bool formats_fit(std::size_t formats, std::size_t values) noexcept { return formats <= 1 || formats == values; }

}  // namespace

}  // namespace jaali::protocol::postgres

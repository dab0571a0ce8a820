#include "protocol/postgres/backend.h"

#include <algorithm>
#include <charconv>

#include "protocol/postgres/wire_reader.h"
#include "protocol/postgres/wire_writer.h"

namespace jaali::protocol::postgres {

namespace {

constexpr std::size_t min_key = 4;
constexpr std::size_t max_key = 256;
constexpr std::size_t max_mechanisms = 16;
constexpr std::size_t max_error_fields = 64;   // PostgreSQL has 18
constexpr std::size_t max_unrecognised = 128;  // as many as a start-up message may carry
constexpr std::size_t field_size = 1 + 18;     // a RowDescription field with an empty name

constexpr char tag(Backend type) noexcept { return static_cast<char>(type); }
bool data_fits(Authentication kind, std::size_t size) noexcept;

}  // namespace

std::optional<Backend> backend_type(char type) noexcept {
  switch (static_cast<Backend>(type)) {
    case Backend::authentication:
    case Backend::backend_key_data:
    case Backend::bind_complete:
    case Backend::close_complete:
    case Backend::command_complete:
    case Backend::copy_both_response:
    case Backend::copy_data:
    case Backend::copy_done:
    case Backend::copy_in_response:
    case Backend::copy_out_response:
    case Backend::data_row:
    case Backend::empty_query_response:
    case Backend::error_response:
    case Backend::function_call_response:
    case Backend::negotiate_protocol_version:
    case Backend::no_data:
    case Backend::notice_response:
    case Backend::notification_response:
    case Backend::parameter_description:
    case Backend::parameter_status:
    case Backend::parse_complete:
    case Backend::portal_suspended:
    case Backend::ready_for_query:
    case Backend::row_description:
      return static_cast<Backend>(type);
  }
  return std::nullopt;
}

std::string_view ErrorView::field(char code) const noexcept {
  const auto found = std::ranges::find(fields, code, &ErrorField::code);
  return found == fields.end() ? std::string_view{} : found->text;
}

void append_message(std::string& out, Backend type, ByteView body) {
  WireWriter writer(out, tag(type));
  writer.bytes(body).finish();
}

Result<AuthenticationView> decode_authentication(ByteView body) {
  WireReader reader(body);
  AuthenticationView view{};
  view.kind = static_cast<Authentication>(reader.i32());
  view.data = reader.rest();
  if (!data_fits(view.kind, view.data.size())) reader.fail(WireError::bad_value);
  return reader.finish(view);
}

void append_authentication(std::string& out, Authentication kind, std::string_view data) {
  WireWriter writer(out, tag(Backend::authentication));
  writer.i32(static_cast<std::int32_t>(kind)).bytes(bytes_of(data)).finish();
}

Result<std::vector<std::string_view>> decode_sasl_mechanisms(ByteView data) {
  WireReader reader(data);
  std::vector<std::string_view> mechanisms;
  for (std::string_view name = reader.cstring(); !name.empty(); name = reader.cstring()) {
    if (mechanisms.size() == max_mechanisms) return WireError::too_many;
    mechanisms.push_back(name);
  }
  return reader.finish(std::move(mechanisms));
}

void append_sasl_mechanisms(std::string& out, std::span<const std::string_view> mechanisms) {
  WireWriter writer(out, tag(Backend::authentication));
  writer.i32(static_cast<std::int32_t>(Authentication::sasl));
  for (const auto name : mechanisms) writer.cstring(name);
  writer.u8(0).finish();
}

Result<BackendKeyDataView> decode_backend_key_data(ByteView body) {
  WireReader reader(body);
  BackendKeyDataView key{};
  key.process_id = reader.i32();
  key.secret_key = reader.rest();
  if (key.secret_key.size() < min_key) reader.fail(WireError::truncated);
  if (key.secret_key.size() > max_key) reader.fail(WireError::overlong);
  return reader.finish(key);
}

void append_backend_key_data(std::string& out, std::int32_t process_id, ByteView secret_key) {
  WireWriter writer(out, tag(Backend::backend_key_data));
  writer.i32(process_id).bytes(secret_key).finish();
}

Result<NegotiateProtocolVersionView> decode_negotiate_protocol_version(ByteView body) {
  WireReader reader(body);
  NegotiateProtocolVersionView view{reader.u32(), {}};
  const std::int32_t count = reader.i32();
  if (count < 0) reader.fail(WireError::bad_length);
  if (count > static_cast<std::int32_t>(max_unrecognised)) reader.fail(WireError::too_many);
  for (std::int32_t i = 0; i < count && !reader.failed(); ++i) view.unrecognised.push_back(reader.cstring());
  return reader.finish(std::move(view));
}

void append_negotiate_protocol_version(std::string& out, std::uint32_t newest_minor,
                                       std::span<const std::string_view> unrecognised) {
  WireWriter writer(out, tag(Backend::negotiate_protocol_version));
  writer.u32(newest_minor).u32(static_cast<std::uint32_t>(unrecognised.size()));
  for (const auto name : unrecognised) writer.cstring(name);
  writer.finish();
}

Result<ParameterStatusView> decode_parameter_status(ByteView body) {
  WireReader reader(body);
  ParameterStatusView status;
  status.name = reader.cstring();
  status.value = reader.cstring();
  return reader.finish(status);
}

void append_parameter_status(std::string& out, std::string_view name, std::string_view value) {
  WireWriter writer(out, tag(Backend::parameter_status));
  writer.cstring(name).cstring(value).finish();
}

Result<NotificationView> decode_notification(ByteView body) {
  WireReader reader(body);
  NotificationView notification{};
  notification.process_id = reader.i32();
  notification.channel = reader.cstring();
  notification.payload = reader.cstring();
  return reader.finish(notification);
}

void append_notification(std::string& out, const NotificationView& notification) {
  WireWriter writer(out, tag(Backend::notification_response));
  writer.i32(notification.process_id).cstring(notification.channel).cstring(notification.payload).finish();
}

Result<TransactionStatus> decode_ready_for_query(ByteView body) {
  WireReader reader(body);
  const auto status = static_cast<TransactionStatus>(reader.u8());
  if (status != TransactionStatus::idle && status != TransactionStatus::in_transaction &&
      status != TransactionStatus::failed) {
    reader.fail(WireError::bad_value);
  }
  return reader.finish(status);
}

void append_ready_for_query(std::string& out, TransactionStatus status) {
  WireWriter writer(out, tag(Backend::ready_for_query));
  writer.u8(static_cast<std::uint8_t>(status)).finish();
}

Result<RowDescriptionView> decode_row_description(ByteView body) {
  WireReader reader(body);
  RowDescriptionView description;
  description.fields.resize(reader.count(field_size));
  for (auto& field : description.fields) {
    field.name = reader.cstring();
    field.table = reader.u32();
    field.column = reader.i16();
    field.type = reader.u32();
    field.type_size = reader.i16();
    field.type_modifier = reader.i32();
    field.format = reader.format();
  }
  return reader.finish(std::move(description));
}

void append_row_description(std::string& out, const RowDescriptionView& description) {
  WireWriter writer(out, tag(Backend::row_description));
  writer.count(description.fields.size());
  for (const auto& field : description.fields) {
    writer.cstring(field.name).u32(field.table).i16(field.column).u32(field.type);
    writer.i16(field.type_size).i32(field.type_modifier).i16(field.format);
  }
  writer.finish();
}

Result<CopyResponseView> decode_copy_response(ByteView body) {
  WireReader reader(body);
  CopyResponseView response{reader.i8(), {}};
  if (response.format != 0 && response.format != 1) reader.fail(WireError::bad_value);
  response.column_formats = reader.formats();
  return reader.finish(std::move(response));
}

void append_copy_response(std::string& out, Backend kind, const CopyResponseView& response) {
  WireWriter writer(out, tag(kind));
  writer.u8(static_cast<std::uint8_t>(response.format)).count(response.column_formats.size());
  for (const auto format : response.column_formats) writer.i16(format);
  writer.finish();
}

Result<ValueView> decode_function_call_response(ByteView body) {
  WireReader reader(body);
  const ValueView value = reader.value();
  return reader.finish(value);
}

void append_function_call_response(std::string& out, const ValueView& value) {
  WireWriter writer(out, tag(Backend::function_call_response));
  writer.value(value).finish();
}

Result<std::vector<std::uint32_t>> decode_parameter_description(ByteView body) {
  WireReader reader(body);
  std::vector<std::uint32_t> types(reader.count(4));
  for (auto& type : types) type = reader.u32();
  return reader.finish(std::move(types));
}

void append_parameter_description(std::string& out, std::span<const std::uint32_t> types) {
  WireWriter writer(out, tag(Backend::parameter_description));
  writer.count(types.size());
  for (const auto type : types) writer.u32(type);
  writer.finish();
}

void append_data_row(std::string& out, std::span<const ValueView> values) {
  WireWriter writer(out, tag(Backend::data_row));
  writer.count(values.size());
  for (const auto& value : values) writer.value(value);
  writer.finish();
}

Result<std::string_view> decode_command_complete(ByteView body) {
  WireReader reader(body);
  const std::string_view text = reader.cstring();
  return reader.finish(text);
}

void append_command_complete(std::string& out, std::string_view text) {
  WireWriter writer(out, tag(Backend::command_complete));
  writer.cstring(text).finish();
}

std::optional<std::uint64_t> rows_of_tag(std::string_view text) noexcept {
  constexpr std::string_view counted[] = {"SELECT ", "INSERT 0 ", "UPDATE ", "DELETE ",
                                          "MERGE ",  "FETCH ",    "MOVE ",   "COPY "};
  for (const auto verb : counted) {
    if (!text.starts_with(verb)) continue;
    const std::string_view digits = text.substr(verb.size());
    std::uint64_t rows = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), rows);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return rows;
  }
  return std::nullopt;
}

Result<ErrorView> decode_error(ByteView body) {
  WireReader reader(body);
  ErrorView view;
  for (;;) {
    const auto code = static_cast<char>(reader.u8());
    if (code == '\0') break;
    if (view.fields.size() == max_error_fields) return WireError::too_many;
    view.fields.push_back({code, reader.cstring()});
    if (reader.failed()) break;
  }
  return reader.finish(std::move(view));
}

void append_error(std::string& out, Backend kind, std::span<const ErrorField> fields) {
  WireWriter writer(out, tag(kind));
  for (const auto& field : fields) writer.u8(static_cast<std::uint8_t>(field.code)).cstring(field.text);
  writer.u8(0).finish();
}

namespace {

bool data_fits(Authentication kind, std::size_t size) noexcept {
  switch (kind) {
    case Authentication::ok:
    case Authentication::kerberos_v5:
    case Authentication::cleartext_password:
    case Authentication::gss:
    case Authentication::sspi:
      return size == 0;
    case Authentication::md5_password:
      return size == 4;
    case Authentication::sasl:
      return size > 0;
    case Authentication::gss_continue:
    case Authentication::sasl_continue:
    case Authentication::sasl_final:
      return true;
  }
  return false;
}

}  // namespace

}  // namespace jaali::protocol::postgres

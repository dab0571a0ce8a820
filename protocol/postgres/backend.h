#pragma once
// Messages of the backend (server to client): decode to views, encode from values. Same rules as frontend.h.
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/postgres/frame.h"

namespace jaali::protocol::postgres {

enum class Backend : char {
  authentication = 'R', backend_key_data = 'K', bind_complete = '2', close_complete = '3', command_complete = 'C',
  copy_both_response = 'W', copy_data = 'd', copy_done = 'c', copy_in_response = 'G', copy_out_response = 'H',
  data_row = 'D', empty_query_response = 'I', error_response = 'E', function_call_response = 'V',
  negotiate_protocol_version = 'v', no_data = 'n', notice_response = 'N', notification_response = 'A',
  parameter_description = 't', parameter_status = 'S', parse_complete = '1', portal_suspended = 's',
  ready_for_query = 'Z', row_description = 'T',
};
[[nodiscard]] std::optional<Backend> backend_type(char type) noexcept;

enum class Authentication : std::int32_t {
  ok = 0, kerberos_v5 = 2, cleartext_password = 3, md5_password = 5, gss = 7, gss_continue = 8, sspi = 9, sasl = 10,
  sasl_continue = 11, sasl_final = 12,
};
struct AuthenticationView { Authentication kind; ByteView data; };  ///< data: salt, mechanisms or SASL payload
struct BackendKeyDataView { std::int32_t process_id; ByteView secret_key; };
/// `newest_minor` is the word as sent. The documentation calls it the minor version; servers send the whole version
/// (0x00030000), and so does whoever answers for one.
struct NegotiateProtocolVersionView { std::uint32_t newest_minor; std::vector<std::string_view> unrecognised; };
struct ParameterStatusView { std::string_view name, value; };
struct NotificationView { std::int32_t process_id; std::string_view channel, payload; };
enum class TransactionStatus : char { idle = 'I', in_transaction = 'T', failed = 'E' };

/// One column of a RowDescription. `table` and `column` are the wire origin; 0 where there is none.
struct FieldView {
  std::string_view name;
  std::uint32_t table;
  std::int16_t column;
  std::uint32_t type;
  std::int16_t type_size;
  std::int32_t type_modifier;
  std::int16_t format;
};
/// CopyInResponse, CopyOutResponse, CopyBothResponse: formats are 0 (text) or 1 (binary).
struct CopyResponseView { std::int8_t format; std::vector<std::int16_t> column_formats; };
struct RowDescriptionView { std::vector<FieldView> fields; };

/// One value of a DataRow; absent: NULL.
using ValueView = std::optional<ByteView>;

/// Walks a DataRow's values without allocating: `count()` columns, then `next()` once for each.
class DataRowReader {
 public:
  [[nodiscard]] static Result<DataRowReader> open(ByteView body) {
    if (body.size() < 2) return WireError::truncated;
    const std::uint16_t count = load_u16(body.data());
    return DataRowReader(body.subspan(2), count);
  }
  [[nodiscard]] std::uint16_t count() const noexcept { return count_; }
  [[nodiscard]] Result<ValueView> next();
  /// Fails unless every value was read and no byte is left.
  [[nodiscard]] Result<void> finish() const {
    if (read_ != count_) return WireError::truncated;
    return decode_empty(rest_);
  }

 private:
  DataRowReader(ByteView rest, std::uint16_t count) noexcept : rest_(rest), count_(count) {}
  ByteView rest_;
  std::uint16_t count_;
  std::uint16_t read_ = 0;
};

inline Result<ValueView> DataRowReader::next() {
  if (read_ == count_) return WireError::too_many;
  if (rest_.size() < 4) return WireError::truncated;
  const std::uint32_t length = load_u32(rest_.data());
  if (length == 0xffffffffU) {
    rest_ = rest_.subspan(4);
    ++read_;
    return ValueView{};
  }
  if (length > 0x7fffffffU) return WireError::bad_length;  // below -1: CVE-2024-27304's family
  if (length > rest_.size() - 4) return WireError::truncated;
  const ByteView value = rest_.subspan(4, length);
  rest_ = rest_.subspan(4 + std::size_t{length});
  ++read_;
  return ValueView{value};
}

/// A field of an ErrorResponse or NoticeResponse: its code (S, V, C, M, D, H, P, p, q, W, s, t, c, d, n, F, L, R) and text.
struct ErrorField { char code; std::string_view text; };
struct ErrorView {
  std::vector<ErrorField> fields;
  [[nodiscard]] std::string_view field(char code) const noexcept;  ///< empty where absent
};

[[nodiscard]] Result<AuthenticationView> decode_authentication(ByteView body);
[[nodiscard]] Result<std::vector<std::string_view>> decode_sasl_mechanisms(ByteView data);
[[nodiscard]] Result<BackendKeyDataView> decode_backend_key_data(ByteView body);
[[nodiscard]] Result<NegotiateProtocolVersionView> decode_negotiate_protocol_version(ByteView body);
[[nodiscard]] Result<ParameterStatusView> decode_parameter_status(ByteView body);
[[nodiscard]] Result<NotificationView> decode_notification(ByteView body);
[[nodiscard]] Result<TransactionStatus> decode_ready_for_query(ByteView body);
[[nodiscard]] Result<RowDescriptionView> decode_row_description(ByteView body);
[[nodiscard]] Result<CopyResponseView> decode_copy_response(ByteView body);
/// The function's result; absent: NULL.
[[nodiscard]] Result<ValueView> decode_function_call_response(ByteView body);
[[nodiscard]] Result<std::vector<std::uint32_t>> decode_parameter_description(ByteView body);
[[nodiscard]] Result<std::string_view> decode_command_complete(ByteView body);
[[nodiscard]] Result<ErrorView> decode_error(ByteView body);
/// Rows that a command tag counts ("SELECT 5", "INSERT 0 3", "COPY 7"); nothing for tags without a count.
[[nodiscard]] std::optional<std::uint64_t> rows_of_tag(std::string_view tag) noexcept;

// Encoders: as in frontend.h (strings end at the first NUL, std::length_error on what the protocol cannot carry).
void append_message(std::string& out, Backend type, ByteView body);
void append_authentication(std::string& out, Authentication kind, std::string_view data = {});
void append_sasl_mechanisms(std::string& out, std::span<const std::string_view> mechanisms);
void append_backend_key_data(std::string& out, std::int32_t process_id, ByteView secret_key);
void append_negotiate_protocol_version(std::string& out, std::uint32_t newest_minor,
                                       std::span<const std::string_view> unrecognised);
void append_parameter_status(std::string& out, std::string_view name, std::string_view value);
void append_notification(std::string& out, const NotificationView& notification);
void append_ready_for_query(std::string& out, TransactionStatus status);
void append_row_description(std::string& out, const RowDescriptionView& description);
void append_parameter_description(std::string& out, std::span<const std::uint32_t> types);
/// `kind` is copy_in_response, copy_out_response or copy_both_response.
void append_copy_response(std::string& out, Backend kind, const CopyResponseView& response);
void append_function_call_response(std::string& out, const ValueView& value);
void append_data_row(std::string& out, std::span<const ValueView> values);
void append_command_complete(std::string& out, std::string_view tag);
/// `kind` is error_response or notice_response.
void append_error(std::string& out, Backend kind, std::span<const ErrorField> fields);

}  // namespace jaali::protocol::postgres

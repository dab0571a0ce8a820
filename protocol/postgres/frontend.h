#pragma once
// Messages of the frontend (client to server) after start-up: decode to views, encode from values.
// Views are valid as long as the body they were decoded from. Decoders take the body (without the five-byte head) and
// accept nothing but the whole of it.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/postgres/frame.h"

namespace jaali::protocol::postgres {

enum class Frontend : char {
  bind = 'B', close = 'C', copy_data = 'd', copy_done = 'c', copy_fail = 'f', describe = 'D', execute = 'E',
  flush = 'H', function_call = 'F', parse = 'P', password = 'p', query = 'Q', sync = 'S', terminate = 'X',
};
[[nodiscard]] std::optional<Frontend> frontend_type(char type) noexcept;

struct QueryView { std::string_view text; };
struct ParseView {
  std::string_view statement;  ///< empty: the unnamed one
  std::string_view text;
  std::vector<std::uint32_t> parameter_types;  ///< OIDs; 0: unspecified
};
struct BindView {
  std::string_view portal;
  std::string_view statement;
  std::vector<std::int16_t> parameter_formats;  ///< 0 text, 1 binary; none, one for all, or one each
  std::vector<std::optional<ByteView>> parameters;
  std::vector<std::int16_t> result_formats;     ///< none: all text; one for all; or one each
};
enum class Target : char { statement = 'S', portal = 'P' };
struct DescribeView { Target target; std::string_view name; };
struct CloseView { Target target; std::string_view name; };
struct ExecuteView { std::string_view portal; std::int32_t max_rows; };
/// The arguments are checked for form and stay in the body: nobody restricted may call, others pass unchanged.
struct FunctionCallView { std::uint32_t function; };
struct CopyFailView { std::string_view reason; };
/// SASLInitialResponse; `response` is absent where the length is -1.
struct SaslInitialResponseView { std::string_view mechanism; std::optional<ByteView> response; };

[[nodiscard]] Result<QueryView> decode_query(ByteView body);
[[nodiscard]] Result<ParseView> decode_parse(ByteView body);
[[nodiscard]] Result<BindView> decode_bind(ByteView body);
[[nodiscard]] Result<DescribeView> decode_describe(ByteView body);
[[nodiscard]] Result<CloseView> decode_close(ByteView body);
[[nodiscard]] Result<ExecuteView> decode_execute(ByteView body);
[[nodiscard]] Result<FunctionCallView> decode_function_call(ByteView body);
[[nodiscard]] Result<CopyFailView> decode_copy_fail(ByteView body);
[[nodiscard]] Result<std::string_view> decode_password(ByteView body);
[[nodiscard]] Result<SaslInitialResponseView> decode_sasl_initial_response(ByteView body);
// Flush, Sync, Terminate and CopyDone have no body: decode_empty in frame.h.

// Encoders write whole messages. A string ends at its first NUL. What the protocol cannot carry (2 GB, more than 65,535
// elements) throws std::length_error, as std::string does, and leaves `out` as it was.
void append_message(std::string& out, Frontend type, ByteView body);
void append_query(std::string& out, std::string_view text);
void append_parse(std::string& out, std::string_view statement, std::string_view text,
                  std::span<const std::uint32_t> parameter_types = {});
void append_bind(std::string& out, const BindView& bind);
void append_describe(std::string& out, Target target, std::string_view name);
void append_close(std::string& out, Target target, std::string_view name);
void append_execute(std::string& out, std::string_view portal, std::int32_t max_rows);
void append_flush(std::string& out);
void append_sync(std::string& out);
void append_terminate(std::string& out);
void append_copy_done(std::string& out);
void append_copy_fail(std::string& out, std::string_view reason);
void append_password(std::string& out, std::string_view password);
void append_sasl_initial_response(std::string& out, std::string_view mechanism, std::string_view response);
void append_sasl_response(std::string& out, std::string_view response);

}  // namespace jaali::protocol::postgres

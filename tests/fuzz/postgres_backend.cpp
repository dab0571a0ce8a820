// A stream of backend messages, as a hostile upstream may send it: whatever decodes is encoded again and must give the
// same bytes.
#include <cstdlib>

#include "protocol/postgres/backend.h"

namespace {

using namespace jaali::protocol;
using namespace jaali::protocol::postgres;

void require(bool holds) {
  if (!holds) std::abort();
}

template <class T, class Encode>
void same(const Result<T>& decoded, ByteView whole, Encode encode) {
  if (!decoded) return;
  std::string out;
  encode(out, *decoded);
  require(out == text_of(whole));
}

void take_row(ByteView body, ByteView whole) {
  auto row = DataRowReader::open(body);
  if (!row) return;
  std::vector<ValueView> values;
  for (std::uint16_t i = 0; i < row->count(); ++i) {
    const auto value = row->next();
    if (!value) return;
    values.push_back(*value);
  }
  require(!row->next().has_value());
  if (!row->finish()) return;
  std::string out;
  append_data_row(out, values);
  require(out == text_of(whole));
}

void take_authentication(ByteView body, ByteView whole) {
  const auto decoded = decode_authentication(body);
  same(decoded, whole, [](auto& out, const auto& view) { append_authentication(out, view.kind, text_of(view.data)); });
  if (!decoded || decoded->kind != Authentication::sasl) return;
  same(decode_sasl_mechanisms(decoded->data), whole,
       [](auto& out, const auto& names) { append_sasl_mechanisms(out, names); });
}

void take(Backend type, ByteView body, ByteView whole) {
  switch (type) {
    case Backend::authentication:
      take_authentication(body, whole);
      return;
    case Backend::backend_key_data:
      same(decode_backend_key_data(body), whole,
           [](auto& out, const auto& view) { append_backend_key_data(out, view.process_id, view.secret_key); });
      return;
    case Backend::negotiate_protocol_version:
      same(decode_negotiate_protocol_version(body), whole, [](auto& out, const auto& view) {
        append_negotiate_protocol_version(out, view.newest_minor, view.unrecognised);
      });
      return;
    case Backend::parameter_status:
      same(decode_parameter_status(body), whole,
           [](auto& out, const auto& view) { append_parameter_status(out, view.name, view.value); });
      return;
    case Backend::notification_response:
      same(decode_notification(body), whole, [](auto& out, const auto& view) { append_notification(out, view); });
      return;
    case Backend::ready_for_query:
      same(decode_ready_for_query(body), whole, append_ready_for_query);
      return;
    case Backend::row_description:
      same(decode_row_description(body), whole, append_row_description);
      return;
    case Backend::parameter_description:
      same(decode_parameter_description(body), whole,
           [](auto& out, const auto& types) { append_parameter_description(out, types); });
      return;
    case Backend::copy_in_response:
    case Backend::copy_out_response:
    case Backend::copy_both_response:
      same(decode_copy_response(body), whole,
           [type](auto& out, const auto& view) { append_copy_response(out, type, view); });
      return;
    case Backend::function_call_response:
      same(decode_function_call_response(body), whole, append_function_call_response);
      return;
    case Backend::data_row:
      take_row(body, whole);
      return;
    case Backend::command_complete: {
      const auto tag = decode_command_complete(body);
      same(tag, whole, append_command_complete);
      if (tag && rows_of_tag(*tag)) require(tag->find_first_of("0123456789") != tag->npos);
      return;
    }
    case Backend::error_response:
    case Backend::notice_response:
      same(decode_error(body), whole, [type](auto& out, const auto& view) { append_error(out, type, view.fields); });
      return;
    case Backend::copy_data:
      return;
    case Backend::bind_complete:
    case Backend::close_complete:
    case Backend::copy_done:
    case Backend::empty_query_response:
    case Backend::no_data:
    case Backend::parse_complete:
    case Backend::portal_suspended:
      require(decode_empty(body).has_value() == body.empty());
      return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  ByteView rest(reinterpret_cast<const std::byte*>(data), size);
  for (;;) {
    const auto head = peek_head(rest, 1 << 20);
    if (!head || !*head || rest.size() < (*head)->size()) return 0;
    const ByteView whole = rest.first((*head)->size());
    if (const auto type = backend_type((*head)->type)) take(*type, whole.subspan(head_size), whole);
    rest = rest.subspan(whole.size());
  }
}

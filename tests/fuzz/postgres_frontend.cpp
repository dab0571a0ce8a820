// A stream of frontend messages: whatever decodes is encoded again and must give the same bytes.
#include <cstdlib>

#include "protocol/postgres/frontend.h"

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

/// Decodes one message; `password` has four meanings, told apart by the state of the login.
void take(Frontend type, ByteView body, ByteView whole) {
  switch (type) {
    case Frontend::query:
      same(decode_query(body), whole, [](auto& out, const auto& view) { append_query(out, view.text); });
      return;
    case Frontend::parse:
      same(decode_parse(body), whole,
           [](auto& out, const auto& view) { append_parse(out, view.statement, view.text, view.parameter_types); });
      return;
    case Frontend::bind:
      same(decode_bind(body), whole, [](auto& out, const auto& view) { append_bind(out, view); });
      return;
    case Frontend::describe:
      same(decode_describe(body), whole,
           [](auto& out, const auto& view) { append_describe(out, view.target, view.name); });
      return;
    case Frontend::close:
      same(decode_close(body), whole, [](auto& out, const auto& view) { append_close(out, view.target, view.name); });
      return;
    case Frontend::execute:
      same(decode_execute(body), whole,
           [](auto& out, const auto& view) { append_execute(out, view.portal, view.max_rows); });
      return;
    case Frontend::copy_fail:
      same(decode_copy_fail(body), whole, [](auto& out, const auto& view) { append_copy_fail(out, view.reason); });
      return;
    case Frontend::password:
      same(decode_password(body), whole, [](auto& out, std::string_view text) { append_password(out, text); });
      if (const auto initial = decode_sasl_initial_response(body); initial && initial->response) {
        same(initial, whole, [](auto& out, const auto& view) {
          append_sasl_initial_response(out, view.mechanism, text_of(*view.response));
        });
      }
      return;
    case Frontend::function_call:
      if (decode_function_call(body)) require(body.size() >= 10);
      return;
    case Frontend::copy_data:
      return;
    case Frontend::copy_done:
    case Frontend::flush:
    case Frontend::sync:
    case Frontend::terminate:
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
    if (const auto type = frontend_type((*head)->type)) take(*type, whole.subspan(head_size), whole);
    rest = rest.subspan(whole.size());
  }
}

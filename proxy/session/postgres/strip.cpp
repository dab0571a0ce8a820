#include "proxy/session/postgres/strip.h"

#include <vector>

namespace jaali::proxy::session::postgres {

namespace wire = protocol::postgres;

void append_stripped(std::string& out, wire::Backend kind, protocol::ByteView body) {
  constexpr std::string_view kept = "SVCstcdn";
  std::vector<wire::ErrorField> fields;
  const auto view = wire::decode_error(body);
  if (view) {
    for (const auto& field : view->fields) {
      if (kept.find(field.code) != std::string_view::npos) fields.push_back(field);
      if (field.code == 'C') fields.push_back({'M', "message withheld: the statement is about protected data"});
    }
  }
  wire::append_error(out, kind, fields);
}

void append_refusal(std::string& out, const masking_rules::Refusal& refusal) {
  append_own_error(out, "ERROR", refusal.sqlstate, refusal.message, refusal.hint);
}

void append_own_error(std::string& out, std::string_view severity, std::string_view sqlstate, std::string_view message,
                      std::string_view hint) {
  std::vector<wire::ErrorField> fields{{'S', severity}, {'V', severity}, {'C', sqlstate}, {'M', message}};
  if (!hint.empty()) fields.push_back({'H', hint});
  wire::append_error(out, wire::Backend::error_response, fields);
}

}  // namespace jaali::proxy::session::postgres

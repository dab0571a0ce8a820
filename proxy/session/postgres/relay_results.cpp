// Rows and what describes them: each is masked by the plan of its own statement, or nothing more is sent.
#include "proxy/session/masked_columns.h"
#include "proxy/session/postgres/masking_plan.h"
#include "proxy/session/postgres/relay.h"
#include "proxy/session/postgres/start_up_settings.h"

namespace jaali::proxy::session::postgres {
namespace {

using wire::Backend;

ByteView body_of(ByteView message) { return message.subspan(wire::head_size); }

Fields fields_of(const wire::RowDescriptionView& description) {
  Fields fields;
  fields.reserve(description.fields.size());
  for (const auto& field : description.fields) {
    fields.push_back({field.table, field.column, field.type, field.type_modifier, field.format});
  }
  return fields;
}

}  // namespace

/// CopyData, FunctionCallResponse: goes by in pieces, as it lies.
Relay::Step Relay::data(wire::MessageHead head, std::size_t size, Sends& sends) {
  auto* request = front();
  const bool copy = static_cast<Backend>(head.type) == Backend::copy_data;
  const bool asked = request && !request->poisoned && !request->failed &&
                     (copy ? request->copying_out : request->kind == Kind::function_call);
  if (!asked) return out_of_step("data that nobody asked for", sends);
  if (std::string why; replication_ && copy && !may_stream(why)) {
    end_with("42501", "jaali: " + why, sends);
    sends.close = true;
    return Step::ended;
  }
  request->bytes += size;
  pass_server_ = size;
  return Step::done;
}

/// A stream of changes has no next statement at which it would meet new rules.
bool Relay::may_stream(std::string& why) {
  const auto version = environment_.database->version();
  if (version == streamed_by_) return true;
  standing_.follow();
  streamed_by_ = version;
  why = judge_replication(environment_.caller, *situation_.catalog);
  return why.empty();
}

/// DataRow: sets `pass_server_` where it goes by as it lies, otherwise masks it once it is there as a whole.
Relay::Step Relay::row(wire::MessageHead head, ByteView message, Sends& sends) {
  auto* request = front();
  if (!request || request->poisoned || request->failed || !request->runs()) return out_of_step("a row that nobody asked for", sends);
  if (!request->masking) {
    std::string why;
    if (!prepare_masking(*request, why)) return contradiction(why, sends);
  }
  const bool masks = request->masking->masker != nullptr;
  if (masks && message.size() < head.size()) return Step::wait;
  if (masks) {
    bool good = true;
    sends.to_client.append([&](std::string& out) {
      good = request->masking->masker->mask(body_of(message), out, records_.counters()).has_value();
    });
    if (!good) return contradiction("a row is not of the shape that was described", sends);
  } else {
    pass_server_ = head.size();
  }
  ++request->rows;
  request->bytes += head.size();
  return Step::done;
}

Relay::Step Relay::row_description(ByteView message, std::size_t offset, Sends& sends) {
  auto* request = front();
  if (!request || request->poisoned || request->failed) return out_of_step("RowDescription", sends);
  const bool of_query = request->kind == Kind::query;
  const bool asked = request->kind == Kind::describe_statement || request->kind == Kind::describe_portal;
  if (!of_query && !asked) return out_of_step("RowDescription", sends);
  if (of_query ? enforced(request) : request->description != nullptr) {
    const auto decoded = wire::decode_row_description(body_of(message));
    if (!decoded) return out_of_step("malformed RowDescription", sends);
    auto fields = fields_of(*decoded);
    if (of_query) {
      if (request->described) return contradiction("a statement gave two results", sends);
      request->described = true;
      if (text_masking_fits(*request, fields)) {
        request->masking = text_masking_;
      } else {
        auto masking = make_masking(request->judged, request->index, fields, nullptr, {date_style_, interval_style_});
        if (!masking) return contradiction(masking.error(), sends);
        request->masking = std::move(*masking);
        text_masking_ = request->index == 0 ? request->masking : nullptr;  // a later one leans on those before it
      }
    } else {
      request->description->state = Description::State::answered;
      request->description->rows = true;
      request->description->fields = std::move(fields);
    }
  }
  if (!request->internal) sends.to_client.pass(offset, message.size());
  if (asked) exchange_.pop();
  return Step::done;
}

/// Texts that differ in a literal alone have the same masks.
bool Relay::text_masking_fits(const Request& request, const Fields& fields) const {
  const auto& last = text_masking_;
  return last && request.index == 0 && same_result(*last->judged, *request.judged, 0) && last->fields == fields &&
         last->date_style == date_style_ && last->interval_style == interval_style_;
}

Relay::Step Relay::no_data(ByteView message, std::size_t offset, Sends& sends) {
  auto* request = front();
  if (!request || request->poisoned || (request->kind != Kind::describe_statement && request->kind != Kind::describe_portal)) {
    return out_of_step("NoData", sends);
  }
  if (request->description) request->description->state = Description::State::answered;
  if (!request->internal) sends.to_client.pass(offset, message.size());
  exchange_.pop();
  return Step::done;
}

/// Before the first row of an execution: its masks, or why there are none to be had.
bool Relay::prepare_masking(Request& request, std::string& why) {
  if (!enforced(&request)) {
    static const auto clear = std::make_shared<const Masking>();
    request.masking = clear;
    return true;
  }
  if (request.kind == Kind::query) {
    why = "rows came without a description";
    return false;
  }
  if (!request.portal || !request.judged || exchange_.portals.confirmed(request.name) != request.portal) {
    why = "a name means another portal than the one that was judged";
    return false;
  }
  const auto& description = request.description;  // the portal's may be another by now, for a later execution
  if (!description || description->state != Description::State::answered || !description->rows) {
    why = "rows of a statement that was not described";
    return false;
  }
  auto& statement = *request.portal->statement;
  const auto& last = statement.masking;
  if (last && last->judged == request.judged && last->formats == request.portal->formats && last->fields == description->fields &&
      last->date_style == date_style_ && last->interval_style == interval_style_) {
    request.masking = last;
    return true;
  }
  auto masking = make_masking(request.judged, 0, description->fields, &request.portal->formats, {date_style_, interval_style_});
  if (!masking) {
    why = masking.error();
    return false;
  }
  statement.masking = *masking;
  request.masking = std::move(*masking);
  return true;
}

Relay::Step Relay::copy_response(Backend type, ByteView message, std::size_t offset, Sends& sends) {
  auto* request = front();
  if (!request || request->poisoned || request->failed || !request->runs()) return out_of_step("a copy that nobody asked for", sends);
  if (enforced(request)) {
    const auto& plans = request->judged->verdict.statements;
    const bool judged_as_copy = request->index < plans.size() && plans[request->index].kind == "COPY";
    if (!judged_as_copy || type == Backend::copy_both_response) return contradiction("a copy began where none was judged", sends);
  }
  if (type != Backend::copy_out_response) {
    // Whatever stands behind it in the queue would be read as its data.
    if (exchange_.outstanding.size() > 1) return out_of_step("a copy that nobody expected", sends);
    exchange_.copying_in = true;
    exchange_.copy_fed = exchange_.early_sync = false;
    waits_for_ = 0;  // it cannot complete before the client has sent its data
  }
  if (type != Backend::copy_in_response) request->copying_out = true;
  sends.to_client.pass(offset, message.size());
  return Step::done;
}

}  // namespace jaali::proxy::session::postgres

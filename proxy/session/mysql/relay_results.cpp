// Rows and what describes them: each is masked by the plan of its own statement, or nothing more is sent.
#include <algorithm>

#include "protocol/mysql/wire_writer.h"
#include "proxy/session/masked_columns.h"
#include "proxy/session/mysql/masking_plan.h"
#include "proxy/session/mysql/relay.h"

namespace jaali::proxy::session::mysql {

Relay::Step Relay::column_definition(ByteView payload, Sends& sends) {
  auto& running = *running_;
  const bool of_result = running.command != Command::stmt_prepare && running.command != Command::field_list;
  if (!of_result || running.internal || !enforced()) return Step::done;
  append_definition(definitions_, payload);
  // Without an EOF behind the definitions, the last one is known by their number alone.
  const bool last = --running.columns == 0;
  return last && wire::has(capabilities_, wire::cap_deprecate_eof) ? columns_complete(sends) : Step::done;
}

Relay::Step Relay::columns_complete(Sends& sends) {
  auto& running = *running_;
  if (running.command == Command::stmt_prepare || running.internal || !enforced()) return Step::done;
  // A result set in the place of an OK. Not where the statement has one of its own: RETURNING may name its columns alike.
  const auto* plan = running.plan();
  if (running.unit_results && plan && !plan->returns_rows && is_unit_results(definitions_, capabilities_)) {
    running.masking = std::make_shared<Masking>();
    return Step::done;
  }
  const auto format = running.binary ? masking_rules::Format::binary : masking_rules::Format::text;
  auto& last = running.prepared ? running.prepared->masking : text_masking_;
  std::string why;
  running.masking = masking_of(running.judged, running.index, definitions_, format, last, why);
  if (!running.masking) return contradiction(why, sends);
  last = running.masking;
  return Step::done;
}

/// The masks made last, where they still fit.
std::shared_ptr<const Masking> Relay::masking_of(const std::shared_ptr<const Judged>& judged, std::size_t index, std::string_view definitions,
                                                 masking_rules::Format format, const std::shared_ptr<const Masking>& last, std::string& why) {
  const std::string_view time_zone = state_known_ ? std::string_view(state_.time_zone) : std::string_view();
  if (last && last->index == index && same_result(*last->judged, *judged, index) && last->format == format && last->time_zone == time_zone &&
      last->definitions == definitions) {
    return last;
  }
  const auto fields = fields_of(definitions, capabilities_, situation_.catalog->snapshot().lower_case_table_names);
  if (!fields) {
    why = "a malformed column definition";
    return nullptr;
  }
  auto made = make_masking(judged, index, *fields, format, time_zone);
  if (!made) {
    why = made.error();
    return nullptr;
  }
  (*made)->definitions = definitions;
  return std::move(*made);
}

/// Whether the row goes by as it lies. Where neither that nor masking is possible, `step` says that the session ended.
bool Relay::row_passes(Step& step, Sends& sends) {
  step = Step::done;
  if (!enforced()) return true;
  if (!running_->masking) {
    step = contradiction("rows came without a description", sends);
    return false;
  }
  return running_->masking->masker == nullptr;
}

Relay::Step Relay::masked_row(ByteView payload, Sends& sends) {
  bool good = false;
  sends.to_client.append([&](std::string& out) {
    wire::WireWriter writer(out, to_client_, start_.framing);
    good = running_->masking->masker->mask(payload, writer.payload(), records_.counters()).has_value();
    if (good) writer.finish();
  });
  if (!good) return contradiction("a row is not of the shape that was described", sends);
  ++running_->rows;
  running_->bytes += payload.size();
  return Step::done;
}

/// LOCAL INFILE: the server may ask for a file in answer to any statement. It gets one where the text itself says so, of a
/// caller that nothing is refused to.
bool Relay::infile_asked() const {
  if (!running_ || running_->internal || !running_->judged || running_->command != Command::query || enforced()) return false;
  const auto& text = running_->judged->sql;
  const auto holds = [&](std::string_view word) {
    const auto same = [](char a, char b) { return (a | 0x20) == b; };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
  };
  return holds("load") && holds("local") && holds("infile");
}

}  // namespace jaali::proxy::session::mysql

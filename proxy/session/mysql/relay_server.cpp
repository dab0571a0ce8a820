// What the server answers: tied to its command, stripped, its effects applied. Rows are in relay_results.cpp.
#include <algorithm>

#include "protocol/mysql/wire_writer.h"
#include "proxy/session/mysql/relay.h"
#include "proxy/session/mysql/strip.h"

namespace jaali::proxy::session::mysql {
namespace {

using wire::PacketKind;

constexpr std::uint16_t query_interrupted = 1317;

/// A statement of which any number of results may come: it is over with an OK. What a restricted caller prepares is no
/// CALL (masking_rules/decide/mysql_utility.cpp): the result of its EXECUTE is one, and the next is the next statement's.
bool has_many_results(const masking_rules::StatementPlan* plan, bool restricted) {
  return plan && (plan->kind == "CALL" || (plan->kind.starts_with("EXECUTE") && !restricted));
}

}  // namespace

Taken Relay::on_server(ByteView input, Sends& sends) {
  Taken taken;
  while (!ended_) {
    const auto rest = input.subspan(taken.consumed);
    if (rest.empty()) break;
    if (raw_) {
      if (still_raw(sends)) sends.to_client.pass(taken.consumed, rest.size());
      taken.consumed = input.size();
      break;
    }
    if (server_left_ > 0) {
      const auto size = std::min(server_left_, rest.size());
      sends.to_client.pass(taken.consumed, size);
      server_left_ -= size;
      taken.consumed += size;
      continue;
    }
    if (!running_) {
      if (unasked(rest, taken, sends) != Step::done) break;
      continue;
    }
    const auto frame = from_server_.peek(rest);
    if (!frame) {
      // Said before it heard of the command: good-bye, not an answer.
      if (wire::peek_head(rest) && rest.size() > wire::head_size && wire::is_error(rest.subspan(wire::head_size))) {
        if (unasked(rest, taken, sends) != Step::done) break;
        continue;
      }
      out_of_step("a packet out of order, or too long", sends);
      break;
    }
    if (!*frame) {
      taken.need = wire::head_size;
      break;
    }
    if (server_frame(**frame, rest, taken, sends) != Step::done) break;
  }
  if (ended_) taken.consumed = input.size();
  return taken;
}

Relay::Step Relay::server_frame(const wire::Frame& frame, ByteView rest, Taken& taken, Sends& sends) {
  if (!frame.first()) return pass_frame(frame, taken, sends);  // of a row that goes by as it lies
  const auto there = std::min<std::size_t>(rest.size() - wire::head_size, frame.head.payload_size);
  const auto wanted = std::min<std::size_t>(frame.head.payload_size, wire::ResponseReader::prefix_size);
  if (there < wanted) {
    taken.need = wire::head_size + wanted;
    return Step::wait;
  }
  if (!event_) {
    const auto event = response_.next(frame.head, rest.subspan(wire::head_size, wanted));
    if (!event) return out_of_step("a packet that does not belong to the answer", sends);
    event_ = *event;
  }
  const bool row = event_->kind == PacketKind::text_row || event_->kind == PacketKind::binary_row;
  if (row && !running_->internal) {
    Step step = Step::done;
    if (row_passes(step, sends)) {
      event_.reset();
      ++running_->rows;
      running_->bytes += frame.head.payload_size;
      return pass_frame(frame, taken, sends);
    }
    if (step == Step::ended) return step;
  }
  const auto extent = wire::peek_packet(rest, frame.head.sequence, from_server_.framing());
  if (!extent) return out_of_step("a packet that is too long", sends);
  if (!*extent) {
    taken.need = std::max(frame.head.size(), rest.size() + 1);
    return Step::wait;
  }
  const auto event = *event_;
  event_.reset();
  const auto packet = rest.first((*extent)->size);
  from_server_.expect((*extent)->next_sequence);
  const auto payload = wire::payload_of(packet, scratch_, from_server_.framing());
  const auto step = row ? own_or_masked_row(payload, sends) : whole_packet(event, payload, packet, taken.consumed, sends);
  taken.consumed += packet.size();
  constexpr std::size_t keep = 1 << 16;
  if (scratch_.capacity() > keep) std::string().swap(scratch_);
  return step;
}

Relay::Step Relay::own_or_masked_row(ByteView payload, Sends& sends) {
  if (!running_->internal) return masked_row(payload, sends);
  take_state(payload);
  return Step::done;
}

Relay::Step Relay::whole_packet(const wire::PacketEvent& event, ByteView payload, ByteView packet, std::size_t offset, Sends& sends) {
  auto& running = *running_;
  if (changing_) return login_step(changing_->exchange->on_server(payload), sends);
  Step step = Step::done;
  switch (event.kind) {
    case PacketKind::ok:
    case PacketKind::end_of_rows: return completed(event, payload, packet, offset, sends);
    case PacketKind::error: return error(payload, packet, offset, sends);
    case PacketKind::progress:
      if (!sensitive_now() && !running.internal) pass_packet(packet, offset, sends);
      return Step::done;
    case PacketKind::infile:
      if (!infile_asked()) return out_of_step("a request for a file that nobody offered", sends);
      pass_packet(packet, offset, sends);
      from_client_.expect(to_client_);
      return Step::done;
    case PacketKind::column_count:
      if (event.columns > most_masked_columns && enforced()) return contradiction("it has too many columns", sends);
      running.columns = event.columns;
      definitions_.clear();
      running.masking = nullptr;
      break;
    case PacketKind::column_definition:
      // Masks are found before the definition goes on, and nothing goes on without them.
      step = column_definition(payload, sends);
      break;
    case PacketKind::end_of_columns:
      step = columns_complete(sends);
      if (step == Step::done && event.cursor) return completed(event, payload, packet, offset, sends);
      break;
    case PacketKind::prepare_ok: return prepared(event, payload, packet, offset, sends);
    case PacketKind::parameter_definition:
    case PacketKind::end_of_parameters:
    case PacketKind::statistics: break;
    case PacketKind::text_row:
    case PacketKind::binary_row:
    case PacketKind::login:
    case PacketKind::binlog_event:
    case PacketKind::opaque: return out_of_step("a packet of another kind of answer", sends);
  }
  if (step == Step::ended) return step;
  if (!running.internal) {
    const bool counts_warnings = event.kind == PacketKind::end_of_columns || event.kind == PacketKind::end_of_parameters;
    if (counts_warnings && sensitive_now()) {
      pass_without_warnings(payload, sends);
    } else {
      pass_packet(packet, offset, sends);
    }
  }
  if (event.done) answer_done();
  return Step::done;
}

/// OK, or the end of rows (or of a cursor's definitions): a statement of the text is over, or one of its results.
Relay::Step Relay::completed(const wire::PacketEvent& event, ByteView payload, ByteView packet, std::size_t offset, Sends& sends) {
  auto& running = *running_;
  // MySQL ends rows that an error in a procedure cuts short with an EOF, also where OK has replaced it.
  constexpr std::size_t eof_size = 5;
  const bool is_ok = event.kind == PacketKind::ok || (event.kind == PacketKind::end_of_rows &&
                                                      wire::has(capabilities_, wire::cap_deprecate_eof) && payload.size() != eof_size);
  auto ok = is_ok ? wire::decode_ok(payload, capabilities_) : protocol::Result<wire::OkView>(wire::OkView{});
  const auto eof = is_ok ? protocol::Result<wire::EofView>(wire::EofView{}) : wire::decode_eof(payload);
  if (!ok || !eof) return out_of_step("a malformed end of a result", sends);
  status_ = is_ok ? ok->status : eof->status;
  if (running.internal) {
    answer_done();
    return Step::done;
  }
  const auto* plan = running.plan();
  const bool last_of_text = !event.next_result;
  const bool over = last_of_text || event.kind == PacketKind::ok || !has_many_results(plan, running.judged && running.judged->restricted);
  if (over && running.records) {
    auto& facts = records_.facts_for(running, running.kind);
    facts.sqlstate.clear();
    facts.error_number = 0;
    facts.cancelled = false;
    facts.partial = event.cursor || (running.command == Command::stmt_fetch && (status_ & wire::server_status::last_row_sent) == 0);
    facts.rows_affected = event.kind == PacketKind::ok ? ok->affected_rows : 0;
    facts.insert_id = event.kind == PacketKind::ok ? ok->insert_id : 0;
    if (facts.kind.empty()) facts.kind = "unparsed";
    if (running.number == 0) records_.begin(running);
    if (!close_record(sends)) return log_failed(sends);
  }
  if (event.cursor && running.prepared) {
    running.prepared->cursor = true;
    running.prepared->cursor_definitions = definitions_;
  }
  if (over) {
    note_diagnostics();
    apply_effects();
  }
  follow_status(ok->session_changes);
  if (!sensitive_now()) {
    pass_packet(packet, offset, sends);
  } else if (is_ok) {
    ok->warnings = 0;
    if (ok->info) ok->info = std::string_view();
    sends.to_client.append([&](std::string& out) { wire::append_ok(out, to_client_, *ok, capabilities_); });
  } else {
    pass_without_warnings(payload, sends);
  }
  if (event.done) {
    answer_done();
    return Step::done;
  }
  running.masking = nullptr;
  if (!over) return Step::done;
  records_.next_statement(running);
  if (enforced() && running.index >= running.planned()) return contradiction("more results came than statements were judged", sends);
  return Step::done;
}

Relay::Step Relay::error(ByteView payload, ByteView packet, std::size_t offset, Sends& sends) {
  const auto view = wire::decode_error(payload);
  if (!view) return out_of_step("a malformed error", sends);
  auto& running = *running_;
  if (running.internal) {
    probe_error_ = OwnError{view->code, std::string(view->sqlstate.empty() ? std::string_view("HY000") : view->sqlstate), std::string(view->message)};
    answer_done();
    return Step::done;
  }
  const bool prepares = running.command == Command::stmt_prepare;
  if (running.records || (prepares && running.judged)) {
    if (running.number == 0) records_.number_alone(running);
    auto& facts = records_.facts_for(running, running.kind);
    facts.sqlstate = view->sqlstate;
    facts.error_number = view->code;
    facts.cancelled = view->code == query_interrupted;
    facts.partial = running.rows > 0;
    facts.rows_affected = facts.insert_id = 0;
    if (facts.kind.empty()) facts.kind = "unparsed";
    if (!close_record(sends)) return log_failed(sends);
  }
  note_diagnostics();
  // What a statement that failed half-way has changed, only the server knows.
  if (const auto* plan = running.plan(); !plan || !plan->effects.empty()) state_unknown();
  if (sensitive_now()) {
    const OwnError stripped{view->code, std::string(view->sqlstate.empty() ? std::string_view("HY000") : view->sqlstate), stripped_message(*view)};
    tell(stripped, sends);
  } else {
    pass_packet(packet, offset, sends);
  }
  if (running.opened) {
    running.masking = nullptr;
    records_.not_run(running, running.index + 1, details(), sends.to_client);
  }
  answer_done();
  return Step::done;
}

/// Out of the blue: the server may say good-bye, and nothing else.
Relay::Step Relay::unasked(ByteView rest, Taken& taken, Sends& sends) {
  const auto head = wire::peek_head(rest);
  if (!head || rest.size() < head->size()) {
    taken.need = head ? head->size() : wire::head_size;
    return Step::wait;
  }
  const auto payload = rest.subspan(wire::head_size, head->payload_size);
  if (!wire::is_error(payload)) return out_of_step("a packet that nobody asked for", sends);
  sends.to_client.pass(taken.consumed, head->size());
  taken.consumed += head->size();
  return Step::done;
}

void Relay::answer_done() {
  const bool internal = running_->internal;
  running_.reset();
  event_.reset();
  from_client_.expect(0);
  constexpr std::size_t keep = 1024;
  if (definitions_.capacity() > keep) std::string().swap(definitions_);
  if (internal) state_answered();
}

/// The packet as it lies, or with new heads where frames were added or left out before it.
void Relay::pass_packet(ByteView packet, std::size_t offset, Sends& sends) {
  const auto head = wire::peek_head(packet);
  if (head->sequence == to_client_) {
    sends.to_client.pass(offset, packet.size());
    to_client_ = from_server_.next_sequence();
    return;
  }
  std::string storage;
  const auto payload = wire::payload_of(packet, storage, from_server_.framing());
  sends.to_client.append([&](std::string& out) { wire::append_packet(out, to_client_, payload, start_.framing); });
}

/// As `pass_packet`, for one frame whose bytes may still be to come.
Relay::Step Relay::pass_frame(const wire::Frame& frame, Taken& taken, Sends& sends) {
  from_server_.accept(frame);
  server_left_ = frame.head.size();
  if (frame.head.sequence != to_client_) {
    sends.to_client.append([&](std::string& out) {
      wire::append_le(out, frame.head.payload_size, 3);
      wire::append_le(out, to_client_, 1);
    });
    server_left_ -= wire::head_size;
    taken.consumed += wire::head_size;
  }
  ++to_client_;
  return Step::done;
}

void Relay::pass_without_warnings(ByteView payload, Sends& sends) {
  auto eof = wire::decode_eof(payload);
  if (!eof) return;
  eof->warnings = 0;
  sends.to_client.append([&](std::string& out) { wire::append_eof(out, to_client_, *eof); });
}

/// Another protocol than ours goes by: for those alone that nothing is masked to, and as long as that holds.
bool Relay::still_raw(Sends& sends) {
  standing_.follow();
  if (!enforcing()) return true;
  ended_ = true;
  sends.close = true;
  return false;
}

}  // namespace jaali::proxy::session::mysql

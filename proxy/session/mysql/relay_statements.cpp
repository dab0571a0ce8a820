// Prepared statements of the protocol: what each was judged as, what its parameters are, and where its cursor stands.
#include <algorithm>

#include "protocol/mysql/wire_reader.h"
#include "protocol/mysql/wire_writer.h"
#include "proxy/session/mysql/relay.h"

namespace jaali::proxy::session::mysql {
namespace {

constexpr std::size_t id_end = 1 + 4;  ///< command byte and statement id

bool asks_for_unit_results(wire::Command command, ByteView payload) {
  constexpr std::size_t size = 2;
  return command == wire::Command::stmt_bulk_execute && payload.size() >= id_end + size &&
         (wire::load_le(payload.data() + id_end, size) & wire::bulk_unit_results) != 0;
}

}  // namespace

Relay::Step Relay::client_execute(Command command, const wire::Frame& frame, ByteView payload, Taken& taken, Sends& sends) {
  const auto id = wire::statement_of(payload);
  if (!id) return refuse_malformed(frame);
  const auto prepared = prepared_for(*id);
  if (!prepared) {
    if (enforcing() || names_last(*id)) return refuse_unknown(*id, "mysqld_stmt_execute", frame);
    begin(command);
    let_by(frame, Flow::pass);
    return Step::done;
  }
  if (!judge_again(prepared, sends)) return Step::wait;
  if (probe_error_) return refuse_by_server(frame);
  auto judged = prepared->judged;
  if (!judged->refused()) judge_session(judged);
  bool cursor = false;
  if (!judged->refused()) cursor = bind_parameters(command, *prepared, frame, payload, judged);
  if (judged->refused()) return refuse(std::move(judged), frame);
  auto& running = begin(command);
  running.judged = std::move(judged);
  running.prepared = prepared;
  running.records = running.binary = true;
  running.cursor = cursor;
  running.unit_results = asks_for_unit_results(command, payload);
  prepared->cursor = false;
  prepared->long_data.clear();
  if (!open_records(sends)) return refuse_without_log(frame);
  return let_by_as(prepared->id, frame, payload, taken, sends);
}

/// Follows the types of the parameters, and holds them against the lookups of the statement. True: a cursor is asked for.
bool Relay::bind_parameters(Command command, Prepared& prepared, const wire::Frame& frame, ByteView payload,
                            std::shared_ptr<const Judged>& judged) {
  const wire::ExecuteContext context{prepared.parameters, prepared.bound, prepared.long_data, start_.mariadb};
  constexpr std::size_t flags_at = id_end;
  bool known = frame.last, cursor = false;
  if (command == Command::stmt_execute) {
    const auto execute = known ? wire::decode_execute(payload, context, capabilities_) : protocol::WireError::overlong;
    known = execute.has_value();
    if (known) {
      cursor = execute->opens_cursor();
      if (execute->new_types) {
        prepared.bound.clear();
        for (std::size_t i = 0; i < std::min<std::size_t>(prepared.parameters, execute->parameters.size()); ++i) {
          prepared.bound.push_back(execute->parameters[i].type);
        }
      }
    } else if (payload.size() > flags_at) {
      cursor = (std::to_integer<unsigned>(payload[flags_at]) & (wire::cursor_read_only | wire::cursor_for_update | wire::cursor_scrollable)) != 0;
    }
  } else {
    const auto bulk = known ? wire::decode_bulk_execute(payload, context) : protocol::WireError::overlong;
    known = bulk.has_value();
    if (known && !bulk->types.empty()) prepared.bound = bulk->types;
  }
  if (!known) prepared.bound.clear();  // what comes next has to name them
  judge_parameters(prepared, known, frame.last, judged);
  return cursor;
}

Relay::Step Relay::client_fetch(const wire::Frame& frame, ByteView payload, Taken& taken, Sends& sends) {
  const auto id = wire::statement_of(payload);
  if (!id || (enforcing() && !wire::decode_fetch(payload))) return refuse_malformed(frame);
  const auto prepared = prepared_for(*id);
  if (!prepared) {
    if (enforcing() || names_last(*id)) return refuse_unknown(*id, "mysqld_stmt_fetch", frame);
    begin(Command::stmt_fetch);
    let_by(frame, Flow::pass);
    return Step::done;
  }
  if (!judge_again(prepared, sends)) return Step::wait;
  if (probe_error_) return refuse_by_server(frame);
  const auto judged = prepared->judged;
  if (judged->refused()) return refuse(judged, frame);
  std::shared_ptr<const Masking> masking;
  if (standing_.enforced(judged.get())) {
    if (!prepared->cursor) {
      return refuse(refusal(1421, "HY000", "jaali: the statement has no open cursor", "Execute it again.", "COM_STMT_FETCH without a cursor"), frame);
    }
    std::string why;
    masking = masking_of(judged, 0, prepared->cursor_definitions, masking_rules::Format::binary, prepared->masking, why);
    if (!masking) return contradiction(why, sends);
    prepared->masking = masking;
  }
  auto& running = begin(Command::stmt_fetch);
  running.judged = judged;
  running.prepared = prepared;
  running.records = running.binary = true;
  running.masking = std::move(masking);
  if (!open_records(sends)) return refuse_without_log(frame);
  return let_by_as(prepared->id, frame, payload, taken, sends);
}

/// COM_STMT_RESET, COM_STMT_CLOSE.
Relay::Step Relay::client_statement_end(Command command, const wire::Frame& frame, ByteView payload, Taken& taken, Sends& sends) {
  const auto id = wire::statement_of(payload);
  const bool reset = command == Command::stmt_reset;
  if (!id || (enforcing() && !wire::decode_id(payload))) return reset ? refuse_malformed(frame) : drop_malformed(frame);
  const auto prepared = prepared_for(*id);
  if (!prepared && names_last(*id)) {
    if (reset) return refuse_unknown(*id, "mysqld_stmt_reset", frame);
    let_by(frame, Flow::drop);
    return Step::done;
  }
  if (reset) begin(command);
  if (!prepared) {
    let_by(frame, Flow::pass);
    return Step::done;
  }
  prepared->long_data.clear();
  prepared->cursor = false;
  if (!reset) {
    if (last_prepared_ == prepared) last_prepared_ = nullptr;
    prepared_.erase(prepared->id);
  }
  return let_by_as(prepared->id, frame, payload, taken, sends);
}

/// No answer comes, so nothing is refused either: what is sent to a statement that nobody knows is dropped.
Relay::Step Relay::client_long_data(const wire::Frame& frame, ByteView payload, Taken& taken, Sends& sends) {
  const auto data = wire::decode_long_data(payload);
  if (!data) return drop_malformed(frame);
  const auto prepared = prepared_for(data->statement);
  if (!prepared) {
    let_by(frame, enforcing() || names_last(data->statement) ? Flow::drop : Flow::pass);
    return Step::done;
  }
  auto& numbers = prepared->long_data;
  const bool seen = std::find(numbers.begin(), numbers.end(), data->parameter) != numbers.end();
  if (!seen && data->parameter < prepared->parameters) numbers.push_back(data->parameter);
  return let_by_as(prepared->id, frame, payload, taken, sends);
}

/// As `let_by`, with the statement's own id where the client wrote "the last one": what it means is then for us to say.
/// Where nothing is enforced it goes on as it came: the server prepares for nobody else on this connection, and reads an
/// EXECUTE of the last one more strictly than one with an id.
Relay::Step Relay::let_by_as(std::uint32_t id, const wire::Frame& frame, ByteView payload, Taken& taken, Sends& sends) {
  let_by(frame, Flow::pass);
  if (!names_last(static_cast<std::uint32_t>(wire::load_le(payload.data() + 1, 4))) || !enforced()) return Step::done;
  sends.to_server.append([&](std::string& out) {
    wire::append_le(out, frame.head.payload_size, 3);
    wire::append_le(out, frame.head.sequence, 1);
    wire::append_le(out, std::to_integer<std::uint64_t>(payload[0]), 1);
    wire::append_le(out, id, 4);
  });
  client_left_ -= wire::head_size + id_end;
  taken.consumed += wire::head_size + id_end;
  if (client_left_ == 0 && !from_client_.inside_packet()) client_packet_done(sends);
  return Step::done;
}

/// A PREPARE went well.
Relay::Step Relay::prepared(const wire::PacketEvent& event, ByteView payload, ByteView packet, std::size_t offset, Sends& sends) {
  auto ok = wire::decode_prepare_ok(payload, capabilities_);
  if (!ok) return out_of_step("a malformed answer to COM_STMT_PREPARE", sends);
  auto made = std::make_shared<Prepared>();
  made->id = ok->statement;
  made->name = std::to_string(ok->statement);
  made->parameters = ok->parameters;
  made->judged = running_->judged;
  note_prepared(*made);
  note_diagnostics();
  if (sensitive_now() && ok->warnings != 0) {
    ok->warnings = 0;
    sends.to_client.append([&](std::string& out) { wire::append_prepare_ok(out, to_client_, *ok, capabilities_); });
  } else {
    pass_packet(packet, offset, sends);
  }
  last_prepared_ = made;
  prepared_[made->id] = std::move(made);
  if (event.done) answer_done();
  return Step::done;
}

std::shared_ptr<Prepared> Relay::prepared_for(std::uint32_t id) const {
  if (names_last(id)) return last_prepared_;
  const auto found = prepared_.find(id);
  return found == prepared_.end() ? nullptr : found->second;
}

/// Of MariaDB alone; to MySQL it is an id as others.
bool Relay::names_last(std::uint32_t id) const noexcept { return start_.mariadb && id == wire::last_prepared; }

/// In the servers' words. `function`: of MariaDB; to MySQL it is always the same.
Relay::Step Relay::refuse_unknown(std::uint32_t id, std::string_view function, const wire::Frame& frame) {
  const std::string given_to(start_.mariadb ? function : "mysql_stmt_precheck");
  return refuse_as_server(1243, "HY000", "Unknown prepared statement handler (" + std::to_string(id) + ") given to " + given_to,
                          "unknown prepared statement", frame);
}

}  // namespace jaali::proxy::session::mysql

// What the client sends: taken apart, judged (relay_judge.cpp), then forwarded as it lies, or dropped and answered by us.
#include <algorithm>

#include "proxy/session/mysql/relay.h"

namespace jaali::proxy::session::mysql {
namespace {

/// Of a command in many frames so much is looked at; it is refused, or passed on without being read.
constexpr std::size_t most_front = 64 * 1024;

/// Commands that a restricted caller may send and that need no judgement.
bool harmless(wire::Command command) {
  using wire::Command;
  return command == Command::ping || command == Command::statistics || command == Command::reset_connection ||
         command == Command::set_option || command == Command::process_kill;
}

/// Commands that turn the connection into a stream which is not this protocol's.
bool begins_stream(wire::Command command) {
  using wire::Command;
  return command == Command::binlog_dump || command == Command::binlog_dump_gtid || command == Command::clone ||
         command == Command::subscribe_group_replication;
}

/// Commands that no client sends, or none that is left.
bool known_to_no_server(wire::Command command) {
  using wire::Command;
  return command == Command::sleep || command == Command::connect || command == Command::time || command == Command::delayed_insert ||
         command == Command::connect_out || command == Command::daemon;
}

}  // namespace

Taken Relay::on_client(ByteView input, Sends& sends) {
  Taken taken;
  while (!ended_ && !client_blocked()) {
    const auto rest = input.subspan(taken.consumed);
    if (rest.empty()) break;
    if (terminated_) {
      taken.consumed = input.size();
      break;
    }
    if (raw_) {
      if (still_raw(sends)) sends.to_server.pass(taken.consumed, rest.size());
      taken.consumed = input.size();
      break;
    }
    if (client_left_ > 0) {
      const auto size = std::min(client_left_, rest.size());
      if (client_flow_ == Flow::pass) sends.to_server.pass(taken.consumed, size);
      client_left_ -= size;
      taken.consumed += size;
      if (client_left_ == 0 && !from_client_.inside_packet()) client_packet_done(sends);
      continue;
    }
    const auto frame = from_client_.peek(rest);
    if (!frame) {
      if (frame.error() == protocol::WireError::overlong) {
        violation("a packet above limits.message_bytes", sends);
      } else {
        out_of_order(sends);
      }
      break;
    }
    if (!*frame) {
      taken.need = wire::head_size;
      break;
    }
    if (client_frame(**frame, rest, taken, sends) != Step::done) break;
  }
  if (ended_) taken.consumed = input.size();
  return taken;
}

Relay::Step Relay::client_frame(const wire::Frame& frame, ByteView rest, Taken& taken, Sends& sends) {
  if (!frame.first()) {
    from_client_.accept(frame);
    client_left_ = frame.head.size();
    return Step::done;
  }
  if (running_ && response_.awaits_file()) {
    file_ends_ = frame.head.payload_size == 0;
    running_->bytes += frame.head.payload_size;
    let_by(frame, Flow::pass);
    return Step::done;
  }
  const auto payload = rest.subspan(wire::head_size, std::min<std::size_t>(rest.size() - wire::head_size, frame.head.payload_size));
  const bool long_data = !changing_ && !payload.empty() && payload[0] == static_cast<std::byte>(Command::stmt_send_long_data);
  std::size_t wanted = frame.head.payload_size;
  if (long_data) {
    wanted = std::min(wanted, wire::long_data_prefix);
  } else if (!frame.last) {
    wanted = std::min(wanted, most_front);
  }
  if (payload.size() < wanted) {
    taken.need = wire::head_size + wanted;
    return Step::wait;
  }
  if (changing_) {
    if (!frame.last) return violation("a login packet of many frames", sends);
    from_client_.accept(frame);
    taken.consumed += frame.head.size();
    return client_login_packet(payload, sends);
  }
  standing_.follow();
  const auto command = wire::command_of(payload);
  if (!command || known_to_no_server(*command)) {
    return refuse_as_server(1047, "08S01", "Unknown command", "unknown command", frame);
  }
  return client_command(*command, frame, payload, taken, sends);
}

Relay::Step Relay::client_command(Command command, const wire::Frame& frame, ByteView payload, Taken& taken, Sends& sends) {
  switch (command) {
    case Command::query: return client_query(frame, payload, sends);
    case Command::stmt_prepare: return client_prepare(frame, payload, sends);
    case Command::stmt_execute:
    case Command::stmt_bulk_execute: return client_execute(command, frame, payload, taken, sends);
    case Command::stmt_send_long_data: return client_long_data(frame, payload, taken, sends);
    default: break;
  }
  if (!frame.last) return violation("a command of many frames that carries no text or values", sends);
  switch (command) {
    case Command::stmt_fetch: return client_fetch(frame, payload, taken, sends);
    case Command::stmt_reset:
    case Command::stmt_close: return client_statement_end(command, frame, payload, taken, sends);
    case Command::field_list: return client_field_list(frame, payload, sends);
    case Command::init_db: return client_init_db(frame, payload);
    case Command::change_user: return client_change_user(frame, payload, taken, sends);
    case Command::quit:
      sends.to_server.pass(taken.consumed, frame.head.size());
      taken.consumed += frame.head.size();
      terminated_ = true;
      return Step::done;
    default: return client_admin(command, frame, taken, sends);
  }
}

Relay::Step Relay::client_query(const wire::Frame& frame, ByteView payload, Sends& sends) {
  std::shared_ptr<const Judged> judged;
  const auto query = frame.last ? wire::decode_query(payload, capabilities_) : protocol::WireError::overlong;
  if (!query) {
    if (enforcing()) {
      return refuse(refusal(1142, "42000", frame.last ? "jaali: a malformed COM_QUERY" : "jaali: a text of more than 16 MB",
                            "Send smaller statements.", "a text that is not read"), frame);
    }
    judged = gate::Gate::unread(situation_);
  } else {
    if (!asks_about_last_statement(query->text) && !know_state(sends)) return Step::wait;
    if (probe_error_) return refuse_by_server(frame);
    if (!judging_.judge(query->text, false, judged)) return Step::wait;
    judge_session(judged);
    if (judged->refused()) return refuse(std::move(judged), frame);
  }
  auto& running = begin(Command::query);
  running.judged = std::move(judged);
  running.records = true;
  if (!open_records(sends)) return refuse_without_log(frame);
  let_by(frame, Flow::pass);
  return Step::done;
}

Relay::Step Relay::client_prepare(const wire::Frame& frame, ByteView payload, Sends& sends) {
  std::shared_ptr<const Judged> judged;
  last_prepared_ = nullptr;  // whatever comes of it: it is this one that "the last" means from here on
  if (!frame.last) {
    if (enforcing()) {
      return refuse(refusal(1142, "42000", "jaali: a text of more than 16 MB", "Send smaller statements.", "a text that is not read"), frame);
    }
    judged = gate::Gate::unread(situation_);
  } else {
    const auto text = wire::decode_text(payload);
    if (!text) return violation("COM_STMT_PREPARE", sends);
    if (!know_state(sends)) return Step::wait;
    if (probe_error_) return refuse_by_server(frame);
    if (!judging_.judge(*text, true, judged)) return Step::wait;
    if (judged->refused()) return refuse(std::move(judged), frame);
  }
  auto& running = begin(Command::stmt_prepare);
  running.judged = std::move(judged);
  let_by(frame, Flow::pass);
  return Step::done;
}

/// The columns of a table with their defaults.
Relay::Step Relay::client_field_list(const wire::Frame& frame, ByteView payload, Sends& sends) {
  const auto list = wire::decode_field_list(payload);
  if (enforcing()) {
    if (!list) return refuse_malformed(frame);
    if (!know_state(sends)) return Step::wait;
    if (probe_error_) return refuse_by_server(frame);
    const auto* relation = relation_named(list->table);
    if (!relation) {
      if (catalog_wait_.ask_once()) return Step::wait;
      return refuse(refusal(1146, "42S02", "jaali: the table of COM_FIELD_LIST is not known", {}, "COM_FIELD_LIST of an unknown table"), frame);
    }
    if (situation_.catalog->sensitive_to(situation_.role, relation->oid)) {
      return refuse(refusal(1142, "42000", "jaali: COM_FIELD_LIST shows defaults of " + relation->schema + "." + relation->name + ", which holds protected data",
                            "Read information_schema.columns.", "COM_FIELD_LIST of a sensitive relation"), frame);
    }
  }
  auto& running = begin(Command::field_list);
  running.kind = "COM_FIELD_LIST";
  let_by(frame, Flow::pass);
  return Step::done;
}

Relay::Step Relay::client_init_db(const wire::Frame& frame, ByteView payload) {
  auto& running = begin(Command::init_db);
  running.database = protocol::text_of(payload.subspan(1));
  let_by(frame, Flow::pass);
  return Step::done;
}

Relay::Step Relay::client_admin(Command command, const wire::Frame& frame, Taken& taken, Sends& sends) {
  if (enforcing() && !harmless(command)) {
    return refuse(refusal(1142, "42000", "jaali: " + std::string(wire::to_string(command)) + " is refused to a restricted role", {},
                          std::string(wire::to_string(command))), frame);
  }
  auto& running = begin(command);
  running.kind = wire::to_string(command);
  running.records = command != Command::ping && command != Command::statistics && command != Command::set_option &&
                    command != Command::reset_connection;
  if (!begins_stream(command)) {
    let_by(frame, Flow::pass);
    return Step::done;
  }
  records_.begin(running);
  auto& facts = records_.facts_for(running, running.kind);
  facts.partial = true;
  const auto sequence = records_.append(audit::Kind::statement, running, details());
  if (!sequence) return refuse_without_log(frame);
  sends.to_server.hold(*sequence);
  sends.to_server.pass(taken.consumed, frame.head.size());
  taken.consumed += frame.head.size();
  running.records = false;
  raw_ = true;
  return Step::done;
}

Running& Relay::begin(Command command) {
  auto& running = running_.emplace();
  running.command = command;
  running.id = next_id_++;
  return running;
}

/// The packet that begins with this frame goes by, or is dropped, as it comes.
void Relay::let_by(const wire::Frame& frame, Flow flow) {
  from_client_.accept(frame);
  client_flow_ = flow;
  client_left_ = frame.head.size();
  catalog_wait_.next_message();
}

/// The command does not reach the server; its answer follows once all of it was dropped.
Relay::Step Relay::refuse(std::shared_ptr<const Judged> refusal, const wire::Frame& frame) {
  record_refusal(*refusal);
  refused_ = error_of(*refusal->verdict.refusal);
  let_by(frame, Flow::drop);
  return Step::done;
}

/// What the server would answer too: to a caller that nothing is refused to, in its very words.
Relay::Step Relay::refuse_as_server(std::uint16_t code, std::string sqlstate, const std::string& message, std::string reason,
                                    const wire::Frame& frame) {
  const auto step = refuse(refusal(code, std::move(sqlstate), "jaali: " + message, {}, std::move(reason)), frame);
  if (!enforcing()) refused_->message = message;
  return step;
}

/// What we could not read is not for the server to read either: it may find in its buffer what the packet before left there.
Relay::Step Relay::refuse_malformed(const wire::Frame& frame) {
  return refuse_as_server(1835, "HY000", start_.mariadb ? "Malformed communication packet" : "Malformed communication packet.", "a packet that is not read",
                          frame);
}

/// … of a command that has no answer where it is whole. MySQL has one where it is not.
Relay::Step Relay::drop_malformed(const wire::Frame& frame) {
  if (!start_.mariadb) return refuse_malformed(frame);
  let_by(frame, Flow::drop);
  return Step::done;
}

/// The question that has to come first failed: its error is the command's answer.
Relay::Step Relay::refuse_by_server(const wire::Frame& frame) {
  refused_ = std::exchange(probe_error_, std::nullopt);
  let_by(frame, Flow::drop);
  return Step::done;
}

Relay::Step Relay::refuse_without_log(const wire::Frame& frame) {
  running_.reset();
  return refuse(refusal(1105, "HY000", "jaali: the audit log does not take records; nothing is run without one",
                        "Ask the operator of the proxy.", "audit log unavailable"), frame);
}

void Relay::client_packet_done(Sends& sends) {
  client_flow_ = Flow::none;
  if (running_ && response_.awaits_file()) {
    if (!file_ends_) return;
    response_.file_sent();
    from_server_.expect(from_client_.next_sequence());
    to_client_ = from_client_.next_sequence();
    return;
  }
  if (running_) {
    from_server_.expect(from_client_.next_sequence());
    to_client_ = from_client_.next_sequence();
    response_.begin(running_->command, running_->cursor);
    return;
  }
  if (refused_) {
    to_client_ = from_client_.next_sequence();
    tell(*std::exchange(refused_, std::nullopt), sends);
  }
  from_client_.expect(0);
}

}  // namespace jaali::proxy::session::mysql

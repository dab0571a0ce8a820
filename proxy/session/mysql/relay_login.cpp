// COM_CHANGE_USER: a whole login in the middle of a session, by the same relay of the server's scramble. Another caller, with
// another role and records of his own, from the server's OK on.
#include "protocol/mysql/wire_writer.h"
#include "proxy/session/mysql/relay.h"

namespace jaali::proxy::session::mysql {

using Next = AuthExchange::Step::Next;

Relay::Step Relay::client_change_user(const wire::Frame& frame, ByteView payload, Taken& taken, Sends& sends) {
  const auto request = wire::decode_change_user(payload, capabilities_);
  if (!request) return violation("COM_CHANGE_USER", sends);
  auto& changing = changing_.emplace();
  changing.user = request->user;
  changing.database = request->database;
  changing.application = environment_.caller.application;
  if (request->attributes) {
    for (const auto& [name, value] : *request->attributes) {
      if (name == "program_name") changing.application = value;
    }
  }
  changing.exchange.emplace(start_.auth, request->plugin.value_or(std::string_view()), start_.scramble);
  changing.payload = protocol::text_of(payload);
  begin(Command::change_user);
  from_client_.accept(frame);
  taken.consumed += frame.head.size();
  catalog_wait_.next_message();
  to_client_ = from_client_.next_sequence();
  if (AuthExchange::Step refused; !(refused.reason = refuse_user(start_.auth, request->user)).empty()) {
    return user_changed(std::move(refused), sends);
  }
  return login_step(changing.exchange->begin(request->auth_response), sends);
}

Relay::Step Relay::client_login_packet(ByteView payload, Sends& sends) {
  to_client_ = from_client_.next_sequence();
  return login_step(changing_->exchange->on_client(payload), sends);
}

Relay::Step Relay::login_step(AuthExchange::Step step, Sends& sends) {
  auto& changing = *changing_;
  start_.scramble = changing.exchange->scramble();
  if (changing.sent) to_server_ = from_server_.next_sequence();
  if (step.next == Next::accepted || step.next == Next::denied || step.next == Next::broken) return user_changed(std::move(step), sends);
  if (step.to_server) {
    if (changing.sent) {
      sends.to_server.append([&](std::string& out) { wire::append_packet(out, to_server_, protocol::bytes_of(step.to_server->reveal())); });
    } else if (!send_change_user(protocol::bytes_of(step.to_server->reveal()), sends)) {
      step.reason = "a proof that COM_CHANGE_USER cannot carry";
      return user_changed(std::move(step), sends);
    }
    from_server_.expect(to_server_);
  }
  if (step.to_client) {
    sends.to_client.append([&](std::string& out) { wire::append_packet(out, to_client_, protocol::bytes_of(*step.to_client)); });
  }
  changing.client_turn = step.next == Next::client;
  if (changing.client_turn) from_client_.expect(to_client_);
  return Step::done;
}

/// The command as the client sent it, with the proof that the server's leg needs.
bool Relay::send_change_user(ByteView proof, Sends& sends) {
  auto& changing = *changing_;
  auto request = wire::decode_change_user(protocol::bytes_of(changing.payload), capabilities_);
  if (!request) return false;
  request->auth_response = proof;
  if (request->plugin && !changing.exchange->names_plugin()) request->plugin = std::string_view();
  std::string out;
  to_server_ = 0;
  if (!wire::append_change_user(out, to_server_, *request, capabilities_)) return false;
  sends.to_server.append([&](std::string& into) { into += out; });
  changing.sent = true;
  response_.begin(Command::change_user);
  return true;
}

Relay::Step Relay::user_changed(AuthExchange::Step step, Sends& sends) {
  auto changing = std::move(*changing_);
  changing_.reset();
  auto& facts = environment_.facts;
  if (step.next == Next::accepted && !environment_.admit_user(changing.user)) {
    step.next = Next::broken;
    step.reason = "too many connections of the user";
  }
  forget_session();  // the server forgets before it looks at the proof
  if (step.next == Next::accepted) {
    records_.event(audit::Kind::logout, "the user changed to " + changing.user);
    facts.user = environment_.caller.user = changing.user;
    facts.database = environment_.caller.database = changing.database;
    facts.application = environment_.caller.application = changing.application;
    facts.authentication = changing.exchange->plugins();
    environment_.caller.groups.clear();
    standing_.follow_anew();
    follow_database(changing.database);
    diagnostics_sensitive_ = true;
    const auto sequence = records_.event(audit::Kind::login, "login by COM_CHANGE_USER");
    if (!sequence) return log_failed(sends);
    sends.to_client.hold(*sequence);
  } else {
    const auto user = std::exchange(facts.user, changing.user);
    standing_.refresh_members();
    records_.event(audit::Kind::login_failed, step.next == Next::denied ? "the server refused COM_CHANGE_USER" : step.reason);
    facts.user = user;
    standing_.refresh_members();
  }
  event_.reset();
  if (step.next == Next::broken) {
    end_with({1045, "28000", "jaali: " + step.reason}, sends);
    sends.close = true;
    return Step::ended;
  }
  running_.reset();
  if (step.next == Next::accepted) {
    if (const auto ok = wire::decode_ok(protocol::bytes_of(*step.to_client), capabilities_)) status_ = ok->status;
  }
  sends.to_client.append([&](std::string& out) { wire::append_packet(out, to_client_, protocol::bytes_of(*step.to_client)); });
  from_client_.expect(0);
  return Step::done;
}

/// A connection that was reset, or changed hands: prepared statements, temporary tables and settings are gone.
void Relay::forget_session() {
  prepared_.clear();
  last_prepared_ = nullptr;
  sql_prepared_.clear();
  sql_readings_.clear();
  situation_.names.session_relations.clear();
  names_moved();
  state_unknown();
}

}  // namespace jaali::proxy::session::mysql

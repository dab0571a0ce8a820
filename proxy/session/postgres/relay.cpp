#include "proxy/session/postgres/relay.h"

#include "proxy/session/postgres/strip.h"

namespace jaali::proxy::session::postgres {

Relay::Relay(Environment environment, const std::map<std::string, std::string>& parameters)
    : environment_(std::move(environment)) {
  situation_.catalog = environment_.catalog;
  for (const auto& [name, value] : parameters) follow_parameter(name, value);
  follow_names();
  follow_situation();
}

Relay::~Relay() = default;

/// Rules and catalog as they are now: an open session follows a reload from its next statement.
void Relay::follow_situation() {
  if (situation_version_ != 0 && environment_.database->version() == situation_version_) return;
  situation_version_ = environment_.database->version();
  // Dropped: what was known goes on being the rule until the server ends the session.
  if (auto current = environment_.database->current()) situation_.catalog = std::move(current);
  const auto& policy = situation_.catalog->policy();
  if (const auto* member = situation_.catalog->snapshot().member(environment_.caller.user)) {
    environment_.caller.groups = member->groups;
  }
  situation_.role = policy.role_for(environment_.caller);
  situation_.restricted = situation_.catalog->restricted(situation_.role);
  environment_.facts.role = policy.role_name(situation_.role);
  environment_.facts.groups = environment_.caller.groups;
  session_members_ = environment_.facts.members();
}

void Relay::follow_parameter(std::string_view name, std::string_view value) {
  if (name == "DateStyle") {
    date_style_ = value;
  } else if (name == "IntervalStyle") {
    interval_style_ = value;
  } else if (name == "standard_conforming_strings") {
    reported_strings_ = value == "on";
    follow_names();
  } else if (name == "client_encoding") {
    reported_utf8_ = value == "UTF8";
    follow_names();
  }
}

/// From version 14 on the server reports settings just before ReadyForQuery: until then, a session that was ever told of
/// an unreadable one may be back at it (RESET, ROLLBACK) behind an Execute.
void Relay::follow_names() {
  ever_unreadable_ = ever_unreadable_ || !reported_strings_ || !reported_utf8_;
  const bool doubtful = ever_unreadable_ && unreported_ != 0;
  situation_.names.standard_conforming_strings = reported_strings_ && !doubtful;
  situation_.names.client_encoding_utf8 = reported_utf8_ && !doubtful;
  situation_.names_key = situation_.names.key();
}

/// Whatever the server plans from here on may mean other relations: their origin is asked for anew.
void Relay::names_moved() {
  ++names_epoch_;
  names_moved_ = true;
}

bool Relay::enforcing() const noexcept {
  return situation_.restricted && situation_.catalog->policy().mode() == masking_rules::Mode::enforce;
}

/// Whether the request's answer is masked and checked: as it was judged, whatever rules hold by now.
bool Relay::enforced(const Request* request) const noexcept {
  if (!request || !request->judged) return enforcing();
  return request->judged->restricted && !request->judged->observe;
}

bool Relay::client_blocked() const noexcept { return refreshing_ != 0 || waits_for_ != 0 || waits_for_all_ || crowded_; }

bool Relay::idle() const noexcept {
  return exchange_.outstanding.empty() && !exchange_.skipping && !exchange_.copying_in && pass_client_ == 0 &&
         transaction_ == wire::TransactionStatus::idle;
}

void Relay::on_client_closed(Sends& sends) {
  if (pass_client_ == 0 && !terminated_) sends.to_server.append([](std::string& out) { wire::append_terminate(out); });
  ended_ = true;
}

void Relay::on_server_closed(Sends& sends) {
  if (ended_) return;
  if (terminated_ || fatal_told_) {
    ended_ = true;
  } else {
    end("08006", "jaali: the server closed the connection", sends);
  }
}

void Relay::end(std::string_view sqlstate, std::string_view message, Sends& sends) {
  if (ended_) return;
  ended_ = true;
  // In the middle of a row's bytes an error could only be read as a part of the row.
  if (pass_server_ == 0) {
    sends.to_client.append([&](std::string& out) { append_own_error(out, "FATAL", sqlstate, message); });
  }
  if (pass_client_ == 0 && !terminated_) sends.to_server.append([](std::string& out) { wire::append_terminate(out); });
}

void Relay::on_end() noexcept {
  ended_ = true;
  *alive_ = false;
  alive_.reset();
  record_end();
  if (environment_.ended) environment_.ended();
}

}  // namespace jaali::proxy::session::postgres

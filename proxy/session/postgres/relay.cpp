#include "proxy/session/postgres/relay.h"

#include "proxy/session/postgres/strip.h"

namespace jaali::proxy::session::postgres {

Relay::Relay(Environment environment, const std::map<std::string, std::string>& parameters)
    : environment_(std::move(environment)) {
  for (const auto& [name, value] : parameters) follow_parameter(name, value);
  follow_situation();
}

Relay::~Relay() = default;

/// Rules and catalog as they are now: an open session follows a reload from its next statement.
void Relay::follow_situation() {
  if (situation_.catalog && environment_.database->version() == situation_version_) return;
  situation_version_ = environment_.database->version();
  auto current = environment_.database->current();
  if (!current) return;  // dropped: what was known goes on being the rule until the server ends the session
  situation_.catalog = std::move(current);
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
  bool names = false;
  if (name == "DateStyle") {
    date_style_ = value;
    forget_masking();
  } else if (name == "IntervalStyle") {
    interval_style_ = value;
    forget_masking();
  } else if (name == "standard_conforming_strings") {
    situation_.names.standard_conforming_strings = value == "on";
    names = true;
  } else if (name == "client_encoding") {
    situation_.names.client_encoding_utf8 = value == "UTF8";
    names = true;
  }
  if (names) situation_.names_key = situation_.names.key();
}

/// Masks read dates by the style under which they were made: made again under the new one.
void Relay::forget_masking() {
  for (auto& [name, statement] : exchange_.confirmed.statements) statement->masking = nullptr;
  for (auto& request : exchange_.outstanding) {
    if (request.statement) request.statement->masking = nullptr;
  }
}

bool Relay::client_blocked() const noexcept { return refreshing_ || waits_for_ != 0 || waits_for_all_; }

bool Relay::idle() const noexcept {
  return exchange_.outstanding.empty() && transaction_ == wire::TransactionStatus::idle && pass_client_ == 0;
}

void Relay::on_client_closed(Sends& sends) {
  if (pass_client_ == 0) sends.to_server.append([](std::string& out) { wire::append_terminate(out); });
  ended_ = true;
}

void Relay::on_server_closed(Sends& sends) {
  if (ended_) return;
  end("08006", "jaali: the server closed the connection", sends);
}

void Relay::end(std::string_view sqlstate, std::string_view message, Sends& sends) {
  if (ended_) return;
  ended_ = true;
  // In the middle of a row's bytes an error could only be read as a part of the row.
  if (pass_server_ == 0) {
    sends.to_client.append([&](std::string& out) { append_own_error(out, "FATAL", sqlstate, message); });
  }
  if (pass_client_ == 0) sends.to_server.append([](std::string& out) { wire::append_terminate(out); });
}

void Relay::on_end() noexcept {
  ended_ = true;
  *alive_ = false;
  alive_.reset();
  record_end();
  if (environment_.ended) environment_.ended();
}

}  // namespace jaali::proxy::session::postgres

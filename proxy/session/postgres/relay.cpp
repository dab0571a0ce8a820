#include "proxy/session/postgres/relay.h"

#include "proxy/session/postgres/strip.h"

namespace jaali::proxy::session::postgres {
namespace {

std::string_view sqlstate_of(End why) {
  switch (why) {
    case End::shutdown: return "57P01";
    case End::idle: return "57P05";
    case End::log_failed: return "58030";
  }
  return "57P01";
}

}  // namespace

Relay::Relay(Environment environment, const std::map<std::string, std::string>& parameters, bool replication)
    : environment_(std::move(environment)), replication_(replication) {
  for (const auto& [name, value] : parameters) follow_parameter(name, value);
  follow_names();
  standing_.follow();
}

Relay::~Relay() = default;

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

bool Relay::client_blocked() const noexcept { return catalog_wait_.waiting() || waits_for_ != 0 || waits_for_all_ || crowded_; }

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
    end_with("08006", "jaali: the server closed the connection", sends);
  }
}

void Relay::end(End why, Sends& sends) { end_with(sqlstate_of(why), to_string(why), sends); }

void Relay::end_with(std::string_view sqlstate, std::string_view message, Sends& sends) {
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
  catalog_wait_.end();
  record_end();
  if (environment_.ended) environment_.ended();
}

}  // namespace jaali::proxy::session::postgres

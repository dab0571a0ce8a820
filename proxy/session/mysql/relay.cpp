#include "proxy/session/mysql/relay.h"

#include "protocol/mysql/wire_writer.h"
#include "sql/fold.h"

namespace jaali::proxy::session::mysql {

Relay::Relay(Environment environment, RelayStart start)
    : environment_(std::move(environment)), start_(std::move(start)), capabilities_(start_.auth.capabilities),
      from_client_(start_.framing), from_server_(start_.framing), response_(capabilities_, start_.framing), status_(start_.status) {
  standing_.follow();
  follow_database(start_.database);
}

/// As far as we are told without asking: enough for the records of those that nothing is refused to. Empty: none is known.
void Relay::follow_database(std::string_view name) {
  situation_.names.search_path.reset();
  const bool folds = situation_.catalog->snapshot().lower_case_table_names != 0;
  if (!name.empty()) situation_.names.search_path.emplace(1, folds ? sql::fold(name) : std::string(name));
  names_moved();
}

Relay::~Relay() = default;

/// What names mean is another thing from here on: judgements are looked up anew.
void Relay::names_moved() {
  ++names_epoch_;
  situation_.names_key = situation_.names.key();
}

std::shared_ptr<const Judged> Relay::refusal(std::uint16_t code, std::string sqlstate, std::string message, std::string hint,
                                             std::string reason) const {
  masking_rules::Refusal made;
  made.code = code;
  made.sqlstate = std::move(sqlstate);
  made.message = std::move(message);
  made.hint = std::move(hint);
  made.reason = std::move(reason);
  return standing_.refusal(std::move(made));
}

bool Relay::client_blocked() const noexcept {
  if (catalog_wait_.waiting()) return true;
  if (!running_ || raw_ || client_flow_ != Flow::none) return false;
  return changing_ ? !changing_->client_turn : !response_.awaits_file();
}

bool Relay::idle() const noexcept {
  return !running_ && client_flow_ == Flow::none && (status_ & wire::server_status::in_transaction) == 0;
}

void Relay::on_client_closed(Sends& sends) {
  if (!running_ && client_flow_ == Flow::none && !terminated_) {
    std::uint8_t sequence = 0;
    sends.to_server.append([&](std::string& out) { wire::append_bare(out, sequence, Command::quit); });
  }
  ended_ = true;
}

void Relay::on_server_closed(Sends& sends) {
  (void)sends;  // clients know a lost connection by themselves, and have a number for it
  ended_ = true;
}

void Relay::end(End why, Sends& sends) { end_with(error_of(why), sends); }

/// The last word to the client, in the place of an answer, or of the one to its next command.
void Relay::end_with(const OwnError& error, Sends& sends) {
  if (ended_) return;
  const bool within_packet = server_left_ > 0 || from_server_.inside_packet();
  if (!within_packet && !raw_) {
    if (!running_ || running_->internal) to_client_ = 1;
    tell(error, sends);
  }
  if (!running_ && client_flow_ == Flow::none && !terminated_) {
    std::uint8_t sequence = 0;
    sends.to_server.append([&](std::string& out) { wire::append_bare(out, sequence, Command::quit); });
  }
  ended_ = true;
}

void Relay::tell(const OwnError& error, Sends& sends) {
  sends.to_client.append([&](std::string& out) { append_own_error(out, to_client_, error); });
}

Relay::Step Relay::violation(std::string_view what, Sends& sends) {
  end_with({1835, "HY000", "jaali: malformed communication packet: " + std::string(what)}, sends);
  sends.close = true;
  return Step::ended;
}

Relay::Step Relay::out_of_order(Sends& sends) {
  end_with({1156, "08S01", "jaali: got packets out of order"}, sends);
  sends.close = true;
  return Step::ended;
}

/// The server and we no longer agree on what is being answered: nothing more may pass.
Relay::Step Relay::out_of_step(std::string_view what, Sends& sends) {
  environment_.alarm("out of step with the server: " + std::string(what));
  end_with({1105, "HY000", "jaali: out of step with the server: " + std::string(what)}, sends);
  sends.close = true;
  return Step::ended;
}

Relay::Step Relay::contradiction(std::string_view what, Sends& sends) {
  environment_.alarm("the result contradicts the verdict: " + std::string(what));
  environment_.refresh_catalog("contradiction", [] {});
  end_with({1142, "42000", "jaali: the result is withheld: " + std::string(what) + "; the catalog may have changed, connect again"}, sends);
  sends.close = true;
  return Step::ended;
}

Relay::Step Relay::log_failed(Sends& sends) {
  end_with(error_of(End::log_failed), sends);
  sends.close = true;
  return Step::ended;
}

void Relay::on_end() noexcept {
  ended_ = true;
  catalog_wait_.end();
  record_end();
  if (environment_.ended) environment_.ended();
}

}  // namespace jaali::proxy::session::mysql

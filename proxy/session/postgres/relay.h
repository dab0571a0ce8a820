#pragma once
// The data phase of a PostgreSQL session: every message of the client is judged before it goes on, every answer is tied
// to its question, rows are masked by their own plan, records are opened and closed (design.md §3, §5). No I/O.
//
// A refused statement is replaced by one that the server itself cannot parse, so that order, pipelines and transactions
// go on exactly as after an error of the server's own; the server's error is then replaced by the refusal.
#include <set>
#include <string>

#include "protocol/postgres/backend.h"
#include "protocol/postgres/frontend.h"
#include "proxy/session/data_phase.h"
#include "proxy/session/judging.h"
#include "proxy/session/postgres/exchange.h"
#include "proxy/session/statement_records.h"

namespace jaali::proxy::session::postgres {

namespace wire = protocol::postgres;

class Relay final : public DataPhase {
 public:
  /// `parameters`: what ParameterStatus said during login; `replication`: the client asked for it.
  Relay(Environment environment, const std::map<std::string, std::string>& parameters, bool replication);
  ~Relay() override;

  Taken on_client(ByteView input, Sends& sends) override;
  Taken on_server(ByteView input, Sends& sends) override;
  [[nodiscard]] bool client_blocked() const noexcept override;
  [[nodiscard]] bool idle() const noexcept override;
  void on_client_closed(Sends& sends) override;
  void on_server_closed(Sends& sends) override;
  void end(End why, Sends& sends) override;
  void on_end() noexcept override;

 private:
  using Kind = Request::Kind;
  enum class Step : std::uint8_t { done, wait, ended };

  // relay.cpp
  void end_with(std::string_view sqlstate, std::string_view message, Sends& sends);
  void follow_parameter(std::string_view name, std::string_view value);
  void follow_names();
  void names_moved();
  void release_client();
  [[nodiscard]] bool enforcing() const noexcept { return standing_.enforcing(); }
  [[nodiscard]] bool enforced(const Request* request) const noexcept {
    return standing_.enforced(request ? request->judged.get() : nullptr);
  }
  [[nodiscard]] Request* front() noexcept { return exchange_.front(); }

  // relay_client.cpp
  Step client_message(wire::MessageHead head, ByteView message, std::size_t offset, Sends& sends);
  Step client_query(ByteView message, std::size_t offset, Sends& sends);
  Step client_parse(ByteView message, std::size_t offset, Sends& sends);
  Step client_bind(ByteView message, std::size_t offset, Sends& sends);
  template <class T>
  Step settle_name(const Meanings<T>& meanings, std::string_view name);
  Step client_describe(ByteView message, std::size_t offset, Sends& sends);
  Step client_execute(ByteView message, std::size_t offset, Sends& sends);
  Step client_close(ByteView message, std::size_t offset, Sends& sends);
  Step client_function_call(ByteView message, std::size_t offset, Sends& sends);
  Step client_sync(ByteView message, std::size_t offset, Sends& sends);
  Step client_copy_end(wire::Frontend type, ByteView message, std::size_t offset, Sends& sends);
  Step protocol_violation(std::string_view what, Sends& sends);

  // relay_judge.cpp
  void judge_parameters(const std::vector<std::uint32_t>& types, std::shared_ptr<const Judged>& judged) const;
  Step judge_again(Statement& statement);
  Step meet_needs(std::shared_ptr<const Judged>& judged, Sends& sends);
  Step refuse_query(std::shared_ptr<const Judged> refusal, Sends& sends);
  Step refuse_extended(Kind kind, std::shared_ptr<const Judged> refusal, Sends& sends, bool unnamed_parse = false);
  [[nodiscard]] std::shared_ptr<const Judged> refusal(std::string sqlstate, std::string message, std::string hint, std::string reason) const;
  void describe_for_us(const std::string& portal_name, const std::shared_ptr<Portal>& portal, Sends& sends);
  void expect_description(Request& request);
  bool open_records(Request& request, Sends& sends);
  void hold_client_where_needed(const Request& request, Sends& sends);

  // relay_server.cpp
  Step server_message(wire::MessageHead head, ByteView message, std::size_t offset, Sends& sends);
  Step confirm(Kind kind, ByteView message, std::size_t offset, Sends& sends);
  Step completed(ByteView message, std::size_t offset, Sends& sends, std::string_view tag, bool suspended);
  Step error(ByteView message, std::size_t offset, Sends& sends);
  void skip_to_sync(Sends& sends);
  void send_owed_sync(Sends& sends);
  Step ready(ByteView message, std::size_t offset, Sends& sends);
  Step notification(ByteView message, std::size_t offset, Sends& sends);
  Step out_of_step(std::string_view what, Sends& sends);
  Step contradiction(std::string_view what, Sends& sends);
  Step log_failed(Sends& sends);
  [[nodiscard]] bool strips(const Request* request) const noexcept;
  void apply_effects(const Request& request);

  // relay_results.cpp
  Step data(wire::MessageHead head, std::size_t size, Sends& sends);
  bool may_stream(std::string& why);
  Step row(wire::MessageHead head, ByteView message, Sends& sends);
  Step row_description(ByteView message, std::size_t offset, Sends& sends);
  Step no_data(ByteView message, std::size_t offset, Sends& sends);
  Step copy_response(wire::Backend type, ByteView message, std::size_t offset, Sends& sends);
  bool prepare_masking(Request& request, std::string& why);
  [[nodiscard]] bool text_masking_fits(const Request& request, const Fields& fields) const;

  // relay_records.cpp
  [[nodiscard]] RecordDetails details_of(const Request& request) const;
  audit::StatementFacts& facts_for(const Request& request);
  bool close_record(const Request& request, Sends& sends);
  void record_not_run(Request& request, std::size_t from, Sends& sends);
  void record_end() noexcept;
  void record_refusal(const Judged& judged);

  Environment environment_;
  Standing standing_{environment_};
  gate::Situation& situation_ = standing_.situation;
  StatementRecords records_{environment_, standing_};
  CatalogWait catalog_wait_{environment_};
  Judging judging_{environment_, standing_, catalog_wait_};
  Exchange exchange_;
  std::shared_ptr<const Masking> text_masking_;  ///< the last one made for a text; null: none
  std::string date_style_ = "ISO, MDY", interval_style_ = "postgres";
  bool reported_strings_ = true, reported_utf8_ = true;  ///< standard_conforming_strings, client_encoding: as last reported
  bool ever_unreadable_ = false;       ///< … were once such that server and parser read a text differently
  std::uint64_t unreported_ = 0;       ///< id of an Execute that may have changed them; reported before its ReadyForQuery
  std::uint64_t names_epoch_ = 1;      ///< moves when names may mean other relations to the server's plans
  bool names_moved_ = false;           ///< … within this transaction, whose end may move them back
  wire::TransactionStatus transaction_ = wire::TransactionStatus::idle;
  bool catalog_changed_ = false;       ///< DDL went by: refresh once the transaction is over
  std::uint64_t waits_for_ = 0;        ///< id of the request that must be answered before the client goes on
  bool waits_for_all_ = false;         ///< … or all of them
  bool crowded_ = false;               ///< … or many of them
  std::uint64_t pass_client_ = 0, drop_client_ = 0, pass_server_ = 0;  ///< bytes of a message that goes by in pieces
  bool replication_ = false;           ///< asked for at start-up
  std::uint64_t streamed_by_ = 0;      ///< version of rules and catalog by which its data may go on
  bool terminated_ = false;            ///< the client said goodbye
  bool fatal_told_ = false;            ///< the server's last word went to the client
  bool ended_ = false;
};

}  // namespace jaali::proxy::session::postgres

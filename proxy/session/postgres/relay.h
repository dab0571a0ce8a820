#pragma once
// The data phase of a PostgreSQL session: every message of the client is judged before it goes on, every answer is tied
// to its question, rows are masked by their own plan, records are opened and closed (design.md §3, §5). No I/O.
//
// A refused statement is replaced by one that the server itself cannot parse, so that order, pipelines and transactions
// go on exactly as after an error of the server's own; the server's error is then replaced by the refusal.
#include <functional>
#include <set>
#include <string>

#include "audit/record.h"
#include "protocol/postgres/backend.h"
#include "protocol/postgres/frontend.h"
#include "proxy/catalog/catalog_service.h"
#include "proxy/net/worker.h"
#include "proxy/session/data_phase.h"
#include "proxy/session/postgres/exchange.h"

namespace jaali::proxy::session::postgres {

namespace wire = protocol::postgres;

/// What the relay needs of the session around it.
struct Environment {
  net::Worker* worker = nullptr;
  gate::Gate* gate = nullptr;
  std::shared_ptr<catalog::DatabaseCatalog> database;
  std::shared_ptr<const masking_rules::ClassifiedCatalog> catalog;  ///< what the login was judged by; never null
  masking_rules::CallerIdentity caller;
  audit::SessionFacts facts;
  std::uint64_t message_bytes = 1ULL << 30;
  /// Asks for a fresh catalog; `done` runs later on the worker's thread, whether or not that worked.
  std::function<void(std::string reason, std::function<void()> done)> refresh_catalog;
  std::function<void()> resume_client;
  std::function<void(std::string)> alarm;
  std::function<void()> ended;
};

class Relay final : public DataPhase {
 public:
  /// `parameters`: what ParameterStatus said during login.
  Relay(Environment environment, const std::map<std::string, std::string>& parameters);
  ~Relay() override;

  Taken on_client(ByteView input, Sends& sends) override;
  Taken on_server(ByteView input, Sends& sends) override;
  [[nodiscard]] bool client_blocked() const noexcept override;
  [[nodiscard]] bool idle() const noexcept override;
  void on_client_closed(Sends& sends) override;
  void on_server_closed(Sends& sends) override;
  void end(std::string_view sqlstate, std::string_view message, Sends& sends) override;
  void on_end() noexcept override;

  [[nodiscard]] bool restricted() const noexcept { return situation_.restricted; }
  [[nodiscard]] const std::string& role_name() const noexcept { return environment_.facts.role; }

 private:
  using Kind = Request::Kind;
  enum class Step : std::uint8_t { done, wait, ended };

  // relay.cpp
  void follow_situation();
  void follow_parameter(std::string_view name, std::string_view value);
  void follow_names();
  void names_moved();
  void release_client();
  [[nodiscard]] bool enforcing() const noexcept;
  [[nodiscard]] bool enforced(const Request* request) const noexcept;
  [[nodiscard]] Request* front() noexcept { return exchange_.front(); }

  // relay_client.cpp
  Step client_message(wire::MessageHead head, ByteView message, std::size_t offset, Sends& sends);
  Step client_query(ByteView message, std::size_t offset, Sends& sends);
  Step client_parse(ByteView message, std::size_t offset, Sends& sends);
  Step client_bind(ByteView message, std::size_t offset, Sends& sends);
  Step client_describe(ByteView message, std::size_t offset, Sends& sends);
  Step client_execute(ByteView message, std::size_t offset, Sends& sends);
  Step client_close(ByteView message, std::size_t offset, Sends& sends);
  Step client_function_call(ByteView message, std::size_t offset, Sends& sends);
  Step client_sync(ByteView message, std::size_t offset, Sends& sends);
  Step client_copy_end(wire::Frontend type, ByteView message, std::size_t offset, Sends& sends);
  Step protocol_violation(std::string_view what, Sends& sends);

  // relay_judge.cpp
  void wait_for_catalog(std::string reason);
  Step judge(std::string_view text, bool extended, std::shared_ptr<const Judged>& judged);
  Step judge_prepared(std::string_view text, const std::vector<std::uint32_t>& types, std::shared_ptr<const Judged>& judged);
  Step judge_again(Statement& statement);
  Step meet_needs(std::shared_ptr<const Judged>& judged, Sends& sends);
  [[nodiscard]] bool known_harmless(const masking_rules::Needs& need);
  Step refuse_query(std::shared_ptr<const Judged> refusal, Sends& sends);
  Step refuse_extended(Kind kind, std::shared_ptr<const Judged> refusal, Sends& sends);
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
  Step row(wire::MessageHead head, ByteView message, Sends& sends);
  Step row_description(ByteView message, std::size_t offset, Sends& sends);
  Step no_data(ByteView message, std::size_t offset, Sends& sends);
  Step copy_response(wire::Backend type, ByteView message, std::size_t offset, Sends& sends);
  bool prepare_masking(Request& request, std::string& why);

  // relay_records.cpp
  audit::StatementFacts& facts_for(const Request& request);
  bool append_record(audit::Kind kind, const Request& request, Sends* hold_client, Sends* hold_server);
  void record_not_run(Request& request, std::size_t from, Sends& sends);
  void fill_cells(const Request& request, audit::StatementFacts& facts);
  void record_end() noexcept;
  void record_refusal(const Judged& judged);

  Environment environment_;
  std::string session_members_;
  gate::Situation situation_;
  Exchange exchange_;
  std::uint64_t situation_version_ = 0;
  std::string date_style_ = "ISO, MDY", interval_style_ = "postgres";
  bool reported_strings_ = true, reported_utf8_ = true;  ///< standard_conforming_strings, client_encoding: as last reported
  bool ever_unreadable_ = false;       ///< … were once such that server and parser read a text differently
  std::uint64_t unreported_ = 0;       ///< id of an Execute that may have changed them; reported before its ReadyForQuery
  std::uint64_t names_epoch_ = 1;      ///< moves when names may mean other relations to the server's plans
  bool names_moved_ = false;           ///< … within this transaction, whose end may move them back
  wire::TransactionStatus transaction_ = wire::TransactionStatus::idle;
  bool transaction_sensitive_ = false;
  bool catalog_changed_ = false;       ///< DDL went by: refresh once the transaction is over
  std::uint64_t waits_for_ = 0;        ///< id of the request that must be answered before the client goes on
  bool waits_for_all_ = false;         ///< … or all of them
  bool crowded_ = false;               ///< … or many of them
  unsigned refreshing_ = 0;  ///< catalogs that were asked for and have not come
  bool refreshed_ = false;
  std::uint64_t pass_client_ = 0, drop_client_ = 0, pass_server_ = 0;  ///< bytes of a message that goes by in pieces
  bool terminated_ = false;            ///< the client said goodbye
  bool fatal_told_ = false;            ///< the server's last word went to the client
  std::uint64_t next_number_ = 1;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::shared_ptr<const Judged> facts_owner_;
  std::size_t facts_index_ = 0;
  std::uint64_t facts_request_ = 0;
  audit::StatementFacts facts_;
  rows::Counters counters_;
  std::string record_;
  bool ended_ = false;
};

}  // namespace jaali::proxy::session::postgres

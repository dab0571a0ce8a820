#pragma once
// The data phase of a MySQL session: every command of the client is judged before it goes on, every answer is tied to it,
// rows are masked by their own plan, records are opened and closed (design.md §3, §5). No I/O.
//
// One command at a time: the next is looked at when the answer to the one before is complete, whatever a driver pipelines.
// A refused command never reaches the server: the proxy answers it with an ERR of its own, as the server would.
#include "proxy/session/data_phase.h"
#include "proxy/session/judging.h"
#include "proxy/session/mysql/own_error.h"
#include "proxy/session/mysql/running.h"
#include "proxy/session/mysql/session_state.h"
#include "proxy/session/statement_records.h"
#include "protocol/mysql/state.h"

namespace jaali::proxy::session::mysql {

namespace wire = protocol::mysql;

/// What a session's login left.
struct RelayStart {
  AuthSetting auth;
  std::string scramble;
  std::string database;  ///< as the client asked for
  std::uint16_t status = 0;
  bool mariadb = false;
  wire::Framing framing;  ///< tests take small frames
};

class Relay final : public DataPhase {
 public:
  Relay(Environment environment, RelayStart start);
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
  using Command = wire::Command;
  enum class Step : std::uint8_t { done, wait, ended };
  /// What becomes of the frames of a packet that goes by in pieces.
  enum class Flow : std::uint8_t { none, pass, drop };

  // relay.cpp
  void end_with(const OwnError& error, Sends& sends);
  void tell(const OwnError& error, Sends& sends);
  Step violation(std::string_view what, Sends& sends);
  Step out_of_order(Sends& sends);
  Step out_of_step(std::string_view what, Sends& sends);
  Step contradiction(std::string_view what, Sends& sends);
  Step log_failed(Sends& sends);
  void names_moved();
  void follow_database(std::string_view name);
  void state_unknown() noexcept { state_known_ = false; }
  [[nodiscard]] bool enforcing() const noexcept { return standing_.enforcing(); }
  [[nodiscard]] bool enforced() const noexcept { return standing_.enforced(running_ ? running_->judged.get() : nullptr); }
  [[nodiscard]] std::shared_ptr<const Judged> refusal(std::uint16_t code, std::string sqlstate, std::string message, std::string hint,
                                                      std::string reason) const;

  // relay_client.cpp
  Step client_frame(const wire::Frame& frame, ByteView rest, Taken& taken, Sends& sends);
  Step client_command(Command command, const wire::Frame& frame, ByteView payload, Taken& taken, Sends& sends);
  Step client_query(const wire::Frame& frame, ByteView payload, Sends& sends);
  Step client_prepare(const wire::Frame& frame, ByteView payload, Sends& sends);
  Step client_init_db(const wire::Frame& frame, ByteView payload);
  Step client_field_list(const wire::Frame& frame, ByteView payload, Sends& sends);
  Step client_admin(Command command, const wire::Frame& frame, Taken& taken, Sends& sends);
  Running& begin(Command command);
  void let_by(const wire::Frame& frame, Flow flow);
  Step refuse(std::shared_ptr<const Judged> refusal, const wire::Frame& frame);
  Step refuse_as_server(std::uint16_t code, std::string sqlstate, const std::string& message, std::string reason, const wire::Frame& frame);
  Step refuse_malformed(const wire::Frame& frame);
  Step drop_malformed(const wire::Frame& frame);
  Step refuse_by_server(const wire::Frame& frame);
  Step refuse_without_log(const wire::Frame& frame);
  void client_packet_done(Sends& sends);

  // relay_statements.cpp
  Step client_execute(Command command, const wire::Frame& frame, ByteView payload, Taken& taken, Sends& sends);
  Step client_fetch(const wire::Frame& frame, ByteView payload, Taken& taken, Sends& sends);
  Step client_statement_end(Command command, const wire::Frame& frame, ByteView payload, Taken& taken, Sends& sends);
  Step client_long_data(const wire::Frame& frame, ByteView payload, Taken& taken, Sends& sends);
  bool bind_parameters(Command command, Prepared& prepared, const wire::Frame& frame, ByteView payload,
                       std::shared_ptr<const Judged>& judged);
  Step let_by_as(std::uint32_t id, const wire::Frame& frame, ByteView payload, Taken& taken, Sends& sends);
  Step prepared(const wire::PacketEvent& event, ByteView payload, ByteView packet, std::size_t offset, Sends& sends);
  [[nodiscard]] std::shared_ptr<Prepared> prepared_for(std::uint32_t id) const;
  [[nodiscard]] bool names_last(std::uint32_t id) const noexcept;
  Step refuse_unknown(std::uint32_t id, std::string_view function, const wire::Frame& frame);

  // relay_login.cpp
  Step client_change_user(const wire::Frame& frame, ByteView payload, Taken& taken, Sends& sends);
  Step client_login_packet(ByteView payload, Sends& sends);
  Step login_step(AuthExchange::Step step, Sends& sends);
  bool send_change_user(ByteView proof, Sends& sends);
  Step user_changed(AuthExchange::Step step, Sends& sends);
  void forget_session();

  // relay_judge.cpp
  [[nodiscard]] bool know_state(Sends& sends);
  void take_state(ByteView row);
  void state_answered();
  void note_prepared(Prepared& prepared) const;
  [[nodiscard]] bool judge_again(const std::shared_ptr<Prepared>& prepared, Sends& sends);
  void judge_session(std::shared_ptr<const Judged>& judged);
  void judge_parameters(const Prepared& prepared, bool known, bool whole, std::shared_ptr<const Judged>& judged) const;
  [[nodiscard]] std::string reading_now() const;
  [[nodiscard]] const sql::Relation* relation_named(std::string_view table) const;
  [[nodiscard]] bool open_records(Sends& sends);

  // relay_server.cpp
  Step server_frame(const wire::Frame& frame, ByteView rest, Taken& taken, Sends& sends);
  Step whole_packet(const wire::PacketEvent& event, ByteView payload, ByteView packet, std::size_t offset, Sends& sends);
  Step completed(const wire::PacketEvent& event, ByteView payload, ByteView packet, std::size_t offset, Sends& sends);
  Step error(ByteView payload, ByteView packet, std::size_t offset, Sends& sends);
  Step unasked(ByteView rest, Taken& taken, Sends& sends);
  void answer_done();
  void pass_packet(ByteView packet, std::size_t offset, Sends& sends);
  Step pass_frame(const wire::Frame& frame, Taken& taken, Sends& sends);
  void pass_without_warnings(ByteView payload, Sends& sends);
  [[nodiscard]] bool still_raw(Sends& sends);

  // relay_effects.cpp
  void apply_effects();
  void follow_status(const std::optional<ByteView>& changes);
  void note_diagnostics();
  [[nodiscard]] bool sensitive_now() const;

  // relay_results.cpp
  Step column_definition(ByteView payload, Sends& sends);
  Step columns_complete(Sends& sends);
  [[nodiscard]] std::shared_ptr<const Masking> masking_of(const std::shared_ptr<const Judged>& judged, std::size_t index,
                                                          std::string_view definitions, masking_rules::Format format,
                                                          const std::shared_ptr<const Masking>& last, std::string& why);
  [[nodiscard]] bool row_passes(Step& step, Sends& sends);
  Step own_or_masked_row(ByteView payload, Sends& sends);
  Step masked_row(ByteView payload, Sends& sends);
  [[nodiscard]] bool infile_asked() const;

  // relay_records.cpp
  [[nodiscard]] RecordDetails details() const;
  bool close_record(Sends& sends);
  void record_refusal(const Judged& judged);
  void record_end() noexcept;

  Environment environment_;
  RelayStart start_;
  Standing standing_{environment_};
  gate::Situation& situation_ = standing_.situation;
  StatementRecords records_{environment_, standing_};
  CatalogWait catalog_wait_{environment_};
  Judging judging_{environment_, standing_, catalog_wait_};
  wire::Capabilities capabilities_;
  wire::PacketReader from_client_, from_server_;
  wire::ResponseReader response_;
  std::optional<Running> running_;
  std::optional<ChangingUser> changing_;
  std::uint8_t to_client_ = 0, to_server_ = 0;  ///< sequence id of the next frame that we send there ourselves
  Flow client_flow_ = Flow::none;
  std::size_t client_left_ = 0, server_left_ = 0;  ///< bytes of the frame that is going by
  bool file_ends_ = false;                         ///< … is the last one of LOCAL INFILE
  std::optional<OwnError> refused_;                ///< told once the refused packet's last frame was dropped
  std::optional<OwnError> probe_error_;            ///< the server did not answer our own question
  std::optional<wire::PacketEvent> event_;         ///< of the packet that is being waited for
  std::map<std::uint32_t, std::shared_ptr<Prepared>> prepared_;
  std::shared_ptr<Prepared> last_prepared_;
  std::shared_ptr<const Masking> text_masking_;    ///< the last one made of a COM_QUERY
  std::string definitions_;                        ///< of the result that is under way
  NamedTexts sql_prepared_;
  std::map<std::string, std::string, std::less<>> sql_readings_;  ///< … and how texts and names were read then
  SessionState state_;
  bool state_known_ = false, state_came_ = false;
  std::uint64_t names_epoch_ = 1;
  std::uint16_t status_ = 0;
  bool diagnostics_sensitive_ = false;
  bool raw_ = false;           ///< another protocol from here on, for those that nothing is masked to
  bool terminated_ = false;    ///< the client said goodbye
  bool ended_ = false;
  std::uint64_t next_id_ = 1;
  std::string scratch_;
};

}  // namespace jaali::proxy::session::mysql

#pragma once
// Records of a session's statements: opened before they go on, closed before they are told complete (design.md §3). The
// same for every protocol. Part of a relay, on its thread; one set of facts serves all of them.
#include <optional>
#include <string>

#include "proxy/rows/row_masker.h"
#include "proxy/session/data_phase.h"
#include "proxy/session/execution.h"
#include "proxy/session/standing.h"

namespace jaali::proxy::session {

/// What only the room of the protocol knows of a record. Views live for the call.
struct RecordDetails {
  std::string_view transaction, name, portal;
  std::string_view kind;                    ///< of an execution that nothing judged
  const CountedClasses* classes = nullptr;  ///< counted by `counters`; null: nothing was masked
};

class StatementRecords {
 public:
  StatementRecords(Environment& environment, const Standing& standing) : environment_(environment), standing_(standing) {}

  /// Numbers an execution's statements and notes its start.
  void begin(Execution& execution);
  /// The next statement of the same text; beyond those that were planned it takes a number of its own.
  void next_statement(Execution& execution);
  /// An execution that is recorded although it does not run: a failed Parse.
  void number_alone(Execution& execution);

  /// The facts of the execution's statement; what never changes is copied only when another statement is met.
  audit::StatementFacts& facts_for(const Execution& execution, std::string_view kind = {});
  /// `open` or `statement`. Absent: the log does not take it.
  [[nodiscard]] std::optional<audit::Sequence> append(audit::Kind kind, const Execution& execution, const RecordDetails& details);
  /// Opens the records of the execution's sensitive statements; what goes to the server waits for them. False: it may not run.
  [[nodiscard]] bool open(Execution& execution, const RecordDetails& details, net::Outbox& to_server);
  /// Closes the records that were opened for statements, from that on, which the server never came to.
  void not_run(Execution& execution, std::size_t from, const RecordDetails& details, net::Outbox& to_client);
  /// A statement that was under way when the session ended: told to nobody as complete, but perhaps run.
  void interrupted(Execution& execution, const RecordDetails& details);
  void refused(const Judged& judged, std::string_view transaction);
  /// A login or logout of the session. Absent: the log does not take it.
  std::optional<audit::Sequence> event(audit::Kind kind, std::string_view reason);

  [[nodiscard]] rows::Counters& counters() noexcept { return counters_; }

 private:
  void fill_cells(const Execution& execution, const CountedClasses* classes, audit::StatementFacts& facts);

  Environment& environment_;
  const Standing& standing_;
  std::uint64_t next_number_ = 1;
  std::shared_ptr<const Judged> facts_owner_;
  std::size_t facts_index_ = 0;
  std::uint64_t facts_execution_ = 0;
  audit::StatementFacts facts_;
  rows::Counters counters_;
};

}  // namespace jaali::proxy::session

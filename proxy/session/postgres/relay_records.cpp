// Records of a session's statements: opened before they go on, closed before they are told complete.
#include "proxy/session/postgres/relay.h"

namespace jaali::proxy::session::postgres {
namespace {

std::string_view word(wire::TransactionStatus status) {
  switch (status) {
    case wire::TransactionStatus::idle: return "idle";
    case wire::TransactionStatus::in_transaction: return "transaction";
    case wire::TransactionStatus::failed: return "failed";
  }
  return "";
}

}  // namespace

/// The facts of the request's statement; what never changes is copied only when another statement is met.
audit::StatementFacts& Relay::facts_for(const Request& request) {
  const auto* source = request.judged.get();
  if (!source) {
    if (facts_owner_ || facts_request_ != request.id) facts_ = {};
    facts_owner_ = nullptr;
    facts_request_ = request.id;
    facts_.verdict = "forward";
    if (request.kind == Kind::function_call) facts_.kind = "FunctionCall";
  } else if (source != facts_owner_.get() || facts_index_ != request.index) {
    facts_owner_ = request.judged;
    facts_index_ = request.index;
    facts_ = request.index < source->facts.size() ? source->facts[request.index] : audit::StatementFacts{};
    if (request.index >= source->facts.size()) facts_.verdict = "forward";
    facts_request_ = 0;
  }
  return facts_;
}

bool Relay::append_record(audit::Kind kind, const Request& request, Sends* hold_client, Sends* hold_server) {
  auto& facts = facts_for(request);
  facts.statement = request.number + request.index;
  facts.transaction = word(transaction_);
  facts.portal = request.kind == Kind::execute ? request.name : std::string();
  facts.name = request.kind == Kind::parse ? request.name : request.prepared;
  if (kind == audit::Kind::open) {
    facts.rows_returned = facts.rows_affected = facts.bytes = 0;
    facts.sqlstate.clear();
    facts.partial = facts.cancelled = false;
    facts.cells.clear();
  } else {
    facts.rows_returned = request.rows;
    facts.bytes = request.bytes;
    fill_cells(request, facts);
  }
  record_.clear();
  const auto end = kind == audit::Kind::open ? std::nullopt : std::optional(audit::Clock::now());
  audit::append_statement(record_, kind, session_members_, facts, request.start, end);
  const auto sequence = environment_.worker->record(record_);
  if (!sequence) return false;
  if (hold_client) hold_client->to_client.hold(*sequence);
  if (hold_server) hold_server->to_server.hold(*sequence);
  return true;
}

/// Cells by class: counted where rows are masked, otherwise as many in the clear as rows went by.
void Relay::fill_cells(const Request& request, audit::StatementFacts& facts) {
  facts.cells.clear();
  if (request.masking && request.masking->masker) {
    for (std::size_t i = 0; i < counters_.classes.size() && i < request.masking->classes.size(); ++i) {
      facts.cells.push_back({request.masking->classes[i], counters_.classes[i].masked, counters_.classes[i].clear});
    }
    counters_.classes.assign(counters_.classes.size(), {});
    return;
  }
  if (request.rows == 0) return;
  for (const auto& column : facts.columns) {
    if (column.returned && !column.class_.empty()) facts.cells.push_back({column.class_, 0, request.rows});
  }
}

/// Closes the records that were opened for statements which the server never came to.
void Relay::record_not_run(Request& request, std::size_t from, Sends& sends) {
  if (!request.opened) return;
  const auto& plans = request.judged->verdict.statements;
  request.rows = request.bytes = 0;
  request.masking = nullptr;
  for (request.index = from; request.index < plans.size(); ++request.index) {
    if (!plans[request.index].sensitive) continue;
    auto& facts = facts_for(request);
    facts.reason = "not run: what was sent before it failed";
    facts.sqlstate.clear();
    facts.rows_affected = 0;
    facts.partial = true;
    facts.cancelled = false;
    // Nothing is told of it; a log that fails here stops the next statement.
    append_record(audit::Kind::statement, request, &sends, nullptr);
    facts_owner_ = nullptr;  // the reason was this record's own
  }
}

void Relay::record_refusal(const Judged& judged) {
  constexpr std::size_t most_records = 64;  // of one text
  const auto now = audit::Clock::now();
  const auto count = std::min(judged.facts.size(), most_records);
  for (std::size_t i = 0; i < count; ++i) {
    auto facts = judged.facts[i];
    facts.statement = next_number_++;
    facts.verdict = "refuse";
    if (judged.verdict.refusal) {
      facts.reason = judged.verdict.refusal->reason;
      facts.sqlstate = judged.verdict.refusal->sqlstate;
    }
    facts.transaction = word(transaction_);
    record_.clear();
    audit::append_statement(record_, audit::Kind::refused, session_members_, facts, now, now);
    // Nothing is given away by a refusal that could not be recorded; the log's failure stops the next statement.
    (void)environment_.worker->record(record_);
  }
}

void Relay::record_end() noexcept {
  // Statements that were under way: told to nobody as complete, but perhaps run.
  for (auto& request : exchange_.outstanding) {
    if (request.poisoned || request.failed || request.number == 0) continue;
    const auto plans = request.judged ? request.judged->verdict.statements.size() : 0;
    for (const auto first = request.index; request.index < std::max<std::size_t>(plans, 1); ++request.index) {
      const bool under_way = request.index == first || request.judged->verdict.statements[request.index].sensitive;
      if (!under_way) continue;
      auto& facts = facts_for(request);
      facts.sqlstate = "08006";
      facts.rows_affected = 0;
      facts.partial = true;
      facts.cancelled = false;
      append_record(audit::Kind::statement, request, nullptr, nullptr);
      request.rows = request.bytes = 0;
      request.masking = nullptr;
    }
  }
  record_.clear();
  audit::append_event(record_, audit::Kind::logout, session_members_, "session ended", {}, audit::Clock::now());
  (void)environment_.worker->record(record_);
}

}  // namespace jaali::proxy::session::postgres

#include "proxy/session/statement_records.h"

#include <algorithm>

namespace jaali::proxy::session {

std::uint16_t CountedClasses::index(std::string_view name) {
  if (name.empty()) return rows::no_class;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::uint16_t>(found - names.begin());
  names.emplace_back(name);
  return static_cast<std::uint16_t>(names.size() - 1);
}

void StatementRecords::begin(Execution& execution) {
  execution.start = audit::Clock::now();
  execution.number = next_number_;
  next_number_ += std::max<std::size_t>(execution.planned(), 1);
}

void StatementRecords::next_statement(Execution& execution) {
  ++execution.index;
  execution.rows = execution.bytes = 0;
  execution.start = audit::Clock::now();
  if (execution.index >= std::max<std::size_t>(execution.planned(), 1)) execution.number = next_number_++ - execution.index;
}

void StatementRecords::number_alone(Execution& execution) {
  execution.start = audit::Clock::now();
  execution.number = next_number_++;
}

audit::StatementFacts& StatementRecords::facts_for(const Execution& execution, std::string_view kind) {
  const auto* source = execution.judged.get();
  if (!source) {
    if (facts_owner_ || facts_execution_ != execution.id) facts_ = {};
    facts_owner_ = nullptr;
    facts_execution_ = execution.id;
    facts_.verdict = "forward";
    if (!kind.empty()) facts_.kind = kind;
  } else if (source != facts_owner_.get() || facts_index_ != execution.index) {
    facts_owner_ = execution.judged;
    facts_index_ = execution.index;
    facts_ = execution.index < source->facts.size() ? source->facts[execution.index] : audit::StatementFacts{};
    if (execution.index >= source->facts.size()) facts_.verdict = "forward";
    facts_execution_ = 0;
  }
  return facts_;
}

std::optional<audit::Sequence> StatementRecords::append(audit::Kind kind, const Execution& execution, const RecordDetails& details) {
  auto& facts = facts_for(execution, details.kind);
  facts.statement = execution.number + execution.index;
  facts.transaction = details.transaction;
  facts.portal = details.portal;
  facts.name = details.name;
  if (kind == audit::Kind::open) {
    facts.rows_returned = facts.rows_affected = facts.bytes = facts.insert_id = 0;
    facts.sqlstate.clear();
    facts.error_number = 0;
    facts.partial = facts.cancelled = false;
    facts.cells.clear();
  } else {
    facts.rows_returned = execution.rows;
    facts.bytes = execution.bytes;
    fill_cells(execution, details.classes, facts);
  }
  auto& record = environment_.worker->blank_record();
  const auto end = kind == audit::Kind::open ? std::nullopt : std::optional(audit::Clock::now());
  audit::append_statement(record, kind, standing_.members(), facts, execution.start, end);
  const auto sequence = environment_.worker->record(kind, record);
  if (!sequence) return std::nullopt;
  return *sequence;
}

/// Cells by class: counted where rows are masked, otherwise as many in the clear as rows went by.
void StatementRecords::fill_cells(const Execution& execution, const CountedClasses* classes, audit::StatementFacts& facts) {
  facts.cells.clear();
  if (classes) {
    for (std::size_t i = 0; i < counters_.classes.size() && i < classes->names.size(); ++i) {
      facts.cells.push_back({classes->names[i], counters_.classes[i].masked, counters_.classes[i].clear});
    }
    counters_.classes.assign(counters_.classes.size(), {});
    return;
  }
  if (execution.rows == 0) return;
  for (const auto& column : facts.columns) {
    if (column.returned && !column.class_.empty()) facts.cells.push_back({column.class_, 0, execution.rows});
  }
}

/// Statements that are not sensitive get one record, when they are complete.
bool StatementRecords::open(Execution& execution, const RecordDetails& details, net::Outbox& to_server) {
  if (environment_.worker->log().failed()) return false;
  if (!execution.judged || !execution.judged->sensitive()) return true;
  execution.opened = true;
  bool good = true;
  for (execution.index = 0; good && execution.index < execution.planned(); ++execution.index) {
    if (!execution.plan()->sensitive) continue;
    const auto sequence = append(audit::Kind::open, execution, details);
    good = sequence.has_value();
    if (good) to_server.hold(*sequence);
  }
  execution.index = 0;
  return good;
}

void StatementRecords::not_run(Execution& execution, std::size_t from, const RecordDetails& details, net::Outbox& to_client) {
  if (!execution.opened) return;
  execution.rows = execution.bytes = 0;
  RecordDetails bare = details;
  bare.classes = nullptr;
  for (execution.index = from; execution.index < execution.planned(); ++execution.index) {
    if (!execution.plan()->sensitive) continue;
    auto& facts = facts_for(execution);
    facts.reason = "not run: what was sent before it failed";
    facts.sqlstate.clear();
    facts.error_number = 0;
    facts.rows_affected = facts.insert_id = 0;
    facts.partial = true;
    facts.cancelled = false;
    // Nothing is told of it; a log that fails here stops the next statement.
    if (const auto sequence = append(audit::Kind::statement, execution, bare)) to_client.hold(*sequence);
    facts_owner_ = nullptr;  // the reason was this record's own
  }
}

void StatementRecords::interrupted(Execution& execution, const RecordDetails& details) {
  RecordDetails now = details;
  for (const auto first = execution.index; execution.index < std::max<std::size_t>(execution.planned(), 1); ++execution.index) {
    const bool under_way = execution.index == first || execution.plan()->sensitive;
    if (!under_way) continue;
    auto& facts = facts_for(execution, details.kind);
    facts.sqlstate = "08006";
    facts.error_number = 0;
    facts.rows_affected = facts.insert_id = 0;
    facts.partial = true;
    facts.cancelled = false;
    (void)append(audit::Kind::statement, execution, now);
    execution.rows = execution.bytes = 0;
    now.classes = nullptr;
  }
}

void StatementRecords::refused(const Judged& judged, std::string_view transaction) {
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
      facts.error_number = judged.verdict.refusal->code;
    }
    facts.transaction = transaction;
    auto& record = environment_.worker->blank_record();
    audit::append_statement(record, audit::Kind::refused, standing_.members(), facts, now, now);
    // Nothing is given away by a refusal that could not be recorded; the log's failure stops the next statement.
    (void)environment_.worker->record(audit::Kind::refused, record);
  }
}

std::optional<audit::Sequence> StatementRecords::event(audit::Kind kind, std::string_view reason) {
  auto& record = environment_.worker->blank_record();
  audit::append_event(record, kind, standing_.members(), reason, {}, audit::Clock::now());
  const auto sequence = environment_.worker->record(kind, record);
  if (!sequence) return std::nullopt;
  return *sequence;
}

}  // namespace jaali::proxy::session

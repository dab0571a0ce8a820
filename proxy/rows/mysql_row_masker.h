#pragma once
// Masks one row of a MySQL result set, text or binary: columns that go as they are are copied in runs as they lie in
// the payload, the others are rewritten by their bound masks. Made once for a result set's plan and used for all its
// rows by the one thread that owns the session; no I/O, and no allocation per row but the growth of `out`.
#include <string>
#include <string_view>
#include <vector>

#include "protocol/mysql/column_type.h"
#include "protocol/result.h"
#include "proxy/rows/column_plan.h"

namespace jaali::proxy::rows {

class MysqlRowMasker {
 public:
  /// The format of all columns; `context.type` of each is its packed type, as its ColumnDefinition has it.
  MysqlRowMasker(std::vector<ColumnPlan> columns, masking_rules::Format format);

  /// Appends the payload of the masked row for the whole payload of one (that of an OK, EOF or ERR is the caller's
  /// business); packets' heads are the caller's too. An error, with `out` and `counters` as they were: another number
  /// of columns than the plan's, lengths that do not add up, a type that is not in the protocol.
  [[nodiscard]] protocol::Result<void> mask(ByteView payload, std::string& out, Counters& counters) const;

  /// The session's time zone changed: what TIMESTAMPs mean from the next row on. Empty: unknown. Owned by the session.
  void set_time_zone(std::string_view time_zone) noexcept;

  /// Every column goes as it is and no cell is counted: the row may be passed on without calling `mask`.
  [[nodiscard]] bool passes_everything() const noexcept { return summary_.passes_everything; }
  [[nodiscard]] std::size_t columns() const noexcept { return columns_.size(); }

 private:
  [[nodiscard]] protocol::Result<void> check(ByteView payload) const;
  void mask_text(ByteView payload, std::string& out, Counters& counters) const;
  void mask_binary(ByteView payload, std::string& out, Counters& counters) const;

  std::vector<ColumnPlan> columns_;
  std::vector<protocol::mysql::FieldType> types_;  ///< by column: how it lies in a binary row
  PlanSummary summary_;
  masking_rules::Format format_;
  bool known_ = true;  ///< every type is in the protocol
};

}  // namespace jaali::proxy::rows

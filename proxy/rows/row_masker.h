#pragma once
// Masks one DataRow of PostgreSQL: columns that go as they are are copied in runs as they lie in the read buffer, the
// others are rewritten by their bound masks. Made once for a portal's plan and used for all its rows by the one thread
// that owns the session; no I/O, and no allocation per row but the growth of `out`.
#include <string>
#include <vector>

#include "protocol/result.h"
#include "proxy/rows/column_plan.h"

namespace jaali::proxy::rows {

class RowMasker {
 public:
  explicit RowMasker(std::vector<ColumnPlan> columns);

  /// Appends the whole masked DataRow, head included, for the body of one. An error, with `out` as it was: a
  /// number of columns other than the plan's, lengths that do not add up, a row that outgrows the protocol.
  [[nodiscard]] protocol::Result<void> mask(ByteView data_row_body, std::string& out, Counters& counters) const;

  /// The session's settings changed (ParameterStatus): what text values mean from the next row on. Owned by the
  /// session.
  void set_styles(std::string_view date_style, std::string_view interval_style, std::string_view bytea_output) noexcept;

  /// Every column goes as it is and no cell is counted: the row may be passed on without calling `mask`.
  [[nodiscard]] bool passes_everything() const noexcept { return summary_.passes_everything; }
  [[nodiscard]] std::size_t columns() const noexcept { return columns_.size(); }

 private:
  std::vector<ColumnPlan> columns_;
  PlanSummary summary_;
};

}  // namespace jaali::proxy::rows

#pragma once
// Masks one DataRow: columns that go as they are are copied in runs as they lie in the read buffer, the others are
// rewritten by their bound masks. Made once for a portal's plan and used for all its rows by the one thread that owns
// the session; no I/O, and no allocation per row but the growth of `out`.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "masking_rules/mask.h"
#include "protocol/result.h"

namespace jaali::proxy::rows {

using protocol::ByteView;

/// A column without a class: its cells are not counted.
inline constexpr std::uint16_t no_class = 0xffff;

struct ColumnPlan {
  std::shared_ptr<const masking_rules::BoundMask> mask;  ///< null: as it is
  masking_rules::ValueContext context;                   ///< its strings belong to the session
  bool force_null = false;                               ///< NULL whatever the value: no mask could be bound
  std::uint16_t class_index = no_class;                  ///< whose count a cell adds to
};

/// Cells by class index, for the record. A NULL in the database is neither: nothing was there to show or to hide.
struct CellCounts {
  std::uint64_t masked = 0, clear = 0;
};
struct Counters {
  std::vector<CellCounts> classes;
};

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
  [[nodiscard]] bool passes_everything() const noexcept { return passes_everything_; }
  [[nodiscard]] std::size_t columns() const noexcept { return columns_.size(); }

 private:
  std::vector<ColumnPlan> columns_;
  std::size_t classes_ = 0;  ///< highest class index, plus one
  bool passes_everything_ = true;
};

}  // namespace jaali::proxy::rows

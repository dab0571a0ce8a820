#pragma once
// What becomes of one column of a result set, and what is counted of it: the same for every database's row masker.
#include <cstdint>
#include <memory>
#include <vector>

#include "masking_rules/mask.h"

namespace jaali::proxy::rows {

using protocol::ByteView;

/// A column without a class: its cells are not counted.
inline constexpr std::uint16_t no_class = 0xffff;

struct ColumnPlan {
  std::shared_ptr<const masking_rules::BoundMask> mask;  ///< null: as it is
  masking_rules::ValueContext context;                   ///< its strings belong to the session
  bool force_null = false;                               ///< NULL whatever the value: no mask could be bound
  std::uint16_t class_index = no_class;                  ///< whose count a cell adds to

  [[nodiscard]] bool masked() const noexcept { return mask != nullptr || force_null; }
};

/// Cells by class index, for the record. A NULL in the database is neither: nothing was there to show or to hide.
struct CellCounts {
  std::uint64_t masked = 0, clear = 0;
};
struct Counters {
  std::vector<CellCounts> classes;

  void make_room(std::size_t count) {
    if (classes.size() < count) classes.resize(count);
  }
  /// One cell that was not NULL.
  void count(const ColumnPlan& column) noexcept {
    if (column.class_index == no_class) return;
    CellCounts& counts = classes[column.class_index];
    ++(column.masked() ? counts.masked : counts.clear);
  }
};

/// What a masker needs to know of its columns before the first row.
struct PlanSummary {
  explicit PlanSummary(const std::vector<ColumnPlan>& columns) noexcept {
    for (const ColumnPlan& column : columns) {
      if (column.masked() || column.class_index != no_class) passes_everything = false;
      if (column.class_index != no_class && classes <= column.class_index)
        classes = std::size_t{column.class_index} + 1;
    }
  }
  std::size_t classes = 0;        ///< highest class index, plus one
  bool passes_everything = true;  ///< every column goes as it is and no cell is counted
};

}  // namespace jaali::proxy::rows

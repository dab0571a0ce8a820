#pragma once
// How many records of each kind were made, for metrics. Counted where they are made, on any thread.
#include <array>
#include <atomic>
#include <cstdint>

#include "audit/record.h"

namespace jaali::audit {

class RecordCounts {
 public:
  void count(Kind kind) noexcept { at(kind).fetch_add(1, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t of(Kind kind) const noexcept { return counts_[static_cast<std::size_t>(kind)].load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t>& at(Kind kind) noexcept { return counts_[static_cast<std::size_t>(kind)]; }
  std::array<std::atomic<std::uint64_t>, kinds> counts_{};
};

}  // namespace jaali::audit

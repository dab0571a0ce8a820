#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/client/plan.h"
#include "bench/client/process_usage.h"

/// Book-keeping that slices of point queries and whole SELECTs share: what a target spent between two readings.
namespace jaali::bench {

using Clock = std::chrono::steady_clock;

/// After the last answer the proxy is on its way back to sleep, and its log writer behind it: let them arrive.
inline void let_settle(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }
inline constexpr std::chrono::milliseconds settle_after_slice{1};
inline constexpr std::chrono::milliseconds settle_after_run{500};

inline std::int64_t nanoseconds_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
}

/// Each target's CPU now, in the plan's order.
inline std::vector<std::uint64_t> read_all(std::span<const Target> targets) {
  std::vector<std::uint64_t> readings;
  readings.reserve(targets.size());
  for (const auto& target : targets) readings.push_back(cpu_nanoseconds(target.pids));
  return readings;
}

inline boost::json::array as_json(const std::vector<std::string>& values) {
  return boost::json::array(values.begin(), values.end());
}

/// The totals of a run: what each target did, and all that it spent since `before`.
boost::json::object totals_since(std::span<const Target> targets, const std::vector<std::uint64_t>& before,
                                 const std::vector<std::uint64_t>& done, std::string_view unit);

/// 0, 1, 2 … for the targets, to be shuffled once a rotation.
std::vector<std::size_t> order_of(std::span<const Target> targets);

}  // namespace jaali::bench

#include "bench/client/accounts.h"

#include <numeric>

namespace jaali::bench {

boost::json::object totals_since(std::span<const Target> targets, const std::vector<std::uint64_t>& before,
                                 const std::vector<std::uint64_t>& done, std::string_view unit) {
  const auto after = read_all(targets);
  boost::json::object totals;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    totals[targets[i].name] = boost::json::object{{unit, done[i]}, {"cpu", after[i] - before[i]}};
  }
  return totals;
}

std::vector<std::size_t> order_of(std::span<const Target> targets) {
  std::vector<std::size_t> order(targets.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

}  // namespace jaali::bench

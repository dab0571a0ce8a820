#include <algorithm>
#include <memory>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include "bench/client/accounts.h"
#include "bench/client/runs.h"
#include "bench/client/session.h"

namespace jaali::bench {
namespace {

std::uint64_t read_whole(Session& session, const RowsPlan& plan) {
  const auto rows = session.read_whole(plan.statement);
  if (rows != plan.rows)
    throw std::runtime_error("expected " + std::to_string(plan.rows) + " rows, got " + std::to_string(rows));
  return rows;
}

boost::json::object measure(Session& session, const Target& target, const RowsPlan& plan) {
  const auto cpu_before = cpu_nanoseconds(target.pids);
  const auto start = Clock::now();
  const auto rows = read_whole(session, plan);
  const auto wall = nanoseconds_since(start);
  let_settle(settle_after_slice);
  return {{"rows", rows}, {"cpu", cpu_nanoseconds(target.pids) - cpu_before}, {"wall", wall}};
}

}  // namespace

boost::json::object run_rows(const RowsPlan& plan) {
  std::mt19937_64 random(plan.seed);
  std::vector<std::unique_ptr<Session>> sessions;
  boost::json::object probes, encryption;
  for (const auto& target : plan.targets) {
    const auto& session = sessions.emplace_back(connect(target));
    probes[target.name] = as_json(session->first_row(plan.probe));
    encryption[target.name] = session->encryption();
  }
  for (const auto& session : sessions) read_whole(*session, plan);  // cold caches, as in run_point

  let_settle(settle_after_run);
  const auto before = read_all(plan.targets);
  std::vector<std::uint64_t> rows(sessions.size());
  auto order = order_of(plan.targets);
  boost::json::array rotations;
  for (std::uint32_t i = 0; i < plan.rotations; ++i) {
    std::shuffle(order.begin(), order.end(), random);
    boost::json::object rotation;
    for (const auto at : order) {
      rotation[plan.targets[at].name] = measure(*sessions[at], plan.targets[at], plan);
      rows[at] += plan.rows;
    }
    rotations.push_back(std::move(rotation));
  }
  let_settle(settle_after_run);
  return {{"rotations", std::move(rotations)},
          {"totals", totals_since(plan.targets, before, rows, "rows")},
          {"probes", std::move(probes)},
          {"encryption", std::move(encryption)}};
}

}  // namespace jaali::bench

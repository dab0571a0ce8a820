#include <algorithm>
#include <random>
#include <stdexcept>
#include <utility>

#include "bench/client/accounts.h"
#include "bench/client/runs.h"

namespace jaali::bench {
namespace {

/// Reads one whole SELECT row by row, as a client must that cannot hold a million rows; how many came.
std::uint64_t read_whole(Session& session, const RowsPlan& plan) {
  session.send(plan.statement);
  if (PQsetSingleRowMode(session.raw()) != 1) session.fail("single-row mode");
  std::uint64_t rows = 0;
  while (const Result result{PQgetResult(session.raw())}) {
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_SINGLE_TUPLE) {
      ++rows;
    } else if (status != PGRES_TUPLES_OK) {
      session.fail("query", result.get());
    }
  }
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
  std::vector<Session> sessions;
  boost::json::object probes, encryption;
  for (const auto& target : plan.targets) {
    auto& session = sessions.emplace_back(target.conninfo, target.name);
    probes[target.name] = as_json(session.first_row(plan.probe));
    encryption[target.name] = session.encryption();
  }
  for (auto& session : sessions) read_whole(session, plan);  // cold caches, as in run_point

  let_settle(settle_after_run);
  const auto before = read_all(plan.targets);
  std::vector<std::uint64_t> rows(sessions.size());
  auto order = order_of(plan.targets);
  boost::json::array rotations;
  for (std::uint32_t i = 0; i < plan.rotations; ++i) {
    std::shuffle(order.begin(), order.end(), random);
    boost::json::object rotation;
    for (const auto at : order) {
      rotation[plan.targets[at].name] = measure(sessions[at], plan.targets[at], plan);
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

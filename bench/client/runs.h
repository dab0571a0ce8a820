#pragma once

#include <boost/json/object.hpp>

#include "bench/client/plan.h"

/// The three measurements. Each opens its sessions, measures, and returns what it counted, per rotation and in total;
/// ratios and medians are made of it by `bench/harness/report.py`.
namespace jaali::bench {

/// `{"rotations": [{TARGET: {queries, cpu, wall}}], "totals": {TARGET: {queries, cpu}}, "probes", "encryption"}`;
/// times in nanoseconds. A rotation gives each target one slice, in shuffled order; a target's total runs from before
/// the first rotation to after the last, whoever's slice it was, and so also counts its log writer and its timers.
boost::json::object run_point(const PointPlan& plan);

/// The same shape, with `rows` in place of `queries`.
boost::json::object run_rows(const RowsPlan& plan);

/// `{"sessions", "empty": {pss, anonymous}, "full": {pss, anonymous}, "encryption"}`, in kilobytes.
boost::json::object run_idle(const IdlePlan& plan);

}  // namespace jaali::bench

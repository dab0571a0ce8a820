#include <boost/json.hpp>
#include <exception>
#include <iostream>
#include <iterator>
#include <string>
#include <variant>

#include "bench/client/plan.h"
#include "bench/client/runs.h"

namespace {

struct Run {
  boost::json::object operator()(const jaali::bench::PointPlan& plan) const { return run_point(plan); }
  boost::json::object operator()(const jaali::bench::RowsPlan& plan) const { return run_rows(plan); }
  boost::json::object operator()(const jaali::bench::IdlePlan& plan) const { return run_idle(plan); }
};

}  // namespace

/// A plan on standard input, its figures on standard output; exit code 2 and a message when anything went wrong.
int main() {
  try {
    const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
    std::cout << boost::json::serialize(std::visit(Run{}, jaali::bench::parse_plan(text))) << '\n';
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "bench_client: " << error.what() << '\n';
    return 2;
  }
}

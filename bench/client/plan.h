#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What one run of `bench_client` measures, read as one JSON object from standard input. `bench/harness/measure.py`
/// writes it; every field is required, so that a figure never depends on a default that stands only here.
/// Single-threaded, plain values; anything wrong throws std::runtime_error, which ends the program with exit code 2.
namespace jaali::bench {

/// One way to the server: through a proxy, or straight to it (then without processes).
struct Target {
  std::string name;
  std::string conninfo;   // libpq keyword/value form
  std::vector<int> pids;  // the proxy's processes; their CPU and memory are the target's
};

enum class QueryProtocol { simple, prepared };

/// Closed loop: every session asks for one row by a random key, and asks again when it is answered.
struct PointPlan {
  std::vector<Target> targets;
  QueryProtocol protocol{};
  std::string statement;     // `$1` stands for the key; the simple protocol sends its digits in the text
  std::uint32_t keys{};      // keys run from 1 to this
  std::uint32_t sessions{};  // per target, all open during the whole run
  std::uint32_t rotations{};
  std::uint32_t slice_milliseconds{};
  std::uint64_t seed{};
};

/// One SELECT that returns many rows, read to its end by one session per target, the targets alternating.
struct RowsPlan {
  std::vector<Target> targets;
  std::string statement;
  std::string probe;     // the same columns, one row by its key
  std::uint64_t rows{};  // how many must come back
  std::uint32_t rotations{};
  std::uint64_t seed{};
};

/// Memory of idle sessions through one proxy that nobody has used yet.
struct IdlePlan {
  Target target;
  Target direct;          // the same sessions straight to the server, held open while the empty proxy is weighed
  std::string statement;  // each session runs it once, so that it is linked to its server
  std::uint32_t sessions{};
};

using Plan = std::variant<PointPlan, RowsPlan, IdlePlan>;

Plan parse_plan(std::string_view json);

}  // namespace jaali::bench

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

enum class DatabaseServer { postgres, mariadb };

/// How to reach a server, or a proxy before it, and as whom.
struct Login {
  DatabaseServer server{};
  std::string host;
  std::uint16_t port{};
  std::string database;
  std::string user;
  std::string password;   // may be empty
  std::string authority;  // its file: TLS, and the server's certificate is verified; empty: no TLS
};

/// One way to the server: through a proxy, or straight to it (then without processes).
struct Target {
  std::string name;
  Login login;
  std::vector<int> pids;  // the proxy's processes; their CPU and memory are the target's
};

enum class QueryProtocol { simple, prepared };  // MySQL's documents call the first one text

/// Where the key stands in a statement, whatever the database's own way to write a parameter.
inline constexpr std::string_view key_mark = "$1";

/// Closed loop: every session asks for one row by a random key, and asks again when it is answered.
struct PointPlan {
  std::vector<Target> targets;
  QueryProtocol protocol{};
  std::string statement;     // with `key_mark`; the simple protocol sends the key's digits in the text
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

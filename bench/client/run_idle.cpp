#include <memory>
#include <stdexcept>
#include <vector>

#include "bench/client/accounts.h"
#include "bench/client/runs.h"
#include "bench/client/session.h"

namespace jaali::bench {
namespace {

std::vector<std::unique_ptr<Session>> open_sessions(const Target& target, const IdlePlan& plan) {
  std::vector<std::unique_ptr<Session>> sessions;
  for (std::uint32_t i = 0; i < plan.sessions; ++i) {
    sessions.push_back(connect(target));
    sessions.back()->first_row(plan.statement);
  }
  return sessions;
}

/// Weighs the process once it has stopped changing: buffers of a login may be given back a moment later.
Memory settled_memory(const std::vector<int>& pids) {
  auto last = memory_kilobytes(pids);
  for (int attempt = 0; attempt < 40; ++attempt) {
    let_settle(settle_after_run);
    const auto now = memory_kilobytes(pids);
    if (now.pss == last.pss && now.anonymous == last.anonymous) return now;
    last = now;
  }
  throw std::runtime_error("the proxy's memory does not come to rest");
}

/// Backends end a little after their sockets; the second weighing must meet as many of them as the first.
void wait_for_backends_to_end(const Target& direct) {
  const auto watcher = connect(direct);
  for (int attempt = 0; attempt < 600; ++attempt) {
    if (watcher->sessions_beside() <= 1) return;  // one may be the proxy's own, kept from its first session
    let_settle(std::chrono::milliseconds(50));
  }
  throw std::runtime_error("the direct sessions did not end");
}

boost::json::object as_json(const Memory& memory) { return {{"pss", memory.pss}, {"anonymous", memory.anonymous}}; }

}  // namespace

/// PSS divides a shared page among the processes that map it, so a thousand new server processes that map the same C
/// library make a proxy look lighter by megabytes. Both weighings are therefore done beside equally many of them: at
/// 0 the sessions go straight to the server, at 1,000 they go through the proxy.
boost::json::object run_idle(const IdlePlan& plan) {
  boost::json::object encryption;
  {
    // The first session loads code, configuration and caches once; that is no cost of a session.
    const auto first = connect(plan.target);
    first->first_row(plan.statement);
    encryption[plan.target.name] = first->encryption();
  }
  Memory empty;
  {
    const auto direct = open_sessions(plan.direct, plan);
    empty = settled_memory(plan.target.pids);
  }
  wait_for_backends_to_end(plan.direct);
  const auto through = open_sessions(plan.target, plan);
  const auto full = settled_memory(plan.target.pids);
  return {{"sessions", plan.sessions},
          {"empty", as_json(empty)},
          {"full", as_json(full)},
          {"encryption", std::move(encryption)}};
}

}  // namespace jaali::bench

#include "proxy/serve.h"

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <csignal>

#include "proxy/cli/known_upstreams.h"
#include "proxy/session/instance.h"

namespace jaali::proxy {
namespace {

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::trace: return spdlog::level::trace;
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

void say(const std::vector<Diagnostic>& diagnostics) {
  for (const auto& diagnostic : diagnostics) {
    const auto level = diagnostic.level == Diagnostic::Level::error ? spdlog::level::err : spdlog::level::warn;
    spdlog::log(level, "{}:{}:{}: {} {}", diagnostic.file, diagnostic.line, diagnostic.column, diagnostic.message, diagnostic.hint);
  }
}

/// Two descriptors a session: as many as the system allows.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int serve(const Config& config, const std::vector<Diagnostic>& warnings) {
  spdlog::set_level(level_of(config.log_level));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  say(warnings);
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();

  std::vector<Diagnostic> diagnostics;
  const auto files = config.rules_files(diagnostics);
  say(diagnostics);
  if (files.empty()) return 2;
  auto loaded = masking_rules::load_policy(files, known_upstreams(config));
  say(loaded.diagnostics);
  if (!loaded.policy) return 2;

  audit::WriterOptions options;
  options.instance = config.instance;
  options.directory = config.audit.directory;
  options.durability = config.audit.durability;
  options.queue_records = config.audit.queue_records;
  options.segment_bytes = config.audit.segment_bytes;
  auto log = audit::Writer::open(options);
  if (!log) {
    spdlog::error("the audit log cannot be opened: {}", log.error());
    return 2;
  }
  if (config.audit.durability == audit::Durability::queued) {
    spdlog::warn("audit durability is \"queued\": a crash may lose the newest records");
  }
  session::House house(config, loaded.policy, **log);
  if (const auto problem = house.load_tls(); !problem.empty()) {
    spdlog::error("{}", problem);
    return 2;
  }
  house.start_catalogs();
  session::Instance instance(house, **log);
  if (const auto problem = instance.listen(); !problem.empty()) {
    spdlog::error("{}", problem);
    return 2;
  }
  std::string detail = "\"policy_version\":";
  audit::append_json_string(detail, loaded.policy->version());
  house.record(audit::Kind::start, "jaali serves", detail);
  for (const auto& [name, listener] : config.listeners) {
    spdlog::info("listener {} on {} for upstream {}", name, listener.address.to_string(), listener.upstream);
  }
  instance.run();
  house.stop_catalogs();
  house.record(audit::Kind::stop, "jaali ends");
  spdlog::info("ended");
  return 0;
}

}  // namespace jaali::proxy

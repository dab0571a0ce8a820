#include "proxy/session/metrics.h"

#include <spdlog/fmt/fmt.h>

namespace jaali::proxy::session {
namespace {

void head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

void single(std::string& out, std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
  head(out, name, type, help);
  out += fmt::format("{} {}\n", name, value);
}

}  // namespace

std::string metrics_of(const Instance& instance) {
  auto& house = instance.house();
  std::string out;
  single(out, "jaali_connections", "gauge", "Client connections that are open.", house.admission().connections());
  head(out, "jaali_thread_sessions", "gauge", "Sessions of each thread, those in login included.");
  for (std::size_t i = 0; i < instance.desks().size(); ++i) {
    out += fmt::format("jaali_thread_sessions{{thread=\"{}\"}} {}\n", i, instance.desks()[i]->worker.sessions());
  }
  head(out, "jaali_thread_load", "gauge", "Part of the last second that each thread was at work.");
  for (std::size_t i = 0; i < instance.desks().size(); ++i) {
    out += fmt::format("jaali_thread_load{{thread=\"{}\"}} {:.3f}\n", i, instance.desks()[i]->worker.load() / 1000.0);
  }
  head(out, "jaali_records_total", "counter", "Records of the audit log by kind, since the start.");
  for (std::size_t i = 0; i < audit::kinds; ++i) {
    const auto kind = static_cast<audit::Kind>(i);
    auto count = house.counts().of(kind);
    for (const auto& desk : instance.desks()) count += desk->worker.counts().of(kind);
    out += fmt::format("jaali_records_total{{kind=\"{}\"}} {}\n", audit::to_string(kind), count);
  }
  single(out, "jaali_audit_durable_total", "counter", "Records that are as safe as audit durability asks.", house.log().durable());
  single(out, "jaali_audit_failed", "gauge", "1: the log takes no records, and protected traffic has stopped.", house.log().failed() ? 1 : 0);
  single(out, "jaali_draining", "gauge", "1: no new connections are taken.", instance.draining() ? 1 : 0);
  const auto policy = house.policy();
  head(out, "jaali_rules_info", "gauge", "The rules in force.");
  out += fmt::format("jaali_rules_info{{version=\"{}\",mode=\"{}\"}} 1\n", policy->version(),
                     policy->mode() == masking_rules::Mode::enforce ? "enforce" : "observe");
  return out;
}

}  // namespace jaali::proxy::session

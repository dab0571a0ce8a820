// What the audit log costs: a record's JSON, its way into the queue, and a whole open-and-close pair of a statement
// that waits for its record, by each way of committing. CPU is of all threads; files go to the directory of TMPDIR.
#include <benchmark/benchmark.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <filesystem>

#include "audit/record.h"
#include "audit/writer.h"

namespace {

using namespace jaali::audit;

SessionFacts a_session() {
  SessionFacts facts;
  facts.session = "9f2c4e1ab0d37f55";
  facts.user = facts.current_user = "app_support";
  facts.role = "support";
  facts.authentication = "scram-sha-256";
  facts.application = "pgbench";
  facts.groups = {"support"};
  facts.client_address = "10.1.2.3:51324";
  facts.tls = "TLSv1.3";
  facts.listener = facts.upstream = facts.database = "crm";
  facts.server_address = "db1.internal:5432";
  facts.protocol = "postgres";
  facts.server_pid = 4711;
  return facts;
}

StatementFacts a_statement() {
  StatementFacts facts;
  facts.statement = 12'345;
  facts.kind = "SELECT";
  facts.fingerprint = "50fde20626009aba";
  facts.text = "SELECT abalance FROM pgbench_accounts WHERE aid = $1";
  facts.verdict = "forward";
  facts.transaction = "idle";
  facts.rows_returned = 1;
  facts.bytes = 32;
  facts.policy_version = "5f70bf18a086007016e948b04aed3b82103a36be";
  facts.catalog_version = 7;
  return facts;
}

std::string a_record(Kind kind, const std::string& session, const StatementFacts& facts) {
  std::string out;
  out.reserve(1024);
  const auto now = Clock::now();
  append_statement(out, kind, session, facts, now, kind == Kind::statement ? std::optional(now) : std::nullopt);
  return out;
}

class Log {
 public:
  explicit Log(Durability durability) {
    std::string name = (std::filesystem::temp_directory_path() / "jaali-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    directory_ = name;
    WriterOptions options;
    options.instance = "bench";
    options.directory = directory_ / "log";
    options.durability = durability;
    auto opened = Writer::open(std::move(options));
    if (!opened) std::abort();
    writer_ = std::move(*opened);
  }
  ~Log() {
    writer_.reset();
    std::filesystem::remove_all(directory_);
  }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  Writer& operator*() { return *writer_; }

 private:
  std::filesystem::path directory_;
  std::unique_ptr<Writer> writer_;
};

void format_record(benchmark::State& state) {
  const auto session = a_session().members();
  const auto facts = a_statement();
  for (auto _ : state) benchmark::DoNotOptimize(a_record(Kind::statement, session, facts));
}
BENCHMARK(format_record);

/// An event loop that commits behind its events: `range` records each time.
void commit_on_the_loop(benchmark::State& state) {
  Log log(Durability::written);
  const auto session = a_session().members();
  const auto facts = a_statement();
  for (auto _ : state) {
    for (std::int64_t i = 0; i < state.range(0); ++i) {
      if (!(*log).append(a_record(Kind::statement, session, facts), Wake::at_commit)) state.SkipWithError("refused");
    }
    (*log).commit();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(commit_on_the_loop)->Arg(1)->Arg(8)->Arg(32)->MeasureProcessCPUTime();

/// An event loop that the writer's thread wakes through an eventfd.
void wait_for_the_thread(benchmark::State& state) {
  Log log(Durability::written);
  const int event = ::eventfd(0, EFD_CLOEXEC);
  (*log).on_progress([event](Sequence) {
    const std::uint64_t one = 1;
    if (::write(event, &one, sizeof one) != sizeof one) std::abort();
  });
  const auto session = a_session().members();
  const auto facts = a_statement();
  for (auto _ : state) {
    Sequence last = 0;
    for (std::int64_t i = 0; i < state.range(0); ++i) last = *(*log).append(a_record(Kind::statement, session, facts));
    for (std::uint64_t count = 0; (*log).durable() < last;) {
      if (::read(event, &count, sizeof count) != sizeof count) std::abort();
    }
  }
  (*log).on_progress({});
  ::close(event);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(wait_for_the_thread)->Arg(1)->Arg(8)->Arg(32)->MeasureProcessCPUTime();

/// `queued`: nobody waits; the thread writes behind.
void queued(benchmark::State& state) {
  Log log(Durability::queued);
  const auto session = a_session().members();
  const auto facts = a_statement();
  for (auto _ : state) {
    while (!(*log).append(a_record(Kind::statement, session, facts))) ::usleep(100);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(queued)->MeasureProcessCPUTime();

}  // namespace

BENCHMARK_MAIN();

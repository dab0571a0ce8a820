#include "audit/writer.h"

#include <pthread.h>
#include <signal.h>

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "audit/line.h"
#include "audit/recovery.h"
#include "audit/segment_writer.h"

namespace jaali::audit {

// Two locks: `mutex` for the queue, held for a few instructions; `io` for the files, held for a batch. `io` is taken
// first. Who holds `io` takes the whole queue, so records reach the file in the order of their numbers.
struct Writer::Impl {
  Impl(WriterOptions given, FileDescriptor instance_lock, ChainEnd end);
  void run(Writer& writer);
  void drain(Writer& writer);
  Result<void> write_batch();
  void fail(Writer& writer, std::string what);
  void wake();

  const WriterOptions options;
  const FileDescriptor lock;

  std::mutex mutex;
  std::condition_variable woken;
  std::vector<std::string> queue;
  std::size_t queue_bytes = 0;
  Sequence last = 0;      ///< number of the newest record taken
  bool sleeping = false;  ///< the thread waits, and nobody has woken it yet
  bool stopping = false;
  std::string failure;

  std::mutex io;
  SegmentWriter segments;
  std::vector<std::string> batch;
  std::function<void(Sequence)> progress;
  std::thread thread;
};

namespace {

/// With `queued` nobody waits for the file: records gather for this long, instead of a thread switch for each.
constexpr std::chrono::milliseconds gather_time{2};

std::string describe(const TornTail& torn) {
  std::string detail = R"("segment_file":)";
  append_json_string(detail, torn.segment.filename().string());
  detail +=
      R"(,"offset":)" + std::to_string(torn.offset) + R"(,"bytes":)" + std::to_string(torn.bytes) + R"(,"kept_in":)";
  append_json_string(detail, torn.kept.filename().string());
  return detail;
}

/// A thread that no signal of the process is delivered to.
std::thread start_quiet_thread(std::function<void()> body) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(body));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_setname_np(thread.native_handle(), "jaali-audit");
  return thread;
}

}  // namespace

Writer::Result<std::unique_ptr<Writer>> Writer::open(WriterOptions options) {
  if (!is_instance_name(options.instance)) {
    return "\"" + options.instance + "\" cannot name an instance: use letters, digits, '.', '_' and '-', at most 64";
  }
  options.directory = options.directory.lexically_normal();
  if (!options.directory.has_filename()) options.directory = options.directory.parent_path();
  auto lock = lock_instance(options.directory, options.instance);
  if (!lock) return lock.error();
  auto end = recover(options.directory, options.instance, options.calls);
  if (!end) return end.error();
  // What an earlier run wrote counts as durable from now on.
  if (options.durability == Durability::synced && end->file && options.calls.sync(end->file.number()) != 0) {
    return error_text("sync", options.directory, errno);
  }

  std::string alarm;
  if (end->torn) {
    append_event(alarm, Kind::alarm, {}, "the log's last line was incomplete, as a crash leaves it; it was set aside",
                 describe(*end->torn), options.now());
  }
  std::unique_ptr<Writer> writer(
      new Writer(std::make_unique<Impl>(std::move(options), std::move(*lock), std::move(*end))));
  Impl& impl = *writer->impl_;
  writer->durable_.store(impl.last, std::memory_order_release);
  impl.thread = start_quiet_thread([&impl, raw = writer.get()] { impl.run(*raw); });
  if (!alarm.empty() && !writer->append(std::move(alarm))) return std::string("the log takes no record");
  return writer;
}

Writer::Writer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Writer::~Writer() { stop(); }

boost::system::result<Sequence, AppendError> Writer::append(std::string members, Wake wake) {
  Sequence sequence = 0;
  bool notify = false;
  {
    const std::lock_guard guard(impl_->mutex);
    if (failed()) return AppendError::log_failed;
    if (impl_->stopping) return AppendError::stopped;
    if (impl_->queue.size() >= impl_->options.queue_records || members.size() > max_members_bytes ||
        members.size() > impl_->options.queue_bytes - impl_->queue_bytes) {
      return AppendError::queue_full;
    }
    impl_->queue_bytes += members.size();
    impl_->queue.push_back(std::move(members));
    sequence = ++impl_->last;
    if (impl_->options.durability == Durability::queued) durable_.store(sequence, std::memory_order_release);
    if (wake == Wake::now) notify = std::exchange(impl_->sleeping, false);
  }
  if (notify) impl_->woken.notify_one();
  return sequence;
}

void Writer::commit() {
  if (impl_->options.durability == Durability::written) {
    if (const std::unique_lock files(impl_->io, std::try_to_lock); files) {
      impl_->drain(*this);
      return;
    }
  }
  impl_->wake();
}

std::string Writer::failure() const {
  const std::lock_guard guard(impl_->mutex);
  return impl_->failure;
}

void Writer::on_progress(std::function<void(Sequence)> callback) {
  const std::lock_guard files(impl_->io);
  impl_->progress = std::move(callback);
}

void Writer::stop() {
  {
    const std::lock_guard guard(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->woken.notify_all();
  if (impl_->thread.joinable()) impl_->thread.join();
}

Writer::Impl::Impl(WriterOptions given, FileDescriptor instance_lock, ChainEnd end)
    : options(std::move(given)),
      lock(std::move(instance_lock)),
      last(end.sequence),
      segments({options.directory, options.instance, options.segment_bytes, options.durability == Durability::synced,
                options.calls},
               std::move(end)) {}

void Writer::Impl::run(Writer& writer) {
  for (;;) {
    {
      std::unique_lock guard(mutex);
      if (queue.empty() && stopping) return;
      if (queue.empty()) {
        sleeping = true;
        woken.wait(guard, [&] { return !sleeping || stopping; });
        sleeping = false;
      }
      if (options.durability == Durability::queued) woken.wait_for(guard, gather_time, [&] { return stopping; });
    }
    const std::lock_guard files(io);
    drain(writer);
  }
}

/// Needs `io`. Writes what is queued and says so.
void Writer::Impl::drain(Writer& writer) {
  Sequence newest = 0;
  {
    const std::lock_guard guard(mutex);
    if (queue.empty() || writer.failed()) return;
    std::swap(queue, batch);
    queue_bytes = 0;
    newest = last;
  }
  if (auto written = write_batch(); !written) {
    fail(writer, written.error());
  } else if (options.durability != Durability::queued) {
    writer.durable_.store(newest, std::memory_order_release);
  }
  batch.clear();
  if (progress) progress(writer.durable());
}

/// Out of memory in the middle of a batch leaves a record half written, like a full disk.
Result<void> Writer::Impl::write_batch() try { return segments.write(batch); } catch (const std::exception& error) {
  return std::string(error.what());
}

void Writer::Impl::fail(Writer& writer, std::string what) {
  const std::lock_guard guard(mutex);
  failure = std::move(what);
  writer.failed_.store(true, std::memory_order_release);
  queue.clear();
  queue_bytes = 0;
}

void Writer::Impl::wake() {
  bool notify = false;
  {
    const std::lock_guard guard(mutex);
    notify = std::exchange(sleeping, false);
  }
  if (notify) woken.notify_one();
}

}  // namespace jaali::audit

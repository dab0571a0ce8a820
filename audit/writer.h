#pragma once
// The audit log's writer: one thread, a bounded queue, group commit, one chain per instance (design.md §7).
// Any thread may append; nobody blocks. A session compares the number it was given with `durable()` to know that its
// record is as safe as the configured durability asks, and is told of progress through its thread's `Listener`.
#include <atomic>
#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <system_error>

#include "audit/file.h"
#include "audit/record.h"

namespace jaali::audit {

enum class Durability : std::uint8_t {
  queued,   ///< in the queue; a crash of the process or host may lose the newest records
  written,  ///< handed to the kernel: survives a crash of the process
  synced,   ///< fdatasync returned: survives a crash of the host
};

struct WriterOptions {
  std::string instance;  ///< as is_instance_name (audit/line.h) allows
  std::filesystem::path directory;
  Durability durability = Durability::written;
  std::size_t queue_records = 65'536;              ///< a full queue refuses, it does not wait
  std::size_t queue_bytes = 256 * 1024 * 1024;     ///< as well
  std::uint64_t segment_bytes = 64 * 1024 * 1024;  ///< a segment is closed beyond this
  FileCalls calls = system_file_calls();
  std::function<Clock::time_point()> now = Clock::now;  ///< for the records that the writer itself makes
};

enum class AppendError : std::uint8_t {
  queue_full,  ///< too much waits, or this record alone is too long (max_members_bytes, audit/line.h)
  log_failed,
  stopped,
};

/// Whether append() sees to it that the record gets written, or the caller does, by commit().
enum class Wake : std::uint8_t { now, at_commit };

using Sequence = std::uint64_t;

class Writer {
 public:
  template <class T>
  using Result = boost::system::result<T, std::string>;

  /// Opens or creates the instance's chain, checks the tail that it goes on from, and starts the thread. Errors: the
  /// directory, a tail that does not verify, another process holding the directory (flock). An incomplete last line, of
  /// a crash, is set aside; the next record is then an alarm that says so.
  [[nodiscard]] static Result<std::unique_ptr<Writer>> open(WriterOptions options);
  ~Writer();  ///< as stop()
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Takes one record: the members of a JSON object without its braces and without the chain's own members
  /// (`"kind":"statement","user":"ali",...`, valid UTF-8), as `append_statement` and `append_event` write them. The
  /// chain's own: v, seq, prev, instance, segment, hash. Thread-safe.
  [[nodiscard]] boost::system::result<Sequence, AppendError> append(std::string members, Wake wake = Wake::now);

  /// Group commit by the caller: writes all that is queued here and now, unless a thread is at it already or the
  /// durability is not `written`; then the writer's thread is woken and does it. So a thread that appends with
  /// Wake::at_commit while it handles its events, and commits once behind them, costs one write and no thread switch.
  /// Progress is told from here as well. Not from within the callback.
  void commit();

  /// Every record up to and with this number is as safe as the durability asks. Never goes back.
  [[nodiscard]] Sequence durable() const noexcept { return durable_.load(std::memory_order_acquire); }
  /// A write or sync failed; it is never retried, and protected traffic must stop.
  [[nodiscard]] bool failed() const noexcept { return failed_.load(std::memory_order_acquire); }
  /// What failed, in words; empty before.
  [[nodiscard]] std::string failure() const;
  /// Called on the writer's thread (or in commit()) after each batch, and at failure, with the new `durable()`. The
  /// callback must not block. Register before traffic starts.
  void on_progress(std::function<void(Sequence)> callback);

  /// Takes no more records, writes those in the queue, ends the thread. May be called again.
  void stop();

 private:
  struct Impl;
  explicit Writer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
  std::atomic<Sequence> durable_{0};
  std::atomic<bool> failed_{false};
};

}  // namespace jaali::audit

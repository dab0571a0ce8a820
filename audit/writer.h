#pragma once
// The audit log's writer: one thread, a bounded queue, group commit, one chain per instance (design.md §7).
// Any thread may append; nobody blocks. A session compares the number it was given with `durable()` to know that its
// record is as safe as the configured durability asks, and is told of progress through its thread's `Listener`.
#include <atomic>
#include <boost/system/result.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <system_error>

namespace jaali::audit {

enum class Durability : std::uint8_t {
  queued,   ///< in the queue; a crash of the process or host may lose the newest records
  written,  ///< handed to the kernel: survives a crash of the process
  synced,   ///< fdatasync returned: survives a crash of the host
};

struct WriterOptions {
  std::string instance;
  std::filesystem::path directory;
  Durability durability = Durability::written;
  std::size_t queue_records = 65'536;             ///< a full queue refuses, it does not wait
  std::uint64_t segment_bytes = 64 * 1024 * 1024; ///< a segment is closed beyond this
};

enum class AppendError : std::uint8_t { queue_full, log_failed, stopped };

using Sequence = std::uint64_t;

class Writer {
 public:
  template <class T>
  using Result = boost::system::result<T, std::string>;

  /// Opens or creates the instance's chain, checks the tail that it goes on from, and starts the thread. Errors: the
  /// directory, a tail that does not verify, another process holding the directory (flock).
  [[nodiscard]] static Result<std::unique_ptr<Writer>> open(WriterOptions options);
  ~Writer();  ///< drains the queue, then joins

  /// Takes one record: the members of a JSON object without its braces and without the chain's own members
  /// (`"kind":"statement","user":"ali",...`, valid UTF-8), as `Record::append_json` writes them.
  [[nodiscard]] boost::system::result<Sequence, AppendError> append(std::string members);
  /// Every record up to and with this number is as safe as the durability asks. Never goes back.
  [[nodiscard]] Sequence durable() const noexcept { return durable_.load(std::memory_order_acquire); }
  /// A write or sync failed; it is never retried, and protected traffic must stop.
  [[nodiscard]] bool failed() const noexcept { return failed_.load(std::memory_order_acquire); }
  /// Called on the writer's thread after each batch (and at failure), with the new `durable()`. The callback must not
  /// block. Register before traffic starts.
  void on_progress(std::function<void(Sequence)> callback);

 private:
  struct Impl;
  explicit Writer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
  std::atomic<Sequence> durable_{0};
  std::atomic<bool> failed_{false};
};

}  // namespace jaali::audit

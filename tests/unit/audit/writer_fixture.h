#pragma once
// What the writer's tests share: doors that calls are held at, and a session's way to wait for its record.
#include <condition_variable>
#include <memory>
#include <mutex>

#include "tests/unit/audit/log_fixture.h"

namespace jaali::audit::testing {

/// A door that calls wait at until it is opened.
class Door {
 public:
  void open() {
    const std::lock_guard guard(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock guard(mutex_);
    ++arrived_;
    changed_.notify_all();
    changed_.wait(guard, [&] { return open_; });
  }
  void await_arrival() {
    std::unique_lock guard(mutex_);
    changed_.wait(guard, [&] { return arrived_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int arrived_ = 0;
};

/// Waits for the writer's progress, as a session does.
class Progress {
 public:
  explicit Progress(Writer& writer) : writer_(writer) {
    writer.on_progress([this](Sequence) {
      const std::lock_guard guard(mutex_);
      changed_.notify_all();
    });
  }
  void await(Sequence sequence) {
    std::unique_lock guard(mutex_);
    changed_.wait(guard, [&] { return writer_.durable() >= sequence; });
  }
  void await_failure() {
    std::unique_lock guard(mutex_);
    changed_.wait(guard, [&] { return writer_.failed(); });
  }

 private:
  Writer& writer_;
  std::mutex mutex_;
  std::condition_variable changed_;
};

class WriterTest : public Log {
 protected:
  static std::unique_ptr<Writer> open(WriterOptions options) {
    auto writer = Writer::open(std::move(options));
    EXPECT_TRUE(writer) << writer.error();
    return writer ? std::move(*writer) : nullptr;
  }
  [[nodiscard]] std::string refused(WriterOptions options) const {
    auto writer = Writer::open(std::move(options));
    return writer ? std::string("opened") : writer.error();
  }
};

}  // namespace jaali::audit::testing

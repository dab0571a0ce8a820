// The writer: order, durability, limits, failure. The calls that write and sync are held or broken where a case needs
// it.
#include "audit/writer.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "audit/line.h"
#include "tests/unit/audit/log_fixture.h"

namespace jaali::audit {
namespace {

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

class WriterTest : public testing::Log {
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

TEST_F(WriterTest, NumbersRecordsFromOneAndMakesThemDurable) {
  auto writer = open(options());
  Progress progress(*writer);
  EXPECT_EQ(writer->durable(), 0U);
  EXPECT_EQ(*writer->append(members(0)), 1U);
  EXPECT_EQ(*writer->append(members(1)), 2U);
  progress.await(2);
  EXPECT_EQ(writer->durable(), 2U);
  EXPECT_EQ(lines(read(segment(1))).size(), 2U);
  EXPECT_EQ(finding(), "");
}

TEST_F(WriterTest, FilesAreForOwnerAndGroupOnly) {
  const mode_t mask = ::umask(0);
  write_run(options(), 1);
  ::umask(mask);
  struct stat status {};
  ASSERT_EQ(::stat(segment(1).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0640U);
  ASSERT_EQ(::stat(directory_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0750U);
}

TEST_F(WriterTest, GoesOnWhereTheLastRunEnded) {
  for (int run = 0; run < 4; ++run) {
    auto writer = open(options());
    EXPECT_EQ(writer->durable(), static_cast<Sequence>(3 * run));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(*writer->append(members(i)), static_cast<Sequence>(3 * run + i + 1));
  }
  EXPECT_EQ(finding(), "");
  EXPECT_EQ(report().chains[0].records, 12U);
  EXPECT_FALSE(std::filesystem::exists(segment(2)));
}

TEST_F(WriterTest, SegmentsContinueEachOther) {
  write_segments(10);
  EXPECT_EQ(finding(), "");
  const auto segments = report().chains[0].segments;
  EXPECT_GE(segments, 3U);
  for (int run = 0; run < 3; ++run) write_segments(10);  // the next runs go on in segments begun before
  EXPECT_EQ(finding(), "");
  EXPECT_EQ(report().chains[0].records, 40U);
  EXPECT_NE(lines(read(segment(2)))[0].find(R"("segment":2,)"), std::string::npos);
  EXPECT_EQ(lines(read(segment(2)))[1].find(R"("segment":)"), std::string::npos);
}

TEST_F(WriterTest, AnEmptyNewestSegmentIsGoneOnWith) {
  write_segments(3);
  write(segment(2), "");  // a crash between creation and first record
  EXPECT_EQ(finding(), "");
  write_run(options(), 2);
  EXPECT_EQ(finding(), "");
  EXPECT_NE(read(segment(2)).find(R"("segment":2,)"), std::string::npos);
}

TEST_F(WriterTest, ArchivedSegmentsAreNotNeeded) {
  write_segments(8);
  std::filesystem::remove(segment(1));
  write_run(options(), 1);
  std::filesystem::remove(segment(2));
  EXPECT_EQ(refused(options()), "opened");
  write(segment(3), "");
  EXPECT_NE(refused(options()).find("nothing says where the chain goes on"), std::string::npos);
}

TEST_F(WriterTest, ATornLineIsSetAsideAndAlarmed) {
  write_run(options(), 3);
  const std::string good = read(segment(1));
  const auto all = lines(good);
  const std::size_t start = good.size() - all.back().size();
  for (std::size_t length = start + 1; length < good.size(); ++length) {
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directory(directory_);
    write(segment(1), good.substr(0, length));
    auto quick = options();
    quick.calls.sync = [](int) { return 0; };
    write_run(std::move(quick), 1);
    ASSERT_EQ(finding(), "") << length;
    const auto now = lines(read(segment(1)));
    ASSERT_EQ(now.size(), 4U);  // two whole ones, the alarm, the new one
    EXPECT_NE(now[2].find(R"("seq":3,)"), std::string::npos);
    EXPECT_NE(now[2].find(R"("kind":"alarm","time_dt":"2026-03-01T09:30:00.000000Z")"), std::string::npos);
    EXPECT_NE(now[2].find("\"kept_in\":\"jaali-1.000001.jsonl.torn-" + std::to_string(start)), std::string::npos);
    EXPECT_EQ(read(directory_ / ("jaali-1.000001.jsonl.torn-" + std::to_string(start))),
              good.substr(start, length - start));
  }
}

TEST_F(WriterTest, ATornLineAloneInItsSegment) {
  write_segments(11);
  const std::string third = read(segment(3));
  for (int number = 4; std::filesystem::exists(segment(number)); ++number) std::filesystem::remove(segment(number));
  write(segment(3), third.substr(0, 30));
  write_run(options(), 1);
  EXPECT_EQ(finding(), "");
  write(segment(3), third.substr(0, 30));  // torn at the same place again: the first evidence stays
  write_run(options(), 1);
  EXPECT_TRUE(std::filesystem::exists(segment(3).string() + ".torn-0"));
  EXPECT_TRUE(std::filesystem::exists(segment(3).string() + ".torn-0-2"));

  std::filesystem::remove(segment(2));
  write(segment(3), third.substr(0, 30));
  EXPECT_NE(refused(options()).find("nothing says where the chain goes on"), std::string::npos);
  EXPECT_EQ(read(segment(3)), third.substr(0, 30));
}

TEST_F(WriterTest, ATamperedTailIsNotContinued) {
  write_segments(8);
  write_run(options(), 3);
  int newest = 1;
  while (std::filesystem::exists(segment(newest + 1))) ++newest;
  for (const int number : {newest, newest - 1}) {
    const std::string good = read(segment(number));
    std::string bad = good;
    bad[bad.find("\"kind\"") + 2] = 'x';
    write(segment(number), bad);
    const std::string error = refused(options());
    EXPECT_NE(error.find(segment(number).string() + ", line 1: the record was edited"), std::string::npos) << error;
    write(segment(number), good);
  }
  EXPECT_EQ(refused(options()), "opened");
}

TEST_F(WriterTest, OneProcessPerInstance) {
  auto writer = open(options());
  EXPECT_NE(refused(options()).find("is in use by another process"), std::string::npos);
  EXPECT_EQ(refused(options("jaali-2")), "opened");
  writer.reset();
  EXPECT_EQ(refused(options()), "opened");
}

TEST_F(WriterTest, UnusableDirectoriesAndNames) {
  auto bad = options("../x");
  EXPECT_NE(refused(bad).find("cannot name an instance"), std::string::npos);
  write(directory_, "a file");
  EXPECT_NE(refused(options()).find(directory_.string()), std::string::npos);
  std::filesystem::remove(directory_);
  auto slash = options();
  slash.directory += "/sub/";
  EXPECT_EQ(refused(slash), "opened");
}

TEST_F(WriterTest, WrittenMeansThatTheBytesAreInTheFile) {
  Door door;
  auto held = options();
  held.calls.write = [&](int fd, const void* bytes, std::size_t size) {
    door.pass();
    return ::write(fd, bytes, size);
  };
  auto writer = open(std::move(held));
  Progress progress(*writer);
  ASSERT_TRUE(writer->append(members(0)));
  door.await_arrival();
  EXPECT_EQ(writer->durable(), 0U);
  door.open();
  progress.await(1);
  EXPECT_EQ(lines(read(segment(1))).size(), 1U);
}

TEST_F(WriterTest, SyncedMeansThatTheSyncReturned) {
  Door door;
  std::atomic<int> synced = 0;
  auto held = options();
  held.durability = Durability::synced;
  held.calls.sync = [&](int fd) {
    struct stat status {};
    EXPECT_EQ(::fstat(fd, &status), 0);
    if (S_ISREG(status.st_mode)) {
      EXPECT_GT(status.st_size, 0);
      door.pass();
    }
    ++synced;
    return ::fdatasync(fd);
  };
  auto writer = open(std::move(held));
  Progress progress(*writer);
  ASSERT_TRUE(writer->append(members(0)));
  door.await_arrival();
  EXPECT_EQ(lines(read(segment(1))).size(), 1U);
  EXPECT_EQ(writer->durable(), 0U);
  door.open();
  progress.await(1);
  EXPECT_EQ(synced, 2);  // the directory that got a new name, and the file
}

TEST_F(WriterTest, QueuedIsDurableAtOnceAndWrittenLater) {
  Door door;
  auto held = options();
  held.durability = Durability::queued;
  held.calls.write = [&](int fd, const void* bytes, std::size_t size) {
    door.pass();
    return ::write(fd, bytes, size);
  };
  auto writer = open(std::move(held));
  for (int i = 0; i < 5; ++i) {
    const auto sequence = writer->append(members(i));
    ASSERT_TRUE(sequence);
    EXPECT_EQ(writer->durable(), *sequence);
  }
  door.await_arrival();
  door.open();
  writer->stop();
  EXPECT_EQ(report().chains[0].records, 5U);
}

TEST_F(WriterTest, AFullQueueRefusesAndLosesNothing) {
  for (const bool by_bytes : {false, true}) {
    std::filesystem::remove_all(directory_);
    Door door;
    auto small = options();
    small.queue_records = by_bytes ? 1000 : 4;
    small.queue_bytes = by_bytes ? 4 * members(0).size() + 1 : 1'000'000;
    small.calls.write = [&](int fd, const void* bytes, std::size_t size) {
      door.pass();
      return ::write(fd, bytes, size);
    };
    auto writer = open(std::move(small));
    ASSERT_TRUE(writer->append(members(0)));
    door.await_arrival();  // the first is out of the queue, and held
    for (int i = 1; i <= 4; ++i) ASSERT_EQ(*writer->append(members(i)), static_cast<Sequence>(i + 1));
    EXPECT_EQ(writer->append(members(5)).error(), AppendError::queue_full);
    EXPECT_EQ(writer->append(members(6)).error(), AppendError::queue_full);
    door.open();
    Progress progress(*writer);
    progress.await(5);
    EXPECT_EQ(*writer->append(members(7)), 6U);
    writer->stop();
    EXPECT_EQ(finding(), "");
    EXPECT_EQ(report().chains[0].records, 6U);
  }
}

TEST_F(WriterTest, ARecordLongerThanAnyReaderTakesIsRefused) {
  auto writer = open(options());
  EXPECT_EQ(writer->append(std::string(max_members_bytes + 1, ' ')).error(), AppendError::queue_full);
  EXPECT_TRUE(writer->append(R"("a":")" + std::string(max_members_bytes - 6, 'x') + '"'));
  writer->stop();
  EXPECT_EQ(finding(), "");
}

TEST_F(WriterTest, StoppedTakesNothing) {
  auto writer = open(options());
  ASSERT_TRUE(writer->append(members(0)));
  writer->stop();
  EXPECT_EQ(writer->append(members(1)).error(), AppendError::stopped);
  writer->stop();
  EXPECT_EQ(report().chains[0].records, 1U);
}

TEST_F(WriterTest, ShortWritesAndInterruptsAreGoneThrough) {
  int calls = 0;
  auto slow = options();
  slow.segment_bytes = 2000;
  slow.calls.write = [&](int fd, const void* bytes, std::size_t size) -> ssize_t {
    if (++calls % 3 == 0) {
      errno = EINTR;
      return -1;
    }
    return ::write(fd, bytes, std::min<std::size_t>(size, 7));
  };
  write_run(std::move(slow), 30);
  EXPECT_EQ(finding(), "");
  EXPECT_EQ(report().chains[0].records, 30U);
  EXPECT_GT(calls, 500);
}

TEST_F(WriterTest, AFailedWriteIsFinal) {
  std::atomic<int> calls = 0;
  auto full = options();
  full.calls.write = [&](int fd, const void* bytes, std::size_t size) -> ssize_t {
    if (++calls == 1) return ::write(fd, bytes, size);
    errno = ENOSPC;
    return -1;
  };
  auto writer = open(std::move(full));
  Progress progress(*writer);
  ASSERT_TRUE(writer->append(members(0)));
  progress.await(1);
  ASSERT_TRUE(writer->append(members(1)));
  progress.await_failure();
  EXPECT_EQ(writer->durable(), 1U);
  EXPECT_NE(writer->failure().find("No space left on device"), std::string::npos);
  EXPECT_EQ(writer->append(members(2)).error(), AppendError::log_failed);
  writer->commit();
  writer->stop();
  EXPECT_EQ(calls, 2) << "a failed write was tried again";
  EXPECT_EQ(writer->durable(), 1U);
  EXPECT_EQ(finding(), "");
}

TEST_F(WriterTest, AFailedSyncIsFinal) {
  std::atomic<int> calls = 0;
  auto broken = options();
  broken.durability = Durability::synced;
  broken.calls.sync = [&](int) {
    if (++calls == 1) return 0;  // the directory
    errno = EIO;
    return -1;
  };
  auto writer = open(std::move(broken));
  Progress progress(*writer);
  ASSERT_TRUE(writer->append(members(0)));
  progress.await_failure();
  EXPECT_EQ(writer->durable(), 0U);
  EXPECT_EQ(writer->append(members(1)).error(), AppendError::log_failed);
  writer->stop();
  EXPECT_EQ(calls, 2) << "a failed sync was tried again";
}

TEST_F(WriterTest, AFullDiskLeavesALogThatTheNextRunContinues) {
  // A real one: the kernel takes part of the write, then none.
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto ignored = ::signal(SIGXFSZ, SIG_IGN);
  std::filesystem::create_directory(directory_);
  auto writer = open(options());
  Progress progress(*writer);
  ASSERT_TRUE(writer->append(members(0)));
  progress.await(1);
  const struct rlimit limit { 400, before.rlim_max };
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  const auto second = writer->append(members(1));
  progress.await_failure();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, ignored);
  ASSERT_TRUE(second);
  EXPECT_EQ(writer->durable(), 1U);
  EXPECT_NE(writer->failure().find("File too large"), std::string::npos) << writer->failure();
  writer.reset();
  EXPECT_EQ(std::filesystem::file_size(segment(1)), 400U);
  EXPECT_NE(finding().find("incomplete"), std::string::npos);
  write_run(options(), 1);
  EXPECT_EQ(finding(), "");
  EXPECT_EQ(report().chains[0].records, 3U);
}

TEST_F(WriterTest, CommitWritesOnTheCallersThread) {
  auto watched = options();
  std::mutex mutex;
  std::set<std::thread::id> threads;
  watched.calls.write = [&](int fd, const void* bytes, std::size_t size) {
    const std::lock_guard guard(mutex);
    threads.insert(std::this_thread::get_id());
    return ::write(fd, bytes, size);
  };
  auto writer = open(std::move(watched));
  Sequence told = 0;
  writer->on_progress([&](Sequence sequence) { told = sequence; });
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(writer->append(members(i), Wake::at_commit));
    EXPECT_EQ(writer->durable(), 0U);
  }
  writer->commit();
  EXPECT_EQ(writer->durable(), 10U);
  EXPECT_EQ(told, 10U);
  EXPECT_EQ(threads, std::set{std::this_thread::get_id()});
  ASSERT_TRUE(writer->append(members(10), Wake::at_commit));
  writer.reset();  // what nobody committed is written at the end
  EXPECT_EQ(report().chains[0].records, 11U);
}

TEST_F(WriterTest, CommitLeavesASyncToTheWritersThread) {
  auto synced = options();
  synced.durability = Durability::synced;
  std::mutex mutex;
  std::set<std::thread::id> threads;
  synced.calls.sync = [&](int fd) {
    const std::lock_guard guard(mutex);
    threads.insert(std::this_thread::get_id());
    return ::fdatasync(fd);
  };
  auto writer = open(std::move(synced));
  Progress progress(*writer);
  ASSERT_TRUE(writer->append(members(0), Wake::at_commit));
  writer->commit();
  progress.await(1);
  writer->stop();
  EXPECT_EQ(threads.count(std::this_thread::get_id()), 0U);
}

/// Eight sessions that append, by either way, and wait for each record like a client for its answer.
TEST_F(WriterTest, EightThreads) {
  constexpr int per_thread = 400;
  for (const auto durability : {Durability::queued, Durability::written, Durability::synced}) {
    std::filesystem::remove_all(directory_);
    auto many = options();
    many.durability = durability;
    many.segment_bytes = 200'000;
    if (durability == Durability::synced) many.calls.sync = [](int) { return 0; };
    auto writer = open(std::move(many));
    Progress progress(*writer);
    std::array<std::vector<Sequence>, 8> given;
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < given.size(); ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < per_thread; ++i) {
          const auto wake = t % 2 == 0 ? Wake::now : Wake::at_commit;
          const auto sequence = writer->append(members(i) + R"(,"thread":)" + std::to_string(t), wake);
          ASSERT_TRUE(sequence);
          given[t].push_back(*sequence);
          if (wake == Wake::at_commit) writer->commit();
          if (i % 10 == 0) progress.await(*sequence);
        }
      });
    }
    for (auto& thread : threads) thread.join();
    writer->stop();
    EXPECT_FALSE(writer->failed()) << writer->failure();
    std::set<Sequence> all;
    for (const auto& numbers : given) {
      EXPECT_TRUE(std::ranges::is_sorted(numbers));
      all.insert(numbers.begin(), numbers.end());
    }
    EXPECT_EQ(all.size(), given.size() * per_thread);
    EXPECT_EQ(*all.rbegin(), given.size() * per_thread);
    EXPECT_EQ(writer->durable(), *all.rbegin());
    EXPECT_EQ(finding(), "");
    EXPECT_EQ(report().chains[0].records, all.size());
    // Each record stands under the number that its thread was given.
    std::array<std::vector<Sequence>, 8> written;
    for (int number = 1; std::filesystem::exists(segment(number)); ++number) {
      for (const std::string& line : lines(read(segment(number)))) {
        const auto view = parse_line(std::string_view(line).substr(0, line.size() - 1));
        written.at(static_cast<std::size_t>(view->members.back() - '0')).push_back(view->sequence);
      }
    }
    EXPECT_EQ(written, given);
  }
}

TEST_F(WriterTest, AKilledProcessLosesNothingThatWasDurable) {
  Sequence told_before = 0;
  for (int round = 0; round < 5; ++round) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto small = options();
      small.segment_bytes = 3'000;
      auto writer = Writer::open(std::move(small));
      for (int i = 0; writer; ++i) {
        if (!(*writer)->append(members(i), i % 2 == 0 ? Wake::now : Wake::at_commit)) break;
        (*writer)->commit();
        const Sequence durable = (*writer)->durable();
        if (::write(pipe[1], &durable, sizeof durable) != sizeof durable) break;
      }
      ::_exit(1);
    }
    ::close(pipe[1]);
    Sequence told = 0;
    for (int i = 0; i < 60; ++i) ASSERT_EQ(::read(pipe[0], &told, sizeof told), static_cast<ssize_t>(sizeof told));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    for (Sequence more = 0; ::read(pipe[0], &more, sizeof more) == static_cast<ssize_t>(sizeof more);) told = more;
    ::close(pipe[0]);
    EXPECT_GT(told, told_before);
    told_before = told;
    write_run(options(), 1);
    EXPECT_EQ(finding(), "");
    EXPECT_GT(report().chains[0].records, told);
  }
}

TEST_F(WriterTest, AReaderBesideTheWriterSeesAWholeLog) {
  auto busy = options();
  busy.segment_bytes = 5'000;
  auto writer = open(std::move(busy));
  std::thread thread([&] {
    for (int i = 0; i < 1500; ++i) ASSERT_TRUE(writer->append(members(i)));
  });
  VerifyOptions patient;
  patient.patience = std::chrono::seconds(20);
  for (int i = 0; i < 10; ++i) {
    const auto found = verify(directory_, patient);
    ASSERT_TRUE(found) << found.error();
    for (const auto& chain : found->chains) EXPECT_FALSE(chain.finding) << to_string(*chain.finding);
  }
  thread.join();
}

}  // namespace
}  // namespace jaali::audit

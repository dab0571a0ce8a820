// The writer: order, durability, limits, failure. The calls that write and sync are held or broken where a case needs
// it.
#include "audit/writer.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <set>
#include <thread>

#include "audit/line.h"
#include "tests/unit/audit/writer_fixture.h"

namespace jaali::audit {
namespace {

using testing::Door;
using testing::Progress;
using testing::WriterTest;

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

// Starting on a log that is there already: a clean end, a crash at every byte, a tampered tail, a second process.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "tests/unit/audit/writer_fixture.h"

namespace jaali::audit {
namespace {

class Restart : public testing::WriterTest {};

TEST_F(Restart, GoesOnWhereTheLastRunEnded) {
  for (int run = 0; run < 4; ++run) {
    auto writer = open(options());
    EXPECT_EQ(writer->durable(), static_cast<Sequence>(3 * run));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(*writer->append(members(i)), static_cast<Sequence>(3 * run + i + 1));
  }
  EXPECT_EQ(finding(), "");
  EXPECT_EQ(report().chains[0].records, 12U);
  EXPECT_FALSE(std::filesystem::exists(segment(2)));
}

TEST_F(Restart, SegmentsContinueEachOther) {
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

TEST_F(Restart, AnEmptyNewestSegmentIsGoneOnWith) {
  write_segments(3);
  write(segment(2), "");  // a crash between creation and first record
  EXPECT_EQ(finding(), "");
  write_run(options(), 2);
  EXPECT_EQ(finding(), "");
  EXPECT_NE(read(segment(2)).find(R"("segment":2,)"), std::string::npos);
}

TEST_F(Restart, ArchivedSegmentsAreNotNeeded) {
  write_segments(8);
  std::filesystem::remove(segment(1));
  write_run(options(), 1);
  std::filesystem::remove(segment(2));
  EXPECT_EQ(refused(options()), "opened");
  write(segment(3), "");
  EXPECT_NE(refused(options()).find("nothing says where the chain goes on"), std::string::npos);
}

TEST_F(Restart, ATornLineIsSetAsideAndAlarmed) {
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

TEST_F(Restart, ATornLineAloneInItsSegment) {
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

TEST_F(Restart, ATamperedTailIsNotContinued) {
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

TEST_F(Restart, OneProcessPerInstance) {
  auto writer = open(options());
  EXPECT_NE(refused(options()).find("is in use by another process"), std::string::npos);
  EXPECT_EQ(refused(options("jaali-2")), "opened");
  writer.reset();
  EXPECT_EQ(refused(options()), "opened");
}

TEST_F(Restart, UnusableDirectoriesAndNames) {
  auto bad = options("../x");
  EXPECT_NE(refused(bad).find("cannot name an instance"), std::string::npos);
  write(directory_, "a file");
  EXPECT_NE(refused(options()).find(directory_.string()), std::string::npos);
  std::filesystem::remove(directory_);
  auto slash = options();
  slash.directory += "/sub/";
  EXPECT_EQ(refused(slash), "opened");
}

TEST_F(Restart, AKilledProcessLosesNothingThatWasDurable) {
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

}  // namespace
}  // namespace jaali::audit

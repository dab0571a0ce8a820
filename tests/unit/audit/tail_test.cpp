#include <algorithm>

#include "audit/line.h"
#include "audit/reader.h"
#include "tests/unit/audit/log_fixture.h"

namespace jaali::audit {
namespace {

class TailTest : public testing::Log {
 protected:
  static std::vector<std::uint64_t> numbers(const std::vector<std::string>& lines) {
    std::vector<std::uint64_t> numbers;
    for (const auto& line : lines) {
      const auto view = parse_line(line);
      EXPECT_TRUE(view) << line;
      numbers.push_back(view ? view->sequence : 0);
    }
    return numbers;
  }
  static std::vector<std::uint64_t> poll(Tail& tail) {
    std::vector<std::string> lines;
    const auto polled = tail.poll([&](std::string_view line) { lines.emplace_back(line); });
    EXPECT_TRUE(polled) << polled.error();
    return numbers(lines);
  }
  using Numbers = std::vector<std::uint64_t>;
};

TEST_F(TailTest, TheNewestRecordsOverSegments) {
  write_segments(11);
  for (std::size_t count = 0; count <= 13; ++count) {
    Tail tail(directory_);
    const auto newest = tail.last(count);
    ASSERT_TRUE(newest) << newest.error();
    Numbers expected;
    for (std::uint64_t n = 11 - std::min<std::size_t>(count, 11) + 1; n <= 11; ++n) expected.push_back(n);
    EXPECT_EQ(numbers(*newest), expected) << count;
    EXPECT_EQ(poll(tail), Numbers{}) << count;
  }
}

TEST_F(TailTest, RecordsLongerThanOneBlock) {
  auto writer = Writer::open(options());
  ASSERT_TRUE(writer);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE((*writer)->append(R"("a":")" + std::string(300'000, 'x') + '"'));
  (*writer)->stop();
  Tail tail(directory_);
  EXPECT_EQ(numbers(*tail.last(3)), (Numbers{2, 3, 4}));
}

TEST_F(TailTest, FollowsOverSegmentsAndInstances) {
  write_segments(2);
  Tail tail(directory_);
  ASSERT_TRUE(tail.last(1));
  write_segments(7);
  EXPECT_EQ(poll(tail), (Numbers{3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(poll(tail), Numbers{});
  write_run(options("jaali-2"), 2);
  write_segments(1);
  EXPECT_EQ(poll(tail), (Numbers{10, 1, 2}));
}

TEST_F(TailTest, AnIncompleteLineWaitsForItsEnd) {
  write_run(options(), 3);
  const std::string good = read(segment(1));
  write(segment(1), good.substr(0, good.size() - 20));
  Tail tail(directory_);
  EXPECT_EQ(numbers(*tail.last(5)), (Numbers{1, 2}));
  EXPECT_EQ(poll(tail), Numbers{});
  std::ofstream(segment(1), std::ios::binary | std::ios::app) << good.substr(good.size() - 20, 19);
  EXPECT_EQ(poll(tail), Numbers{});
  std::ofstream(segment(1), std::ios::binary | std::ios::app) << '\n';
  EXPECT_EQ(poll(tail), Numbers{3});
}

TEST_F(TailTest, OneInstanceOrAllInTheOrderOfTime) {
  write_run(options("jaali-1"), 3, 0);  // seconds 0 1 2
  write_run(options("jaali-2"), 3, 1);  // seconds 1 2 3
  Tail all(directory_);
  EXPECT_EQ(numbers(*all.last(6)), (Numbers{1, 2, 1, 3, 2, 3}));
  Tail few(directory_);
  EXPECT_EQ(numbers(*few.last(2)), (Numbers{2, 3}));
  Tail one(directory_, "jaali-2");
  const auto lines = *one.last(10);
  EXPECT_EQ(lines.size(), 3U);
  EXPECT_TRUE(std::ranges::all_of(lines, [](const auto& line) { return line.find(R"("jaali-2")") != line.npos; }));
}

TEST_F(TailTest, AnEmptyDirectoryIsFollowedFromItsFirstRecord) {
  std::filesystem::create_directory(directory_);
  Tail tail(directory_);
  EXPECT_TRUE(tail.last(3)->empty());
  write_run(options(), 2);
  EXPECT_EQ(poll(tail), (Numbers{1, 2}));
  Tail nowhere(root_ / "nowhere");
  EXPECT_FALSE(nowhere.last(1));
}

TEST_F(TailTest, ALineWithoutEndIsAnErrorNotMemory) {
  std::filesystem::create_directory(directory_);
  write(segment(1), std::string(max_line_bytes + 1, 'x'));
  auto reader = LineReader::open(segment(1));
  ASSERT_TRUE(reader);
  EXPECT_FALSE(reader->next());
  EXPECT_NE(finding().find("longer than any record"), std::string::npos);
}

}  // namespace
}  // namespace jaali::audit

// What an insider with write access to the files may do to them, and what the verifier says.
#include <algorithm>

#include "audit/line.h"
#include "tests/unit/audit/log_fixture.h"

namespace jaali::audit {
namespace {

using ::testing::Test;

class Tamper : public testing::Log {
 protected:
  void expect_finding(const std::string& words, const std::string& place) {
    const std::string found = finding();
    EXPECT_NE(found.find(words), std::string::npos) << found;
    EXPECT_NE(found.find(place), std::string::npos) << found;
  }
  /// `count` lines that continue a chain as only somebody who computes hashes can forge them.
  static std::vector<std::string> forged(const std::string& instance, std::uint64_t after, const HexDigest& hash,
                                         const std::vector<std::string>& members,
                                         std::optional<std::uint64_t> segment) {
    LineBuilder builder(instance, after, hash);
    std::vector<std::string> made;
    for (const auto& text : members) {
      std::string line;
      EXPECT_TRUE(builder.append(line, text, segment));
      segment.reset();
      made.push_back(line);
    }
    return made;
  }
};

TEST_F(Tamper, AWholeLogIsWhole) {
  write_segments(20);
  const auto found = report();
  ASSERT_EQ(found.chains.size(), 1U);
  EXPECT_TRUE(found.whole()) << finding();
  EXPECT_EQ(found.chains[0].records, 20U);
  EXPECT_GT(found.chains[0].segments, 3U);
}

TEST_F(Tamper, EveryByteOfEveryLineIsWatched) {
  write_segments(7);
  for (int number = 1; number <= 2; ++number) {
    const std::string good = read(segment(number));
    for (std::size_t at = 0; at < good.size(); ++at) {
      for (const char to : {static_cast<char>(good[at] ^ 1), static_cast<char>(good[at] ^ 0x20), '\n', '\0'}) {
        if (to == good[at]) continue;
        std::string bad = good;
        bad[at] = to;
        write(segment(number), bad);
        ASSERT_FALSE(finding().empty()) << "segment " << number << " byte " << at << " to " << int(to);
      }
    }
    write(segment(number), good);
  }
  EXPECT_EQ(finding(), "");
}

TEST_F(Tamper, EveryInsertedOrRemovedByteIsFound) {
  write_run(options(), 3);
  const std::string good = read(segment(1));
  for (std::size_t at = 0; at < good.size(); ++at) {
    write(segment(1), std::string(good).erase(at, 1));
    ASSERT_FALSE(finding().empty()) << "removed " << at;
    write(segment(1), std::string(good).insert(at, " "));
    ASSERT_FALSE(finding().empty()) << "inserted at " << at;
  }
  write(segment(1), good + " ");
  EXPECT_FALSE(finding().empty());
}

TEST_F(Tamper, EditedRecordNamesItsPlace) {
  write_run(options(), 5);
  std::string bytes = read(segment(1));
  bytes.replace(bytes.find("\"n\":2"), 5, "\"n\":9");
  write(segment(1), bytes);
  expect_finding("was edited", "jaali-1.000001.jsonl, line 3 (record 3)");
  EXPECT_EQ(report().chains[0].records, 2U);
}

TEST_F(Tamper, EveryDeletedLineButTheLast) {
  write_run(options(), 6);
  const auto good = lines(read(segment(1)));
  for (std::size_t i = 0; i + 1 < good.size(); ++i) {
    auto bad = good;
    bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(i));
    write(segment(1), join(bad));
    expect_finding("1 record is missing or moved",
                   "line " + std::to_string(i + 1) + " (record " + std::to_string(i + 1));
  }
}

TEST_F(Tamper, EveryPairOfLinesSwapped) {
  write_run(options(), 6);
  const auto good = lines(read(segment(1)));
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (std::size_t j = i + 1; j < good.size(); ++j) {
      auto bad = good;
      std::swap(bad[i], bad[j]);
      write(segment(1), join(bad));
      expect_finding("missing or moved", "line " + std::to_string(i + 1) + " ");
    }
  }
}

TEST_F(Tamper, EveryLineRepeatedAnywhereLater) {
  write_run(options(), 5);
  const auto good = lines(read(segment(1)));
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (std::size_t j = i + 1; j <= good.size(); ++j) {
      auto bad = good;
      bad.insert(bad.begin() + static_cast<std::ptrdiff_t>(j), good[i]);
      write(segment(1), join(bad));
      expect_finding("repeated, inserted or moved", "line " + std::to_string(j + 1) + " ");
    }
  }
}

TEST_F(Tamper, AForgedRecordWithARightHashOfItsOwn) {
  write_run(options(), 5);
  const auto good = lines(read(segment(1)));
  const auto view = parse_line(std::string_view(good[1]).substr(0, good[1].size() - 1));
  ASSERT_TRUE(view);
  HexDigest hash{};
  std::ranges::copy(view->hash, hash.begin());
  // Replaced: it continues record 2 perfectly, and record 4 does not continue it.
  auto bad = good;
  bad[2] = forged("jaali-1", 2, hash, {R"("kind":"statement","n":777)"}, std::nullopt)[0];
  write(segment(1), join(bad));
  expect_finding("does not continue the record before it", "line 4 (record 4)");
  // Inserted: the numbers behind it are taken.
  bad = good;
  bad.insert(bad.begin() + 2, forged("jaali-1", 2, hash, {R"("kind":"statement","n":777)"}, std::nullopt)[0]);
  write(segment(1), join(bad));
  expect_finding("repeated, inserted or moved", "line 4 (record 4)");
}

TEST_F(Tamper, ForgedMembers) {
  const auto forge = [&](const std::string& instance, const std::string& members,
                         std::optional<std::uint64_t> segment_number) {
    std::filesystem::create_directories(directory_);
    write(segment(1), join(forged(instance, 0, no_digest, {R"("a":1)", members}, segment_number)));
  };
  forge("jaali-1", R"("a":1)", 1);
  EXPECT_EQ(finding(), "");
  forge("jaali-2", R"("a":1)", 1);
  expect_finding("is of instance jaali-2, in a file of jaali-1", "line 1");
  forge("jaali-1", R"("a":1)", 2);
  expect_finding("begins segment 2, in the file of segment 1", "line 1");
  forge("jaali-1", R"("a":1)", std::nullopt);
  expect_finding("does not begin a segment", "line 1");
  forge("jaali-1", R"("segment":1)", 1);
  expect_finding("begins segment 1 in the middle of a file", "line 2");
  forge("jaali-1", R"("a":)", 1);
  expect_finding("is not valid JSON", "line 2");
  forge("jaali-1", R"("seq":5)", 1);
  expect_finding("has the member \"seq\" twice", "line 2");
}

TEST_F(Tamper, MissingAndSwappedSegments) {
  write_segments(20);
  const std::string first = read(segment(1)), second = read(segment(2)), third = read(segment(3));

  std::filesystem::remove(segment(2));
  expect_finding("segment 2 before it is missing", "jaali-1.000003.jsonl");
  write(segment(2), "");
  expect_finding("the segment is empty", "jaali-1.000002.jsonl");
  write(segment(2), third);
  expect_finding("missing or moved", "jaali-1.000002.jsonl, line 1");
  write(segment(2), first);
  expect_finding("repeated, inserted or moved", "jaali-1.000002.jsonl, line 1");
  write(segment(2), second);
  EXPECT_EQ(finding(), "");

  std::filesystem::remove(segment(1));
  expect_finding("segment 1 before it is missing", "jaali-1.000002.jsonl");
  std::filesystem::remove(segment(2));
  expect_finding("segments 1 to 2 before it are missing", "jaali-1.000003.jsonl");
}

TEST_F(Tamper, EverySegmentButTheLastMayNotBeCut) {
  write_segments(20);
  const std::string good = read(segment(2));
  auto cut = lines(good);
  cut.pop_back();
  write(segment(2), join(cut));
  expect_finding("missing or moved", "jaali-1.000003.jsonl, line 1");
  write(segment(2), good.substr(0, good.size() - 1));
  expect_finding("the line is incomplete", "jaali-1.000002.jsonl");
}

TEST_F(Tamper, ACutTailShowsOnlyWithinALine) {
  write_run(options(), 4);
  const std::string good = read(segment(1));
  const auto all = lines(good);
  for (std::size_t length = 1; length < good.size(); ++length) {
    write(segment(1), good.substr(0, length));
    const bool at_line_end = good[length - 1] == '\n';
    ASSERT_EQ(finding().empty(), at_line_end) << length;  // at a line's end: known only once checkpoints come
  }
}

TEST_F(Tamper, StrangersAreNamed) {
  write_run(options(), 3);
  std::filesystem::copy_file(segment(1), directory_ / "jaali-1.0000001.jsonl");
  const auto found = report();
  EXPECT_FALSE(found.whole());
  ASSERT_EQ(found.strangers.size(), 1U);
  EXPECT_EQ(found.strangers[0].file.filename(), "jaali-1.0000001.jsonl");
}

TEST_F(Tamper, NoLogIsNotAWholeLog) {
  std::filesystem::create_directories(directory_);
  EXPECT_FALSE(report().whole());
  EXPECT_FALSE(verify(directory_ / "nowhere"));
}

TEST_F(Tamper, InstancesAreJudgedApart) {
  write_run(options("jaali-1"), 3);
  write_run(options("jaali-2"), 4);
  std::string bytes = read(segment(1, "jaali-2"));
  bytes[40] = bytes[40] == 'f' ? '0' : 'f';
  write(segment(1, "jaali-2"), bytes);
  const auto found = report();
  ASSERT_EQ(found.chains.size(), 2U);
  EXPECT_FALSE(found.chains[0].finding);
  EXPECT_TRUE(found.chains[1].finding);
  VerifyOptions only;
  only.instance = "jaali-1";
  EXPECT_TRUE(verify(directory_, only)->whole());
}

}  // namespace
}  // namespace jaali::audit

#pragma once
// A log in a directory of its own, small enough to be broken at every byte.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "audit/verify.h"
#include "audit/writer.h"

namespace jaali::audit::testing {

class Log : public ::testing::Test {
 protected:
  void SetUp() override {
    // In memory where there is such a place: the tamper cases write their files thousands of times.
    const std::filesystem::path memory = "/dev/shm";
    const auto parent = ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
    std::string name = (parent / "jaali-audit-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
    directory_ = root_ / "log";
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  [[nodiscard]] WriterOptions options(const std::string& instance = "jaali-1") const {
    WriterOptions options;
    options.instance = instance;
    options.directory = directory_;
    options.now = [] { return Clock::time_point(std::chrono::seconds(1'772'357'400)); };
    return options;
  }
  static std::string members(int i) {
    return R"("kind":"statement","time_dt":"2026-03-01T09:30:00.00000)" + std::to_string(i % 10) + R"(Z","n":)" +
           std::to_string(i);
  }
  /// Appends `count` records in a run of their own.
  static void write_run(WriterOptions options, int count, int first = 0) {
    auto writer = Writer::open(std::move(options));
    ASSERT_TRUE(writer) << writer.error();
    for (int i = 0; i < count; ++i) ASSERT_TRUE((*writer)->append(members(first + i)));
    (*writer)->stop();
    ASSERT_FALSE((*writer)->failed()) << (*writer)->failure();
  }
  /// Segments of about three records each.
  void write_segments(int count) {
    auto small = options();
    small.segment_bytes = 900;
    write_run(std::move(small), count);
  }

  [[nodiscard]] std::filesystem::path segment(int number, const std::string& instance = "jaali-1") const {
    return directory_ / (instance + ".00000" + std::to_string(number) + ".jsonl");
  }
  static std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file.good()) << path;
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void write(const std::filesystem::path& path, const std::string& bytes) {
    std::filesystem::remove(path);  // ext4 flushes a file that is truncated and written again
    std::ofstream(path, std::ios::binary) << bytes;
  }
  /// Lines with their newlines.
  static std::vector<std::string> lines(const std::string& bytes) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < bytes.size();) {
      const auto end = std::min(bytes.find('\n', at), bytes.size() - 1) + 1;
      lines.push_back(bytes.substr(at, end - at));
      at = end;
    }
    return lines;
  }
  static std::string join(const std::vector<std::string>& lines) {
    std::string bytes;
    for (const auto& line : lines) bytes += line;
    return bytes;
  }

  [[nodiscard]] VerifyReport report() const {
    VerifyOptions options;
    options.patience = std::chrono::milliseconds(0);
    auto report = verify(directory_, options);
    EXPECT_TRUE(report) << report.error();
    return report ? *report : VerifyReport{};
  }
  /// The only chain's finding, in words; empty: the log is whole.
  [[nodiscard]] std::string finding() const {
    const auto found = report();
    EXPECT_EQ(found.chains.size(), 1U);
    if (found.chains.empty() || !found.chains[0].finding) return {};
    EXPECT_FALSE(found.whole());
    return to_string(*found.chains[0].finding);
  }

  std::filesystem::path root_, directory_;
};

}  // namespace jaali::audit::testing

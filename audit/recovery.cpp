#include "audit/recovery.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "audit/chain.h"
#include "audit/reader.h"
#include "audit/segment.h"

namespace jaali::audit {
namespace {

Result<void> start_behind(ChainChecker& checker, const std::vector<Segment>& segments);
bool is_lost(const Segment& newest, const ChainChecker& checker);
Result<TornTail> set_aside(const Segment& segment, const Line& line, const FileCalls& calls);
std::string refusal(const Segment& segment, std::uint64_t line, const std::string& what);

}  // namespace

Result<ChainEnd> recover(const std::filesystem::path& directory, const std::string& instance, const FileCalls& calls) {
  ChainEnd end;
  auto list = list_segments(directory);
  if (!list) return list.error();
  const auto chain = list->chains.find(instance);
  if (chain == list->chains.end()) return end;

  const Segment& newest = chain->second.back();
  ChainChecker checker(instance);
  if (auto started = start_behind(checker, chain->second); !started) return started.error();
  checker.begin_segment(newest.number);

  auto reader = LineReader::open(newest.path);
  if (!reader) return reader.error();
  for (;;) {
    auto line = reader->next();
    if (!line) return line.error();
    if (!*line) break;
    if (!(*line)->complete) {
      if (is_lost(newest, checker)) break;
      auto torn = set_aside(newest, **line, calls);
      if (!torn) return torn.error();
      end.torn = std::move(*torn);
      break;
    }
    if (const auto wrong = checker.check((*line)->text))
      return refusal(newest, (*line)->number, "the record " + *wrong);
    end.segment_bytes = (*line)->offset + (*line)->text.size() + 1;
  }

  if (is_lost(newest, checker)) {
    return newest.path.string() +
           " holds no record and the segment before it is missing: nothing says where the chain goes on";
  }
  auto file = open_file(newest.path, O_WRONLY | O_APPEND);
  if (!file) return file.error();
  end.segment = newest.number;
  end.sequence = checker.last_sequence();
  end.hash = checker.last_hash();
  end.file = std::move(*file);
  return end;
}

Result<FileDescriptor> lock_instance(const std::filesystem::path& directory, const std::string& instance) {
  std::error_code error;
  if (directory.has_parent_path()) std::filesystem::create_directories(directory.parent_path(), error);
  if (error) return "create " + directory.parent_path().string() + ": " + error.message();
  if (::mkdir(directory.c_str(), 0750) != 0 && errno != EEXIST) return error_text("create", directory, errno);

  const auto path = directory / (instance + ".lock");
  auto lock = open_file(path, O_RDWR | O_CREAT);
  if (!lock) return lock.error();
  if (::flock(lock->number(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return error_text("lock", path, errno);
  return "the log of instance " + instance + " in " + directory.string() + " is in use by another process";
}

namespace {

/// The record that the newest segment must go on from: the last one of the segment before. Where that has been
/// archived, the newest segment's own first record says it.
Result<void> start_behind(ChainChecker& checker, const std::vector<Segment>& segments) {
  const Segment& newest = segments.back();
  if (newest.number == 1) return {};
  checker.trust_next();
  if (segments.size() < 2 || segments[segments.size() - 2].number != newest.number - 1) return {};

  const Segment& before = segments[segments.size() - 2];
  auto reader = LineReader::open(before.path);
  if (!reader) return reader.error();
  checker.begin_segment(before.number);
  for (std::uint64_t number = 0;; ++number) {
    auto line = reader->next();
    if (!line) return line.error();
    if (!*line && number > 0) return {};
    if (!*line || !(*line)->complete) return refusal(before, number + 1, "the segment does not end with a record");
    if (const auto wrong = checker.check((*line)->text)) return refusal(before, number + 1, "the record " + *wrong);
  }
}

/// Neither the newest segment nor the one before has said which record was the last. (In segment 1 there is none.)
bool is_lost(const Segment& newest, const ChainChecker& checker) {
  return newest.number > 1 && checker.last_sequence() == 0;
}

/// The bytes are kept before they are cut off, so that a crash in between loses nothing.
Result<TornTail> set_aside(const Segment& segment, const Line& line, const FileCalls& calls) {
  TornTail torn{line.offset, line.text.size(), segment.path, segment.path};
  torn.kept += ".torn-" + std::to_string(line.offset);
  const auto name = torn.kept;
  std::error_code error;
  for (int copy = 2; std::filesystem::exists(torn.kept, error); ++copy) {  // what an earlier crash left stays
    torn.kept = name;
    torn.kept += "-" + std::to_string(copy);
  }
  auto kept = open_file(torn.kept, O_WRONLY | O_CREAT | O_EXCL);
  if (!kept) return kept.error();
  if (auto written = write_all(calls, kept->number(), line.text); !written)
    return torn.kept.string() + ": " + written.error();
  if (calls.sync(kept->number()) != 0) return error_text("sync", torn.kept, errno);

  auto file = open_file(segment.path, O_WRONLY);
  if (!file) return file.error();
  if (::ftruncate(file->number(), static_cast<off_t>(line.offset)) != 0)
    return error_text("truncate", segment.path, errno);
  if (calls.sync(file->number()) != 0) return error_text("sync", segment.path, errno);
  if (auto synced = sync_directory(calls, segment.path.parent_path()); !synced) return synced.error();
  return torn;
}

std::string refusal(const Segment& segment, std::uint64_t line, const std::string& what) {
  return segment.path.string() + ", line " + std::to_string(line) + ": " + what +
         "; the log is not continued (see jaali audit verify)";
}

}  // namespace
}  // namespace jaali::audit

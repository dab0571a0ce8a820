#include "audit/reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "audit/line.h"

namespace jaali::audit {
namespace {

constexpr std::size_t block_bytes = 256 * 1024;

struct End {
  std::vector<std::string> lines;  ///< newest first
  std::uint64_t offset = 0;        ///< behind the last newline
};

Result<End> lines_from_end(const std::filesystem::path& path, std::size_t count);
std::string_view time_of(std::string_view line);

}  // namespace

Result<LineReader> LineReader::open(const std::filesystem::path& path, std::uint64_t offset) {
  auto file = open_file(path, O_RDONLY);
  if (!file) return file.error();
  if (::lseek(file->number(), static_cast<off_t>(offset), SEEK_SET) < 0) return error_text("seek", path, errno);
  LineReader reader;
  reader.path_ = path;
  reader.file_ = std::move(*file);
  reader.offset_ = offset;
  return reader;
}

Result<std::optional<Line>> LineReader::next() {
  for (;;) {
    const std::size_t newline = buffer_.find('\n', used_ + scanned_);
    const bool complete = newline != std::string::npos;
    const std::size_t length = (complete ? newline : buffer_.size()) - used_;
    if (length > max_line_bytes) return path_.string() + ": a line is longer than any record";
    if (complete) {
      const Line line{++number_, offset_, std::string_view(buffer_).substr(used_, length), true};
      used_ += length + 1;
      offset_ += length + 1;
      scanned_ = 0;
      return std::optional(line);
    }
    scanned_ = length;
    const auto more = fill();
    if (!more) return more.error();
    if (*more) continue;
    if (length == 0) return std::optional<Line>();
    return std::optional(Line{number_ + 1, offset_, std::string_view(buffer_).substr(used_), false});
  }
}

/// Reads on; false at the end of the file. Views into the buffer end here.
Result<bool> LineReader::fill() {
  buffer_.erase(0, used_);
  used_ = 0;
  const std::size_t had = buffer_.size();
  buffer_.resize(had + block_bytes);
  ssize_t got = 0;
  do {
    got = ::read(file_.number(), buffer_.data() + had, block_bytes);
  } while (got < 0 && errno == EINTR);
  const int error = errno;
  buffer_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  if (got < 0) return error_text("read", path_, error);
  return got > 0;
}

Result<std::vector<std::string>> Tail::last(std::size_t count) {
  auto found = chains();
  if (!found) return found.error();
  std::vector<std::string> newest;
  for (const auto& [instance, segments] : *found) {
    std::vector<std::string> lines;
    for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
      auto end = lines_from_end(segment->path, count - lines.size());
      if (!end) return end.error();
      std::ranges::move(end->lines, std::back_inserter(lines));
      if (segment == segments.rbegin()) {
        auto reader = LineReader::open(segment->path, end->offset);
        if (!reader) return reader.error();
        positions_.insert_or_assign(instance, Position{segment->number, std::move(*reader)});
      }
      if (lines.size() >= count) break;
    }
    newest.insert(newest.end(), std::make_move_iterator(lines.rbegin()), std::make_move_iterator(lines.rend()));
  }
  if (found->size() > 1) std::ranges::stable_sort(newest, {}, [](const std::string& line) { return time_of(line); });
  if (newest.size() > count) newest.erase(newest.begin(), newest.end() - static_cast<std::ptrdiff_t>(count));
  return newest;
}

Result<void> Tail::poll(const std::function<void(std::string_view line)>& take) {
  auto found = chains();
  if (!found) return found.error();
  for (const auto& [instance, segments] : *found) {
    for (const Segment& segment : segments) {
      auto position = positions_.find(instance);
      if (position != positions_.end() && segment.number < position->second.segment) continue;
      if (position == positions_.end() || segment.number > position->second.segment) {
        auto reader = LineReader::open(segment.path);
        if (!reader) return reader.error();
        position = positions_.insert_or_assign(instance, Position{segment.number, std::move(*reader)}).first;
      }
      // A later segment in the list was begun after the last line of this one was written: read to the end, then go on.
      for (;;) {
        auto line = position->second.reader.next();
        if (!line) return line.error();
        if (!*line || !(*line)->complete) break;
        take((*line)->text);
      }
    }
  }
  return {};
}

Result<std::map<std::string, std::vector<Segment>>> Tail::chains() const {
  auto list = list_segments(directory_);
  if (!list) return list.error();
  if (!instance_.empty()) std::erase_if(list->chains, [&](const auto& chain) { return chain.first != instance_; });
  return std::move(list->chains);
}

namespace {

Result<End> lines_from_end(const std::filesystem::path& path, std::size_t count) {
  auto file = open_file(path, O_RDONLY);
  if (!file) return file.error();
  struct stat status {};
  if (::fstat(file->number(), &status) != 0) return error_text("stat", path, errno);

  End end;
  std::vector<std::string> blocks;  // from the end backwards
  std::size_t newlines = 0;
  auto start = static_cast<std::uint64_t>(status.st_size);
  while (start > 0 && newlines <= count) {
    std::string block(std::min<std::uint64_t>(block_bytes, start), '\0');
    const ssize_t got = ::pread(file->number(), block.data(), block.size(), static_cast<off_t>(start - block.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error_text("read", path, errno);
    if (static_cast<std::size_t>(got) != block.size()) return path.string() + " became shorter while it was read";
    start -= block.size();
    newlines += static_cast<std::size_t>(std::ranges::count(block, '\n'));
    blocks.push_back(std::move(block));
  }
  std::string bytes;
  for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) bytes += *block;

  std::string_view rest = bytes;
  const auto last_newline = rest.rfind('\n');
  rest = rest.substr(0, last_newline == std::string_view::npos ? 0 : last_newline);
  end.offset = last_newline == std::string_view::npos ? 0 : start + last_newline + 1;
  for (bool more = last_newline != std::string_view::npos; more && end.lines.size() < count;) {
    const auto newline = rest.rfind('\n');
    more = newline != std::string_view::npos;
    end.lines.emplace_back(rest.substr(more ? newline + 1 : 0));
    rest = rest.substr(0, more ? newline : 0);
  }
  return end;
}

std::string_view time_of(std::string_view line) {
  static constexpr std::string_view key = R"("time_dt":")";
  const auto at = line.find(key);
  return at == std::string_view::npos ? std::string_view() : line.substr(at + key.size(), 27);
}

}  // namespace
}  // namespace jaali::audit

#include "audit/segment_writer.h"

#include <fcntl.h>

#include <cerrno>
#include <optional>

#include "audit/segment.h"

namespace jaali::audit {
namespace {

/// One write takes about this much; a longer batch is several.
constexpr std::size_t buffer_bytes = 1024 * 1024;

}  // namespace

SegmentWriter::SegmentWriter(Options options, ChainEnd end)
    : options_(std::move(options)),
      lines_(options_.instance, end.sequence, end.hash),
      file_(std::move(end.file)),
      path_(segment_path(options_.directory, options_.instance, end.segment)),
      segment_(end.segment),
      bytes_(end.segment_bytes) {}

Result<void> SegmentWriter::write(std::span<const std::string> records) {
  for (const std::string& members : records) {
    if (!file_ || bytes_ >= options_.segment_bytes) {
      if (auto begun = begin_segment(); !begun) return begun;
    }
    const std::size_t before = buffer_.size();
    const bool first = bytes_ == 0;
    if (!lines_.append(buffer_, members, first ? std::optional(segment_) : std::nullopt)) {
      return std::string("libcrypto failed to hash a record");
    }
    bytes_ += buffer_.size() - before;
    if (buffer_.size() >= buffer_bytes) {
      if (auto flushed = flush(); !flushed) return flushed;
    }
  }
  if (auto flushed = flush(); !flushed) return flushed;
  return sync();
}

Result<void> SegmentWriter::flush() {
  if (buffer_.empty()) return {};
  if (auto written = write_all(options_.calls, file_.number(), buffer_); !written) {
    return path_.string() + ": " + written.error();
  }
  buffer_.clear();
  if (buffer_.capacity() > 4 * buffer_bytes) buffer_.shrink_to_fit();
  return {};
}

/// A failed sync is not repeated: the kernel may have dropped the pages, and the next call would say that all is well.
Result<void> SegmentWriter::sync() {
  if (!options_.sync || !file_) return {};
  if (options_.calls.sync(file_.number()) != 0) return error_text("sync", path_, errno);
  return {};
}

Result<void> SegmentWriter::begin_segment() {
  if (auto flushed = flush(); !flushed) return flushed;
  if (auto synced = sync(); !synced) return synced;
  path_ = segment_path(options_.directory, options_.instance, ++segment_);
  auto file = open_file(path_, O_WRONLY | O_CREAT | O_EXCL | O_APPEND);
  if (!file) return file.error();
  file_ = std::move(*file);
  bytes_ = 0;
  return options_.sync ? sync_directory(options_.calls, options_.directory) : Result<void>();
}

}  // namespace jaali::audit

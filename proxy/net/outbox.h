#pragma once
// What a data phase wants sent to one side: ranges of the bytes it was given, and bytes of its own, in order. Bytes
// behind `hold` wait until the audit log is durable up to a number. One per thread and direction, cleared after each use.
#include <optional>
#include <string>
#include <vector>

#include "protocol/result.h"

namespace jaali::proxy::net {

class Outbox {
 public:
  struct Range {
    bool own;
    std::size_t offset, size;
  };

  /// Passes on a part of the input, as it lies; neighbours join.
  void pass(std::size_t offset, std::size_t size) {
    if (size == 0) return;
    if (!ranges_.empty() && !ranges_.back().own && ranges_.back().offset + ranges_.back().size == offset) {
      ranges_.back().size += size;
    } else {
      ranges_.push_back({false, offset, size});
    }
    size_ += size;
  }
  /// Lets `write` append to a string of the outbox's own.
  template <class Write>
  void append(Write&& write) {
    const auto before = own_.size();
    write(own_);
    const auto grown = own_.size() - before;
    if (grown == 0) return;
    if (!ranges_.empty() && ranges_.back().own && ranges_.back().offset + ranges_.back().size == before) {
      ranges_.back().size += grown;
    } else {
      ranges_.push_back({true, before, grown});
    }
    size_ += grown;
  }
  /// Whatever is added from here on waits for `sequence`. Later calls only raise the number.
  void hold(std::uint64_t sequence) {
    if (!hold_at_) hold_at_ = size_;
    if (sequence > hold_until_) hold_until_ = sequence;
  }

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] const std::vector<Range>& ranges() const noexcept { return ranges_; }
  [[nodiscard]] protocol::ByteView bytes(const Range& range, protocol::ByteView input) const noexcept {
    return (range.own ? protocol::bytes_of(own_) : input).subspan(range.offset, range.size);
  }
  /// How many bytes may go at once, and the number that the rest waits for.
  [[nodiscard]] std::optional<std::size_t> hold_at() const noexcept { return hold_at_; }
  [[nodiscard]] std::uint64_t hold_until() const noexcept { return hold_until_; }

  void clear() {
    ranges_.clear();
    if (own_.capacity() > keep_capacity) own_ = std::string();
    own_.clear();
    size_ = 0;
    hold_at_.reset();
    hold_until_ = 0;
  }

 private:
  static constexpr std::size_t keep_capacity = 1 << 20;
  std::vector<Range> ranges_;
  std::string own_;
  std::size_t size_ = 0;
  std::optional<std::size_t> hold_at_;
  std::uint64_t hold_until_ = 0;
};

}  // namespace jaali::proxy::net

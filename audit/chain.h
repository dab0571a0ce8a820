#pragma once
// Walks along one instance's chain, record by record, and says at the first break what is wrong with it. The writer
// goes on from a chain that this has walked; `jaali audit verify` is little more than it.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audit/hash.h"
#include "audit/line.h"

namespace jaali::audit {

class ChainChecker {
 public:
  explicit ChainChecker(std::string instance) : instance_(std::move(instance)) {}

  /// The next line is the first of this segment.
  void begin_segment(std::uint64_t number) { expected_segment_ = segment_ = number; }
  /// The next record goes on from whatever it says that it goes on from: the records before it are not at hand.
  void trust_next() { trust_next_ = true; }
  /// Nothing if the line continues the chain; else what is wrong, as words that follow "the record".
  [[nodiscard]] std::optional<std::string> check(std::string_view line);

  [[nodiscard]] std::uint64_t last_sequence() const noexcept { return sequence_; }
  [[nodiscard]] const HexDigest& last_hash() const noexcept { return hash_; }

 private:
  [[nodiscard]] std::optional<std::string> check_place(const LineView& line) const;
  [[nodiscard]] std::optional<std::string> check_segment(const LineView& line) const;

  std::string instance_;
  std::uint64_t sequence_ = 0;
  HexDigest hash_ = no_digest;
  std::uint64_t segment_ = 0;
  std::optional<std::uint64_t> expected_segment_;
  bool trust_next_ = false;
  Sha256 sha256_;
};

/// Whether a line is one JSON object and no member of the chain's own stands in it twice (a reader that takes the last
/// of two would see another number or instance than the one that was verified).
[[nodiscard]] std::optional<std::string> check_json(std::string_view line);

}  // namespace jaali::audit

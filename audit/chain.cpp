#include "audit/chain.h"

#include <algorithm>

namespace jaali::audit {

std::optional<std::string> ChainChecker::check(std::string_view line) {
  const auto parsed = parse_line(line);
  if (!parsed) return parsed.error();
  HexDigest hash{};
  if (!sha256_.hash(parsed->hashed, hash)) return "could not be hashed: libcrypto failed";
  if (text_of(hash) != parsed->hash) return "was edited: its bytes do not give the hash that it ends with";
  if (auto wrong = check_place(*parsed)) return wrong;
  if (auto wrong = check_segment(*parsed)) return wrong;
  if (auto wrong = check_json(line)) return wrong;

  sequence_ = parsed->sequence;
  hash_ = hash;
  expected_segment_.reset();
  trust_next_ = false;
  return std::nullopt;
}

std::optional<std::string> ChainChecker::check_place(const LineView& line) const {
  if (line.instance != instance_) {
    return "is of instance " + std::string(line.instance) + ", in a file of " + instance_;
  }
  if (trust_next_) return std::nullopt;
  const std::uint64_t expected = sequence_ + 1;
  if (line.sequence > expected) {
    const std::uint64_t missing = line.sequence - expected;
    return "has number " + std::to_string(line.sequence) + " where " + std::to_string(expected) +
           " belongs: " + std::to_string(missing) + (missing == 1 ? " record is" : " records are") +
           " missing or moved";
  }
  if (line.sequence < expected) {
    return "has number " + std::to_string(line.sequence) + " where " + std::to_string(expected) +
           " belongs: it is repeated, inserted or moved";
  }
  if (line.previous != text_of(hash_)) {
    return "does not continue the record before it: one of the two was replaced or inserted";
  }
  return std::nullopt;
}

std::optional<std::string> ChainChecker::check_segment(const LineView& line) const {
  if (line.segment == expected_segment_) return std::nullopt;
  if (!line.segment) return "does not begin a segment, and is the first of segment " + std::to_string(segment_);
  if (!expected_segment_) return "begins segment " + std::to_string(*line.segment) + " in the middle of a file";
  return "begins segment " + std::to_string(*line.segment) + ", in the file of segment " + std::to_string(segment_);
}

}  // namespace jaali::audit

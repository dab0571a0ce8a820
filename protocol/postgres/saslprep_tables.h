#pragma once
// The tables of RFC 3454 that SASLprep (RFC 4013) needs, as sorted ranges of code points, both ends included.
#include <cstdint>
#include <span>

namespace jaali::protocol::postgres::saslprep_tables {

struct CodeRange {
  std::uint32_t first;
  std::uint32_t last;
};

extern const std::span<const CodeRange> non_ascii_spaces;   ///< C.1.2, mapped to a space
extern const std::span<const CodeRange> mapped_to_nothing;  ///< B.1
extern const std::span<const CodeRange> prohibited;         ///< C.1.2, C.2.1, C.2.2, C.3 to C.9
extern const std::span<const CodeRange> unassigned;         ///< A.1, in Unicode 3.2
extern const std::span<const CodeRange> right_to_left;      ///< D.1, "RandALCat"
extern const std::span<const CodeRange> left_to_right;      ///< D.2, "LCat"

}  // namespace jaali::protocol::postgres::saslprep_tables

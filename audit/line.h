#pragma once
// The form of one line of the log, byte by byte. The chain's own members frame those of the record:
//
//   {"v":1,"seq":7,"prev":"<64 hex>","instance":"jaali-1",["segment":2,]<members>,"hash":"<64 hex>"}
//
// `hash` is the SHA-256 of the line's bytes from the brace up to, not including, `,"hash"`; `prev` is among them. So a
// line is verified as it lies on the disk: nothing is parsed and serialised again. `segment` stands in the first record
// of each segment. Views point into the line that was given.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audit/hash.h"
#include "audit/result.h"

namespace jaali::audit {

/// Longest line that is read, and (less the frame) longest record that is taken.
inline constexpr std::size_t max_line_bytes = 16 * 1024 * 1024;
inline constexpr std::size_t max_members_bytes = max_line_bytes / 2;

struct LineView {
  std::uint64_t sequence = 0;
  std::string_view previous;  ///< 64 hex digits
  std::string_view instance;
  std::optional<std::uint64_t> segment;  ///< only in the first record of a segment
  std::string_view members;              ///< the record's own, maybe empty
  std::string_view hashed;               ///< the bytes that `hash` is over
  std::string_view hash;                 ///< 64 hex digits
};

/// Takes a line (without its newline) apart at its frame. Says nothing about hashes or about the members.
[[nodiscard]] Result<LineView> parse_line(std::string_view line);

/// A string's name for an instance: letters, digits, `.`, `_`, `-`, 1 to 64 of them, the first no dot. It is part of
/// file names and needs no escapes in JSON.
[[nodiscard]] bool is_instance_name(std::string_view name) noexcept;

/// Appends lines that continue a chain, one after another.
class LineBuilder {
 public:
  LineBuilder(std::string_view instance, std::uint64_t last_sequence, const HexDigest& last_hash);

  /// Appends one whole line with its newline to `out`. `segment`: its number, for the first record of one. Line breaks
  /// between members become spaces, so that one record is one line. False if libcrypto fails; `out` is then useless.
  [[nodiscard]] bool append(std::string& out, std::string_view members, std::optional<std::uint64_t> segment);
  [[nodiscard]] std::uint64_t last_sequence() const noexcept { return sequence_; }

 private:
  std::string instance_member_;
  std::uint64_t sequence_;
  HexDigest hash_;
  Sha256 sha256_;
};

}  // namespace jaali::audit

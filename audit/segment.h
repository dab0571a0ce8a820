#pragma once
// Segments: the files of a chain, `<instance>.<number>.jsonl` with at least six digits, numbered from 1 without a gap.
#include <compare>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "audit/result.h"

namespace jaali::audit {

struct Segment {
  std::uint64_t number = 0;
  std::filesystem::path path;
};

struct SegmentList {
  std::map<std::string, std::vector<Segment>> chains;  ///< by instance, ascending by number
  std::vector<std::filesystem::path> strangers;        ///< end in .jsonl, and are no segment's name
};

[[nodiscard]] std::filesystem::path segment_path(const std::filesystem::path& directory, std::string_view instance,
                                                 std::uint64_t number);
/// The segments that lie in a directory. Whether numbers are missing is the reader's to judge.
[[nodiscard]] Result<SegmentList> list_segments(const std::filesystem::path& directory);

}  // namespace jaali::audit

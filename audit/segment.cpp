#include "audit/segment.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

#include "audit/line.h"

namespace jaali::audit {
namespace {

constexpr std::string_view extension = ".jsonl";
constexpr std::size_t number_width = 6;

struct Name {
  std::string instance;
  std::uint64_t number;
};

std::string file_name(std::string_view instance, std::uint64_t number) {
  std::string digits = std::to_string(number);
  if (digits.size() < number_width) digits.insert(0, number_width - digits.size(), '0');
  return std::string(instance).append(".").append(digits).append(extension);
}

/// Only the one spelling that the writer uses: `x.0000002.jsonl` beside `x.000002.jsonl` is a stranger.
std::optional<Name> parse_file_name(std::string_view file) {
  std::string_view stem = file.substr(0, file.size() - extension.size());
  const auto dot = stem.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  Name name{std::string(stem.substr(0, dot)), 0};
  const std::string_view digits = stem.substr(dot + 1);
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), name.number);
  if (error != std::errc() || stop != digits.data() + digits.size()) return std::nullopt;
  if (name.number == 0 || !is_instance_name(name.instance) || file_name(name.instance, name.number) != file) {
    return std::nullopt;
  }
  return name;
}

}  // namespace

std::filesystem::path segment_path(const std::filesystem::path& directory, std::string_view instance,
                                   std::uint64_t number) {
  return directory / file_name(instance, number);
}

Result<SegmentList> list_segments(const std::filesystem::path& directory) {
  SegmentList list;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    if (!file.ends_with(extension)) continue;
    if (auto name = parse_file_name(file)) {
      list.chains[name->instance].push_back({name->number, entry->path()});
    } else {
      list.strangers.push_back(entry->path());
    }
  }
  if (error) return "read directory " + directory.string() + ": " + error.message();
  for (auto& [instance, segments] : list.chains) {
    std::ranges::sort(segments, {}, &Segment::number);
  }
  std::ranges::sort(list.strangers);
  return list;
}

}  // namespace jaali::audit

#include "audit/verify.h"

#include <algorithm>
#include <thread>

#include "audit/chain.h"
#include "audit/reader.h"
#include "audit/segment.h"

namespace jaali::audit {
namespace {

class ChainVerifier {
 public:
  ChainVerifier(const std::string& instance, const VerifyOptions& options) : checker_(instance), options_(options) {
    report_.instance = instance;
  }
  ChainReport run(const std::vector<Segment>& segments);

 private:
  bool read_segment(const Segment& segment, bool newest);
  Result<std::optional<Line>> next_line(LineReader& reader, bool newest) const;
  bool find(const std::filesystem::path& file, std::uint64_t line, std::string what);

  ChainChecker checker_;
  const VerifyOptions& options_;
  ChainReport report_;
};

}  // namespace

Result<VerifyReport> verify(const std::filesystem::path& directory, const VerifyOptions& options) {
  auto list = list_segments(directory);
  if (!list) return list.error();
  VerifyReport report;
  for (const auto& [instance, segments] : list->chains) {
    if (!options.instance.empty() && instance != options.instance) continue;
    report.chains.push_back(ChainVerifier(instance, options).run(segments));
  }
  for (const auto& path : list->strangers) {
    report.strangers.push_back({path, 0, std::nullopt, "the file's name is not a segment's: it belongs to no chain"});
  }
  return report;
}

bool VerifyReport::whole() const {
  return !chains.empty() && strangers.empty() &&
         std::ranges::none_of(chains, [](const ChainReport& chain) { return chain.finding.has_value(); });
}

std::string to_string(const Finding& finding) {
  std::string text = finding.file.string();
  if (finding.line != 0) text += ", line " + std::to_string(finding.line);
  if (finding.expected) text += " (record " + std::to_string(*finding.expected) + ")";
  return text + ": " + finding.what;
}

namespace {

ChainReport ChainVerifier::run(const std::vector<Segment>& segments) {
  std::uint64_t expected = 1;
  for (const Segment& segment : segments) {
    if (segment.number != expected) {
      const std::string last = std::to_string(segment.number - 1);
      find(segment.path, 0,
           segment.number - expected == 1
               ? "segment " + last + " before it is missing"
               : "segments " + std::to_string(expected) + " to " + last + " before it are missing");
      break;
    }
    ++report_.segments;
    if (!read_segment(segment, &segment == &segments.back())) break;
    ++expected;
  }
  report_.last_hash = text_of(checker_.last_hash());
  return std::move(report_);
}

/// False after a finding.
bool ChainVerifier::read_segment(const Segment& segment, bool newest) {
  auto reader = LineReader::open(segment.path);
  if (!reader) return find(segment.path, 0, "the segment cannot be read: " + reader.error());
  checker_.begin_segment(segment.number);
  for (std::uint64_t line_number = 1;; ++line_number) {
    auto line = next_line(*reader, newest);
    if (!line) return find(segment.path, line_number, line.error());
    if (!*line) {
      // The newest segment is empty between its creation and its first record.
      return line_number > 1 || newest || find(segment.path, 0, "the segment is empty");
    }
    if (!(*line)->complete) {
      return find(segment.path, line_number, "the line is incomplete: it was cut, or a crash stopped the writer in it");
    }
    if (const auto wrong = checker_.check((*line)->text))
      return find(segment.path, line_number, "the record " + *wrong);
    ++report_.records;
    report_.bytes += (*line)->text.size() + 1;
  }
}

Result<std::optional<Line>> ChainVerifier::next_line(LineReader& reader, bool newest) const {
  const auto deadline = std::chrono::steady_clock::now() + options_.patience;
  for (;;) {
    auto line = reader.next();
    const bool incomplete = line && *line && !(*line)->complete;
    if (!incomplete || !newest || std::chrono::steady_clock::now() >= deadline) return line;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

bool ChainVerifier::find(const std::filesystem::path& file, std::uint64_t line, std::string what) {
  report_.finding = Finding{file, line, checker_.last_sequence() + 1, std::move(what)};
  return false;
}

}  // namespace
}  // namespace jaali::audit

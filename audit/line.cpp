#include "audit/line.h"

#include <algorithm>
#include <charconv>

#include "audit/record.h"

namespace jaali::audit {
namespace {

constexpr std::string_view tail_start = R"(,"hash":")";
constexpr std::string_view tail_end = R"("})";
constexpr std::size_t tail_bytes = tail_start.size() + std::tuple_size_v<HexDigest> + tail_end.size();

bool is_name_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/// Walks over a line's fixed parts. Every step says whether the bytes were there and goes on behind them.
class Walker {
 public:
  explicit Walker(std::string_view rest) : rest_(rest) {}

  bool literal(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  /// One spelling per number (no sign, no leading zero), so that no byte of it can change unnoticed.
  bool number(std::uint64_t& out) {
    const char* end = rest_.data() + rest_.size();
    const auto [stop, error] = std::from_chars(rest_.data(), end, out);
    const auto length = static_cast<std::size_t>(stop - rest_.data());
    if (error != std::errc() || (length > 1 && rest_.front() == '0')) return false;
    rest_.remove_prefix(length);
    return true;
  }
  bool digest(std::string_view& out) {
    if (rest_.size() < std::tuple_size_v<HexDigest>) return false;
    out = rest_.substr(0, std::tuple_size_v<HexDigest>);
    rest_.remove_prefix(out.size());
    return std::ranges::all_of(out, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  }
  bool name(std::string_view& out) {
    const auto stop = std::ranges::find_if_not(rest_, is_name_character);
    out = rest_.substr(0, static_cast<std::size_t>(stop - rest_.begin()));
    rest_.remove_prefix(out.size());
    return is_instance_name(out);
  }
  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace

Result<LineView> parse_line(std::string_view line) {
  if (line.size() < tail_bytes) return std::string("is not a record of the log: too short");
  LineView view;
  view.hashed = line.substr(0, line.size() - tail_bytes);
  Walker tail(line.substr(view.hashed.size()));
  if (!tail.literal(tail_start) || !tail.digest(view.hash) || !tail.literal(tail_end)) {
    return std::string("is not a record of the log: it does not end with its hash");
  }

  Walker head(view.hashed);
  std::uint64_t version = 0;
  if (!head.literal(R"({"v":)") || !head.number(version)) {
    return std::string("is not a record of the log: it does not begin with its schema version");
  }
  if (version != schema_version) {
    return "has schema version " + std::to_string(version) + ", which this program does not know";
  }
  if (!head.literal(R"(,"seq":)") || !head.number(view.sequence) || !head.literal(R"(,"prev":")") ||
      !head.digest(view.previous) || !head.literal(R"(","instance":")") || !head.name(view.instance) ||
      !head.literal("\"")) {
    return std::string("is not a record of the log: number, previous hash and instance are not where they belong");
  }
  if (head.literal(R"(,"segment":)")) {
    std::uint64_t segment = 0;
    if (!head.number(segment)) return std::string("is not a record of the log: its segment is not a number");
    view.segment = segment;
  }
  view.members = head.rest();
  if (!view.members.empty()) {
    if (view.members.front() != ',') return std::string("is not a record of the log: no comma before its members");
    view.members.remove_prefix(1);
  }
  return view;
}

bool is_instance_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= 64 && name.front() != '.' && std::ranges::all_of(name, is_name_character);
}

LineBuilder::LineBuilder(std::string_view instance, std::uint64_t last_sequence, const HexDigest& last_hash)
    : sequence_(last_sequence), hash_(last_hash) {
  instance_member_.append(R"(","instance":")").append(instance).append("\"");
}

bool LineBuilder::append(std::string& out, std::string_view members, std::optional<std::uint64_t> segment) {
  const std::size_t start = out.size();
  std::array<char, 20> number{};
  const auto append_number = [&](std::uint64_t value) {
    const auto end = std::to_chars(number.data(), number.data() + number.size(), value).ptr;
    out.append(number.data(), static_cast<std::size_t>(end - number.data()));
  };

  static_assert(schema_version == 1);
  out.append(R"({"v":1,"seq":)");
  append_number(++sequence_);
  out.append(R"(,"prev":")").append(text_of(hash_)).append(instance_member_);
  if (segment) {
    out.append(R"(,"segment":)");
    append_number(*segment);
  }
  if (!members.empty()) {
    out.push_back(',');
    const std::size_t body = out.size();
    out.append(members);
    // Inside a JSON string a raw line break cannot stand; between members it is white space like any other.
    for (std::size_t at = out.find('\n', body); at != std::string::npos; at = out.find('\n', at)) out[at] = ' ';
  }
  if (!sha256_.hash(std::string_view(out).substr(start), hash_)) return false;
  out.append(tail_start).append(text_of(hash_)).append(tail_end).push_back('\n');
  return true;
}

}  // namespace jaali::audit

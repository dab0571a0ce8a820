// The only place that reads a record as JSON before it is believed: a handler that keeps nothing but which of the
// chain's own members it has seen.
#include <array>
#include <boost/json/basic_parser_impl.hpp>

#include "audit/chain.h"

namespace jaali::audit {
namespace {

constexpr std::array<std::string_view, 6> own_members{"v", "seq", "prev", "instance", "segment", "hash"};

struct Handler {
  static constexpr std::size_t max_object_size = max_line_bytes;
  static constexpr std::size_t max_array_size = max_line_bytes;
  static constexpr std::size_t max_key_size = max_line_bytes;
  static constexpr std::size_t max_string_size = max_line_bytes;
  using error_code = boost::json::error_code;
  using string_view = boost::json::string_view;

  int depth = 0;
  bool object = false;
  std::string key;
  std::array<bool, own_members.size()> seen{};
  std::optional<std::string_view> twice;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) {
    if (depth++ == 0) object = true;
    return true;
  }
  bool on_object_end(std::size_t, error_code&) { return leave(); }
  bool on_array_begin(error_code&) { return enter(); }
  bool on_array_end(std::size_t, error_code&) { return leave(); }
  bool on_key_part(string_view part, std::size_t, error_code&) {
    if (depth == 1) key.append(part.data(), part.size());
    return true;
  }
  bool on_key(string_view part, std::size_t, error_code&) {
    if (depth != 1) return true;
    key.append(part.data(), part.size());
    for (std::size_t i = 0; i < own_members.size(); ++i) {
      if (key != own_members[i]) continue;
      if (seen[i]) twice = own_members[i];
      seen[i] = true;
    }
    key.clear();
    return true;
  }
  bool on_string_part(string_view, std::size_t, error_code&) { return true; }
  bool on_string(string_view, std::size_t, error_code&) { return true; }
  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, string_view, error_code&) { return true; }
  bool on_uint64(std::uint64_t, string_view, error_code&) { return true; }
  bool on_double(double, string_view, error_code&) { return true; }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

  bool enter() { return ++depth > 0; }
  bool leave() { return --depth >= 0; }
};

}  // namespace

std::optional<std::string> check_json(std::string_view line) {
  boost::json::basic_parser<Handler> parser{boost::json::parse_options{}};
  boost::json::error_code error;
  const std::size_t read = parser.write_some(false, line.data(), line.size(), error);
  if (error) return "is not valid JSON: " + error.message() + " at byte " + std::to_string(read + 1);
  if (read != line.size() || !parser.handler().object) return "is not one JSON object";
  if (const auto twice = parser.handler().twice) return "has the member \"" + std::string(*twice) + "\" twice";
  return std::nullopt;
}

}  // namespace jaali::audit

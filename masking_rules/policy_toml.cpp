#include "masking_rules/policy_toml.h"

// toml++ 3.3 asserts what a file can make false ("[?", found by fuzzing), and in release builds lets the compiler
// assume it. Here such an assertion is an exception, which parse_toml turns into an error; the headers are compiled
// into this one file, not taken from the package's library, so that this and the sanitizers reach them.
namespace jaali::masking_rules {
struct FailedAssertion {};
[[noreturn]] inline void assertion_failed() { throw FailedAssertion{}; }
}  // namespace jaali::masking_rules
#undef NDEBUG
#undef TOML_HEADER_ONLY
#undef TOML_SHARED_LIB
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 1
#define TOML_ASSERT(expression) ((expression) ? void() : jaali::masking_rules::assertion_failed())
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <utility>

namespace jaali::masking_rules {
namespace {

constexpr std::uintmax_t max_file_bytes = 16 * 1024 * 1024;
// Dotted keys make one table inside the other, which toml++ and we walk by recursion.
constexpr std::size_t max_dots_in_line = 4096;

TomlPlace place_of(const toml::source_region& region) { return {region.begin.line, region.begin.column}; }

void sort_entries(std::vector<TomlEntry>& entries) {
  std::ranges::stable_sort(entries, {}, [](const TomlEntry& e) { return std::pair(e.place.line, e.place.column); });
}

TomlValue convert(const toml::node& node) {
  TomlValue value;
  value.place = place_of(node.source());
  if (const auto* table = node.as_table()) {
    value.kind = TomlValue::Kind::table;
    for (const auto& [key, child] : *table) {
      value.table.push_back({std::string(key.str()), place_of(key.source()), convert(child)});
    }
    sort_entries(value.table);
  } else if (const auto* array = node.as_array()) {
    value.kind = TomlValue::Kind::array;
    for (const auto& child : *array) value.array.push_back(convert(child));
  } else if (const auto* string = node.as_string()) {
    value.kind = TomlValue::Kind::string;
    value.string = string->get();
  } else if (const auto* integer = node.as_integer()) {
    value.kind = TomlValue::Kind::integer;
    value.integer = integer->get();
  } else if (const auto* floating = node.as_floating_point()) {
    value.kind = TomlValue::Kind::floating;
    value.floating = floating->get();
  } else if (const auto* boolean = node.as_boolean()) {
    value.kind = TomlValue::Kind::boolean;
    value.boolean = boolean->get();
  } else {
    value.kind = TomlValue::Kind::time;
  }
  return value;
}

bool fails(std::string_view bytes) {
  try {
    (void)toml::parse(bytes);
  } catch (const toml::parse_error&) {
  } catch (const FailedAssertion&) {
    return true;
  }
  return false;
}

// The assertion knows no place. Parsing goes from the front, so the first line with which it fails is found by halving.
std::uint32_t line_that_fails(std::string_view bytes) {
  std::vector<std::size_t> ends;
  for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n', end + 1))
    ends.push_back(end + 1);
  const auto first = std::ranges::partition_point(ends, [&](std::size_t end) { return !fails(bytes.substr(0, end)); });
  return static_cast<std::uint32_t>(first - ends.begin()) + 1;
}

bool has_too_many_dots(std::string_view bytes, TomlPlace& where) {
  std::uint32_t line = 1;
  std::size_t dots = 0;
  for (const char c : bytes) {
    if (c == '\n') {
      ++line;
      dots = 0;
    } else if (c == '.') {
      if (++dots > max_dots_in_line) return where = {line, 0}, true;
    }
  }
  return false;
}

}  // namespace

std::string_view to_string(TomlValue::Kind kind) noexcept {
  switch (kind) {
    case TomlValue::Kind::boolean:
      return "true or false";
    case TomlValue::Kind::integer:
      return "a whole number";
    case TomlValue::Kind::floating:
      return "a fraction";
    case TomlValue::Kind::string:
      return "a string";
    case TomlValue::Kind::time:
      return "a date or time";
    case TomlValue::Kind::array:
      return "a list";
    case TomlValue::Kind::table:
      return "a table";
  }
  return "";
}

void DiagnosticSink::error(TomlPlace place, std::string message, std::string hint) {
  out_.push_back({Diagnostic::Level::error, file_, place.line, place.column, std::move(message), std::move(hint)});
}

void DiagnosticSink::warning(TomlPlace place, std::string message, std::string hint) {
  out_.push_back({Diagnostic::Level::warning, file_, place.line, place.column, std::move(message), std::move(hint)});
}

Diagnostic DiagnosticSink::at(TomlPlace place) const {
  return {Diagnostic::Level::error, file_, place.line, place.column, {}, {}};
}

boost::system::result<std::string, FileProblem> read_rules_bytes(const std::filesystem::path& file) {
  std::error_code code;
  const auto status = std::filesystem::status(file, code);
  if (!std::filesystem::exists(status)) return FileProblem{"there is no such file"};
  if (!std::filesystem::is_regular_file(status)) return FileProblem{"not a regular file"};
  if (std::filesystem::file_size(file, code) > max_file_bytes) return FileProblem{"larger than 16 MiB"};
  std::ifstream in(file, std::ios::binary);
  if (!in) return FileProblem{"cannot be opened for reading"};
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (in.bad()) return FileProblem{"cannot be read"};
  return {boost::system::in_place_value, std::move(bytes)};
}

std::optional<TomlValue> parse_toml(std::string_view bytes, DiagnosticSink& sink) {
  if (TomlPlace where; has_too_many_dots(bytes, where)) {
    sink.error(where, "a line with thousands of dots is not a rules file");
    return std::nullopt;
  }
  try {
    return convert(toml::parse(bytes, sink.file()));
  } catch (const toml::parse_error& problem) {
    sink.error(place_of(problem.source()), std::string(problem.description()));
  } catch (const FailedAssertion&) {
    sink.error({line_that_fails(bytes), 0}, "this line is not TOML");
  }
  return std::nullopt;
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) noexcept {
  return std::ranges::any_of(diagnostics, [](const Diagnostic& d) { return d.level == Diagnostic::Level::error; });
}

void sort_by_place(std::vector<Diagnostic>& diagnostics) {
  std::map<std::string, std::size_t> order;
  for (const auto& d : diagnostics) order.emplace(d.file, order.size());
  std::ranges::stable_sort(
      diagnostics, {}, [&](const Diagnostic& d) { return std::tuple(order.find(d.file)->second, d.line, d.column); });
}

}  // namespace jaali::masking_rules

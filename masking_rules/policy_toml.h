#pragma once
// A TOML file as a tree of plain values that know their place, so that every complaint can name line and column. The
// only door to toml++: loaders of both configuration files read this tree, and nothing else includes that library.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "masking_rules/policy.h"

namespace jaali::masking_rules {

/// Line and column from 1, the column in code points; 0 where unknown.
struct TomlPlace {
  std::uint32_t line = 0, column = 0;
};

struct TomlEntry;

struct TomlValue {
  enum class Kind : std::uint8_t { boolean, integer, floating, string, time, array, table };
  Kind kind = Kind::table;
  TomlPlace place;
  bool boolean = false;
  std::int64_t integer = 0;
  double floating = 0;
  std::string string;
  std::vector<TomlValue> array;
  std::vector<TomlEntry> table;  ///< in the file's order; toml++ has already refused doubles
};
struct TomlEntry {
  std::string key;
  TomlPlace place;
  TomlValue value;
};

/// "a string", "a table" …, for messages.
[[nodiscard]] std::string_view to_string(TomlValue::Kind kind) noexcept;

/// Collects what is wrong with one file.
class DiagnosticSink {
 public:
  DiagnosticSink(std::string file, std::vector<Diagnostic>& out) : file_(std::move(file)), out_(out) {}
  void error(TomlPlace place, std::string message, std::string hint = {});
  void warning(TomlPlace place, std::string message, std::string hint = {});
  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  [[nodiscard]] Diagnostic at(TomlPlace place) const;  ///< an empty one that remembers the place

 private:
  std::string file_;
  std::vector<Diagnostic>& out_;
};

struct FileProblem {
  std::string text;
};  ///< for people
/// The whole file's bytes; at most 16 MiB, a regular file.
[[nodiscard]] boost::system::result<std::string, FileProblem> read_rules_bytes(const std::filesystem::path& file);
/// Syntax only. Absent after an error, which went to the sink.
[[nodiscard]] std::optional<TomlValue> parse_toml(std::string_view bytes, DiagnosticSink& sink);
[[nodiscard]] bool has_errors(const std::vector<Diagnostic>& diagnostics) noexcept;
/// By file in order of first mention, then by line and column.
void sort_by_place(std::vector<Diagnostic>& diagnostics);

}  // namespace jaali::masking_rules

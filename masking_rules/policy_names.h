#pragma once
// Names and patterns as the configuration files write them: globs, dotted names whose parts may be quoted, and the
// nearest known name for a hint. Pure functions and small values; nothing here allocates while matching.
#include <boost/system/result.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jaali::masking_rules {

/// `*` any characters, `?` one character (of UTF-8). Everything else stands for itself. Linear in text × pattern.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text) noexcept;
[[nodiscard]] bool has_glob(std::string_view pattern) noexcept;
/// Whether some text matches both.
[[nodiscard]] bool globs_meet(std::string_view a, std::string_view b);

/// Whose names are written. PostgreSQL folds what stands outside quotes; MySQL's names are kept as they are written,
/// and folded when they meet a catalog, by that server's own rules (policy_catalog_names.h).
enum class Naming : std::uint8_t { postgres, mysql };

/// One part of a name: unquoted (PostgreSQL: folded to lower case as the database folds; may be a glob), or "quoted"
/// (exact, no glob).
struct NamePart {
  std::string text;
  bool glob = false;
  bool folded = false;  ///< capitals were folded: worth a warning
  [[nodiscard]] bool matches(std::string_view name) const noexcept {
    return glob ? glob_matches(text, name) : text == name;
  }
  [[nodiscard]] bool meets(const NamePart& other) const;
  bool operator==(const NamePart& other) const noexcept { return text == other.text && glob == other.glob; }
};

/// What is wrong with a name, for people.
struct NameProblem {
  std::string text;
};
template <class T>
using NameResult = boost::system::result<T, NameProblem>;

/// Splits at dots outside double quotes; `""` inside quotes is one quote. Errors: an empty part, an open quote, text
/// behind a closing quote, a part above 63 bytes (PostgreSQL cuts there, so it could never match; MySQL has 64
/// characters).
[[nodiscard]] NameResult<std::vector<NamePart>> split_name(std::string_view text, Naming naming = Naming::postgres);
/// A part as split_name would read it back: quoted where it must be.
[[nodiscard]] std::string quote_part(std::string_view name, Naming naming = Naming::postgres);

/// "upstream/database.schema.table" of [columns], or MySQL's "upstream/database.table", whose database stands in
/// `schema`.
struct TablePattern {
  NamePart upstream, database, schema, table;
  Naming naming = Naming::postgres;
  [[nodiscard]] bool mysql() const noexcept { return naming == Naming::mysql; }
  [[nodiscard]] bool exact() const noexcept {
    return !upstream.glob && (mysql() || !database.glob) && !schema.glob && !table.glob;
  }
  /// Of PostgreSQL; where the database may be either, is_about (policy_catalog_names.h) asks.
  [[nodiscard]] bool in_database(std::string_view upstream_name, std::string_view database_name) const noexcept {
    return !mysql() && upstream.matches(upstream_name) && database.matches(database_name);
  }
  [[nodiscard]] bool meets(const TablePattern& other) const;
  [[nodiscard]] std::string to_string() const;
  bool operator==(const TablePattern&) const = default;
};
[[nodiscard]] NameResult<TablePattern> parse_table_pattern(std::string_view text);

/// "upstream/database.schema.table.column" of [roles.sees], or MySQL's "upstream/database.table.column"; no globs.
struct ColumnName {
  TablePattern table;
  NamePart column;
  [[nodiscard]] std::string to_string() const;
  bool operator==(const ColumnName&) const = default;
};
[[nodiscard]] NameResult<ColumnName> parse_column_name(std::string_view text);

/// "text", for messages.
[[nodiscard]] std::string in_quotes(std::string_view text);
/// `did you mean "…"?`, or "" where nothing is near.
[[nodiscard]] std::string did_you_mean(std::string_view given, std::span<const std::string_view> known);
[[nodiscard]] std::string did_you_mean(std::string_view given, std::span<const std::string> known);
/// Insertions, deletions, replacements and swaps of neighbours.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace jaali::masking_rules

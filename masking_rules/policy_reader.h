#pragma once
// Reads one table of a configuration file, key by key, and at the end complains about every key that nobody asked for.
// Used by the loaders of rules.toml and jaali.toml; lives on the stack for as long as the tree that it reads.
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "masking_rules/policy_names.h"
#include "masking_rules/policy_toml.h"

namespace jaali::masking_rules {

/// A string and where it stood.
struct PlacedString {
  std::string text;
  TomlPlace place;
};

class TableReader {
 public:
  /// `name` is how messages call the table: "[classes.email]". `table` must outlive the reader; when it is not a table,
  /// an error is reported and every read finds nothing.
  TableReader(const TomlValue& table, std::string name, DiagnosticSink& sink);

  /// The raw value, or null. Marks the key as known, as all readers below do.
  [[nodiscard]] const TomlValue* find(std::string_view key);
  [[nodiscard]] std::optional<PlacedString> string(std::string_view key);
  [[nodiscard]] std::optional<bool> boolean(std::string_view key);
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key, std::int64_t least,
                                                    std::int64_t most = std::numeric_limits<std::int64_t>::max());
  /// A list of strings; with `single`, one bare string stands for a list of one. An empty list is an error.
  [[nodiscard]] std::optional<std::vector<PlacedString>> strings(std::string_view key, bool single = false);
  /// One of a set of words; another is an error with a hint.
  template <class T>
  [[nodiscard]] std::optional<T> one_of(std::string_view key, std::span<const std::pair<std::string_view, T>> words) {
    std::vector<std::string_view> names;
    for (const auto& [word, value] : words) names.push_back(word);
    if (const auto chosen = word(key, names)) return words[*chosen].second;
    return std::nullopt;
  }
  /// Complains when the key is missing.
  void require(std::string_view key);
  /// Every key that was not asked for is an error. Call once, last.
  void finish();

  [[nodiscard]] TomlPlace place() const noexcept { return place_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] DiagnosticSink& sink() noexcept { return sink_; }
  /// Where the key's value stands, for errors found later.
  [[nodiscard]] TomlPlace place_of(std::string_view key) const;
  void wrong_kind(std::string_view key, const TomlValue& value, std::string_view wanted);

 private:
  [[nodiscard]] std::optional<std::size_t> word(std::string_view key, std::span<const std::string_view> words);
  const std::vector<TomlEntry>* entries_ = nullptr;
  TomlPlace place_;
  std::string name_;
  DiagnosticSink& sink_;
  std::set<std::string, std::less<>> known_;
};

/// A file or an environment variable that holds a secret: "PREFIX_file", "PREFIX_env". "PREFIX" itself is an error that
/// says so. Both absent: both empty. Relative files are taken from `base`.
struct SecretPlace {
  std::string file, env;
};
[[nodiscard]] SecretPlace read_secret_place(TableReader& table, std::string_view prefix,
                                            const std::filesystem::path& base);
/// Reads it now; one newline at the end is dropped. At most 64 KiB, not empty. The problem names the file or variable,
/// never the content.
[[nodiscard]] boost::system::result<protocol::Secret, FileProblem> read_secret(const SecretPlace& place);

}  // namespace jaali::masking_rules

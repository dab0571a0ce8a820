#pragma once
// Rules from text, through a file in a folder of the test's own.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "masking_rules/policy.h"

namespace jaali::masking_rules::testing {

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "jaali-rules-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline LoadedPolicy load(std::string_view text, const std::vector<KnownUpstream>& upstreams = {}) {
  const Folder folder;
  return load_policy({folder.write("rules.toml", text)}, upstreams);
}

inline std::string all_of(const std::vector<Diagnostic>& diagnostics) {
  std::string out;
  for (const auto& d : diagnostics) {
    out += std::to_string(d.line) + ":" + std::to_string(d.column) + ": " +
           (d.level == Diagnostic::Level::error ? "error: " : "warning: ") + d.message + " | " + d.hint + "\n";
  }
  return out;
}

inline std::shared_ptr<const Policy> policy_of(std::string_view text) {
  auto loaded = load(text);
  EXPECT_TRUE(loaded.policy) << all_of(loaded.diagnostics);
  return loaded.policy;
}

/// Three classes that most tests use.
inline constexpr std::string_view some_classes = R"rules(
[classes.national_id]
sensitivity = "restricted"
mask = "keep(5,2)"
predicates = "lookup"
subject = true
[classes.email]
sensitivity = "confidential"
mask = "email"
[classes.pay]
sensitivity = "restricted"
mask = "null"
[classes.nickname]
sensitivity = "public"
)rules";

}  // namespace jaali::masking_rules::testing

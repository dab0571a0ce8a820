#pragma once
// The rules as loaded: classes, column patterns, roles, trust. Immutable and shared (shared_ptr<const Policy>); a
// reload makes a new one. What they mean for one database is worked out in classified_catalog.h.
#include <boost/system/result.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "masking_rules/mask.h"

namespace jaali::sql {
struct Snapshot;
}

namespace jaali::masking_rules {

enum class Sensitivity : std::uint8_t { public_, internal, confidential, restricted };
enum class Predicates : std::uint8_t { clear, lookup, masked, refuse };
enum class Write : std::uint8_t { allow, refuse };
enum class Handling : std::uint8_t { reveal, mask, refuse };
[[nodiscard]] std::string_view to_string(Sensitivity) noexcept;
[[nodiscard]] std::string_view to_string(Predicates) noexcept;

/// The class of columns that hold statement text or values out of the box (pg_stat_activity.query …): masked `null` to
/// every restricted role whose `sees` does not name it.
inline constexpr std::string_view server_text_class = "server_text";
/// The built-in role: sees every class by the class's own mask.
inline constexpr std::string_view restricted_role = "restricted";

struct Class {
  std::string name;
  Sensitivity sensitivity = Sensitivity::restricted;
  Handling handling = Handling::mask;  ///< `mask = "reveal"` (public classes only) or `"refuse"` instead of a mask
  std::shared_ptr<const Mask> mask;
  std::optional<Predicates> predicates;
  std::optional<Write> write;
  bool subject = false;
};

/// What a role meets in one column, all defaults resolved.
struct Treatment {
  using Kind = Handling;
  Kind kind = Kind::reveal;
  std::shared_ptr<const Mask> mask;           ///< for Kind::mask
  Predicates predicates = Predicates::clear;  ///< `masked` already turned into `refuse` while not built
  Write insert = Write::allow, update = Write::allow;
  bool unclassified = false;  ///< nobody classified the column: masked by `unclassified = "mask"`, its uses are free
  std::string rule;           ///< which rule decided, for messages and `explain`: "role support, class national_id"
  [[nodiscard]] bool clear() const noexcept { return kind == Kind::reveal; }
};

/// Who the caller is, as far as roles can ask.
struct CallerIdentity {
  std::string user, database, application, address;  ///< address: IPv4/IPv6 text, empty for a Unix socket
  std::vector<std::string> groups;
  std::vector<std::string> certificate_names;  ///< "CN=…" and SANs "DNS:…", "email:…", "URI:…"
};

enum class Mode : std::uint8_t { enforce, observe };

struct Diagnostic {
  enum class Level : std::uint8_t { error, warning } level = Level::error;
  std::string file;
  std::uint32_t line = 0, column = 0;
  std::string message, hint;
};

struct RuleTest {
  std::string as, on, sql;
  std::map<std::string, std::string> expect;
  bool expect_refused = false;
  Diagnostic where;
};

class Policy {
 public:
  struct Data;  ///< as parsed; defined in policy_data.h
  explicit Policy(std::unique_ptr<Data> data);
  ~Policy();

  [[nodiscard]] Mode mode() const noexcept;
  [[nodiscard]] const std::string& version() const noexcept;  ///< hex SHA-256 of the files' bytes, for records
  /// In file order; the built-in `server_text` comes last.
  [[nodiscard]] std::span<const Class> classes() const noexcept;
  [[nodiscard]] std::span<const RuleTest> tests() const noexcept;
  /// The first role all of whose conditions hold, else default_role. Index into roles; stable for this policy.
  [[nodiscard]] std::size_t role_for(const CallerIdentity& caller) const;
  [[nodiscard]] const std::string& role_name(std::size_t role) const;
  /// Roles are numbered from 0 in file order; the built-in `restricted` comes last.
  [[nodiscard]] std::size_t role_count() const noexcept;
  [[nodiscard]] std::size_t default_role() const noexcept;
  /// The number of no role, "none": everything is refused to whom no role can be given.
  [[nodiscard]] std::size_t no_role() const noexcept { return role_count(); }
  [[nodiscard]] std::optional<std::size_t> role_named(std::string_view name) const;
  /// `[trust]`: `object` is "schema.function(type,type)" (as Function::signature; MySQL: "database.function"),
  /// "schema.view", or "schema.table.name" of a trigger, policy or rule, as the catalog has it.
  [[nodiscard]] bool trusts(const sql::Snapshot& snapshot, std::string_view object) const;
  [[nodiscard]] const Data& data() const noexcept { return *data_; }

 private:
  std::unique_ptr<Data> data_;
};

struct LoadedPolicy {
  std::shared_ptr<const Policy> policy;
  std::vector<Diagnostic> diagnostics;
};  ///< policy: null on error
/// An upstream of jaali.toml, as far as rules ask.
struct KnownUpstream {
  std::string name;
  bool mysql = false;  ///< its tables have two-part names
};
/// Loads and checks rules files (globs already expanded). `upstreams` are those that column keys may name (empty: any,
/// and the number of parts tells which database is meant).
[[nodiscard]] LoadedPolicy load_policy(const std::vector<std::filesystem::path>& files,
                                       const std::vector<KnownUpstream>& upstreams);

}  // namespace jaali::masking_rules

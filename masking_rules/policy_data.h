#pragma once
// The rules file in memory, names resolved to indexes: what Policy wraps, what the loader fills and what
// ClassifiedCatalog reads. Immutable once the loader has handed it over.
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "masking_rules/policy.h"
#include "masking_rules/policy_names.h"
#include "masking_rules/policy_network.h"

namespace jaali::masking_rules {

/// One value of [roles.sees], or a class's own settings seen as one.
struct Sight {
  Handling handling = Handling::mask;
  std::string spelling;  ///< the mask as written, normalised; empty unless `handling` is mask
  /// By class index, and one more at the end for a column without a class: `token` has another key for each.
  std::vector<std::shared_ptr<const Mask>> masks;
  std::optional<Predicates> predicates;
  std::optional<Write> write;
};

struct Role {
  std::string name;
  // An absent condition holds for everybody.
  std::optional<std::vector<std::string>> users, groups, databases, applications, certificates;
  std::optional<std::vector<Network>> networks;
  std::vector<std::pair<ColumnName, Sight>> columns;
  std::vector<std::optional<Sight>> classes;  ///< by class index
  std::array<std::optional<Sight>, 4> sensitivities;
  std::optional<Sight> everything;  ///< "*"
  Diagnostic where;

  [[nodiscard]] bool matches(const CallerIdentity& caller) const;
  /// Only by the application's name, which the caller chooses, or the database, which is his to choose as well.
  [[nodiscard]] bool proves_nothing() const;
};

/// One line of [columns].
struct ColumnRule {
  TablePattern table;
  NamePart column;
  std::optional<std::size_t> class_;  ///< absent: "none", explicitly public
  Diagnostic where;
  /// Exact table before glob, exact column before glob: 3 is the most exact, 0 the least.
  [[nodiscard]] int exactness() const noexcept { return (table.exact() ? 2 : 0) + (column.glob ? 0 : 1); }
  [[nodiscard]] std::string to_string() const;
};

/// One name under [trust]. `object` is canonical: parts joined by '\x1f', then "(types)" for a function. MySQL's have
/// their database as the first part and none in `database`; a loadable function has one part.
struct Trusted {
  std::optional<std::string> upstream;
  Naming naming = Naming::postgres;
  std::string database, object;
  std::string spelling;
  Diagnostic where;
};

struct Policy::Data {
  Mode mode = Mode::enforce;
  std::string version;
  std::vector<std::filesystem::path> files;
  std::vector<Class> classes;  ///< server_text last
  std::vector<ColumnRule> columns;
  std::vector<Role> roles;  ///< restricted last
  std::size_t default_role = 0;
  std::vector<Trusted> trusted;
  std::vector<RuleTest> tests;

  [[nodiscard]] std::optional<std::size_t> class_named(std::string_view name) const;
  [[nodiscard]] std::size_t server_text() const noexcept { return classes.size() - 1; }
};

/// What a role meets in a class, before a column's constraints decide about writes that nobody configured.
struct Seen {
  Treatment treatment;
  std::optional<Write> write;  ///< as configured
};
/// Class, then sensitivity, then "*", then the class's own mask. Not for server_text, which asks the whole role first.
[[nodiscard]] Seen see_class(const Policy::Data& data, std::size_t role, std::size_t class_index);
/// One value of `sees` applied to a column of this class (absent: none).
[[nodiscard]] Seen see_by(const Policy::Data& data, const Sight& sight, std::optional<std::size_t> class_index,
                          std::string rule);
/// With the default of `write`. `constrained`: the column is under a UNIQUE, FOREIGN KEY or exclusion constraint.
[[nodiscard]] Treatment settle(Seen seen, bool constrained);
/// Every class but server_text is revealed to this role, with clear predicates.
[[nodiscard]] bool sees_every_class(const Policy::Data& data, std::size_t role);
/// `a` shows more than `b`, or may: in a value, a use or a write.
[[nodiscard]] bool shows_more(const Treatment& a, const Treatment& b);
/// "clear", "keep(5,2)", "refuse", with "predicates lookup" where it is not the plain one.
[[nodiscard]] std::string describe(const Treatment& treatment);
/// "schema.fn(type, type)" → Trusted::object's form. `folds`: names outside quotes are folded, type aliases resolved,
/// as in the rules file; else taken as the catalog has them. MySQL's are kept as they are. Absent: not such a name.
[[nodiscard]] std::optional<std::vector<std::string>> split_object(std::string_view text, bool folds,
                                                                   Naming naming = Naming::postgres);
[[nodiscard]] std::string join_object(std::span<const std::string> parts);

}  // namespace jaali::masking_rules

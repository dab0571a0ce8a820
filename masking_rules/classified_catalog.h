#pragma once
// A policy applied to one database's catalog: which columns carry which class, which relations are sensitive, what each
// role meets. Immutable; made by proxy/catalog whenever either side changes, and shared by sessions.
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "masking_rules/policy.h"
#include "sql/catalog.h"

namespace jaali::masking_rules {

/// Classification remembered by identity (design.md §6): survives renames and restarts. Filled by proxy/catalog.
/// `name_then` is ClassifiedCatalog::full_name at that time. While the name is still the same the rules decide alone;
/// under a new name the class remains, whatever the rules say of that name, unless they give it an exact class at least
/// as sensitive.
struct Binding {
  sql::ColumnId column;
  std::string class_;
  std::string name_then;
};
/// A relation put on restricted until the rules are fixed: a classified name vanished from it.
struct Drift {
  sql::Oid relation;
  std::string message;
};

struct UnclassifiedRule {
  bool mask = true;
};  ///< upstream's `unclassified`

class ClassifiedCatalog {
 public:
  static std::shared_ptr<const ClassifiedCatalog> make(std::shared_ptr<const Policy> policy,
                                                       std::shared_ptr<const sql::Snapshot> snapshot,
                                                       UnclassifiedRule unclassified,
                                                       std::vector<Binding> bindings = {},
                                                       std::vector<Drift> drift = {});
  ~ClassifiedCatalog();

  [[nodiscard]] const Policy& policy() const noexcept;
  [[nodiscard]] const sql::Snapshot& snapshot() const noexcept;
  /// Policy version and catalog version in one number that changes when either does (process-wide unique).
  [[nodiscard]] std::uint64_t version() const noexcept;

  /// Class of a column (own, inherited from a parent, followed through a view, generated column); empty: not
  /// classified.
  [[nodiscard]] std::string_view class_of(sql::ColumnId column) const noexcept;
  /// Has a classified column, or depends on one that has (views, partitions, children), or drifted.
  [[nodiscard]] bool sensitive(sql::Oid relation) const noexcept;
  /// What this role meets in this column. A relation or column that the snapshot lacks: `refuse`.
  [[nodiscard]] const Treatment& treatment(std::size_t role, sql::ColumnId column) const noexcept;
  /// The role may not see some class in the clear, or some column is masked to it because nobody classified it.
  [[nodiscard]] bool restricted(std::size_t role) const noexcept;
  /// Sensitive *to this role*: some column of it (or that it depends on) is not revealed with clear predicates.
  /// Columns masked only as unclassified do not count.
  [[nodiscard]] bool sensitive_to(std::size_t role, sql::Oid relation) const noexcept;
  struct RoleFound {
    std::size_t role;
    std::string none_because;  ///< the role is Policy::no_role(): why
  };
  /// Fills in the groups that the database knows the caller in, and gives its role. None where the name is no more than what
  /// the caller said (sql::Snapshot::proves_name), and on MySQL, whose statements may name any database whatever the session
  /// began in, where the role is not the same in all of them.
  [[nodiscard]] RoleFound role_for(CallerIdentity& caller) const;
  /// "upstream/database.schema.table.column"
  [[nodiscard]] std::string full_name(sql::ColumnId column) const;
  /// Why a relation is sensitive where its columns do not say it: "view public.v calls public.f(integer), which [trust]
  /// does not name", or the drift. Empty otherwise.
  [[nodiscard]] std::string_view reason(sql::Oid relation) const noexcept;
  /// What the rules and this database have against each other: names that do not exist, masks that a type cannot carry,
  /// globs that disagree, drift. Errors of `check --connect`; alarms at run time.
  [[nodiscard]] std::span<const Diagnostic> findings() const noexcept;

  // Columns that hold statement text or values out of the box (pg_stat_activity.query …) have the class `server_text`:
  // masked `null`, with predicates refused, to every restricted role that no rule of `sees` says otherwise.
  struct Data;  ///< defined in classified_catalog_data.h
  explicit ClassifiedCatalog(std::unique_ptr<Data> data);

 private:
  std::unique_ptr<Data> data_;
};

}  // namespace jaali::masking_rules

#pragma once
// How a ClassifiedCatalog is built and kept: flat arrays, so that what a session asks is one hash lookup and one load.
// Built on one thread in four steps (own rules, propagation, roles, findings), then never changed.
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "masking_rules/classified_catalog.h"
#include "masking_rules/policy_data.h"

namespace jaali::masking_rules {

/// Indexes into the policy's classes, sorted by sensitivity, the highest first. Two numbers beyond the classes stand
/// for drift and for views that reach what nobody can follow.
using ClassSet = std::vector<std::uint16_t>;

struct ColumnFacts {
  const sql::Column* column = nullptr;  ///< null: a dropped column's number, or the whole row (number 0)
  std::uint32_t classes = 0;            ///< into ClassifiedCatalog::Data::class_sets; 0: none
  bool public_ = false;                 ///< "none", in so many words or by everything that it is made of
};

struct RelationFacts {
  const sql::Relation* relation = nullptr;
  std::uint32_t first = 0;    ///< into columns; index = first + attnum, attnum 0 being the whole row
  std::uint32_t numbers = 0;  ///< attnums from 0 to numbers - 1
  std::uint32_t reads = 0;    ///< class set of what a view's stored query depends on; 0: nothing classified
  bool system = false;        ///< made by initdb, in a schema of the system
  bool follows = false;       ///< a view or materialized view of users: classified by what it reads
  bool trusted_view = false;  ///< [trust] views
  bool sensitive = false;
  std::string reason;  ///< why, where the columns do not say it: drift, or a function that is not trusted
};

struct ClassifiedCatalog::Data {
  std::shared_ptr<const Policy> policy;
  std::shared_ptr<const sql::Snapshot> snapshot;
  bool mask_unclassified = true;
  std::uint64_t version = 0;

  std::unordered_map<sql::Oid, std::uint32_t> relation_index;
  std::vector<RelationFacts> relations;
  std::vector<ColumnFacts> columns;
  std::vector<ClassSet> class_sets{{}};

  std::deque<Treatment> treatments;                    ///< addresses stay
  std::vector<std::vector<const Treatment*>> by_role;  ///< [role][column index]
  std::vector<std::vector<char>> sensitive_to;         ///< [role][relation index]
  std::vector<char> restricted;                        ///< [role]
  Treatment unknown, system_column;
  std::vector<Diagnostic> findings;

  [[nodiscard]] const Policy::Data& rules() const noexcept { return policy->data(); }
  [[nodiscard]] const RelationFacts* find(sql::Oid relation) const noexcept;
  [[nodiscard]] const ColumnFacts* find(sql::ColumnId column) const noexcept;
  [[nodiscard]] std::uint16_t drift_class() const noexcept {
    return static_cast<std::uint16_t>(rules().classes.size());
  }
  [[nodiscard]] std::uint16_t opaque_class() const noexcept { return static_cast<std::uint16_t>(drift_class() + 1); }
  /// The order of a ClassSet: higher sensitivity first, then the rules file's order.
  [[nodiscard]] int rank(std::uint16_t class_index) const noexcept;
  [[nodiscard]] std::string name_of(const sql::Relation& relation) const;
  [[nodiscard]] std::string name_of(const sql::Relation& relation, const sql::Column& column) const;
  void find_out(Diagnostic::Level level, const Diagnostic* where, std::string message, std::string hint = {});
};

namespace classifying {

/// What the rules file says of one column by its name, before anything is inherited or followed.
struct OwnRule {
  bool any = false;
  bool none = false;         ///< "none"
  std::uint16_t class_ = 0;  ///< unless none
  bool exact_table = false;
  ClassSet kept;  ///< by binding: the column had a classified name once
};

/// Step 1: rules and bindings by name and identity. Result by column index.
[[nodiscard]] std::vector<OwnRule> apply_rules(ClassifiedCatalog::Data& data, const std::vector<Binding>& bindings,
                                               std::set<sql::Oid>& drifted);
/// Step 2: inheritance, generated columns, row types, views. Fills ColumnFacts and RelationFacts.
void propagate(ClassifiedCatalog::Data& data, const std::vector<OwnRule>& own, const std::set<sql::Oid>& drifted);
/// Step 3: treatments and sensitivity for every role.
void treat(ClassifiedCatalog::Data& data);
/// A column that `sees` hides by its own name (`named`: indexes, sorted) is hidden as well where its rows or values
/// come out again: under parents, in children that `sees` does not name, in generated columns and views.
void follow_hidden(ClassifiedCatalog::Data& data, const std::vector<std::size_t>& named,
                   std::vector<const Treatment*>& slots);
/// What a column shows that holds the values of two.
[[nodiscard]] Treatment stricter(const Treatment& a, const Treatment& b);
[[nodiscard]] inline bool wholly_clear(const Treatment& treatment) noexcept {
  return treatment.clear() && treatment.predicates == Predicates::clear;
}
/// Step 4: masks that do not fit their column, names that do not exist.
void look_for_faults(ClassifiedCatalog::Data& data);

/// Whether a column of a system relation (or of an extension that keeps statement text) is `server_text`.
[[nodiscard]] bool is_server_text(const sql::Snapshot& snapshot, const sql::Relation& relation,
                                  std::string_view column);
/// The same for MySQL and MariaDB, where the server's text has a list of its own.
[[nodiscard]] bool is_mysql_server_text(const sql::Relation& relation, std::string_view column);
/// A view of pg_stat_statements, recognised by its extension's function, in any schema.
[[nodiscard]] bool is_statement_statistics(const sql::Snapshot& snapshot, const sql::Relation& relation);
/// A built-in function that reaches files, other tables by name, or other sessions' statements.
[[nodiscard]] bool reaches_elsewhere(std::string_view builtin_function) noexcept;

}  // namespace classifying
}  // namespace jaali::masking_rules

// What the server reads by itself for whoever touches a relation: pg_depend, completed by the stored trees where
// pg_depend is silent (node_tree.h).
#include <utility>

#include "proxy/catalog/postgres/node_tree.h"
#include "proxy/catalog/postgres/snapshot_parts.h"

namespace jaali::proxy::catalog::postgres {
namespace {

bool by_users(Oid oid) { return oid >= sql::first_normal_oid; }

/// One object with a stored expression or query.
struct Owner {
  Oid relation = 0;
  bool active = true;  ///< neither a disabled rule nor a policy of a relation without row security
};

class Dependencies {
 public:
  explicit Dependencies(Build& build) : build_(build) {}

  void load() {
    load_attached();
    load_constraint_owners();
    const Rows& rows = build_.part(Part::dependencies);
    for (int row = 0; row < rows.count(); ++row) follow(rows, row);
    load_bodies();
    close_functions();
    close_types();
    resolve_defaults();
    for (auto& relation : build_.snapshot.relations) {
      normalise(relation.reads);
      normalise(relation.reads_relations);
      normalise(relation.calls);
      normalise(relation.calls_builtin);
      normalise(relation.policy_reads);
      normalise(relation.triggers);
      normalise(relation.policies);
      normalise(relation.rules);
      normalise(relation.check_functions);
      for (auto& column : relation.columns) normalise(column.generated_from);
    }
  }

 private:
  using Columns = std::vector<ColumnId>;

  /// Rules, policies, triggers and defaults.
  void load_attached() {
    const Rows& rows = build_.part(Part::attached);
    for (int row = 0; row < rows.count(); ++row) {
      const Oid oid = rows.number<Oid>(row, 1);
      sql::Relation* relation = build_.relation(rows.number<Oid>(row, 2));
      if (relation == nullptr) continue;
      const bool enabled = rows.letter(row, 5) != 'D';
      const std::string name = qualified({relation->schema, relation->name, rows.string(row, 3)});
      switch (rows.letter(row, 0)) {
        case 'R':
          rules_[oid] = {relation->oid, enabled};
          if (rows.letter(row, 4) != '1' && enabled) relation->rules.push_back(name);
          if (enabled && !rows.null(row, 6)) read_rule_tree(*relation, rows.text(row, 6));
          break;
        case 'P':
          policies_[oid] = {relation->oid, build_.row_security.contains(relation->oid)};
          if (!policies_[oid].active) break;
          relation->policies.push_back(name);
          read_policy_tree(*relation, rows.text(row, 6));
          break;
        case 'T':
          if (enabled) relation->triggers.push_back(name);
          break;
        case 'D':
          defaults_[oid] = {relation->oid, rows.number<std::int16_t>(row, 3)};
          break;
        default:
          break;
      }
    }
  }

  void load_constraint_owners() {
    const Rows& rows = build_.part(Part::constraints);
    for (int row = 0; row < rows.count(); ++row) {
      if (rows.letter(row, 1) != 'c') continue;
      checks_[rows.number<Oid>(row, 0)] = {rows.number<Oid>(row, 2), rows.number<Oid>(row, 3)};
    }
  }

  void follow(const Rows& rows, int row) {
    const Oid object = rows.number<Oid>(row, 1);
    const auto part = rows.number<std::int16_t>(row, 2);
    const Oid reference_class = rows.number<Oid>(row, 3);
    const ColumnId reference{rows.number<Oid>(row, 4), rows.number<std::int16_t>(row, 5)};
    switch (rows.number<Oid>(row, 0)) {
      case catalog_oid::rule:
        return follow_rule(object, reference_class, reference);
      case catalog_oid::policy:
        return follow_policy(object, reference_class, reference);
      case catalog_oid::default_:
        if (const auto found = defaults_.find(object); found != defaults_.end())
          follow_column(found->second, reference_class, reference);
        return;
      case catalog_oid::relation:
        return follow_relation({object, part}, reference_class, reference);
      case catalog_oid::constraint:
        return follow_check(object, reference_class, reference);
      case catalog_oid::function:
        if (sql::Function* function = build_.function(object)) {
          if (rows.letter(row, 6) == 'e')
            function->extension = true;
          else if (reference_class == catalog_oid::relation)
            add_reads(function->reads, reference);
          else if (const Oid called = function_of(reference_class, reference.relation))
            calls_[object].push_back(called);
        }
        return;
      default:
        return;
    }
  }

  void follow_rule(Oid rule, Oid reference_class, ColumnId reference) {
    const auto owner = rules_.find(rule);
    if (owner == rules_.end() || !owner->second.active) return;
    sql::Relation* relation = build_.relation(owner->second.relation);
    if (reference_class == catalog_oid::relation) {
      if (reference.relation == relation->oid) return;
      relation->reads_relations.push_back(reference.relation);
      if (reference.column != 0) relation->reads.push_back(reference);
    } else if (reference_class == catalog_oid::type) {
      types_called_[relation->oid].push_back(reference.relation);
    } else if (const Oid called = function_of(reference_class, reference.relation)) {
      relation->calls.push_back(called);
    }
  }

  void follow_policy(Oid policy, Oid reference_class, ColumnId reference) {
    const auto owner = policies_.find(policy);
    if (owner == policies_.end() || !owner->second.active || reference_class != catalog_oid::relation) return;
    sql::Relation* relation = build_.relation(owner->second.relation);
    if (reference.column != 0 || reference.relation != relation->oid) add_reads(relation->policy_reads, reference);
  }

  /// A default or generated column; before 15 pg_depend names the generated column itself.
  void follow_column(ColumnId owner, Oid reference_class, ColumnId reference) {
    sql::Relation* relation = build_.relation(owner.relation);
    sql::Column* column = build_.column(owner);
    if (relation == nullptr || column == nullptr) return;
    if (reference_class == catalog_oid::relation) {
      if (build_.generated.contains(owner) && reference.relation == owner.relation && reference.column > 0 &&
          reference.column != owner.column)
        column->generated_from.push_back(reference.column);
    } else if (const Oid called = function_of(reference_class, reference.relation)) {
      checked_by(*relation, called);
      default_calls_[owner].push_back(called);
    }
  }

  /// Expressions, predicates and keys of an index; a partition key's; a generated column's before 15.
  void follow_relation(ColumnId owner, Oid reference_class, ColumnId reference) {
    if (owner.column > 0) {
      if (build_.generated.contains(owner)) follow_column(owner, reference_class, reference);
      return;
    }
    const auto table = build_.indexed.find(owner.relation);
    const Oid subject = table == build_.indexed.end() ? owner.relation : table->second;
    if (const Oid called = function_of(reference_class, reference.relation)) {
      if (sql::Relation* relation = build_.relation(subject)) checked_by(*relation, called);
    }
    const auto unique = build_.unique_indexes.find(owner.relation);
    if (unique == build_.unique_indexes.end() || reference_class != catalog_oid::relation) return;
    const auto& included = unique->second.included;
    if (reference.relation == subject &&
        std::find(included.begin(), included.end(), reference.column) == included.end())
      unique->second.key.push_back(reference.column);
  }

  void follow_check(Oid constraint, Oid reference_class, ColumnId reference) {
    const auto owner = checks_.find(constraint);
    const Oid called = function_of(reference_class, reference.relation);
    if (owner == checks_.end() || called == 0) return;
    if (sql::Relation* relation = build_.relation(owner->second.first))
      checked_by(*relation, called);
    else if (const auto domain = build_.types.find(owner->second.second); domain != build_.types.end())
      domain->second->calls.push_back(called);
  }

  /// The users' function behind a reference to a function or operator; 0 where there is none.
  [[nodiscard]] Oid function_of(Oid reference_class, Oid object) const {
    if (reference_class == catalog_oid::operator_) {
      const auto found = build_.operator_functions.find(object);
      object = found == build_.operator_functions.end() ? 0 : found->second;
    } else if (reference_class != catalog_oid::function) {
      return 0;
    }
    return by_users(object) ? object : 0;
  }

  void checked_by(sql::Relation& relation, Oid function) const {
    if (const sql::Function* found = build_.function(function)) relation.check_functions.push_back(found->signature);
  }

  void add_every_column(Columns& reads, Oid relation) const {
    if (const sql::Relation* found = build_.relation(relation))
      for (const auto& column : found->columns) reads.push_back({relation, column.number});
  }

  /// A relation named without a column is counted only. Of a view even that may tell: its predicates are behind it.
  void add_reads(Columns& reads, ColumnId reference) const {
    if (reference.column != 0) return reads.push_back(reference);
    const sql::Relation* found = build_.relation(reference.relation);
    if (found != nullptr && found->kind == sql::RelationKind::view) add_every_column(reads, reference.relation);
  }

  void add_tree_reads(Columns& reads, const TreeFacts& facts, Oid self) const {
    for (const Oid relation : facts.relations)
      if (relation != self && (facts.whole_row || !by_users(relation))) add_every_column(reads, relation);
  }

  void read_rule_tree(sql::Relation& owner, std::string_view tree) const {
    const TreeFacts facts = scan_node_tree(tree);
    add_tree_reads(owner.reads, facts, owner.oid);
    for (const Oid relation : facts.relations)
      if (relation != owner.oid && build_.relation(relation) != nullptr) owner.reads_relations.push_back(relation);
    for (const Oid function : facts.functions)
      if (!by_users(function) && function != 0) owner.calls_builtin.push_back(function);
  }

  void read_policy_tree(sql::Relation& owner, std::string_view tree) const {
    const TreeFacts facts = scan_node_tree(tree);
    add_tree_reads(owner.policy_reads, facts, 0);
    if (facts.whole_row) add_every_column(owner.policy_reads, owner.oid);
  }

  void load_bodies() {
    const Rows& rows = build_.part(Part::functions);
    for (int row = 0; row < rows.count(); ++row) {
      if (rows.null(row, 9)) continue;
      if (sql::Function* function = build_.function(rows.number<Oid>(row, 0)))
        add_tree_reads(function->reads, scan_node_tree(rows.text(row, 9)), 0);
    }
  }

  /// A function reads what the functions that it calls read.
  void close_functions() {
    for (const auto& [caller, first] : calls_) {
      sql::Function* function = build_.function(caller);
      std::set<Oid> seen{caller};
      std::vector<Oid> open(first);
      while (!open.empty()) {
        const Oid called = open.back();
        open.pop_back();
        const sql::Function* found = build_.function(called);
        if (found == nullptr || !seen.insert(called).second) continue;
        function->reads.insert(function->reads.end(), found->reads.begin(), found->reads.end());
        if (const auto further = calls_.find(called); further != calls_.end())
          open.insert(open.end(), further->second.begin(), further->second.end());
      }
    }
    for (auto& function : build_.snapshot.functions) normalise(function.reads);
  }

  /// Functions that run whenever a value of this type is made: also of what it is over, of elements and fields.
  void collect_type(Oid oid, std::set<Oid>& seen, std::vector<Oid>& functions) const {
    const auto type = build_.types.find(oid);
    if (type == build_.types.end() || !seen.insert(oid).second) return;
    functions.insert(functions.end(), type->second->calls.begin(), type->second->calls.end());
    if (type->second->base != 0) collect_type(type->second->base, seen, functions);
    if (type->second->element != 0) collect_type(type->second->element, seen, functions);
    if (const sql::Relation* row = build_.relation(type->second->relation))
      for (const auto& column : row->columns) collect_type(column.type, seen, functions);
  }

  void close_types() {
    auto& types = build_.snapshot.types;
    if (std::none_of(types.begin(), types.end(), [](const auto& type) { return !type.calls.empty(); })) return;
    std::vector<std::vector<Oid>> closed(types.size());
    for (std::size_t at = 0; at < types.size(); ++at) {
      std::set<Oid> seen;
      collect_type(types[at].oid, seen, closed[at]);
      normalise(closed[at]);
    }
    for (auto& relation : build_.snapshot.relations) {
      std::set<Oid> seen;
      std::vector<Oid> functions;
      for (const auto& column : relation.columns) collect_type(column.type, seen, functions);
      for (const Oid function : functions) checked_by(relation, function);
    }
    for (const auto& [relation, called_types] : types_called_) {
      std::set<Oid> seen;
      for (const Oid type : called_types) collect_type(type, seen, build_.relation(relation)->calls);
    }
    for (std::size_t at = 0; at < types.size(); ++at) types[at].calls = std::move(closed[at]);
  }

  void resolve_defaults() {
    for (const auto& [owner, called] : default_calls_) {
      if (build_.generated.contains(owner)) continue;
      Columns& reads = build_.column(owner)->default_reads;
      for (const Oid oid : called) {
        const sql::Function* function = build_.function(oid);
        if (function != nullptr) reads.insert(reads.end(), function->reads.begin(), function->reads.end());
      }
      normalise(reads);
    }
  }

  Build& build_;
  std::unordered_map<Oid, Owner> rules_, policies_;
  std::unordered_map<Oid, ColumnId> defaults_;
  std::unordered_map<Oid, std::pair<Oid, Oid>> checks_;  ///< CHECK constraint → relation, or domain
  std::map<Oid, std::vector<Oid>> calls_;                ///< function → functions that its body calls
  std::map<Oid, std::vector<Oid>> types_called_;         ///< view → types that its query converts to
  std::map<ColumnId, std::vector<Oid>> default_calls_;
};

}  // namespace

void load_dependencies(Build& build) { Dependencies(build).load(); }

}  // namespace jaali::proxy::catalog::postgres

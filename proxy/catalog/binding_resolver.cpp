#include "proxy/catalog/binding_resolver.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "masking_rules/policy_catalog_names.h"
#include "masking_rules/policy_data.h"
#include "protocol/mysql/column_type.h"

namespace jaali::proxy::catalog {
namespace {

using masking_rules::ColumnRule;
using masking_rules::Policy;
using sql::ColumnId;

constexpr int exact_rule = 3;  ///< ColumnRule::exactness of a rule without globs

bool has_own_columns(sql::RelationKind kind) {
  switch (kind) {
    case sql::RelationKind::table:
    case sql::RelationKind::partitioned:
    case sql::RelationKind::view:
    case sql::RelationKind::materialized_view:
    case sql::RelationKind::foreign_table:
      return true;
    case sql::RelationKind::sequence:
    case sql::RelationKind::composite:
    case sql::RelationKind::index:
    case sql::RelationKind::toast:
      return false;
  }
  return false;
}

/// The [columns] rules that concern one database.
class Rules {
 public:
  Rules(const Policy& policy, const sql::Snapshot& snapshot) : policy_(policy) {
    stored_.reserve(policy.data().columns.size());
    for (const auto& rule : policy.data().columns) {
      if (!masking_rules::is_about(rule.table, snapshot)) continue;
      stored_.push_back(rule);
      stored_.back().table = masking_rules::as_stored(rule.table, snapshot);
      rules_.push_back(&stored_.back());
    }
  }

  /// The rule that decides about a name (rules.md: exact before glob, then the higher sensitivity); null: none.
  [[nodiscard]] const ColumnRule* of(std::string_view schema, std::string_view table, std::string_view column) const {
    const ColumnRule* best = nullptr;
    for (const ColumnRule* rule : rules_)
      if (rule->table.schema.matches(schema) && rule->table.table.matches(table) && rule->column.matches(column) &&
          (best == nullptr || before(*best, *rule)))
        best = rule;
    return best;
  }
  [[nodiscard]] const ColumnRule* of(const RuleName& name) const { return of(name.schema, name.table, name.column); }

  [[nodiscard]] const std::string& class_of(const ColumnRule& rule) const {
    return policy_.data().classes[*rule.class_].name;
  }
  [[nodiscard]] const std::vector<const ColumnRule*>& all() const noexcept { return rules_; }

 private:
  /// -1 for "none".
  [[nodiscard]] int sensitivity(const ColumnRule& rule) const {
    return rule.class_ ? static_cast<int>(policy_.data().classes[*rule.class_].sensitivity) : -1;
  }
  [[nodiscard]] bool before(const ColumnRule& a, const ColumnRule& b) const {
    return a.exactness() != b.exactness() ? a.exactness() < b.exactness() : sensitivity(a) < sensitivity(b);
  }

  const Policy& policy_;
  std::vector<ColumnRule> stored_;  ///< with names as the catalog stores them
  std::vector<const ColumnRule*> rules_;
};

std::string spell(const RuleName& name) { return name.schema + "." + name.table + "." + name.column; }

std::string type_name(const sql::Snapshot& snapshot, const sql::Column& column) {
  if (sql::is_mysql(snapshot.dialect)) return protocol::mysql::type_name(protocol::mysql::unpack(column.type));
  const sql::Type* type = snapshot.type(column.type);
  return type == nullptr ? std::string() : type->schema + "." + type->name;
}

std::vector<ShapeColumn> shape_of(const sql::Snapshot& snapshot, const sql::Relation& relation) {
  std::vector<ShapeColumn> shape;
  for (const auto& column : relation.columns)
    shape.push_back({column.number, column.name, type_name(snapshot, column)});
  return shape;
}

/// Still the same table? Its name settles it. Under another name, an OID used again for something else is told from a
/// rename by the shape: half of the remembered columns must be where they were, by type or by name.
bool same_table(const sql::Snapshot& snapshot, const BoundTable& table, const sql::Relation& relation) {
  if (!has_own_columns(relation.kind)) return false;
  if (relation.schema == table.schema && relation.name == table.name) return true;
  std::size_t alike = 0;
  for (const auto& column : table.shape) {
    const sql::Column* now = relation.column(column.number);
    if (now != nullptr && (now->name == column.name || type_name(snapshot, *now) == column.type)) ++alike;
  }
  return alike > 0 && alike * 2 >= table.shape.size();
}

class Resolver {
 public:
  Resolver(const BindingState& before, const sql::Snapshot& snapshot, const Policy& policy)
      : before_(before), snapshot_(snapshot), rules_(policy, snapshot) {}

  Resolved run() {
    for (const auto& table : before_.tables) {
      if (sql::is_mysql(snapshot_.dialect))
        carry_over_by_name(table);
      else
        carry_over(table);
    }
    for (const auto& relation : snapshot_.relations) bind_by_name(relation);
    for (const auto& relation : snapshot_.relations) bind_by_parent(relation);
    for (const ColumnRule* rule : rules_.all()) check_drift(*rule);
    return finish();
  }

 private:
  /// 1. What was bound before stays bound, wherever its name has gone.
  void carry_over(const BoundTable& table) {
    const sql::Relation* relation =
        before_.database_oid == snapshot_.database_oid ? snapshot_.relation(table.oid) : nullptr;
    const bool same = relation != nullptr && same_table(snapshot_, table, *relation);
    if (!same) relation = named(table.schema, table.name);
    if (relation == nullptr) return remember_absent(table);
    for (const auto& bound : table.columns) {
      const ColumnRule* rule = rules_.of(bound.then);
      if (rule == nullptr || !rule->class_) continue;  // the rules were changed: a DBA decided
      const sql::Column* column =
          same && bound.number != 0 ? relation->column(bound.number) : relation->column(bound.name);
      if (column == nullptr) column = bound.number == 0 ? relation->column(bound.then.column) : nullptr;
      if (column != nullptr)
        keep(*relation, *column, *rule, bound.then);
      else if (bound.name != bound.then.column && (!same || bound.number == 0))
        lose(*relation, bound, *rule);
    }
  }

  /// MySQL: objects have no identity but their names, so what is remembered is followed as far as names tell.
  void carry_over_by_name(const BoundTable& table) {
    const sql::Relation* relation = named(table.schema, table.name);
    if (relation == nullptr && (relation = look_alike(table)) != nullptr)
      alarm("table " + table.schema + "." + table.name + " is gone, and " + relation->schema + "." + relation->name +
            " has its columns: they stay classified; name it so in the rules");
    if (relation == nullptr) return remember_absent(table);
    for (const auto& bound : table.columns) {
      const ColumnRule* rule = rules_.of(bound.then);
      if (rule == nullptr || !rule->class_) continue;  // the rules were changed: a DBA decided
      if (const sql::Column* column = relation->column(bound.name))
        keep(*relation, *column, *rule, bound.then);
      else if (rule->exactness() != exact_rule)  // of an exact rule check_drift tells
        vanish(*relation, table, bound, *rule);
    }
  }

  /// A renamed table: one that was not known as classified, with the same columns by name.
  [[nodiscard]] const sql::Relation* look_alike(const BoundTable& table) const {
    for (const auto& relation : snapshot_.relations) {
      if (!has_own_columns(relation.kind) || relation.kind == sql::RelationKind::view ||
          sql::is_system_schema(relation.schema, snapshot_.dialect) || relation.columns.size() != table.shape.size())
        continue;
      const bool known = std::any_of(before_.tables.begin(), before_.tables.end(), [&](const BoundTable& other) {
        return other.schema == relation.schema && other.name == relation.name;
      });
      const bool same = std::all_of(table.shape.begin(), table.shape.end(),
                                    [&](const ShapeColumn& column) { return relation.column(column.name) != nullptr; });
      if (same && !known) return &relation;
    }
    return nullptr;
  }

  /// A column that a glob classified is gone. Nothing new in its table: it was dropped. Otherwise it may have been
  /// renamed, and the table stays restricted until the rules name each new column exactly.
  void vanish(const sql::Relation& relation, const BoundTable& table, const BoundColumn& bound,
              const ColumnRule& rule) {
    std::string fresh;
    for (const auto& column : relation.columns) {
      const bool old = std::any_of(table.shape.begin(), table.shape.end(),
                                   [&](const ShapeColumn& before) { return before.name == column.name; });
      const ColumnRule* now = rules_.of(relation.schema, relation.name, column.name);
      if (!old && (now == nullptr || (now->exactness() != exact_rule && !now->class_)))
        fresh += (fresh.empty() ? "" : ", ") + column.name;
    }
    if (fresh.empty()) return;
    lost_[relation.oid].push_back({0, bound.name, rules_.class_of(rule), bound.then});
    old_shapes_[relation.oid] = table.shape;
    drift(relation,
          spell(bound.then) + " was classified " + rules_.class_of(rule) +
              " and is gone; one of the table's new columns may be it, and the rules name none of them: " + fresh);
  }

  /// Dropped, perhaps to be restored a moment later: what only the binding knows is kept, to be found by name.
  void remember_absent(const BoundTable& table) {
    BoundTable absent{0, table.schema, table.name, table.shape, {}};
    for (const auto& bound : table.columns) {
      const ColumnRule* rule = rules_.of(bound.then);
      if (rule != nullptr && rule->class_ && bound.then != RuleName{table.schema, table.name, bound.name})
        absent.columns.push_back(bound);
    }
    if (!absent.columns.empty()) result_.state.tables.push_back(std::move(absent));
  }

  void keep(const sql::Relation& relation, const sql::Column& column, const ColumnRule& rule, const RuleName& then) {
    const ColumnRule* now = rules_.of(relation.schema, relation.name, column.name);
    // An exact word about the present name is a later decision than a glob over the past one.
    if (now != nullptr && now->exactness() == exact_rule && rule.exactness() < exact_rule) return;
    bind({relation.oid, column.number}, column.name, rules_.class_of(rule), then);
  }

  /// A renamed column whose table was made anew (a restore, a rebuild) without a column of the name it had.
  void lose(const sql::Relation& relation, const BoundColumn& bound, const ColumnRule& rule) {
    lost_[relation.oid].push_back({0, bound.name, rules_.class_of(rule), bound.then});
    drift(relation, spell(bound.then) + " was classified " + rules_.class_of(rule) + " and then renamed to " +
                        bound.name + "; the table was made anew without it");
  }

  /// 2. What the rules name today.
  void bind_by_name(const sql::Relation& relation) {
    if (!has_own_columns(relation.kind) || sql::is_system_schema(relation.schema, snapshot_.dialect)) return;
    for (const auto& column : relation.columns) {
      const ColumnRule* rule = rules_.of(relation.schema, relation.name, column.name);
      if (rule == nullptr || !rule->class_ || bound_.contains({relation.oid, column.number})) continue;
      bind({relation.oid, column.number}, column.name, rules_.class_of(*rule),
           {relation.schema, relation.name, column.name});
    }
  }

  /// 3. Partitions and children carry their parent's classes by identity too, so that one stays classified when
  /// detached.
  void bind_by_parent(const sql::Relation& relation) {
    std::set<sql::Oid> seen;
    std::vector<sql::Oid> open(relation.parents);
    while (!open.empty()) {
      const sql::Relation* parent = snapshot_.relation(open.back());
      open.pop_back();
      if (parent == nullptr || !seen.insert(parent->oid).second) continue;
      open.insert(open.end(), parent->parents.begin(), parent->parents.end());
      for (const auto& theirs : parent->columns) {
        const auto bound = bound_.find({parent->oid, theirs.number});
        const sql::Column* column = bound == bound_.end() ? nullptr : relation.column(theirs.name);
        if (column == nullptr || bound_.contains({relation.oid, column->number})) continue;
        bind({relation.oid, column->number}, column->name, bound->second.class_, bound->second.then);
      }
    }
  }

  /// 4. A rule that names a column which is not there: either it went elsewhere and is bound, or the whole table is
  /// restricted until the rules are fixed.
  void check_drift(const ColumnRule& rule) {
    if (rule.exactness() != exact_rule || !rule.class_) return;
    const RuleName name{rule.table.schema.text, rule.table.table.text, rule.column.text};
    const sql::Relation* relation = named(name.schema, name.table);
    if (relation != nullptr && relation->column(name.column) != nullptr) return;
    const auto moved = std::find_if(bound_.begin(), bound_.end(), [&](const auto& entry) {
      return entry.second.then == name && (relation == nullptr || entry.first.relation == relation->oid);
    });
    if (moved != bound_.end()) {
      const sql::Relation* owner = snapshot_.relation(moved->first.relation);
      alarm("the rules classify " + spell(name) + ", which is now " + owner->schema + "." + owner->name + "." +
            moved->second.name + ": it stays classified; name it so in the rules");
    } else if (relation != nullptr) {
      drift(*relation, "the rules classify " + spell(name) + ", and the table has no such column");
    } else {
      alarm("the rules classify " + spell(name) + ", and " +
            (sql::is_mysql(snapshot_.dialect) ? "the server" : "the database") + " has no such table");
    }
  }

  /// As a rule spells it: "upstream/database.schema.table.column", MySQL: "upstream/database.table.column".
  [[nodiscard]] std::string full_name(const RuleName& name) const {
    return masking_rules::full_name(snapshot_, name.schema, name.table, name.column);
  }
  void bind(ColumnId id, const std::string& name, const std::string& class_, const RuleName& then) {
    bound_.try_emplace(id, BoundColumn{id.column, name, class_, then});
  }
  void drift(const sql::Relation& relation, const std::string& why) {
    result_.drift.push_back({relation.oid, why});
    alarm(why + ": the whole table is restricted until the rules are fixed");
  }
  void alarm(std::string message) { result_.alarms.push_back(std::move(message)); }

  [[nodiscard]] const sql::Relation* named(std::string_view schema, std::string_view name) const {
    for (const sql::Relation* relation : snapshot_.relations_named(name))
      if (relation->schema == schema && has_own_columns(relation->kind)) return relation;
    return nullptr;
  }

  Resolved finish() {
    std::map<sql::Oid, std::vector<BoundColumn>> by_table(lost_);
    for (const auto& [id, column] : bound_) {
      by_table[id.relation].push_back(column);
      result_.bindings.push_back({id, column.class_, full_name(column.then)});
    }
    result_.state.database_oid = snapshot_.database_oid;
    for (auto& [oid, columns] : by_table) {
      const sql::Relation& relation = *snapshot_.relation(oid);
      // A session's temporary table ends with it: bound while it lives, never written down.
      if (relation.temporary) continue;
      const auto old = old_shapes_.find(oid);
      result_.state.tables.push_back({sql::is_mysql(snapshot_.dialect) ? 0 : oid, relation.schema, relation.name,
                                      old == old_shapes_.end() ? shape_of(snapshot_, relation) : old->second,
                                      std::move(columns)});
    }
    std::sort(result_.alarms.begin(), result_.alarms.end());
    result_.alarms.erase(std::unique(result_.alarms.begin(), result_.alarms.end()), result_.alarms.end());
    return std::move(result_);
  }

  const BindingState& before_;
  const sql::Snapshot& snapshot_;
  Rules rules_;
  std::map<ColumnId, BoundColumn> bound_;
  std::map<sql::Oid, std::vector<BoundColumn>> lost_;
  std::map<sql::Oid, std::vector<ShapeColumn>> old_shapes_;  ///< from before a column vanished
  Resolved result_;
};

}  // namespace

Resolved resolve_bindings(const BindingState& before, const sql::Snapshot& snapshot, const Policy& policy) {
  return Resolver(before, snapshot, policy).run();
}

}  // namespace jaali::proxy::catalog

// Step 1 of a classified catalog: [columns] by name, bindings by identity.
#include <algorithm>

#include "masking_rules/classified_catalog_data.h"
#include "masking_rules/policy_catalog_names.h"

namespace jaali::masking_rules::classifying {
namespace {

using Data = ClassifiedCatalog::Data;

/// A rule as this catalog stores names.
struct StoredRule {
  const ColumnRule* rule;
  TablePattern table;
};

int height(const Data& data, const ColumnRule& rule) {
  return rule.class_ ? -data.rank(static_cast<std::uint16_t>(*rule.class_)) : std::numeric_limits<int>::min();
}

class RuleApplier {
 public:
  RuleApplier(Data& data, std::set<sql::Oid>& drifted) : data_(data), drifted_(drifted) {
    for (const auto& rule : data.rules().columns) {
      if (!is_about(rule.table, *data.snapshot)) continue;
      auto table = as_stored(rule.table, *data.snapshot);
      if (table.exact())
        exact_[{table.schema.text, table.table.text}].push_back(&rule);
      else
        globs_.push_back({&rule, std::move(table)});
    }
  }

  std::vector<OwnRule> apply(const std::vector<Binding>& bindings) {
    std::vector<OwnRule> own(data_.columns.size());
    for (const auto& relation : data_.relations) {
      const auto candidates = rules_for(relation);
      if (candidates.empty()) continue;
      for (const auto& column : relation.relation->columns) {
        if (column.number <= 0) continue;
        own[relation.first + static_cast<std::uint32_t>(column.number)] = choose(candidates, relation, column);
      }
    }
    for (const auto& binding : bindings) keep_bound(binding, own);
    look_for_missing(bindings);
    return own;
  }

 private:
  std::vector<const ColumnRule*> rules_for(const RelationFacts& relation) const {
    std::vector<const ColumnRule*> candidates;
    const auto& schema = relation.relation->schema;
    const auto& name = relation.relation->name;
    if (const auto at = exact_.find({schema, name}); at != exact_.end()) candidates = at->second;
    for (const auto& [rule, table] : globs_) {
      // "crm/*.*.*" means the tables of people; the system's own are named by their schema, or not at all.
      if (relation.system && table.schema.glob) continue;
      if (table.schema.matches(schema) && table.table.matches(name)) candidates.push_back(rule);
    }
    return candidates;
  }

  OwnRule choose(const std::vector<const ColumnRule*>& candidates, const RelationFacts& relation,
                 const sql::Column& column) {
    const ColumnRule* best = nullptr;
    const ColumnRule* other = nullptr;
    for (const auto* rule : candidates) {
      if (!rule->column.matches(column.name)) continue;
      if (best == nullptr || rule->exactness() > best->exactness()) {
        best = rule;
        other = nullptr;
      } else if (rule->exactness() == best->exactness() && rule->class_ != best->class_) {
        other = rule;
        if (height(data_, *rule) > height(data_, *best)) std::swap(best, other);
      }
    }
    if (best == nullptr) return {};
    if (other != nullptr) tell_of_disagreement(*best, *other, data_.name_of(*relation.relation, column));
    OwnRule own;
    own.any = true;
    own.none = !best->class_.has_value();
    own.class_ = static_cast<std::uint16_t>(best->class_.value_or(0));
    own.exact_table = best->table.exact();
    return own;
  }

  void tell_of_disagreement(const ColumnRule& best, const ColumnRule& other, const std::string& column) {
    if (!told_.insert({&best, &other}).second) return;
    const auto called = [&](const ColumnRule& rule) {
      return rule.class_ ? data_.rules().classes[*rule.class_].name : "none";
    };
    data_.find_out(Diagnostic::Level::warning, &other.where,
                   other.to_string() + " says " + called(other) + " and " + best.to_string() + " says " + called(best) +
                       " of " + column + ": " + called(best) + " holds",
                   "name the table or the column exactly");
  }

  void keep_bound(const Binding& binding, std::vector<OwnRule>& own) {
    const auto* relation = data_.find(binding.column.relation);
    const auto* facts = binding.column.column > 0 ? data_.find(binding.column) : nullptr;
    if (facts == nullptr || facts->column == nullptr) return;
    const auto name = data_.name_of(*relation->relation, *facts->column);
    if (binding.name_then == name || binding.name_then == facts->column->name) return;
    if (by_position()) return;  // the number may be another column's by now
    if (const auto class_index = data_.rules().class_named(binding.class_)) {
      own[relation->first + static_cast<std::uint32_t>(binding.column.column)].kept.push_back(
          static_cast<std::uint16_t>(*class_index));
    } else {
      drift(*relation, name + " was " + binding.name_then + ", whose class " + binding.class_ + " no longer exists");
    }
  }

  // A class for a column that is not there: either the name was mistyped, or the column was renamed away from it.
  void look_for_missing(const std::vector<Binding>& bindings) {
    for (const auto& [name, rules] : exact_) {
      const sql::Relation* relation = nullptr;
      for (const auto* candidate : data_.snapshot->relations_named(name.second)) {
        if (candidate->schema == name.first) relation = candidate;
      }
      if (relation == nullptr) {
        data_.find_out(Diagnostic::Level::error, &rules.front()->where,
                       "there is no relation " + rules.front()->table.to_string());
        continue;
      }
      for (const auto* rule : rules) look_for_column(*rule, *relation, bindings);
    }
  }

  void look_for_column(const ColumnRule& rule, const sql::Relation& relation, const std::vector<Binding>& bindings) {
    if (rule.column.glob || relation.column(rule.column.text) != nullptr) return;
    std::vector<std::string_view> names;
    for (const auto& column : relation.columns) names.push_back(column.name);
    const std::string message = rule.to_string() + ": there is no such column";
    if (!rule.class_) {
      data_.find_out(Diagnostic::Level::error, &rule.where, message, did_you_mean(rule.column.text, names));
      return;
    }
    const auto full = rule.table.to_string() + "." + quote_part(rule.column.text, rule.table.naming);
    const bool renamed = !by_position() && std::ranges::any_of(bindings, [&](const Binding& binding) {
      return binding.column.relation == relation.oid && relation.column(binding.column.column) != nullptr &&
             binding.class_ == data_.rules().classes[*rule.class_].name &&
             (binding.name_then == full || binding.name_then == rule.column.text);
    });
    data_.find_out(Diagnostic::Level::error, &rule.where, message, did_you_mean(rule.column.text, names));
    if (!renamed)
      drift(*data_.find(relation.oid), message + ", so the whole table is restricted until the rules are fixed");
  }

  /// MySQL numbers columns by their place, so that a number does not follow a column through a change of the table.
  [[nodiscard]] bool by_position() const noexcept { return sql::is_mysql(data_.snapshot->dialect); }

  void drift(const RelationFacts& relation, std::string reason) {
    drifted_.insert(relation.relation->oid);
    auto& facts = data_.relations[data_.relation_index.find(relation.relation->oid)->second];
    if (facts.reason.empty()) facts.reason = std::move(reason);
  }

  Data& data_;
  std::set<sql::Oid>& drifted_;
  std::map<std::pair<std::string, std::string>, std::vector<const ColumnRule*>> exact_;
  std::vector<StoredRule> globs_;
  std::set<std::pair<const ColumnRule*, const ColumnRule*>> told_;
};

}  // namespace

std::vector<OwnRule> apply_rules(Data& data, const std::vector<Binding>& bindings, std::set<sql::Oid>& drifted) {
  return RuleApplier(data, drifted).apply(bindings);
}

}  // namespace jaali::masking_rules::classifying

// Steps 3 and 4 of a classified catalog: what each role meets in each column, and what of that cannot work.
#include <algorithm>

#include "masking_rules/classified_catalog_data.h"
#include "masking_rules/policy_catalog_names.h"

namespace jaali::masking_rules::classifying {
namespace {

using Data = ClassifiedCatalog::Data;

// An INSERT into such a column tells, by succeeding or not, whether the value exists.
bool tells_of_others(const sql::Column& column) noexcept { return column.unique_or_exclusion || column.foreign_key; }

class RoleTreatment {
 public:
  RoleTreatment(Data& data, std::size_t role)
      : data_(data), rules_(data.rules()), role_(role), of_(rules_.roles[role]) {
    find_columns();
    reveals_rest_ = of_.everything && of_.everything->handling == Handling::reveal;
    restricted_ = !sees_every_class(rules_, role) || (data.mask_unclassified && !reveals_rest_) ||
                  std::ranges::any_of(columns_, [](const auto& entry) {
                    return entry.second->handling != Handling::reveal ||
                           entry.second->predicates.value_or(Predicates::clear) != Predicates::clear;
                  });
  }

  void run() {
    auto& slots = data_.by_role.emplace_back(data_.columns.size(), &data_.unknown);
    for (const auto& relation : data_.relations) {
      for (std::uint32_t i = 1; i < relation.numbers; ++i) {
        const auto slot = relation.first + i;
        if (data_.columns[slot].column != nullptr) slots[slot] = &treat(relation, slot);
      }
    }
    follow_hidden(data_, columns_named(), slots);
    for (const auto& relation : data_.relations) {
      bool all_clear = true;
      for (std::uint32_t i = 1; i < relation.numbers; ++i) {
        all_clear &= data_.columns[relation.first + i].column == nullptr || wholly_clear(*slots[relation.first + i]);
      }
      slots[relation.first] = &whole_row(all_clear);
    }
    data_.restricted.push_back(restricted_ ? 1 : 0);
    find_sensitive(slots);
  }

 private:
  void find_columns() {
    for (const auto& [name, sight] : of_.columns) {
      if (!is_about(name.table, *data_.snapshot)) continue;
      const auto table = as_stored(name.table, *data_.snapshot);
      bool found = false;
      for (const auto* relation : data_.snapshot->relations_named(table.table.text)) {
        const auto* column = relation->schema == table.schema.text ? relation->column(name.column.text) : nullptr;
        if (column == nullptr || column->number <= 0) continue;
        columns_[data_.find(relation->oid)->first + static_cast<std::uint32_t>(column->number)] = &sight;
        found = true;
      }
      if (!found) {
        data_.find_out(Diagnostic::Level::error, &of_.where,
                       "sees of role " + of_.name + ": there is no column " + name.to_string());
      }
    }
  }

  const Treatment& treat(const RelationFacts& relation, std::uint32_t slot) {
    const auto& facts = data_.columns[slot];
    const bool constrained = tells_of_others(*facts.column);
    if (const auto at = columns_.find(slot); at != columns_.end()) {
      return keep(settle(see_by(rules_, *at->second, leading_class(facts),
                                "role " + of_.name + ", column " + data_.name_of(*relation.relation, *facts.column)),
                         constrained));
    }
    if (facts.classes != 0) return treat_classes(facts.classes, constrained);
    if (facts.public_) return plain("none: explicitly public");
    if (relation.system) return plain("a catalog of the system");
    if (relation.relation->kind == sql::RelationKind::sequence) return plain("a sequence");
    if (reveals_rest_) return plain("role " + of_.name + ", \"*\"");
    if (!data_.mask_unclassified) return plain("unclassified = \"pass\" of upstream " + data_.snapshot->upstream);
    return unclassified();
  }

  std::vector<std::size_t> columns_named() const {
    std::vector<std::size_t> slots;
    for (const auto& [slot, sight] : columns_) slots.push_back(slot);
    return slots;
  }

  std::optional<std::size_t> leading_class(const ColumnFacts& facts) const {
    if (facts.classes == 0) return std::nullopt;
    for (const auto class_index : data_.class_sets[facts.classes]) {
      if (class_index < rules_.classes.size()) return class_index;
    }
    return std::nullopt;
  }

  const Treatment& treat_classes(std::uint32_t set, bool constrained) {
    const Treatment*& made = by_set_[{set, constrained}];
    if (made == nullptr) {
      std::optional<Treatment> combined;
      for (const auto class_index : data_.class_sets[set]) {
        auto one = settle(see(class_index), constrained);
        combined = combined ? stricter(std::move(*combined), one) : std::move(one);
      }
      made = &keep(std::move(*combined));
    }
    return *made;
  }

  Seen see(std::uint16_t class_index) const {
    if (class_index == data_.drift_class()) {
      return built_in(Handling::mask, "redact",
                      "drift: a classified name vanished, the table is restricted until the rules are fixed");
    }
    if (class_index == data_.opaque_class()) {
      return built_in(Handling::refuse, "", "it reaches what the rules cannot follow");
    }
    if (class_index == rules_.server_text()) {
      // "*" and sensitivities are about the classes of the rules file; the server's text may hold values of any of
      // them.
      if (const auto& sight = of_.classes[class_index])
        return see_by(rules_, *sight, class_index, "role " + of_.name + ", class server_text");
      return built_in(Handling::mask, "null", "class server_text, built in");
    }
    return see_class(rules_, role_, class_index);
  }

  Seen built_in(Handling handling, std::string_view mask, std::string rule) const {
    Seen seen;
    seen.treatment.rule = std::move(rule);
    if (!restricted_) return seen;
    seen.treatment.kind = handling;
    if (handling == Handling::mask) seen.treatment.mask = *parse_mask(mask);
    seen.treatment.predicates = Predicates::refuse;
    seen.write = Write::refuse;
    return seen;
  }

  const Treatment& whole_row(bool all_clear) {
    const Treatment*& made = all_clear ? row_clear_ : row_refused_;
    if (made == nullptr) {
      Treatment treatment;
      treatment.rule = "the whole row";
      if (!all_clear) {
        treatment = data_.unknown;
        treatment.rule = "the whole row holds columns that role " + of_.name + " may not see";
      }
      made = &keep(std::move(treatment));
    }
    return *made;
  }

  const Treatment& plain(const std::string& rule) {
    const Treatment*& made = plain_[rule];
    if (made == nullptr) {
      Treatment treatment;
      treatment.rule = rule;
      made = &keep(std::move(treatment));
    }
    return *made;
  }

  const Treatment& unclassified() {
    if (unclassified_ == nullptr) {
      Treatment treatment;
      treatment.kind = Handling::mask;
      treatment.mask = *parse_mask("redact");
      treatment.unclassified = true;
      treatment.rule = "unclassified = \"mask\" of upstream " + data_.snapshot->upstream;
      unclassified_ = &keep(std::move(treatment));
    }
    return *unclassified_;
  }

  const Treatment& keep(Treatment treatment) { return data_.treatments.emplace_back(std::move(treatment)); }

  void find_sensitive(const std::vector<const Treatment*>& slots) {
    auto& sensitive = data_.sensitive_to.emplace_back(data_.relations.size(), 0);
    const auto hidden = [](const Treatment& treatment) { return !treatment.unclassified && !wholly_clear(treatment); };
    for (std::size_t i = 0; i < data_.relations.size(); ++i) {
      const auto& relation = data_.relations[i];
      for (std::uint32_t number = 1; number < relation.numbers && sensitive[i] == 0; ++number) {
        const auto slot = relation.first + number;
        sensitive[i] = data_.columns[slot].column != nullptr && hidden(*slots[slot]) ? 1 : 0;
      }
      // What a view depends on: the classes of all that it reads, also through other views.
      if (relation.follows && !relation.trusted_view && relation.reads != 0 &&
          hidden(treat_classes(relation.reads, false)))
        sensitive[i] = 1;
    }
    find_hidden_reads(slots, sensitive);
  }

  // Columns that `sees` hides by name, below views.
  void find_hidden_reads(const std::vector<const Treatment*>& slots, std::vector<char>& sensitive) {
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < data_.relations.size(); ++i) {
        const auto& relation = data_.relations[i];
        if (!relation.follows || relation.trusted_view || sensitive[i] != 0) continue;
        const bool reads_hidden = std::ranges::any_of(relation.relation->reads, [&](sql::ColumnId read) {
          const auto* facts = data_.find(read);
          if (facts == nullptr) return true;
          const auto& treatment = *slots[static_cast<std::size_t>(facts - data_.columns.data())];
          return !treatment.unclassified && !wholly_clear(treatment);
        });
        const bool over_hidden = std::ranges::any_of(relation.relation->reads_relations, [&](sql::Oid oid) {
          const auto at = data_.relation_index.find(oid);
          return at == data_.relation_index.end() ||
                 (data_.relations[at->second].follows && sensitive[at->second] != 0);
        });
        if (!reads_hidden && !over_hidden) continue;
        sensitive[i] = 1;
        changed = true;
      }
    }
  }

  Data& data_;
  const Policy::Data& rules_;
  std::size_t role_;
  const Role& of_;
  std::map<std::size_t, const Sight*> columns_;  ///< by column index
  bool reveals_rest_ = false, restricted_ = true;
  std::map<std::pair<std::uint32_t, bool>, const Treatment*> by_set_;
  std::map<std::string, const Treatment*> plain_;
  const Treatment* row_clear_ = nullptr;
  const Treatment* row_refused_ = nullptr;
  const Treatment* unclassified_ = nullptr;
};

bool carries(const Mask& mask, const sql::Column& column, sql::Dialect dialect) {
  if (sql::is_mysql(dialect)) return mask.supports(protocol::mysql::unpack(column.type));
  return mask.supports(column.base_type);
}

void look_for_misfits(Data& data) {
  std::set<std::pair<std::size_t, const Mask*>> told;
  for (std::size_t role = 0; role < data.by_role.size(); ++role) {
    for (const auto& relation : data.relations) {
      for (std::uint32_t i = 1; i < relation.numbers; ++i) {
        const auto slot = relation.first + i;
        const auto& treatment = *data.by_role[role][slot];
        const auto* column = data.columns[slot].column;
        if (column == nullptr || treatment.kind != Handling::mask || treatment.unclassified) continue;
        if (carries(*treatment.mask, *column, data.snapshot->dialect) ||
            !told.insert({slot, treatment.mask.get()}).second)
          continue;
        data.find_out(Diagnostic::Level::error, nullptr,
                      data.name_of(*relation.relation, *column) + ": its type cannot carry the mask " +
                          treatment.mask->spelling() + " (" + treatment.rule + "), so it becomes null",
                      "choose another mask, or name this column in sees");
      }
    }
  }
}

void look_for_trusted(Data& data) {
  const auto& snapshot = *data.snapshot;
  std::set<std::string> there;
  const auto naming = naming_of(snapshot);
  const auto note = [&](const std::string& object) {
    if (const auto parts = split_object(object, false, naming)) there.insert(as_stored(join_object(*parts), snapshot));
  };
  for (const auto& function : snapshot.functions) {
    if (!function.builtin) note(function.signature);
  }
  for (const auto& relation : snapshot.relations) {
    note(relation.schema + "." + relation.name);
    for (const auto* names : {&relation.triggers, &relation.policies, &relation.rules})
      std::ranges::for_each(*names, note);
  }
  for (const auto& trusted : data.rules().trusted) {
    if (trusted.naming != naming || (trusted.upstream && *trusted.upstream != snapshot.upstream)) continue;
    if (naming == Naming::postgres && trusted.database != snapshot.database) continue;
    if (there.contains(as_stored(trusted.object, snapshot))) continue;
    data.find_out(Diagnostic::Level::warning, &trusted.where,
                  "[trust] names " + in_quotes(trusted.spelling) + ", which does not exist");
  }
}

void look_for_logins(Data& data) {
  const auto& snapshot = *data.snapshot;
  for (const auto& host : snapshot.anonymous_hosts) {
    data.find_out(Diagnostic::Level::warning, nullptr, "the server has the anonymous account ''@'" + host + "'",
                  "drop it: until then only who has an account of his name for that host can log in");
  }
  if (snapshot.dialect == sql::Dialect::postgres) return;
  for (const auto& role : data.rules().roles) {
    if (!role.databases) continue;
    const auto named = [&](const std::string& database) {
      return sql::is_system_schema(database, snapshot.dialect) ||
             std::ranges::any_of(*role.databases, [&](const auto& glob) { return glob_matches(glob, database); });
    };
    if (std::ranges::all_of(snapshot.schemas, named)) continue;
    data.find_out(Diagnostic::Level::warning, &role.where,
                  "databases of role " + role.name + ": on this server any statement can name any database",
                  "who would have it in some databases and another role in others cannot log in");
  }
}

}  // namespace

void treat(Data& data) {
  data.by_role.reserve(data.rules().roles.size());
  for (std::size_t role = 0; role < data.rules().roles.size(); ++role) RoleTreatment(data, role).run();
}

void look_for_faults(Data& data) {
  look_for_misfits(data);
  look_for_trusted(data);
  look_for_logins(data);
  for (const auto& relation : data.relations) {
    if (relation.follows && !relation.reason.empty()) {
      data.find_out(Diagnostic::Level::warning, nullptr, relation.reason + ": refused to restricted callers",
                    "list the view or the function under [trust] once you have read it");
    }
  }
}

}  // namespace jaali::masking_rules::classifying

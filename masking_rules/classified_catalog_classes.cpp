// Step 2 of a classified catalog: what a column inherits from parents and children, and what follows from the columns
// that it is made of. Sets of classes only grow, so going round until nothing changes ends.
#include <algorithm>

#include "masking_rules/classified_catalog_data.h"

namespace jaali::masking_rules::classifying {
namespace {

using Data = ClassifiedCatalog::Data;
using sql::RelationKind;

class Propagation {
 public:
  Propagation(Data& data, const std::vector<OwnRule>& own, const std::set<sql::Oid>& drifted)
      : data_(data),
        own_(own),
        drifted_(drifted),
        down_(data.columns.size()),
        whole_(data.columns.size()),
        reads_(data.relations.size()) {
    for (const auto& set : {ClassSet{}}) interned_[set] = 0;
    for (std::size_t i = 0; i < data.relations.size(); ++i) {
      for (const auto parent : data.relations[i].relation->parents) {
        if (const auto at = data.relation_index.find(parent); at != data.relation_index.end())
          children_[at->second].push_back(i);
      }
    }
  }

  void run() {
    for (std::size_t i = 0; i < data_.relations.size(); ++i) judge_calls(data_.relations[i]);
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < data_.relations.size(); ++i) changed |= visit(i);
    }
    for (bool changed = true; changed;) {
      changed = false;
      for (auto& relation : data_.relations) changed |= spread_public(relation);
    }
    for (std::size_t i = 0; i < data_.relations.size(); ++i) conclude(i);
  }

 private:
  bool add(ClassSet& to, const ClassSet& from) const {
    bool changed = false;
    for (const auto class_index : from) changed |= add(to, class_index);
    return changed;
  }
  bool add(ClassSet& to, std::uint16_t class_index) const {
    const auto before = [&](std::uint16_t a, std::uint16_t b) { return data_.rank(a) < data_.rank(b); };
    const auto at = std::lower_bound(to.begin(), to.end(), class_index, before);
    if (at != to.end() && *at == class_index) return false;
    to.insert(at, class_index);
    return true;
  }
  [[nodiscard]] int sensitivity(std::uint16_t class_index) const noexcept {
    const auto& classes = data_.rules().classes;
    return class_index >= classes.size() ? 4 : static_cast<int>(classes[class_index].sensitivity);
  }
  // The class that the rules give the table's own column by its exact name stands, where nothing higher comes in.
  void add_inherited(ClassSet& to, const OwnRule& own, const ClassSet& inherited) const {
    if (inherited.empty()) return;
    const bool stands =
        own.any && !own.none && own.exact_table && sensitivity(own.class_) >= sensitivity(inherited.front());
    if (!stands) add(to, inherited);
  }

  bool visit(std::size_t index) {
    const auto& relation = data_.relations[index];
    bool changed = relation.follows && gather_reads(index);
    for (const auto& column : relation.relation->columns) {
      if (column.number <= 0) continue;
      const auto slot = relation.first + static_cast<std::uint32_t>(column.number);
      const ClassSet own = own_classes(relation, slot, column);
      ClassSet down = own;
      for (const auto parent : relation.relation->parents) {
        if (const auto at = same_column(parent, column)) add_inherited(down, own_[slot], down_[*at]);
      }
      ClassSet whole = down;
      if (const auto at = children_.find(index); at != children_.end()) {
        for (const auto child : at->second) {
          const auto& facts = data_.relations[child];
          if (const auto slot_there = same_column(facts.relation->oid, column))
            add_inherited(whole, own_[slot], whole_[*slot_there]);
        }
      }
      // The DBA's word about this very table's column, "none" as well, outweighs what it is computed from.
      if (!(own_[slot].any && own_[slot].exact_table)) add(whole, made_from(index, column));
      changed |= add(down_[slot], down);
      changed |= add(whole_[slot], whole);
    }
    return changed;
  }

  ClassSet own_classes(const RelationFacts& relation, std::size_t slot, const sql::Column& column) const {
    ClassSet set;
    const auto& own = own_[slot];
    if (own.any && !own.none) add(set, own.class_);
    add_inherited(set, own, own.kept);
    if (!own.any && is_server_text(*data_.snapshot, *relation.relation, column.name)) {
      add(set, static_cast<std::uint16_t>(data_.rules().server_text()));
    }
    if (drifted_.contains(relation.relation->oid)) add(set, data_.drift_class());
    if (is_raw_storage(*relation.relation)) add(set, data_.opaque_class());
    return set;
  }

  static bool is_raw_storage(const sql::Relation& relation) noexcept { return relation.kind == RelationKind::toast; }

  // Generated columns, columns that hold rows of another relation, views.
  ClassSet made_from(std::size_t index, const sql::Column& column) const {
    const auto& relation = data_.relations[index];
    ClassSet set;
    for (const auto source : column.generated_from) {
      if (const auto* facts = data_.find(sql::ColumnId{relation.relation->oid, source}))
        add(set, whole_[slot_of(*facts)]);
    }
    if (const auto* row = row_relation(column.type); row != nullptr && row != &relation && !row->system) {
      for (std::uint32_t i = 1; i < row->numbers; ++i) add(set, whole_[row->first + i]);
    }
    if (relation.follows) add(set, reads_[index]);
    return set;
  }

  bool gather_reads(std::size_t index) {
    const auto& relation = data_.relations[index];
    ClassSet set;
    for (const auto& read : relation.relation->reads) {
      if (const auto* facts = data_.find(read))
        add(set, whole_[slot_of(*facts)]);
      else
        add(set, data_.opaque_class());
    }
    // count(*) over a view: how many rows it has is what its predicates, over columns unnamed here, let through.
    for (const auto oid : relation.relation->reads_relations) {
      const auto at = data_.relation_index.find(oid);
      if (at == data_.relation_index.end())
        add(set, data_.opaque_class());
      else if (data_.relations[at->second].follows && !data_.relations[at->second].trusted_view)
        add(set, reads_[at->second]);
    }
    if (calls_unknown_.contains(index)) add(set, data_.opaque_class());
    return add(reads_[index], set);
  }

  void judge_calls(RelationFacts& relation) {
    if (!relation.follows || relation.trusted_view || is_statement_statistics(*data_.snapshot, *relation.relation))
      return;
    const auto& snapshot = *data_.snapshot;
    std::string called;
    for (const auto oid : relation.relation->calls) {
      const auto* function = snapshot.function(oid);
      if (function == nullptr)
        called = "a function that the catalog lacks";
      else if (!data_.policy->trusts(snapshot, function->signature))
        called = function->signature;
    }
    for (const auto oid : relation.relation->calls_builtin) {
      const auto* function = snapshot.function(oid);
      if (function != nullptr && reaches_elsewhere(function->name)) called = function->name;
    }
    if (called.empty()) return;
    calls_unknown_.insert(static_cast<std::size_t>(&relation - data_.relations.data()));
    const std::string name = relation.relation->schema + "." + relation.relation->name;
    if (relation.reason.empty())
      relation.reason = "view " + name + " calls " + called + ", which [trust] does not name";
  }

  [[nodiscard]] std::size_t slot_of(const ColumnFacts& facts) const noexcept {
    return static_cast<std::size_t>(&facts - data_.columns.data());
  }
  [[nodiscard]] std::optional<std::size_t> same_column(sql::Oid relation, const sql::Column& column) const {
    const auto* facts = data_.find(relation);
    const auto* same = facts != nullptr ? facts->relation->column(column.name) : nullptr;
    if (same == nullptr || same->number <= 0) return std::nullopt;
    return facts->first + static_cast<std::uint32_t>(same->number);
  }
  // The relation whose rows a column holds: a composite type, also under domains and in arrays.
  [[nodiscard]] const RelationFacts* row_relation(sql::Oid type_oid) const {
    for (int depth = 0; depth < 16 && type_oid != 0; ++depth) {
      const auto* type = data_.snapshot->type(type_oid);
      if (type == nullptr) return nullptr;
      if (type->relation != 0) return data_.find(type->relation);
      type_oid = type->base != 0 ? type->base : type->element;
    }
    return nullptr;
  }

  // "none" goes down to partitions and children, and on to what is made of public columns alone.
  bool spread_public(const RelationFacts& relation) {
    bool changed = false;
    for (const auto& column : relation.relation->columns) {
      if (column.number <= 0) continue;
      const auto slot = relation.first + static_cast<std::uint32_t>(column.number);
      auto& facts = data_.columns[slot];
      if (facts.public_ || !whole_[slot].empty()) continue;
      facts.public_ = is_public(relation, own_[slot], column);
      changed |= facts.public_;
    }
    return changed;
  }
  bool is_public(const RelationFacts& relation, const OwnRule& own, const sql::Column& column) const {
    if (own.any) return own.none;
    if (relation.system) return true;
    const auto all = [&](const auto& range, auto is) { return !range.empty() && std::ranges::all_of(range, is); };
    const auto column_public = [&](sql::ColumnId id) {
      const auto* facts = data_.find(id);
      return facts != nullptr && facts->public_;
    };
    if (relation.follows) return all(relation.relation->reads, column_public);
    if (!column.generated_from.empty()) {
      return all(column.generated_from, [&](std::int16_t source) {
        return column_public({relation.relation->oid, source});
      });
    }
    return all(relation.relation->parents, [&](sql::Oid parent) {
      const auto at = same_column(parent, column);
      return at && data_.columns[*at].public_;
    });
  }

  void conclude(std::size_t index) {
    auto& relation = data_.relations[index];
    for (std::uint32_t i = 1; i < relation.numbers; ++i) {
      const auto slot = relation.first + i;
      const auto set = whole_[slot];
      data_.columns[slot].classes = intern(set);
      relation.sensitive |= !set.empty();
      const auto& own = own_[slot];
      if (own.any && own.none && own.exact_table && !set.empty() && data_.columns[slot].column != nullptr) {
        data_.find_out(
            Diagnostic::Level::warning, nullptr,
            data_.name_of(*relation.relation, *data_.columns[slot].column) +
                " is \"none\", but a parent, a child or its former name makes it " +
                (set.front() < data_.rules().classes.size() ? data_.rules().classes[set.front()].name : "restricted"));
      }
    }
    if (relation.follows) {
      relation.reads = intern(reads_[index]);
      relation.sensitive |= !relation.trusted_view && !reads_[index].empty();
    }
  }

  std::uint32_t intern(const ClassSet& set) {
    const auto [at, fresh] = interned_.try_emplace(set, static_cast<std::uint32_t>(data_.class_sets.size()));
    if (fresh) data_.class_sets.push_back(set);
    return at->second;
  }

  Data& data_;
  const std::vector<OwnRule>& own_;
  const std::set<sql::Oid>& drifted_;
  std::vector<ClassSet> down_;   ///< by column: own and inherited from parents: what children inherit
  std::vector<ClassSet> whole_;  ///< by column: all
  std::vector<ClassSet> reads_;  ///< by relation: what a view depends on
  std::map<std::size_t, std::vector<std::size_t>> children_;
  std::set<std::size_t> calls_unknown_;
  std::map<ClassSet, std::uint32_t> interned_;
};

}  // namespace

void propagate(Data& data, const std::vector<OwnRule>& own, const std::set<sql::Oid>& drifted) {
  Propagation(data, own, drifted).run();
}

}  // namespace jaali::masking_rules::classifying

// Columns that a role's `sees` hides by name: the same values under other names are hidden with them.
#include <algorithm>

#include "masking_rules/classified_catalog_data.h"

namespace jaali::masking_rules::classifying {
namespace {

using Data = ClassifiedCatalog::Data;

struct Reader {
  std::size_t slot;
  bool parent;  ///< reading it returns the column's own rows
};

class Readers {
 public:
  explicit Readers(const Data& data) : data_(data) {
    for (const auto& relation : data.relations) {
      for (const auto& column : relation.relation->columns) {
        if (column.number > 0) add_column(relation, column);
      }
    }
  }
  [[nodiscard]] const std::vector<Reader>& of(std::size_t slot) const {
    static const std::vector<Reader> none;
    const auto at = readers_.find(slot);
    return at == readers_.end() ? none : at->second;
  }

 private:
  void add_column(const RelationFacts& relation, const sql::Column& column) {
    const auto slot = relation.first + static_cast<std::size_t>(column.number);
    for (const auto parent : relation.relation->parents) {
      const auto* theirs = data_.find(parent);
      const auto* same = theirs != nullptr ? theirs->relation->column(column.name) : nullptr;
      if (same == nullptr || same->number <= 0) continue;
      const auto above = theirs->first + static_cast<std::size_t>(same->number);
      readers_[slot].push_back({above, true});
      readers_[above].push_back({slot, false});
    }
    for (const auto source : column.generated_from) {
      if (source > 0 && static_cast<std::uint32_t>(source) < relation.numbers) {
        readers_[relation.first + static_cast<std::size_t>(source)].push_back({slot, false});
      }
    }
    if (!relation.follows || data_.columns[slot].public_) return;
    for (const auto& read : relation.relation->reads) {
      if (const auto* facts = data_.find(read))
        readers_[static_cast<std::size_t>(facts - data_.columns.data())].push_back({slot, false});
    }
  }

  const Data& data_;
  std::unordered_map<std::size_t, std::vector<Reader>> readers_;
};

}  // namespace

void follow_hidden(Data& data, const std::vector<std::size_t>& named, std::vector<const Treatment*>& slots) {
  std::vector<std::size_t> open;
  std::ranges::copy_if(named, std::back_inserter(open), [&](std::size_t slot) { return !wholly_clear(*slots[slot]); });
  if (open.empty()) return;
  const Readers readers(data);
  std::set<std::pair<std::size_t, std::size_t>> done;
  while (!open.empty()) {
    const auto hidden = open.back();
    open.pop_back();
    for (const auto& reader : readers.of(hidden)) {
      // The rules speak of that very column; but rows read through a parent are the hidden ones.
      if (!reader.parent && std::ranges::binary_search(named, reader.slot)) continue;
      if (!done.emplace(hidden, reader.slot).second) continue;
      slots[reader.slot] = &data.treatments.emplace_back(stricter(*slots[reader.slot], *slots[hidden]));
      open.push_back(reader.slot);
    }
  }
}

Treatment stricter(const Treatment& a, const Treatment& b) {
  // In the order of the enumerations: reveal < mask < refuse, clear < … < refuse, allow < refuse.
  Treatment out = b.kind > a.kind ? b : a;
  if (a.kind == Handling::mask && b.kind == Handling::mask && a.mask != b.mask && !a.unclassified && !b.unclassified) {
    // Two masks, or one under two keys: what either shows may be what the other hides.
    out.mask = *parse_mask("redact");
    out.rule = a.rule + "; " + b.rule;
  } else if (a.kind == b.kind && a.unclassified && !b.unclassified) {
    out = b;
  }
  out.unclassified = a.unclassified && b.unclassified;
  out.predicates = std::max(a.predicates, b.predicates);
  out.insert = std::max(a.insert, b.insert);
  out.update = std::max(a.update, b.update);
  return out;
}

}  // namespace jaali::masking_rules::classifying

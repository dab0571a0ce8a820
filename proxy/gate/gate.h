#pragma once
// The one place that decides (design.md §3): a text of SQL in the state of its session → a judgement, cached under
// everything that it depends on. One gate per worker thread, so that no lock is taken.
#include <array>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

#include "audit/record.h"
#include "masking_rules/decide.h"

namespace jaali::proxy::gate {

using masking_rules::ClassifiedCatalog;
using masking_rules::Verdict;

/// A verdict with what every execution of it needs again. Immutable and shared by sessions of one thread.
struct Judged {
  std::string sql;  ///< the exact text
  std::size_t role = 0;
  std::shared_ptr<const ClassifiedCatalog> catalog;  ///< owns the treatments that the plans point to
  std::string names_key;
  Verdict verdict;
  bool restricted = false;
  bool observe = false;                           ///< nothing is masked or refused, the record says what would have been
  std::vector<audit::StatementFacts> facts;       ///< one per statement: the parts that never change
  [[nodiscard]] bool refused() const noexcept { return !verdict.forward && !observe; }
  /// Names a sensitive relation, in any of its statements.
  [[nodiscard]] bool sensitive() const noexcept;
};

/// What a session's names mean now; the gate's key besides text and role.
struct Situation {
  std::shared_ptr<const ClassifiedCatalog> catalog;
  std::size_t role = 0;
  bool restricted = false;
  std::string user;  ///< the login's name
  masking_rules::NameState names;
  std::string names_key;  ///< names.key(), kept beside it
};

class Gate {
 public:
  explicit Gate(std::size_t max_bytes = 32 * 1024 * 1024) : max_bytes_(max_bytes) {}

  [[nodiscard]] std::shared_ptr<const Judged> judge(std::string_view text, bool extended, const Situation& situation);
  /// A refusal that no text made: FunctionCall, an unknown name.
  [[nodiscard]] static std::shared_ptr<const Judged> refusal(masking_rules::Refusal refusal, const Situation& situation);
  /// For a text that is forwarded without being read: too long, of a caller that nothing is refused to.
  [[nodiscard]] static std::shared_ptr<const Judged> unread(const Situation& situation);
  /// True where the judgement would come out the same now.
  [[nodiscard]] static bool holds(const Judged& judged, const Situation& situation) noexcept;

 private:
  struct KeyView {
    std::size_t hash;  ///< of the rest, taken once
    std::string_view text, names;
    std::uint64_t catalog;
    std::size_t role;
    bool extended;
    bool operator==(const KeyView&) const = default;
  };
  struct Hash { std::size_t operator()(const KeyView& key) const noexcept { return key.hash; } };
  struct Entry {
    KeyView key;  ///< views into `judged`
    std::shared_ptr<const Judged> judged;
    std::size_t bytes;
  };
  /// A catalog whose judgements are kept; each keeps the whole catalog.
  struct Known {
    std::uint64_t version;
    std::string upstream, database;
  };
  /// What any login of that role meets.
  std::shared_ptr<const Judged> judge_text(std::string_view text, bool extended, const Situation& situation);
  static std::size_t hash_of(const KeyView& key) noexcept;
  bool seen_before(std::size_t hash) noexcept;
  void evict();
  void follow(const ClassifiedCatalog& catalog);

  std::size_t max_bytes_, bytes_ = 0;
  std::list<Known> catalogs_;  ///< the last asked for in front
  /// Hashes of texts that were judged once: a text is kept from its second time on. Those that carry a literal and never
  /// come again would else push out the others, and each would pay for the end of an older one that is in no cache any more.
  std::array<std::size_t, 4096> seen_{};
  std::list<Entry> recent_;  ///< the newest in front
  std::unordered_map<KeyView, std::list<Entry>::iterator, Hash> entries_;
};

}  // namespace jaali::proxy::gate

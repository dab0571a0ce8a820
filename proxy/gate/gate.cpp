#include "proxy/gate/gate.h"

#include <algorithm>
#include <utility>

namespace jaali::proxy::gate {
namespace {

constexpr std::size_t max_cached_text = 64 * 1024;
/// Databases times a few versions: catalogs are megabytes, judgements kilobytes.
constexpr std::size_t max_catalogs = 32;

std::string mask_name(const masking_rules::Treatment* treatment) {
  using Kind = masking_rules::Treatment::Kind;
  if (!treatment || treatment->kind == Kind::reveal) return "reveal";
  return treatment->kind == Kind::refuse ? "refuse" : treatment->mask->spelling();
}

void add_column(audit::StatementFacts& facts, const Judged& judged, sql::ColumnId column,
                const masking_rules::Treatment* treatment, bool returned) {
  const auto class_name = judged.catalog->class_of(column);
  if (class_name.empty() && (!treatment || treatment->clear())) return;  // nothing that the log is about
  facts.columns.push_back({judged.catalog->full_name(column), std::string(class_name), mask_name(treatment),
                           treatment ? std::string(to_string(treatment->predicates)) : "clear", returned});
}

audit::StatementFacts facts_of(const Judged& judged, const masking_rules::StatementPlan& plan) {
  audit::StatementFacts facts;
  facts.kind = plan.kind;
  facts.fingerprint = plan.fingerprint;
  facts.text = plan.text;
  facts.relations = plan.relations;
  for (const auto& column : plan.columns) {
    if (column.source) add_column(facts, judged, *column.source, column.treatment, true);
  }
  for (const auto& column : plan.used) {
    add_column(facts, judged, column, &judged.catalog->treatment(judged.role, column), false);
  }
  const bool refused = judged.verdict.refusal.has_value();
  facts.verdict = judged.refused() ? "refuse" : "forward";
  facts.reason = refused ? judged.verdict.refusal->reason : judged.verdict.reason;
  if (judged.observe) facts.would_have = refused ? "refuse: " + judged.verdict.refusal->message : "forward";
  facts.policy_version = judged.catalog->policy().version();
  facts.catalog_version = judged.catalog->snapshot().version;
  return facts;
}

/// Who may log in as somebody else has that role.
std::shared_ptr<const Judged> another_password(const Judged& allowed) {
  auto judged = std::make_shared<Judged>(allowed);
  judged->verdict.forward = false;
  auto& refusal = judged->verdict.refusal.emplace();
  refusal.message = "ALTER ROLE of another role's password is not open to a restricted caller";
  refusal.hint = "Your own is, by your login's name.";
  refusal.reason = "another role's password";
  judged->facts.clear();
  for (const auto& plan : judged->verdict.statements) judged->facts.push_back(facts_of(*judged, plan));
  return judged;
}

}  // namespace

bool Judged::sensitive() const noexcept {
  return std::any_of(verdict.statements.begin(), verdict.statements.end(), [](const auto& plan) { return plan.sensitive; });
}

std::shared_ptr<const Judged> Gate::judge(std::string_view text, bool extended, const Situation& situation) {
  auto judged = judge_text(text, extended, situation);
  const auto of_another = [&](const auto& plan) { return !plan.password_of.empty() && plan.password_of != situation.user; };
  if (!judged->restricted || judged->verdict.refusal || std::ranges::none_of(judged->verdict.statements, of_another)) return judged;
  return another_password(*judged);
}

std::shared_ptr<const Judged> Gate::judge_text(std::string_view text, bool extended, const Situation& situation) {
  KeyView key{0, text, situation.names_key, situation.catalog->version(), situation.role, extended};
  key.hash = hash_of(key);
  if (const auto found = entries_.find(key); found != entries_.end()) {
    recent_.splice(recent_.begin(), recent_, found->second);
    return found->second->judged;
  }
  auto judged = std::make_shared<Judged>();
  judged->sql = text;
  judged->role = situation.role;
  judged->catalog = situation.catalog;
  judged->names_key = situation.names_key;
  judged->restricted = situation.restricted;
  judged->observe = situation.catalog->policy().mode() == masking_rules::Mode::observe;
  judged->verdict = masking_rules::decide(text, extended, situation.role, *situation.catalog, situation.names);
  for (const auto& plan : judged->verdict.statements) judged->facts.push_back(facts_of(*judged, plan));
  if (judged->facts.empty()) {
    masking_rules::StatementPlan unparsed;
    judged->facts.push_back(facts_of(*judged, unparsed));
  }
  follow(*situation.catalog);
  if (text.size() > max_cached_text || !seen_before(key.hash)) return judged;

  std::size_t bytes = 512 + 2 * text.size() + judged->names_key.size();
  for (const auto& plan : judged->verdict.statements) bytes += 512 + 256 * (plan.columns.size() + plan.used.size()) + 128 * plan.relations.size() + 2 * plan.text.size();
  recent_.push_front({{key.hash, judged->sql, judged->names_key, key.catalog, key.role, extended}, judged, bytes});
  entries_.emplace(recent_.front().key, recent_.begin());
  bytes_ += bytes;
  evict();
  return judged;
}

/// Judgements by an older catalog of the same database are not asked for again, and would keep it in memory.
void Gate::follow(const ClassifiedCatalog& catalog) {
  const auto version = catalog.version();
  const auto known = std::find_if(catalogs_.begin(), catalogs_.end(), [&](const Known& one) { return one.version == version; });
  if (known != catalogs_.end()) return catalogs_.splice(catalogs_.begin(), catalogs_, known);
  const auto& snapshot = catalog.snapshot();
  catalogs_.push_front({version, snapshot.upstream, snapshot.database});
  std::list<Known> leaving;
  for (auto at = std::next(catalogs_.begin()); at != catalogs_.end();) {
    const bool older = at->version < version && at->upstream == snapshot.upstream && at->database == snapshot.database;
    const auto next = std::next(at);
    if (older) leaving.splice(leaving.end(), catalogs_, at);
    at = next;
  }
  if (catalogs_.size() > max_catalogs) leaving.splice(leaving.end(), catalogs_, std::prev(catalogs_.end()));
  if (leaving.empty()) return;
  for (auto at = recent_.begin(); at != recent_.end();) {
    const bool left = std::any_of(leaving.begin(), leaving.end(), [&](const Known& one) { return one.version == at->key.catalog; });
    if (!left) {
      ++at;
      continue;
    }
    bytes_ -= at->bytes;
    entries_.erase(at->key);
    at = recent_.erase(at);
  }
}

bool Gate::seen_before(std::size_t hash) noexcept {
  return std::exchange(seen_[hash % seen_.size()], hash) == hash;
}

void Gate::evict() {
  while (bytes_ > max_bytes_ && recent_.size() > 1) {
    bytes_ -= recent_.back().bytes;
    entries_.erase(recent_.back().key);
    recent_.pop_back();
  }
}

std::shared_ptr<const Judged> Gate::refusal(masking_rules::Refusal refusal, const Situation& situation) {
  auto judged = std::make_shared<Judged>();
  judged->role = situation.role;
  judged->catalog = situation.catalog;
  judged->restricted = true;
  judged->verdict.refusal = std::move(refusal);
  judged->facts.push_back(facts_of(*judged, {}));
  return judged;
}

std::shared_ptr<const Judged> Gate::unread(const Situation& situation) {
  auto judged = std::make_shared<Judged>();
  judged->role = situation.role;
  judged->catalog = situation.catalog;
  judged->restricted = situation.restricted;
  judged->observe = situation.catalog->policy().mode() == masking_rules::Mode::observe;
  judged->verdict.forward = true;
  judged->verdict.reason = "not read";
  judged->facts.push_back(facts_of(*judged, {}));
  return judged;
}

bool Gate::holds(const Judged& judged, const Situation& situation) noexcept {
  return judged.catalog->version() == situation.catalog->version() && judged.role == situation.role &&
         judged.names_key == situation.names_key;
}

std::size_t Gate::hash_of(const KeyView& key) noexcept {
  const std::hash<std::string_view> hash;
  auto mixed = hash(key.text) ^ (hash(key.names) * 31);
  mixed ^= key.catalog * 0x9e3779b97f4a7c15ULL + key.role * 1315423911U + (key.extended ? 0x51ed27U : 0U);
  return mixed;
}

}  // namespace jaali::proxy::gate

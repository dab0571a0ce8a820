#include "masking_rules/classified_catalog.h"

#include <algorithm>
#include <atomic>

#include "masking_rules/classified_catalog_data.h"
#include "masking_rules/policy_catalog_names.h"
#include "masking_rules/policy_toml.h"

namespace jaali::masking_rules {
namespace {

std::uint64_t next_version() noexcept {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

// Columns by attnum, so that a lookup is an index; numbers of dropped columns keep an empty place.
void lay_out(ClassifiedCatalog::Data& data) {
  const auto& snapshot = *data.snapshot;
  data.relations.reserve(snapshot.relations.size());
  for (const auto& relation : snapshot.relations) {
    RelationFacts facts;
    facts.relation = &relation;
    facts.first = static_cast<std::uint32_t>(data.columns.size());
    std::int16_t most = 0;
    for (const auto& column : relation.columns) most = std::max(most, column.number);
    facts.numbers = static_cast<std::uint32_t>(most) + 1;
    facts.system = sql::is_system_schema(relation.schema, snapshot.dialect) && relation.oid < sql::first_normal_oid;
    facts.follows = !facts.system &&
                    (relation.kind == sql::RelationKind::view || relation.kind == sql::RelationKind::materialized_view);
    facts.trusted_view = facts.follows && data.policy->trusts(snapshot, relation.schema + "." + relation.name);
    data.columns.resize(data.columns.size() + facts.numbers);
    for (const auto& column : relation.columns) {
      if (column.number > 0) data.columns[facts.first + static_cast<std::uint32_t>(column.number)].column = &column;
    }
    data.relation_index.emplace(relation.oid, static_cast<std::uint32_t>(data.relations.size()));
    data.relations.push_back(std::move(facts));
  }
}

void take_drift(ClassifiedCatalog::Data& data, const std::vector<Drift>& drift, std::set<sql::Oid>& drifted) {
  for (const auto& one : drift) {
    drifted.insert(one.relation);
    const auto at = data.relation_index.find(one.relation);
    if (at != data.relation_index.end()) data.relations[at->second].reason = one.message;
    data.find_out(Diagnostic::Level::error, nullptr, one.message,
                  "the whole table is restricted until the rules are fixed");
  }
}

}  // namespace

std::shared_ptr<const ClassifiedCatalog> ClassifiedCatalog::make(std::shared_ptr<const Policy> policy,
                                                                 std::shared_ptr<const sql::Snapshot> snapshot,
                                                                 UnclassifiedRule unclassified,
                                                                 std::vector<Binding> bindings,
                                                                 std::vector<Drift> drift) {
  auto data = std::make_unique<Data>();
  data->policy = std::move(policy);
  data->snapshot = std::move(snapshot);
  data->mask_unclassified = unclassified.mask;
  data->version = next_version();
  data->unknown = {Handling::refuse,
                   nullptr,
                   Predicates::refuse,
                   Write::refuse,
                   Write::refuse,
                   false,
                   "the catalog has no such column"};
  data->system_column.rule = "system column";
  lay_out(*data);
  std::set<sql::Oid> drifted;
  take_drift(*data, drift, drifted);
  const auto own = classifying::apply_rules(*data, bindings, drifted);
  classifying::propagate(*data, own, drifted);
  classifying::treat(*data);
  classifying::look_for_faults(*data);
  return std::make_shared<const ClassifiedCatalog>(std::move(data));
}

ClassifiedCatalog::ClassifiedCatalog(std::unique_ptr<Data> data) : data_(std::move(data)) {}
ClassifiedCatalog::~ClassifiedCatalog() = default;

const Policy& ClassifiedCatalog::policy() const noexcept { return *data_->policy; }
const sql::Snapshot& ClassifiedCatalog::snapshot() const noexcept { return *data_->snapshot; }
std::uint64_t ClassifiedCatalog::version() const noexcept { return data_->version; }
std::span<const Diagnostic> ClassifiedCatalog::findings() const noexcept { return data_->findings; }

ClassifiedCatalog::RoleFound ClassifiedCatalog::role_for(CallerIdentity& caller) const {
  if (const auto* member = snapshot().member(caller.user)) caller.groups = member->groups;
  if (snapshot().dialect == sql::Dialect::postgres) return {policy().role_for(caller), {}};
  if (!snapshot().proves_name(caller.user)) {
    if (snapshot().anonymous_hosts.empty()) return {policy().no_role(), "the server knows no account of this name"};
    return {policy().no_role(), "the server's account ''@'" + snapshot().anonymous_hosts.front() + "' may have let this name in"};
  }
  const bool by_database = std::ranges::any_of(data_->rules().roles, [](const Role& role) { return role.databases.has_value(); });
  if (!by_database) return {policy().role_for(caller), {}};
  std::optional<std::size_t> in_all;
  CallerIdentity elsewhere = caller;
  for (const auto& database : snapshot().schemas) {
    if (sql::is_system_schema(database, snapshot().dialect)) continue;
    elsewhere.database = database;
    const auto role = policy().role_for(elsewhere);
    if (in_all.value_or(role) != role) {
      return {policy().no_role(), "by the rules this caller's role goes by the database, and a session reaches any"};
    }
    in_all = role;
  }
  return {in_all ? *in_all : policy().role_for(caller), {}};
}

std::string_view ClassifiedCatalog::class_of(sql::ColumnId column) const noexcept {
  const auto* facts = column.column > 0 ? data_->find(column) : nullptr;
  if (facts == nullptr || facts->classes == 0) return {};
  const auto class_index = data_->class_sets[facts->classes].front();
  if (class_index == data_->drift_class()) return "drift";
  if (class_index == data_->opaque_class()) return "opaque";
  return data_->rules().classes[class_index].name;
}

bool ClassifiedCatalog::sensitive(sql::Oid relation) const noexcept {
  const auto* facts = data_->find(relation);
  return facts == nullptr || facts->sensitive;
}

const Treatment& ClassifiedCatalog::treatment(std::size_t role, sql::ColumnId column) const noexcept {
  const auto* relation = data_->find(column.relation);
  if (relation == nullptr || role >= data_->by_role.size()) return data_->unknown;
  if (column.column < 0) return data_->system_column;
  if (static_cast<std::uint32_t>(column.column) >= relation->numbers) return data_->unknown;
  return *data_->by_role[role][relation->first + static_cast<std::uint32_t>(column.column)];
}

bool ClassifiedCatalog::restricted(std::size_t role) const noexcept {
  return role >= data_->restricted.size() || data_->restricted[role] != 0;
}

bool ClassifiedCatalog::sensitive_to(std::size_t role, sql::Oid relation) const noexcept {
  const auto at = data_->relation_index.find(relation);
  return at == data_->relation_index.end() || role >= data_->sensitive_to.size() ||
         data_->sensitive_to[role][at->second] != 0;
}

std::string_view ClassifiedCatalog::reason(sql::Oid relation) const noexcept {
  const auto* facts = data_->find(relation);
  return facts == nullptr ? std::string_view() : facts->reason;
}

std::string ClassifiedCatalog::full_name(sql::ColumnId column) const {
  const auto* relation = data_->find(column.relation);
  if (relation == nullptr) return "relation " + std::to_string(column.relation);
  const auto* facts = data_->find(column);
  if (facts != nullptr && facts->column != nullptr) return data_->name_of(*relation->relation, *facts->column);
  return data_->name_of(*relation->relation) + "." + std::to_string(column.column);
}

const RelationFacts* ClassifiedCatalog::Data::find(sql::Oid relation) const noexcept {
  const auto at = relation_index.find(relation);
  return at == relation_index.end() ? nullptr : &relations[at->second];
}

const ColumnFacts* ClassifiedCatalog::Data::find(sql::ColumnId column) const noexcept {
  const auto* relation = find(column.relation);
  if (relation == nullptr || column.column < 0 || static_cast<std::uint32_t>(column.column) >= relation->numbers)
    return nullptr;
  return &columns[relation->first + static_cast<std::uint32_t>(column.column)];
}

int ClassifiedCatalog::Data::rank(std::uint16_t class_index) const noexcept {
  const auto& classes = rules().classes;
  // What nobody can follow comes before every class.
  if (class_index >= classes.size()) return -static_cast<int>(class_index);
  const int sensitivity =
      static_cast<int>(Sensitivity::restricted) - static_cast<int>(classes[class_index].sensitivity);
  return sensitivity * (std::numeric_limits<std::uint16_t>::max() + 1) + class_index;
}

std::string ClassifiedCatalog::Data::name_of(const sql::Relation& relation) const {
  return masking_rules::full_name(*snapshot, relation.schema, relation.name);
}

std::string ClassifiedCatalog::Data::name_of(const sql::Relation& relation, const sql::Column& column) const {
  return masking_rules::full_name(*snapshot, relation.schema, relation.name, column.name);
}

void ClassifiedCatalog::Data::find_out(Diagnostic::Level level, const Diagnostic* where, std::string message,
                                       std::string hint) {
  Diagnostic finding = where != nullptr ? *where : Diagnostic{};
  finding.level = level;
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  findings.push_back(std::move(finding));
}

}  // namespace jaali::masking_rules

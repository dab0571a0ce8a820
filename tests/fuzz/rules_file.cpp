// The rules loader over any bytes: it ends, reports, and never makes a policy out of what it complained about. What
// loads is asked for roles and applied to a small catalog, as a session would.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "masking_rules/classified_catalog.h"
#include "masking_rules/policy_toml.h"

namespace {

using namespace jaali;

const std::filesystem::path& rules_file() {
  static const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("jaali-fuzz-rules-" + std::to_string(::getpid()) + ".toml");
  static const bool cleans_up = std::atexit([] { std::filesystem::remove(rules_file()); }) == 0;
  if (!cleans_up) std::abort();
  return path;
}

std::shared_ptr<const sql::Snapshot> small_catalog() {
  auto snapshot = std::make_shared<sql::Snapshot>();
  snapshot->upstream = snapshot->database = "crm";
  for (const auto* name : {"citizens", "kid", "v"}) {
    sql::Relation relation;
    relation.oid = static_cast<sql::Oid>(20'000 + snapshot->relations.size());
    relation.schema = "public";
    relation.name = name;
    for (const auto* column : {"id", "cnic", "email", "phone"}) {
      sql::Column one;
      one.name = column;
      one.number = static_cast<std::int16_t>(relation.columns.size() + 1);
      one.type = one.base_type = 25;
      relation.columns.push_back(one);
    }
    snapshot->relations.push_back(relation);
  }
  snapshot->relations[1].parents = {20'000};
  snapshot->relations[2].kind = sql::RelationKind::view;
  snapshot->relations[2].reads = {{20'000, 2}, {20'001, 3}};
  snapshot->index();
  return snapshot;
}

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto snapshot = small_catalog();
  std::ofstream(rules_file(), std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  const auto loaded = masking_rules::load_policy({rules_file()}, {{"crm"}, {"shop", true}});
  require((loaded.policy == nullptr) == masking_rules::has_errors(loaded.diagnostics));
  if (!loaded.policy) return 0;
  const auto& policy = *loaded.policy;
  masking_rules::CallerIdentity caller{"ali", "crm", "psql", "10.1.2.3", {"support"}, {"CN=ali"}};
  require(policy.role_for(caller) < policy.role_count());
  (void)policy.trusts(*snapshot, "public.age(date)");
  const auto catalog = masking_rules::ClassifiedCatalog::make(loaded.policy, snapshot, {true});
  for (std::size_t role = 0; role < policy.role_count(); ++role) {
    for (const auto& relation : snapshot->relations) {
      for (std::int16_t number = -1; number < 6; ++number) {
        const auto& treatment = catalog->treatment(role, {relation.oid, number});
        require(treatment.kind != masking_rules::Handling::mask || treatment.mask != nullptr);
        // A caller who is not restricted meets nothing masked or refused in a column that exists.
        require(catalog->restricted(role) || number < 1 || number > 4 || treatment.clear());
      }
      require(catalog->restricted(role) || !catalog->sensitive_to(role, relation.oid));
    }
  }
  return 0;
}

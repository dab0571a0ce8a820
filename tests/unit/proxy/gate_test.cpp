#include "proxy/gate/gate.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace jaali::proxy::gate {
namespace {

class GateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "jaali-gate-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    std::ofstream(folder_ / "rules.toml") << "mode = \"enforce\"\ndefault_role = \"restricted\"\n";
    auto loaded = masking_rules::load_policy({folder_ / "rules.toml"}, {});
    ASSERT_TRUE(loaded.policy);
    policy_ = loaded.policy;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::shared_ptr<const ClassifiedCatalog> catalog(std::string database) const {
    auto snapshot = std::make_shared<sql::Snapshot>();
    snapshot->upstream = "crm";
    snapshot->database = std::move(database);
    snapshot->server_version = 150'000;
    snapshot->index();
    return ClassifiedCatalog::make(policy_, snapshot, {true});
  }
  static Situation in(std::shared_ptr<const ClassifiedCatalog> catalog) {
    Situation situation;
    situation.catalog = std::move(catalog);
    situation.restricted = true;
    situation.names_key = situation.names.key();
    return situation;
  }
  /// As it is kept, which it is from its second time on.
  std::shared_ptr<const Judged> judge_twice(std::string_view text, const Situation& now) {
    (void)gate_.judge(text, false, now);
    return gate_.judge(text, false, now);
  }

  std::filesystem::path folder_;
  std::shared_ptr<const masking_rules::Policy> policy_;
  Gate gate_;
};

TEST_F(GateTest, AJudgementIsKeptFromTheSecondTimeOn) {
  const auto now = in(catalog("crm"));
  const auto first = gate_.judge("SELECT 1", false, now);
  const auto kept = judge_twice("SELECT 1", now);
  EXPECT_NE(kept, first);
  EXPECT_EQ(gate_.judge("SELECT 1", false, now), kept);
  EXPECT_NE(gate_.judge("SELECT 1", true, now), kept);
}

TEST_F(GateTest, APasswordIsItsOwnersToChange) {
  auto ann = in(catalog("crm")), eve = ann;
  ann.user = "ann", eve.user = "eve";
  for (const auto* text : {"ALTER ROLE ann PASSWORD 'x'", "SELECT 1; ALTER USER \"ann\" PASSWORD NULL"}) {
    for (int twice = 0; twice < 2; ++twice) {
      EXPECT_FALSE(gate_.judge(text, false, ann)->refused()) << text;
      const auto refused = gate_.judge(text, false, eve);
      ASSERT_TRUE(refused->refused()) << text;
      EXPECT_EQ(refused->verdict.refusal->reason, "another role's password");
      EXPECT_EQ(refused->facts.back().verdict, "refuse");
    }
  }
  eve.restricted = false;
  Gate other;
  EXPECT_FALSE(other.judge("ALTER ROLE ann PASSWORD 'x'", false, eve)->refused());
}

TEST_F(GateTest, TextsThatDoNotComeAgainPushOutNothing) {
  Gate small(64 * 1024);
  const auto now = in(catalog("crm"));
  (void)small.judge("SELECT 'kept'", false, now);
  const auto kept = small.judge("SELECT 'kept'", false, now);
  for (int i = 0; i < 2'000; ++i) (void)small.judge("SELECT " + std::to_string(i), false, now);
  EXPECT_EQ(small.judge("SELECT 'kept'", false, now), kept);
  for (int i = 0; i < 2'000; ++i) {
    for (int twice = 0; twice < 2; ++twice) (void)small.judge("SELECT " + std::to_string(i), false, now);
  }
  EXPECT_NE(small.judge("SELECT 'kept'", false, now), kept) << "the bound holds for those that do";
}

TEST_F(GateTest, AnOlderCatalogOfTheSameDatabaseIsLetGo) {
  std::weak_ptr<const ClassifiedCatalog> older;
  {
    const auto before = in(catalog("crm"));
    older = before.catalog;
    for (int i = 0; i < 100; ++i) (void)judge_twice("SELECT " + std::to_string(i), before);
  }
  const auto other = in(catalog("another"));
  const auto kept = judge_twice("SELECT 1", other);
  EXPECT_FALSE(older.expired()) << "the catalog of another database says nothing of this one";
  const auto now = in(catalog("crm"));
  (void)gate_.judge("SELECT 1", false, now);
  EXPECT_TRUE(older.expired());
  EXPECT_EQ(gate_.judge("SELECT 1", false, other), kept);
}

TEST_F(GateTest, OnlySoManyCatalogsAreKept) {
  std::vector<std::weak_ptr<const ClassifiedCatalog>> made;
  for (int i = 0; i < 100; ++i) {
    const auto now = in(catalog("database" + std::to_string(i)));
    made.push_back(now.catalog);
    (void)judge_twice("SELECT 1", now);
  }
  EXPECT_EQ(std::count_if(made.begin(), made.end(), [](const auto& one) { return !one.expired(); }), 32);
}

}  // namespace
}  // namespace jaali::proxy::gate

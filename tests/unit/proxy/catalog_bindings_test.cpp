// What is remembered of classified columns: its file, and what becomes of it in one snapshot after the other.
#include <fstream>

#include "proxy/catalog/binding_resolver.h"
#include "tests/unit/proxy/catalog_world.h"

namespace jaali::tests {
namespace {

using proxy::catalog::BindingState;
using proxy::catalog::resolve_bindings;

constexpr sql::Oid text_type = 25, integer_type = 23;

sql::Relation table(sql::Oid oid, const std::string& name,
                    const std::vector<std::pair<std::string, sql::Oid>>& columns) {
  sql::Relation made;
  made.oid = oid;
  made.schema = "public";
  made.name = name;
  for (const auto& [column_name, type] : columns) {
    sql::Column column;
    column.name = column_name;
    column.number = static_cast<std::int16_t>(made.columns.size() + 1);
    column.type = column.base_type = type;
    made.columns.push_back(std::move(column));
  }
  return made;
}

std::shared_ptr<sql::Snapshot> snapshot(std::vector<sql::Relation> relations, sql::Oid database = 20'000) {
  auto made = std::make_shared<sql::Snapshot>();
  made->upstream = "crm";
  made->database = "crm";
  made->database_oid = database;
  made->relations = std::move(relations);
  for (const auto& [oid, name] : {std::pair{text_type, "text"}, {integer_type, "int4"}}) {
    sql::Type type;
    type.oid = oid;
    type.schema = "pg_catalog";
    type.name = name;
    made->types.push_back(std::move(type));
  }
  made->index();
  return made;
}

std::shared_ptr<const masking_rules::Policy> rules(const std::string& columns) {
  return policy(
      "[classes.national_id]\nsensitivity = \"restricted\"\nmask = \"redact\"\n"
      "[classes.mail]\nsensitivity = \"internal\"\nmask = \"redact\"\n" +
      columns);
}

const auto citizens_rule = "[columns.\"crm/crm.public.citizens\"]\ncnic = \"national_id\"\n";

/// "table.number=class", as they are bound.
std::vector<std::string> bound(const proxy::catalog::Resolved& resolved) {
  std::vector<std::string> all;
  for (const auto& binding : resolved.bindings)
    all.push_back(std::to_string(binding.column.relation) + "." + std::to_string(binding.column.column) + "=" +
                  binding.class_);
  return all;
}

using Strings = std::vector<std::string>;

TEST(CatalogBindings, SayTheNameThatTheRuleClassified) {
  const auto exact = rules(citizens_rule);
  const auto first =
      resolve_bindings({}, *snapshot({table(100, "citizens", {{"id", integer_type}, {"cnic", text_type}})}), *exact);
  EXPECT_EQ(bound(first), Strings{"100.2=national_id"});
  const auto second = resolve_bindings(
      first.state, *snapshot({table(100, "citizens", {{"id", integer_type}, {"n", text_type}})}), *exact);
  ASSERT_EQ(bound(second), Strings{"100.2=national_id"});
  EXPECT_EQ(second.bindings[0].name_then, "crm/crm.public.citizens.cnic");
  EXPECT_TRUE(second.drift.empty());
  ASSERT_EQ(second.alarms.size(), 1U);
}

TEST(CatalogBindings, AnOidUsedAgainForAnotherShapeIsDropped) {
  const auto exact = rules(citizens_rule);
  const auto first =
      resolve_bindings({}, *snapshot({table(100, "citizens", {{"id", integer_type}, {"cnic", text_type}})}), *exact);
  const auto other = resolve_bindings(
      first.state, *snapshot({table(100, "stock", {{"a", text_type}, {"b", integer_type}, {"c", integer_type}})}),
      *exact);
  EXPECT_TRUE(other.bindings.empty());
}

TEST(CatalogBindings, AnotherDatabaseOfTheSameNameIsMatchedByName) {
  const auto exact = rules(citizens_rule);
  auto first =
      resolve_bindings({}, *snapshot({table(100, "citizens", {{"id", integer_type}, {"cnic", text_type}})}), *exact);
  first = resolve_bindings(first.state, *snapshot({table(100, "citizens", {{"id", integer_type}, {"n", text_type}})}),
                           *exact);
  // The OID belongs to a table of the very same shape; the name decides.
  const auto restored = resolve_bindings(first.state,
                                         *snapshot({table(100, "stock", {{"id", integer_type}, {"n", text_type}}),
                                                    table(200, "citizens", {{"n", text_type}, {"id", integer_type}})},
                                                   30'000),
                                         *exact);
  EXPECT_EQ(bound(restored), Strings{"200.1=national_id"});
}

TEST(CatalogBindings, ARebuiltTableWithoutTheRenamedColumnIsRestricted) {
  const auto glob = rules("[columns.\"crm/*.*.*\"]\n\"*cnic\" = \"national_id\"\n");
  auto state =
      resolve_bindings({}, *snapshot({table(100, "citizens", {{"id", integer_type}, {"cnic", text_type}})}), *glob)
          .state;
  state = resolve_bindings(state, *snapshot({table(100, "citizens", {{"id", integer_type}, {"n", text_type}})}), *glob)
              .state;
  const auto rebuilt = snapshot({table(200, "citizens", {{"id", integer_type}, {"x", text_type}})});
  for (int round = 0; round < 2; ++round) {
    const auto resolved = resolve_bindings(state, *rebuilt, *glob);
    ASSERT_EQ(resolved.drift.size(), 1U) << "in round " << round;
    EXPECT_EQ(resolved.drift[0].relation, 200U);
    state = resolved.state;
  }
  // It comes back under either name, or the rules stop naming it.
  EXPECT_EQ(bound(resolve_bindings(state, *snapshot({table(200, "citizens", {{"n", text_type}})}), *glob)),
            Strings{"200.1=national_id"});
  EXPECT_TRUE(resolve_bindings(state, *rebuilt, *rules("")).drift.empty());
}

TEST(CatalogBindings, RulesThatChangeDecide) {
  const auto exact = rules(citizens_rule);
  auto state = resolve_bindings({}, *snapshot({table(100, "citizens", {{"cnic", text_type}})}), *exact).state;
  const auto renamed = snapshot({table(100, "citizens", {{"n", text_type}})});
  EXPECT_EQ(
      bound(resolve_bindings(state, *renamed, *rules("[columns.\"crm/crm.public.citizens\"]\ncnic = \"mail\"\n"))),
      Strings{"100.1=mail"});
  EXPECT_EQ(
      bound(resolve_bindings(state, *renamed, *rules("[columns.\"crm/crm.public.citizens\"]\ncnic = \"none\"\n"))),
      Strings{});
  EXPECT_EQ(bound(resolve_bindings(state, *renamed, *rules(""))), Strings{});
  EXPECT_EQ(bound(resolve_bindings(
                state, *renamed,
                *rules("[columns.\"crm/crm.public.citizens\"]\n\"*\" = \"none\"\ncnic = \"national_id\"\n"))),
            Strings{"100.1=national_id"})
      << "a glob over the new name was there before the rename";
}

TEST(CatalogBindings, TwoNamesSwappedAreBothClassified) {
  const auto exact = rules(citizens_rule);
  const auto state =
      resolve_bindings({}, *snapshot({table(100, "citizens", {{"city", text_type}, {"cnic", text_type}})}), *exact)
          .state;
  EXPECT_EQ(bound(resolve_bindings(
                state, *snapshot({table(100, "citizens", {{"cnic", text_type}, {"city", text_type}})}), *exact)),
            (Strings{"100.1=national_id", "100.2=national_id"}));
}

TEST(CatalogBindings, DriftOnlyForExactNamesWithAClass) {
  const auto world = snapshot({table(100, "citizens", {{"id", integer_type}})});
  EXPECT_EQ(resolve_bindings({}, *world, *rules(citizens_rule)).drift.size(), 1U);
  EXPECT_TRUE(resolve_bindings(
                  {}, *world, *rules("[columns.\"crm/crm.public.citizens\"]\ncnic = \"none\"\n\"*_cnic\" = \"mail\"\n"))
                  .drift.empty());
  const auto absent = resolve_bindings({}, *world, *rules("[columns.\"crm/crm.public.nowhere\"]\ncnic = \"mail\"\n"));
  EXPECT_TRUE(absent.drift.empty());
  EXPECT_EQ(absent.alarms.size(), 1U);
  EXPECT_TRUE(resolve_bindings({}, *world, *rules("[columns.\"other/crm.public.citizens\"]\ncnic = \"mail\"\n"))
                  .alarms.empty());
}

TEST(CatalogBindings, SurviveTheirFile) {
  BindingState state;
  state.database_oid = 4'000'000'000U;
  state.tables = {{17'000,
                   "odd \"schema\"",
                   "täble\n",
                   {{1, "a", "pg_catalog.text"}, {7, "b", "public.x"}},
                   {{7, "b", "mail", {"s", "t", "c"}}, {0, "lost", "mail", {"s", "t", "c2"}}}},
                  {0, "gone", "t", {}, {}}};
  const TemporaryFolder folder;
  const auto file = proxy::catalog::binding_file(folder.path(), "crm", "../../etc/passwd");
  EXPECT_TRUE(file.string().starts_with((folder.path() / "bindings" / "crm").string() + "/"));
  EXPECT_EQ(file.lexically_normal(), file);
  ASSERT_TRUE(proxy::catalog::write_bindings(file, state));
  const auto read = proxy::catalog::read_bindings(file);
  ASSERT_TRUE(read) << read.error();
  EXPECT_TRUE(*read == state);
  EXPECT_EQ(std::filesystem::status(file).permissions() & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_FALSE(std::filesystem::exists(file.string() + ".new"));
  const auto none = proxy::catalog::read_bindings(folder.path() / "none.json");
  ASSERT_TRUE(none) << none.error();
  EXPECT_TRUE(*none == BindingState{});
}

TEST(CatalogBindings, ADamagedFileIsAnErrorWhereverItIsCut) {
  BindingState state;
  state.database_oid = 5;
  state.tables = {{7, "s", "t", {{1, "a", "pg_catalog.text"}}, {{1, "a", "mail", {"s", "t", "a"}}}}};
  const auto whole = proxy::catalog::to_json(state);
  const auto read = proxy::catalog::from_json(whole);
  ASSERT_TRUE(read && *read == state);
  for (std::size_t length = 0; length + 2 < whole.size(); ++length)
    EXPECT_FALSE(proxy::catalog::from_json(whole.substr(0, length))) << length;
  for (const char* wrong :
       {"[]", "{}", "null", R"({"format":2,"database_oid":5,"tables":[]})",
        R"({"format":1,"database_oid":-5,"tables":[]})", R"({"format":1,"database_oid":5000000000,"tables":[]})",
        R"({"format":1,"database_oid":5,"tables":[{}]})", R"({"format":1,"database_oid":5,"tables":{}})",
        R"({"format":1,"database_oid":5,"tables":[{"oid":1,"schema":"s","name":"t","shape":[[1,"a"]],"columns":[]}]})"})
    EXPECT_FALSE(proxy::catalog::from_json(wrong)) << wrong;
}

}  // namespace
}  // namespace jaali::tests

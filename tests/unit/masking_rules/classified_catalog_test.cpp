// Rules applied to a catalog: which class a column has (rules and globs, inheritance, views, bindings, drift).
#include "masking_rules/classified_catalog.h"

#include "tests/unit/masking_rules/classified_catalog_fixture.h"

namespace jaali::masking_rules {
namespace {

using sql::RelationKind;
using testing::a_dpo;
using testing::CitizensTest;
using testing::ColumnId;
using testing::findings_of;
using ::testing::HasSubstr;
using testing::Oid;
using testing::what;

class Classes : public CitizensTest {};

TEST_F(Classes, ByExactName) {
  const auto catalog = db.with(rules);
  EXPECT_EQ(catalog->class_of(cnic), "national_id");
  EXPECT_EQ(catalog->class_of(email), "email");
  EXPECT_EQ(catalog->class_of(full_name), "");
  EXPECT_EQ(catalog->class_of(phone), "");
  EXPECT_EQ(catalog->full_name(cnic), "crm/crm.public.citizens.cnic");
  EXPECT_TRUE(catalog->sensitive(citizens));
  EXPECT_EQ(findings_of(*catalog), "");
}

// Exact table before glob, exact column before glob: each rule alone and with each other.
TEST_F(Classes, PrecedenceOfEveryPairOfRules) {
  const std::string exact_table = "[columns.\"crm/crm.public.citizens\"]\n", glob_table = "[columns.\"crm/*.*.*\"]\n";
  const std::string exact_column = "cnic = ", glob_column = "\"c*\" = ";
  const std::array<std::pair<const std::string*, const std::string*>, 4> levels{{{&glob_table, &glob_column},
                                                                                 {&glob_table, &exact_column},
                                                                                 {&exact_table, &glob_column},
                                                                                 {&exact_table, &exact_column}}};
  for (std::size_t low = 0; low < 4; ++low) {
    for (std::size_t high = low + 1; high < 4; ++high) {
      // The more exact rule has the lower sensitivity, so only its exactness can make it win.
      std::string text;
      if (levels[low].first == levels[high].first) {
        text = *levels[low].first + *levels[low].second + "\"pay\"\n" + *levels[high].second + "\"email\"\n";
      } else {
        text = *levels[low].first + *levels[low].second + "\"pay\"\n" + *levels[high].first + *levels[high].second +
               "\"email\"\n";
      }
      EXPECT_EQ(db.with(text)->class_of(cnic), "email") << text;
    }
  }
}

TEST_F(Classes, OfTwoGlobsTheHigherSensitivity) {
  for (const std::string_view order :
       {"\"cn*\" = \"email\"\n\"*ic\" = \"pay\"\n", "\"*ic\" = \"pay\"\n\"cn*\" = \"email\"\n",
        "\"cn*\" = \"none\"\n\"*ic\" = \"pay\"\n"}) {
    const auto catalog = db.with("[columns.\"crm/crm.public.citizens\"]\n" + std::string(order));
    EXPECT_EQ(catalog->class_of(cnic), "pay") << order;
    EXPECT_THAT(findings_of(*catalog), HasSubstr("pay holds"));
  }
}

TEST_F(Classes, NoneOfAnExactTableExceptsItFromGlobs) {
  const Oid test_citizens = db.table("public", "test_citizens", {"cnic"});
  const auto catalog = db.with(
      "[columns.\"crm/*.*.*\"]\ncnic = \"national_id\"\n[columns.\"crm/crm.public.test_citizens\"]\n\"*\" = "
      "\"none\"\n");
  EXPECT_EQ(catalog->class_of(cnic), "national_id");
  EXPECT_EQ(catalog->class_of({test_citizens, 1}), "");
  EXPECT_EQ(what(catalog->treatment(first, {test_citizens, 1})), "clear");
}

TEST_F(Classes, NamesFollowTheDatabasesQuoting) {
  const Oid users = db.table("public", "Users", {"createdAt", "createdat"});
  EXPECT_EQ(db.with("[columns.'crm/crm.public.\"Users\"']\n'\"createdAt\"' = \"email\"\n")->class_of({users, 1}),
            "email");
  EXPECT_EQ(db.with("[columns.'crm/crm.public.\"Users\"']\n'\"createdAt\"' = \"email\"\n")->class_of({users, 2}), "");
  EXPECT_EQ(db.with("[columns.'crm/crm.public.\"Users\"']\nCREATEDAT = \"email\"\n")->class_of({users, 2}), "email");
  EXPECT_EQ(db.with("[columns.'crm/crm.public.\"Users\"']\n'\"createdAt\"' = \"email\"\n")->full_name({users, 1}),
            "crm/crm.public.\"Users\".\"createdAt\"");
}

TEST_F(Classes, OtherDatabasesAndUpstreamsAreOthers) {
  EXPECT_EQ(db.with("[columns.\"hr/crm.public.citizens\"]\ncnic = \"email\"\n")->class_of(cnic), "");
  EXPECT_EQ(db.with("[columns.\"crm/hr.public.citizens\"]\ncnic = \"email\"\n")->class_of(cnic), "");
  EXPECT_EQ(db.with("[columns.\"*/*.public.citizens\"]\ncnic = \"email\"\n")->class_of(cnic), "email");
}

TEST_F(Classes, GlobsLeaveTheSystemAlone) {
  const Oid tables = db.system(1259, "pg_class", {"oid", "relname"});
  const auto catalog = db.with("[columns.\"crm/*.*.*\"]\n\"*\" = \"pay\"\n");
  EXPECT_EQ(catalog->class_of({tables, 2}), "");
  EXPECT_EQ(catalog->class_of(cnic), "pay");
  EXPECT_EQ(db.with("[columns.\"crm/crm.pg_catalog.pg_class\"]\nrelname = \"pay\"\n")->class_of({tables, 2}), "pay");
}

TEST_F(Classes, ChildrenInheritAndParentsReturnTheirRows) {
  const Oid child = db.table("public", "citizens_2026", {"cnic", "id", "extra"});
  db.relation(child).parents = {citizens};
  const Oid grandchild = db.table("public", "citizens_2026_11", {"cnic"});
  db.relation(grandchild).parents = {child};
  auto catalog = db.with(rules);
  EXPECT_EQ(catalog->class_of({child, 1}), "national_id") << "by name, as PostgreSQL inherits, not by number";
  EXPECT_EQ(catalog->class_of({grandchild, 1}), "national_id");
  EXPECT_EQ(catalog->class_of({child, 3}), "");
  EXPECT_EQ(what(catalog->treatment(first, {child, 2})), "clear") << "none is inherited as well";

  // Upwards: the parent's rows are the child's too; a sibling holds none of them.
  const Oid sibling = db.table("public", "citizens_2025", {"cnic"});
  db.relation(sibling).parents = {citizens};
  catalog = db.with("[columns.\"crm/crm.public.citizens_2026_11\"]\ncnic = \"national_id\"\n");
  EXPECT_EQ(catalog->class_of(cnic), "national_id");
  EXPECT_EQ(catalog->class_of({child, 1}), "national_id");
  EXPECT_EQ(catalog->class_of({sibling, 1}), "");
}

TEST_F(Classes, NoneCannotUndoWhatIsInherited) {
  const Oid child = db.table("public", "kid", {"cnic"});
  db.relation(child).parents = {citizens};
  const auto catalog = db.with(with_rules("[columns.\"crm/crm.public.kid\"]\ncnic = \"none\"\n"));
  EXPECT_EQ(catalog->class_of({child, 1}), "national_id");
  EXPECT_THAT(findings_of(*catalog), HasSubstr("kid.cnic is \"none\""));
}

TEST_F(Classes, AChildsOwnClassStandsIfNotLower) {
  const Oid child = db.table("public", "kid", {"cnic", "email"});
  db.relation(child).parents = {citizens};
  const auto catalog = db.with(with_rules("[columns.\"crm/crm.public.kid\"]\ncnic = \"email\"\nemail = \"pay\"\n"));
  EXPECT_EQ(catalog->class_of({child, 1}), "national_id") << "email is below national_id";
  EXPECT_EQ(catalog->class_of({child, 2}), "pay");
  EXPECT_EQ(catalog->class_of(email), "pay") << "and the parent returns the child's rows";
}

TEST_F(Classes, GeneratedColumnsAreLikeTheirSources) {
  const Oid table = db.table("public", "accounts", {"email", "cnic", "both", "domain", "decided"});
  db.column(table, "both").generated_from = {1, 2};
  db.column(table, "domain").generated_from = {1};
  db.column(table, "decided").generated_from = {1};
  const auto catalog =
      db.with("[columns.\"crm/crm.public.accounts\"]\nemail = \"email\"\ncnic = \"national_id\"\ndecided = \"none\"\n");
  EXPECT_EQ(catalog->class_of({table, 3}), "national_id") << "the highest";
  EXPECT_EQ(catalog->class_of({table, 4}), "email");
  EXPECT_EQ(catalog->class_of({table, 5}), "") << "the DBA said so";
}

TEST_F(Classes, AColumnThatHoldsRowsIsLikeTheRows) {
  sql::Type row, rows, domain;
  row.oid = 30'000, row.relation = citizens;
  rows.oid = 30'001, rows.element = 30'000;
  domain.oid = 30'002, domain.base = 30'001;
  db.snapshot().types = {row, rows, domain};
  const Oid log = db.table("public", "log", {"before", "all_of_them", "domain", "plain"});
  db.column(log, "before").type = 30'000;
  db.column(log, "all_of_them").type = 30'001;
  db.column(log, "domain").type = 30'002;
  const auto catalog = db.with(rules);
  for (std::int16_t number = 1; number <= 3; ++number)
    EXPECT_EQ(catalog->class_of({log, number}), "national_id") << number;
  EXPECT_EQ(catalog->class_of({log, 4}), "");
}

TEST_F(Classes, ViewsTakeTheHighestThatTheyRead) {
  const Oid over_email = db.view("v_mail", {"who", "mail"}, {full_name, email});
  const Oid over_both = db.view("v_both", {"x"}, {email, cnic});
  const Oid over_view = db.view("v_over", {"x"}, {{over_email, 2}});
  const Oid stored = db.view("m_mail", {"mail"}, {email}, RelationKind::materialized_view);
  const Oid harmless = db.view("v_names", {"who"}, {full_name});
  const auto catalog = db.with(rules);
  EXPECT_EQ(catalog->class_of({over_email, 1}), "email") << "which column comes out where is not known here";
  EXPECT_EQ(catalog->class_of({over_both, 1}), "national_id");
  EXPECT_EQ(catalog->class_of({over_view, 1}), "email");
  EXPECT_EQ(catalog->class_of({stored, 1}), "email");
  EXPECT_EQ(catalog->class_of({harmless, 1}), "");
  EXPECT_FALSE(catalog->sensitive(harmless));
  EXPECT_EQ(what(catalog->treatment(first, {harmless, 1})), "clear") << "made of public columns alone";
  for (const Oid oid : {over_email, over_both, over_view, stored}) EXPECT_TRUE(catalog->sensitive(oid));
}

TEST_F(Classes, CountingAViewFollowsItsPredicates) {
  const Oid filtered = db.view("filtered", {"who"}, {full_name, email});
  const Oid counted = db.view("counted", {"n"}, {});
  db.relation(counted).reads_relations = {filtered};
  const Oid counts_table = db.view("counts_table", {"n"}, {});
  db.relation(counts_table).reads_relations = {citizens};
  const auto catalog = db.with(rules);
  EXPECT_EQ(catalog->class_of({counted, 1}), "email");
  EXPECT_TRUE(catalog->sensitive(counted));
  EXPECT_FALSE(catalog->sensitive(counts_table)) << "count(*) of a table uses no column";
}

TEST_F(Classes, ADbaDecidesAboutAView) {
  const Oid view = db.view("v", {"domain", "mail"}, {email});
  const std::string decided = with_rules("[columns.\"crm/crm.public.v\"]\ndomain = \"none\"\n");
  auto catalog = db.with(decided);
  EXPECT_EQ(catalog->class_of({view, 1}), "");
  EXPECT_EQ(catalog->class_of({view, 2}), "email");
  catalog = db.with(with_rules("[columns.\"crm/*.*.*\"]\n\"*\" = \"none\"\n"));
  EXPECT_EQ(catalog->class_of({view, 1}), "email") << "a glob was not said of this view";
  const std::string all = with_rules("[columns.\"crm/crm.public.v\"]\n\"*\" = \"none\"\n");
  EXPECT_TRUE(db.with(all)->sensitive(view)) << "its predicates still read e-mails";
  EXPECT_FALSE(db.with(all + "[trust]\nviews = [\"crm.public.v\"]\n")->sensitive(view));
}

TEST_F(Classes, AViewThatCallsWhatNobodyTrusts) {
  const Oid view = db.view("v", {"x"}, {full_name});
  db.relation(view).calls = {db.function("public", "anything")};
  auto catalog = db.with(rules);
  EXPECT_TRUE(catalog->sensitive(view));
  EXPECT_EQ(what(catalog->treatment(first, {view, 1})), "refuse");
  EXPECT_THAT(std::string(catalog->reason(view)), HasSubstr("public.anything(text)"));
  EXPECT_FALSE(db.with(with_rules("[trust]\nfunctions = [\"crm.public.anything(text)\"]\n"))->sensitive(view));
  EXPECT_FALSE(db.with(with_rules("[trust]\nviews = [\"crm.public.v\"]\n"))->sensitive(view));
  const Oid over = db.view("over", {"x"}, {{view, 1}});
  EXPECT_TRUE(db.with(rules)->sensitive(over));
}

TEST_F(Classes, AViewThatCallsABuiltInThatReachesElsewhere) {
  const Oid activity = db.view("activity", {"x"}, {});
  db.relation(activity).calls_builtin = {db.function("pg_catalog", "pg_stat_get_activity", true)};
  const Oid lower = db.view("lower", {"x"}, {});
  db.relation(lower).calls_builtin = {db.function("pg_catalog", "lower", true)};
  const auto catalog = db.with(rules);
  EXPECT_TRUE(catalog->sensitive(activity));
  EXPECT_FALSE(catalog->sensitive(lower));
}

TEST_F(Classes, ARenamedColumnStaysClassified) {
  db.column(citizens, "cnic").name = "ref";
  const std::vector<Binding> bindings{{cnic, "national_id", "crm/crm.public.citizens.cnic"}};
  auto catalog = db.with(rules, true, bindings);
  EXPECT_EQ(catalog->class_of(cnic), "national_id");
  EXPECT_EQ(catalog->class_of(phone), "") << "found, so the rest of the table is not restricted";
  EXPECT_THAT(findings_of(*catalog), HasSubstr("no such column"));
  // Renamed to a name that the rules call public.
  db.column(citizens, "full_name").name = "was_name";
  db.column(citizens, "ref").name = "full_name";
  EXPECT_EQ(db.with(rules, true, bindings)->class_of(cnic), "national_id");
}

TEST_F(Classes, WhileTheNameIsTheSameTheRulesDecide) {
  const std::vector<Binding> bindings{{phone, "pay", "crm/crm.public.citizens.phone"},
                                      {email, "pay", "crm/crm.public.citizens.email"}};
  const auto catalog = db.with(rules, true, bindings);
  EXPECT_EQ(catalog->class_of(phone), "") << "the rule was taken out";
  EXPECT_EQ(catalog->class_of(email), "email") << "the rule was changed";
}

TEST_F(Classes, ARenamedColumnOfAClassThatIsGoneRestrictsTheTable) {
  const auto catalog = db.with(rules, true, {{phone, "gone", "crm/crm.public.citizens.mobile"}});
  EXPECT_EQ(catalog->class_of(full_name), "drift");
}

TEST_F(Classes, DriftRestrictsTheWholeTableAndWhatReadsIt) {
  const Oid child = db.table("public", "kid", {"id", "full_name"});
  db.relation(child).parents = {citizens};
  const Oid view = db.view("v", {"who"}, {full_name});
  const auto catalog = db.with(with_rules(a_dpo), true, {}, {{citizens, "citizens.cnic vanished"}});
  const auto restricted = *catalog->policy().role_named("restricted");
  EXPECT_EQ(catalog->class_of(full_name), "drift");
  EXPECT_EQ(catalog->reason(citizens), "citizens.cnic vanished");
  for (const ColumnId column : {id, full_name, phone, ColumnId{child, 2}, ColumnId{view, 1}}) {
    const auto& treatment = catalog->treatment(restricted, column);
    EXPECT_EQ(what(treatment), "redact");
    EXPECT_EQ(treatment.predicates, Predicates::refuse);
    EXPECT_EQ(treatment.insert, Write::refuse);
    EXPECT_EQ(what(catalog->treatment(first, column)), "clear") << "the dpo sees everything anyhow";
  }
  EXPECT_TRUE(catalog->sensitive_to(restricted, view));
  EXPECT_FALSE(catalog->sensitive_to(first, citizens));
}

TEST_F(Classes, AClassForAColumnThatIsNotThereIsDrift) {
  const auto catalog = db.with("[columns.\"crm/crm.public.citizens\"]\nfull_name = \"none\"\nemial = \"email\"\n");
  EXPECT_EQ(catalog->class_of(full_name), "drift");
  EXPECT_THAT(findings_of(*catalog), HasSubstr("did you mean \"email\"?"));
  EXPECT_THAT(findings_of(*db.with("[columns.\"crm/crm.public.citizen\"]\nx = \"email\"\n")),
              HasSubstr("there is no relation"));
  EXPECT_EQ(db.with("[columns.\"crm/crm.public.citizens\"]\nnothing = \"none\"\n")->class_of(full_name), "")
      << "a public one hides nothing";
}

TEST_F(Classes, FaultsAreFound) {
  db.column(citizens, "cnic").type = db.column(citizens, "cnic").base_type = testing::int_type;
  const auto catalog = db.with(with_rules(
      "[trust]\nfunctions = [\"crm.public.none(text)\"]\n" +
      role("\"crm/crm.public.citizens.nothing\" = \"null\"\n\"crm/crm.public.citizens.cnic\" = \"email\"\n")));
  const auto findings = findings_of(*catalog);
  EXPECT_THAT(findings, HasSubstr("citizens.cnic: its type cannot carry the mask email"));
  EXPECT_THAT(findings, HasSubstr("\"crm.public.none(text)\", which does not exist"));
  EXPECT_THAT(findings, HasSubstr("there is no column crm/crm.public.citizens.nothing"));
}

TEST_F(Classes, EveryCatalogHasItsOwnVersion) { EXPECT_NE(db.with(rules)->version(), db.with(rules)->version()); }

}  // namespace
}  // namespace jaali::masking_rules

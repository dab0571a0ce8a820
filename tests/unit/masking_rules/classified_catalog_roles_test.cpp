// What a role meets in the columns of a catalog: precedence of `sees`, unclassified columns, writes, the server's text.
#include "tests/unit/masking_rules/classified_catalog_fixture.h"

namespace jaali::masking_rules {
namespace {

using testing::a_dpo;
using testing::CitizensTest;
using testing::ColumnId;
using testing::Oid;
using testing::what;

class SeenByRoles : public CitizensTest {
 protected:
  std::string met(std::string_view sees, ColumnId column, bool mask_unclassified = true) {
    return what(db.with(with_rules(role(sees)), mask_unclassified)->treatment(first, column));
  }
};

TEST_F(SeenByRoles, ColumnBeforeClassBeforeSensitivityBeforeStarBeforeOwn) {
  const std::string by_column = "\"crm/crm.public.citizens.cnic\" = \"redact\"\n",
                    by_class = "national_id = \"keep(1,1)\"\n";
  const std::string by_sensitivity = "restricted = \"null\"\n", star = "\"*\" = \"reveal\"\n";
  for (unsigned set = 0; set < 16; ++set) {
    std::string sees;
    if (set & 8U) sees += star;
    if (set & 4U) sees += by_sensitivity;
    if (set & 2U) sees += by_class;
    if (set & 1U) sees += by_column;
    const std::string expected = (set & 1U)   ? "redact"
                                 : (set & 2U) ? "keep(1,1)"
                                 : (set & 4U) ? "null"
                                 : (set & 8U) ? "clear"
                                              : "keep(5,2)";
    EXPECT_EQ(met(sees, cnic), expected) << sees;
  }
}

TEST_F(SeenByRoles, AColumnsRuleNamesItself) {
  const auto catalog = db.with(with_rules(role("\"crm/crm.public.citizens.phone\" = \"reveal\"\n")));
  EXPECT_EQ(catalog->treatment(first, phone).rule, "role r, column crm/crm.public.citizens.phone");
  EXPECT_EQ(what(catalog->treatment(first, phone)), "clear");
}

TEST_F(SeenByRoles, Unclassified) {
  EXPECT_EQ(met("", phone), "unclassified redact");
  EXPECT_EQ(met("", phone, false), "clear");
  EXPECT_EQ(met("\"*\" = \"reveal\"\n", phone), "clear");
  EXPECT_EQ(met("\"*\" = \"null\"\n", phone), "unclassified redact");
  EXPECT_EQ(met("", full_name), "clear") << "explicitly public";
  const auto catalog = db.with(with_rules(role("")));
  EXPECT_EQ(catalog->treatment(first, phone).predicates, Predicates::clear) << "its uses are free";
  EXPECT_EQ(catalog->treatment(first, phone).update, Write::allow);
  const Oid orders = db.table("public", "orders", {"note"});
  const Oid sequence = db.table("public", "orders_id_seq", {"last_value"}, sql::RelationKind::sequence);
  const auto more = db.with(with_rules(role("")));
  EXPECT_FALSE(more->sensitive_to(first, orders));
  EXPECT_EQ(what(more->treatment(first, {sequence, 1})), "clear");
}

TEST_F(SeenByRoles, Restricted) {
  const auto restricted = [&](std::string_view sees, bool mask_unclassified) {
    return db.with(with_rules(role(sees)), mask_unclassified)->restricted(first);
  };
  EXPECT_TRUE(restricted("", false));
  EXPECT_FALSE(restricted("\"*\" = \"reveal\"\n", true));
  EXPECT_TRUE(restricted("\"*\" = \"reveal\"\npay = \"null\"\n", true)) << "although no column has that class";
  const std::string_view each = "national_id = \"reveal\"\nemail = \"reveal\"\npay = \"reveal\"\n";
  EXPECT_FALSE(restricted(each, false));
  EXPECT_TRUE(restricted(each, true)) << "unclassified columns are masked to it";
  EXPECT_TRUE(restricted("\"*\" = \"reveal\"\n\"crm/crm.public.citizens.phone\" = \"null\"\n", true));
  EXPECT_FALSE(restricted("\"*\" = \"reveal\"\n\"hr/hr.public.citizens.phone\" = \"null\"\n", true))
      << "another database";
  EXPECT_TRUE(restricted("\"*\" = { mask = \"reveal\", predicates = \"refuse\" }\n", false));
}

TEST_F(SeenByRoles, SensitiveToARole) {
  const Oid view = db.view("v", {"who"}, {email});
  const auto sensitive = [&](std::string_view sees, Oid relation) {
    return db.with(with_rules(role(sees)))->sensitive_to(first, relation);
  };
  EXPECT_TRUE(sensitive("", citizens));
  EXPECT_TRUE(sensitive("national_id = \"reveal\"\n", citizens));
  EXPECT_FALSE(sensitive("national_id = \"reveal\"\nemail = \"reveal\"\n", citizens))
      << "only unclassified ones are masked";
  EXPECT_TRUE(
      sensitive("national_id = \"reveal\"\nemail = { mask = \"reveal\", predicates = \"lookup\" }\n", citizens));
  EXPECT_TRUE(sensitive("national_id = \"reveal\"\n", view));
  EXPECT_FALSE(sensitive("email = \"reveal\"\n", view));
  EXPECT_TRUE(sensitive("", 99'999)) << "unknown";
}

TEST_F(SeenByRoles, WritesFollowConstraints) {
  const auto writes = [&](std::string_view sees) {
    const auto catalog = db.with(with_rules(role(sees)));
    const auto& treatment = catalog->treatment(first, email);
    return std::pair(treatment.insert, treatment.update);
  };
  using W = Write;
  EXPECT_EQ(writes(""), std::pair(W::allow, W::refuse));
  EXPECT_EQ(writes("email = \"reveal\"\n"), std::pair(W::allow, W::allow));
  EXPECT_EQ(writes("email = { mask = \"email\", write = \"allow\" }\n"), std::pair(W::allow, W::allow));
  EXPECT_EQ(writes("email = { mask = \"email\", write = \"refuse\" }\n"), std::pair(W::refuse, W::refuse));
  for (const bool unique : {true, false}) {
    db.column(citizens, "email").unique_or_exclusion = unique;
    db.column(citizens, "email").foreign_key = !unique;
    EXPECT_EQ(writes(""), std::pair(W::refuse, W::refuse)) << "a violation tells that the value exists";
    EXPECT_EQ(writes("email = { mask = \"email\", predicates = \"lookup\" }\n"), std::pair(W::allow, W::refuse));
    EXPECT_EQ(writes("email = { mask = \"email\", predicates = \"clear\" }\n"), std::pair(W::allow, W::refuse));
    EXPECT_EQ(writes("email = { mask = \"email\", write = \"allow\" }\n"), std::pair(W::allow, W::allow));
  }
}

TEST_F(SeenByRoles, AViewOverTwoClassesShowsWhatBothShow) {
  const Oid view = db.view("v", {"x"}, {cnic, email});
  EXPECT_EQ(met("national_id = \"reveal\"\n", {view, 1}), "email");
  EXPECT_EQ(met("email = \"reveal\"\n", {view, 1}), "keep(5,2)");
  EXPECT_EQ(met("", {view, 1}), "redact") << "two masks";
  EXPECT_EQ(met("email = \"refuse\"\n", {view, 1}), "refuse");
  EXPECT_EQ(met("\"*\" = \"reveal\"\n", {view, 1}), "clear");
  const auto catalog = db.with(with_rules(role("")));
  EXPECT_EQ(catalog->treatment(first, {view, 1}).predicates, Predicates::refuse) << "of lookup and refuse";
}

TEST_F(SeenByRoles, AColumnHiddenByNameIsHiddenUnderOtherNames) {
  const Oid child = db.table("public", "kid", {"phone", "masked_phone"});
  db.relation(child).parents = {citizens};
  const Oid parent = db.table("public", "people", {"phone"});
  db.relation(citizens).parents = {parent};
  db.column(child, "masked_phone").generated_from = {1};
  const Oid view = db.view("v", {"x"}, {phone});
  const std::string hides = "\"*\" = \"reveal\"\n\"crm/crm.public.citizens.phone\" = \"null\"\n";
  for (const ColumnId column :
       {phone, ColumnId{child, 1}, ColumnId{child, 2}, ColumnId{parent, 1}, ColumnId{view, 1}}) {
    EXPECT_EQ(met(hides, column), "null") << column.relation;
  }
  EXPECT_EQ(met(hides, email), "clear");
  EXPECT_TRUE(db.with(with_rules(role(hides)))->sensitive_to(first, view));
  EXPECT_EQ(met(hides + "\"crm/crm.public.kid.phone\" = \"reveal\"\n", {child, 1}), "clear") << "the rules speak of it";
  EXPECT_EQ(met("\"*\" = \"reveal\"\n\"crm/crm.public.kid.phone\" = \"null\"\n\"crm/crm.public.citizens.phone\" = "
                "\"reveal\"\n",
                phone),
            "null")
      << "rows read through a parent";
}

TEST_F(SeenByRoles, WhereTheServerKeepsText) {
  const Oid activity = db.system(12'000, "pg_stat_activity", {"pid", "query"});
  const Oid stats = db.system(12'001, "pg_stats", {"tablename", "most_common_vals", "n_distinct"});
  const Oid statistic = db.system(2619, "pg_statistic", {"starelid", "stavalues3", "stanumbers1"});
  const Oid settings = db.system(12'002, "pg_settings", {"name", "setting"});
  const Oid statements = db.view("pg_stat_statements", {"calls", "query"}, {});
  db.relation(statements).calls = {db.function("public", "pg_stat_statements", false, true)};
  const Oid imitation = db.view("activity", {"pid", "query"}, {{activity, 1}, {activity, 2}});
  const auto catalog = db.with(with_rules(
      role("") + std::string(a_dpo) +
      "[[roles]]\nname = \"all_but_pay\"\nusers = [\"x\"]\n[roles.sees]\n\"*\" = \"reveal\"\npay = \"null\"\n"
      "[[roles]]\nname = \"operator\"\nusers = [\"o\"]\n[roles.sees]\nserver_text = \"reveal\"\n"));
  const std::size_t dpo = 1, all_but_pay = 2, op = 3;
  for (const ColumnId column :
       {ColumnId{activity, 2}, ColumnId{stats, 2}, ColumnId{stats, 3}, ColumnId{statistic, 2}, ColumnId{statistic, 3},
        ColumnId{statements, 2}, ColumnId{imitation, 1}, ColumnId{imitation, 2}}) {
    EXPECT_EQ(catalog->class_of(column), "server_text");
    EXPECT_EQ(what(catalog->treatment(first, column)), "null");
    EXPECT_EQ(catalog->treatment(first, column).predicates, Predicates::refuse);
    EXPECT_EQ(what(catalog->treatment(dpo, column)), "clear");
    EXPECT_EQ(what(catalog->treatment(all_but_pay, column)), "null") << "the text may hold pay";
    EXPECT_EQ(what(catalog->treatment(op, column)), "clear");
  }
  for (const ColumnId column : {ColumnId{activity, 1}, ColumnId{stats, 1}, ColumnId{settings, 2}}) {
    EXPECT_EQ(what(catalog->treatment(first, column)), "clear") << "unclassified ones of the system are exempt";
  }
  EXPECT_FALSE(catalog->sensitive_to(first, settings));
  EXPECT_TRUE(catalog->sensitive_to(first, activity));
}

TEST_F(SeenByRoles, ATableOfUsersCalledLikeTheServersIsTheirs) {
  const Oid imitation = db.table("public", "pg_stat_statements", {"query"});
  EXPECT_EQ(db.with(rules)->class_of({imitation, 1}), "");
}

TEST_F(SeenByRoles, ToastHoldsTheValuesThemselves) {
  const Oid toast =
      db.table("pg_toast", "pg_toast_20000", {"chunk_id", "chunk_seq", "chunk_data"}, sql::RelationKind::toast);
  EXPECT_EQ(met("", {toast, 3}), "refuse");
  EXPECT_EQ(met("\"*\" = \"reveal\"\n", {toast, 3}), "clear");
}

TEST_F(SeenByRoles, WhatTheSnapshotLacksIsRefused) {
  const auto catalog = db.with(with_rules(role("")));
  for (const ColumnId column :
       {ColumnId{99'999, 1}, ColumnId{99'999, -1}, ColumnId{citizens, 6}, ColumnId{citizens, 32'767}}) {
    EXPECT_EQ(what(catalog->treatment(first, column)), "refuse");
  }
  EXPECT_EQ(what(catalog->treatment(99, cnic)), "refuse") << "no such role";
  EXPECT_TRUE(catalog->restricted(99));
  EXPECT_EQ(what(catalog->treatment(first, {citizens, -1})), "clear") << "ctid";
  EXPECT_EQ(what(catalog->treatment(first, {citizens, 0})), "refuse") << "the whole row";
  EXPECT_EQ(what(db.with(with_rules(role("\"*\" = \"reveal\"\n")))->treatment(first, {citizens, 0})), "clear");
}

TEST_F(SeenByRoles, DroppedColumnsAreNotThere) {
  db.relation(citizens).columns.erase(db.relation(citizens).columns.begin() + 2);
  const auto catalog = db.with(role(""));
  EXPECT_EQ(what(catalog->treatment(first, cnic)), "refuse");
  EXPECT_EQ(what(catalog->treatment(first, email)), "unclassified redact");
}

}  // namespace
}  // namespace jaali::masking_rules

#include "masking_rules/policy_names.h"

#include <gtest/gtest.h>

#include <array>

#include "masking_rules/policy_catalog_names.h"
#include "masking_rules/policy_data.h"
#include "masking_rules/policy_network.h"

namespace jaali::masking_rules {
namespace {

TEST(Globs, Match) {
  EXPECT_TRUE(glob_matches("dpo_*", "dpo_ali"));
  EXPECT_TRUE(glob_matches("*_cnic", "father_cnic"));
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("a*b*c", "aXbYbZc"));
  EXPECT_TRUE(glob_matches("?ali",
                           "\xD8\xB9"
                           "ali"))
      << "one character is not one byte";
  EXPECT_FALSE(glob_matches("dpo_*", "xdpo_ali"));
  EXPECT_FALSE(glob_matches("a?", "a"));
  EXPECT_FALSE(glob_matches("", "a"));
  EXPECT_FALSE(glob_matches("abc", "abd"));
}

TEST(Globs, ManyStarsStayFast) {
  std::string pattern, text(20'000, 'a');
  for (int i = 0; i < 1'000; ++i) pattern += "*a";
  EXPECT_FALSE(glob_matches(pattern + "b", text));
}

TEST(Globs, Meet) {
  EXPECT_TRUE(globs_meet("*_cnic", "father_*"));
  EXPECT_TRUE(globs_meet("a?c", "*b*"));
  EXPECT_TRUE(globs_meet("*", ""));
  EXPECT_FALSE(globs_meet("*_cnic", "*_email"));
  EXPECT_FALSE(globs_meet("a*", "b*"));
  EXPECT_FALSE(globs_meet("?", ""));
  EXPECT_TRUE(globs_meet("crm_*", "crm_*_old"));
}

TEST(Names, PartsFoldUnlessQuoted) {
  const auto parts = split_name(R"(Crm."Order.Items"."say ""hi""".*_CNIC)");
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 4U);
  EXPECT_EQ((*parts)[0].text, "crm");
  EXPECT_TRUE((*parts)[0].folded);
  EXPECT_EQ((*parts)[1].text, "Order.Items");
  EXPECT_EQ((*parts)[2].text, "say \"hi\"");
  EXPECT_EQ((*parts)[3].text, "*_cnic");
  EXPECT_TRUE((*parts)[3].glob);
}

TEST(Names, QuotedStarsAreLetters) {
  const auto parts = split_name("\"a*\"");
  ASSERT_TRUE(parts);
  EXPECT_TRUE((*parts)[0].matches("a*"));
  EXPECT_FALSE((*parts)[0].matches("abc"));
}

TEST(Names, WrongOnesAreErrors) {
  for (const std::string_view wrong : {"", "a.", ".a", "a..b", "\"a", "\"a\"b", "\"\""})
    EXPECT_FALSE(split_name(wrong)) << wrong;
  EXPECT_FALSE(split_name(std::string(64, 'a'))) << "PostgreSQL cuts names at 63 bytes";
  EXPECT_TRUE(split_name(std::string(63, 'a')));
}

TEST(Names, QuotingReadsBack) {
  for (const std::string name : {"plain", "With Capital", "a.b", "quo\"te", "st*r", "q?"}) {
    const auto parts = split_name(quote_part(name));
    ASSERT_TRUE(parts) << name;
    ASSERT_EQ(parts->size(), 1U);
    EXPECT_EQ((*parts)[0].text, name);
    EXPECT_FALSE((*parts)[0].glob);
  }
  EXPECT_EQ(quote_part("plain"), "plain");
}

TEST(Names, TablesAndColumns) {
  const auto table = parse_table_pattern("crm/crm.public.citizens");
  ASSERT_TRUE(table);
  EXPECT_TRUE(table->exact());
  EXPECT_TRUE(table->in_database("crm", "crm"));
  EXPECT_FALSE(table->in_database("crm", "other"));
  EXPECT_FALSE(parse_table_pattern("crm/*.*.*")->exact());
  EXPECT_EQ(parse_table_pattern("crm/*.*.*")->to_string(), "crm/*.*.*");
  EXPECT_FALSE(parse_table_pattern("crm.public.citizens"));
  EXPECT_FALSE(parse_table_pattern("crm/citizens"));
  EXPECT_FALSE(parse_table_pattern("crm/a.b.c.d"));
  EXPECT_FALSE(parse_table_pattern("/a.b.c"));
  EXPECT_EQ(parse_column_name(R"(crm/crm.public."C".phone)")->to_string(), R"(crm/crm.public."C".phone)");
  EXPECT_FALSE(parse_column_name("crm/crm.public.citizens.*"));
  EXPECT_FALSE(parse_column_name("crm/public.citizens"));
}

TEST(Names, OfMySqlHaveNoSchemaAndKeepTheirCapitals) {
  const auto table = parse_table_pattern("shop/Crm.Customers");
  ASSERT_TRUE(table);
  EXPECT_TRUE(table->mysql());
  EXPECT_TRUE(table->exact()) << "there is no database above the schema";
  EXPECT_EQ(table->schema.text, "Crm");
  EXPECT_EQ(table->table.text, "Customers");
  EXPECT_FALSE(table->table.folded) << "nothing to warn of";
  EXPECT_EQ(table->to_string(), "shop/Crm.Customers");
  EXPECT_EQ(*parse_table_pattern(table->to_string()), *table);
  EXPECT_FALSE(table->in_database("shop", "Crm")) << "that asks for PostgreSQL's";
  EXPECT_FALSE(parse_table_pattern("shop/crm.*")->exact());
  EXPECT_EQ(parse_table_pattern(R"(shop/crm."a.b")")->to_string(), R"(shop/crm."a.b")");
  EXPECT_FALSE(parse_table_pattern("*/*.*")->meets(*parse_table_pattern("*/*.*.*")));
  EXPECT_TRUE(parse_table_pattern("*/crm.*")->meets(*parse_table_pattern("shop/*.customers")));

  const auto column = parse_column_name("shop/Crm.Customers.E_Mail");
  ASSERT_TRUE(column);
  EXPECT_EQ(column->column.text, "e_mail") << "columns compare without case";
  EXPECT_EQ(column->to_string(), "shop/Crm.Customers.e_mail");
  EXPECT_FALSE(parse_column_name("shop/crm.customers.*"));
  EXPECT_FALSE(parse_column_name("*/crm.customers.email"));
}

TEST(Names, OfMySqlHaveSixtyFourCharacters) {
  std::string longest;
  for (int i = 0; i < 64; ++i) longest += "é";
  EXPECT_TRUE(split_name(longest, Naming::mysql));
  EXPECT_FALSE(split_name(longest + "e", Naming::mysql));
  EXPECT_TRUE(parse_table_pattern("shop/crm." + longest));
  EXPECT_FALSE(parse_table_pattern("shop/crm." + longest + "e"));
}

sql::Snapshot snapshot_of(sql::Dialect dialect, int lower_case_table_names) {
  sql::Snapshot snapshot;
  snapshot.dialect = dialect;
  snapshot.upstream = "shop";
  snapshot.lower_case_table_names = lower_case_table_names;
  return snapshot;
}

TEST(Names, MeetACatalogByItsOwnRules) {
  const auto about = [](const char* pattern, const sql::Snapshot& snapshot) {
    return is_about(*parse_table_pattern(pattern), snapshot);
  };
  auto postgres = snapshot_of(sql::Dialect::postgres, 0);
  postgres.database = "crm";
  const auto exact = snapshot_of(sql::Dialect::mysql, 0), folding = snapshot_of(sql::Dialect::mariadb, 1);
  EXPECT_TRUE(about("*/*.*.*", postgres));
  EXPECT_FALSE(about("*/*.*", postgres));
  EXPECT_FALSE(about("*/other.*.*", postgres));
  EXPECT_TRUE(about("*/*.*", exact));
  EXPECT_TRUE(about("shop/crm.*", folding));
  EXPECT_FALSE(about("*/*.*.*", exact)) << "a glob of three parts is about PostgreSQL";
  EXPECT_FALSE(about("other/crm.*", exact));

  const auto pattern = *parse_table_pattern("shop/Crm.\"Cust\"");
  EXPECT_EQ(as_stored(pattern, exact).table.text, "Cust");
  EXPECT_EQ(as_stored(pattern, folding).table.text, "cust");
  EXPECT_EQ(as_stored(pattern, folding).schema.text, "crm");
  EXPECT_EQ(full_name(exact, "Crm", "Cust", "e.mail"), "shop/Crm.Cust.\"e.mail\"");
  EXPECT_EQ(full_name(postgres, "public", "Cust"), "shop/crm.public.\"Cust\"");
}

TEST(Hints, TheNearestName) {
  const std::array<std::string_view, 3> known{"sensitivity", "predicates", "mask"};
  EXPECT_EQ(did_you_mean("sensitivty", known), "did you mean \"sensitivity\"?");
  EXPECT_EQ(did_you_mean("maks", known), "did you mean \"mask\"?");
  EXPECT_EQ(did_you_mean("colour", known), "");
  EXPECT_EQ(edit_distance("ab", "ba"), 1U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
}

TEST(Addresses, Read) {
  EXPECT_EQ(*parse_address("::ffff:10.1.2.3"), *parse_address("10.1.2.3"));
  EXPECT_EQ(*parse_address("fe80::1%eth0"), *parse_address("fe80::1"));
  EXPECT_TRUE(parse_address("2001:db8:0:0:1:2:3:4"));
  EXPECT_TRUE(parse_address("::"));
  EXPECT_TRUE(parse_address("1::"));
  for (const std::string_view wrong :
       {"", "10.1.2", "10.1.2.3.4", "256.1.1.1", "010.1.1.1", "1:2:3:4:5:6:7:8:9", "1::2::3", ":1",
        "12345::", "::1.2.3", "1:2:3:4:5:6:7:1.2.3.4", "10.1.2.3 ", "g::", "1:2:3:4:5:6:7:8::", "+1.1.1.1"}) {
    EXPECT_FALSE(parse_address(wrong)) << wrong;
  }
}

TEST(Networks, Contain) {
  const auto holds = [](std::string_view network, std::string_view address) {
    return (*parse_network(network)).contains(*parse_address(address));
  };
  EXPECT_TRUE(holds("10.1.0.0/16", "10.1.255.255"));
  EXPECT_FALSE(holds("10.1.0.0/16", "10.2.0.0"));
  EXPECT_TRUE(holds("10.1.0.0/16", "::ffff:10.1.2.3")) << "a dual-stack listener maps IPv4 callers";
  EXPECT_TRUE(holds("::ffff:10.1.0.0/112", "10.1.2.3"));
  EXPECT_TRUE(holds("fd00::/8", "fdff::1"));
  EXPECT_FALSE(holds("fd00::/8", "fe00::1"));
  EXPECT_TRUE(holds("10.1.2.3", "10.1.2.3"));
  EXPECT_FALSE(holds("10.1.2.3", "10.1.2.2"));
  EXPECT_FALSE(holds("::/0", "10.1.2.3")) << "as in pg_hba.conf";
  EXPECT_TRUE(holds("0.0.0.0/0", "10.1.2.3"));
  EXPECT_TRUE(holds("128.0.0.0/1", "200.1.1.1"));
}

TEST(Networks, WrongOnesAreErrors) {
  for (const std::string_view wrong :
       {"", "10.1.0.0/33", "10.1.0.0/", "10.1.0.0/-1", "::/129", "host", "10.1.0.0/16/2"}) {
    EXPECT_FALSE(parse_network(wrong)) << wrong;
  }
  const auto beyond = parse_network("10.1.2.3/16");
  ASSERT_FALSE(beyond);
  EXPECT_NE(beyond.error().text.find("10.1.0.0/16"), std::string::npos) << beyond.error().text;
}

TEST(Objects, OneFormForFileAndCatalog) {
  const auto canonical = [](std::string_view text, bool folds) {
    return join_object(split_object(text, folds).value());
  };
  EXPECT_EQ(canonical("public.age(date, INT)", true), canonical("public.age(date,integer)", false));
  EXPECT_EQ(canonical("Public.Age( timestamptz )", true), canonical("public.age(timestamp with time zone)", false));
  EXPECT_EQ(canonical("public.f(int[])", true), canonical("public.f(integer[])", false));
  EXPECT_EQ(canonical("public.f()", true), canonical("public.f()", false));
  EXPECT_NE(canonical("public.age(date)", true), canonical("public.Age(date)", false)) << "another function";
  EXPECT_EQ(canonical(R"(public."Age"(date))", true), canonical("public.Age(date)", false));
  EXPECT_EQ(canonical(R"(public."Age"(date))", true), canonical(R"(public."Age"(date))", false));
  EXPECT_FALSE(split_object("public.*(date)", true));
  EXPECT_FALSE(split_object("public.age(date", true));
}

}  // namespace
}  // namespace jaali::masking_rules

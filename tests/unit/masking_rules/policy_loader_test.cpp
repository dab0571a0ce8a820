// Every way to write rules.toml wrong is an error that says where and what instead; and all of them are told at once.
#include <gmock/gmock.h>
#include <openssl/evp.h>

#include "masking_rules/policy_data.h"
#include "sql/catalog.h"
#include "tests/unit/masking_rules/policy_fixture.h"

namespace jaali::masking_rules {
namespace {

using testing::all_of;
using testing::Folder;
using ::testing::HasSubstr;
using testing::load;
using testing::policy_of;

constexpr std::string_view the_example = R"rules(
mode = "enforce"
default_role = "restricted"
[classes.national_id]
sensitivity = "restricted"
mask        = "keep(5,2)"
predicates  = "lookup"
subject     = true
[classes.email]
sensitivity = "confidential"
mask        = "email"
[classes.pay]
sensitivity = "restricted"
mask        = "null"
[columns."crm/crm.public.citizens"]
id    = "none"
full_name = "none"
cnic  = "national_id"
email = "email"
[columns."crm/*.*.*"]
"*_cnic" = "national_id"
[columns."crm/crm.public.test_citizens"]
"*" = "none"
[[roles]]
name         = "dpo"
users        = ["dpo_*"]
certificates = ["CN=dpo-*"]
networks     = ["10.1.0.0/16"]
[roles.sees]
"*" = "reveal"
[[roles]]
name   = "support"
groups = ["support"]
[roles.sees]
national_id = { mask = "keep(5,2)", predicates = "lookup" }
email       = "email"
restricted  = "null"
"crm/crm.public.citizens.phone" = "reveal"
[trust]
functions = ["crm.public.age(date)"]
[[tests]]
as     = "support"
on     = "crm/crm"
sql    = "SELECT full_name, cnic FROM citizens WHERE id = 1"
expect = { full_name = "clear", cnic = "keep(5,2)" }
)rules";

TEST(RulesFile, TheExampleOfTheManualLoads) {
  const auto loaded = load(the_example, {{"crm"}});
  ASSERT_TRUE(loaded.policy) << all_of(loaded.diagnostics);
  EXPECT_TRUE(loaded.diagnostics.empty()) << all_of(loaded.diagnostics);
  const auto& policy = *loaded.policy;
  EXPECT_EQ(policy.mode(), Mode::enforce);
  EXPECT_EQ(policy.classes().size(), 4U) << "three, and server_text";
  EXPECT_EQ(policy.classes()[0].name, "national_id");
  EXPECT_TRUE(policy.classes()[0].subject);
  EXPECT_EQ(policy.role_count(), 3U);
  EXPECT_EQ(policy.role_name(policy.default_role()), "restricted");
  ASSERT_EQ(policy.tests().size(), 1U);
  EXPECT_EQ(policy.tests()[0].expect.at("cnic"), "keep(5,2)");
  EXPECT_FALSE(policy.tests()[0].expect_refused);
  const auto trusts = [&](const char* upstream, const char* database, std::string_view object) {
    sql::Snapshot snapshot;
    snapshot.upstream = upstream;
    snapshot.database = database;
    return policy.trusts(snapshot, object);
  };
  EXPECT_TRUE(trusts("crm", "crm", "public.age(date)"));
  EXPECT_TRUE(trusts("other", "crm", "public.age(date)")) << "no upstream is named";
  EXPECT_FALSE(trusts("crm", "other", "public.age(date)"));
  EXPECT_FALSE(trusts("crm", "crm", "public.age(integer)"));
  EXPECT_FALSE(trusts("crm", "crm", "public.age"));
}

TEST(RulesFile, VersionIsTheHashOfTheBytes) {
  const Folder folder;
  const auto path = folder.write("a.toml", "mode = \"observe\"\n");
  // printf 'mode = "observe"\n' | sha256sum
  const auto loaded = load_policy({path}, {});
  ASSERT_TRUE(loaded.policy);
  unsigned char digest[32];
  ASSERT_EQ(EVP_Digest("mode = \"observe\"\n", 17, digest, nullptr, EVP_sha256(), nullptr), 1);
  std::string hex;
  for (const auto byte : digest) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  EXPECT_EQ(loaded.policy->version(), hex);
  EXPECT_EQ(loaded.policy->mode(), Mode::observe);
}

struct WrongRules {
  std::string_view name, text;
  std::uint32_t line;
  std::string_view message, hint;
};
class WrongRulesTest : public ::testing::TestWithParam<WrongRules> {};

TEST_P(WrongRulesTest, IsAnErrorWithItsPlace) {
  const auto& wrong = GetParam();
  const auto loaded = load(wrong.text, {{"crm"}});
  EXPECT_FALSE(loaded.policy);
  bool found = false;
  for (const auto& d : loaded.diagnostics) {
    found |= d.level == Diagnostic::Level::error && d.line == wrong.line &&
             d.message.find(wrong.message) != std::string::npos && d.hint.find(wrong.hint) != std::string::npos &&
             d.file.ends_with("rules.toml");
  }
  EXPECT_TRUE(found) << all_of(loaded.diagnostics);
}

const WrongRules wrong_rules[] = {
    {"syntax", "mode = \n", 1, "", ""},
    {"header_that_toml_asserts", "mode = \"enforce\"\n\n[?]\n[b]\n", 3, "not TOML", ""},
    {"header_at_the_end", "mode = \"enforce\"\n[?", 2, "not TOML", ""},
    {"letter_in_a_bare_key", "mode = \"enforce\"\nr\u00f4le = \"x\"\n", 2, "", ""},
    {"double", "mode = \"observe\"\nmode = \"observe\"\n", 2, "", ""},
    {"top_key", "rolles = 1\n", 1, "unknown key \"rolles\"", "did you mean \"roles\"?"},
    {"mode_word", "mode = \"enforced\"\n", 1, "cannot be \"enforced\"", "did you mean \"enforce\"?"},
    {"mode_type", "mode = 1\n", 1, "must be a string, not a whole number", ""},
    {"default_role", "default_role = \"restrictd\"\n", 1, "names no role", "did you mean \"restricted\"?"},
    {"class_key", "[classes.a]\nsensitivity = \"public\"\npredicate = \"clear\"\n", 3, "unknown key",
     "did you mean \"predicates\"?"},
    {"class_no_sensitivity", "[classes.a]\nmask = \"null\"\n", 1, "needs \"sensitivity\"", ""},
    {"class_sensitivity", "[classes.a]\nsensitivity = \"secret\"\n", 2, "cannot be \"secret\"", "one of"},
    {"class_reserved", "[classes.none]\nsensitivity = \"public\"\n", 1, "reserved", ""},
    {"class_reserved_sensitivity", "[classes.restricted]\nsensitivity = \"public\"\n", 1, "reserved", ""},
    {"class_server_text", "[classes.server_text]\nsensitivity = \"public\"\n", 1, "reserved", ""},
    {"class_name", "[classes.\"a b\"]\nsensitivity = \"public\"\n", 1, "not a name", ""},
    {"class_mask", "[classes.a]\nsensitivity = \"internal\"\nmask = \"emali\"\n", 3, "did you mean 'email'", ""},
    {"class_mask_args", "[classes.a]\nsensitivity = \"internal\"\nmask = \"keep(5\"\n", 3, "", ""},
    {"class_revealed", "[classes.a]\nsensitivity = \"internal\"\nmask = \"reveal\"\n", 3, "cannot be revealed",
     "public"},
    {"class_predicates", "[classes.a]\nsensitivity = \"internal\"\npredicates = \"lookups\"\n", 3, "cannot be",
     "did you mean \"lookup\"?"},
    {"class_write", "[classes.a]\nsensitivity = \"internal\"\nwrite = true\n", 3, "must be a string", ""},
    {"class_subject", "[classes.a]\nsensitivity = \"internal\"\nsubject = \"yes\"\n", 3, "must be true or false", ""},
    {"class_refused_lookup", "[classes.a]\nsensitivity = \"internal\"\nmask = \"refuse\"\npredicates = \"lookup\"\n", 4,
     "refused", ""},
    {"classes_not_tables", "classes = 3\n", 1, "must be tables", ""},
    {"class_not_table", "classes = { a = 3 }\n", 1, "must be a table", ""},
    {"token_without_key", "[classes.a]\nsensitivity = \"internal\"\nmask = \"token\"\n", 3, "", "[tokens]"},
    {"tokens_inline", "[tokens]\nkey_id = \"a\"\nkey = \"0123456789abcdef0123456789abcdef\"\n", 3,
     "a secret does not stand", "key_file"},
    {"tokens_none", "[tokens]\nkey_id = \"a\"\n", 1, "needs \"key_file\" or \"key_env\"", ""},
    {"tokens_no_file", "[tokens]\nkey_id = \"a\"\nkey_file = \"nothing-here\"\n", 1, "cannot be opened", ""},
    {"tokens_both", "[tokens]\nkey_id = \"a\"\nkey_file = \"x\"\nkey_env = \"JAALI_X\"\n", 4, "both", ""},
    {"columns_no_slash", "[columns.\"crm.public.citizens\"]\na = \"none\"\n", 1, "no slash",
     "upstream/database.schema.table"},
    {"columns_unquoted", "[columns.crm.public]\na = \"none\"\n", 1, "names no table", ""},
    {"columns_upstream", "[columns.\"crn/crm.public.citizens\"]\na = \"none\"\n", 1, "no upstream \"crn\"",
     "did you mean \"crm\"?"},
    {"columns_class", "[classes.email]\nsensitivity = \"internal\"\n[columns.\"crm/a.b.c\"]\nx = \"emial\"\n", 4,
     "no class \"emial\"", "did you mean \"email\"?"},
    {"columns_type", "[columns.\"crm/a.b.c\"]\nx = true\n", 2, "must be the name of a class", ""},
    {"columns_dotted", "[columns.\"crm/a.b.c\"]\n\"x.y\" = \"none\"\n", 2, "not the name of a column",
     "double quotes inside"},
    {"columns_twice_by_folding", "[columns.\"crm/a.b.c\"]\nx = \"none\"\nX = \"none\"\n", 3, "set twice", ":2"},
    {"columns_mysql", "[columns.\"crm/a.b\"]\nx = \"none\"\n", 1, "\"crm\" is PostgreSQL", "database.schema.table"},
    {"role_no_name", "[[roles]]\nusers = [\"a\"]\n", 1, "needs \"name\"", ""},
    {"role_restricted", "[[roles]]\nname = \"restricted\"\n", 2, "built in", ""},
    {"role_twice", "[[roles]]\nname = \"a\"\nusers = [\"x\"]\n[[roles]]\nname = \"a\"\n", 5, "defined twice", ""},
    {"role_key", "[[roles]]\nname = \"a\"\nuser = [\"x\"]\n", 3, "unknown key \"user\"", "did you mean \"users\"?"},
    {"role_users_string", "[[roles]]\nname = \"a\"\nusers = \"x\"\n", 3, "list of strings", ""},
    {"role_users_numbers", "[[roles]]\nname = \"a\"\nusers = [\"x\", 3]\n", 3, "list of strings", ""},
    {"role_users_empty", "[[roles]]\nname = \"a\"\nusers = []\n", 3, "empty list", ""},
    {"role_users_blank", "[[roles]]\nname = \"a\"\nusers = [\"\"]\n", 3, "empty string", ""},
    {"role_network", "[[roles]]\nname = \"a\"\nnetworks = [\"10.1.2.3/16\"]\n", 3, "10.1.0.0/16", ""},
    {"roles_not_list", "[roles]\nname = \"a\"\n", 1, "[[roles]]", ""},
    {"sees_unknown", "[[roles]]\nname = \"a\"\nusers = [\"x\"]\n[roles.sees]\nrestrictde = \"null\"\n", 5,
     "neither a class", "did you mean \"restricted\"?"},
    {"sees_value", "[[roles]]\nname = \"a\"\nusers = [\"x\"]\n[roles.sees]\n\"*\" = \"reveel\"\n", 5, "",
     "did you mean \"reveal\"?"},
    {"sees_type", "[[roles]]\nname = \"a\"\nusers = [\"x\"]\n[roles.sees]\n\"*\" = 3\n", 5, "must be a string or", ""},
    {"sees_table_key",
     "[[roles]]\nname = \"a\"\nusers = [\"x\"]\n[roles.sees]\n\"*\" = { mask = \"null\", predicate = \"clear\" }\n", 5,
     "unknown key", "predicates"},
    {"sees_table_no_mask",
     "[[roles]]\nname = \"a\"\nusers = [\"x\"]\n[roles.sees]\n\"*\" = { predicates = \"clear\" }\n", 5,
     "needs \"mask\"", ""},
    {"sees_refuse_lookup",
     "[[roles]]\nname = \"a\"\nusers = [\"x\"]\n[roles.sees]\n\"*\" = { mask = \"refuse\", predicates = \"lookup\" }\n",
     5, "refused", ""},
    {"sees_column_glob", "[[roles]]\nname = \"a\"\nusers = [\"x\"]\n[roles.sees]\n\"crm/a.b.c.*\" = \"null\"\n", 5,
     "single column", ""},
    {"sees_column_parts", "[[roles]]\nname = \"a\"\nusers = [\"x\"]\n[roles.sees]\n\"crm/a.b.c\" = \"null\"\n", 5,
     "\"crm\" is PostgreSQL", ""},
    {"sees_column_two_parts", "[[roles]]\nname = \"a\"\nusers = [\"x\"]\n[roles.sees]\n\"crm/a.b\" = \"null\"\n", 5,
     "names no column", ""},
    {"sees_column_upstream", "[[roles]]\nname = \"a\"\nusers = [\"x\"]\n[roles.sees]\n\"crn/a.b.c.d\" = \"null\"\n", 5,
     "no upstream", "crm"},
    {"trust_key", "[trust]\nfunction = [\"a.b.c()\"]\n", 2, "unknown key", "functions"},
    {"trust_parts", "[trust]\nfunctions = [\"public.age(date)\"]\n", 2, "not a name for [trust]",
     "database.schema.function"},
    {"trust_no_types", "[trust]\nfunctions = [\"crm.public.age\"]\n", 2, "not a name for [trust]", ""},
    {"trust_glob", "[trust]\nviews = [\"crm.public.*\"]\n", 2, "not a name for [trust]", ""},
    {"trust_trigger", "[trust]\ntriggers = [\"crm.public.t\"]\n", 2, "not a name for [trust]", "table.trigger"},
    {"trust_upstream", "[trust]\nviews = [\"crn/crm.public.v\"]\n", 2, "no upstream", "crm"},
    {"test_role", "[[tests]]\nas = \"suport\"\non = \"crm/crm\"\nsql = \"SELECT 1\"\nexpect = \"refused\"\n", 2,
     "no role", ""},
    {"test_on", "[[tests]]\nas = \"restricted\"\non = \"crm\"\nsql = \"SELECT 1\"\nexpect = \"refused\"\n", 3,
     "names no database", ""},
    {"test_missing", "[[tests]]\nas = \"restricted\"\non = \"crm/crm\"\nexpect = \"refused\"\n", 1, "needs \"sql\"",
     ""},
    {"test_expect", "[[tests]]\nas = \"restricted\"\non = \"crm/crm\"\nsql = \"x\"\nexpect = \"masked\"\n", 5,
     "expect cannot be", ""},
    {"test_expect_mask",
     "[[tests]]\nas = \"restricted\"\non = \"crm/crm\"\nsql = \"x\"\nexpect = { a = \"kepe(1,1)\" }\n", 5, "neither",
     ""},
    {"application_alone", "[[roles]]\nname = \"a\"\napplications = [\"etl\"]\n[roles.sees]\n\"*\" = \"reveal\"\n", 1,
     "application's name alone", "add users"},
};
INSTANTIATE_TEST_SUITE_P(All, WrongRulesTest, ::testing::ValuesIn(wrong_rules),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(RulesFile, AllMistakesAreToldAtOnceInOrder) {
  const auto loaded = load("mode = \"x\"\n[classes.a]\nsensitivity = 3\nmusk = \"null\"\n[[roles]]\nnme = \"b\"\n");
  ASSERT_EQ(loaded.diagnostics.size(), 5U) << all_of(loaded.diagnostics);
  EXPECT_TRUE(std::ranges::is_sorted(loaded.diagnostics, {}, &Diagnostic::line));
}

TEST(RulesFile, PlaceIsLineAndColumn) {
  const auto loaded = load("mode = \"enforce\"\n[classes.a]\nsensitivity = \"internal\"\n   mask = \"nulll\"\n");
  ASSERT_EQ(loaded.diagnostics.size(), 1U) << all_of(loaded.diagnostics);
  EXPECT_EQ(loaded.diagnostics[0].line, 4U);
  EXPECT_EQ(loaded.diagnostics[0].column, 11U);
}

TEST(RulesFile, SeveralFilesAreOnePolicy) {
  const Folder folder;
  const auto a = folder.write("a.toml", "[[roles]]\nname = \"r\"\nusers = [\"x\"]\n[roles.sees]\nemail = \"reveal\"\n");
  const auto b = folder.write("b.toml", "default_role = \"r\"\n[classes.email]\nsensitivity = \"internal\"\n");
  const auto both = load_policy({a, b}, {});
  ASSERT_TRUE(both.policy) << all_of(both.diagnostics);
  EXPECT_EQ(both.policy->role_name(both.policy->default_role()), "r");
  const auto c = folder.write("c.toml", "default_role = \"r\"\n[classes.email]\nsensitivity = \"public\"\n");
  const auto clash = load_policy({a, b, c}, {});
  EXPECT_FALSE(clash.policy);
  EXPECT_THAT(all_of(clash.diagnostics), HasSubstr("default_role is set twice"));
  EXPECT_THAT(all_of(clash.diagnostics), HasSubstr("class email is defined twice"));
  EXPECT_FALSE(load_policy({}, {}).policy);
  EXPECT_FALSE(load_policy({folder.path() / "absent.toml"}, {}).policy);
  EXPECT_FALSE(load_policy({folder.path()}, {}).policy) << "a folder is not a file";
}

TEST(RulesFile, TokensHaveAKeyForEachClass) {
  const Folder folder;
  folder.write("key", "0123456789abcdef0123456789abcdef\n");
  const std::string tokens = "[tokens]\nkey_id = \"2026-1\"\nkey_file = \"key\"\n";
  const auto path = folder.write("rules.toml", tokens +
                                                   "[classes.a]\nsensitivity = \"internal\"\nmask = \"token\"\n"
                                                   "[classes.b]\nsensitivity = \"internal\"\nmask = \"token\"\n");
  const auto loaded = load_policy({path}, {});
  ASSERT_TRUE(loaded.policy) << all_of(loaded.diagnostics);
  constexpr std::uint32_t text_type = 25;
  const auto token = [&](const Class& of) {
    std::string out;
    ValueContext context;
    context.type = text_type;
    EXPECT_TRUE(of.mask->bind(text_type)->apply(protocol::bytes_of("same value"), context, out));
    return out;
  };
  const auto again = load_policy({path}, {});
  EXPECT_EQ(token(loaded.policy->classes()[0]), token(again.policy->classes()[0])) << "stable across loads";
  EXPECT_NE(token(loaded.policy->classes()[0]), token(loaded.policy->classes()[1])) << "not linkable across classes";
  folder.write("key", "short\n");
  EXPECT_THAT(all_of(load_policy({path}, {}).diagnostics), HasSubstr("shorter than 16 bytes"));
}

TEST(RulesFile, WarnsOfWhatIsPossiblyNotMeant) {
  const auto warnings = [](std::string_view text) {
    const auto loaded = load(text);
    EXPECT_TRUE(loaded.policy) << all_of(loaded.diagnostics);
    return all_of(loaded.diagnostics);
  };
  EXPECT_THAT(warnings("[columns.\"crm/a.b.c\"]\ncreatedAt = \"none\"\n"), HasSubstr("is read as \"createdat\""));
  EXPECT_EQ(warnings("[columns.\"crm/a.b.c\"]\n'\"createdAt\"' = \"none\"\n"), "");
  EXPECT_THAT(warnings("[[roles]]\nname = \"a\"\n[[roles]]\nname = \"b\"\nusers = [\"x\"]\n"),
              HasSubstr("never reached"));
  const std::string classes(testing::some_classes);
  EXPECT_THAT(warnings(classes + "[columns.\"crm/a.*.*\"]\nx = \"email\"\n[columns.\"crm/*.b.*\"]\nx = \"pay\"\n"),
              HasSubstr("higher sensitivity"));
  EXPECT_EQ(warnings(classes + "[columns.\"crm/a.*.*\"]\nx = \"email\"\n[columns.\"crm/b.*.*\"]\nx = \"pay\"\n"), "");
}

TEST(RulesFile, ARoleByApplicationAloneMaySeeLess) {
  const std::string classes(testing::some_classes);
  const std::string role = "[[roles]]\nname = \"a\"\napplications = [\"etl\"]\n";
  EXPECT_TRUE(load(classes + role + "[roles.sees]\n\"*\" = \"refuse\"\n").policy);
  EXPECT_TRUE(load(classes + role + "[roles.sees]\nemail = \"null\"\n").policy);
  EXPECT_FALSE(load(classes + role + "[roles.sees]\npay = \"keep(1,1)\"\n").policy)
      << "a part of the value instead of nothing";
  EXPECT_FALSE(load(classes + role + "[roles.sees]\npay = { mask = \"null\", predicates = \"clear\" }\n").policy);
  EXPECT_FALSE(load(classes + role + "[roles.sees]\npay = { mask = \"null\", write = \"allow\" }\n").policy);
  EXPECT_FALSE(load(classes + role + "[roles.sees]\n\"crm/a.b.c.d\" = \"reveal\"\n").policy);
  EXPECT_FALSE(load(classes + role + "[roles.sees]\nserver_text = \"reveal\"\n").policy);
  EXPECT_FALSE(load(classes + role + "users = [\"*\"]\n[roles.sees]\nemail = \"reveal\"\n").policy)
      << "every user is no condition";
  EXPECT_FALSE(load(classes + role + "databases = [\"crm\"]\n[roles.sees]\nemail = \"reveal\"\n").policy)
      << "nor is a database";
  EXPECT_FALSE(
      load(classes + role + "networks = [\"10.0.0.0/8\", \"0.0.0.0/0\"]\n[roles.sees]\nemail = \"reveal\"\n").policy);
  EXPECT_TRUE(load(classes + role + "networks = [\"10.0.0.0/8\"]\n[roles.sees]\nemail = \"reveal\"\n").policy);
  EXPECT_TRUE(load(classes + role + "users = [\"etl\"]\n[roles.sees]\nemail = \"reveal\"\n").policy);
}

const std::vector<KnownUpstream> both_databases{{"crm", false}, {"shop", true}};

TEST(RulesFile, NamesHaveThePartsOfTheirDatabase) {
  const auto error_of = [](std::string_view rules) { return all_of(load(rules, both_databases).diagnostics); };
  EXPECT_EQ(
      error_of("[columns.\"crm/crm.public.citizens\"]\nid = \"none\"\n[columns.\"shop/Crm.Citizens\"]\nID = \"none\"\n"
               "[columns.\"*/*.*\"]\nid = \"none\"\n[columns.\"*/*.*.*\"]\nid = \"none\"\n"),
      "")
      << "and capitals of MySQL's names are not worth a warning";
  EXPECT_THAT(error_of("[columns.\"crm/crm.citizens\"]\nid = \"none\"\n"), HasSubstr("\"crm\" is PostgreSQL"));
  EXPECT_THAT(error_of("[columns.\"shop/crm.public.citizens\"]\nid = \"none\"\n"), HasSubstr("\"shop\" is MySQL"));
  EXPECT_THAT(error_of("[columns.\"shp/crm.citizens\"]\nid = \"none\"\n"), HasSubstr("did you mean \"shop\"?"));
  EXPECT_THAT(error_of("[columns.\"c*/crm.citizens\"]\nid = \"none\"\n"), HasSubstr("\"c*\" is PostgreSQL"));
  EXPECT_THAT(error_of("[columns.\"shop/crm.citizens\"]\nId = \"none\"\nid = \"none\"\n"), HasSubstr("set twice"));
  EXPECT_EQ(
      error_of("[trust]\nfunctions = [\"crm.age\", \"levenshtein\", \"crm.public.age(date)\"]\n"
               "views = [\"shop/crm.v\", \"crm/crm.public.v\"]\ntriggers = [\"crm.t.tr\", \"crm.public.t.tr\"]\n"),
      "");
  EXPECT_THAT(error_of("[trust]\nfunctions = [\"crm/crm.age\"]\n"), HasSubstr("is PostgreSQL"));
  EXPECT_THAT(error_of("[trust]\nfunctions = [\"shop/crm.public.age(date)\"]\n"), HasSubstr("is MySQL"));
  EXPECT_THAT(error_of("[trust]\npolicies = [\"crm.t.p\"]\n"), HasSubstr("not a name for [trust]"));
  EXPECT_THAT(all_of(load("[trust]\nviews = [\"crm.v\"]\n", {{"crm"}}).diagnostics),
              HasSubstr("not a name for [trust]"))
      << "no upstream is MySQL";
}

}  // namespace
}  // namespace jaali::masking_rules

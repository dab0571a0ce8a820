// Who gets which role, and what a role meets in a class: every condition, alone and together, and every precedence.
#include "masking_rules/policy_data.h"
#include "tests/unit/masking_rules/policy_fixture.h"

namespace jaali::masking_rules {
namespace {

using testing::policy_of;
using testing::some_classes;

CallerIdentity somebody() {
  return {"ali",
          "crm",
          "psql",
          "10.1.2.3",
          {"staff", "support"},
          {"CN=ali-laptop", "DNS:ali.example", "email:ali@example.com"}};
}

struct Condition {
  std::string_view name, holds, fails;
};
const Condition conditions[] = {
    {"users", "users = [\"bob\", \"al*\"]", "users = [\"bob\", \"ALI\"]"},
    {"groups", "groups = [\"dpo\", \"supp*\"]", "groups = [\"dpo\"]"},
    {"databases", "databases = [\"crm\"]", "databases = [\"hr\"]"},
    {"applications", "applications = [\"ps?l\"]", "applications = [\"pgAdmin*\"]"},
    {"networks", "networks = [\"fd00::/8\", \"10.1.0.0/16\"]", "networks = [\"10.2.0.0/16\", \"::/0\"]"},
    {"certificates", "certificates = [\"CN=nobody\", \"CN=ali-*\"]", "certificates = [\"CN=ali\"]"},
};

TEST(Roles, EveryConditionAlone) {
  for (const auto& condition : conditions) {
    const auto holds = policy_of("[[roles]]\nname = \"r\"\n" + std::string(condition.holds) + "\n");
    const auto fails = policy_of("[[roles]]\nname = \"r\"\n" + std::string(condition.fails) + "\n");
    EXPECT_EQ(holds->role_name(holds->role_for(somebody())), "r") << condition.name;
    EXPECT_EQ(fails->role_name(fails->role_for(somebody())), "restricted") << condition.name;
  }
}

TEST(Roles, AllConditionsMustHold) {
  // One of them fails at a time, in every combination of which.
  constexpr unsigned count = std::size(conditions);
  for (unsigned failing = 0; failing < (1U << count); ++failing) {
    std::string text = "[[roles]]\nname = \"r\"\n";
    for (unsigned i = 0; i < count; ++i)
      text.append((failing >> i & 1U) != 0 ? conditions[i].fails : conditions[i].holds).append("\n");
    const auto policy = policy_of(text);
    EXPECT_EQ(policy->role_name(policy->role_for(somebody())), failing == 0 ? "r" : "restricted") << text;
  }
}

TEST(Roles, TheFirstThatMatches) {
  const auto policy = policy_of(
      "default_role = \"c\"\n"
      "[[roles]]\nname = \"a\"\nusers = [\"bob\"]\n"
      "[[roles]]\nname = \"b\"\nusers = [\"a*\"]\n"
      "[[roles]]\nname = \"c\"\nusers = [\"ali\"]\n");
  EXPECT_EQ(policy->role_name(policy->role_for(somebody())), "b");
  auto other = somebody();
  other.user = "zoe";
  EXPECT_EQ(policy->role_name(policy->role_for(other)), "c") << "the default";
  EXPECT_EQ(policy->role_named("b"), 1U);
  EXPECT_EQ(policy->role_named("restricted"), 3U);
  EXPECT_FALSE(policy->role_named("nobody"));
}

TEST(Roles, Certificates) {
  const auto matches = [](std::string_view pattern, std::vector<std::string> names) {
    const auto policy = policy_of("[[roles]]\nname = \"r\"\ncertificates = [\"" + std::string(pattern) + "\"]\n");
    auto caller = somebody();
    caller.certificate_names = std::move(names);
    return policy->role_name(policy->role_for(caller)) == "r";
  };
  EXPECT_TRUE(matches("CN=dpo-*", {"CN=dpo-1"}));
  EXPECT_FALSE(matches("CN=dpo-*", {"DNS:dpo-1"})) << "another kind of name";
  EXPECT_TRUE(matches("dpo-*", {"DNS:dpo-1"})) << "no kind given: any";
  EXPECT_TRUE(matches("DNS:*.example", {"CN=x", "DNS:a.example"}));
  EXPECT_FALSE(matches("*", {})) << "no certificate";
  EXPECT_FALSE(matches("CN=dpo-*", {"email:x@CN=dpo-1"}));
}

TEST(Roles, NetworksAndUnixSockets) {
  const auto policy = policy_of("[[roles]]\nname = \"r\"\nnetworks = [\"0.0.0.0/0\", \"::/0\"]\n");
  auto caller = somebody();
  EXPECT_EQ(policy->role_name(policy->role_for(caller)), "r");
  caller.address = "::ffff:10.1.2.3";
  EXPECT_EQ(policy->role_name(policy->role_for(caller)), "r");
  caller.address.clear();
  EXPECT_EQ(policy->role_name(policy->role_for(caller)), "restricted") << "a Unix socket has no address";
}

Treatment seen(const std::string& sees, std::string_view class_name) {
  const auto policy =
      policy_of(std::string(some_classes) + "[[roles]]\nname = \"r\"\nusers = [\"x\"]\n[roles.sees]\n" + sees);
  return see_class(policy->data(), 0, *policy->data().class_named(class_name)).treatment;
}

TEST(Sees, ClassBeforeSensitivityBeforeStarBeforeOwn) {
  const std::string by_class = "pay = \"keep(1,1)\"\n", by_sensitivity = "restricted = \"redact\"\n",
                    star = "\"*\" = \"reveal\"\n";
  for (unsigned set = 0; set < 8; ++set) {
    std::string sees;
    if (set & 4U) sees += star;
    if (set & 2U) sees += by_sensitivity;
    if (set & 1U) sees += by_class;
    const auto treatment = seen(sees, "pay");
    const std::string expected = (set & 1U) ? "keep(1,1)" : (set & 2U) ? "redact" : (set & 4U) ? "clear" : "null";
    EXPECT_EQ(treatment.kind == Handling::reveal ? "clear" : treatment.mask->spelling(), expected) << sees;
    const std::string rule = (set & 1U)   ? "role r, class pay"
                             : (set & 2U) ? "role r, sensitivity restricted (class pay)"
                             : (set & 4U) ? "role r, \"*\" (class pay)"
                                          : "role r, class pay's own mask";
    EXPECT_EQ(treatment.rule, rule);
  }
  EXPECT_EQ(seen(by_sensitivity, "email").mask->spelling(), "email") << "another sensitivity";
}

TEST(Sees, Predicates) {
  EXPECT_EQ(seen("", "national_id").predicates, Predicates::lookup) << "the class's";
  EXPECT_EQ(seen("", "email").predicates, Predicates::refuse)
      << "the default: masked, which is refused until it is built";
  EXPECT_EQ(seen("", "nickname").predicates, Predicates::clear) << "the default of public";
  EXPECT_TRUE(seen("", "nickname").clear());
  EXPECT_EQ(seen("email = { mask = \"email\", predicates = \"masked\" }\n", "email").predicates, Predicates::refuse);
  EXPECT_EQ(seen("national_id = { mask = \"null\", predicates = \"clear\" }\n", "national_id").predicates,
            Predicates::clear);
  EXPECT_EQ(seen("national_id = \"null\"\n", "national_id").predicates, Predicates::lookup)
      << "a mask alone leaves the class's predicates";
  EXPECT_EQ(seen("national_id = \"reveal\"\n", "national_id").predicates, Predicates::clear);
  EXPECT_EQ(seen("national_id = \"refuse\"\n", "national_id").predicates, Predicates::refuse);
  EXPECT_EQ(seen("national_id = { mask = \"reveal\", predicates = \"refuse\" }\n", "national_id").predicates,
            Predicates::refuse);
}

TEST(Sees, EveryClass) {
  const auto every = [](const std::string& sees) {
    const auto policy =
        policy_of(std::string(some_classes) + "[[roles]]\nname = \"r\"\nusers = [\"x\"]\n[roles.sees]\n" + sees);
    return sees_every_class(policy->data(), 0);
  };
  EXPECT_TRUE(every("\"*\" = \"reveal\"\n"));
  EXPECT_TRUE(every("national_id = \"reveal\"\nemail = \"reveal\"\npay = \"reveal\"\n"));
  EXPECT_FALSE(every("\"*\" = \"reveal\"\npay = \"null\"\n"));
  EXPECT_FALSE(every("\"*\" = { mask = \"reveal\", predicates = \"refuse\" }\n"));
  EXPECT_FALSE(every(""));
}

TEST(Sees, ShowsMore) {
  const auto masked = [](std::string_view mask) {
    Treatment t;
    t.kind = Handling::mask;
    t.mask = *parse_mask(mask);
    t.predicates = Predicates::refuse;
    t.insert = t.update = Write::refuse;
    return t;
  };
  Treatment refused;
  refused.kind = Handling::refuse;
  refused.predicates = Predicates::refuse;
  refused.insert = refused.update = Write::refuse;
  const Treatment clear;
  EXPECT_TRUE(shows_more(clear, masked("email")));
  EXPECT_TRUE(shows_more(masked("email"), masked("null")));
  EXPECT_TRUE(shows_more(masked("keep(1,1)"), masked("keep(0,1)"))) << "which of two shows more depends on the value";
  EXPECT_FALSE(shows_more(masked("null"), masked("email")));
  EXPECT_FALSE(shows_more(masked("redact"), masked("null")));
  EXPECT_FALSE(shows_more(masked("email"), masked("email")));
  EXPECT_FALSE(shows_more(masked("email"), clear));
  EXPECT_FALSE(shows_more(clear, clear));
  EXPECT_FALSE(shows_more(refused, masked("null")));
}

}  // namespace
}  // namespace jaali::masking_rules

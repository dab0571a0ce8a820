#include "masking_rules/policy_diff.h"

#include <gmock/gmock.h>

#include "tests/unit/masking_rules/policy_fixture.h"

namespace jaali::masking_rules {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::policy_of;
using testing::some_classes;

std::vector<std::string> changes(const std::string& before, const std::string& after) {
  return policy_diff(*policy_of(std::string(some_classes) + before), *policy_of(std::string(some_classes) + after));
}
std::string role(const std::string& sees, const std::string& conditions = "users = [\"x\"]") {
  return "[[roles]]\nname = \"r\"\n" + conditions + "\n[roles.sees]\n" + sees;
}

TEST(PolicyDiff, NothingChanges) {
  EXPECT_THAT(changes(role("email = \"null\"\n"), "# a comment\n" + role("email = \"null\"\n")), IsEmpty());
}

TEST(PolicyDiff, GainsAndLoses) {
  EXPECT_THAT(changes(role("email = \"null\"\n"), role("email = \"reveal\"\n")),
              ElementsAre("role r gains sight of class email: null → clear"));
  EXPECT_THAT(changes(role("email = \"reveal\"\n"), role("email = \"null\"\n")),
              ElementsAre("role r loses sight of class email: clear → null"));
  EXPECT_THAT(changes(role("email = \"keep(1,1)\"\n"), role("email = \"email\"\n")),
              ElementsAre("role r sees differently class email: keep(1,1) → email"));
  EXPECT_THAT(changes(role("email = \"null\"\n"), role("email = { mask = \"null\", predicates = \"lookup\" }\n")),
              ElementsAre("role r gains sight of class email: null → null, predicates lookup"));
  EXPECT_THAT(changes(role("email = \"null\"\n"), role("email = { mask = \"null\", write = \"allow\" }\n")),
              ElementsAre("role r gains sight of class email: null → null, write allow"));
}

TEST(PolicyDiff, ColumnsForEveryRole) {
  const std::string columns = "[columns.\"crm/crm.public.t\"]\nx = ";
  EXPECT_THAT(changes(role("email = \"reveal\"\n") + columns + "\"email\"\n",
                      role("email = \"reveal\"\n") + columns + "\"pay\"\n"),
              ElementsAre("[columns.\"crm/crm.public.t\"] x: email → pay",
                          "role r loses sight of [columns.\"crm/crm.public.t\"] x: clear → null",
                          "role restricted loses sight of [columns.\"crm/crm.public.t\"] x: email → null"));
  EXPECT_THAT(changes(columns + "\"pay\"\n", columns + "\"none\"\n"),
              ElementsAre("[columns.\"crm/crm.public.t\"] x: pay → none",
                          "role restricted gains sight of [columns.\"crm/crm.public.t\"] x: null → clear"));
}

TEST(PolicyDiff, WhoAndWhatElse) {
  EXPECT_THAT(changes(role(""), role("", "users = [\"x\", \"y\"]\nnetworks = [\"10.0.0.0/8\"]")),
              ElementsAre(HasSubstr("who is role r: users x, groups (any), databases (any), applications (any), "
                                    "certificates (any), networks (any) → "
                                    "users x | y")));
  EXPECT_THAT(changes("", "[trust]\nviews = [\"crm.public.v\"]\n"), ElementsAre("[trust] gains crm.public.v"));
  EXPECT_THAT(changes("[trust]\nviews = [\"crm.public.v\"]\n", ""), ElementsAre("[trust] loses crm.public.v"));
  EXPECT_THAT(policy_diff(*policy_of("mode = \"observe\"\n"), *policy_of("mode = \"enforce\"\n")),
              ElementsAre("mode: observe → enforce"));
  EXPECT_THAT(policy_diff(*policy_of(role("")), *policy_of("default_role = \"r\"\n" + role(""))),
              ElementsAre("default_role: restricted → r"));
  EXPECT_THAT(changes(role(""), role("server_text = \"reveal\"\n\"crm/a.b.c.d\" = \"null\"\n")),
              ElementsAre("role r sees class server_text: (by its class) → clear",
                          "role r sees crm/a.b.c.d: (by its class) → null"));
}

}  // namespace
}  // namespace jaali::masking_rules

// Every leak case of tests/leak, offline: each text is refused, or forwarded with nothing of a protected column but masked
// direct outputs. The tests under tests/leak run the same cases through the proxy.
#include <gtest/gtest.h>

#include "tests/unit/masking_rules/golden_cases.h"
#include "tests/unit/masking_rules/golden_catalog.h"

namespace jaali::masking_rules {
namespace {

using jaali::testing::golden_catalog;
using jaali::testing::leak_in;
using jaali::testing::read_leak_cases;

TEST(DecideLeak, no_case_passes_unmasked) {
  const auto cases = read_leak_cases(std::string(JAALI_SOURCE_DIR) + "/tests/leak/cases/postgres.sql");
  ASSERT_GT(cases.size(), 250U);
  std::size_t texts = 0, refused = 0;
  for (const auto& one : cases) {
    NameState names;
    names.search_path = {"app", "public"};
    for (auto text : one.texts) {
      ++texts;
      if (const auto at = text.find("d1."); at != std::string::npos) {  // the database's name in the cases
        for (auto place = at; place != std::string::npos; place = text.find("d1.", place)) text.replace(place, 3, "crm.");
      }
      const auto verdict = decide(text, false, golden_catalog().role("app"), *golden_catalog().plain, names);
      if (!verdict.forward) {
        ++refused;
        EXPECT_FALSE(verdict.refusal->message.empty());
        EXPECT_FALSE(verdict.refusal->reason.empty());
        continue;
      }
      EXPECT_EQ(leak_in(verdict, *golden_catalog().plain), "") << one.id << ": " << text;
      for (const auto& plan : verdict.statements) {
        for (const auto& effect : plan.effects) {
          if (effect.kind == Effect::Kind::creates_relation) names.session_relations.insert(effect.name);
        }
      }
    }
  }
  EXPECT_GT(refused, texts / 2);
}

}  // namespace
}  // namespace jaali::masking_rules

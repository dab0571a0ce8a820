#include "sql/fold.h"

#include <gtest/gtest.h>

namespace jaali::sql {
namespace {

TEST(Fold, lower_case_over_utf8) {
  EXPECT_EQ(fold("Email_ID$1"), "email_id$1");
  EXPECT_EQ(fold("ÀÉÎÕÜ ŽŠ ΑΒΩ ЖЯ"), "àéîõü žš αβω жя");
  EXPECT_EQ(fold("ſ ß ﬁ شہر"), "ſ ß ﬁ شہر");
  EXPECT_EQ(fold("\xFF" "A\xC3"), "\xFF" "a\xC3");
  EXPECT_EQ(fold(""), "");
}

TEST(Fold, says_without_work_whether_there_is_any) {
  for (const auto* name : {"email", "é", "شہر", "\xFF", ""}) EXPECT_TRUE(is_folded(name)) << name;
  for (const auto* name : {"Email", "É", "aЖ"}) EXPECT_FALSE(is_folded(name)) << name;
  for (const auto* name : {"Email", "É", "aЖ", "ǅ", "Ⱥ"}) EXPECT_TRUE(is_folded(fold(name))) << name;
}

}  // namespace
}  // namespace jaali::sql

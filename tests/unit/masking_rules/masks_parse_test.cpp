// What may be written as a mask, and what is said about the rest.
#include <gmock/gmock.h>

#include "tests/unit/masking_rules/masks_fixture.h"

namespace jaali::masking_rules {
namespace {

using test::key;

std::string spelling(std::string_view text) {
  const auto mask = parse_mask(text, key());
  return mask ? (*mask)->spelling() : "error: " + mask.error();
}
std::string error(std::string_view text, std::shared_ptr<const TokenKey> token_key = key()) {
  const auto mask = parse_mask(text, std::move(token_key));
  return mask ? "no error" : mask.error();
}

TEST(MaskSpelling, IsNormalised) {
  EXPECT_EQ(spelling("keep(5,2)"), "keep(5,2)");
  EXPECT_EQ(spelling("  keep ( 5 , 02 ) "), "keep(5,2)");
  EXPECT_EQ(spelling("keep_first(3)"), "keep_first(3)");
  EXPECT_EQ(spelling("keep_last( 4)"), "keep_last(4)");
  EXPECT_EQ(spelling("redact"), "redact");
  EXPECT_EQ(spelling("null"), "null");
  EXPECT_EQ(spelling("email"), "email");
  EXPECT_EQ(spelling("year_only"), "year_only");
  EXPECT_EQ(spelling("round(1000)"), "round(1000)");
  EXPECT_EQ(spelling("token"), "token");
  EXPECT_EQ(spelling("token(cust_)"), "token(cust_)");
  EXPECT_EQ(spelling("fixed(n/a)"), "fixed('n/a')");
  EXPECT_EQ(spelling("fixed('it''s (so)')"), "fixed('it''s (so)')");
  EXPECT_EQ(spelling("fixed('')"), "fixed('')");
}

TEST(MaskSpelling, ReadsBackToItself) {
  for (const auto* text : {"keep(5,2)", "token(c-1_)", "fixed('it''s')", "fixed(  ' two '  )", "round(7)"}) {
    const std::string once = spelling(text);
    EXPECT_EQ(spelling(once), once);
  }
}

TEST(MaskSpelling, ErrorsSayWhatToDo) {
  EXPECT_THAT(error("kepe(5,2)"), testing::HasSubstr("did you mean 'keep(5,2)'"));
  EXPECT_THAT(error("emial"), testing::HasSubstr("did you mean 'email'"));
  EXPECT_THAT(error("Redact"), testing::HasSubstr("did you mean 'redact'"));
  EXPECT_THAT(error("scramble"), testing::HasSubstr("known are redact null"));
  EXPECT_THAT(error(""), testing::HasSubstr("missing"));
  EXPECT_THAT(error("keep(5,2"), testing::HasSubstr("parenthesis"));
  EXPECT_THAT(error("fixed"), testing::HasSubstr("fixed(0)"));
  EXPECT_THAT(error("fixed()"), testing::HasSubstr("fixed('')"));
  EXPECT_THAT(error("fixed('a)"), testing::HasSubstr("quotes"));
  EXPECT_THAT(error("fixed('a'b')"), testing::HasSubstr("quotes"));
  EXPECT_THAT(error("fixed(\xff)"), testing::HasSubstr("no text"));
  EXPECT_THAT(error("round(0)"), testing::HasSubstr("round(1000)"));
  EXPECT_THAT(error("token", nullptr), testing::HasSubstr("key"));
  EXPECT_THAT(error("token", key("short")), testing::HasSubstr("16 bytes"));
  EXPECT_THAT(error("token(seventeen_letters)"), testing::HasSubstr("prefix"));
  EXPECT_THAT(error("token(a b)"), testing::HasSubstr("prefix"));
  for (const auto* text : {"keep",        "keep()",          "keep(5)",
                           "keep(5,2,1)", "keep(5,)",        "keep(-1,2)",
                           "keep(5;2)",   "keep(1001,0)",    "keep(a,b)",
                           "keep_first",  "keep_first(1,2)", "keep_last()",
                           "round",       "round(1.5)",      "round(1000000000000001)",
                           "redact()",    "redact(1)",       "null()",
                           "email(1)",    "year_only()",     "keep(99999999999999999999,1)"})
    EXPECT_NE(error(text), "no error") << text;
}

TEST(MaskNames, HoldAllTen) {
  EXPECT_EQ(mask_names(), (std::vector<std::string_view>{"redact", "null", "fixed", "keep", "keep_first", "keep_last",
                                                         "email", "year_only", "round", "token"}));
}

}  // namespace
}  // namespace jaali::masking_rules

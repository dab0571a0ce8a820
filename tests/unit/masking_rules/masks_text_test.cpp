// keep, keep_first, keep_last and email: characters, separators, marks, widths.
#include "masking_rules/masks/code_points.h"
#include "tests/unit/masking_rules/masks_fixture.h"

namespace jaali::masking_rules {
namespace {

using test::characters;
using test::masked;
using test::masked_text;
namespace type = protocol::postgres::type;

TEST(Keep, CountsEveryCharacterAndLeavesSeparators) {
  EXPECT_EQ(masked_text("keep(5,2)", "42101-1234567-1"), "42101-*******-1");
  EXPECT_EQ(masked_text("keep(0,0)", "42101-1234567-1"), "*****-*******-*");
  EXPECT_EQ(masked_text("keep_last(4)", "+92 300 1234567"), "*** *** ***4567");
  EXPECT_EQ(masked_text("keep_first(2)", "Muhammad (Ali)"), "Mu****** (***)");
  EXPECT_EQ(masked_text("keep(1,1)", "a.b_c/d:e,f"), "a.*_*/*:*,f");
}

TEST(Keep, HidesAllWhereNoMoreWouldBeHiddenThanShown) {
  EXPECT_EQ(masked_text("keep(5,2)", "Ali"), "***");
  EXPECT_EQ(masked_text("keep(5,2)", ""), "");
  EXPECT_EQ(masked_text("keep(1,1)", "abcd"), "****");                    // two shown, two hidden
  EXPECT_EQ(masked_text("keep(1,1)", "abcde"), "a***e");                  // three hidden
  EXPECT_EQ(masked_text("keep(1,1)", "ab---cd"), "**---**");              // separators hide nothing
  EXPECT_EQ(masked_text("keep(5,2)", "4210112345671"), "*************");  // seven shown, six hidden
  EXPECT_EQ(masked_text("keep(1000,1000)", "abcdef"), "******");
  EXPECT_EQ(masked_text("keep_first(3)", "abc"), "***");
  EXPECT_EQ(masked_text("keep_last(3)", "12-34"), "**-**");
}

TEST(Keep, AValueOfSeparatorsAloneIsHidden) {
  EXPECT_EQ(masked_text("keep(1,1)", "-"), "*");
  EXPECT_EQ(masked_text("keep_first(3)", "-./:()"), "******");
}

TEST(Keep, CountsCodePoints) {
  EXPECT_EQ(masked_text("keep_first(2)", "محمد علی خان"), "مح** *** ***");
  EXPECT_EQ(masked_text("keep_last(1)", "日本語"), "**語");
  EXPECT_EQ(masked_text("keep_first(1)", "😀😀😀"), "😀**");
}

TEST(Keep, NeverShowsAMarkWithoutItsBase) {
  // e + acute as two code points. The kept end would begin with the accent of a hidden e.
  EXPECT_EQ(masked_text("keep_last(2)", "abcde\u0301f"), "******f");
  EXPECT_EQ(masked_text("keep_last(3)", "abcdefge\u0301f"), "*******e\u0301f");
  EXPECT_EQ(masked_text("keep_first(1)", "e\u0301abc"), "e****");  // the base may show without its mark
  EXPECT_EQ(masked_text("keep_first(2)", "e\u0301abc"), "e\u0301***");
  EXPECT_EQ(masked_text("keep_first(1)", "a\u0301\u0302\u0303\u0304"), "*****");  // marks hide nothing
  EXPECT_EQ(masked_text("keep_last(1)", "abcd\u200d"), "*****");                  // nor does a joiner
  EXPECT_EQ(masked_text("keep(1,1)", "\u0301\u0301"), "**");                      // marks alone
}

TEST(Keep, WhatIsNoTextBecomesNull) {
  for (const auto* bytes : {"abc\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "abcdefgh\xe2\x82", "\x80"})
    EXPECT_EQ(masked_text("keep_first(1)", bytes), std::nullopt);
}

TEST(Keep, PaddedCharactersAreNotCounted) {
  EXPECT_EQ(masked("keep_last(2)", type::bpchar, "abcdef    ", characters(10)), "****ef    ");
  EXPECT_EQ(masked("keep_last(2)", type::bpchar, "         ", characters(9)), "         ");
  EXPECT_EQ(masked("keep_last(2)", type::bpchar, "abcdef", -1), "****ef");
  EXPECT_EQ(masked("keep_first(1)", type::bpchar, "äöü  ", characters(5)), "ä**  ");
}

TEST(Keep, NumbersKeepDigitsAndBecomeZeros) {
  EXPECT_EQ(masked("keep_first(3)", type::int8, "4210112345671"), "4210000000000");
  EXPECT_EQ(masked("keep_last(4)", type::int8, "4210112345671"), "5671");
  EXPECT_EQ(masked("keep(5,2)", type::int8, "4210112345671"), "0");      // seven shown, six hidden
  EXPECT_EQ(masked("keep_first(2)", type::int4, "-123456"), "-100000");  // the sign is a character
  EXPECT_EQ(masked("keep_first(1)", type::int2, "7"), "0");
  EXPECT_EQ(masked("keep_first(1)", type::int2, "-7"), "0");
  EXPECT_EQ(masked("keep_first(2)", type::int8, "-9223372036854775808"), "-9000000000000000000");
  EXPECT_EQ(masked("keep_first(2)", type::numeric, "123456.78"), "120000.00");
  EXPECT_EQ(masked("keep_last(2)", type::numeric, "-123456.78"), "-0.78");
  EXPECT_EQ(masked("keep_first(1)", type::numeric, "-0.5"), "0.0");
  EXPECT_EQ(masked("keep_first(2)", type::numeric, "NaN"), std::nullopt);
  EXPECT_EQ(masked("keep_first(2)", type::int4, "12x456"), std::nullopt);
}

TEST(Keep, UuidsKeepHexDigits) {
  EXPECT_EQ(masked("keep_first(8)", type::uuid, "550e8400-e29b-41d4-a716-446655440000"),
            "550e8400-0000-0000-0000-000000000000");
  EXPECT_EQ(masked("keep_last(20)", type::uuid, "550e8400-e29b-41d4-a716-446655440000"),
            "00000000-0000-0000-0000-000000000000");
}

TEST(Email, ShowsFirstCharacterAndDomain) {
  EXPECT_EQ(masked_text("email", "ayesha.khan@example.com"), "a****@example.com");
  EXPECT_EQ(masked_text("email", "ab@example.com"), "a****@example.com");  // four stars whatever the length
  EXPECT_EQ(masked_text("email", "علی@مثال.پاک"), "ع****@مثال.پاک");
  EXPECT_EQ(masked_text("email", "Ayesha Khan@mail.example.com.pk"), "A****@mail.example.com.pk");
  EXPECT_EQ(masked_text("email", "\"a@b\"@example.com"), "\"****@example.com");
}

TEST(Email, HidesALocalPartOfOneCharacter) {
  EXPECT_EQ(masked_text("email", "a@example.com"), "****@example.com");
  EXPECT_EQ(masked_text("email", "a\u0301\u0302@example.com"), "****@example.com");  // one character with marks
  EXPECT_EQ(masked_text("email", "\u0301ab@example.com"), "****@example.com");       // begins with a mark
  EXPECT_EQ(masked_text("email", "a\u0301b@example.com"), "a****@example.com");
}

TEST(Email, HidesWhatIsNoAddress) {
  for (const auto* text :
       {"", "@", "ali", "@example.com", "ali@", "ali@localhost", "ali@.com", "ali@example.", "ali@a..com",
        "Ali <ali@example.com>", "ali@exa mple.com", "ali@192.168.0.1", "ali@42101-1234567-1", "ali@a.1234567-1",
        "ali@-a.com", "ali@a-.com", "secret@is 42101", "ali@example.com\n"})
    EXPECT_EQ(masked_text("email", text), "****") << text;
  EXPECT_EQ(masked_text("email", "ali\xff@example.com"), std::nullopt);
}

TEST(Email, FitsTheColumn) {
  EXPECT_EQ(masked("email", type::varchar, "ab@example.com", characters(14)), "a*@example.com");
  EXPECT_EQ(masked("email", type::varchar, "a@example.com", characters(13)), "*@example.com");
  EXPECT_EQ(masked("email", type::varchar, "nothing", characters(3)), "***");
  EXPECT_EQ(masked("email", type::bpchar, "ab@example.com      ", characters(20)), "a****@example.com   ");
  EXPECT_EQ(masked("email", type::bpchar, "none      ", characters(10)), "****      ");
}

TEST(CodePoints, Utf8IsStrict) {
  using masks::is_utf8;
  EXPECT_TRUE(is_utf8("aé日😀\U0010ffff"));
  for (const auto* text : {"\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
                           "\xf5\x80\x80\x80", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xc3\x28"})
    EXPECT_FALSE(is_utf8(text));
}

TEST(CodePoints, MarksAreKnown) {
  for (const char32_t mark :
       {U'\u0301', U'\u064b', U'\u093f', U'\u200d', U'\ufe0f', U'\U0001f3fd', U'\u20dd', U'\U000e0100', U'\u1161'})
    EXPECT_TRUE(masks::is_mark(mark)) << static_cast<unsigned>(mark);
  for (const char32_t letter : {U'a', U'é', U'ع', U'अ', U'日', U'😀', U'\U0010ffff'})
    EXPECT_FALSE(masks::is_mark(letter)) << static_cast<unsigned>(letter);
}

}  // namespace
}  // namespace jaali::masking_rules

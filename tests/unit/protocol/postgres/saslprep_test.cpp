#include "protocol/postgres/saslprep.h"

#include <gtest/gtest.h>

namespace jaali::protocol::postgres {
namespace {

struct Case {
  const char* what;
  std::string_view password;
  std::string_view prepared;
};

constexpr Case cases[] = {
    {"empty", "", ""},
    {"ascii as it is", "pencil 1!", "pencil 1!"},
    {"ascii with control characters as it is", "a\tb\x7f", "a\tb\x7f"},
    {"precomposed letter", "caf\xc3\xa9", "caf\xc3\xa9"},
    {"decomposed letter is composed", "cafe\xcc\x81", "caf\xc3\xa9"},
    {"ligature, full-width letter, superscript digit", "\xef\xac\x81\xef\xbc\xa1\xc2\xb2", "fiA2"},
    {"the longest of all decompositions", "\xef\xb7\xba",
     "\xd8\xb5\xd9\x84\xd9\x89 \xd8\xa7\xd9\x84\xd9\x84\xd9\x87 \xd8\xb9\xd9\x84\xd9\x8a\xd9\x87 \xd9\x88\xd8\xb3\xd9\x84\xd9\x85"},
    {"no-break space becomes a space", "\xc3\xa9\xc2\xa0x", "\xc3\xa9 x"},
    {"ideographic space becomes a space", "\xe3\x80\x80", " "},
    {"zero width space is a space before it is nothing", "a\xe2\x80\x8b", "a "},
    {"soft hyphen vanishes", "I\xc2\xadX", "IX"},
    {"only vanishing characters: as given", "\xc2\xad\xc2\xad", "\xc2\xad\xc2\xad"},
    {"not UTF-8: as given", "\xc2\xadx\xff", "\xc2\xadx\xff"},
    {"cut UTF-8: as given", "\xc2\xadx\xc3", "\xc2\xadx\xc3"},
    {"overlong UTF-8: as given", "\xc2\xadx\xc0\xaf", "\xc2\xadx\xc0\xaf"},
    {"surrogate: as given", "\xc2\xadx\xed\xa0\x80", "\xc2\xadx\xed\xa0\x80"},
    {"above Unicode: as given", "\xc2\xadx\xf4\x90\x80\x80", "\xc2\xadx\xf4\x90\x80\x80"},
    {"control character beside a letter: as given", "\xc3\xa9\xc2\xad\t", "\xc3\xa9\xc2\xad\t"},
    {"private use: as given", "\xc2\xad\xee\x80\x80", "\xc2\xad\xee\x80\x80"},
    {"unassigned in Unicode 3.2, emoji with a joiner: as given", "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9",
     "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9"},
    {"assigned symbol with a variation selector", "\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4"},
    {"right-to-left, non-joiner vanishes", "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xb1", "\xd9\x85\xdb\x8c\xd8\xb1"},
    {"right-to-left ending in a digit: as given",
     "\xd9\x85\xe2\x80\x8c\xd8\xb1"
     "1",
     "\xd9\x85\xe2\x80\x8c\xd8\xb1"
     "1"},
    {"right-to-left beside left-to-right: as given",
     "\xd9\x85\xc2\xad"
     "a\xd9\x85",
     "\xd9\x85\xc2\xad"
     "a\xd9\x85"},
};

TEST(Saslprep, PreparesAsPostgresDoes) {
  for (const auto& [what, password, prepared] : cases) {
    EXPECT_EQ(saslprep(Secret(password)).reveal(), prepared) << what;
  }
}

}  // namespace
}  // namespace jaali::protocol::postgres

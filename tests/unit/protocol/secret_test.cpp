#include "protocol/secret.h"

#include <gtest/gtest.h>

#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

namespace jaali::protocol {
namespace {

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);

TEST(Secret, HoldsAndCompares) {
  const Secret secret("hunter2");
  EXPECT_EQ(secret.reveal(), "hunter2");
  EXPECT_TRUE(secret.equals("hunter2"));
  EXPECT_FALSE(secret.equals("hunter3"));
  EXPECT_FALSE(secret.equals("hunter"));
  EXPECT_TRUE(Secret().equals(""));
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, IsGoneWhereItWasMovedFrom) {
  for (const std::size_t size : {3U, 15U, 16U, 1000U}) {  // inside the object, and on the heap
    Secret from(std::string(size, 's'));
    Secret to(std::move(from));
    EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): the claim under test
    EXPECT_EQ(to.reveal(), std::string(size, 's'));
    from = std::move(to);
    EXPECT_TRUE(to.empty());  // NOLINT(bugprone-use-after-move)
    EXPECT_EQ(from.reveal(), std::string(size, 's'));
    from = std::move(*&from);
    EXPECT_EQ(from.reveal(), std::string(size, 's'));
  }
}

/// Whether the object's own bytes hold `text`.
bool inside(const unsigned char* storage, std::string_view text) {
  const std::string_view bytes(reinterpret_cast<const char*>(storage), sizeof(Secret));
  return bytes.find(text) != bytes.npos;
}

TEST(Secret, AShortOneLeavesNothingInTheObject) {
  alignas(Secret) unsigned char storage[sizeof(Secret)] = {};
  auto* secret = new (storage) Secret("hunter2-short");
  ASSERT_TRUE(inside(storage, "nter2-sho"));
  const Secret moved(std::move(*secret));
  EXPECT_FALSE(inside(storage, "nter2-sho"));
  *secret = Secret("hunter2-again");
  ASSERT_TRUE(inside(storage, "nter2-aga"));
  secret->wipe();
  EXPECT_FALSE(inside(storage, "nter2-aga"));
  *secret = Secret("hunter2-third");
  secret->~Secret();
  EXPECT_FALSE(inside(storage, "nter2-thi"));
}

}  // namespace
}  // namespace jaali::protocol

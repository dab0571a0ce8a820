#include "protocol/mysql/capabilities.h"

#include <gtest/gtest.h>

namespace jaali::protocol::mysql {
namespace {

constexpr Capabilities not_followed[] = {
    cap_compress, cap_zstd, cap_optional_metadata, cap_extension, cap_mariadb_cache_metadata, cap_mariadb_com_multi};

TEST(Capabilities, WhatIsNotFollowedIsNotOffered) {
  for (const bool tls : {false, true}) {
    const Capabilities offered = offered_to_client(~0ULL, tls);
    for (const auto flag : not_followed) EXPECT_FALSE(has(offered, flag)) << flag;
    EXPECT_EQ(offered >> 38, 0U);  // bits without a name
    EXPECT_EQ(has(offered, cap_ssl), tls);
  }
  EXPECT_EQ(offered_to_client(0, false), 0U);
  EXPECT_EQ(offered_to_client(0, true), cap_ssl);
  EXPECT_FALSE(has(offered_to_client(cap_ssl, false), cap_ssl));  // the server's TLS is not the listener's
}

TEST(Capabilities, NothingIsOfferedThatTheServerLacks) {
  for (unsigned bit = 0; bit < 64; ++bit) {
    const Capabilities flag = 1ULL << bit;
    if (flag == cap_ssl) continue;
    EXPECT_FALSE(has(offered_to_client(~flag, true), flag)) << bit;
    EXPECT_EQ(has(offered_to_client(flag, true), flag), has(followed_capabilities, flag)) << bit;
  }
}

TEST(Capabilities, WhatHoldsIsWhatBothHaveAndWeFollow) {
  for (unsigned bit = 0; bit < 64; ++bit) {
    const Capabilities flag = 1ULL << bit;
    if (flag == cap_ssl || flag == cap_long_password) continue;
    EXPECT_EQ(negotiated(flag, flag, false), has(followed_capabilities, flag) ? flag : 0) << bit;
    EXPECT_EQ(negotiated(flag, ~flag, false), 0U) << bit;
    EXPECT_FALSE(has(negotiated(~flag, flag, false), flag)) << bit;
  }
  EXPECT_EQ(negotiated(~0ULL, ~0ULL, true) & ~followed_capabilities, 0U);
}

TEST(Capabilities, TlsIsEachLegsOwn) {
  EXPECT_FALSE(has(negotiated(cap_ssl, cap_ssl, false), cap_ssl));
  EXPECT_TRUE(has(negotiated(0, cap_ssl, true), cap_ssl));
}

TEST(Capabilities, TheBitOfMySqlsMakeStaysTheClients) {
  EXPECT_TRUE(has(negotiated(cap_long_password, 0, false), cap_long_password));
  EXPECT_FALSE(has(negotiated(0, cap_long_password, false), cap_long_password));
}

}  // namespace
}  // namespace jaali::protocol::mysql

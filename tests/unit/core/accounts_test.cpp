// The host's accounts, by the one that every host has.
#include "internal/core/accounts.h"

#include <gtest/gtest.h>

namespace anc::core {
namespace {

TEST(Accounts, AreFoundByNameAndByNumber) {
  const auto by_name = find_account("root");
  ASSERT_TRUE(by_name && *by_name);
  EXPECT_EQ((*by_name)->uid, 0u);
  EXPECT_EQ((*by_name)->home, "/root");
  const auto by_number = find_account(uid_t{0});
  ASSERT_TRUE(by_number && *by_number);
  EXPECT_EQ(**by_number, **by_name);
  const auto group = find_group("root");
  ASSERT_TRUE(group);
  EXPECT_EQ(*group, gid_t{0});
}

TEST(Accounts, WhoIsNotThereIsNoError) {
  const auto nobody = find_account("no such user");
  ASSERT_TRUE(nobody);
  EXPECT_FALSE(*nobody);
  const auto nothing = find_group("no such group");
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(*nothing);
}

}  // namespace
}  // namespace anc::core

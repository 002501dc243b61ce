// The hash that names of instances carry: it must never change, or what an older version left is
// not found.
#include "internal/core/hash.h"

#include <gtest/gtest.h>

namespace anc::core {
namespace {

TEST(Hash, IsFnv1a) {
  EXPECT_EQ(fnv1a(""), 0x811c9dc5u);
  EXPECT_EQ(fnv1a("a"), 0xe40c292cu);  // draft-eastlake-fnv, appendix C
  EXPECT_EQ(fnv1a("foobar"), 0xbf9cf968u);
  EXPECT_EQ(fnv1a_text("foobar"), "bf9cf968");
}

}  // namespace
}  // namespace anc::core

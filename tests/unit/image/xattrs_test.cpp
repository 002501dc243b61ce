// File capabilities on their way to a mapped guest. The walk itself is tested by mounting
// (tests/host/test_image_mount compares it with the kernel's).
#include "internal/image/xattrs.h"

#include <gtest/gtest.h>

namespace anc::image {
namespace {

// vfs_cap_data of revision 2 with the effective bit: cap_net_raw permitted.
const std::string kRevision2(
    "\x01\x00\x00\x02\x00\x20\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00",
    20);

TEST(Capability, NamesTheGuestsRoot) {
  const std::string expected = std::string("\x01\x00\x00\x03", 4) + kRevision2.substr(4) +
                               std::string("\xa0\x86\x01\x00", 4);  // 100000
  EXPECT_EQ(capability_for_root(kRevision2, 100000), expected);
}

TEST(Capability, OtherValuesStayAsTheyAre) {
  const std::string revision3 = capability_for_root(kRevision2, 5);
  EXPECT_EQ(capability_for_root(revision3, 100000), revision3);
  for (size_t n = 0; n < kRevision2.size(); ++n) {
    EXPECT_EQ(capability_for_root(kRevision2.substr(0, n), 7), kRevision2.substr(0, n));
  }
}

}  // namespace
}  // namespace anc::image

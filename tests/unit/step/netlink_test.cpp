// Netlink messages as bytes, IPv4 ranges as text, and both cut short.
#include "internal/step/netlink.h"

#include <linux/if_link.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/step/host.h"

namespace anc::test {
namespace {
using step::Attributes;
using step::Ipv4;

std::vector<std::byte> bridge_request() {
  step::NetlinkMessage message(RTM_NEWLINK, NLM_F_ACK, ifinfomsg{});
  message.attribute(IFLA_IFNAME, "ancloud");
  const size_t nest = message.begin_nest(IFLA_LINKINFO);
  message.attribute(IFLA_INFO_KIND, "bridge");
  message.end_nest(nest);
  message.attribute_u32be(IFLA_MASTER, 0xc0a8f001);
  return message.finish();
}

TEST(Netlink, AMessageIsAsTheKernelReadsIt) {
  const auto bytes = bridge_request();
  core::ByteReader reader(bytes);
  const auto header = reader.get<nlmsghdr>();
  EXPECT_EQ(header.nlmsg_len, bytes.size());
  EXPECT_EQ(header.nlmsg_type, RTM_NEWLINK);
  EXPECT_EQ(header.nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
  reader.skip(sizeof(ifinfomsg));
  const Attributes attributes(core::Bytes(bytes).subspan(reader.offset()));
  EXPECT_EQ(attributes.text(IFLA_IFNAME), "ancloud");
  EXPECT_EQ(Attributes(attributes.get(IFLA_LINKINFO)).text(IFLA_INFO_KIND), "bridge");
  EXPECT_EQ(attributes.u32be(IFLA_MASTER), 0xc0a8f001u);
  EXPECT_FALSE(attributes.has(IFLA_MTU));
  EXPECT_EQ(attributes.u32(IFLA_MTU), 0u);
}

TEST(Netlink, AttributesCutAnywhereAreReadUpToTheCut) {
  const auto bytes = bridge_request();
  const auto all = core::Bytes(bytes).subspan(sizeof(nlmsghdr) + sizeof(ifinfomsg));
  for (size_t length = 0; length < all.size(); ++length) {
    const std::vector<std::byte> cut(all.begin(), all.begin() + static_cast<ptrdiff_t>(length));
    const Attributes attributes{core::Bytes(cut)};
    EXPECT_FALSE(attributes.has(IFLA_MASTER)) << "cut at " << length;
    EXPECT_EQ(attributes.has(IFLA_IFNAME), length >= sizeof(rtattr) + sizeof "ancloud")
        << "cut at " << length;
  }
}

TEST(Ipv4Range, OverlapsWhereOneContainsTheOther) {
  const Ipv4 ours{0xc0a8f001, 24, "ancloud"};
  EXPECT_TRUE(ours.overlaps({0xc0a8f080, 25, ""}));
  EXPECT_TRUE(ours.overlaps({0xc0a80000, 16, ""}));
  EXPECT_TRUE(ours.overlaps({0, 0, ""}));
  EXPECT_FALSE(ours.overlaps({0xc0a8f100, 24, ""}));
  EXPECT_EQ(address_text(ours), "192.168.240.1/24");
  EXPECT_EQ(network_text(ours), "192.168.240.0/24");
}

}  // namespace
}  // namespace anc::test

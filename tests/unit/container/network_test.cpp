// Addresses of instances, and Android's file that tells the guest its own.
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/container/address.h"
#include "internal/container/host_link.h"
#include "internal/container/ipconfig.h"
#include "internal/container/tag.h"
#include "internal/core/file.h"

namespace anc::test {
namespace {

using container::choose_address;
using container::ipconfig_bytes;
using ::testing::HasSubstr;

const container::Link kAnboxLink{"anbox0",          "veth",         "192.168.250.2", 24,
                                 "192.168.250.255", "192.168.250.1"};

TEST(IpConfig, EqualsAnboxsOwnFile) {
  // The 117 bytes that the old host wrote with its defaults.
  constexpr unsigned char kExpected[] = {
      0x00, 0x00, 0x00, 0x02, 0x00, 0x0c, 0x69, 0x70, 0x41, 0x73, 0x73, 0x69, 0x67, 0x6e, 0x6d,
      0x65, 0x6e, 0x74, 0x00, 0x06, 0x53, 0x54, 0x41, 0x54, 0x49, 0x43, 0x00, 0x0b, 0x6c, 0x69,
      0x6e, 0x6b, 0x41, 0x64, 0x64, 0x72, 0x65, 0x73, 0x73, 0x00, 0x0d, 0x31, 0x39, 0x32, 0x2e,
      0x31, 0x36, 0x38, 0x2e, 0x32, 0x35, 0x30, 0x2e, 0x32, 0x00, 0x00, 0x00, 0x18, 0x00, 0x07,
      0x67, 0x61, 0x74, 0x65, 0x77, 0x61, 0x79, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01,
      0x00, 0x0d, 0x31, 0x39, 0x32, 0x2e, 0x31, 0x36, 0x38, 0x2e, 0x32, 0x35, 0x30, 0x2e, 0x31,
      0x00, 0x03, 0x64, 0x6e, 0x73, 0x00, 0x07, 0x38, 0x2e, 0x38, 0x2e, 0x38, 0x2e, 0x38, 0x00,
      0x02, 0x69, 0x64, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x65, 0x6f, 0x73};
  const std::string expected(reinterpret_cast<const char*>(kExpected), sizeof kExpected);
  EXPECT_EQ(expected.size(), 117u);
  EXPECT_EQ(ipconfig_bytes(kAnboxLink, {"8.8.8.8"}), expected);
}

TEST(IpConfig, EachServerHasAKeyOfItsOwn) {
  const std::string bytes = ipconfig_bytes(kAnboxLink, {"8.8.8.8", "1.1.1.1"});
  size_t keys = 0;
  for (size_t at = 0; (at = bytes.find("dns", at)) != std::string::npos; ++at) ++keys;
  EXPECT_EQ(keys, 2u);
}

TEST(IpConfig, ALinkThatTheGuestPutThereIsNotFollowed) {
  const auto dir = *core::TempDir::make("ipconfig");
  const std::string data = dir.path() + "/data";
  ASSERT_TRUE(core::make_dirs(data));
  ASSERT_TRUE(core::make_dirs(dir.path() + "/host"));
  ASSERT_EQ(::symlink("../host", (data + "/misc").c_str()), 0);
  EXPECT_FALSE(container::write_ipconfig(data, "x", ::getuid(), ::getgid()));
  EXPECT_FALSE(core::exists(dir.path() + "/host/ethernet"));
}

TEST(IpConfig, IsReplacedWhereItIs) {
  const auto dir = *core::TempDir::make("ipconfig");
  for (const char* content : {"old", "new"}) {
    ASSERT_TRUE(container::write_ipconfig(dir.path(), content, ::getuid(), ::getgid()));
  }
  EXPECT_EQ(*core::read_file(dir.path() + "/misc/ethernet/ipconfig.txt"), "new");
}

uint32_t address(const char* text) { return *config::parse_address(text); }
const config::Subnet kSubnet = *config::parse_subnet("192.168.240.1/24");

TEST(Addresses, TheDefaultInstanceHasTwoAndOthersTheLowestFree) {
  EXPECT_EQ(*choose_address(kSubnet, true, 0, {}), address("192.168.240.2"));
  EXPECT_EQ(*choose_address(kSubnet, false, 0, {}), address("192.168.240.3"));
  EXPECT_EQ(*choose_address(kSubnet, false, 0, {address("192.168.240.3")}),
            address("192.168.240.4"));
}

TEST(Addresses, WhatWasRecordedIsKeptWhileItFitsAndIsFree) {
  const uint32_t own = address("192.168.240.77");
  EXPECT_EQ(*choose_address(kSubnet, false, own, {}), own);
  EXPECT_EQ(*choose_address(kSubnet, false, own, {own}), address("192.168.240.3"));
  EXPECT_EQ(*choose_address(kSubnet, false, address("10.0.0.9"), {}), address("192.168.240.3"));
}

TEST(Addresses, NeverTheBridgesNetworksOrBroadcastAddress) {
  const config::Subnet small = *config::parse_subnet("10.0.0.2/29");
  std::vector<uint32_t> taken;
  for (int i = 0; i < 4; ++i) {  // of .1 to .6, .2 is the bridge's and .1's turn is never or kept
    const auto next = choose_address(small, false, 0, taken);
    ASSERT_TRUE(next) << i;
    EXPECT_TRUE(small.contains(*next));
    EXPECT_NE(*next, small.address);
    EXPECT_NE(*next, small.network());
    EXPECT_NE(*next, small.broadcast());
    taken.push_back(*next);
  }
  const auto none = choose_address(small, false, 0, taken);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind(), Kind::kCapacity);
}

TEST(Addresses, InstancesOfADataPathGetDifferentOnes) {
  const auto dir = *core::TempDir::make("addresses");
  std::vector<std::string> got;
  for (const char* name : {"a", "b", "default", "a"}) {
    const auto instance = *state::Instance::create(dir.path(), name);
    got.push_back(*container::take_address(instance, kSubnet));
  }
  EXPECT_THAT(got, ::testing::ElementsAre("192.168.240.3", "192.168.240.4", "192.168.240.2",
                                          "192.168.240.3"));
}

TEST(HostLink, WhatIsNoBridgeIsRefused) {
  const auto missing = container::require_bridge("nosuchbridge0");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind(), Kind::kNetwork);
  EXPECT_THAT(missing.error().hint(), HasSubstr("host-setup"));
  const auto loopback = container::require_bridge("lo");
  ASSERT_FALSE(loopback);
  EXPECT_THAT(loopback.error().message(), HasSubstr("no bridge"));
  EXPECT_EQ(container::require_bridge("a-name-that-is-too-long").error().kind(), Kind::kUsage);
}

TEST(Tag, NamesAreShortEnoughAndDifferBetweenDataPaths) {
  const auto one = *core::TempDir::make("tag");
  const auto two = *core::TempDir::make("tag");
  const auto tag = container::tag_of(*state::Instance::create(one.path(), "default"));
  EXPECT_LE(tag.host_link.size(), 15u);
  EXPECT_EQ(tag.hardware_address.size(), 17u);
  EXPECT_TRUE(tag.hardware_address.starts_with("02:61:")) << "locally administered, one station";
  EXPECT_NE(tag.hardware_address,
            container::tag_of(*state::Instance::create(one.path(), "second")).hardware_address);
  EXPECT_NE(tag.host_link,
            container::tag_of(*state::Instance::create(two.path(), "default")).host_link);
  EXPECT_EQ(tag.cgroup, container::tag_of(*state::Instance::open(one.path(), "default")).cgroup);
}

}  // namespace
}  // namespace anc::test

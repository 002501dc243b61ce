// A range for the bridge that nothing else uses, and that stays the same.
#include "internal/host/subnet_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/config/config.h"
#include "internal/core/file.h"
#include "internal/host/setup.h"
#include "tests/unit/fake_host.h"

namespace anc::test {
namespace {
using host::choose_subnet;
using host::known_subnets;
using ::testing::Contains;
using ::testing::HasSubstr;

const config::Subnet kDefault = known_subnets().front();

step::Ipv4 ipv4(const char* text, const char* link) {
  const auto subnet = config::parse_subnet(text);
  return {subnet->address, subnet->prefix, link};
}

TEST(SubnetChoice, TheListIsPrivateAndOverlapsNowhere) {
  EXPECT_EQ(config::address_text(kDefault.address), "192.168.240.1");
  for (const auto& subnet : known_subnets()) {
    EXPECT_EQ(subnet.prefix, 24);
    EXPECT_EQ(subnet.address, subnet.network() + 1);
    const uint32_t a = subnet.address;
    EXPECT_TRUE(a >> 16 == 0xc0a8 || a >> 20 == 0xac1 || a >> 24 == 0x0a);
    for (const auto& other : known_subnets()) {
      EXPECT_TRUE(&subnet == &other || subnet.network() != other.network());
    }
  }
}

TEST(SubnetChoice, TheFirstFreeOneIsTaken) {
  host::NetworkUse use;
  EXPECT_EQ(choose_subnet(kDefault, "ancloud", use).address, kDefault.address);
  use.addresses = {ipv4("192.168.240.9/24", "eth0")};
  EXPECT_EQ(config::address_text(choose_subnet(kDefault, "ancloud", use).address), "192.168.241.1");
  use.routes = {{0xc0a80000, 16, "tun0"}};  // a VPN's 192.168.0.0/16
  EXPECT_EQ(config::address_text(choose_subnet(kDefault, "ancloud", use).address), "172.28.240.1");
  for (const auto& subnet : known_subnets()) use.routes.push_back({subnet.network(), 24, "tun0"});
  EXPECT_EQ(choose_subnet(kDefault, "ancloud", use).address, kDefault.address)
      << "none is free: the step says so";
}

TEST(SubnetChoice, WhatTheBridgeHasItKeeps) {
  host::NetworkUse use;
  use.addresses = {ipv4("192.168.240.1/24", "ancloud")};
  use.routes = {{0xc0a80000, 16, "tun0"}};  // came up later
  EXPECT_EQ(choose_subnet(kDefault, "ancloud", use).address, kDefault.address);
}

class Settling : public ::testing::Test {
 protected:
  core::TempDir dir_ = *core::TempDir::make("settling");
  FakeHost machine_ = debian_12();
  std::map<std::string, std::pair<std::string, std::string>, std::less<>> flags_;

  host::Settings settle() {
    config::Sources sources;
    sources.flags = flags_;
    sources.flags["data_path"] = {"--data-path", dir_.path()};
    const auto config = config::load(sources);
    EXPECT_TRUE(config) << config.error().message();
    const auto settings = host::settle(*config, machine_);
    EXPECT_TRUE(settings) << settings.error().message();
    return settings.value_or(host::Settings{});
  }
};

TEST_F(Settling, TheChosenRangeIsRememberedAndWeakerThanAnyonesWord) {
  EXPECT_FALSE(settle().network_chosen);
  machine_.now.addresses.push_back(ipv4("192.168.240.9/24", "eth0"));
  host::Settings settings = settle();
  EXPECT_TRUE(settings.network_chosen);
  EXPECT_EQ(network_text(settings.address()), "192.168.241.0/24");
  EXPECT_THAT(settings.network_reason, HasSubstr("interface eth0 has 192.168.240.9/24"));

  ASSERT_TRUE(core::make_dirs(dir_.path() + "/host"));
  const std::string file = config::chosen_network_file(dir_.path());
  ASSERT_TRUE(core::write_atomic(file, "192.168.241.1/24\n"));
  machine_.now.addresses.pop_back();
  settings = settle();
  EXPECT_TRUE(settings.network_chosen);
  EXPECT_EQ(network_text(settings.address()), "192.168.241.0/24");
  EXPECT_EQ(settings.network_reason, "");

  flags_["network.address"] = {"--address", "10.9.0.1/16"};
  settings = settle();
  EXPECT_FALSE(settings.network_chosen);
  EXPECT_EQ(network_text(settings.address()), "10.9.0.0/16");
}

TEST_F(Settling, AnAddressThatWasAskedForIsNotReplaced) {
  flags_["network.address"] = {"--address", "192.168.240.1/24"};
  machine_.now.addresses.push_back(ipv4("192.168.240.9/24", "eth0"));
  EXPECT_EQ(network_text(settle().address()), "192.168.240.0/24");
}

TEST_F(Settling, AnUnreadableRulesetMattersToRootAlone) {
  machine_.programs.insert("nft");
  EXPECT_EQ(settle().firewall, host::Firewall::kNft);
  machine_.euid = 1000;
  machine_.fail_call(1, EPERM);
  EXPECT_EQ(settle().firewall, host::Firewall::kNft) << "--status of a user";
}

}  // namespace
}  // namespace anc::test

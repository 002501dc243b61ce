// Single host steps: what is refused and why, what others changed, what the rules say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/host/iptables.h"
#include "internal/host/steps.h"
#include "internal/step/runner.h"
#include "tests/unit/fake_host.h"

namespace anc::test {
namespace {
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Steps all_steps() { return host::steps(host::Settings{}); }

Error refusal(FakeHost& host) {
  const auto before = host.snapshot();
  MemoryJournal journal;
  auto applied = apply_all(all_steps(), host, journal);
  EXPECT_FALSE(applied);
  EXPECT_EQ(host.snapshot(), before);
  return applied ? Error(Kind::kFailure, "it was not refused") : applied.error();
}

TEST(HostRefusal, BridgeNameTakenByAForeignInterface) {
  FakeHost host = debian_12();
  host.add_link("ancloud", "veth");
  const Error error = refusal(host);
  EXPECT_EQ(error.kind(), Kind::kNetwork);
  EXPECT_THAT(error.message(), HasSubstr("interface ancloud exists and is no bridge (veth)"));
  EXPECT_THAT(error.hint(), HasSubstr("network.bridge"));
}

TEST(HostRefusal, AddressRangeInUseByAnInterface) {
  FakeHost host = debian_12();
  host.now.addresses.push_back({0xc0a8f005, 24, "eth0"});
  const Error error = refusal(host);
  EXPECT_EQ(error.kind(), Kind::kNetwork);
  EXPECT_THAT(error.message(),
              HasSubstr("192.168.240.0/24 is in use: interface eth0 has 192.168.240.5/24"));
}

TEST(HostRefusal, AddressRangeInUseByARoute) {
  FakeHost host = debian_12();
  host.now.routes.push_back({0xc0a80000, 16, "tun0"});
  const Error error = refusal(host);
  EXPECT_EQ(error.kind(), Kind::kNetwork);
  EXPECT_THAT(error.message(), HasSubstr("a route to 192.168.0.0/16 goes through interface tun0"));
  EXPECT_THAT(error.hint(), HasSubstr("network.address"));
}

TEST(HostRefusal, ADefaultRouteOrAVpnsHalfIsNoClaim) {
  FakeHost host = debian_12();
  host.now.routes.push_back({0, 1, "tun0"});
  host.now.routes.push_back({0x80000000, 1, "tun0"});
  MemoryJournal journal;
  EXPECT_TRUE(apply_all(all_steps(), host, journal));
}

TEST(HostRefusal, MissingBinderIsReportedOnceWithItsRemedy) {
  FakeHost host = debian_12();
  host.available_modules.clear();
  const Error error = refusal(host);
  EXPECT_EQ(error.kind(), Kind::kHostRequirement);
  EXPECT_EQ(error.message(), "step binder-module: kernel 6.1.0-30-amd64 has no binder driver");
  EXPECT_THAT(error.hint(), HasSubstr("CONFIG_ANDROID_BINDER_IPC"));
  EXPECT_THAT(error.hint(), HasSubstr("linux-image-amd64"));
  int complaints = 0;
  const Steps steps = all_steps();
  for (const auto& status : look(steps, host)) {
    ASSERT_TRUE(status.seen);
    const bool required = !status.step->optional();
    if (status.seen->state == State::kImpossible && required) ++complaints;
  }
  EXPECT_EQ(complaints, 1);
}

TEST(HostRefusal, AModuleLoadedWithoutNodesSaysHowToReloadIt) {
  FakeHost host = debian_12();
  host.add_dir("/sys/module/binder_linux");
  const Error error = refusal(host);
  EXPECT_THAT(error.message(), HasSubstr("step binder-nodes"));
  EXPECT_THAT(error.hint(), HasSubstr("modprobe -r binder_linux"));
}

TEST(HostRefusal, AModuleLoadedWithoutNodesForGoodNeedsAReboot) {
  FakeHost host = debian_12();
  host.add_dir("/sys/module/binder_linux");
  host.add_file("/proc/modules",
                "loop 40960 0 - Live 0x0\nbinder_linux 204800 0 [permanent], Live 0x0\n");
  EXPECT_THAT(refusal(host).hint(), HasSubstr("reboot"));
}

TEST(HostRefusal, NoIptables) {
  FakeHost host = debian_12();
  host.programs = {"useradd", "userdel"};
  const Error error = refusal(host);
  EXPECT_EQ(error.kind(), Kind::kNetwork);
  EXPECT_EQ(error.hint(), "apt install iptables");
}

class ChangedSince : public ::testing::Test {
 protected:
  FakeHost host_ = debian_12();
  MemoryJournal journal_;

  void SetUp() override { ASSERT_TRUE(apply_all(all_steps(), host_, journal_)); }
  Left undo() {
    auto undone = undo_all(all_steps(), host_, journal_);
    EXPECT_TRUE(undone) << undone.error().message();
    EXPECT_THAT(journal_.open(), IsEmpty());
    return undone ? undone->left : Left{};
  }
  bool has_link(const std::string& name) {
    return std::any_of(host_.now.links.begin(), host_.now.links.end(),
                       [&](const auto& link) { return link.name == name; });
  }
};

TEST_F(ChangedSince, ABridgeWithAForeignPortStays) {
  const int bridge = host_.now.links.back().index;
  host_.add_link("vm0", "tun");
  host_.now.links.back().master = bridge;
  EXPECT_THAT(undo(), ElementsAre("bridge: bridge ancloud stays, it has the port vm0"));
  EXPECT_TRUE(has_link("ancloud"));
}

TEST_F(ChangedSince, ABridgeWithAForeignAddressStaysUp) {
  host_.now.addresses.push_back({0x0a090001, 24, "ancloud"});
  EXPECT_THAT(undo(), ElementsAre("bridge: bridge ancloud stays, it has the address 10.9.0.1/24"));
  EXPECT_TRUE(host_.now.links.back().up);
}

TEST_F(ChangedSince, AnEditedRuleStaysAndTheOthersGo) {
  auto& filter = host_.now.rules["nft"]["filter"];
  for (std::string& rule : filter) {
    if (rule.find("tcp --dport 53") != std::string::npos) {
      rule = "INPUT -i ancloud -p tcp -m tcp --dport 5353 -m comment --comment ancloud -j ACCEPT";
    }
  }
  EXPECT_THAT(undo(), ElementsAre(HasSubstr("firewall: rule changed in table filter: INPUT")));
  EXPECT_EQ(host_.now.rules["nft"].size(), 1u);
  EXPECT_EQ(host_.now.rules["nft"]["filter"].size(), 1u);
}

TEST_F(ChangedSince, ForwardingSetToSomethingElseStays) {
  host_.now.files["/proc/sys/net/ipv4/ip_forward"].content = "2\n";
  EXPECT_THAT(undo(), ElementsAre("forwarding: net.ipv4.ip_forward is 2 now"));
}

TEST_F(ChangedSince, AUserThatGotAnotherHomeStays) {
  host_.now.users["ancloud"].home = "/home/ancloud";
  EXPECT_THAT(undo(), ElementsAre("user: user ancloud was changed"));
  EXPECT_TRUE(host_.now.users.contains("ancloud"));
}

TEST_F(ChangedSince, ADirectoryInUseStays) {
  host_.add_file("/var/lib/ancloud/images/lineage.img", "");
  EXPECT_THAT(undo(), ElementsAre("directories: /var/lib/ancloud/images is in use"));
}

TEST_F(ChangedSince, OpenedNodesWithAnotherModeStayOpen) {
  host_.now.files["/dev/hwbinder"].info.mode = 0660;
  host_.available_modules.clear();
  EXPECT_THAT(undo(), Contains("binder-nodes: /dev/hwbinder has mode 0660 now"));
}

TEST_F(ChangedSince, AModuleWithoutAWayOutStaysLoaded) {
  host_.add_file("/proc/modules", "binder_linux 204800 0 [permanent], Live 0x0\n");
  EXPECT_THAT(undo(), Contains("binder-module: module binder_linux cannot be unloaded and stays "
                               "until the next boot"));
  EXPECT_TRUE(host_.now.modules.contains("binder_linux"));
}

TEST_F(ChangedSince, WhatIsGoneAlreadyIsNoNews) {
  host_.now.links.pop_back();
  host_.now.addresses.pop_back();
  host_.now.rules.clear();
  host_.now.users.clear();
  EXPECT_THAT(undo(), IsEmpty());
}

TEST_F(ChangedSince, TheNamesOfThenAreUndoneNotThoseOfTheConfigurationNow) {
  host::Settings other;
  other.bridge = "phones";
  other.network = {0x0a000001, 24};
  const auto before = debian_12().snapshot();
  ASSERT_TRUE(undo_all(host::steps(other), host_, journal_));
  EXPECT_EQ(host_.snapshot(), before);
}

TEST(Firewall, HasTheEightDocumentedRules) {
  std::vector<std::string> commands;
  for (const auto& rule : host::firewall_rules("ancloud", "192.168.240.0/24", false)) {
    commands.push_back(host::command_text(rule));
  }
  const std::string tail = " -m comment --comment ancloud -j ACCEPT";
  EXPECT_THAT(
      commands,
      ElementsAre("iptables -w -t nat -A POSTROUTING -s 192.168.240.0/24 ! -d 192.168.240.0/24"
                  " -m comment --comment ancloud -j MASQUERADE",
                  "iptables -w -I INPUT -i ancloud -p udp -m udp --dport 67" + tail,
                  "iptables -w -I INPUT -i ancloud -p tcp -m tcp --dport 67" + tail,
                  "iptables -w -I INPUT -i ancloud -p udp -m udp --dport 53" + tail,
                  "iptables -w -I INPUT -i ancloud -p tcp -m tcp --dport 53" + tail,
                  "iptables -w -I FORWARD -i ancloud" + tail,
                  "iptables -w -I FORWARD -o ancloud" + tail,
                  "iptables -w -t mangle -A POSTROUTING -o ancloud -p udp -m udp --dport 68"
                  " -m comment --comment ancloud -j CHECKSUM --checksum-fill"));
}

TEST(Firewall, KeepsGuestsApartBeforeItLetsThemOut) {
  const auto rules = host::firewall_rules("ancloud", "192.168.240.0/24", true);
  ASSERT_EQ(rules.size(), 9u);
  EXPECT_EQ(host::command_text(rules.back()),
            "iptables -w -I FORWARD -i ancloud -o ancloud -m comment --comment ancloud -j DROP");
}

TEST(Firewall, IsAppliedByOneRestoreAndReadByOneSave) {
  FakeHost host = debian_12();
  MemoryJournal journal;
  ASSERT_TRUE(apply_all(host::steps(host::Settings{}, {false, false, true, false}), host, journal));
  EXPECT_THAT(host.commands_run, ElementsAre(ElementsAre("iptables-restore", "--noflush", "-w")));
}

TEST(Firewall, GoesWhereTheHostsOwnRulesAre) {
  FakeHost host = debian_12();
  host.now.rules["legacy"]["filter"] = {"INPUT -i eth0 -j ACCEPT"};
  EXPECT_EQ(**host::find_iptables(host), "iptables-legacy");
  host.now.rules["nft"]["filter"] = {"INPUT -i eth0 -j ACCEPT"};
  EXPECT_EQ(**host::find_iptables(host), "iptables");
  host.now.rules["legacy"].clear();
  EXPECT_EQ(**host::find_iptables(host), "iptables-nft");
  host.programs.clear();
  EXPECT_FALSE(*host::find_iptables(host));
}

}  // namespace
}  // namespace anc::test

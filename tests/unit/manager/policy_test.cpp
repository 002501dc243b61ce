// Who gets what: rules as text, and decisions by them.
#include "internal/manager/policy.h"

#include <gtest/gtest.h>

namespace anc::test {
namespace {
using manager::decide;
using manager::Grant;
using manager::parse_policy;
using manager::Requester;
using manager::StartRequest;

const manager::Names kNames{[](const std::string& name) {
                              return name == "alice" ? std::optional<uid_t>(1000) : std::nullopt;
                            },
                            [](const std::string& name) {
                              return name == "ancloud" ? std::optional<gid_t>(990) : std::nullopt;
                            }};

const Requester kAlice{1000, 1000, {27, 990}, "alice"};
const Requester kMallory{1666, 1666, {27}, "mallory"};

StartRequest usual_request() {
  return {.binds = {{"/run/q", "/dev/qemu_pipe"},
                    {"/run/b", "/dev/anbox_bridge"},
                    {"/run/a", "/dev/anbox_audio"},
                    {"/run/i", "/dev/input"}},
          .devices = {{"/dev/fuse", 0666}},
          .properties = {"ro.boot.fake_battery=1", "ro.anbox.no_decorations=1"},
          .instance = std::nullopt};
}

Result<Grant> ask(const std::string& rules, const Requester& who, const StartRequest& request) {
  const auto policy = parse_policy(rules, kNames);
  EXPECT_TRUE(policy) << policy.error().message();
  return decide(*policy, who, request);
}

std::string instance_for(const std::string& rules, const Requester& who,
                         const std::optional<std::string>& wanted = std::nullopt) {
  StartRequest request = usual_request();
  request.instance = wanted;
  const auto grant = ask(rules, who, request);
  return grant ? grant->instance : "refused: " + grant.error().message();
}

TEST(ManagerPolicy, WhatASessionAsksForIsGrantedAndMarkedAsWhatItMustBe) {
  const auto grant = ask("@ancloud=own", kAlice, usual_request());
  ASSERT_TRUE(grant) << grant.error().message();
  EXPECT_EQ(grant->instance, "user-1000");
  EXPECT_EQ(grant->asked.uid, 1000u);
  EXPECT_EQ(grant->asked.groups, kAlice.groups);
  ASSERT_EQ(grant->asked.binds.size(), 4u);
  using enum container::Asked::Source;
  EXPECT_EQ(grant->asked.binds[0].kind, kSocket);
  EXPECT_EQ(grant->asked.binds[3].kind, kDirectory);
  EXPECT_TRUE(grant->asked.devices.empty()) << "every guest has /dev/fuse";
  EXPECT_EQ(grant->properties, std::vector<std::string>{"ro.anbox.no_decorations=1"});
}

TEST(ManagerPolicy, RulesMatchUsersGroupsAndEveryone) {
  EXPECT_EQ(instance_for("alice=own", kAlice), "user-1000");
  EXPECT_EQ(instance_for("1000=own", kAlice), "user-1000");
  EXPECT_EQ(instance_for("@990=own", kAlice), "user-1000");
  EXPECT_EQ(instance_for("@1000=own", kAlice), "user-1000") << "the primary group counts too";
  EXPECT_EQ(instance_for("*=own", kMallory), "user-1666");
  const std::string no = "refused: user mallory (1666) may not start a container here";
  EXPECT_EQ(instance_for("alice=own; @ancloud=own", kMallory), no);
  EXPECT_EQ(instance_for("", kMallory), no);
}

TEST(ManagerPolicy, RulesAddUpAndTheFirstNamedInstanceIsTheDefault) {
  const std::string rules = "*=own;alice = phone , tablet; @ancloud=shared";
  EXPECT_EQ(instance_for(rules, kAlice), "phone");
  EXPECT_EQ(instance_for(rules, kAlice, ""), "phone");
  for (const std::string name : {"tablet", "shared", "user-1000"}) {
    EXPECT_EQ(instance_for(rules, kAlice, name), name);
  }
  EXPECT_EQ(instance_for(rules, kAlice, "user-1666"),
            "refused: user alice (1000) may not start instance user-1666");
  EXPECT_EQ(instance_for(rules, kMallory, "phone"),
            "refused: user mallory (1666) may not start instance phone");
  EXPECT_EQ(instance_for("alice=*", kAlice, "anything"), "anything");
  EXPECT_EQ(instance_for("alice=*", kAlice), "user-1000");
  EXPECT_TRUE(instance_for("alice=*", kAlice, "../etc").starts_with("refused: "));
}

TEST(ManagerPolicy, RootAndThoseTheKernelCannotNameAreRefusedWhateverTheRules) {
  for (const uint32_t id : {0u, 65534u, UINT32_MAX}) {
    EXPECT_FALSE(ask("*=*", {id, 1000, {}, "x"}, usual_request())) << id;
    EXPECT_FALSE(ask("*=*", {1000, id, {}, "x"}, usual_request())) << id;
  }
}

TEST(ManagerPolicy, NothingMoreIsGrantedUnlessItIsNamed) {
  const auto differs = [](auto change) {
    StartRequest request = usual_request();
    change(request);
    return request;
  };
  const StartRequest requests[] = {
      differs([](auto& r) {
        r.binds.push_back({"/home/alice", "/mnt"});
      }),
      differs([](auto& r) {
        r.devices.push_back({"/dev/kvm", 0660});
      }),
      differs([](auto& r) { r.devices[0].mode = 0777; }),
      differs([](auto& r) { r.properties.push_back("ro.secure=0"); }),
      differs([](auto& r) { r.properties.push_back("ro.boot.fake_battery=0"); }),
  };
  for (const StartRequest& request : requests) {
    const auto refused = ask("*=own", kAlice, request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), Kind::kPermission);
    EXPECT_NE(refused.error().hint().find("manager.allow"), std::string::npos);
  }
  const std::string rules =
      "alice=own,bind:/mnt,device:/dev/kvm,device:/dev/fuse,property:ro.secure,"
      "property:ro.boot.fake_battery";
  for (const StartRequest& request : requests) {
    const auto granted = ask(rules, kAlice, request);
    EXPECT_TRUE(granted) << granted.error().message();
  }
  const auto granted = ask(rules, kAlice, requests[0]);
  EXPECT_EQ(granted->asked.binds.back().kind, container::Asked::Source::kAny);
}

TEST(ManagerPolicy, TwoSourcesForOneTargetAreRefused) {
  StartRequest request = usual_request();
  request.binds.push_back(request.binds[0]);
  EXPECT_FALSE(ask("*=own", kAlice, request));
}

TEST(ManagerPolicy, ABadRuleIsNamed) {
  const std::pair<const char*, const char*> rules[] = {
      {"alice", "\"alice\" is no rule"},
      {"bob=own", "there is no user \"bob\""},
      {"@wheel=own", "there is no group \"wheel\""},
      {"alice=../x", "\"../x\" is not an instance name"},
      {"alice=device:/etc/shadow", "\"device:/etc/shadow\" allows nothing"},
      {"alice=bind:mnt", "\"bind:mnt\" allows nothing"},
      {"alice=sudo:/x", "\"sudo:/x\" allows nothing"},
  };
  for (const auto& [rule, words] : rules) {
    const auto policy = parse_policy(rule, kNames);
    ASSERT_FALSE(policy) << rule;
    EXPECT_EQ(policy.error().message(), std::string("manager.allow: ") + words);
    EXPECT_EQ(policy.error().kind(), Kind::kUsage);
  }
}

}  // namespace
}  // namespace anc::test

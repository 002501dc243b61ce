// From facts of a host and a root to a plan, and from the plan to mount entries.
#include "internal/container/guest_plan.h"

#include <sys/sysmacros.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/core/file.h"

namespace anc::test {
namespace {

using container::decide;
using container::FileKind;
using container::GuestFacts;
using container::GuestPlan;
using container::mount_entries;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class GuestPlanTest : public ::testing::Test {
 protected:
  GuestPlanTest()
      : dir_(*core::TempDir::make("guest-plan")),
        instance_(*state::Instance::create(dir_.path(), "default")) {
    facts_.rootfs["/init"] = {FileKind::kRegular, 0};
    facts_.rootfs["/data"] = {FileKind::kDirectory, 0};
    facts_.rootfs["/cache"] = {FileKind::kDirectory, 0};
    facts_.host["/dev/fuse"] = {FileKind::kCharDevice, makedev(10, 229)};
    for (const char* name : {"qemu_pipe", "anbox_bridge"}) {
      facts_.host[instance_.sockets() + "/" + name] = {FileKind::kSocket, 0};
    }
    facts_.host[instance_.input()] = {FileKind::kDirectory, 0};
  }

  GuestPlan plan(const container::StartOptions& options = {}) {
    auto plan = decide(facts_, instance_, options);
    EXPECT_TRUE(plan) << plan.error().message();
    return plan ? *plan : GuestPlan{};
  }
  std::vector<std::string> targets() {
    std::vector<std::string> list;
    for (const auto& entry : mount_entries(plan(), "/stage")) list.push_back(entry.target);
    return list;
  }

  core::TempDir dir_;
  state::Instance instance_;
  GuestFacts facts_;
};

TEST_F(GuestPlanTest, AnboxsInitIsPreferred) {
  EXPECT_EQ(plan().init, "/init");
  facts_.rootfs["/anbox-init.sh"] = {FileKind::kRegular, 0};
  EXPECT_EQ(plan().init, "/anbox-init.sh");
}

TEST_F(GuestPlanTest, ARootWithoutInitIsAnImageProblem) {
  facts_.rootfs.erase("/init");
  const auto plan = decide(facts_, instance_, {});
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().kind(), Kind::kImage);
  EXPECT_THAT(plan.error().message(), HasSubstr("/init"));
  container::StartOptions named;
  named.init = "/nosuch";
  EXPECT_THAT(decide(facts_, instance_, named).error().message(), HasSubstr("/nosuch"));
}

TEST_F(GuestPlanTest, OnlyWhatIsThereAsTheRightKindIsMounted) {
  EXPECT_THAT(targets(), ::testing::ElementsAre("dev/fuse", "data", "cache", "dev/qemu_pipe",
                                                "dev/anbox_bridge", "dev/input"));
  // A plain file where a device or socket is expected would become an empty file in the guest.
  facts_.host["/dev/fuse"].kind = FileKind::kRegular;
  facts_.host[instance_.sockets() + "/qemu_pipe"].kind = FileKind::kRegular;
  facts_.rootfs["/cache"].kind = FileKind::kOther;
  EXPECT_THAT(targets(), ::testing::ElementsAre("data", "dev/anbox_bridge", "dev/input"));
  EXPECT_THAT(plan().warnings, ::testing::ElementsAre(HasSubstr("/cache"), HasSubstr("no socket")));
}

TEST_F(GuestPlanTest, AMissingSessionSocketIsAWarningButSoundIsNot) {
  EXPECT_TRUE(plan().warnings.empty());
  facts_.host.erase(instance_.sockets() + "/anbox_bridge");
  EXPECT_THAT(plan().warnings, ::testing::ElementsAre(HasSubstr("anbox_bridge")));
}

TEST_F(GuestPlanTest, PropertiesComeBeforeTheImagesOwn) {
  container::StartOptions options;
  options.properties = {"ro.example=2"};
  EXPECT_EQ(plan(options).default_prop, "");
  facts_.default_prop = "ro.secure=1\n";
  EXPECT_EQ(plan(options).default_prop,
            "# ancloud\nro.boot.fake_battery=1\nro.example=2\n\nro.secure=1\n");
  EXPECT_THAT(targets(), Contains("default.prop"));
}

TEST_F(GuestPlanTest, LinksInTheRootAreFollowedInsideItOnly) {
  const std::string root = dir_.path() + "/root";
  ASSERT_TRUE(core::make_dirs(root + "/data"));
  ASSERT_TRUE(core::make_dirs(root + "/bin"));
  ASSERT_TRUE(core::write_atomic(root + "/bin/first", "x"));
  ASSERT_EQ(::symlink("/bin/first", (root + "/init").c_str()), 0);
  ASSERT_EQ(::symlink("../../../../etc", (root + "/cache").c_str()), 0);
  ASSERT_EQ(::symlink("/etc/passwd", (root + "/default.prop").c_str()), 0);
  const auto facts = container::look(instance_, root, {});
  ASSERT_TRUE(facts) << facts.error().message();
  EXPECT_EQ(facts->rootfs.at("/init").kind, FileKind::kRegular);
  EXPECT_EQ(facts->rootfs.at("/cache").kind, FileKind::kAbsent);
  EXPECT_EQ(facts->rootfs.at("/data").kind, FileKind::kDirectory);
  EXPECT_FALSE(facts->default_prop);
}

TEST_F(GuestPlanTest, ARootThatIsNotThereIsAnImageProblem) {
  const auto facts = container::look(instance_, dir_.path() + "/nosuch", {});
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().kind(), Kind::kImage);
}

container::StartOptions asked_options() {
  container::StartOptions options;
  options.asked = container::Asked{
      .uid = 1000,
      .gid = 1000,
      .groups = {},
      .binds = {{"/run/user/1000/qemu_pipe", "/dev/qemu_pipe"},
                {"/run/user/1000/input", "/dev/input", container::Asked::Source::kDirectory}},
      .devices = {{"/dev/snd/timer", 0660}, {"/dev/fuse", 0600}}};
  return options;
}

TEST_F(GuestPlanTest, WhatAnotherUserAskedForReplacesTheInstancesOwnSession) {
  facts_.asked = {FileKind::kSocket, FileKind::kDirectory};
  facts_.host["/dev/snd/timer"] = {FileKind::kCharDevice, makedev(116, 33)};
  const GuestPlan made = plan(asked_options());
  EXPECT_TRUE(made.warnings.empty());
  std::vector<std::string> lines;
  for (const auto& entry : mount_entries(made, "/stage")) {
    lines.push_back(entry.source + " " + entry.target + " " + entry.options);
  }
  EXPECT_THAT(lines, Contains("/stage/asked-0 dev/qemu_pipe bind,create=file,nosuid,nodev,noexec"));
  EXPECT_THAT(lines, Contains("/stage/asked-1 dev/input rbind,create=dir,nosuid,nodev,noexec"));
  EXPECT_THAT(lines, Contains("/stage/dev/snd/timer dev/snd/timer bind,create=file"));
  for (const std::string& line : lines) EXPECT_THAT(line, Not(HasSubstr("anbox_bridge")));
  for (const auto& bind : made.binds) {
    EXPECT_EQ(bind.source.empty(), bind.name.starts_with("asked-"))
        << "opened before, by its owner";
  }
}

TEST_F(GuestPlanTest, ADeviceThatWasAskedForWinsOverTheUsualOne) {
  facts_.asked = {FileKind::kSocket, FileKind::kDirectory};
  facts_.host["/dev/snd/timer"] = {FileKind::kCharDevice, makedev(116, 33)};
  int fuses = 0;
  for (const auto& node : plan(asked_options()).nodes) {
    if (node.name != "fuse") continue;
    ++fuses;
    EXPECT_EQ(node.mode, 0600u);
  }
  EXPECT_EQ(fuses, 1);
}

TEST_F(GuestPlanTest, AnAskedDeviceThatTheHostLacksIsAnError) {
  const auto refused = decide(facts_, instance_, asked_options());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(), "this host has no character device /dev/snd/timer");
}

TEST_F(GuestPlanTest, WhatWasAskedForReachesTheSupervisorWhole) {
  const auto read = container::options_from_json(container::to_json(asked_options()));
  ASSERT_TRUE(read && read->asked);
  EXPECT_EQ(read->asked->binds[1].target, "/dev/input");
  EXPECT_EQ(read->asked->binds[1].kind, container::Asked::Source::kDirectory);
  EXPECT_EQ(read->asked->devices[0].mode, 0660u);
  EXPECT_FALSE(container::options_from_json(container::to_json({}))->asked);
}

}  // namespace
}  // namespace anc::test

// The rule for a guest's binder, over families of images, settings and hosts; and claims on the
// host's nodes.
#include "internal/container/binder_plan.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/container/binder_claim.h"
#include "internal/container/guest_plan.h"
#include "internal/core/file.h"

namespace anc::test {
namespace {
using container::Binder;
using container::BinderClaim;
using container::BinderPlan;
using container::decide_binder;
using container::FileKind;
using container::GuestFacts;
using image::Family;
using From = BinderPlan::From;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

container::StartOptions with(Binder binder, unsigned nodes = 0) {
  container::StartOptions options;
  options.binder = binder;
  options.binder_nodes = nodes;
  return options;
}

GuestFacts facts(Family family) {
  GuestFacts facts;
  facts.family = family;
  facts.rootfs["/init"] = {FileKind::kRegular, 0};
  return facts;
}
GuestFacts with_binderfs(Family family) {
  GuestFacts made = facts(family);
  made.binderfs = true;
  made.binder_major = 245;
  return made;
}
GuestFacts with_nodes(Family family) {
  GuestFacts made = facts(family);
  unsigned minor = 1000;  // more than eight bits
  for (const std::string name : container::kBinderNodes) {
    made.host["/dev/" + name] = {FileKind::kCharDevice, makedev(10, minor++)};
  }
  return made;
}

BinderPlan decided(const GuestFacts& facts, const container::StartOptions& options) {
  const auto plan = decide_binder(facts, options);
  EXPECT_TRUE(plan) << plan.error().message();
  return plan ? *plan : BinderPlan{};
}
Error refusal(const GuestFacts& facts, const container::StartOptions& options) {
  const auto plan = decide_binder(facts, options);
  EXPECT_FALSE(plan);
  return plan ? Error(Kind::kFailure, "none") : plan.error();
}

TEST(BinderPlanTest, TheFamilySaysWhetherAndHowMany) {
  const BinderPlan anbox = decided(with_binderfs(Family::kAnbox), {});
  EXPECT_EQ(anbox.from, From::kBinderfs);
  EXPECT_THAT(anbox.nodes, ElementsAre("binder"));
  EXPECT_FALSE(anbox.directory);
  const BinderPlan android = decided(with_binderfs(Family::kAndroid), {});
  EXPECT_THAT(android.nodes, ElementsAre("binder", "hwbinder", "vndbinder"));
  EXPECT_TRUE(android.directory);
  EXPECT_EQ(decided(with_binderfs(Family::kLinux), {}).from, From::kNowhere);
  EXPECT_EQ(decided(facts(Family::kLinux), {}).from, From::kNowhere);
}

TEST(BinderPlanTest, TheSettingWinsOverTheFamily) {
  EXPECT_EQ(decided(with_binderfs(Family::kLinux), with(Binder::kBinderfs)).nodes.size(), 3u);
  EXPECT_EQ(decided(with_binderfs(Family::kAnbox), with(Binder::kAuto, 3)).nodes.size(), 3u);
  EXPECT_THAT(decided(with_binderfs(Family::kAndroid), with(Binder::kAuto, 1)).nodes,
              ElementsAre("binder"));
  EXPECT_EQ(decided(with_binderfs(Family::kAndroid), with(Binder::kNone)).from, From::kNowhere);
}

TEST(BinderPlanTest, BinderfsIsPreferredToTheHostsNodesUnlessTheseAreAskedFor) {
  GuestFacts both = with_nodes(Family::kAndroid);
  EXPECT_EQ(decided(both, {}).from, From::kHostNodes);
  both.binderfs = true;
  both.binder_major = 245;
  EXPECT_EQ(decided(both, {}).from, From::kBinderfs);
  EXPECT_EQ(decided(both, with(Binder::kNodes)).from, From::kHostNodes);
  EXPECT_EQ(decided(both, with(Binder::kShared)).from, From::kHostNodes);
}

TEST(BinderPlanTest, AHostWithoutBinderIsRefusedWithAHint) {
  for (const Family family : {Family::kAnbox, Family::kAndroid}) {
    const Error refused = refusal(facts(family), {});
    EXPECT_EQ(refused.exit_code(), 5);
    EXPECT_THAT(refused.hint(), HasSubstr("host-setup"));
  }
  EXPECT_EQ(refusal(facts(Family::kLinux), with(Binder::kNodes)).exit_code(), 5);
  const Error no_binderfs = refusal(with_nodes(Family::kAndroid), with(Binder::kBinderfs));
  EXPECT_EQ(no_binderfs.exit_code(), 5);
  EXPECT_THAT(no_binderfs.hint(), HasSubstr("--build-binder"));
}

TEST(BinderPlanTest, ANodeThatIsNoDeviceOrMissingIsNamed) {
  GuestFacts found = with_nodes(Family::kAndroid);
  found.host.erase("/dev/hwbinder");
  EXPECT_THAT(refusal(found, {}).message(), HasSubstr("/dev/hwbinder"));
  found.family = Family::kAnbox;
  EXPECT_EQ(decided(found, {}).from, From::kHostNodes) << "it needs one only";
  found.host["/dev/binder"].kind = FileKind::kRegular;
  EXPECT_THAT(refusal(found, {}).message(), HasSubstr("/dev/binder is no device"));
}

class BinderInGuest : public ::testing::Test {
 protected:
  core::TempDir dir_ = *core::TempDir::make("binder-plan");
  state::Instance instance_ = *state::Instance::create(dir_.path(), "default");

  std::vector<std::string> lines(const GuestFacts& facts, const container::StartOptions& options) {
    const auto plan = container::decide(facts, instance_, options);
    EXPECT_TRUE(plan) << plan.error().message();
    std::vector<std::string> list;
    for (const auto& entry : container::mount_entries(*plan, "/stage")) {
      list.push_back(entry.source + " " + entry.target + " " + entry.options);
    }
    rules_ = plan->rules;
    warnings_ = plan->warnings;
    return list;
  }
  std::vector<container::DeviceRule> rules_;
  std::vector<std::string> warnings_;
};

TEST_F(BinderInGuest, ItsOwnBinderfsIsShownWithItsNodes) {
  const auto shown = lines(with_binderfs(Family::kAndroid), {});
  EXPECT_THAT(shown, Contains("/stage/binderfs dev/binderfs bind,create=dir"));
  EXPECT_THAT(shown, Contains("/stage/binderfs/vndbinder dev/vndbinder bind,create=file"));
  EXPECT_EQ(rules_.back().major, 245u);
  EXPECT_FALSE(rules_.back().minor);
  const auto anbox = lines(with_binderfs(Family::kAnbox), {});
  EXPECT_THAT(anbox, Contains("/stage/binderfs/binder dev/binder bind,create=file"));
  for (const std::string& line : anbox) {
    EXPECT_THAT(line, Not(HasSubstr("hwbinder")));
    EXPECT_THAT(line, Not(HasSubstr("dev/binderfs")));
  }
}

TEST_F(BinderInGuest, OfTheHostsNodesItGetsCopies) {
  EXPECT_THAT(lines(with_nodes(Family::kAndroid), {}),
              Contains("/stage/dev/hwbinder dev/hwbinder bind,create=file"));
  EXPECT_EQ(rules_.back().minor, 1002u);
}

TEST_F(BinderInGuest, AnAndroidWithoutBinderIsWarnedOf) {
  for (const std::string& line : lines(with_binderfs(Family::kAndroid), with(Binder::kNone))) {
    EXPECT_THAT(line, Not(HasSubstr("binder")));
  }
  EXPECT_THAT(warnings_, Contains(HasSubstr("no binder")));
}

TEST_F(BinderInGuest, TheFamilyIsReadFromTheRootWhateverLiesOverTheImage) {
  const std::string root = dir_.path() + "/root";
  ASSERT_TRUE(core::make_dirs(root + "/system/bin"));
  EXPECT_EQ(container::look(instance_, root, {})->family, Family::kLinux);
  ASSERT_EQ(::symlink("/nosuch", (root + "/system/bin/servicemanager").c_str()), 0);
  EXPECT_EQ(container::look(instance_, root, {})->family, Family::kLinux);
  ASSERT_EQ(::unlink((root + "/system/bin/servicemanager").c_str()), 0);
  ASSERT_TRUE(core::write_atomic(root + "/system/bin/servicemanager", "x"));
  EXPECT_EQ(container::look(instance_, root, {})->family, Family::kAndroid);
  ASSERT_TRUE(core::write_atomic(root + "/anbox-init.sh", "x"));
  EXPECT_EQ(container::look(instance_, root, {})->family, Family::kAnbox);
}

TEST_F(BinderInGuest, OnlyOneTakesTheHostsNodesUnlessSharingIsAskedFor) {
  const std::string node = dir_.path() + "/binder";
  ASSERT_TRUE(core::write_atomic(node, ""));
  auto first = BinderClaim::take(node, false);
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->alone());
  const auto second = BinderClaim::take(node, false);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().exit_code(), 11);
  EXPECT_THAT(second.error().hint(), HasSubstr("--binder shared"));

  std::optional<BinderClaim> sharing = *BinderClaim::take(node, true);
  EXPECT_FALSE(sharing->alone());
  first = BinderClaim::take(dir_.path() + "/nosuch", false);  // lets go of the first
  EXPECT_FALSE(first);
  EXPECT_FALSE(BinderClaim::take(node, false)) << "the one that shares is there";
  sharing.reset();
  EXPECT_TRUE(BinderClaim::take(node, false));
}

TEST(BinderOptions, ReachTheSupervisorWhole) {
  for (const Binder binder :
       {Binder::kAuto, Binder::kNone, Binder::kBinderfs, Binder::kNodes, Binder::kShared}) {
    const auto read = container::options_from_json(container::to_json(with(binder, 3)));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->binder, binder);
    EXPECT_EQ(read->binder_nodes, 3u);
  }
  EXPECT_FALSE(container::parse_binder("own"));
}

}  // namespace
}  // namespace anc::test

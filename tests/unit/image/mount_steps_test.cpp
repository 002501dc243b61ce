// The mount steps on a machine in memory: the laws of all steps, and what these ones refuse.
#include "internal/image/mount_steps.h"

#include <gtest/gtest.h>

#include "internal/image/fuse_server.h"
#include "internal/step/runner.h"
#include "tests/unit/fake_host.h"

namespace anc::image {
namespace {

using test::FakeHost;
using test::Killed;

constexpr const char* kImage = "/images/a.img";
constexpr const char* kRootfs = "/i/rootfs";
constexpr const char* kOver = "/i/rootfs-overlay";
constexpr const char* kCombined = "/i/combined-rootfs";

/// Mounts by the one call the fake machine has, as our FUSE server would show.
class FakeMounter final : public Mounter {
 public:
  Result<void> mount(Host& host, const ImageMount& what) override {
    return host.mount({what.image, what.target, kFuseType, MS_RDONLY, ""});
  }
};

class MountSteps : public ::testing::Test {
 protected:
  MountSteps() {
    for (const char* path : {"/i", kRootfs, kOver, kCombined, "/i/upper", "/i/work"}) {
      host_.add_dir(path);
    }
    host_.now.mounts.push_back({"/", "/dev/vda", "ext4", "rw", "rw"});
  }
  step::Steps steps(bool writable = false, const std::string& image = kImage) {
    OverlayPlan overlay;
    overlay.over = kOver;
    overlay.rootfs = kRootfs;
    overlay.target = kCombined;
    if (writable) overlay.upper = "/i/upper", overlay.work = "/i/work";
    step::Steps list;
    list.push_back(squashfs_step({.mount = {image, kRootfs, false, {}}}, mounter_));
    list.push_back(overlay_step(overlay));
    return list;
  }
  Error refused(const step::Steps& list) {
    const auto before = host_.snapshot();
    MemoryJournal journal;
    const auto applied = step::apply_all(list, host_, journal);
    EXPECT_EQ(host_.snapshot(), before);
    return applied ? Error(Kind::kFailure, "was not refused") : applied.error();
  }

  FakeHost host_;
  FakeMounter mounter_;
};

TEST_F(MountSteps, ApplyTwiceIsOnceAndUndoLeavesNothing) {
  const auto before = host_.snapshot();
  MemoryJournal journal;
  ASSERT_TRUE(step::apply_all(steps(), host_, journal));
  const auto mounted = host_.snapshot();
  ASSERT_EQ(mounted.mounts.size(), 3u);
  EXPECT_EQ(mounted.mounts[1].target, kRootfs);
  EXPECT_EQ(mounted.mounts[2].super_options, "lowerdir=/i/rootfs-overlay:/i/rootfs");
  EXPECT_EQ(mounted.mounts[2].options, "ro");
  ASSERT_TRUE(step::apply_all(steps(), host_, journal));
  EXPECT_EQ(host_.snapshot(), mounted);
  ASSERT_TRUE(step::undo_all(steps(), host_, journal));
  EXPECT_EQ(host_.snapshot(), before);
  EXPECT_TRUE(journal.open().empty());
}

TEST_F(MountSteps, AFailureAnywhereLeavesNothingMounted) {
  const auto before = host_.snapshot();
  for (int failing = 1;; ++failing) {
    ASSERT_LT(failing, 200);
    host_.now = before;
    host_.fail_call(failing, EIO);
    MemoryJournal journal;
    const auto applied = step::apply_all(steps(true), host_, journal);
    if (applied && host_.calls() < failing) break;  // no call was left to fail
    if (applied) continue;  // a failed look at the dead-or-alive question is no failure
    host_.fail_call(0, 0);
    if (host_.snapshot() != before) {
      // The failing call was one of the roll-back itself: the journal still knows.
      ASSERT_TRUE(step::undo_all(steps(true), host_, journal)) << failing;
    }
    EXPECT_EQ(host_.snapshot(), before) << "after failing call " << failing;
  }
}

TEST_F(MountSteps, AKillAnywhereIsRecoveredByTheNext) {
  const auto before = host_.snapshot();
  for (int fatal = 1;; ++fatal) {
    ASSERT_LT(fatal, 200);
    host_.now = before;
    host_.kill_at_call(fatal);
    MemoryJournal journal;
    try {
      ASSERT_TRUE(step::apply_all(steps(), host_, journal));
      break;  // ran to its end before the call that kills
    } catch (const Killed&) {
    }
    host_.fail_call(0, 0);
    const auto after = MemoryJournal::from_lines(journal.lines());
    ASSERT_TRUE(after);
    ASSERT_TRUE(step::recover(steps(), host_, **after));
    EXPECT_EQ(host_.snapshot(), before) << "killed at call " << fatal;
  }
}

TEST_F(MountSteps, AnotherImageOrFileSystemIsInTheWay) {
  MemoryJournal journal;
  ASSERT_TRUE(step::apply_all(steps(), host_, journal));
  const Error other = refused(steps(false, "/images/b.img"));
  EXPECT_EQ(other.kind(), Kind::kBusy);
  EXPECT_NE(other.message().find("image /images/a.img is mounted on /i/rootfs"), std::string::npos)
      << other.message();
  EXPECT_NE(other.hint().find("ancloud image unmount"), std::string::npos);
  EXPECT_EQ(refused(steps(true)).kind(), Kind::kBusy) << "read-only is mounted";

  host_.now.mounts = {{kRootfs, "tmpfs", "tmpfs", "rw", "rw"}};
  EXPECT_EQ(refused(steps()).kind(), Kind::kBusy);
}

TEST_F(MountSteps, AnUpperLayerNeedsAFileSystemThatCan) {
  host_.now.mounts.push_back({"/i", "overlay", "overlay", "rw", "rw,upperdir=/u"});
  const Error error = refused(steps(true));
  EXPECT_EQ(error.kind(), Kind::kHostRequirement);
  EXPECT_NE(error.message().find("/i/upper lies on a file system of type overlay"),
            std::string::npos)
      << error.message();
  EXPECT_NE(error.hint().find("--data-path"), std::string::npos);
  // A mount that only looks like a parent by its letters is none.
  host_.now.mounts.back().target = "/i/upp";
  MemoryJournal journal;
  EXPECT_TRUE(step::apply_all(steps(true), host_, journal));
}

TEST_F(MountSteps, UndoLeavesWhatOthersMounted) {
  MemoryJournal journal;
  ASSERT_TRUE(step::apply_all(steps(), host_, journal));
  host_.now.mounts[1] = {kRootfs, "/images/theirs.img", kFuseType, "ro", ""};
  const auto undone = step::undo_all(steps(), host_, journal);
  ASSERT_TRUE(undone);
  ASSERT_EQ(undone->left.size(), 1u);
  EXPECT_EQ(undone->left[0], "squashfs: /images/theirs.img is mounted on /i/rootfs now");
  EXPECT_EQ(host_.now.mounts.size(), 2u) << "the overlay was ours and came off";
}

TEST_F(MountSteps, TheCommandsAreTheDocumentedOnes) {
  const auto list = steps(true);
  EXPECT_EQ(list[0]->commands()[0],
            "mount -t squashfs -o loop,ro,nodev,nosuid /images/a.img /i/rootfs");
  EXPECT_EQ(list[1]->commands()[0],
            "mount -t overlay overlay -o rw,nodev,lowerdir=/i/rootfs-overlay:/i/rootfs,"
            "upperdir=/i/upper,workdir=/i/work /i/combined-rootfs");
}

}  // namespace
}  // namespace anc::image

// Host set-up as a whole: who may, what is locked, what is left in the data path.
#include "internal/host/setup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "tests/unit/fake_host.h"

namespace anc::test {
namespace {
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Mode = core::FileLock::Mode;

class HostSetupTest : public ::testing::Test {
 protected:
  core::TempDir dir_ = *core::TempDir::make("host-setup");
  FakeHost machine_ = debian_12();

  void SetUp() override { machine_.add_dir(dir_.path()); }
  host::HostSetup setup(const std::string& bridge = "ancloud") {
    host::Settings settings;
    settings.data_path = dir_.path();
    settings.bridge = bridge;
    return host::HostSetup(settings, {}, std::chrono::milliseconds(0));
  }
};

TEST_F(HostSetupTest, OnlyRootChangesAnythingAndNothingIsTouchedBefore) {
  machine_.euid = 1000;
  for (const auto& refused : {setup().apply(machine_).map([](auto&&) {}).error(),
                              setup().undo(machine_).map([](auto&&) {}).error()}) {
    EXPECT_EQ(refused.kind(), Kind::kPermission);
    EXPECT_EQ(refused.exit_code(), 7);
    EXPECT_THAT(refused.hint(), HasSubstr("sudo"));
  }
  EXPECT_EQ(machine_.calls(), 0);
  EXPECT_FALSE(core::exists(host::lock_path(dir_.path())));
}

TEST_F(HostSetupTest, ABadBridgeNameIsAUsageError) {
  for (const char* name : {"", "a/b", "..", "sixteen-letters-", "two words"}) {
    const auto refused = setup(name).apply(machine_);
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().kind(), Kind::kUsage) << name;
  }
}

TEST_F(HostSetupTest, ApplyAndUndoThroughTheJournalOnDisk) {
  const auto before = machine_.snapshot();
  ASSERT_TRUE(setup().apply(machine_));
  EXPECT_TRUE(core::exists(host::journal_path(dir_.path())));
  const auto undone = setup().undo(machine_);
  ASSERT_TRUE(undone);
  EXPECT_THAT(undone->left, IsEmpty());
  EXPECT_EQ(machine_.snapshot(), before);
  const auto nothing = setup().undo(machine_);
  ASSERT_TRUE(nothing);
  EXPECT_THAT(nothing->steps, IsEmpty());
}

TEST_F(HostSetupTest, WhileContainersRunItOnlyLooks) {
  ASSERT_TRUE(setup().apply(machine_));
  const auto supervisor = core::FileLock::try_take(host::lock_path(dir_.path()), Mode::kShared);
  ASSERT_TRUE(supervisor && *supervisor);
  EXPECT_TRUE(setup().apply(machine_)) << "all holds: a second instance may start";

  machine_.now.files["/proc/sys/net/ipv4/ip_forward"].content = "0\n";
  const auto refused = setup().apply(machine_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), Kind::kBusy);
  const auto kept = setup().undo(machine_);
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().kind(), Kind::kBusy);
}

TEST_F(HostSetupTest, ADamagedJournalStopsBeforeAnyChange) {
  ASSERT_TRUE(core::make_dirs(dir_.path() + "/host"));
  ASSERT_TRUE(core::write_atomic(host::journal_path(dir_.path()), "damage\n"));
  const auto before = machine_.snapshot();
  const auto refused = setup().apply(machine_);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().hint(), HasSubstr("cat "));
  EXPECT_EQ(machine_.snapshot(), before);
}

}  // namespace
}  // namespace anc::test
